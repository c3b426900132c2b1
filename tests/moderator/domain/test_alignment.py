"""Homographies as nine numbers: composing, turning round, and going to finer pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain import alignment
from moderator.domain.alignment import IDENTITY, Alignment, Quality, Why

_SMALL = st.floats(-0.3, 0.3)
_BENT = st.floats(-1e-4, 1e-4)
_MATRICES = st.builds(
    lambda a, b, c, d, e, f, g, h: (1 + a, b, 900 * c, d, 1 + e, 900 * f, g, h, 1.0),
    _SMALL, _SMALL, _SMALL, _SMALL, _SMALL, _SMALL, _BENT, _BENT,
)  # fmt: skip
_POINTS = st.tuples(st.floats(0, 1600), st.floats(0, 1600))


@given(_MATRICES, _MATRICES, _POINTS)
def test_a_product_moves_points_one_after_the_other(a, b, point):
    once = alignment.moved(b, *point)
    assert np.allclose(alignment.moved(alignment.product(a, b), *point), alignment.moved(a, *once), atol=1e-6)


@given(_MATRICES, _POINTS)
def test_an_inverse_leads_back(matrix, point):
    back = alignment.inverse(matrix)
    assert np.allclose(alignment.moved(back, *alignment.moved(matrix, *point)), point, atol=1e-6)


def test_what_has_no_inverse_says_so():
    with pytest.raises(ValueError, match="inverse"):
        alignment.inverse((1, 2, 3, 2, 4, 6, 0, 0, 1))


@given(st.floats(0.2, 8), _POINTS)
def test_in_finer_pictures_corners_of_pixels_stay_together(factor, point):
    x, y = point
    there = alignment.moved(alignment.scaling(factor), x - 0.5, y - 0.5)
    assert np.allclose(there, (x * factor - 0.5, y * factor - 0.5), atol=1e-6)


def test_nothing_stays_nothing():
    assert alignment.product(IDENTITY, IDENTITY) == IDENTITY


def test_every_reason_has_words():
    assert all(Alignment(Quality.NONE, why).reason for why in Why)
