"""What both panes share of a view, and the way between picture and screen."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from ui.models.turns import TURNS, Turn
from ui.models.viewport import FIT, LEAST, MOST, STEP, Placement, View, limited_area, turned_area

sides = st.integers(1, 9000)
panes = st.builds(QSizeF, st.integers(120, 4000), st.integers(80, 2200))
pictures = st.builds(QSizeF, sides, sides)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0, 3.0])
placements = st.builds(Placement, panes, pictures, ratios, st.sampled_from(TURNS))
shares = st.floats(-0.5, 1.5, allow_nan=False)
views = st.builds(View, st.floats(LEAST, MOST), shares, shares).map(View.limited)
points = st.builds(QPointF, st.floats(0, 1), st.floats(0, 1))


@given(placements, views, points)
def test_a_point_of_the_picture_comes_back_from_the_screen(placement: Placement, view: View, point: QPointF) -> None:
    back = placement.to_picture(view, placement.to_screen(view, point))
    assert [back.x(), back.y()] == pytest.approx([point.x(), point.y()], abs=1e-6)


@given(placements, views, points, points)
def test_an_area_keeps_its_corners(placement: Placement, view: View, one: QPointF, other: QPointF) -> None:
    area = limited_area(QRectF(one, other))
    shown = placement.area_to_screen(view, area)
    back = placement.area_to_picture(view, shown)
    found = [back.left(), back.top(), back.width(), back.height()]
    assert found == pytest.approx([area.left(), area.top(), area.width(), area.height()], abs=1e-6)


@given(placements, placements, views, st.floats(-400, 400), st.floats(-400, 400), st.floats(0.2, 5))
def test_linked_panes_show_the_same_share_around_the_same_point(
    here: Placement, there: Placement, view: View, across: float, down: float, factor: float
) -> None:
    """One view for both: after any zoom and pan here, the middle there is the same point of its picture."""
    view = here.zoomed(here.panned(view, across, down), factor, QPointF(10, 20))
    for each in (here, there):
        if abs(each.scale(view) * each.ratio - 1) < 1e-9:
            continue  # at 1:1 the corner is moved onto a device pixel, by less than half of one
        middle = each.to_picture(view, QPointF(each.pane.width() / 2, each.pane.height() / 2))
        found = each.turn.at(middle.x(), middle.y())
        assert found == pytest.approx((view.x, view.y), abs=1e-6), "the same point of what is displayed"
        assert [each.middle(view).x(), each.middle(view).y()] == pytest.approx([middle.x(), middle.y()], abs=1e-6)
        assert each.scale(view) / each.fit_scale == pytest.approx(view.zoom)


@given(placements, views, points)
def test_zooming_leaves_what_is_under_the_cursor_where_it_is(placement: Placement, view: View, at: QPointF) -> None:
    cursor = QPointF(at.x() * placement.pane.width(), at.y() * placement.pane.height())
    zoomed = placement.zoomed(view, STEP, cursor)
    held = placement.to_picture(view, cursor)
    x, y = placement.turn.at(held.x(), held.y())
    scale = placement.fit_scale * zoomed.zoom
    free = View(
        zoomed.zoom,
        x - (cursor.x() - placement.pane.width() / 2) / (placement.displayed.width() * scale),
        y - (cursor.y() - placement.pane.height() / 2) / (placement.displayed.height() * scale),
    )
    stopped = max(abs(free.x - zoomed.x), abs(free.y - zoomed.y)) > 1e-9  # by an edge of the picture
    if stopped or abs(scale * placement.ratio - 1) < 1e-6:
        return
    after = placement.to_screen(zoomed, held)
    assert [after.x(), after.y()] == pytest.approx([cursor.x(), cursor.y()], abs=1e-3)


@given(placements)
def test_fit_shows_the_whole_picture_in_the_middle(placement: Placement) -> None:
    rect = placement.rect(FIT)
    pane = QRectF(QPointF(0, 0), placement.pane).adjusted(-1, -1, 1, 1)
    assert pane.contains(rect)
    touches = min(abs(rect.width() - placement.pane.width()), abs(rect.height() - placement.pane.height()))
    assert touches < 1


@given(placements)
def test_actual_size_is_one_device_pixel_for_each_of_the_picture(placement: Placement) -> None:
    view = placement.actual(FIT)
    assume(LEAST < view.zoom < MOST)
    assert placement.percent(view) == pytest.approx(100)
    rect = placement.rect(view)
    assert rect.width() * placement.ratio == pytest.approx(placement.displayed.width())
    assert rect.x() * placement.ratio == pytest.approx(round(rect.x() * placement.ratio), abs=1e-6)


@given(views)
def test_a_limited_view_is_limited_already(view: View) -> None:
    again = view.limited()
    assert again.zoom == view.zoom
    assert [again.x, again.y] == pytest.approx([view.x, view.y])


def test_the_window_never_leaves_picture_and_margin() -> None:
    assert View(4, -3, 9).limited() == View(4, 0.125, 0.875)
    assert View(0.5, 0.1, 0.9).limited() == View(0.5, 0.5, 0.5)
    assert View(1000).limited().zoom == MOST


def test_scale_two_halves_what_actual_size_means_on_the_screen() -> None:
    pane, picture = QSizeF(500, 500), QSizeF(1000, 1000)
    assert Placement(pane, picture, 1).actual(FIT).zoom == 2
    assert Placement(pane, picture, 2).actual(FIT) == FIT


@given(placements, views)
def test_corners_lie_where_those_of_a_turned_picture_do(placement: Placement, view: View) -> None:
    """Each corner of the picture on a corner of its rectangle, in the order in which the turn goes round."""
    rect = placement.rect(view)
    corners = {(0, 0): rect.topLeft(), (1, 0): rect.topRight(), (1, 1): rect.bottomRight(), (0, 1): rect.bottomLeft()}
    pixels = placement.transform(view)
    for x, y in corners:
        wanted = corners[placement.turn.at(x, y)]  # type: ignore[index]
        shown = placement.to_screen(view, QPointF(x, y))
        mapped = pixels.map(QPointF(x * placement.picture.width(), y * placement.picture.height()))
        for found in (shown, mapped):
            assert [found.x(), found.y()] == pytest.approx([wanted.x(), wanted.y()], rel=1e-6, abs=1e-3)


@given(placements, views, st.floats(-50, 50), st.floats(-50, 50))
def test_a_drag_moves_what_is_seen_with_the_pointer(
    placement: Placement, view: View, across: float, down: float
) -> None:
    before, moved = placement.rect(view), placement.panned(view, across, down)
    after = placement.rect(moved)
    for found, wanted in ((after.x() - before.x(), across), (after.y() - before.y(), down)):
        assert abs(found) <= abs(wanted) + 1.01, "an edge may stop it; at 1:1 a corner lies on a device pixel"
        assert found * wanted >= -1.01 * abs(wanted)


def test_a_picture_turns_in_place_when_its_middle_is_asked_for() -> None:
    upright = Placement(QSizeF(400, 300), QSizeF(1000, 800))
    turned = Placement(QSizeF(400, 300), QSizeF(1000, 800), 1.0, Turn(1))
    view = View(4, 0.3, 0.6)
    again = turned.centred(view, upright.middle(view))
    assert [turned.middle(again).x(), turned.middle(again).y()] == pytest.approx([0.3, 0.6])


@given(st.sampled_from(TURNS), points, points)
def test_an_area_on_the_displayed_picture_is_turned_back(turn: Turn, one: QPointF, other: QPointF) -> None:
    area = limited_area(QRectF(one, other))
    back = turned_area(turn.undone, turned_area(turn, area))
    assert [back.x(), back.y(), back.right(), back.bottom()] == pytest.approx(
        [area.x(), area.y(), area.right(), area.bottom()], abs=1e-9
    )
