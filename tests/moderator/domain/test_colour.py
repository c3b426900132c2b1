"""Colour differences against published data, and what the comparison of two patches says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain import colour
from moderator.domain.colour import compare, delta_e, encoded, lab, linear, name_of, under

# From the supplementary test data of Sharma, Wu and Dalal (2005).
PUBLISHED = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (61.0, -5.0, 29.0), 22.8977),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
RGB = st.tuples(*[st.integers(0, 255)] * 3)
NAVY, RED, WHITE = linear((28, 38, 88)), linear((178, 32, 36)), linear((235, 235, 235))


@pytest.mark.parametrize(("one", "other", "apart"), PUBLISHED)
def test_differences_are_the_published_ones(one, other, apart):
    assert delta_e(one, other) == pytest.approx(apart, abs=1e-4)
    assert delta_e(other, one) == pytest.approx(apart, abs=1e-4)


@given(RGB)
def test_light_and_values_lead_back(rgb):
    assert encoded(linear(rgb)) == rgb
    assert delta_e(lab(linear(rgb)), lab(linear(rgb))) == pytest.approx(0, abs=1e-9)


def test_white_is_white():
    assert lab(linear((255, 255, 255))) == pytest.approx((100, 0, 0), abs=0.01)


@pytest.mark.parametrize(("name", "rgb"), colour.NAMES)
def test_every_name_is_its_own(name, rgb):
    assert name_of(rgb) == name


def in_lamp_light(light: colour.Linear) -> colour.Linear:
    r, g, b = light
    return r * 1.25 * 0.7, g * 0.7, b * 0.6 * 0.7


@given(RGB)
def test_a_grey_point_takes_the_light_away(rgb):
    seen = under(in_lamp_light(linear(rgb)), in_lamp_light(WHITE))
    plain = linear(rgb)
    parts = [(a / b) for a, b in zip(seen, plain, strict=True) if b > 1e-6]
    assert max(parts, default=1) - min(parts, default=1) < 1e-9, "all channels changed alike"


def test_a_black_grey_point_is_refused():
    with pytest.raises(ValueError, match="too dark"):
        under(NAVY, (0.0, 0.0, 0.0))


def test_another_colour_is_named_in_any_light():
    for grey in (None, (WHITE, in_lamp_light(WHITE))):
        found = compare(NAVY, in_lamp_light(RED), grey)
        assert found.same is False
        assert "navy blue" in found.says
        assert "red" in found.says


def test_the_same_colour_in_lamp_light_is_not_called_another():
    alone = compare(NAVY, in_lamp_light(NAVY))
    assert alone.same is not False
    assert compare(NAVY, in_lamp_light(NAVY), (WHITE, in_lamp_light(WHITE))).same is True


def test_what_light_may_explain_asks_for_a_grey_point():
    found = compare(WHITE, in_lamp_light(WHITE))
    assert found.same is None
    assert "grey point" in found.says
