"""Measuring in the window: by pointer and by keys, and what is painted on the picture."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.views.measure_bench import (
    BY,
    LEFT,
    OF,
    at,
    calibrated,
    canvas,
    click,
    focus,
    key,
    measured,
    say,
)
from ui.session import Session
from ui.theme import tokens
from ui.views.compare import CompareView
from ui.views.measure_marks import label_box
from ui.views.measuring import Measuring
from ui.views.strip import Strip

Settle = Callable[[], None]


# --- by pointer ----------------------------------------------------------------------------------------------------


def test_r_opens_the_panel_and_asks_for_a_known_length(measuring: Measuring, session: Session) -> None:
    assert measuring.panel.isHidden()
    session.actions.trigger("measure")
    assert not measuring.panel.isHidden()
    assert measuring.tool.mode == "known"
    assert measuring.panel.empty.text().startswith("▸  Mark both ends of something known")
    assert measuring.calibration == "not calibrated"
    assert measuring.tool.hint.startswith("Click or drag both ends of a known length")


def test_two_clicks_a_length_typed_and_two_clicks_more(
    view: CompareView, measuring: Measuring, session: Session
) -> None:
    row = measured(view, measuring)
    assert measuring.calibration == "calibrated: ruler 20 cm"
    assert row.measured.text().startswith("10.0 ±")
    assert row.measured.text().endswith(" cm")
    assert row.on.whole() == "E1"
    assert session.draft["measurements"]["lengths"][0]["name"] == "Length 1"
    assert not measuring.tool.hint, "at rest the pointer pans again"
    session.actions.trigger("measure")
    assert measuring.tool.hint.startswith("Click or drag both ends of what is measured"), "R again: another one"


def test_a_drag_does_the_same(view: CompareView, measuring: Measuring) -> None:
    calibrated(view, measuring)
    surface = canvas(view)
    QTest.mousePress(surface, LEFT, pos=at(view, *OF[0]))
    QTest.mouseMove(surface, at(view, 0.5, 0.4))
    QTest.mouseMove(surface, at(view, *OF[1]))
    QTest.mouseRelease(surface, LEFT, pos=at(view, *OF[1]))
    assert measuring.panel.rows["M1"].measured.text().startswith("10.0 ±")


def test_an_end_is_dragged_afterwards_and_undone(view: CompareView, measuring: Measuring, session: Session) -> None:
    row = measured(view, measuring)
    surface = canvas(view)
    QTest.mousePress(surface, LEFT, pos=at(view, *OF[1]))
    QTest.mouseMove(surface, at(view, 0.8, 0.4))
    QTest.mouseRelease(surface, LEFT, pos=at(view, 0.8, 0.4))
    assert row.measured.text().startswith("20.0 ±")
    session.undo()
    assert row.measured.text().startswith("10.0 ±")
    session.undo()
    assert not measuring.panel.rows
    session.redo()
    assert measuring.panel.rows["M1"].measured.text().startswith("10.0 ±")


def test_a_rectangle_in_perspective(view: CompareView, measuring: Measuring, session: Session) -> None:
    session.actions.trigger("measure.plane")
    assert measuring.tool.hint.startswith("Corner 1 of 4")
    click(view, (0.4, 0.4), (0.6, 0.4), (0.66, 0.66), (0.34, 0.66))
    assert measuring.calibration == "calibrated: bank card 8.56 × 5.398 cm, in perspective"
    assert measuring.tool.mode == "line"
    click(view, (0.4, 0.4), (0.6, 0.4))
    row = measuring.panel.rows["M1"]
    assert row.measured.text().startswith("8.56 ±") or row.measured.text().startswith("8.6 ±")
    assert "depth is no question" in measuring.panel.question.question.whole()


def test_what_calibrates_nothing_is_said_and_not_kept(
    view: CompareView, measuring: Measuring, session: Session, qtbot: QtBot
) -> None:
    session.actions.trigger("measure.plane")
    with qtbot.waitSignal(session.message) as said:
        click(view, (0.4, 0.4), (0.4, 0.6), (0.6, 0.6), (0.6, 0.4))
    assert "clockwise" in said.args[0]
    assert "measurements" not in session.draft
    assert measuring.tool.mode == "plane"


def test_a_thing_from_the_list_needs_no_typing(view: CompareView, measuring: Measuring) -> None:
    from moderator.domain.known_objects import COINS

    measuring.start()
    measuring.panel.known.chosen.emit(COINS[0])
    click(view, *BY)
    assert measuring.calibration == "calibrated: 2 euro 2.575 cm"
    assert measuring.tool.mode == "line"


def test_what_is_no_length_is_marked(view: CompareView, measuring: Measuring) -> None:
    measuring.start()
    click(view, *BY)
    say(measuring, "long")
    assert measuring.panel.known.field.property("problem")
    assert measuring.book.known[0].width == ""
    say(measuring, "8 in")
    assert measuring.book.known[0].width == "203.2"


def test_in_the_other_pane_it_goes_on_with_what_that_picture_needs(view: CompareView, measuring: Measuring) -> None:
    calibrated(view, measuring)
    assert measuring.tool.mode == "line"
    QTest.mouseClick(view.panes["listing"].canvas, LEFT, pos=QPoint(200, 300))
    assert view.active == "listing"
    assert measuring.calibration == "not calibrated"
    assert (measuring.tool.hint.startswith("Click or drag both ends of a known"), len(measuring.tool.points)) == (
        True,
        1,
    )
    QTest.keyClick(canvas(view), Qt.Key.Key_Return)
    QTest.keyClick(canvas(view), Qt.Key.Key_Return)
    assert measuring.book.known[1].place.source == "L1"
    QTest.mouseClick(view.panes["evidence"].canvas, LEFT, pos=QPoint(200, 300))
    assert measuring.calibration == "calibrated: ruler 20 cm"


# --- by keys -------------------------------------------------------------------------------------------------------


def test_everything_by_keys(view: CompareView, measuring: Measuring) -> None:
    focus(view)
    key(view, Qt.Key.Key_R)
    key(view, Qt.Key.Key_Return)
    assert measuring.tool.cross is not None
    key(view, Qt.Key.Key_Left, times=10)
    key(view, Qt.Key.Key_Return)
    key(view, Qt.Key.Key_Right, times=20)
    key(view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is measuring.panel.known.field
    QTest.keyClicks(measuring.panel.known.field, "20 cm")
    key(view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is canvas(view)
    key(view, Qt.Key.Key_Return)
    key(view, Qt.Key.Key_Up, times=4)
    key(view, Qt.Key.Key_Return)
    key(view, Qt.Key.Key_Right, times=10)
    key(view, Qt.Key.Key_Return)
    assert measuring.panel.rows["M1"].measured.text().startswith("10.0 ±")
    key(view, Qt.Key.Key_Return)
    key(view, Qt.Key.Key_Return)
    key(view, Qt.Key.Key_Right, times=10)
    key(view, Qt.Key.Key_Return)
    assert measuring.panel.rows["M1"].measured.text().startswith("20.0 ±"), "Enter takes the ends, one after the other"
    key(view, Qt.Key.Key_Delete)
    assert not measuring.panel.rows
    key(view, Qt.Key.Key_Escape)
    assert view.tool is None
    assert measuring.panel.isHidden()


def test_shift_moves_the_cross_by_one_pixel_of_the_screen(view: CompareView, measuring: Measuring) -> None:
    focus(view)
    measuring.start()
    canvas(view).zoom(8)
    key(view, Qt.Key.Key_Return)
    before = measuring.tool.cross
    QTest.keyClick(canvas(view), Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    placement = canvas(view).placement()
    assert placement is not None
    assert before is not None
    assert measuring.tool.cross is not None
    moved = (measuring.tool.cross.x() - before.x()) * 1600
    assert moved == pytest.approx(1 / placement.scale(canvas(view).view))
    assert moved < 0.5


def test_arrows_are_the_windows_while_the_panel_is_docked(view: CompareView, measuring: Measuring) -> None:
    focus(view)
    measured(view, measuring)
    canvas(view).zoom(4)
    before = canvas(view).view
    key(view, Qt.Key.Key_Right)
    assert canvas(view).view.x > before.x
    measuring.start()
    before = canvas(view).view
    key(view, Qt.Key.Key_Left)
    assert canvas(view).view.x < before.x, "also while a point is awaited"
    QTest.mouseClick(measuring.panel.rows["M1"].on, LEFT)
    assert QApplication.focusWidget() is canvas(view), "a click into the panel takes no focus"


def test_arrows_step_the_frames_of_a_video_while_the_panel_is_docked(
    view: CompareView, measuring: Measuring, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    strip = Strip(session)
    qtbot.addWidget(strip)
    session.show("evidence", "E4", index=10)
    settle()
    focus(view)
    measuring.start()
    key(view, Qt.Key.Key_Right)
    settle()
    shown = session.shown["evidence"]
    assert shown is not None
    assert shown.index == 11
    key(view, Qt.Key.Key_Return)
    key(view, Qt.Key.Key_Right)
    settle()
    assert session.shown["evidence"] == shown, "now it moves the cross"


def test_escape_gives_up_first_and_leaves_then(view: CompareView, measuring: Measuring) -> None:
    focus(view)
    measuring.start()
    click(view, BY[0])
    key(view, Qt.Key.Key_Escape)
    assert view.tool is measuring.tool
    assert measuring.tool.mode == ""
    key(view, Qt.Key.Key_Escape)
    assert view.tool is None


# --- on the picture ------------------------------------------------------------------------------------------------


def near(colour: QColor, wanted: str) -> bool:
    other = QColor(wanted)
    apart = (colour.red() - other.red(), colour.green() - other.green(), colour.blue() - other.blue())
    return max(abs(each) for each in apart) < 12


def test_lines_are_painted_where_they_were_put(view: CompareView, measuring: Measuring) -> None:
    measured(view, measuring)
    QTest.mouseMove(canvas(view), QPoint(2, 2))
    image = canvas(view).grab().toImage()
    ratio = image.devicePixelRatio()

    def pixel(x: float, y: float) -> QColor:
        point = at(view, x, y)
        return image.pixelColor(round(point.x() * ratio), round(point.y() * ratio))

    assert near(pixel(0.33, 0.4), tokens().evidence)
    assert near(pixel(0.25, 0.6), tokens().listing)
    assert not near(pixel(0.33, 0.45), tokens().evidence)
    measuring.leave()
    image = canvas(view).grab().toImage()
    assert not near(pixel(0.33, 0.4), tokens().evidence)


def test_the_chip_is_told(view: CompareView, measuring: Measuring) -> None:
    said: list[str] = []
    measuring.calibration_changed.connect(said.append)
    calibrated(view, measuring)
    assert said == ["not calibrated", "how long is the known line?", "calibrated: ruler 20 cm"]


def test_labels_do_not_cover_each_other() -> None:
    pane = QRect(0, 0, 600, 400)
    level, upright = [QPointF(100, 200), QPointF(400, 200)], [QPointF(250, 100), QPointF(250, 300)]
    taken: list[QRectF] = []
    for line in (level, upright, level, upright):
        box = label_box(line, 110, pane, taken)
        assert box is not None
        assert not any(box.intersects(other) for other in taken)
        assert QRectF(pane).contains(box)
        taken.append(box)
    assert label_box([QPointF(-900, 0), QPointF(-800, 0)], 110, pane, []) is None
