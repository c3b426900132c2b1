"""The statement: templates with blanks, several languages, one of which counts; by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.views.verdict_bench import ALT, Bench, Settle
from ui.session import Session
from ui.views.statement_box import StatementBox


@pytest.fixture
def bench(qtbot: QtBot, session: Session, settle: Settle) -> Bench:
    made = Bench(qtbot, session, settle)
    made.open()
    return made


def _box(bench: Bench) -> StatementBox:
    return bench.panel.decision.statement


def _menu() -> QMenu:
    QTest.qWait(20)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_a_template_wants_an_outcome_first(bench: Bench) -> None:
    said: list[str] = []
    bench.session.message.connect(lambda text, _tone: said.append(text))
    bench.key(Qt.Key.Key_T, ALT)
    assert "outcome" in said[-1]
    assert "statements" not in bench.draft


def test_by_keys_a_template_is_begun_and_its_first_blank_is_chosen(bench: Bench) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_T, ALT)
    menu = _menu()
    assert menu.actions()[0].text().startswith("English")
    QTest.keyClick(menu, Qt.Key.Key_Return)
    statement = bench.draft["statements"][0]
    assert statement["language"] == "en"
    assert statement["authoritative"] is True
    assert "{amount}" in statement["text"]  # none was given yet
    assert "{item}" not in statement["text"]
    field = _box(bench).field
    assert field.hasFocus()
    assert field.textCursor().selectedText() == "{amount}"
    bench.write("nothing yet")
    assert "nothing yet" in bench.draft["statements"][0]["text"]


def test_blanks_are_filled_once_something_is_known(bench: Bench) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    _box(bench).begin("es")
    assert _box(bench).fill.isHidden()
    bench.key(Qt.Key.Key_M, ALT)
    bench.write("9.90")
    assert not _box(bench).fill.isHidden()
    bench.panel.setFocus()
    bench.key(Qt.Key.Key_F, ALT)
    assert "9.90" in bench.draft["statements"][0]["text"]
    assert "{amount}" not in bench.draft["statements"][0]["text"]
    assert _box(bench).fill.isHidden()


def test_a_template_never_takes_the_place_of_what_is_written(bench: Bench) -> None:
    bench.key(Qt.Key.Key_5, ALT)
    bench.key(Qt.Key.Key_S, ALT)
    bench.write("My own words.")
    _box(bench).begin("en")
    assert bench.draft["statements"][0]["text"].startswith("My own words.\n\nNothing is refunded")
    bench.session.undo()
    assert bench.draft["statements"][0]["text"] == "My own words."


def test_two_languages_and_which_one_counts(bench: Bench) -> None:
    box = _box(bench)
    bench.key(Qt.Key.Key_S, ALT)
    bench.write("The glass is cracked.")
    box.write_in("es")
    assert box.field.toPlainText() == ""
    bench.write("El cristal esta roto.")
    rows = {row["language"]: row for row in bench.draft["statements"]}
    assert rows["en"]["text"] == "The glass is cracked."
    assert (rows["en"].get("authoritative"), rows["es"].get("authoritative")) == (True, None)
    box.which.click()
    said = [action.text() for action in _menu().actions()]
    assert "Make the one in Español authoritative" in said
    _menu().close()
    box.make_authoritative()
    rows = {row["language"]: row for row in bench.draft["statements"]}
    assert (rows["en"].get("authoritative"), rows["es"].get("authoritative")) == (None, True)
    assert box.which.text() == "Español, authoritative"
    box.write_in("en")
    assert box.field.toPlainText() == "The glass is cracked."
    assert box.which.text() == "English"
