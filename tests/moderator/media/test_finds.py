"""Codes and likenesses on their way from a worker, and in the cache: what was found, and nothing that cannot be."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.finds import MOST_CODES, MOST_LOOKS, MOST_TEXT, Code, CodeFormat, CodesSeen, Likeness, Looks
from moderator.media import limits
from moderator.media.finds import (
    Gathering,
    pack_all,
    pack_asked,
    pack_codes,
    pack_likeness,
    unpack_all,
    unpack_asked,
    unpack_codes,
    unpack_likeness,
)
from moderator.media.finds_cache import FindsCache
from moderator.media.wire import ANSWERS, Answer, Op, ProtocolError, Reply, Request, check

SHA = "ab" * 32
CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
ONE = CodesSeen(7, -5, (Code(CodeFormat.QR, "\u202e<b>é😀\x00", CORNERS), Code(CodeFormat.ITF, "12", CORNERS)))


def test_there_and_back() -> None:
    assert unpack_codes(pack_codes(ONE)) == ONE
    assert unpack_codes(pack_codes(CodesSeen(0, 1 << 60))) == CodesSeen(0, 1 << 60)
    assert unpack_likeness(pack_likeness(Likeness(9, -1, 2, 34))) == Likeness(9, -1, 2, 34)
    photos = [np.full((2, 3, 3), 9, np.uint8), np.zeros((4, 1, 3), np.uint8)]
    numbers, back = unpack_asked(b"".join(pack_asked([3, 9], photos)))
    assert numbers == [3, 9]
    assert [each.tolist() for each in back] == [each.tolist() for each in photos]


def test_what_is_too_much_to_ask_is_refused() -> None:
    photo = np.zeros((2, 2, 3), np.uint8)
    for numbers, photos in (
        ([], []), (range(MOST_LOOKS + 1), []), ([1], [photo] * (limits.LISTING_PHOTOS + 1)),
        ([1], [np.zeros((limits.LISTING_SIDE + 1, 2, 3), np.uint8)]),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"not to be asked|too large"):
            pack_asked(numbers, photos)


@pytest.mark.parametrize("bad", [b"", b"\x01", struct.pack("<2I", 9, 0), struct.pack("<5I", 1, 1, 0, 900, 900)])
def test_half_a_question_is_no_question(bad: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        unpack_asked(bad)


def test_the_fullest_frame_fits_into_an_answer() -> None:
    much = CodesSeen(1, 1, tuple(Code(CodeFormat.QR, "😀" * MOST_TEXT, CORNERS) for _ in range(MOST_CODES)))
    assert len(pack_codes(much)) <= ANSWERS[Op.CODES][1]
    assert len(pack_likeness(Likeness(1, 1))) <= ANSWERS[Op.SIMILARITY][1]


@given(st.binary(max_size=300))
def test_what_a_worker_says_is_doubted(data: bytes) -> None:
    for unpack in (unpack_codes, unpack_likeness):
        try:
            found = unpack(data)
        except ProtocolError:
            continue
        if isinstance(found, CodesSeen):
            assert len(found.codes) <= MOST_CODES
            assert all(0 < len(code.text) <= MOST_TEXT for code in found.codes)
        else:
            assert found.photo < limits.LISTING_PHOTOS


@given(st.integers(0, 200), st.integers(0, 255), st.integers(0, 30))
def test_one_changed_byte_is_refused_or_means_something_possible(place: int, value: int, cut: int) -> None:
    data = bytearray(pack_codes(ONE))
    data[place % len(data)] = value
    try:
        found = unpack_codes(bytes(data[: len(data) - cut]))
    except ProtocolError:
        return
    assert all(0 <= each <= 1 for code in found.codes for corner in code.corners for each in corner)


@pytest.mark.parametrize(
    "bad",
    [
        replace(ONE, codes=(Code(CodeFormat.QR, "", CORNERS),)),
        replace(ONE, codes=(Code(CodeFormat.QR, "x" * (MOST_TEXT + 1), CORNERS),)),
        replace(ONE, codes=ONE.codes[1:] * (MOST_CODES + 1)),
    ],
)
def test_what_cannot_be_is_refused(bad: CodesSeen) -> None:
    with pytest.raises(ProtocolError):
        unpack_codes(pack_codes(bad))


def test_text_that_is_none_and_a_code_of_no_kind_are_refused() -> None:
    data = pack_codes(replace(ONE, codes=ONE.codes[1:]))
    for bad in (data[:-1] + b"\xff", data[:16] + b"\x63\x00" + data[18:], data + b"\x00", data[:-1]):
        with pytest.raises(ProtocolError):
            unpack_codes(bad)
    for likeness in (Likeness(1, 1, limits.LISTING_PHOTOS, 3), Likeness(1, 1, 0, 10_001)):
        with pytest.raises(ProtocolError):
            unpack_likeness(pack_likeness(likeness))


def test_frames_come_as_asked_and_may_begin_anew_once() -> None:
    gathering = Gathering[Likeness]([3, 9, 12])
    for number in (3, 9):
        gathering.add(Likeness(number, 0))
    assert gathering.looks().share == pytest.approx(2 / 3)
    gathering.add(Likeness(3, 1))
    gathering.add(Likeness(12, 1))
    assert [each.number for each in gathering.looks(done=True).seen] == [3, 12]
    for bad in (12, 9, 4):
        with pytest.raises(ProtocolError):
            gathering.add(Likeness(bad, 1))


def test_only_these_may_answer_in_parts() -> None:
    for op, answer in ((Op.CODES, Answer.CODES), (Op.SIMILARITY, Answer.SIMILARITY)):
        check(Reply(answer, 1, more=1), Request(op, 1))
        with pytest.raises(ProtocolError):
            check(Reply(answer, 1, more=1, payload=1 << 20), Request(op, 1))
        with pytest.raises(ProtocolError):
            check(Reply(Answer.SCAN, 1), Request(op, 1))


CODES = Looks(2, (CodesSeen(3, 4), ONE), done=True)
LIKE = Looks(1, (Likeness(3, 4, 1, 9),), done=True)


def test_a_whole_pass_there_and_back() -> None:
    assert unpack_all(pack_all(CODES, pack_codes), unpack_codes) == CODES
    assert unpack_all(pack_all(Looks[Likeness](5, (), True), pack_likeness), unpack_likeness) == Looks(5, (), True)
    for bad in (pack_all(CODES, pack_codes)[:-1], b"", struct.pack("<I", 0) + pack_all(CODES, pack_codes)[4:]):
        with pytest.raises((ProtocolError, struct.error)):
            unpack_all(bad, unpack_codes)


def test_the_cache_keeps_whole_passes_by_what_they_were_found_by(tmp_path: Path) -> None:
    cache = FindsCache(tmp_path, "decoders 1")
    cache.keep_codes(SHA, replace(CODES, done=False))
    cache.keep_likenesses(SHA, "p1", replace(LIKE, done=False))
    assert (cache.codes(SHA), cache.likenesses(SHA, "p1")) == (None, None)
    cache.keep_codes(SHA, CODES)
    cache.keep_likenesses(SHA, "p1", LIKE)
    assert (cache.codes(SHA), cache.likenesses(SHA, "p1")) == (CODES, LIKE)
    assert cache.likenesses(SHA, "p2") is None
    assert cache.codes("cd" * 32) is None
    other = FindsCache(tmp_path, "decoders 2")
    assert (other.codes(SHA), other.likenesses(SHA, "p1")) == (None, None)


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_damaged_entry_counts_as_none(tmp_path_factory: pytest.TempPathFactory, place: int, change: int) -> None:
    folder = tmp_path_factory.mktemp("cache")
    cache = FindsCache(folder, "decoders 1")
    cache.keep_codes(SHA, CODES)
    (path,) = folder.glob("*/*.scan")
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= change
    path.write_bytes(data)
    assert cache.codes(SHA) is None
    assert not path.exists()
