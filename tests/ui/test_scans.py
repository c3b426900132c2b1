"""The pass over the film shown: begun once it stands there, told on the way, given up with it, and said in a chip."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from moderator.domain.scan import MISSES_ONE_IN, Scan
from moderator.errors import Cancelled, MediaError
from tests.fake_scanning import FakeScanning, found
from tests.fakes import FakeDesk
from ui.player import Player
from ui.scans import Scans
from ui.session import Session

CASE = "AE-2026-000123"
Settle = Callable[[], None]


@pytest.fixture
def scanning(desk: FakeDesk) -> FakeScanning:
    return desk.media.scanning


@pytest.fixture
def scans(session: Session, settle: Settle) -> Scans:
    player = Player(session)
    player.setParent(session)
    made = Scans(session, player, session)
    made._rest.setInterval(0)
    session.open_case(CASE)
    settle()
    return made


def show(session: Session, qtbot: QtBot, scans: Scans, item: str = "E4") -> None:
    session.show("evidence", item)
    qtbot.waitUntil(lambda: scans.scan is not None, timeout=5000)


def test_a_film_that_is_shown_is_looked_through_once(
    session: Session, scans: Scans, scanning: FakeScanning, qtbot: QtBot, settle: Settle
) -> None:
    assert scans.words() == ("", "")
    show(session, qtbot, scans)
    settle()
    assert scans.scan == scanning.found
    assert scans.words()[0] == "2 cuts"
    session.show("evidence", "E1")
    assert scans.scan is None
    show(session, qtbot, scans)
    settle()
    assert len(scanning.asked) == 1


def test_it_tells_how_far_it_has_come(
    session: Session, scans: Scans, scanning: FakeScanning, qtbot: QtBot, settle: Settle
) -> None:
    go = threading.Event()
    scanning.parts, scanning.gate = (found(0.4),), lambda: go.wait(5)
    show(session, qtbot, scans)
    assert scans.running
    assert scans.words()[0] == "1 cut · scanning 40 %"
    go.set()
    settle()
    assert not scans.running
    assert scans.scan is not None
    assert scans.scan.done


def test_another_item_gives_it_up(
    session: Session, scans: Scans, scanning: FakeScanning, qtbot: QtBot, settle: Settle
) -> None:
    heard: list[Exception] = []
    go = threading.Event()

    def scan(sha256: str, told: Callable[[Scan], object]) -> Scan:
        scanning.asked.append(sha256)
        told(found(0.2))
        go.wait(5)
        try:
            told(found(0.4))
        except Cancelled as stopped:
            heard.append(stopped)
            raise
        return found()

    scanning.scan = scan  # type: ignore[method-assign,assignment]
    show(session, qtbot, scans)
    session.show("evidence", "E1")
    go.set()
    settle()
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    assert not scans.running
    session.show("evidence", "E4")
    qtbot.waitUntil(lambda: scans.scan is not None and scans.scan.done, timeout=5000)
    assert len(scanning.asked) == 2


def test_closing_the_case_forgets_it(session: Session, scans: Scans, qtbot: QtBot, settle: Settle) -> None:
    show(session, qtbot, scans)
    settle()
    session.close_case()
    settle()
    assert scans.scan is None
    assert scans.words() == ("", "")


def test_no_cut_is_said_with_what_is_missed(
    session: Session, scans: Scans, scanning: FakeScanning, qtbot: QtBot, settle: Settle
) -> None:
    scanning.found = replace(found(), cuts=())
    show(session, qtbot, scans)
    settle()
    assert scans.words()[0] == f"no cut detected · misses 1 in {MISSES_ONE_IN}"


def test_a_pass_that_fails_is_said_in_the_chip_alone(
    session: Session, scans: Scans, scanning: FakeScanning, qtbot: QtBot, settle: Settle
) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    scanning.fails = MediaError("It took too long.", "timed-out")
    session.show("evidence", "E4")
    qtbot.waitUntil(lambda: scans.words()[0] == "not scanned", timeout=5000)
    settle()
    assert scans.words()[1] == "It took too long."
    assert not said


def test_it_waits_while_the_film_plays(
    session: Session, scans: Scans, scanning: FakeScanning, qtbot: QtBot, settle: Settle
) -> None:
    scanning.parts = (found(0.2), found(0.6))
    scans._rest.setInterval(400)
    session.show("evidence", "E4")
    settle()
    scans._held[0] = True
    qtbot.waitUntil(lambda: scans.scan is not None, timeout=5000)
    assert scans.scan is not None
    assert scans.scan.share == pytest.approx(0.2)
    scans._held[0] = False
    qtbot.waitUntil(lambda: scans.scan is not None and scans.scan.done, timeout=5000)


def test_going_from_cut_to_cut_and_through_the_best_frames(
    session: Session, scans: Scans, qtbot: QtBot, settle: Settle
) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    scans.next_cut()
    assert "still being looked through" in said[-1]
    show(session, qtbot, scans)
    settle()

    def number() -> int:
        return scans._player.number

    walked = []
    for step in (scans.next_cut, scans.next_cut, scans.previous_cut, scans.next_best, scans.next_best):
        step()
        walked.append(number())
    assert walked == [270, 474, 270, 300, 520]
    scans.next_best()
    assert number() == 520
    assert "no sharp frame" in said[-1]
    for _ in range(3):
        scans.previous_best()
    assert number() == 12
    scans.previous_cut()
    assert "no cut before" in said[-1]
