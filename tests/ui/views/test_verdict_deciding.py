"""What ends the writing of a verdict (deciding, taking back, asking, closing), and that nothing flashes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk, good_verdict
from tests.ui.views.verdict_bench import Bench
from ui.views.decided_view import DecidedView
from ui.views.outcome_buttons import OUTCOMES

Settle = Callable[[], None]
CASE = "AE-2026-000123"
FIRST = "damage-visible"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def good(bench: Bench, desk: FakeDesk) -> None:
    """A whole draft on the desk."""
    verdict = good_verdict(desk, CASE)

    def change(doc: dict[str, Any]) -> None:
        doc.clear()
        doc.update(verdict)

    bench.session.edit("All", change)


def test_decide_is_possible_only_when_nothing_is_left(bench: Bench, desk: FakeDesk, settle: Settle) -> None:
    bench.key(Qt.Key.Key_Return, CONTROL)
    settle()
    assert "decide" not in desk.seen
    assert QApplication.focusWidget() is bench.panel.outcomes.bar.buttons[OUTCOMES[0]], "it leads to what is left"
    good(bench, desk)
    assert bench.panel.decide.isEnabled()
    assert bench.panel.left.items == ()
    bench.panel.to_statement()
    bench.key(Qt.Key.Key_Return, CONTROL)
    settle()
    assert bench.session.opened is not None
    assert bench.session.opened.status == "decided"
    assert bench.panel.decided.isVisible()
    assert bench.panel.decided.headline.text() == "No refund"
    assert not bench.panel.outcomes.isVisible()


def test_a_decision_can_be_taken_back_while_its_time_runs(bench: Bench, desk: FakeDesk, settle: Settle) -> None:
    good(bench, desk)
    bench.key(Qt.Key.Key_Return, CONTROL)
    settle()
    view: DecidedView = bench.panel.decided
    assert view.undo_row.isVisible()
    assert view.left.text() == "10:00 left"
    desk.time = desk.time.replace(minute=desk.time.minute + 5)
    view.show_time_left()
    assert view.left.text() == "5:00 left"
    bench.session.withdraw_last()
    settle()
    assert bench.panel.decision.isVisible()
    assert bench.panel.outcomes.bar.choice == "no-refund"
    assert bench.panel.left.items == ()


def test_who_was_slower_is_told_and_keeps_the_draft(bench: Bench, desk: FakeDesk, settle: Settle) -> None:
    good(bench, desk)
    desk.decide(CASE, good_verdict(desk, CASE))
    desk.drafts[CASE] = dict(bench.draft)
    bench.key(Qt.Key.Key_Return, CONTROL)
    settle()
    assert bench.panel.meanwhile.isVisible()
    assert bench.draft["outcome"] == "no-refund"
    bench.panel.meanwhile.click()
    settle()
    assert bench.panel.decided.isVisible()
    assert bench.panel.decided.other.text() == "M. Okafor decided this case. Your own draft is kept."


def test_a_request_for_evidence_keeps_the_work_so_far(bench: Bench, desk: FakeDesk, settle: Settle) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_Down, CONTROL)
    bench.session.take_exhibit("evidence")
    bench.panel.ask_or_back()
    form = bench.panel.request
    assert form.isVisible()
    assert bench.left() == ["request"]
    form.to["buyer"].click()
    form.requirements[FIRST].click()
    form.text.setFocus()
    bench.write("Please show the crack.")
    form.days.choose(5)
    assert bench.draft["request"] == {
        "to": ["buyer"], "requirements": [FIRST], "text": "Please show the crack.",
        "due_at": "2026-11-17T23:59:59Z", "if_unanswered": "decide-on-file",
    }  # fmt: skip
    assert bench.panel.decide.text() == "Send request"
    bench.key(Qt.Key.Key_Return, CONTROL)
    settle()
    sent = dict(desk.verdicts[CASE][-1].doc)
    assert sent["kind"] == "request"
    assert not {"findings", "exhibits", "outcome"} & set(sent), "what was found so far is not sent"
    assert bench.session.opened is not None
    assert bench.session.opened.status == "waiting"
    assert bench.draft["outcome"] == "partial-refund"
    assert bench.finding()["exhibits"] == ["X1"]
    assert "Please show the crack." in bench.panel.decision.asked.toPlainText()


def test_a_request_that_is_taken_back_brings_the_work_with_it(bench: Bench, desk: FakeDesk, settle: Settle) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.panel.ask_or_back()
    bench.panel.request.to["seller"].click()
    bench.panel.request.text.setPlainText("Please send the receipt.")
    bench.key(Qt.Key.Key_Return, CONTROL)
    settle()
    assert bench.panel.decision.isVisible()
    desk.withdraw_last()
    # a desk that gives the verdict back just as it was taken
    desk.drafts[CASE] |= {"id": f"{CASE}-v1", "decided_by": "M. Okafor", "decided_at": "2026-11-12T09:00:00Z"}
    bench.open()
    assert bench.panel.request.isVisible()
    assert "decided_at" not in bench.draft
    assert bench.panel.left.items == ()
    bench.panel.ask_or_back()
    assert bench.panel.outcomes.bar.choice == "partial-refund"


def test_back_from_a_request_loses_nothing(bench: Bench) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.panel.ask_or_back()
    bench.panel.request.text.setPlainText("Please")
    bench.panel.ask_or_back()
    assert bench.panel.decision.isVisible()
    assert bench.panel.outcomes.bar.choice == "partial-refund"
    bench.panel.ask_or_back()
    assert bench.panel.request.text.toPlainText() == "Please"


def test_a_closure_says_as_what_and_why(bench: Bench, desk: FakeDesk, settle: Settle) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_6, ALT)
    assert bench.panel.closure.isVisible()
    assert bench.panel.outcomes.bar.choice == "close"
    bench.panel.closure.kind.buttons["withdrawn"].setFocus()
    bench.key(Qt.Key.Key_Space)
    bench.panel.go_to("closure")
    bench.write("The buyer withdrew.")
    assert bench.draft["closure"] == {"as": "withdrawn", "why": "The buyer withdrew."}
    assert bench.panel.decide.text() == "Close case"
    bench.key(Qt.Key.Key_Return, CONTROL)
    settle()
    assert bench.session.opened is not None
    assert bench.session.opened.status == "closed"
    assert "outcome" not in desk.verdicts[CASE][-1].doc
    assert bench.panel.decided.headline.text() == "Closed as withdrawn"


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


def test_no_part_of_the_panel_flashes_as_a_window(bench: Bench, desk: FakeDesk, qapp: QApplication) -> None:
    """A widget that is shown before it has a parent is a window of its own, and takes the keyboard away."""
    doc = rich_doc(id="FLASH")
    doc["order"]["lines"][0]["quantity"] = 2
    desk.add(doc)
    watch = Windows()
    qapp.installEventFilter(watch)
    bench.open("FLASH")
    for number in range(1, 7):
        bench.key(Qt.Key(Qt.Key.Key_0 + number), ALT)
        bench.key(Qt.Key.Key_Down, CONTROL)
    bench.session.take_exhibit("evidence")
    bench.panel.ask_or_back()
    qapp.removeEventFilter(watch)
    assert watch.shown == []
    assert bench.window.isActiveWindow()
