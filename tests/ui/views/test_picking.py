"""Loupe, colours and pins in the real panes: by pointer and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from moderator.domain.colour import encoded
from tests.fake_comparing import TURN
from tests.fakes import FakeDesk
from tests.ui.views.conftest import Settle
from tests.ui.views.test_looking import image, like
from ui.session import Session
from ui.views.canvas import Canvas
from ui.views.compare import CompareView

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def canvas(view: CompareView, side: str = "evidence") -> Canvas:
    return view.panes[side].canvas


def spot(view: CompareView, side: str, x: float, y: float) -> QPoint:
    """A point of a picture, as fractions, on its canvas."""
    here = canvas(view, side)
    placement = here.placement()
    assert placement is not None
    return placement.to_screen(here.view, QPointF(x, y)).toPoint()


def pixel(view: CompareView, side: str, x: float, y: float) -> QColor:
    loaded = view.panes[side].loaded
    assert loaded is not None
    height, width = loaded.pyramid.pixels.shape[:2]
    return QColor(*(int(each) for each in loaded.pyramid.pixels[int(y * height), int(x * width)]))


def click(view: CompareView, side: str, x: float, y: float, held: Qt.KeyboardModifier | None = None) -> None:
    QTest.mouseClick(canvas(view, side), LEFT, held or Qt.KeyboardModifier.NoModifier, spot(view, side, x, y))


# --- loupe --------------------------------------------------------------------------------------------------------


def test_the_loupe_shows_the_same_place_in_both_panes(view: CompareView, session: Session, settle: Settle) -> None:
    session.actions.trigger("compare.align")
    session.actions.trigger("compare.loupe")
    settle()
    view.picking.loupe.look("evidence", QPointF(0.5, 0.5))
    there = view.picking.loupe.points["listing"]
    assert there is not None
    for side, at in (("evidence", QPointF(0.5, 0.5)), ("listing", there)):
        middle = spot(view, side, at.x(), at.y()) + QPoint(9, 9)  # beside the cross
        shown = image(canvas(view, side)).pixelColor(middle)
        assert like(shown, pixel(view, side, at.x(), at.y()), 12), side
    assert view.modes["loupe"].isChecked()
    session.actions.trigger("compare.loupe")
    assert not view.picking.loupe.on


def test_the_loupe_follows_the_pointer_and_goes_back_to_the_middle(
    view: CompareView, session: Session, settle: Settle
) -> None:
    session.actions.trigger("compare.loupe")
    settle()
    QTest.mouseMove(canvas(view, "listing"), spot(view, "listing", 0.3, 0.6))
    at = view.picking.loupe.points["listing"]
    assert at is not None
    assert (at.x(), at.y()) == pytest.approx((0.3, 0.6), abs=0.01)
    canvas(view, "listing").hovered.emit(None)
    middle = view.picking.loupe.points["evidence"]
    assert middle is not None
    assert (middle.x(), middle.y()) == pytest.approx((0.5, 0.5), abs=0.01)


def test_over_both_pictures_the_loupe_shows_them_side_by_side(
    view: CompareView, session: Session, settle: Settle
) -> None:
    session.actions.trigger("compare.overlay")
    session.actions.trigger("compare.loupe")
    settle()
    view.picking.loupe.look("evidence", QPointF(0.6, 0.55))
    middle = spot(view, "evidence", 0.6, 0.55)
    shown = image(canvas(view))
    there = view.picking.loupe.points["listing"]
    assert there is not None
    assert like(shown.pixelColor(middle + QPoint(96 + 9, 9)), pixel(view, "evidence", 0.6, 0.55), 12)
    assert like(shown.pixelColor(middle + QPoint(-96 + 9, 9)), pixel(view, "listing", there.x(), there.y()), 12)


# --- colours ------------------------------------------------------------------------------------------------------


def test_patches_picked_on_both_pictures_are_compared_and_become_an_exhibit(
    view: CompareView, session: Session
) -> None:
    session.actions.trigger("colour")
    click(view, "listing", 0.5, 0.5)
    click(view, "evidence", 0.5, 0.5)
    panel = view.picking.panel
    assert panel is not None
    patches = view.picking.colour.patches
    shown = view.picking.colour.shown()
    for side in ("listing", "evidence"):
        picked = patches.of(side, "patch", shown[side])
        assert picked is not None
        assert like(QColor(*encoded(picked.light)), pixel(view, side, 0.5, 0.5), 6)
    assert panel.says.whole().startswith("ΔE ")
    panel.take.click()
    exhibit = session.draft["exhibits"][0]
    assert exhibit["note"] == panel.says.whole()
    assert exhibit["region"] == pytest.approx([0.47, 0.47, 0.06, 0.06], abs=0.01)


def test_patches_and_grey_points_by_keys_alone(view: CompareView, session: Session) -> None:
    session.actions.trigger("colour")
    here = canvas(view)
    for _ in range(3):
        QTest.keyClick(here, Qt.Key.Key_Right)
    QTest.keyClick(here, Qt.Key.Key_Return)
    QTest.keyClick(here, Qt.Key.Key_Up)
    QTest.keyClick(here, Qt.Key.Key_Return, SHIFT)
    shown = view.picking.colour.shown()["evidence"]
    patch = view.picking.colour.patches.of("evidence", "patch", shown)
    grey = view.picking.colour.patches.of("evidence", "grey", shown)
    assert patch is not None
    assert grey is not None
    middle = spot(view, "evidence", 0.5, 0.5)
    at = spot(view, "evidence", patch.at.x(), patch.at.y())
    assert (at - middle).x() == pytest.approx(24, abs=1)
    assert spot(view, "evidence", grey.at.x(), grey.at.y()).y() == pytest.approx(middle.y() - 8, abs=1)
    QTest.keyClick(here, Qt.Key.Key_Escape)
    assert view.tool is None
    assert view.picking.panel is not None
    assert not view.picking.panel.isVisible()


def test_over_both_pictures_one_click_picks_in_both(view: CompareView, session: Session, settle: Settle) -> None:
    session.actions.trigger("compare.overlay")
    settle()
    session.actions.trigger("colour")
    click(view, "evidence", 0.6, 0.6)
    shown = view.picking.colour.shown()
    listing = view.picking.colour.patches.of("listing", "patch", shown["listing"])
    assert listing is not None
    there = view.picking.loupe.matrix("evidence")
    assert there is not None
    assert view.picking.colour.patches.compared(shown) is not None


def test_a_patch_of_another_picture_does_not_count(view: CompareView, session: Session, settle: Settle) -> None:
    session.actions.trigger("colour")
    click(view, "evidence", 0.5, 0.5)
    session.show("evidence", "E2")
    settle()
    shown = view.picking.colour.shown()["evidence"]
    assert view.picking.colour.patches.of("evidence", "patch", shown) is None


# --- pins ---------------------------------------------------------------------------------------------------------


def test_two_pins_align_and_the_next_one_aligns_anew(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    session.actions.trigger("compare.pins")
    click(view, "evidence", 0.25, 0.5)
    assert view.active == "listing", "the other end is set in the other pane"
    click(view, "listing", 0.5, 0.5)
    settle()
    assert not desk.media.comparing.asked, "one pin aligns nothing"
    click(view, "listing", 0.75, 0.25)
    click(view, "evidence", 0.75, 0.75)
    settle()
    pins = desk.media.comparing.asked[-1][2]
    assert len(pins) == 2
    assert pins[0][0] == pytest.approx((799.5, 599.5), abs=4)
    assert pins[0][1] == pytest.approx((399.5, 599.5), abs=4)
    assert view.looking.aligner.matrix() == TURN
    held = spot(view, "evidence", 0.25, 0.5)
    QTest.mousePress(canvas(view), LEFT, pos=held)
    QTest.mouseMove(canvas(view), held + QPoint(20, 0))
    QTest.mouseRelease(canvas(view), LEFT, pos=held + QPoint(20, 0))
    settle()
    assert len(desk.media.comparing.asked) == 2, "a moved pin aligns anew"
    assert desk.media.comparing.asked[-1][2][0][1][0] > pins[0][1][0] + 20


def test_pins_by_keys_alone(view: CompareView, session: Session, desk: FakeDesk, settle: Settle) -> None:
    session.actions.trigger("compare.pins")
    QTest.keyClick(canvas(view), Qt.Key.Key_Left)
    QTest.keyClick(canvas(view), Qt.Key.Key_Return)
    QTest.keyClick(canvas(view, "listing"), Qt.Key.Key_Return)
    for _ in range(8):
        QTest.keyClick(canvas(view, "listing"), Qt.Key.Key_Down)
    QTest.keyClick(canvas(view, "listing"), Qt.Key.Key_Return)
    QTest.keyClick(canvas(view), Qt.Key.Key_Down)
    QTest.keyClick(canvas(view), Qt.Key.Key_Return)
    settle()
    assert len(desk.media.comparing.asked[-1][2]) == 2
    QTest.keyClick(canvas(view), Qt.Key.Key_Backspace)
    assert (len(view.picking.pins.points["listing"]), len(view.picking.pins.points["evidence"])) == (2, 1)
    QTest.keyClick(canvas(view), Qt.Key.Key_Escape)
    assert view.tool is None


def test_pins_are_gone_with_their_picture(view: CompareView, session: Session, settle: Settle) -> None:
    session.actions.trigger("compare.pins")
    click(view, "evidence", 0.25, 0.5)
    session.show("listing", "L2")
    settle()
    assert not view.picking.pins.points["evidence"]


def test_the_loupe_grows_stronger_by_keys(view: CompareView, session: Session, settle: Settle) -> None:
    session.actions.trigger("compare.loupe")
    settle()
    power = view.picking.loupe.power
    QTest.keyClick(canvas(view), Qt.Key.Key_Right, SHIFT)
    assert view.picking.loupe.power == power + 1
    QTest.keyClick(canvas(view), Qt.Key.Key_Left, SHIFT)
    assert view.picking.loupe.power == power
