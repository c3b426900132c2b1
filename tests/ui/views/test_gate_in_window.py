"""What the gate wants beyond the form's own questions has a place in the window, and "what is left" leads to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QInputDialog

from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk
from tests.ui.views.verdict_bench import Bench
from ui.session import Session
from ui.views.exhibit_chips import ExhibitChip

Settle = Callable[[], None]


def expensive() -> dict[str, Any]:
    """An order of a day that falls under the policy with limits, for more than the limit."""
    doc = rich_doc(id="AE-BIG")
    doc["order"] |= {"placed_at": "2026-11-11T00:00:00Z", "paid": "902.00"}
    doc["order"]["lines"][0]["unit_price"] = "900.00"
    doc["claim"].pop("scope", None)
    doc.pop("policy_version", None)
    return doc


def test_the_approval_has_a_field_that_opens_by_itself(bench: Bench, desk: FakeDesk) -> None:
    desk.add(expensive())
    bench.open("AE-BIG")
    more = bench.panel.decision.more
    assert more.approved_by.isHidden() or not more.approved_by.isVisible()
    bench.session.actions.trigger("outcome.1")
    assert "approved_by" in bench.left()
    assert more.approved_by.isVisible()
    bench.panel.go_to("approved_by")
    assert more.approved_by.hasFocus()
    bench.write("lead-2")
    assert bench.draft["approved_by"] == "lead-2"
    assert "approved_by" not in bench.left()


def test_a_placeholder_is_named_in_what_is_left(bench: Bench) -> None:
    def write(text: str) -> list[str]:
        statement = {"language": "en", "text": text, "by": "moderator", "authoritative": True}
        bench.session.edit("Statement", lambda doc: doc.update(statements=[statement]))
        return [item.text for item in bench.panel.left.items if item.target == "statement"]

    (text,) = write("You get {amount} back.")
    assert "{amount}" in text
    assert write("You get it all back.") == []


def test_the_need_of_an_exhibit_is_asked_for_and_kept(bench: Bench, session: Session) -> None:
    session.edit("Exhibit", lambda doc: doc.update(exhibits=[{"id": "X1", "source": "E1"}]))
    chip = ExhibitChip(session, "X1", cited=True)
    bench.qtbot.addWidget(chip)
    chip._ask_need()
    dialog = next(
        each for each in QApplication.topLevelWidgets() if isinstance(each, QInputDialog) and each.isVisible()
    )
    dialog.setTextValue(" the name on the label decides it ")
    dialog.accept()
    assert session.draft["exhibits"][0]["need"] == "the name on the label decides it"
