"""Reporting a case and locking it, and what an erased one shows; by keyboard, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from moderator.desk.values import CaseNow, OpenCase
from moderator.errors import CaseErased, CaseLocked
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.erased_page import ErasedPage
from ui.views.export_form import ExportForm
from ui.views.lock_dialog import LockDialog
from ui.views.main_window import MainWindow

CASE = "AE-2026-000123"
AT, RULE = "2026-11-12T09:00:00Z", "decided cases of the reason “damaged” are kept for 300 days."
EVIL = "<b>The rim</b> is \u202ecracked."
Settle = Callable[[], None]


class Desk(FakeDesk):
    """A desk that knows what a locked and an erased case is."""

    def __init__(self) -> None:
        super().__init__()
        self.locked: set[str] = set()
        self.gone: set[str] = set()

    def lock(self, case_id: str, kind: str, note: str) -> str:
        self._call(f"lock {case_id} {kind} {note}")
        self.locked.add(case_id)
        del self.docs[case_id]
        return case_id

    def open_case(self, case_id: str) -> OpenCase:
        if case_id in self.locked:
            raise CaseLocked(case_id, AT)
        if case_id in self.gone:
            raise CaseErased(case_id, AT, RULE)
        return super().open_case(case_id)

    def pulse(self, case_id: str, *, beat: bool = False) -> CaseNow:
        if case_id in self.locked:
            raise CaseLocked(case_id, AT)
        return super().pulse(case_id, beat=beat)

    def erased(self, case_id: str) -> dict[str, Any]:
        verdict = {
            "id": f"{case_id}-v1", "kind": "decision", "outcome": "partial-refund", "decided_by": "mod-7",
            "decided_at": AT,
            "refund": {"total": "9.90"}, "statements": [{"text": EVIL, "language": "en"}],
            "findings": [{"requirement": "damage-visible", "answer": "yes", "text": "Seen."}],
        }  # fmt: skip
        rows = [
            {"status": "superseded", "verdict": verdict | {"outcome": "no-refund"}},
            {"status": "active", "verdict": verdict},
        ]
        return {"case": case_id, "status": "erased", "erased_at": AT, "rule": RULE, "currency": "USD", "verdicts": rows}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def window(qtbot: QtBot, session: Session, settle: Settle) -> MainWindow:
    made = MainWindow(session)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    settle()
    return made


def words(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def opened(qtbot: QtBot, window: MainWindow, kind: type[Any]) -> Any:
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)), timeout=5000)
    return window.findChildren(kind)[-1]


def test_a_case_is_locked_by_key_once_kind_note_and_box_are_there(
    qtbot: QtBot, window: MainWindow, session: Session, desk: Desk, settle: Settle
) -> None:
    session.open_case(CASE)
    qtbot.waitUntil(lambda: session.opened is not None and session.settled, timeout=20_000)
    hashes = {item.sha256 for item in session.opened.items} if session.opened else set()
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    dialog: LockDialog = opened(qtbot, window, LockDialog)
    assert (dialog.kind, dialog.go.isEnabled()) == ("", False)
    QTest.keyClick(dialog.kinds["criminal"], Qt.Key.Key_Space)
    QTest.keyClicks(dialog.note, "E1")
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    assert not desk.locked, "the box is not ticked"
    assert not dialog.go.isEnabled()
    QTest.keyClick(dialog.sure, Qt.Key.Key_Space)
    assert dialog.go.isEnabled()
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    settle()
    assert f"lock {CASE} criminal E1" in desk.seen
    assert session.opened is None
    assert not hashes & {request.sha256 for request in session.frame_cache._kept}, "nor in memory"
    assert any("is locked" in text for text in said)


@pytest.mark.usefixtures("window")
def test_a_case_that_somebody_else_locks_leaves_the_screen(
    qtbot: QtBot, session: Session, desk: Desk, settle: Settle
) -> None:
    session.open_case(CASE)
    qtbot.waitUntil(lambda: session.opened is not None and session.settled, timeout=20_000)
    session.edit("note", lambda doc: doc.update(internal_note="typed"))
    desk.locked.add(CASE)
    qtbot.waitUntil(lambda: session.opened is None, timeout=5000)
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    session.open_case(CASE)
    settle()
    assert session.opened is None
    assert "was reported and locked" in said[-1]


def test_an_erased_case_opens_as_a_page_with_its_decision(
    qtbot: QtBot, window: MainWindow, session: Session, desk: Desk, settle: Settle
) -> None:
    desk.gone.add(CASE)
    session.open_case(CASE)
    settle()
    page: ErasedPage = opened(qtbot, window, ErasedPage)
    told = words(page)
    assert session.opened is None
    assert f"{CASE} was erased | At 12 Nov 2026, 09:00 UTC. The library’s rule: {RULE}" in told
    assert "No refund · superseded" in told
    assert "Partial refund | mod-7 · 12 Nov 2026, 09:00 UTC | US$ 9.90 | damage-visible – yes: Seen." in told
    assert "<b>The rim</b> is [U+202E RIGHT-TO-LEFT OVERRIDE]cracked." in told
    assert {label.textFormat() for label in page.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    QTest.keyClick(page.write, Qt.Key.Key_Space)
    assert opened(qtbot, window, ExportForm).isVisible()


def test_erased_cases_are_shown_under_their_filter_alone(window: MainWindow) -> None:
    choices = window.queue.filters._status
    assert [*choices][-2:] == ["all", "erased"]
    assert choices["erased"].button.text() == "Erased"
