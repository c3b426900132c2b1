"""Which adjustments are remembered: by picture within a case, never greyscale, and by exhibits for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ui.models.adjustments import NEUTRAL, Adjustments
from ui.models.turns import Turn
from ui.session import Session
from ui.views.compare import CompareView
from ui.views.pane import Pane

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]


def evidence(view: CompareView) -> Pane:
    return view.panes["evidence"]


def test_a_picture_shown_again_has_its_adjustments_but_not_its_greyscale(
    view: CompareView, session: Session, settle: Settle
) -> None:
    session.adjusted.set("evidence", Adjustments(Turn(1), gamma=1.5, grey=True))
    session.show("evidence", "E2")
    settle()
    assert evidence(view).canvas.adjustments == NEUTRAL
    session.show("evidence", "E1")
    settle()
    assert evidence(view).canvas.adjustments == Adjustments(Turn(1), gamma=1.5)


def test_another_case_starts_with_none(view: CompareView, session: Session, settle: Settle) -> None:
    session.adjusted.set("evidence", Adjustments(gamma=1.5))
    session.open_case(SECOND)
    settle()
    assert evidence(view).canvas.adjustments == NEUTRAL
    session.open_case(FIRST)
    settle()
    assert evidence(view).canvas.adjustments == NEUTRAL


def test_a_video_is_adjusted_as_a_whole_and_a_document_by_page(
    view: CompareView, session: Session, settle: Settle
) -> None:
    session.show("evidence", "E4", index=3)
    settle()
    session.adjusted.set("evidence", Adjustments(gamma=1.5))
    session.show("evidence", "E4", index=9)
    settle()
    assert evidence(view).canvas.adjustments == Adjustments(gamma=1.5)
    session.show("evidence", "E3")
    settle()
    session.adjusted.set("evidence", Adjustments(Turn(1)))
    view.page_next()
    settle()
    assert evidence(view).canvas.adjustments == NEUTRAL
    view.page_previous()
    settle()
    assert evidence(view).canvas.adjustments == Adjustments(Turn(1))


def test_an_exhibit_lists_what_was_on_and_is_shown_again_that_way(
    view: CompareView, session: Session, settle: Settle
) -> None:
    by = Adjustments(Turn(1, True), brightness=0.1, sharpen=0.5)
    session.adjusted.set("evidence", by)
    taken = session.take_exhibit("evidence")
    exhibit: dict[str, Any] = session.draft["exhibits"][0]
    assert exhibit["adjustments"] == by.listed()
    session.adjusted.reset("evidence")
    session.show_exhibit(taken)
    assert evidence(view).canvas.adjustments == by, "at once, since it is on screen"
    session.show("evidence", "E2")
    settle()
    session.adjusted.set("evidence", Adjustments(gamma=2.0))
    session.show_exhibit(taken)
    settle()
    assert evidence(view).canvas.adjustments == by


def test_taken_again_as_it_is_an_exhibit_lists_nothing(view: CompareView, session: Session) -> None:
    assert view.linked
    session.adjusted.set("evidence", Adjustments(gamma=2.0))
    first = session.take_exhibit("evidence")
    session.adjusted.reset("evidence")
    assert session.take_exhibit("evidence") == first
    assert "adjustments" not in session.draft["exhibits"][0]
    session.undo()
    assert session.draft["exhibits"][0]["adjustments"] == [{"kind": "gamma", "value": 2.0}]


def test_an_exhibit_taken_in_greyscale_warns_when_it_is_shown_again(
    view: CompareView, session: Session, settle: Settle
) -> None:
    opened = session.opened
    assert opened is not None
    session.accept(replace(opened, case=replace(opened.case, reason="not-as-described")))
    settle()
    session.adjusted.set("evidence", Adjustments(grey=True))
    taken = session.take_exhibit("evidence")
    session.show("evidence", "E2")
    settle()
    said: list[str] = []
    session.message.connect(lambda _text, tone: said.append(tone))
    session.show_exhibit(taken)
    settle()
    assert said == ["warn"]
    assert evidence(view).canvas.adjustments.grey
    assert evidence(view).grey.isVisible()
