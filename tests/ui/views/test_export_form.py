"""Which edition and language a decision is written in, asked in the window."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from moderator.desk.values import Form
from moderator.domain.languages import PRINTED
from ui.session import Session
from ui.views.dialogs import Dialogs
from ui.views.export_form import ExportForm


@pytest.fixture
def window(qtbot: Any) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def asked(session: Session, window: QWidget) -> ExportForm:
    dialog = ExportForm(session, window)
    dialog.open()
    return dialog


def test_every_language_and_both_parties_can_be_chosen(asked: ExportForm) -> None:
    tags = [asked.language.itemData(at) for at in range(asked.language.count())]
    assert [tag for tag in tags if tag] == [*PRINTED, "buyer", "seller"]
    assert [asked.edition.itemData(at) for at in range(asked.edition.count())] == ["parties", "office"]
    assert asked.language.itemText(1) == "Español"


def test_it_is_answered_by_keyboard_and_remembered(
    asked: ExportForm, session: Session, window: QWidget, qtbot: Any
) -> None:
    heard: list[Form] = []
    asked.chosen.connect(heard.append)
    qtbot.keyClick(asked.edition, Qt.Key.Key_Down)
    qtbot.keyClick(asked.language, Qt.Key.Key_Down)
    qtbot.keyClick(asked.language, Qt.Key.Key_Return)
    assert heard == [Form("office", language="es")]
    assert (session.settings.edition, session.settings.language) == ("office", "es")
    again = ExportForm(session, window)
    assert (again.edition.currentData(), again.language.currentData()) == ("office", "es")


def test_escape_changes_nothing(asked: ExportForm, session: Session, qtbot: Any) -> None:
    heard: list[Form] = []
    asked.chosen.connect(heard.append)
    qtbot.keyClick(asked.language, Qt.Key.Key_Down)
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert heard == []
    assert session.settings.language == "en"


def test_what_was_chosen_is_what_is_written(session: Session, window: QWidget, monkeypatch: Any) -> None:
    dialogs = Dialogs(session, window)
    seen: list[Any] = []
    monkeypatch.setattr(session, "export", lambda cases, out, form: seen.append((cases, str(out), form)))
    dialogs.export_all()
    (form,) = window.findChildren(ExportForm)
    form.language.setCurrentIndex(form.language.findData("buyer"))
    monkeypatch.setattr(dialogs, "_choose_out", lambda cases, chosen: dialogs._export_to("/somewhere", cases, chosen))
    form.accept()
    assert seen == [(None, "/somewhere", Form(language="buyer"))]
