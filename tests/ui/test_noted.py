"""What of the screen the ledger is told: once for each case, in the store's lane."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from moderator.errors import LibraryError
from tests.fakes import FakeDesk
from ui.noted import noted_of
from ui.session import Session
from ui.veil import veil_of

FIRST = "AE-2026-000123"


def settle(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.tasks.pending == 0, timeout=5000)


def opened(qtbot: QtBot, session: Session, case: str) -> None:
    session.open_case(case)
    settle(qtbot, session)


def test_an_aid_is_noted_once_a_case(qtbot: QtBot, session: Session, desk: FakeDesk) -> None:
    noted = noted_of(session)
    noted.aid("cuts")  # no case is open
    first, second = sorted(desk.docs)[:2]
    for case in (first, second):
        opened(qtbot, session, case)
        noted.aid("cuts")
        noted.aid("cuts")
        settle(qtbot, session)
    assert desk.noted == [("aid", first, "cuts"), ("aid", second, "cuts")]


def test_what_could_not_be_noted_is_said_and_tried_again(qtbot: QtBot, session: Session, desk: FakeDesk) -> None:
    opened(qtbot, session, FIRST)
    desk.fails["shown_aid"] = LibraryError("The disk is full.")  # once
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    noted_of(session).aid("cuts")
    settle(qtbot, session)
    assert said == ["The disk is full."]
    noted_of(session).aid("cuts")
    settle(qtbot, session)
    assert desk.noted == [("aid", FIRST, "cuts")]


def test_looking_under_the_veil_of_what_is_harsh_is_noted(qtbot: QtBot, session: Session, desk: FakeDesk) -> None:
    veil, noted = veil_of(session), desk.noted
    opened(qtbot, session, FIRST)
    session.show("evidence", "E1")
    settle(qtbot, session)
    veil.hold()
    veil.release()
    settle(qtbot, session)
    assert noted == []  # nothing says that it is harsh
    doc = desk.docs[FIRST]
    doc["evidence"][0]["sensitive"] = ["violence"]
    opened(qtbot, session, FIRST)
    session.show("evidence", "E1")
    settle(qtbot, session)
    veil.hold()
    veil.release()
    settle(qtbot, session)
    assert [(kind, case) for kind, case, _ in noted] == [("unveiled", FIRST)]
