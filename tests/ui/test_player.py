"""The player: at the video's pace, by a clock that the tests turn; what is shown was decoded before."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any, cast

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from moderator.errors import MediaError
from tests.fake_media import draw
from tests.fakes import FakeDesk
from ui.ahead import request_of
from ui.frames import FrameRequest
from ui.models.timeline import Axis
from ui.player import Player
from ui.playing import DEPTH
from ui.session import Session

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]
FRAMES, TICKS = 750, 512


def _request(player: Player, number: int) -> FrameRequest:
    assert player.axis is not None
    assert player.shown is not None
    return request_of(player.shown.item.sha256, player.axis, number)


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def player(session: Session, desk: FakeDesk, settle: Settle, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Player:
    """On the video of the first case, with frames that cost next to nothing."""
    small = draw("ab" * 32, (16, 9), None, 0.0)

    def frame(sha256: str, *, pts: int | None = None, index: int | None = None, max_size: Any = None) -> Any:
        at = index if index is not None else (pts or 0) // TICKS
        assert max_size is not None, "only full pictures are asked for without a size"
        desk.media.calls.append(("frame", str(at)))
        desk.media.gate()
        return replace(small, sha256=sha256, pts=at * TICKS, index=at, time_base=Fraction(1, 30 * TICKS))

    monkeypatch.setattr(desk.media, "frame", frame)
    made = Player(session, session, now=clock)
    session.open_case(FIRST)
    settle()
    session.show("evidence", "E4")
    settle()
    return made


def follow(session: Session) -> list[int]:
    seen: list[int] = []
    session.shown_changed.connect(lambda _side, shown: seen.append(shown.index))
    return seen


def test_it_never_runs_ahead_of_the_clock(player: Player, session: Session) -> None:
    seen = follow(session)
    player.forward()
    QTest.qWait(15)
    assert seen == []
    player.pause()


def test_the_frame_that_is_due_is_shown_and_those_between_are_dropped(
    player: Player, session: Session, clock: Clock, qtbot: QtBot
) -> None:
    seen = follow(session)
    player.forward()
    clock.time += 1.0  # the decoder was slow: what it was asked for comes a second late
    qtbot.waitUntil(lambda: 30 in seen, timeout=3000)
    assert not set(range(DEPTH + 2, 30)) & set(seen), "next is the frame that the clock is at"
    player.pause()


def test_frames_come_in_order_and_each_was_decoded_before_it_is_shown(
    player: Player, session: Session, clock: Clock, qtbot: QtBot
) -> None:
    seen: list[int] = []

    def check(_side: str, shown: Any) -> None:
        seen.append(shown.index)
        assert session.frame_cache.get(_request(player, shown.index)) is not None
        clock.time += 0.1

    session.shown_changed.connect(check)
    player.forward()
    clock.time += 0.1
    qtbot.waitUntil(lambda: len(seen) >= 10, timeout=5000)
    player.pause()
    assert seen == sorted(set(seen))


def test_at_the_end_it_stops_on_the_last_frame_and_starts_anew(player: Player, clock: Clock, qtbot: QtBot) -> None:
    player.seek(FRAMES - 3)
    player.play_or_pause()
    clock.time += 60
    qtbot.waitUntil(lambda: player.speed == 0, timeout=3000)
    assert player.number == FRAMES - 1
    player.play_or_pause()
    assert player.number == 0
    assert player.speed == 1
    player.play_or_pause()
    assert player.speed == 0


def test_backwards_it_stops_at_the_first_frame(player: Player, session: Session, clock: Clock, qtbot: QtBot) -> None:
    player.seek(40)
    seen = follow(session)
    player.backward()
    clock.time += 1.0
    qtbot.waitUntil(lambda: len(seen) >= 2, timeout=3000)
    assert seen[0] == 39
    assert seen[1] in (9, 10), "the one that is due, or will be once it is decoded"
    clock.time += 60
    qtbot.waitUntil(lambda: player.speed == 0, timeout=3000)
    assert player.number == 0


def test_faster_each_time(player: Player) -> None:
    player.seek(400)
    speeds = []
    for _ in range(5):
        player.forward()
        speeds.append(player.speed)
    player.backward()
    speeds.append(player.speed)
    player.backward()
    speeds.append(player.speed)
    player.pause()
    assert speeds == [1, 2, 4, 8, 8, -1, -2]


def test_slower_and_faster_keep_the_direction(player: Player) -> None:
    player.seek(400)
    speeds = []
    for deed in (player.slower, player.slower, player.slower, player.faster, player.forward, player.forward):
        deed()
        speeds.append(player.speed)
    for deed in (player.backward, player.slower, player.slower, player.slower, player.backward, player.faster):
        deed()
        speeds.append(player.speed)
    player.pause()
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    assert speeds == [half, quarter, quarter, half, 1, 2, -1, -half, -quarter, -quarter, -half, -1]


def test_standing_slower_plays_at_half_the_pace_and_faster_at_the_pace(player: Player) -> None:
    player.slower()
    assert player.speed == Fraction(1, 2)
    player.pause()
    player.faster()
    assert player.speed == 1
    player.pause()


def test_at_half_the_pace_a_frame_stands_twice_as_long(
    player: Player, session: Session, clock: Clock, qtbot: QtBot
) -> None:
    seen = follow(session)
    player.slower()
    clock.time += 1.0
    qtbot.waitUntil(lambda: 15 in seen, timeout=3000)
    qtbot.wait(40)
    assert max(seen) == 15
    player.pause()


@pytest.mark.parametrize(("start", "seconds", "lands"), [
    (100, 1, 130), (100, -1, 70), (100, 5, 250), (10, -1, 0), (10, -5, 0), (740, 1, 749), (749, 1, 749), (0, -5, 0),
])  # fmt: skip
def test_a_jump_is_exact_and_ends_at_the_ends(player: Player, start: int, seconds: int, lands: int) -> None:
    player.seek(start)
    player.jump(seconds)
    assert player.number == lands


def test_a_jump_goes_to_what_is_on_screen_then_and_always_further(player: Player) -> None:
    """Times are not even: frames at 0, 0.4, 0.9, 1.3, 5 s, in milliseconds."""
    assert player.axis is not None
    player.axis = Axis(replace(cast(Any, player.axis.index), time_base=Fraction(1, 1000), pts=(0, 400, 900, 1300, 5000),
                               key=(True,) * 5, end=5100))  # fmt: skip
    landed = []
    for _ in range(4):
        player.jump(1)
        landed.append(player.number)
    player.jump(-1)
    landed.append(player.number)
    assert landed == [2, 3, 4, 4, 3]


def test_a_jump_while_it_plays_goes_on_from_there(player: Player, clock: Clock, qtbot: QtBot) -> None:
    player.forward()
    player.second_on()
    assert player.number == 30
    assert player.speed == 1
    clock.time += 0.5
    qtbot.waitUntil(lambda: player.number >= 45, timeout=3000)
    player.pause()


def test_frames_are_decoded_before_they_are_due_and_no_more_than_some(
    player: Player, desk: FakeDesk, settle: Settle
) -> None:
    player.seek(100)
    settle()
    before = len(desk.media.calls)
    player.forward()
    settle()
    asked = sorted(int(at) for _, at in desk.media.calls[before:])
    assert player.number == 100, "the clock stands"
    assert asked[-1] == 100 + DEPTH
    player.pause()


def test_playing_fast_frames_that_no_display_shows_are_not_asked_for(
    player: Player, desk: FakeDesk, settle: Settle
) -> None:
    player.seek(300)
    settle()
    for _ in range(4):
        player.forward()
    desk.media.calls.clear()
    settle()
    asked = [int(at) for _, at in desk.media.calls if int(at) > 310]
    assert asked
    assert {later - earlier for earlier, later in itertools.pairwise(asked)} == {4}, "240 a second are due, 60 are seen"
    player.pause()


def test_a_slow_decoder_drops_frames_keeps_time_and_is_told(
    player: Player, session: Session, desk: FakeDesk, clock: Clock, qtbot: QtBot
) -> None:
    """It takes a tenth of a second for a frame, of which thirty a second are due."""
    slow = True

    def decode() -> None:
        if slow:
            clock.time += 0.1

    player.seek(100)
    began = clock.time
    desk.media.gate = decode
    errors: list[float] = []
    assert player.axis is not None
    axis = player.axis
    session.shown_changed.connect(
        lambda _side, shown: errors.append(float(axis.time(shown.index) - axis.time(100)) - (clock.time - began))
    )
    player.forward()
    qtbot.waitUntil(lambda: clock.time - began > 3, timeout=5000)
    qtbot.waitUntil(lambda: player.dropping() is not None)
    shown, due = player.dropping() or (0, 0)
    assert 0 < shown < 0.5 * due
    assert max(abs(each) for each in errors) < 0.5, "it never lags behind for more than some frames"
    slow = False
    for _ in range(60):
        clock.time += 1 / 30
        number = player.number
        qtbot.waitUntil(lambda number=number: player.number > number, timeout=2000)
    assert player.dropping() is None, "it is over"
    player.pause()
    assert player.dropping() is None


def test_a_step_stops_it(player: Player) -> None:
    player.seek(10)
    player.forward()
    player.next_frame()
    assert player.speed == 0
    assert player.number == 11


def test_while_dragging_a_frame_is_shown_once_decoded_and_then_only_the_last_wanted(
    player: Player, session: Session, desk: FakeDesk, qtbot: QtBot
) -> None:
    gate = threading.Event()
    desk.media.gate = lambda: gate.wait(5)
    seen = follow(session)
    for number in (100, 200, 300, 400):
        player.scrub(number)
    assert seen == []
    gate.set()
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [100, 400]


def test_a_seek_ends_a_drag(player: Player, session: Session, desk: FakeDesk, settle: Settle) -> None:
    gate = threading.Event()
    desk.media.gate = lambda: gate.wait(5)
    seen = follow(session)
    player.scrub(100)
    player.scrub(200)
    player.seek(201)
    gate.set()
    settle()
    assert seen == [201]


def test_another_case_stops_it(player: Player, session: Session, settle: Settle) -> None:
    player.forward()
    session.open_case(SECOND)
    settle()
    assert player.speed == 0
    assert player.axis is None
    player.next_frame()
    assert player.number == 0


def test_a_broken_frame_stops_it_with_the_reason(
    player: Player, session: Session, desk: FakeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))

    def broken(*_: object, **__: object) -> None:
        raise MediaError("Frame 5 is damaged.")

    player.seek(300)
    monkeypatch.setattr(desk.media, "frame", broken)
    player.forward()
    player.seek(500)
    qtbot.waitUntil(lambda: player.speed == 0, timeout=3000)
    assert said[-1] == "Frame 5 is damaged."


def looped(session: Session, clock: Clock, qtbot: QtBot, rounds: int, seconds: float) -> list[int]:
    """The frames that are shown while the clock goes on by itself."""
    seen = follow(session)
    for _ in range(rounds):
        clock.time += seconds
        qtbot.waitUntil(partial(_more_than, seen, len(seen)), timeout=2000)
    return seen


def _more_than(seen: list[int], many: int) -> bool:
    return len(seen) > many


def test_a_loop_begins_anew_after_its_last_frame(player: Player, session: Session, clock: Clock, qtbot: QtBot) -> None:
    player.start_loop(10, 13)
    seen = looped(session, clock, qtbot, 12, 1 / 30)
    assert set(seen) <= {10, 11, 12, 13}
    assert seen.count(10) >= 2
    player.backward()
    seen = looped(session, clock, qtbot, 8, 1 / 30)
    assert set(seen) <= {10, 11, 12, 13}
    player.pause()


def test_a_loop_drops_frames_but_never_leaves(player: Player, session: Session, clock: Clock, qtbot: QtBot) -> None:
    player.start_loop(740, 749)
    seen = looped(session, clock, qtbot, 10, 0.2)
    assert set(seen) <= set(range(740, 750))
    assert player.speed == 1
    player.pause()
