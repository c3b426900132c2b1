"""Decoded frames are kept within their bytes, whatever sizes they have."""

from __future__ import annotations

import av

from moderator.media.shelf import MOST_FRAMES, Shelf


def frame(side: int) -> av.VideoFrame:
    return av.VideoFrame(side, side, "gray")


def size(side: int) -> int:
    return sum(plane.buffer_size for plane in frame(side).planes)


def test_the_oldest_goes_first() -> None:
    shelf = Shelf(3 * size(64))
    for number in range(5):
        shelf.put(number, frame(64))
    assert [number for number in range(5) if number in shelf] == [2, 3, 4]
    shelf.put(2, frame(64))
    shelf.put(5, frame(64))
    assert [number for number in range(6) if number in shelf] == [2, 4, 5]
    assert shelf.bytes == 3 * size(64)


def test_sizes_that_change_are_counted() -> None:
    """A film may change its size at every frame, so that small ones make room for none of the large."""
    shelf = Shelf(4 * size(64))
    for number in range(40):
        shelf.put(number, frame(512 if number % 2 else 16))
        assert shelf.bytes <= max(4 * size(64), size(512))


def test_the_last_one_stays_whatever_it_takes() -> None:
    shelf = Shelf(10)
    shelf.put(7, frame(64))
    assert len(shelf) == 1
    shelf.put(8, frame(64))
    assert 8 in shelf
    assert 7 not in shelf


def test_what_would_go_on_the_way_is_not_taken() -> None:
    shelf = Shelf(3 * size(64))
    shelf.put(0, frame(64))
    shelf.put(1, frame(64), before=10)
    assert 1 not in shelf
    shelf.put(2, frame(64), before=3)
    assert 2 in shelf
    shelf.put(3, frame(64), before=MOST_FRAMES)
    assert 3 not in shelf


def test_room_can_be_taken_away() -> None:
    shelf = Shelf(8 * size(64))
    for number in range(8):
        shelf.put(number, frame(64))
    shelf.resize(2 * size(64))
    assert [number for number in range(8) if number in shelf] == [6, 7]
    shelf.clear()
    assert len(shelf) == shelf.bytes == 0
