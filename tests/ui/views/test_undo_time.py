"""How long a verdict can be taken back is asked for in the window and kept."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from moderator import settings
from ui.session import Session
from ui.views.dialogs import Dialogs


def test_the_minutes_are_shown_bounded_and_kept(qtbot: QtBot, session: Session) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialogs = Dialogs(session, window)
    session.settings.undo_minutes = 25
    session.actions.trigger("undo.time")
    (asked,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QInputDialog) and each.isVisible()]
    assert (asked.intValue(), asked.intMinimum(), asked.intMaximum()) == (25, 1, 60)
    asked.setIntValue(600)
    asked.accept()
    assert session.settings.undo_minutes == 60
    assert settings.load(session.settings.path).undo_minutes == 60
    assert dialogs.parent() is window
