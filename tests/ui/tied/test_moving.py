"""Whichever of two tied films moves, the other is at the frame of the same time."""

from __future__ import annotations

import threading
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.tied.bench import Clock, Films, Settle, due, numbers, tie_at
from ui.session import Session
from ui.tied import LEFT, RIGHT, Tied

# --- following --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [1, -1])
def test_a_step_of_either_moves_the_other_by_time(tied: Tied, session: Session, settle: Settle, way: int) -> None:
    tie_at(tied, settle, 48, 300)
    right = tied._players[RIGHT]
    for n in range(1, 12):
        right.step(way)
        settle()
        assert numbers(session) == (due(48, 300, 300 + way * n), 300 + way * n)
    left = tied._players[LEFT]
    at = numbers(session)[0] or 0
    left.step(way)
    settle()
    time = Fraction(300, 30) + Fraction(at + way - 48, 24)
    assert numbers(session) == (at + way, time * 30 // 1)


@pytest.mark.parametrize("number", [0, 240, 299, 301, 359, 500, 749])
def test_a_jump_moves_the_other_by_the_same_time(tied: Tied, session: Session, settle: Settle, number: int) -> None:
    tie_at(tied, settle, 48, 300)
    tied._players[RIGHT].seek(number)
    settle()
    assert numbers(session) == (min(max(due(48, 300, number), 0), 239), number)


def test_scrubbing_takes_the_other_along(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    for number in range(301, 360):
        tied._players[RIGHT].scrub(number)
    settle()
    assert numbers(session) == (due(48, 300, 359), 359)


def test_before_its_beginning_and_after_its_end_the_other_stays_and_says_so(
    tied: Tied, session: Session, settle: Settle
) -> None:
    tie_at(tied, settle, 48, 300)
    tied._players[RIGHT].seek(300 - 60 - 72)
    settle()
    assert numbers(session)[0] == 0
    assert tied.apart() == "E6: 2.4 s before its beginning"
    tied._players[RIGHT].seek(300 + 8 * 30 + 3)
    settle()
    assert numbers(session)[0] == 239
    assert tied.apart() == "E6: 0.10 s after its end"
    tied._players[RIGHT].seek(320)
    settle()
    assert (numbers(session)[0], tied.apart()) == (64, ""), "it is found again, at the same distance from the event"


def test_the_left_one_leads_as_well_and_the_right_one_may_end(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 0, 740)
    tied._players[LEFT].seek(120)
    settle()
    assert numbers(session) == (120, 749)
    assert tied.apart() == "E4: 4.7 s after its end"


def test_a_variable_rate_shows_the_frame_on_screen_at_that_time(
    films: Films, tied: Tied, session: Session, settle: Settle
) -> None:
    session.show(LEFT, "L1")
    films.put("packing.mp4", (100, 130, 1500, 1501, 4000), Fraction(1, 1000), 500)
    session.indexes.pop(films.sha("packing.mp4"))
    session.show(LEFT, "E6")
    settle()
    tie_at(tied, settle, 2, 300)  # 1.5 s ↔ 10 s
    for right, left in ((299, 1), (300, 2), (301, 3), (374, 3), (375, 4), (259, 1), (258, 0), (0, 0)):
        tied._players[RIGHT].seek(right)
        settle()
        assert numbers(session) == (left, right)


# --- playing ----------------------------------------------------------------------------------------------------------


def test_playing_either_way_the_two_stay_together(
    tied: Tied, session: Session, clock: Clock, qtbot: QtBot, settle: Settle
) -> None:
    tie_at(tied, settle, 48, 300)
    seen: list[tuple[int, int]] = []

    def look(side: str, shown: Any) -> None:
        if side == RIGHT:
            seen.append((shown.index, numbers(session)[0] or 0))
            clock.time += 1 / 30
            QTest.qWait(5)  # the worker has time

    session.shown_changed.connect(look)
    for start in (tied._players[RIGHT].forward, tied._players[RIGHT].backward):
        seen.clear()
        start()
        clock.time += 1 / 30
        qtbot.waitUntil(lambda: len(seen) > 20, timeout=10_000)
        tied._players[RIGHT].pause()
        apart = [abs(left - due(48, 300, right)) for right, left in seen[2:]]
        assert max(apart) <= 8, "it follows"
        # `look` is a busy moment of the window: the worker cannot always be in time, and then the frames between go
        assert sum(each <= 1 for each in apart) >= len(apart) / 2, "within a frame of each other, as shown"
        settle()
        right = numbers(session)[1] or 0
        assert numbers(session)[0] == due(48, 300, right)


def test_a_follower_that_cannot_keep_up_never_holds_the_leader_and_skips(
    films: Films, tied: Tied, session: Session, clock: Clock, qtbot: QtBot, settle: Settle
) -> None:
    tie_at(tied, settle, 48, 300)
    gate = films.gates[films.sha("packing.mp4")] = threading.Event()
    films.asked.clear()
    session.frame_cache.clear()
    seen: list[int] = []

    def look(side: str, shown: Any) -> None:
        if side == RIGHT:
            seen.append(shown.index)
            clock.time += 1 / 30

    session.shown_changed.connect(look)
    tied._players[RIGHT].forward()
    clock.time += 1 / 30
    qtbot.waitUntil(lambda: len(seen) > 30, timeout=10_000)
    assert numbers(session)[0] == 48, "the left one still waits for its first frame"
    assert tied.apart().startswith("E6: ")
    assert tied.apart().endswith("frames behind")
    tied._players[RIGHT].pause()
    gate.set()
    settle()
    right = numbers(session)[1] or 0
    assert numbers(session)[0] == due(48, 300, right)
    assert tied.apart() == ""
    decoded = {at for path, at in films.asked if path.endswith("packing.mp4")}
    assert len(decoded) < len(seen), "what was due meanwhile was not decoded one after the other"


def test_only_one_of_them_plays_and_whoever_moves_the_other_stops_it(
    tied: Tied, session: Session, settle: Settle
) -> None:
    tie_at(tied, settle, 48, 300)
    left, right = tied._players[LEFT], tied._players[RIGHT]
    right.forward()
    left.forward()
    assert [left.speed, right.speed] == [1, 0]
    right.seek(310)
    assert [left.speed, right.speed] == [0, 0]
    settle()
    assert numbers(session) == (due(48, 300, 310), 310)
