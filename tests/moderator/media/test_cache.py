"""The picture cache: what was put in comes back or nothing does, whatever happens to the folder."""

from __future__ import annotations

import os
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.media.cache import PictureCache, Request, keeps
from moderator.media.values import Frame

SHA = "ab" * 32
REQUEST = Request(SHA, "still", "0", (64, 48))


def picture(shade: int = 7, size: tuple[int, int] = (8, 6), pts: int | None = 512) -> Frame:
    pixels = np.full((size[1], size[0], 3), shade, np.uint8)
    base = None if pts is None else Fraction(1, 15360)
    return Frame(pixels, size[0], size[1], size[0] * 4, size[1] * 4, pts, 1, base, SHA)


def same(one: Frame, other: Frame) -> bool:
    names = ("width", "height", "full_width", "full_height", "pts", "index", "time_base", "sha256")
    equal = all(getattr(one, name) == getattr(other, name) for name in names)
    return equal and bool((one.pixels == other.pixels).all())


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def cache(tmp_path: Path) -> PictureCache:
    return PictureCache(tmp_path / "cache", "decoders 1")


@pytest.mark.parametrize("frames", [(picture(),), (picture(pts=None),), (picture(1), picture(2), picture(3))])
def test_what_was_kept_comes_back(cache: PictureCache, frames: tuple[Frame, ...]) -> None:
    assert cache.get(REQUEST) is None
    cache.put(REQUEST, frames)
    found = cache.get(REQUEST)
    assert found is not None
    assert len(found) == len(frames)
    assert all(map(same, found, frames))


def test_another_question_or_another_decoder_finds_nothing(cache: PictureCache, tmp_path: Path) -> None:
    cache.put(REQUEST, (picture(),))
    assert cache.get(Request(SHA, "still", "1", (64, 48))) is None
    assert cache.get(Request(SHA, "still", "0", (48, 64))) is None
    assert PictureCache(tmp_path / "cache", "decoders 2").get(REQUEST) is None
    assert entries(tmp_path / "cache") == [], "what other decoders made is of no use"


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_wrong_byte_is_a_miss_and_the_entry_goes(tmp_path: Path, place: int, flip: int) -> None:
    cache = PictureCache(tmp_path / "cache", "decoders 1")
    cache.put(REQUEST, (picture(1), picture(2)))
    (path,) = entries(tmp_path / "cache")
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= flip
    path.write_bytes(data)
    assert cache.get(REQUEST) is None
    assert not path.exists()


@given(data=st.binary(max_size=600), cut=st.integers(0, 600))
def test_half_an_entry_more_of_one_or_noise_is_a_miss(tmp_path: Path, data: bytes, cut: int) -> None:
    cache = PictureCache(tmp_path / "cache", "decoders 1")
    cache.put(REQUEST, (picture(),))
    (path,) = entries(tmp_path / "cache")
    whole = path.read_bytes()
    for damaged in (data, whole[: cut % len(whole)], whole + data + b"\0"):
        path.write_bytes(damaged)
        assert cache.get(REQUEST) is None
        assert not path.exists()


def test_the_oldest_used_goes_first(tmp_path: Path) -> None:
    one = picture(size=(64, 48))
    cache = PictureCache(tmp_path / "cache", "decoders 1", limit=5 * 9500)
    asked = [Request(SHA, "frame", f"index {n}", (64, 48)) for n in range(6)]
    for n, request in enumerate(asked[:5]):
        cache.put(request, (one,))
        os.utime(cache._path(request), (n + 1, n + 1))
    assert cache.get(asked[0]) is not None, "used now: no longer the oldest"
    cache.put(asked[5], (one,))
    kept = [cache.get(request) is not None for request in asked]
    assert kept[0]
    assert kept[5]
    assert not kept[1]
    assert sum(path.stat().st_size for path in entries(tmp_path / "cache")) <= 5 * 9500


def test_the_folder_may_go_while_it_is_in_use(cache: PictureCache, tmp_path: Path) -> None:
    for n in range(5):
        request = Request(SHA, "frame", f"index {n}", (64, 48))
        cache.put(request, (picture(n),))
        shutil.rmtree(tmp_path / "cache")
        assert cache.get(request) is None
    cache.put(REQUEST, (picture(),))
    assert cache.get(REQUEST) is not None


def test_where_nothing_can_be_written_there_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file in the way")
    cache = PictureCache(tmp_path / "cache", "decoders 1")
    cache.put(REQUEST, (picture(),))
    assert cache.get(REQUEST) is None


@pytest.mark.parametrize(
    ("what", "size", "kept"),
    [
        ("still", None, False),
        ("still", (0, 0), False),
        ("still", (2048, 2048), True),
        ("still", (2049, 9), False),
        ("frame", (512, 512), True),
        ("frame", (1024, 1024), False),  # a film that is played
    ],
)
def test_full_pictures_are_never_kept(what: str, size: tuple[int, int] | None, kept: bool) -> None:
    assert keeps(what, size) is kept
