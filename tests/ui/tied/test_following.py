"""Following a film that plays: frames are chosen so that they are decoded when they are due, and shown then."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from moderator.media.values import FrameIndex
from ui.following import Following
from ui.models.timeline import Axis

SHA = "ab" * 32
COUNT = 1000


class Bench:
    """A film of 30 frames a second after one that is at `due`, with a decoder that takes as long as the test says."""

    def __init__(self, parent: QObject) -> None:
        self.time, self.due, self.way, self.here = 0.0, 100, 1, 100
        self.shown: list[int] = []
        self.asked: list[tuple[int, bool]] = []
        self.pending: tuple[Callable[[Any], None], Callable[[Exception], None]] | None = None
        self.cached: set[int] = set()
        self.asked_at = 0.0
        session = SimpleNamespace(
            frames=SimpleNamespace(fetch=self._fetch), tasks=SimpleNamespace(cancel=lambda _key: self._cancel())
        )
        self.axis = Axis(FrameIndex(SHA, 0, Fraction(1, 30), tuple(range(COUNT)), (True,) * COUNT, COUNT))
        self.following = Following(cast(Any, session), self._show, self._soon, parent, lambda: self.time)

    def _fetch(self, request: Any, done: Any, failed: Any, *, key: str, urgent: bool) -> None:
        assert key == "tied"
        assert self.pending is None, "one at a time"
        self.asked.append((request.pts, urgent))
        self.asked_at = self.time
        if request.pts in self.cached:
            done(None)
        else:
            self.pending = done, failed

    def _cancel(self) -> None:
        self.pending = None

    def _show(self, number: int) -> None:
        self.here = number
        self.shown.append(number)

    def _soon(self, seconds: float) -> int:
        return min(max(self.due + self.way * max(1, int(seconds * 30)), 0), COUNT - 1)

    def lead(self, to: int, way: int) -> None:
        """The leader shows another frame, so this one is due."""
        self.due, self.way = to, way or self.way
        self.following.follow(SHA, self.axis, self.here, to, way)

    def decode(self, *, fails: bool = False) -> None:
        assert self.pending is not None
        (done, failed), self.pending = self.pending, None
        failed(ValueError()) if fails else done(None)


@pytest.fixture
def bench(qapp: QApplication) -> Bench:
    return Bench(qapp)


@pytest.mark.parametrize("way", [1, -1])
def test_with_a_decoder_that_keeps_up_each_is_shown_when_it_is_due(bench: Bench, way: int) -> None:
    for n in range(1, 40):
        bench.lead(100 + way * n, way)
        if n > 1:
            assert bench.here == bench.due
        bench.time += 1 / 60
        bench.decode()
        if n > 1:
            assert bench.here == bench.due, "not before it is due, either"
        bench.time += 1 / 60


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("takes", [2, 3, 5])
def test_with_a_slow_one_fewer_are_shown_and_those_within_a_frame_of_their_time(
    bench: Bench, way: int, takes: int
) -> None:
    apart: list[int] = []
    bench.here = bench.due = 500
    for tick in range(4, 1600):  # four to a frame of the leader
        bench.time = tick / 120
        if tick % 4 == 0:
            bench.lead(500 + way * (tick // 4), way)
        if bench.pending is not None and bench.time - bench.asked_at >= takes / 30 - 1e-9:
            bench.decode()
        if len(bench.shown) > len(apart):
            apart.append(abs(bench.here - bench.due))
    assert len(bench.shown) >= 400 // (takes + 2), "it goes on"
    assert max(apart[30:]) <= 1, apart
    assert all(not urgent for _, urgent in bench.asked), "who leads comes first"


def test_frames_that_are_there_already_are_shown_at_once(bench: Bench) -> None:
    bench.cached = set(range(COUNT))
    for n in range(1, 30):
        bench.lead(100 + n, 1)
        assert bench.here in (bench.due, bench.due - 1)
    assert bench.shown == list(range(102, 130)) or bench.shown == list(range(101, 130))


def test_while_it_stands_the_newest_wish_wins_and_none_is_waited_for(bench: Bench) -> None:
    for to in (200, 210, 220, 230):
        bench.lead(to, 0)
    assert bench.asked == [(200, True)]
    bench.decode()
    assert (bench.shown, bench.asked[-1]) == ([200], (230, True))
    bench.decode()
    assert bench.shown == [200, 230]


def test_when_playing_ends_the_two_stand_at_the_same_time(bench: Bench) -> None:
    bench.lead(101, 1)
    bench.lead(103, 0)
    bench.decode()
    assert (bench.shown, bench.asked) == ([], [(102, False), (103, True)]), "what was chosen for later is not wanted"
    bench.decode()
    assert (bench.here, bench.pending) == (103, None)


def test_a_frame_decoded_for_elsewhere_is_put_away_after_a_jump(bench: Bench) -> None:
    bench.lead(101, 1)
    bench.decode()
    bench.lead(20, 1)
    assert bench.asked[-1][0] == 21, "102 is not waited for"
    bench.lead(21, 1)
    bench.decode()
    assert bench.here == 21


def test_turning_round_drops_what_was_under_way(bench: Bench) -> None:
    bench.lead(101, 1)
    bench.lead(100, -1)
    assert bench.asked[-1][0] == 99


def test_what_cannot_be_decoded_is_gone_to_all_the_same(bench: Bench) -> None:
    bench.lead(300, 0)
    bench.decode(fails=True)
    assert bench.here == 300
