"""A pass over a film on its way from a worker, and in the cache: exactly what was found, and nothing that cannot be."""

from __future__ import annotations

import os
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.scan import NO_SOUND, Cut, CutKind, Freeze, Loudness, Scan
from moderator.media import limits
from moderator.media.cache import PictureCache
from moderator.media.scan import Joining, pack_scan, unpack_loudness, unpack_scan
from moderator.media.scan_cache import ScanCache
from moderator.media.wire import ANSWERS, Op, ProtocolError, Reply, Request, check
from moderator.media.wire import Answer as A

SHA = "ab" * 32
WHOLE = Scan(
    6, (0, 10, 20, 31, 40, -5), bytes(range(6)), bytes(6), (Cut(2), Cut(5, CutKind.GRADUAL, 3)), (Freeze(0, 1),),
    (1, 4), done=True,
)  # fmt: skip


def part(first: int, count: int, total: int = 6, **more: object) -> Scan:
    return replace(Scan(total, tuple(range(first, first + count)), bytes(count), bytes(count)), **more)  # type: ignore[arg-type]


def test_there_and_back() -> None:
    found, first = unpack_scan(pack_scan(WHOLE))
    assert first == 0
    assert replace(found, done=True) == WHOLE
    late = replace(WHOLE, pts=(1, 2), sharpness=b"ab", light=b"cd", best=(), total=90)
    assert unpack_scan(pack_scan(late, 70)) == (replace(late, done=False), 70)


def test_the_largest_part_fits_into_an_answer() -> None:
    count = limits.SCAN_BATCH
    cuts = tuple(Cut(number) for number in range(3 * count))
    freezes = tuple(Freeze(number, number + 1) for number in range(count))
    much = Scan(9999, tuple(range(count)), bytes(count), bytes(count), cuts, freezes, tuple(range(12)))
    assert len(pack_scan(much)) <= ANSWERS[Op.SCAN][1]


@given(st.binary(max_size=400))
def test_what_a_worker_says_is_doubted(data: bytes) -> None:
    try:
        found, first = unpack_scan(data)
    except ProtocolError:
        return
    assert len(found.pts) == len(found.sharpness) == len(found.light)
    assert first + len(found.pts) <= found.total
    for cut in found.cuts:
        assert 0 <= cut.begins <= cut.frame < found.total


@given(st.integers(0, 40), st.integers(0, 255), st.integers(0, 40))
def test_one_changed_byte_is_refused_or_means_something_possible(place: int, value: int, cut: int) -> None:
    data = bytearray(pack_scan(WHOLE))
    data[place % len(data)] = value
    try:
        found, first = unpack_scan(bytes(data[: len(data) - cut]))
    except ProtocolError:
        return
    assert first + len(found.pts) <= found.total <= limits.INDEX_FRAMES
    assert all(number < found.total for number in found.best)


@pytest.mark.parametrize(
    "bad",
    [
        replace(WHOLE, cuts=(Cut(6),)),
        replace(WHOLE, cuts=(Cut(3), Cut(3))),
        replace(WHOLE, cuts=(Cut(3, CutKind.GRADUAL, 4),)),
        replace(WHOLE, freezes=(Freeze(4, 4),)),
        replace(WHOLE, freezes=(Freeze(4, 7),)),
        replace(WHOLE, best=(4, 1)),
        replace(WHOLE, best=(9,)),
        replace(WHOLE, total=5),
        replace(WHOLE, total=0),
    ],
)
def test_what_cannot_be_is_refused(bad: Scan) -> None:
    with pytest.raises(ProtocolError):
        unpack_scan(pack_scan(bad))


def test_a_cut_of_no_kind_is_refused() -> None:
    data = bytearray(pack_scan(replace(WHOLE, cuts=(Cut(2),), freezes=(), best=())))
    data[-4:] = struct.pack("<I", 9)
    with pytest.raises(ProtocolError):
        unpack_scan(bytes(data))


def test_parts_are_joined_and_may_begin_anew_once() -> None:
    joining = Joining()
    joining.add(part(0, 2), 0)
    joining.add(part(2, 2, cuts=(Cut(3),)), 2)
    assert joining.scan().share == pytest.approx(4 / 6)
    joining.add(part(0, 3, 5), 0)
    assert joining.scan().cuts == ()
    joining.add(part(3, 2, 5, cuts=(Cut(4),)), 3)
    whole = joining.scan((1,), done=True)
    assert (whole.pts, whole.cuts, whole.best, whole.done) == ((0, 1, 2, 3, 4), (Cut(4),), (1,), True)
    with pytest.raises(ProtocolError):
        joining.add(part(0, 3, 5), 0)


def test_parts_that_do_not_fit_are_refused() -> None:
    for second, first in ((part(3, 1), 3), (part(2, 1, 7), 2), (part(2, 0), 2), (part(2, 1, cuts=(Cut(1),)), 2)):
        joining = Joining()
        joining.add(part(0, 2, cuts=(Cut(1),)), 0)
        with pytest.raises(ProtocolError):
            joining.add(second, first)
    joining = Joining()
    joining.add(part(0, 2), 0)
    with pytest.raises(ProtocolError):
        joining.scan(done=True)
    with pytest.raises(ProtocolError):
        Joining().add(part(1, 2), 1)


def test_only_the_pass_may_answer_in_parts() -> None:
    check(Reply(A.SCAN, 1, more=1), Request(Op.SCAN, 1))
    with pytest.raises(ProtocolError):
        check(Reply(A.LOUDNESS, 1, more=1), Request(Op.LOUDNESS, 1))
    with pytest.raises(ProtocolError):
        check(Reply(A.SCAN, 1, payload=1 << 20), Request(Op.SCAN, 1))


def test_loudness_is_silence_to_full_scale_or_nothing() -> None:
    assert unpack_loudness(b"") is None
    found = unpack_loudness(bytes([0, 100, 200]))
    assert found is not None
    assert [found.db(n) for n in range(3)] == [-100, -50, 0]
    assert unpack_loudness(bytes([NO_SOUND] * 3)) == Loudness(bytes([NO_SOUND] * 3))
    for bad in (bytes([201]), bytes([NO_SOUND, 0])):
        with pytest.raises(ProtocolError):
            unpack_loudness(bad)


def test_the_cache_keeps_whole_passes_and_believes_no_other(tmp_path: Path) -> None:
    cache, sounding = ScanCache(tmp_path, "decoders 1"), replace(WHOLE, loudness=Loudness(bytes([3, 200])))
    assert cache.get(SHA) is None
    cache.put(SHA, replace(WHOLE, done=False))
    assert cache.get(SHA) is None
    cache.put(SHA, sounding)
    assert cache.get(SHA) == sounding
    assert ScanCache(tmp_path, "decoders 2").get(SHA) is None
    cache.put(SHA, WHOLE)
    assert cache.get(SHA) == WHOLE
    (path,) = tmp_path.glob("*/*.scan")
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.get(SHA) is None
    assert not path.exists()


@given(st.integers(0, 300), st.integers(1, 255))
def test_a_damaged_entry_counts_as_none(tmp_path_factory: pytest.TempPathFactory, place: int, change: int) -> None:
    folder = tmp_path_factory.mktemp("cache")
    cache = ScanCache(folder, "decoders 1")
    cache.put(SHA, WHOLE)
    (path,) = folder.glob("*/*.scan")
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= change
    path.write_bytes(data)
    assert cache.get(SHA) is None


def test_a_disk_that_is_read_only_is_no_error(tmp_path: Path) -> None:
    (tmp_path / SHA[:2]).write_bytes(b"a file where the folder should be")
    cache = ScanCache(tmp_path, "decoders 1")
    cache.put(SHA, WHOLE)
    assert cache.get(SHA) is None


def test_passes_count_towards_what_the_cache_may_hold(tmp_path: Path) -> None:
    ScanCache(tmp_path, "decoders 1").put(SHA, WHOLE)
    (path,) = tmp_path.glob("*/*.scan")
    os.utime(path, (1, 1))
    pictures = PictureCache(tmp_path, "decoders 1", limit=10)
    pictures._evict()
    assert not path.exists()
