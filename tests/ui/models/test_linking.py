"""Panes in step: the same part where nothing is aligned, the same place of the item where it is, and kept offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSizeF

from moderator.domain.alignment import inverse, moved
from tests.fake_comparing import TURN
from ui.models import linking
from ui.models.linking import NONE, Offset, across, follow, magnified, offset_of, shifted
from ui.models.turns import UPRIGHT
from ui.models.viewport import FIT, Placement, View

LISTING = Placement(QSizeF(480, 500), QSizeF(1600, 1200))
EVIDENCE = Placement(QSizeF(480, 500), QSizeF(2000, 1500))
VIEWS = st.builds(View, st.floats(1.5, 20), st.floats(0.35, 0.65), st.floats(0.35, 0.65))


@given(VIEWS)
def test_without_an_alignment_both_show_the_same_part(view: View) -> None:
    assert follow(view, LISTING, EVIDENCE, None) == view
    assert follow(view, None, EVIDENCE, TURN) == view


@given(VIEWS)
def test_aligned_the_middle_of_one_is_the_middle_of_the_other(view: View) -> None:
    there = follow(view, LISTING, EVIDENCE, TURN)
    x, y = moved(TURN, view.x * 1600 - 0.5, view.y * 1200 - 0.5)
    assert there.x * 2000 - 0.5 == pytest.approx(x)
    assert there.y * 1500 - 0.5 == pytest.approx(y)
    assert EVIDENCE.scale(there) * 0.6 == pytest.approx(LISTING.scale(view)), "the item is as large in both"


@given(VIEWS)
def test_following_back_leads_back(view: View) -> None:
    there = follow(view, LISTING, EVIDENCE, TURN)
    back = follow(there, EVIDENCE, LISTING, inverse(TURN))
    assert (back.zoom, back.x, back.y) == pytest.approx((view.zoom, view.x, view.y))


def test_a_turned_pane_follows_to_the_same_place() -> None:
    turned = Placement(EVIDENCE.pane, EVIDENCE.picture, turn=UPRIGHT.right())
    view = View(3.0, 0.5, 0.45)
    there = follow(view, LISTING, turned, TURN)
    x, y = moved(TURN, view.x * 1600 - 0.5, view.y * 1200 - 0.5)
    middle = turned.middle(there)
    assert (middle.x() * 2000 - 0.5, middle.y() * 1500 - 0.5) == pytest.approx((x, y))


@given(VIEWS, VIEWS)
def test_an_offset_is_what_leads_from_one_view_to_the_other(one: View, other: View) -> None:
    there = shifted(one, offset_of(one, other))
    assert (there.zoom, there.x, there.y) == pytest.approx((other.zoom, other.x, other.y))
    assert offset_of(one, one) == NONE
    assert Offset(2, 0.1, -0.2).turned == Offset(0.5, -0.1, 0.2)


def test_points_go_across_and_to_infinity_nowhere() -> None:
    there = across(QPointF(0.5, 0.5), LISTING, EVIDENCE, TURN)
    assert there is not None
    x, y = moved(TURN, 799.5, 599.5)
    assert (there.x() * 2000 - 0.5, there.y() * 1500 - 0.5) == pytest.approx((x, y))
    assert across(QPointF(0.25, 0.5), LISTING, EVIDENCE, None) == QPointF(0.25, 0.5)
    away = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, -1 / 599.5, 1.0)
    assert across(QPointF(0.5, 0.5), LISTING, EVIDENCE, away) is None


def test_magnification_is_that_of_the_matrix() -> None:
    assert magnified(TURN, 10, 20) == pytest.approx(0.6)
    assert linking.follow(FIT, LISTING, EVIDENCE, (0.0,) * 9) == FIT
