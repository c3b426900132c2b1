"""Frames in one go are the frames one by one, and a run that nobody wants any more leaves its worker as good as new."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moderator.errors import MediaError
from moderator.media import limits
from moderator.media.files import EvidenceFile
from moderator.media.pool import MediaPool
from moderator.media.values import Frame, Source
from moderator.media.video import Place, Video

from .clips import Recipe, write


@pytest.fixture
def one() -> Iterator[MediaPool]:
    with MediaPool(1) as pool:
        yield pool


@pytest.fixture
def film(tmp_path: Path) -> Source:
    return Source.of(write(Recipe("film.mp4"), tmp_path))


def processes(pool: MediaPool) -> list[int]:
    return [each.process.pid for each in pool._workers._all if each.process is not None]


def run(pool: MediaPool, source: Source, count: int, back: bool = False, **named: Any) -> list[Frame]:
    found: list[Frame] = []

    def told(frame: Frame) -> bool:
        found.append(frame)
        return True

    pool.frames(source, told, count=count, max_size=(48, 48), back=back, **named)
    return found


def test_a_run_gives_what_single_frames_give(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    _, source = clip
    index = pool.index(source)
    for first, count in ((0, 7), (len(index.pts) // 2, 11), (len(index.pts) - 3, 50)):
        by_pts, by_index = run(pool, source, count, pts=index.pts[first]), run(pool, source, count, index=first)
        wanted = range(first, min(first + count, len(index.pts)))
        assert [frame.index for frame in by_pts] == [frame.index for frame in by_index] == list(wanted)
        for got, again, number in zip(by_pts, by_index, wanted, strict=True):
            alone = pool.frame(source, index=number, max_size=(48, 48))
            assert (got.pts, got.full_width, got.time_base) == (alone.pts, alone.full_width, alone.time_base)
            assert np.array_equal(got.pixels, alone.pixels), number
            assert np.array_equal(again.pixels, alone.pixels), number


def test_backwards_they_are_the_same(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    _, source = clip
    index = pool.index(source)
    last = len(index.pts) - 1
    forwards = {frame.index: frame for frame in run(pool, source, last + 1, index=0)}
    for first, count in ((last, last + 5), (last // 2, 7)):
        found = run(pool, source, count, back=True, pts=index.pts[first])
        assert [frame.index for frame in found] == list(range(first, max(first - count, -1), -1))
        for frame in found:
            assert frame.pts == index.pts[frame.index or 0]
            assert np.array_equal(frame.pixels, forwards[frame.index].pixels), frame.index


def test_what_is_kept_for_going_back_is_let_go_of(tmp_path: Path) -> None:
    """Frames of 144 kB: a run back may keep more of them than is kept otherwise, and no more afterwards."""
    path = write(Recipe("film.mp4", size=(320, 304), options={"g": "200", "preset": "ultrafast"}), tmp_path)
    video = Video(EvidenceFile(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))), "mp4")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "KEPT_BYTES", 4 * 320 * 304 * 3 // 2)
        patch.setattr(limits, "BACK_BYTES", 12 * 320 * 304 * 3 // 2)
        most = 0
        for _ in video.run(Place(index=30), 25, None, -1):
            most = max(most, len(video._source._kept))
        assert most > 4
        assert 1 <= len(video._source._kept) <= 4
        video.rest()
        assert len(video._source._kept) == video._source._kept.bytes == 0
    video.close()


def test_a_run_ends_when_it_is_not_wanted_and_the_worker_stays(one: MediaPool, film: Source) -> None:
    one.frame(film, index=0)
    before = processes(one)
    found: list[Frame] = []

    def told(frame: Frame) -> bool:
        found.append(frame)
        return len(found) < 3

    for number in range(3):
        found.clear()
        one.frames(film, told, count=20, index=number)
        assert [frame.index for frame in found] == [number, number + 1, number + 2]
        assert one.frame(film, index=9).index == 9, "the next answer is not one of the run's"
    assert processes(one) == before


def test_a_run_makes_room_for_somebody_who_waits(one: MediaPool, film: Source) -> None:
    """With one worker, that a run has: the single frame comes when the run is cut short, and not after it."""
    begun, found = threading.Event(), []

    def told(frame: Frame) -> bool:
        found.append(frame)
        begun.set()
        # Goes on as soon as somebody stands in line: from then on the run must not take one frame more.
        while not one._workers.wanted:
            threading.Event().wait(0.001)
        return True

    with ThreadPoolExecutor(1) as lane:
        running = lane.submit(one.frames, film, told, count=30, index=0)
        assert begun.wait(20)
        assert one.frame(film, index=25).index == 25
        running.result(20)
    assert [frame.index for frame in found] == [0]


def test_a_run_from_nowhere_is_refused(one: MediaPool, film: Source) -> None:
    with pytest.raises(MediaError, match="no frame"):
        run(one, film, 5, index=10_000)
    assert len(run(one, film, limits.RUN_FRAMES + 1, index=0)) == len(one.index(film).pts)


def test_the_worker_that_stands_before_the_place_is_asked(film: Source) -> None:
    """Of two that know the film the one whose decoder comes by there."""
    with MediaPool(2) as pool, ThreadPoolExecutor(2) as lane:
        both = threading.Barrier(2)

        def told(_frame: Frame) -> bool:
            both.wait(20)
            return False

        for running in [lane.submit(pool.frames, film, told, count=5, index=number) for number in (4, 20)]:
            running.result(20)
        stands = {worker.known[film.sha256]: worker for worker in pool._workers._all}
        assert set(stands) == {4, 20}
        for place, expected in ((5, 4), (21, 20), (6, 4)):
            served = {number: worker.served for number, worker in stands.items()}
            pool.frame(film, index=place)
            assert stands[expected].served == served[expected] + 1, place


def test_a_worker_that_has_done_enough_has_a_successor_at_once(
    one: MediaPool, film: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who steps through a film waits for a process to start, lock itself and attack its lock."""
    one.frame(film, index=0)
    (worker,) = one._workers._all
    before = worker.process
    monkeypatch.setattr(limits, "SERVED", 1)
    one.frame(film, index=1)
    assert worker.process is not None
    assert worker.process is not before
    monkeypatch.undo()
    assert one.frame(film, index=2).index == 2
