"""The eight ways in which a picture can lie on the screen."""

from __future__ import annotations

import numpy as np
import pytest

from ui.models.turns import TURNS, UPRIGHT, Turn

each = pytest.mark.parametrize("turn", TURNS, ids=str)


@each
def test_a_point_comes_back(turn: Turn) -> None:
    for point in ((0.1, 0.2), (0.0, 1.0), (0.7, 0.4)):
        assert turn.back(*turn.at(*point)) == pytest.approx(point)
        assert turn.undone.undone == turn


@each
def test_points_go_where_the_pixels_of_an_array_go(turn: Turn) -> None:
    picture = np.arange(12).reshape(3, 4)
    shown = np.rot90(picture[:, ::-1] if turn.mirrored else picture, -turn.quarters)
    for row in range(3):
        for column in range(4):
            x, y = turn.at((column + 0.5) / 4, (row + 0.5) / 3)
            assert shown[int(y * shown.shape[0]), int(x * shown.shape[1])] == picture[row, column]
    assert turn.swaps == (shown.shape != picture.shape)


@each
def test_turning_and_flipping_act_on_what_is_seen(turn: Turn) -> None:
    """Whatever was done before, right turns the screen's picture clockwise and flip exchanges its left and right."""
    point = (0.1, 0.3)
    x, y = turn.at(*point)
    assert turn.right().at(*point) == pytest.approx((1 - y, x))
    assert turn.left().at(*point) == pytest.approx((y, 1 - x))
    assert turn.flipped().at(*point) == pytest.approx((1 - x, y))


@each
def test_four_quarters_and_two_flips_are_nothing(turn: Turn) -> None:
    assert turn.right().right().right().right() == turn
    assert turn.flipped().flipped() == turn
    assert turn.right().left() == turn
    assert len(set(TURNS)) == 8
    assert UPRIGHT in TURNS
