"""Codes and item of the film shown: looked for behind the pass over it, told on the way, given up with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from moderator.errors import Cancelled, MediaError
from tests.fake_finding import FakeFinding, codes, likenesses
from tests.fakes import FakeDesk
from ui.player import Player
from ui.scans import Scans
from ui.session import Session

CASE = "AE-2026-000123"
Settle = Callable[[], None]


@pytest.fixture(autouse=True)
def finding(desk: FakeDesk) -> FakeFinding:
    made = desk.media.finding
    made.codes_found, made.likenesses_found = codes(), likenesses()
    return made


@pytest.fixture
def scans(session: Session, settle: Settle) -> Scans:
    player = Player(session)
    player.setParent(session)
    made = Scans(session, player, session)
    made._rest.setInterval(0)
    session.open_case(CASE)
    settle()
    return made


def show(session: Session, qtbot: QtBot, scans: Scans) -> None:
    session.show("evidence", "E4")
    qtbot.waitUntil(lambda: scans.finds.found is not None and scans.finds.found.done, timeout=5000)


def test_it_comes_behind_the_pass_and_once(
    session: Session, scans: Scans, finding: FakeFinding, desk: FakeDesk, qtbot: QtBot, settle: Settle
) -> None:
    show(session, qtbot, scans)
    settle()
    assert len(desk.media.scanning.asked) == 1
    assert [what for what, _ in finding.asked] == ["codes", "likenesses"]
    assert scans.words()[0] == "2 cuts · 2 codes read · the parcel's number"
    found = scans.finds.found
    assert found is not None
    assert found.photos[:2] == ("L1", "L2")
    assert len(finding.photos) == len(found.photos)
    session.show("evidence", "E1")
    assert scans.finds.found is None
    show(session, qtbot, scans)
    settle()
    assert len(finding.asked) == 2


def test_it_tells_how_far_it_has_come(
    session: Session, scans: Scans, finding: FakeFinding, qtbot: QtBot, settle: Settle
) -> None:
    gates = [threading.Event(), threading.Event()]
    waiting = iter(gates)
    finding.parts, finding.gate = (0.4,), lambda: next(waiting).wait(5)
    session.show("evidence", "E4")
    qtbot.waitUntil(lambda: scans.words()[0] == "2 cuts · reading codes 40 %", timeout=5000)
    assert "QR codes are read" in scans.words()[1]
    gates[0].set()
    qtbot.waitUntil(lambda: scans.words()[0] == "2 cuts · looking for the item 40 %", timeout=5000)
    found = scans.finds.found
    assert found is not None
    assert len(found.runs) == 2, "codes stand in the lane while the item is looked for"
    gates[1].set()
    settle()
    assert not scans.finds.running


def test_another_item_gives_it_up(
    session: Session, scans: Scans, finding: FakeFinding, qtbot: QtBot, settle: Settle
) -> None:
    heard: list[Exception] = []
    go = threading.Event()

    def read(sha256: str, _scan: object, told: Callable[..., object]) -> object:
        finding.asked.append(("codes", sha256))
        go.wait(5)
        try:
            told(codes(0.5))
        except Cancelled as stopped:
            heard.append(stopped)
            raise
        return codes()

    finding.codes = read  # type: ignore[method-assign,assignment]
    session.show("evidence", "E4")
    qtbot.waitUntil(lambda: bool(finding.asked), timeout=5000)
    session.show("evidence", "E1")
    go.set()
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    settle()
    assert not scans.finds.running
    session.show("evidence", "E4")
    qtbot.waitUntil(lambda: scans.finds.found is not None and scans.finds.found.done, timeout=5000)


def test_it_waits_while_the_film_plays(
    session: Session, scans: Scans, finding: FakeFinding, qtbot: QtBot, settle: Settle
) -> None:
    finding.parts = (0.2, 0.6)
    show(session, qtbot, scans)
    settle()
    scans.finds.forget()
    scans._held[0] = True
    scans._turn_finds()
    qtbot.waitUntil(lambda: scans.finds.found is not None, timeout=5000)
    qtbot.wait(150)
    found = scans.finds.found
    assert found is not None
    assert found.codes is None, "held before the first frame"
    scans._held[0] = False
    qtbot.waitUntil(lambda: scans.finds.found is not None and scans.finds.found.done, timeout=5000)
    settle()


def test_closing_the_case_forgets_it(session: Session, scans: Scans, qtbot: QtBot, settle: Settle) -> None:
    show(session, qtbot, scans)
    settle()
    session.close_case()
    settle()
    assert scans.finds.found is None
    assert scans.words() == ("", "")


def test_another_revision_is_compared_anew(
    session: Session, scans: Scans, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(session, qtbot, scans)
    settle()
    opened = session.opened
    assert opened is not None
    shipments = (replace(opened.case.shipments[0], tracking_number="NP40718826519399"),)
    monkeypatch.setattr(session, "opened", replace(opened, case=replace(opened.case, shipments=shipments)))
    session.case_opened.emit(session.opened)
    qtbot.waitUntil(lambda: "another number" in scans.words()[0], timeout=5000)
    settle()


def test_that_it_fails_is_said_in_the_chip_alone(
    session: Session, scans: Scans, finding: FakeFinding, qtbot: QtBot, settle: Settle
) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    finding.fails = MediaError("It took too long.", "timed-out")
    show(session, qtbot, scans)
    settle()
    text, why = scans.words()
    assert text == "2 cuts · codes not read"
    assert why.endswith("It took too long.")
    assert not said


def test_it_is_done_without_the_pass_where_that_fails(
    session: Session, scans: Scans, desk: FakeDesk, qtbot: QtBot, settle: Settle
) -> None:
    desk.media.scanning.fails = MediaError("It took too long.", "timed-out")
    show(session, qtbot, scans)
    settle()
    assert scans.words()[0] == "not scanned · 2 codes read · the parcel's number"


def test_going_from_code_to_code_and_to_the_item(session: Session, scans: Scans, qtbot: QtBot, settle: Settle) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    scans.next_code()
    assert "still being looked through" in said[-1]
    show(session, qtbot, scans)
    settle()
    walked = []
    for step in (scans.next_code, scans.next_code, scans.previous_code, scans.next_item, scans.previous_code):
        step()
        walked.append(scans._player.number)
    assert walked == [60, 400, 60, 525, 400]
    scans.previous_item()
    assert scans._player.number == 400
    assert "was not found before" in said[-1]
