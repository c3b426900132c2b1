"""The verdict panel driven by keys: every control edits the draft as meant, and the gate has the last word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from moderator.domain import refund
from moderator.domain.before import NOTHING
from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk
from tests.ui.views.verdict_bench import Bench
from ui import theme
from ui.models import statements
from ui.views.clause_chooser import ClauseChooser
from ui.views.fact_picker import FactPicker
from ui.views.outcome_buttons import OUTCOMES

FIRST = "damage-visible"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_nothing_is_chosen_before_a_person_chooses(bench: Bench) -> None:
    panel = bench.panel
    assert panel.outcomes.bar.choice == ""
    assert all(not view.field.text() for view in panel.decision.money.rows.values())
    assert not panel.decide.isEnabled()
    assert bench.left() == ["outcome", "question", "clause", "statement"]
    assert "outcome" not in bench.draft


@pytest.mark.parametrize("number", range(1, 6))
def test_alt_and_a_number_choose_the_outcome(bench: Bench, number: int) -> None:
    bench.key(Qt.Key(Qt.Key.Key_0 + number), ALT)
    assert bench.draft["outcome"] == OUTCOMES[number - 1]
    assert bench.panel.outcomes.bar.choice == OUTCOMES[number - 1]
    assert "outcome" not in bench.left()
    bench.key(Qt.Key.Key_Z, CONTROL)
    assert "outcome" not in bench.draft
    assert bench.panel.outcomes.bar.choice == ""


def test_refund_all_fills_in_what_the_gate_wants(bench: Bench) -> None:
    bench.key(Qt.Key.Key_1, ALT)
    opened = bench.session.opened
    assert opened is not None
    assert bench.panel.decision.money.total.text() == "Refund US$ 23.90"
    assert refund.full_refund(opened.case, True, NOTHING) == 2390
    assert not [problem for problem in bench.session.problems if problem.pointer.startswith("/refund")]
    assert bench.panel.decision.money.rows["line:1"].field.isReadOnly()


def test_seventy_percent_is_exact_and_keeps_its_working(bench: Bench) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_M, ALT)
    bench.write("70%")
    row = bench.draft["refund"]["lines"][0]
    assert (row["amount"], row["method"], row["percent"]) == ("15.33", "percent", "70")
    view = bench.panel.decision.money.rows["line:1"]
    assert view.field.text() == "70%", "what is being typed is left alone"
    bench.key(Qt.Key.Key_Return)
    assert view.field.text() == "15.33"
    assert view.share.text() == "70 %"
    assert bench.panel.decision.money.total.text() == "Refund US$ 15.33"
    assert bench.panel.decision.money.rest.whole() == "seller keeps 8.57 · less than 23.90"


def test_an_amount_shows_its_share(bench: Bench) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_M, ALT)
    bench.write("9,90")
    assert bench.draft["refund"]["lines"][0] == {"line": "1", "amount": "9.90", "method": "amount", "quantity": 1}
    assert bench.panel.decision.money.rows["line:1"].share.text() == "≈ 45.21 %"


def test_what_is_no_amount_is_said_at_the_field_and_stays_as_typed(bench: Bench) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_M, ALT)
    bench.write("15,3x")
    view = bench.panel.decision.money.rows["line:1"]
    assert view.field.text() == "15,3x"
    assert view.error.text() == "“15,3x” is no amount: write 15.90 or 70%"
    assert view.error.isVisible()
    assert "money" in bench.left()
    bench.key(Qt.Key.Key_Return)
    assert view.field.text() == "15,3x"
    bench.key(Qt.Key.Key_Backspace)
    assert not view.error.isVisible()
    assert view.field.text() == "15,3"
    assert "money" not in bench.left()


def test_more_than_the_line_is_said_at_the_field(bench: Bench) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_M, ALT)
    bench.write("22")
    assert bench.panel.decision.money.rows["line:1"].error.text() == "more than the US$ 21.90 that can go back here"
    assert "money" in bench.left()


def test_undo_in_a_field_undoes_the_draft(bench: Bench) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_M, ALT)
    bench.write("15")
    bench.key(Qt.Key.Key_Z, CONTROL)
    assert "refund" not in bench.draft
    assert bench.panel.decision.money.rows["line:1"].field.text() == ""


def test_questions_are_answered_by_keys_alone(bench: Bench) -> None:
    bench.key(Qt.Key.Key_Down, CONTROL)
    assert bench.panel.decision.questions.current == f"question:{FIRST}"
    bench.key(Qt.Key.Key_N)
    assert bench.finding()["answer"] == "no"
    bench.key(Qt.Key.Key_U)
    assert bench.finding()["answer"] == "not-established"
    bench.key(Qt.Key.Key_Y)
    assert bench.finding()["answer"] == "yes"
    assert bench.panel.decision.questions.questions[FIRST].row.wants == "show why"
    bench.key(Qt.Key.Key_Down, CONTROL)
    assert bench.panel.decision.questions.current == "question:item-is-ordered"
    bench.key(Qt.Key.Key_Up, CONTROL)
    assert bench.panel.decision.questions.current == f"question:{FIRST}"


def test_letters_do_not_answer_while_a_finding_is_written(bench: Bench) -> None:
    bench.key(Qt.Key.Key_Down, CONTROL)
    details = bench.panel.decision.questions.questions[FIRST].details
    details.text.setFocus()
    bench.write("yes, no, y")
    assert bench.finding() == {"requirement": FIRST, "text": "yes, no, y"}


def test_an_exhibit_that_is_taken_joins_the_current_question(bench: Bench) -> None:
    bench.session.take_exhibit("listing")
    assert "findings" not in bench.draft, "no question was current"
    bench.key(Qt.Key.Key_Down, CONTROL)
    bench.session.take_exhibit("evidence")
    assert bench.finding()["exhibits"] == ["X2"]
    bench.session.undo()
    bench.session.undo()
    bench.session.redo()
    bench.session.redo()
    assert bench.finding()["exhibits"] == ["X2"]
    QTest.qWait(10)
    chips = bench.panel.decision.questions.questions[FIRST].details.findChildren(QWidget)
    named = {chip.accessibleName(): chip for chip in chips if chip.isVisible()}
    other = next(chip for name, chip in named.items() if name.startswith("Exhibit X1"))
    other.click()  # type: ignore[attr-defined]
    assert bench.finding()["exhibits"] == ["X2", "X1"]


def test_a_fact_is_found_by_its_words_and_cited(bench: Bench, qtbot: QtBot) -> None:
    bench.key(Qt.Key.Key_Down, CONTROL)
    bench.panel.decision.questions.pick_fact(FIRST)
    picker = bench.window.findChild(FactPicker)
    assert picker is not None
    qtbot.waitUntil(picker.isVisible)
    picker.search.setFocus()
    QTest.keyClicks(picker.search, "delivered vald")
    assert len(picker.model.rows) == 1
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert bench.finding()["facts"][0]["pointer"] == "/shipments/0/events/1"
    bench.key(Qt.Key.Key_Y)
    assert bench.panel.decision.questions.questions[FIRST].row.wants == ""
    bench.panel.decision.questions.questions[FIRST].fact_dropped.emit(FIRST, "/shipments/0/events/1")
    assert "facts" not in bench.finding()


# the offscreen platform has no keyboard to grab for a menu
@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_the_other_answers_are_in_the_menu(bench: Bench) -> None:
    bench.panel.decision.questions.answer(FIRST, "not-disputed")
    assert bench.finding()["answer"] == "not-disputed"
    bench.panel.decision.questions.go_to_question(FIRST)
    details = bench.panel.decision.questions.questions[FIRST].details
    assert details.more.text() == "not disputed"
    details.more.setFocus()
    bench.key(Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert bench.finding()["answer"] == "not-applicable"


def test_the_clauses_that_allow_the_outcome_come_first_and_in_full(bench: Bench, qtbot: QtBot) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.panel.go_to("clause")
    chooser = bench.window.findChild(ClauseChooser)
    assert chooser is not None
    qtbot.waitUntil(chooser.isVisible)
    assert chooser.cards[0].clause.id == "damaged.2"
    assert all("partial-refund" not in card.clause.outcomes for card in chooser.cards[1:])
    for card in chooser.cards:
        assert card.height() >= card.heightForWidth(card.width()) - 1
    QTest.keyClick(chooser, Qt.Key.Key_1)
    assert bench.draft["clause"] == "damaged.2"
    assert bench.panel.decision.clause.button.text() == "damaged.2"


def test_the_statement_is_the_moderators_own(bench: Bench) -> None:
    bench.key(Qt.Key.Key_S, ALT)
    bench.write("The glass is cracked (X1).")
    assert bench.draft["statements"] == [
        {"language": "en", "by": "moderator", "text": "The glass is cracked (X1).", "authoritative": True}
    ]
    assert "statement" not in bench.left()
    bench.key(Qt.Key.Key_Z, CONTROL)
    assert bench.panel.decision.statement.field.toPlainText() == ""


def test_evidence_of_the_losing_side_must_be_explained(bench: Bench) -> None:
    bench.key(Qt.Key.Key_5, ALT)
    assert "mention" in bench.left()
    mentions = bench.panel.decision.questions.mentions
    assert list(mentions) == ["E1", "E2", "E3", "E4"]
    bench.panel.go_to("mention:E3")
    bench.write("shows the box")
    assert bench.draft["not_relied_on"] == [{"evidence": "E3", "why": "shows the box"}]
    bench.session.take_exhibit("evidence")
    assert "E1" not in bench.panel.decision.questions.mentions


def test_a_return_wants_its_terms(bench: Bench) -> None:
    bench.key(Qt.Key.Key_3, ALT)
    terms = bench.panel.decision.terms
    assert terms.isVisible()
    assert "return" in bench.left()
    terms.paid_by.buttons["seller"].setFocus()
    bench.key(Qt.Key.Key_Space)
    terms.when.buttons["received"].setFocus()
    bench.key(Qt.Key.Key_Space)
    terms.days.setFocus()
    bench.key(Qt.Key.Key_1)
    bench.key(Qt.Key.Key_4)
    assert terms.days.text == "14 days"
    bench.key(Qt.Key.Key_PageDown)
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_Down)
    terms.parts.counts["1"].setFocus()
    bench.key(Qt.Key.Key_Up)
    assert bench.draft["return"] == {
        "paid_by": "seller",
        "refund_when": "received",
        "ship_by": "2026-11-13T23:59:59Z",
        "lines": [{"line": "1", "quantity": 1}],
    }
    assert "return" not in bench.left()
    bench.key(Qt.Key.Key_2, ALT)
    assert "return" not in bench.draft
    assert not terms.isVisible()


def test_a_replacement_wants_its_terms_and_takes_no_amounts(bench: Bench) -> None:
    bench.key(Qt.Key.Key_4, ALT)
    assert "replacement" in bench.left()
    assert not any(view.isVisible() for view in bench.panel.decision.money.rows.values())
    terms = bench.panel.decision.terms
    terms.parts.counts["1"].more.click()
    terms.otherwise.buttons["full-refund"].click()
    assert bench.draft["replacement"] == {"lines": [{"line": "1", "quantity": 1}], "if_not_sent": "full-refund"}
    assert "replacement" not in bench.left()


def test_another_reason_brings_its_own_questions(bench: Bench) -> None:
    before = list(bench.panel.decision.questions.questions)
    bench.panel.choose_reason("wrong-item")
    assert bench.draft["reason"] == "wrong-item"
    assert list(bench.panel.decision.questions.questions) != before
    assert bench.panel.reason.text().startswith("as found: wrong item, 2026-10-01")
    bench.session.undo()
    assert list(bench.panel.decision.questions.questions) == before


def test_charges_go_back_as_themselves(bench: Bench, desk: FakeDesk) -> None:
    doc = rich_doc(id="DOUBLE", reason="payment-problem")
    charge = doc["order"]["payments"][0] | {"auth": "1"}
    doc["order"]["payments"] = [charge, charge | {"id": "P2", "auth": "2", "at": "2026-10-14T09:13:41Z"}]
    desk.add(doc)
    bench.open("DOUBLE")
    assert list(bench.panel.decision.money.rows) == ["payment:P1", "payment:P2"]
    bench.key(Qt.Key.Key_1, ALT)
    assert "refund" not in bench.draft, "no charge is guessed"
    field = bench.panel.decision.money.rows["payment:P2"].field
    field.setFocus()
    bench.write("100%")
    assert bench.draft["refund"] == {"payments": [{"payment": "P2", "amount": "23.90"}]}
    assert "money" not in bench.left()


def test_items_of_a_line_can_be_counted(bench: Bench, desk: FakeDesk) -> None:
    doc = rich_doc(id="THREE")
    doc["order"]["lines"][0]["quantity"] = 3
    doc["order"]["paid"] = "67.70"
    desk.add(doc)
    bench.open("THREE")
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_M, ALT)
    bench.write("50%")
    assert bench.draft["refund"]["lines"][0] == {
        "line": "1", "amount": "10.95", "method": "percent", "percent": "50", "quantity": 1,
    }  # fmt: skip
    view = bench.panel.decision.money.rows["line:1"]
    view.count.more.click()
    assert bench.draft["refund"]["lines"][0]["quantity"] == 2
    view.why.typed.emit("half of the price")
    assert bench.draft["refund"]["lines"][0]["why"] == "half of the price"


def test_the_statement_grows_while_it_is_written(bench: Bench) -> None:
    field = bench.panel.decision.statement.field
    bench.panel.to_statement()
    bench.session.edit("Long", lambda doc: statements.set_text(doc, "word " * 60))
    two = 2 * field.fontMetrics().lineSpacing()
    bench.qtbot.waitUntil(lambda: field.height() > 2 * two)
    bench.panel.go_to("outcome")
    bench.qtbot.waitUntil(lambda: two <= field.height() < 2 * two)


def test_every_part_of_what_is_left_leads_to_its_control(bench: Bench) -> None:
    bench.panel.left.setFocus()
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Return)
    assert bench.panel.decision.questions.current == f"question:{FIRST}"
    bench.panel.go_to("statement")
    assert QApplication.focusWidget() is bench.panel.decision.statement.field
    bench.panel.go_to("outcome")
    assert QApplication.focusWidget() is bench.panel.outcomes.bar.buttons[OUTCOMES[0]]


def test_outcome_and_decide_never_leave_the_screen(bench: Bench) -> None:
    bench.window.resize(370, 470)
    bench.key(Qt.Key.Key_5, ALT)
    bench.key(Qt.Key.Key_Down, CONTROL)
    QTest.qWait(20)
    panel = bench.panel
    for part in (panel.outcomes, panel.decide, panel.left, panel.decision.statement):
        rect = part.rect().translated(part.mapTo(panel, part.rect().topLeft()))
        assert panel.rect().contains(rect), part
    assert panel.decision.area.height() >= 60


def test_a_note_and_who_bears_it(bench: Bench) -> None:
    more = bench.panel.decision.more
    more.toggle.click()
    more.note.setFocus()
    bench.write("watch this seller")
    more.borne_by.buttons["platform"].click()
    assert (bench.draft["internal_note"], bench.draft["borne_by"]) == ("watch this seller", "platform")
    more.borne_by.buttons["platform"].click()
    assert "borne_by" not in bench.draft


def test_every_control_has_a_name(bench: Bench) -> None:
    bench.key(Qt.Key.Key_3, ALT)
    bench.key(Qt.Key.Key_Down, CONTROL)
    for each in bench.panel.findChildren(QWidget):
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None:
            inner = each.objectName().startswith("qt_") or each.metaObject().className() == "QScrollArea"
            assert inner or each.accessibleName(), each


def test_another_theme_dresses_the_panel_anew(bench: Bench, qapp: QApplication) -> None:
    before = bench.panel.grab().toImage()
    theme.apply(qapp, "dark")
    QTest.qWait(20)
    after = bench.panel.grab().toImage()
    theme.apply(qapp, "light")
    assert before.pixelColor(2, 2) != after.pixelColor(2, 2)
    assert after.pixelColor(2, 2).name() == theme.DARK.panel
