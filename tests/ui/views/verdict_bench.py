"""A verdict panel on a fake desk, and what fingers do on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.session import Session
from ui.views.verdict_panel import VerdictPanel

Settle = Callable[[], None]
CASE = "AE-2026-000123"
FIRST = "damage-visible"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Bench:
    """A window with nothing but the panel in it, and a case on the desk."""

    def __init__(self, qtbot: QtBot, session: Session, settle: Settle) -> None:
        self.session, self.settle, self.qtbot = session, settle, qtbot
        self.window = QWidget()
        self.panel = VerdictPanel(session)
        box = QVBoxLayout(self.window)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panel)
        self.window.resize(370, 560)
        session.actions.attach(self.window)
        session.actions.on("draft.undo", session.undo)
        session.actions.on("draft.redo", session.redo)
        session.actions.set_scope("case", True)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def open(self, case: str = CASE) -> None:
        self.session.open_case(case)
        self.settle()
        self.panel.setFocus()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """To whoever has the focus, as a keyboard does."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifiers)
        QTest.qWait(0)

    def write(self, text: str) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)

    @property
    def draft(self) -> dict[str, Any]:
        return self.session.draft

    def finding(self, requirement: str = FIRST) -> dict[str, Any]:
        return next((f for f in self.draft.get("findings", []) if f["requirement"] == requirement), {})

    def left(self) -> list[str]:
        return [item.target.partition(":")[0] for item in self.panel.left.items]
