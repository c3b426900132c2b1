"""The DSA annex in the window: off until a person switches it on, all by the keyboard, problems at their place."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from moderator.domain.annex import Annex
from tests.annexes import annex_doc
from tests.ui.views.verdict_bench import Bench
from ui.models.annex_fields import FIELDS
from ui.views.annex_dialog import AnnexDialog

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(bench: Bench) -> AnnexDialog:
    bench.key(Qt.Key.Key_D, ALT)
    return found()


def shown() -> list[AnnexDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, AnnexDialog) and each.isVisible()]


def found() -> AnnexDialog:
    (made,) = shown()
    return made


def annexed(bench: Bench) -> list[str]:
    return [each.pointer for each in bench.session.problems if each.pointer.startswith("/dsa_annex")]


def put(bench: Bench, **changes: Any) -> None:
    bench.session.edit("annex", lambda doc: doc.update(dsa_annex=annex_doc(**changes)))


def test_the_form_has_every_field_of_the_annex() -> None:
    assert {field.name for field in FIELDS} == set(Annex.__dataclass_fields__)


def test_nothing_is_there_until_it_is_switched_on(bench: Bench, dialog: AnnexDialog) -> None:
    assert "dsa_annex" not in bench.draft
    assert not dialog.on.isChecked()
    assert dialog.empty.isVisible()
    assert "not for it to say" in dialog.empty.text()
    assert not dialog.area.isVisible()
    assert annexed(bench) == []
    QTest.keyClick(dialog.on, Qt.Key.Key_Space)
    assert bench.draft["dsa_annex"] == {}, "on, and nothing in it is decided beforehand"
    assert dialog.area.isVisible()
    assert dialog.state.text() == "11 left to do"
    assert "annex" in bench.left()
    QTest.keyClick(dialog.on, Qt.Key.Key_Space)
    assert "dsa_annex" not in bench.draft
    assert annexed(bench) == []


def test_switching_off_by_mistake_can_be_undone(bench: Bench, dialog: AnnexDialog) -> None:
    put(bench)
    dialog.on.click()
    assert "dsa_annex" not in bench.draft
    bench.session.undo()
    assert bench.draft["dsa_annex"] == annex_doc()
    assert dialog.on.isChecked()


def test_it_is_filled_in_by_the_keyboard_alone(bench: Bench, dialog: AnnexDialog) -> None:
    QTest.keyClick(dialog.on, Qt.Key.Key_Space)
    for name, value in annex_doc().items():
        field = next(each for each in FIELDS if each.name == name)
        control = dialog.fields[name].control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
        if field.kind == "one":
            for _ in range(field.values.index(value) + 1):
                QTest.keyClick(control, Qt.Key.Key_Down)
        elif field.kind == "many":
            for _ in range(field.values.index(value[0])):
                QTest.keyClick(control, Qt.Key.Key_Down)
            QTest.keyClick(control, Qt.Key.Key_Space)
        else:
            QTest.keyClicks(control, value)
    assert bench.draft["dsa_annex"] == annex_doc()
    assert annexed(bench) == []
    assert dialog.state.text() == "complete in form"
    assert "annex" not in bench.left()


def test_characters_left_are_counted_and_too_many_are_named(bench: Bench, dialog: AnnexDialog) -> None:
    put(bench, decision_facts="x" * 4990)
    facts = dialog.fields["decision_facts"]
    assert facts.left.text() == "10 left"
    assert not facts.wrong.isVisible()
    put(bench, decision_facts="x" * 5003)
    assert (facts.left.text(), facts.left.property("tone")) == ("3 too many", "bad")
    assert "limit is 5000" in facts.wrong.text()


def test_a_name_of_the_buyer_is_said_at_its_field(bench: Bench, dialog: AnnexDialog) -> None:
    assert bench.session.opened is not None
    name = bench.session.opened.case.buyer.name
    put(bench, incompatible_content_explanation=f"{name} sent photos.")
    field = dialog.fields["incompatible_content_explanation"]
    assert "no personal data" in field.wrong.text()
    assert field.control.property("problem")
    assert field.control.accessibleDescription() == field.wrong.text()


def test_fields_come_with_the_answer_that_wants_them(bench: Bench, dialog: AnnexDialog) -> None:
    put(bench, decision_ground=None)
    there = {name for name, field in dialog.fields.items() if not field.isHidden()}
    assert not {"illegal_content_explanation", "incompatible_content_explanation", "content_type_other"} & there
    put(bench, decision_ground="DECISION_GROUND_ILLEGAL_CONTENT", content_type=["CONTENT_TYPE_OTHER"])
    there = {name for name, field in dialog.fields.items() if not field.isHidden()}
    assert {"illegal_content_explanation", "illegal_content_legal_ground", "content_type_other"} <= there
    assert "incompatible_content_explanation" not in there


def test_the_union_and_the_economic_area_are_one_step(bench: Bench, dialog: AnnexDialog) -> None:
    put(bench, territorial_scope=None)
    eu, eea, none = (dialog.fields["territorial_scope"]._links[i] for i in range(3))
    eu.click()
    assert len(bench.draft["dsa_annex"]["territorial_scope"]) == 27
    assert "NO" not in bench.draft["dsa_annex"]["territorial_scope"]
    eea.click()
    assert len(bench.draft["dsa_annex"]["territorial_scope"]) == 30
    none.click()
    assert "territorial_scope" not in bench.draft["dsa_annex"]


def test_the_wheel_never_changes_an_answer(bench: Bench, dialog: AnnexDialog) -> None:
    put(bench)
    choice = dialog.fields["decision_monetary"].control
    where = choice.rect().center()
    at = QPointF(where)
    down = QPoint(0, -120)
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(choice, QWheelEvent(at, at, down, down, buttons, keys, Qt.ScrollPhase.NoScrollPhase, False))
    assert bench.draft["dsa_annex"] == annex_doc()


def test_what_no_list_knows_is_shown_and_named(bench: Bench, dialog: AnnexDialog) -> None:
    put(bench, category="STATEMENT_CATEGORY_OF_TOMORROW")
    field = dialog.fields["category"]
    assert field.control.currentText() == "STATEMENT_CATEGORY_OF_TOMORROW"
    assert "expected one of" in field.wrong.text()


def test_what_is_left_leads_to_the_first_empty_field(bench: Bench) -> None:
    put(bench, category=None)
    bench.panel.go_to("annex")
    dialog = found()
    assert dialog.focusWidget() is dialog.fields["category"].control
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert shown() == []


def test_another_case_takes_it_away(bench: Bench, dialog: AnnexDialog) -> None:
    assert shown() == [dialog]
    bench.open(bench.session.next_id() or "")
    assert shown() == []


def test_a_request_takes_no_annex(bench: Bench) -> None:
    bench.panel.ask_or_back()
    bench.key(Qt.Key.Key_D, ALT)
    assert shown() == []
