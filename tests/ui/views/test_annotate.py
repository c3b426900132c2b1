"""Annotating and redacting in the panes: by pointer and by keys, into the draft, undone, and painted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.moderator.domain.test_annotation import ANY_JSON
from tests.ui.views.hand import Hand, Key, drawn, exhibits, near
from ui.models.shapes import KINDS
from ui.session import Session

Settle = Callable[[], None]


# --- the draft ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "text"])
def test_the_first_stroke_takes_the_exhibit_in_one_step_of_undo(hand: Hand, session: Session, kind: str) -> None:
    session.actions.trigger("annotate")
    hand.annotate.tool.set_kind(kind)
    hand.drag((0.2, 0.3), (0.3, 0.5), (0.6, 0.5))
    (exhibit,) = exhibits(session)
    assert (exhibit["id"], exhibit["source"]) == ("X1", "E1")
    (made,) = exhibit["annotations"]
    assert made["kind"] == kind
    assert near(made["points"], (0.2, 0.3), *(((0.3, 0.5),) if kind == "freehand" else ()), (0.6, 0.5))
    session.undo()
    assert exhibits(session) == []
    session.redo()
    assert exhibits(session) == [exhibit]
    assert not [each for each in session.problems if each.code == "annotation"]


def test_it_goes_to_the_exhibit_of_the_very_frame(hand: Hand, session: Session, settle: Settle) -> None:
    session.show("evidence", "E4", index=673)
    settle()
    session.take_exhibit(region=(0.4, 0.2, 0.2, 0.2))
    session.show("evidence", "E4", index=674)
    settle()
    session.actions.trigger("annotate")
    hand.drag((0.2, 0.2), (0.5, 0.5))
    session.show("evidence", "E4", index=673)
    settle()
    hand.drag((0.2, 0.2), (0.5, 0.5))
    hand.drag((0.7, 0.7), (0.5, 0.5))
    assert [(each["id"], len(each["annotations"])) for each in exhibits(session)] == [("X1", 2), ("X2", 1)]
    assert [each["pts"] for each in exhibits(session)] == [344576, 345088]


def test_of_several_exhibits_of_a_picture_one_is_chosen(hand: Hand, session: Session) -> None:
    session.take_exhibit()
    session.take_exhibit(region=(0.1, 0.1, 0.2, 0.2))
    session.actions.trigger("annotate")
    bar = hand.annotate.bar
    assert bar.exhibit.caption() == "X2"
    bar.exhibit.click()
    assert bar.exhibit.caption() == "X1"
    hand.drag((0.5, 0.5), (0.8, 0.8))
    assert ["annotations" in each for each in exhibits(session)] == [True, False]


def test_a_text_is_typed_right_on_the_picture(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.annotate.tool.set_kind("text")
    hand.click((0.4, 0.4))
    hand.type("glued  before")
    (made,) = drawn(session)
    assert (made["kind"], made["text"]) == ("text", "glued before")
    assert near(made["points"], (0.4, 0.4))
    hand.click((0.8, 0.8))
    hand.type("given up", Key.Key_Escape)
    hand.click((0.8, 0.8))
    hand.type("")
    assert len(drawn(session)) == 1
    assert hand.annotate.is_on, "Esc closed the field, not the tool"
    QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, pos=hand.at((0.4, 0.4)))
    hand.type("opened")
    assert [each["text"] for each in drawn(session)] == ["opened"]


def test_a_label_is_typed_after_drawing_and_removed_by_an_empty_one(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.drag((0.2, 0.2), (0.5, 0.5))
    hand.keys(Key.Key_Return)
    hand.type("crack")
    assert drawn(session)[0]["text"] == "crack"
    session.undo()
    assert "text" not in drawn(session)[0]
    session.redo()
    hand.keys(Key.Key_Return)
    assert hand.annotate.field is not None
    hand.annotate.field.clear()
    hand.type("")
    assert "text" not in drawn(session)[0]


# --- moving -------------------------------------------------------------------------------------------------------


def test_what_is_there_is_moved_resized_and_removed_by_pointer(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.annotate.tool.set_kind("box")
    hand.drag((0.2, 0.2), (0.5, 0.5))
    hand.keys(Key.Key_Escape)
    hand.drag((0.35, 0.2), (0.45, 0.3))
    assert near(drawn(session)[0]["points"], (0.3, 0.3), (0.6, 0.6))
    hand.drag((0.6, 0.6), (0.8, 0.9))
    assert near(drawn(session)[0]["points"], (0.3, 0.3), (0.8, 0.9))
    session.undo()
    assert near(drawn(session)[0]["points"], (0.3, 0.3), (0.6, 0.6)), "each drag is one step"
    hand.keys(Key.Key_Delete)
    assert drawn(session) == []
    assert [each["id"] for each in exhibits(session)] == ["X1"], "the exhibit stays"


def test_a_click_draws_nothing_and_lets_go(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.drag((0.2, 0.2), (0.5, 0.5))
    assert hand.annotate.tool.chosen == 0
    hand.click((0.8, 0.8))
    assert hand.annotate.tool.chosen == -1
    assert len(drawn(session)) == 1


def test_nothing_leaves_the_picture(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.drag((0.5, 0.5), (1.4, 1.3))
    assert near(drawn(session)[0]["points"], (0.5, 0.5), (1, 1))


def test_with_control_held_a_drag_pans(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.canvas.zoom(4)
    before, control = hand.canvas.view, Qt.KeyboardModifier.ControlModifier
    QTest.mousePress(hand.canvas, Qt.MouseButton.LeftButton, control, QPoint(100, 100))
    QTest.mouseMove(hand.canvas, QPoint(160, 130))
    QTest.mouseRelease(hand.canvas, Qt.MouseButton.LeftButton, control, QPoint(160, 130))
    assert hand.canvas.view != before
    assert drawn(session) == []


# --- by keys alone ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_drawn_without_a_pointer(hand: Hand, session: Session, kind: str) -> None:
    QTest.keyClick(hand.canvas, Key.Key_N)
    while hand.annotate.tool.kind != kind:
        QTest.keyClick(hand.canvas, Key.Key_N)
    hand.keys(Key.Key_Left)
    hand.keys(Key.Key_Left, times=3)
    hand.keys(Key.Key_Return)
    if kind == "text":
        hand.type("by keys")
    else:
        hand.keys(Key.Key_Right, Key.Key_Down, times=5)
        hand.keys(Key.Key_Return)
    (made,) = drawn(session)
    assert made["kind"] == kind
    assert near(made["points"][:1], (0.5 - 24 / _width(hand), 0.5))
    if kind != "text":
        assert near(made["points"][-1:], (0.5 + 16 / _width(hand), 0.5 + 40 / _height(hand)))


def _width(hand: Hand) -> float:
    placement = hand.canvas.placement()
    assert placement is not None
    return placement.rect(hand.canvas.view).width()


def _height(hand: Hand) -> float:
    placement = hand.canvas.placement()
    assert placement is not None
    return placement.rect(hand.canvas.view).height()


def test_tab_chooses_arrows_move_space_takes_a_handle(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.drag((0.2, 0.2), (0.5, 0.5))
    hand.drag((0.8, 0.2), (0.6, 0.5))
    hand.keys(Key.Key_Escape, Key.Key_Tab)
    assert hand.annotate.tool.chosen == 0
    assert hand.canvas.hasFocus(), "Tab is the tool's"
    hand.keys(Key.Key_Right, times=4)
    step = 8 / _width(hand)
    assert near(drawn(session)[0]["points"], (0.2 + 4 * step, 0.2), (0.5 + 4 * step, 0.5))
    session.undo()
    assert near(drawn(session)[0]["points"], (0.2, 0.2), (0.5, 0.5)), "quick presses are one step"
    hand.keys(Key.Key_Space, Key.Key_Space)
    hand.keys(Key.Key_Right, shift=True)
    assert near(drawn(session)[0]["points"], (0.2, 0.2), (0.5 + 1 / _width(hand), 0.5))
    hand.keys(Key.Key_Tab)
    hand.keys(Key.Key_Backspace)
    assert len(drawn(session)) == 1


def test_escape_leaves_step_by_step(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.keys(Key.Key_Left, Key.Key_Return, Key.Key_Right)
    hand.keys(Key.Key_Escape)
    hand.keys(Key.Key_Return)
    hand.keys(Key.Key_Right, times=6)
    hand.keys(Key.Key_Return)
    assert len(drawn(session)) == 1
    for _ in range(3):
        assert hand.annotate.is_on
        hand.keys(Key.Key_Escape)
    assert not hand.annotate.is_on
    assert not hand.annotate.bar.isVisible()


def test_its_keys_are_its_own_only_while_it_is_on(hand: Hand, session: Session) -> None:
    hand.canvas.zoom(4)
    before = hand.canvas.view
    session.actions.trigger("annotate")
    hand.keys(Key.Key_Right)
    assert hand.canvas.view == before
    QTest.keyClick(hand.canvas, Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    panned = hand.canvas.view
    assert panned != before, "with Alt the arrows always pan"
    hand.annotate.leave()
    hand.keys(Key.Key_Right)
    assert hand.canvas.view != panned


def test_the_bar_says_what_to_do_and_lists_what_is_there(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    bar = hand.annotate.bar
    assert bar.isVisible()
    assert "takes it as an exhibit" in bar.empty.whole()
    assert bar.exhibit.caption() == "new exhibit"
    hand.drag((0.2, 0.2), (0.5, 0.5))
    hand.keys(Key.Key_Return)
    hand.type("<b>crack</b> \u202e")
    hand.drag((0.8, 0.2), (0.6, 0.5))
    entries = bar.entries
    assert [each.words for each in entries] == [
        "<b>crack</b> [U+202E RIGHT-TO-LEFT OVERRIDE]", "arrow",
    ]  # fmt: skip
    assert entries[0].accessibleName().startswith("Annotation 1, Arrow: ")
    entries[0].click()
    assert hand.annotate.tool.chosen == 0
    assert hand.view.drawing["annotate"].isChecked()
    session.actions.trigger("redact")
    assert "nobody else" in bar.empty.whole()
    assert hand.view.drawing["redact"].isChecked()
    bar.leave.click()
    assert not hand.view.drawing["redact"].isChecked()


def test_it_goes_along_to_the_other_pane(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.drag((0.2, 0.2), (0.5, 0.5))
    QTest.mouseClick(hand.view.panes["listing"].canvas, Qt.MouseButton.RightButton)
    assert hand.view.active == "listing"
    assert hand.annotate.bar.exhibit.caption() == "new exhibit"
    hand.drag((0.2, 0.2), (0.5, 0.5))
    assert [each["source"] for each in exhibits(session)] == ["E1", "L1"]


def test_without_a_picture_it_says_so(hand: Hand, session: Session, settle: Settle) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    session.close_case()
    settle()
    hand.annotate.annotate()
    assert said == ["Show a photo or a frame first."]
    assert not hand.annotate.is_on


def test_another_case_takes_it_off(hand: Hand, session: Session, settle: Settle) -> None:
    session.actions.trigger("annotate")
    session.close_case()
    settle()
    assert not hand.annotate.is_on


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_JSON)
def test_no_annotations_of_others_crash_the_window(hand: Hand, session: Session, raw: Any) -> None:
    def change(doc: dict[str, Any]) -> None:
        doc["exhibits"] = [{"id": "X1", "source": "E1", "annotations": raw, "redact": raw, "adjustments": raw}]

    for verb in ("annotate", "redact"):
        session.actions.trigger(verb)
        session.edit("Others", change)
        hand.canvas.grab()
        hand.keys(Key.Key_Tab, Key.Key_Right, Key.Key_Space, Key.Key_Right)
        hand.drag((0.2, 0.2), (0.5, 0.5))
        hand.annotate.bar.grab()
        hand.annotate.leave()
        session.undo()
