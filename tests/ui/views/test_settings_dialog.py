"""Skills, undo time and shares in one dialog: kept in the settings file and in the library."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from moderator import settings as stored
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.dialogs import Dialogs
from ui.views.settings_dialog import EVERY, SettingsDialog, languages_of

Settle = Callable[[], None]


@pytest.fixture
def dialog(qtbot: QtBot, session: Session, settle: Settle) -> SettingsDialog:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    session.settings.unknown["of a newer version"] = [1]
    Dialogs(session, window)
    session.actions.trigger("settings")
    settle()
    (made,) = window.findChildren(SettingsDialog)
    return made


def test_what_is_chosen_is_kept_and_the_rest_of_the_file_stays(
    dialog: SettingsDialog, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    assert [dialog.shares[each].text() for each in ("damaged", "wrong-item", EVERY)] == [
        "10.0 %", "as all others", "0.0 %",
    ]  # fmt: skip
    QTest.keyClicks(dialog.languages, "ES, pt")
    dialog.reasons["damaged"].click()
    dialog.minutes.setValue(25)
    dialog.shares["wrong-item"].setValue(2.5)
    dialog.accept()
    settle()
    assert desk.sampled == {"damaged": 0.1, "wrong-item": 0.025, EVERY: 0.0}
    kept = stored.load(session.settings.path)
    assert (sorted(kept.languages), sorted(kept.reasons), kept.undo_minutes) == (["es", "pt"], ["damaged"], 25)
    assert json.loads(session.settings.path.read_text("utf-8"))["of a newer version"] == [1]


def test_nothing_is_kept_of_what_is_no_language(dialog: SettingsDialog, session: Session) -> None:
    dialog.languages.setText("Spanish")
    dialog.accept()
    assert dialog.isVisible()
    assert "by their codes" in dialog.told.text()
    assert session.settings.languages == frozenset()
    assert languages_of("es;pt zh") == frozenset({"es", "pt", "zh"})
    assert languages_of("") == frozenset()


def test_who_is_no_lead_sees_the_shares_and_sets_none(
    dialog: SettingsDialog, desk: FakeDesk, settle: Settle, session: Session
) -> None:
    desk.leads = False
    window = dialog.parentWidget()
    assert window is not None
    dialog.reject()
    session.actions.trigger("settings")
    settle()
    made = window.findChildren(SettingsDialog)[-1]
    assert not made.shares["damaged"].isEnabled()
    assert "lead" in made.whose.text()
    made.accept()
    settle()
    assert "set_shares" not in desk.seen
