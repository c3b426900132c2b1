"""Where somebody goes the frames lie ready: whole groups of pictures, in the direction of travel, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from moderator.errors import MediaError
from moderator.media.values import FrameIndex
from tests.fake_media import FPS, SECONDS, TICKS, draw, run_of
from tests.fakes import FakeDesk
from ui.ahead import LOW, after, around, before, request_of
from ui.frames import FrameCache, Frames
from ui.models.timeline import Axis
from ui.player import Player
from ui.runs import Run, runs_of
from ui.session import Session

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
COUNT = FPS * SECONDS
Settle = Callable[[], None]


class Film:
    """Plays the desk's part: notes each run with the frames it gave, and waits where the test says so."""

    def __init__(self) -> None:
        self.runs: list[list[int]] = []
        self.singles: list[int] = []
        self.wait: Callable[[int], object] = lambda _number: None
        self.broken = -1
        self.small = draw("ab" * 32, (16, 9), None, 0.0)
        self.busy = self.most_at_once = 0

    def picture(self, sha256: str, number: int) -> Any:
        return replace(self.small, sha256=sha256, pts=number * TICKS, index=number, time_base=Fraction(1, FPS * TICKS))

    def frame(self, sha256: str, *, pts: int | None = None, index: int | None = None, max_size: Any = None) -> Any:  # noqa: ARG002
        number = index if index is not None else (pts or 0) // TICKS
        self.singles.append(number)
        return self.picture(sha256, number)

    def frames(
        self, sha256: str, told: Callable[[Any], bool], *, count: int, pts: int | None = None,
        index: int | None = None, max_size: Any = None, back: bool = False,  # noqa: ARG002
    ) -> None:  # fmt: skip
        first = index if index is not None else (pts or 0) // TICKS
        given: list[int] = []
        self.runs.append(given)
        self.busy += 1
        self.most_at_once = max(self.most_at_once, self.busy)
        try:
            for number in run_of(first, count, COUNT, back=back):
                if number == self.broken:
                    raise MediaError("Frame is damaged.")
                self.wait(number)
                given.append(number)
                if not told(self.picture(sha256, number)):
                    return
        finally:
            self.busy -= 1


@pytest.fixture
def film(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> Film:
    made = Film()
    monkeypatch.setattr(desk.media, "frame", made.frame)
    monkeypatch.setattr(desk.media, "frames", made.frames)
    return made


@pytest.fixture
def player(session: Session, film: Film, settle: Settle, qtbot: QtBot) -> Player:
    made = Player(session, session)
    session.open_case(FIRST)
    settle()
    session.show("evidence", "E4")
    settle()
    qtbot.waitUntil(lambda: bool(film.runs))
    settle()
    film.runs.clear()
    film.singles.clear()
    return made


def ready(player: Player, session: Session, number: int) -> bool:
    assert player.axis is not None
    assert player.shown is not None
    return request_of(player.shown.item.sha256, player.axis, number) in session.frame_cache


def jump(player: Player, film: Film, number: int, settle: Settle, qtbot: QtBot) -> None:
    """And until everything around it is there."""
    before = len(film.runs)
    player.seek(number)
    qtbot.waitUntil(lambda: len(film.runs) > before)
    settle()


def test_after_a_jump_the_group_around_is_fetched_in_one_go(
    player: Player, session: Session, film: Film, settle: Settle, qtbot: QtBot
) -> None:
    jump(player, film, 100, settle, qtbot)
    assert film.runs == [list(range(90, 120))]
    assert all(ready(player, session, number) for number in range(90, 120))


@pytest.mark.parametrize("way", [1, -1])
def test_the_next_group_is_there_before_its_border_is_reached(
    player: Player, session: Session, film: Film, settle: Settle, qtbot: QtBot, way: int
) -> None:
    jump(player, film, 400, settle, qtbot)
    film.singles.clear()
    for _ in range(120):
        player.step(way)
        settle()
        reach = [player.number + way * n for n in range(1, LOW + 1)]
        assert all(ready(player, session, number) for number in reach), player.number
    fetched = [number for run in film.runs for number in run]
    assert len(fetched) == len(set(fetched)), "nothing twice"
    assert all(run[-1] % FPS == 0 for run in film.runs[1:]) or way > 0, "going back each ends with a key frame"


def test_playing_backwards_is_travelling_too(player: Player, session: Session, film: Film) -> None:
    player._ahead.moved(300, player.axis, standing=False)
    player._ahead.moved(299, player.axis, standing=False)
    assert player.axis is not None
    assert 298 in runs_of(session).coming("evidence", player.axis)
    player._ahead.moved(250, player.axis, standing=False)  # faster than every frame: what lies between is never shown
    assert not runs_of(session).coming("evidence", player.axis)
    assert film.singles == []


def held(film: Film) -> tuple[threading.Event, threading.Event]:
    """The next run stops at its third frame until the second event is set."""
    begun, go = threading.Event(), threading.Event()

    def wait(_number: int) -> None:
        if len(film.runs[-1]) == 2:
            begun.set()
            go.wait(5)

    film.wait = wait
    return begun, go


@pytest.mark.parametrize("to", [395, 700])
def test_a_turn_or_a_jump_ends_what_is_not_wanted_any_more(
    player: Player, session: Session, film: Film, settle: Settle, qtbot: QtBot, to: int
) -> None:
    jump(player, film, 400, settle, qtbot)
    player.seek(406)
    qtbot.wait(200)
    settle()
    film.runs.clear()
    begun, go = held(film)
    player.step(1)
    qtbot.waitUntil(begun.is_set)
    (forward,) = film.runs
    film.wait = lambda _number: None
    if to == 395:
        player.step(-1)
    else:
        player.seek(to)
    assert player.axis is not None
    assert not runs_of(session).coming("evidence", player.axis)
    go.set()
    settle()
    assert len(forward) == 3, "not one frame more than the one that was being decoded"
    qtbot.waitUntil(lambda: ready(player, session, player.number - 1))


def test_one_run_at_a_time_for_all_panes(session: Session, film: Film, settle: Settle, qtbot: QtBot) -> None:
    axis = Axis(index(COUNT))
    session.open_case(FIRST)
    settle()
    runs = runs_of(session)
    runs.want("evidence", Run("aa" * 32, axis, 0, 20))
    runs.want("listing", Run("bb" * 32, axis, 0, 20))
    runs.want("evidence", Run("aa" * 32, axis, 60, 80))
    runs.want("evidence", Run("aa" * 32, axis, 100, 120))
    qtbot.waitUntil(lambda: len(film.runs) == 3)
    settle()
    assert [run[0] for run in film.runs] == [0, 0, 100], "a newer wish takes the place of one that was never begun"
    assert film.most_at_once == 1


def test_what_cannot_be_had_is_not_asked_for_again(
    player: Player, session: Session, film: Film, settle: Settle, qtbot: QtBot
) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    film.broken = 110
    jump(player, film, 100, settle, qtbot)
    assert film.runs == [list(range(90, 110))]
    film.broken = -1
    player.step(-1)
    player.step(1)
    settle()
    assert not {number for run in film.runs for number in run} & set(range(110, 120))
    assert said == [], "nobody asked for it"


def test_a_film_that_is_another_than_its_index_ends(
    player: Player, film: Film, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames come under other times than the index has: they are kept under theirs, and not asked for for ever."""
    good = film.picture
    monkeypatch.setattr(film, "picture", lambda sha256, number: replace(good(sha256, number), pts=number * TICKS + 1))
    player.seek(500)
    player.step(1)
    qtbot.waitUntil(lambda: bool(film.runs))
    settle()
    asked = len(film.runs)
    player.step(1)
    settle()
    assert len(film.runs) <= asked + 1


def test_another_case_ends_it(player: Player, session: Session, film: Film, settle: Settle, qtbot: QtBot) -> None:
    begun, go = held(film)
    player.seek(300)
    player.step(1)
    qtbot.waitUntil(begun.is_set)
    session.open_case(SECOND)
    qtbot.waitUntil(lambda: player.axis is None)
    go.set()
    settle()
    assert [len(run) for run in film.runs] == [3]
    assert not runs_of(session)._wishes
    assert runs_of(session)._job is None


def index(count: int, keys: int = 30) -> FrameIndex:
    return FrameIndex(
        "ab" * 32, 0, Fraction(1, 15360), tuple(n * 512 for n in range(count)),
        tuple(n % keys == 0 for n in range(count)), count * 512,
    )  # fmt: skip


def none(_number: int) -> bool:
    return False


def test_runs_are_groups_of_pictures() -> None:
    axis = Axis(index(3000))
    assert after(axis, 100, none, 120) == (101, 149), "to the end of the group that makes it worth its while"
    assert after(axis, 100, lambda n: n < 120, 120) == (120, 149)
    assert after(axis, 100, lambda n: n <= 130, 120) is None
    assert before(axis, 100, none, 120) == (99, 60)
    assert before(axis, 100, lambda n: n >= 90, 120) == (89, 60)
    assert before(axis, 100, lambda n: n >= 70, 120) is None
    assert around(axis, 100, none, 120) == (90, 119)
    assert around(axis, 100, lambda n: 95 <= n <= 118, 120) == (90, 119)
    assert around(axis, 100, lambda n: n >= 97, 120) == (90, 96)


def test_a_group_that_does_not_fit_comes_in_parts() -> None:
    axis = Axis(index(3000, keys=1000))
    assert after(axis, 100, none, 40) == (101, 140)
    assert before(axis, 100, none, 40) == (99, 60)
    assert around(axis, 500, none, 40) == (480, 520)


def test_key_frames_alone_are_fetched_many_at_once() -> None:
    axis = Axis(index(3000, keys=1))
    assert after(axis, 100, none, 120) == (101, 130)
    assert before(axis, 100, none, 120) == (99, 70)
    assert around(axis, 100, none, 120) == (96, 104)


def test_at_the_ends_there_is_nothing_more() -> None:
    axis = Axis(index(10))
    assert after(axis, 9, none, 120) is None
    assert before(axis, 0, none, 120) is None
    assert around(axis, 0, none, 120) == (0, 9)
    assert around(Axis(index(1)), 0, lambda n: n == 0, 120) is None


def test_a_run_leaves_room_in_the_cache(session: Session, film: Film, player: Player) -> None:
    """Pictures of 16 x 9: a cache of a hundred of them never gets a run of more than a quarter."""
    size = int(film.small.pixels.nbytes)
    session.frames.cache = runs_of(session)._cache = FrameCache(100 * size)
    assert player.shown is not None
    assert player.axis is not None
    here = Run(player.shown.item.sha256, player.axis, 5, 5)
    session.frame_cache.put(here.request(5), film.picture(here.sha256, 5))
    assert player._ahead._most(here) == 25


def test_what_the_workers_keep_counts(session: Session) -> None:
    def frames(kept: int, workers: int) -> Frames:
        return Frames(lambda: SimpleNamespace(kept_bytes=workers), session.tasks, kept)

    assert frames(512 << 20, 192 << 20).cache.limit == 320 << 20
    assert frames(100 << 20, 192 << 20).cache.limit == 64 << 20
