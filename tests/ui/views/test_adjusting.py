"""Adjusting what a pane displays: by key and slider, said for as long as it lasts, listed by exhibits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from tests.fakes import FakeDesk
from ui.models.adjustments import NEUTRAL, Adjustments
from ui.models.turns import TURNS, Turn
from ui.models.viewport import FIT
from ui.session import Session
from ui.tone import pixels_of
from ui.views.adjust_panel import AdjustPanel
from ui.views.compare import CompareView
from ui.views.pane import Pane

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def evidence(view: CompareView) -> Pane:
    return view.panes["evidence"]


def press(view: CompareView, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
    QTest.keyClick(evidence(view).canvas, key, modifiers)


def panel(view: CompareView) -> AdjustPanel:
    found = view.adjusting.panel
    assert found is not None
    return found


def screen(pane: Pane) -> np.ndarray:
    """The canvas as it is painted: red, green, blue."""
    canvas = pane.canvas
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return pixels_of(image)[..., 2::-1].astype(int)


def inside(pane: Pane) -> np.ndarray:
    """The part of the screen that the picture covers, without its outermost pixels."""
    placement = pane.canvas.placement()
    assert placement is not None
    area = placement.rect(pane.canvas.view).toAlignedRect().adjusted(2, 2, -2, -2)
    return screen(pane)[area.top() : area.bottom() + 1, area.left() : area.right() + 1]


def heard(session: Session) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    session.message.connect(lambda text, tone: said.append((text, tone)))
    return said


# --- turns --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_each_turn_moves_the_pixels_of_the_pane(view: CompareView, session: Session, turn: Turn) -> None:
    pane = evidence(view)
    placement = pane.canvas.placement()
    assert placement is not None
    points = [QPointF(x, y) for x in (0.1, 0.45, 0.8) for y in (0.15, 0.6, 0.9)]
    upright = screen(pane)
    before = [upright[int(at.y()), int(at.x())] for at in (placement.to_screen(FIT, p) for p in points)]
    session.adjusted.set("evidence", Adjustments(turn))
    turned, placement = screen(pane), pane.canvas.placement()
    assert placement is not None
    after = [turned[int(at.y()), int(at.x())] for at in (placement.to_screen(FIT, p) for p in points)]
    assert np.abs(np.array(after) - np.array(before)).max() <= 4
    assert screen(view.panes["listing"]).shape == upright.shape


def test_turns_and_flip_by_key_act_on_what_is_seen(view: CompareView, session: Session) -> None:
    press(view, Key.Key_R)
    assert evidence(view).canvas.adjustments.turn == Turn(1)
    press(view, Key.Key_H)
    assert evidence(view).canvas.adjustments.turn == Turn(3, True)
    press(view, Key.Key_R, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert evidence(view).canvas.adjustments.turn == Turn(2, True)
    assert view.panes["listing"].canvas.adjustments == NEUTRAL
    press(view, Key.Key_0)
    assert session.adjusted.of("evidence") == NEUTRAL


def test_a_turned_picture_fits_and_says_its_size(view: CompareView) -> None:
    pane = evidence(view)
    before = pane.header.zoom
    press(view, Key.Key_R)
    placement = pane.canvas.placement()
    assert placement is not None
    rect = placement.rect(FIT)
    assert rect.width() < rect.height() <= pane.canvas.height() + 1
    assert pane.header.zoom.startswith("fit")
    assert pane.header.zoom != before


def test_a_drag_moves_a_turned_picture_and_the_linked_one_with_the_pointer(view: CompareView) -> None:
    press(view, Key.Key_R)
    canvases = [pane.canvas for pane in view.panes.values()]
    evidence(view).canvas.zoom(6)
    before = [canvas.placement().rect(canvas.view).topLeft() for canvas in canvases]  # type: ignore[union-attr]
    canvas = evidence(view).canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(130, 80))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(130, 80))
    after = [canvas.placement().rect(canvas.view).topLeft() for canvas in canvases]  # type: ignore[union-attr]
    moved = [there - here for here, there in zip(before, after, strict=True)]
    assert (moved[1].x(), moved[1].y()) == pytest.approx((30, -20), abs=1)
    assert moved[0].x() > 0 > moved[0].y()


def test_unlinked_a_picture_turns_about_what_is_in_the_middle(view: CompareView) -> None:
    view.toggle_link()
    canvas = evidence(view).canvas
    canvas.zoom(5, QPointF(40, 60))
    placement = canvas.placement()
    assert placement is not None
    held = placement.middle(canvas.view)
    view.adjusting.turn_left()
    placement = canvas.placement()
    assert placement is not None
    after = placement.middle(canvas.view)
    assert (after.x(), after.y()) == pytest.approx((held.x(), held.y()), abs=1e-6)


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_a_region_by_keys_goes_where_the_arrows_point(view: CompareView, session: Session, turn: Turn) -> None:
    session.adjusted.set("evidence", Adjustments(turn))
    canvas = evidence(view).canvas
    view.start_region()
    placement, area = canvas.placement(), canvas.region.area
    assert placement is not None
    assert area is not None
    before = placement.area_to_screen(canvas.view, area)
    none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    for key, modifiers in ((Key.Key_Right, none), (Key.Key_Up, none), (Key.Key_Down, shift)):
        QTest.keyClick(canvas, key, modifiers)
    assert canvas.region.area is not None
    after = placement.area_to_screen(canvas.view, canvas.region.area)
    found = (after.x() - before.x(), after.y() - before.y(), after.width() - before.width())
    assert found == pytest.approx((8, -8, 0), abs=1e-6)
    assert after.height() - before.height() == pytest.approx(8, abs=1e-6)


def test_a_region_on_a_turned_picture_is_one_of_the_upright_picture(view: CompareView, session: Session) -> None:
    session.adjusted.set("evidence", Adjustments(Turn(1)))
    canvas = evidence(view).canvas
    placement = canvas.placement()
    assert placement is not None
    first = placement.to_screen(canvas.view, QPointF(0.2, 0.7)).toPoint()
    last = placement.to_screen(canvas.view, QPointF(0.5, 0.3)).toPoint()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, shift, first)
    QTest.mouseMove(canvas, last)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, shift, last)
    exhibit = session.draft["exhibits"][0]
    assert exhibit["region"] == pytest.approx([0.2, 0.3, 0.3, 0.4], abs=0.01)
    assert exhibit["adjustments"] == [{"kind": "rotate", "value": 90}]


# --- tones --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "by",
    [
        Adjustments(brightness=0.2), Adjustments(contrast=0.5), Adjustments(gamma=0.6),
        Adjustments(black=40, white=180), Adjustments(Turn(2), gamma=1.8),
    ],
    ids=lambda by: " ".join(by.words()),
)  # fmt: skip
def test_each_tone_is_that_of_the_table_on_screen(view: CompareView, session: Session, by: Adjustments) -> None:
    lut = by.lut()
    assert lut is not None
    session.adjusted.set("evidence", replace(NEUTRAL, turn=by.turn))
    plain = inside(evidence(view))
    session.adjusted.set("evidence", by)
    assert (inside(evidence(view)) == lut[plain]).all()
    assert (inside(view.panes["listing"]) != 0).any()


def test_greyscale_and_sharpness_on_screen(view: CompareView, session: Session) -> None:
    plain = inside(evidence(view))
    session.adjusted.set("evidence", Adjustments(grey=True))
    grey = inside(evidence(view))
    assert np.abs(grey[..., 0] - plain @ [0.2126, 0.7152, 0.0722]).max() <= 1.5
    assert (grey.max(-1) == grey.min(-1)).all()
    session.adjusted.set("evidence", Adjustments(sharpen=1.0))
    edges = inside(evidence(view))
    assert np.abs(np.diff(edges, axis=1)).max() > np.abs(np.diff(plain, axis=1)).max()


def test_a_draft_of_a_large_picture_becomes_sharp_by_itself(
    view: CompareView, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = evidence(view)
    wanted = screen(pane)
    monkeypatch.setattr("ui.views.raster.BUDGET", 0.02)
    pane.canvas.zoom(2)
    screen(pane)
    pane.canvas.zoom_fit()
    coarse = screen(pane)
    assert np.abs(coarse - wanted).mean() > 0.2
    QTest.qWait(400)
    assert np.abs(screen(pane) - wanted).mean() < 0.05
    settle()


# --- the panel ----------------------------------------------------------------------------------------------------


def test_the_panel_opens_and_closes_by_key(view: CompareView) -> None:
    press(view, Key.Key_B)
    shown = panel(view)
    assert shown.isVisible()
    assert view.adjust.isChecked()
    shown.activateWindow()
    QTest.keyClick(shown.first(), Key.Key_Escape)
    assert not shown.isVisible()
    assert not view.adjust.isChecked()
    press(view, Key.Key_B)
    press(view, Key.Key_B)
    assert not shown.isVisible()


def test_sliders_by_arrows_and_fields_by_typing(view: CompareView, session: Session) -> None:
    press(view, Key.Key_B)
    controls = panel(view).controls
    for _ in range(5):
        QTest.keyClick(controls["brightness"].slider, Key.Key_Right)
    QTest.keyClick(controls["contrast"].slider, Key.Key_PageDown)
    field = controls["gamma"].field
    field.selectAll()
    QTest.keyClicks(field, "1,4")
    QTest.keyClick(field, Key.Key_Return)
    QTest.keyClick(controls["white"].field, Key.Key_Down)
    by = session.adjusted.of("evidence")
    assert by == Adjustments(brightness=0.05, contrast=-0.1, gamma=1.4, white=254)
    assert controls["brightness"].field.text() == "5 %"
    assert controls["contrast"].field.text() == "−10 %"
    field.selectAll()
    QTest.keyClicks(field, "bright")
    QTest.keyClick(field, Key.Key_Return)
    assert field.text() == "1.40"
    controls["gamma"].back.click()
    assert session.adjusted.of("evidence").gamma == 1.0
    assert not controls["gamma"].back.isVisible()


def test_a_slider_by_mouse_and_a_double_click_back(view: CompareView, session: Session) -> None:
    press(view, Key.Key_B)
    slider = panel(view).controls["sharpen"].slider
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(slider, left, pos=QPoint(slider.width() // 4, 10))
    QTest.mouseMove(slider, QPoint(slider.width() // 2, 10))
    QTest.mouseRelease(slider, left, pos=QPoint(slider.width() // 2, 10))
    assert session.adjusted.of("evidence").sharpen == pytest.approx(0.5, abs=0.02)
    QTest.mouseDClick(slider, left, pos=QPoint(slider.width() // 2, 10))
    assert session.adjusted.of("evidence") == NEUTRAL


def test_the_panel_follows_the_active_pane(view: CompareView, session: Session) -> None:
    session.adjusted.set("listing", Adjustments(gamma=2.0))
    press(view, Key.Key_B)
    assert panel(view).controls["gamma"].value == 1.0
    QTest.mouseClick(view.panes["listing"].canvas, Qt.MouseButton.LeftButton)
    assert panel(view).controls["gamma"].value == 2.0
    panel(view).controls["gamma"].slider.setValue(0)
    assert session.adjusted.of("listing") == NEUTRAL


def test_without_a_picture_it_says_so(view: CompareView, session: Session) -> None:
    session.close_case()
    said = heard(session)
    view.adjusting.turn_right()
    assert [tone for _, tone in said] == ["warn"]


# --- said ---------------------------------------------------------------------------------------------------------


def test_the_header_says_adjusted_and_a_click_shows_it_as_it_is(view: CompareView, session: Session) -> None:
    chip = evidence(view).header.adjusted
    assert not chip.isVisible()
    session.adjusted.set("evidence", Adjustments(Turn(1), brightness=0.2))
    assert chip.isVisible()
    assert chip.tone == "warn"
    assert chip.caption().startswith("adjusted")
    assert "turned 90°, brightness +20 %" in chip.toolTip()
    assert not view.panes["listing"].header.adjusted.isVisible()
    chip.click()
    assert session.adjusted.of("evidence") == NEUTRAL
    assert not chip.isVisible()


def test_greyscale_is_said_loudly_where_colour_is_in_dispute(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    pane, said = evidence(view), heard(session)
    desk.docs[FIRST]["reason"] = "damaged"
    press(view, Key.Key_G)
    disputed = session.adjusted.colour_in_dispute
    assert pane.grey.isVisible() == disputed
    press(view, Key.Key_G)
    del said[:]
    opened = session.opened
    assert opened is not None
    session.accept(replace(opened, case=replace(opened.case, reason="wrong-item")))
    settle()
    press(view, Key.Key_G)
    assert [tone for _, tone in said] == ["warn"]
    assert "colour" in said[0][0]
    assert pane.grey.isVisible()
    assert pane.grey.text().startswith("GREYSCALE – colour is in dispute")
    assert "greyscale" in pane.header.adjusted.caption()
    press(view, Key.Key_G)
    assert not pane.grey.isVisible()


def test_greyscale_where_only_damage_is_claimed_is_an_adjustment_like_others(
    view: CompareView, session: Session, settle: Settle
) -> None:
    opened = session.opened
    assert opened is not None
    claim = replace(opened.case.claim, text="The glass is cracked.", translations={}, scope=())
    session.accept(replace(opened, case=replace(opened.case, reason="damaged", claim=claim)))
    settle()
    said = heard(session)
    press(view, Key.Key_G)
    assert said == []
    assert not evidence(view).grey.isVisible()
    assert evidence(view).header.adjusted.isVisible()
    words = replace(claim, text="It has another COLOR.")
    session.accept(replace(opened, case=replace(opened.case, reason="damaged", claim=words)))
    assert session.adjusted.colour_in_dispute
