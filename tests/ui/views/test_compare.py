"""The two panes at a session: labels, zoom in step, and exhibits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.frames import FrameRequest
from ui.models.viewport import FIT
from ui.prefetch import PANE
from ui.session import Session
from ui.views.compare import CompareView
from ui.views.pane import Pane

FIRST = "AE-2026-000123"
Settle = Callable[[], None]


def listing(view: CompareView) -> Pane:
    return view.panes["listing"]


def evidence(view: CompareView) -> Pane:
    return view.panes["evidence"]


# --- labels -------------------------------------------------------------------------------------------------------


def test_both_panes_are_labelled_with_side_file_submitter_and_time(view: CompareView) -> None:
    assert listing(view).header.text == "LISTING  L1 front  seller · as ordered 14 Oct"
    assert evidence(view).header.text == "EVIDENCE ·  BUYER  E1 e1.jpg  sent 6 Nov 18:58  · file 18:39"
    assert listing(view).header.zoom.startswith("fit · ")


def test_the_party_is_named_in_its_colour(view: CompareView, session: Session, settle: Settle) -> None:
    session.show("evidence", "E5")
    settle()
    assert "EVIDENCE ·  SELLER  E5 e5.jpg" in evidence(view).header.text


def test_labels_stay_when_nothing_is_shown(qtbot: QtBot, session: Session) -> None:
    empty = CompareView(session)
    qtbot.addWidget(empty)
    assert (listing(empty).header.text, evidence(empty).header.text) == ("LISTING", "EVIDENCE")


# --- zoom and pan -------------------------------------------------------------------------------------------------


def test_zoom_and_pan_go_in_step(view: CompareView, session: Session) -> None:
    session.actions.trigger("zoom.in")
    session.actions.trigger("pan.left")
    assert evidence(view).canvas.view.zoom == pytest.approx(1.25)
    assert listing(view).canvas.view == evidence(view).canvas.view
    listing(view).canvas.zoom(2, QPointF(30, 40))
    assert listing(view).canvas.view == evidence(view).canvas.view != FIT
    session.actions.trigger("zoom.fit")
    assert listing(view).canvas.view == evidence(view).canvas.view == FIT


def test_one_turn_of_the_wheel_is_said_once(view: CompareView) -> None:
    said: list[object] = []
    for pane in view.panes.values():
        pane.canvas.view_changed.connect(said.append)
    evidence(view).canvas.zoom(1.5)
    assert len(said) == 1
    evidence(view).canvas.zoom_fit()
    evidence(view).canvas.zoom_fit()
    assert len(said) == 2


def test_unlinked_each_pane_is_on_its_own_and_linking_again_keeps_the_offset(
    view: CompareView, session: Session
) -> None:
    view.link.click()
    evidence(view).canvas.zoom(4)
    evidence(view).canvas.pan(-40, 0)
    assert listing(view).canvas.view == FIT
    apart = evidence(view).canvas.view
    view.link.click()
    assert view.linked
    assert (listing(view).canvas.view, evidence(view).canvas.view) == (FIT, apart), "linking moves nothing"
    listing(view).canvas.zoom(1.25)
    assert evidence(view).canvas.view.zoom == pytest.approx(5)
    assert evidence(view).canvas.view.x == pytest.approx(apart.x)
    evidence(view).canvas.zoom(2)
    assert listing(view).canvas.view.zoom == pytest.approx(2.5)
    session.actions.trigger("zoom.fit")
    evidence(view).canvas.zoom(2)
    assert listing(view).canvas.view == evidence(view).canvas.view, "fit ends the offset"


def test_actual_size_is_a_hundred_percent(view: CompareView, session: Session, settle: Settle) -> None:
    session.actions.trigger("zoom.actual")
    settle()
    assert evidence(view).header.zoom == "100 %"


def test_dragging_pans(view: CompareView) -> None:
    canvas = evidence(view).canvas
    canvas.zoom(4)
    before = canvas.view
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(160, 130))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(160, 130))
    placement = canvas.placement()
    assert placement is not None
    width = placement.rect(before).width()
    assert (before.x - canvas.view.x) * width == pytest.approx(60, abs=1e-6)
    assert listing(view).canvas.view == canvas.view


def test_beyond_the_preview_every_pixel_is_fetched(view: CompareView, settle: Settle, qtbot: QtBot) -> None:
    def is_full() -> bool:
        loaded = evidence(view).loaded
        assert loaded is not None
        return loaded.pyramid.is_full

    assert not is_full()
    evidence(view).canvas.zoom_actual()
    qtbot.waitUntil(is_full)
    settle()


def test_zoomed_in_a_step_shows_the_preview_at_once_and_sharpens_after(
    view: CompareView, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    session.show("evidence", "E4", index=10)
    settle()
    pane = evidence(view)

    def is_full() -> bool:
        return pane.loaded is not None and pane.loaded.pyramid.is_full

    pane.canvas.zoom_actual()
    qtbot.waitUntil(is_full)
    assert session.opened is not None
    item = session.opened.item("E4")
    assert item is not None
    session.frames.fetch(FrameRequest(item.sha256, pts=11 * 512, size=PANE), lambda _picture: None)
    settle()
    session.show("evidence", "E4", index=11)
    assert pane.loaded is not None
    assert (pane.loaded.number, pane.loaded.pyramid.is_full) == (11, False)
    qtbot.waitUntil(is_full)
    assert pane.loaded.number == 11
    settle()


# --- exhibits -----------------------------------------------------------------------------------------------------


def test_x_takes_what_the_active_pane_shows(view: CompareView, session: Session) -> None:
    session.actions.trigger("exhibit.take")
    assert [each["source"] for each in session.draft["exhibits"]] == ["E1"]
    QTest.mouseClick(listing(view).canvas, Qt.MouseButton.LeftButton)
    session.actions.trigger("exhibit.take")
    assert [each["source"] for each in session.draft["exhibits"]] == ["E1", "L1"]


def test_a_dragged_region_is_exact_in_fractions_of_the_upright_picture(view: CompareView, session: Session) -> None:
    canvas = evidence(view).canvas
    canvas.zoom(2)
    placement = canvas.placement()
    assert placement is not None
    wanted = (0.4, 0.45, 0.2, 0.15)
    rect = placement.rect(canvas.view)
    first = QPoint(round(rect.x() + 0.4 * rect.width()), round(rect.y() + 0.45 * rect.height()))
    last = QPoint(round(rect.x() + 0.6 * rect.width()), round(rect.y() + 0.6 * rect.height()))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, shift, first)
    QTest.mouseMove(canvas, last)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, shift, last)
    region = session.draft["exhibits"][0]["region"]
    pixel = 1 / min(rect.width(), rect.height())
    assert region == pytest.approx(wanted, abs=pixel)
    (mark,) = canvas.marks
    assert mark.id == "X1"


def test_a_region_by_keys_alone(view: CompareView, session: Session) -> None:
    canvas = evidence(view).canvas
    QTest.keyClick(canvas, Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)
    area = canvas.region.area
    assert area is not None
    assert canvas.region.hint
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    moved = canvas.region.area
    assert moved is not None
    assert moved.x() > area.x()
    assert moved.width() == pytest.approx(area.width())
    assert moved.height() > area.height()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.region.area is None
    wanted = [moved.x(), moved.y(), moved.width(), moved.height()]
    assert session.draft["exhibits"][0]["region"] == pytest.approx(wanted, abs=1e-4)


def test_escape_gives_a_region_up(view: CompareView, session: Session) -> None:
    view.start_region()
    QTest.keyClick(evidence(view).canvas, Qt.Key.Key_Escape)
    assert "exhibits" not in session.draft
    assert not evidence(view).canvas.region.active


def test_a_region_never_leaves_the_picture(view: CompareView) -> None:
    view.start_region()
    canvas = evidence(view).canvas
    for _ in range(200):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
        QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    area = canvas.region.area
    assert area is not None
    assert area.right() <= 1 + 1e-9
    assert area.bottom() <= 1 + 1e-9


def test_exhibits_are_marked_on_their_own_frame_only(view: CompareView, session: Session, settle: Settle) -> None:
    session.show("evidence", "E4", index=673)
    settle()
    session.take_exhibit(region=(0.41, 0.22, 0.18, 0.2), note="crack")
    canvas = evidence(view).canvas
    assert [mark.tag for mark in canvas.marks] == ["X1 crack"]
    assert canvas.caption == "0:22.433 · frame 673 · pts 344576 · 1/15360"
    session.show("evidence", "E4", index=674)
    settle()
    assert list(canvas.marks) == []
    session.undo()
    session.show("evidence", "E4", index=673)
    settle()
    assert list(canvas.marks) == []
