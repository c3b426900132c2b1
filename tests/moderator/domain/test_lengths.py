"""Lengths in words: read, written, held against the listing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.lengths import UNITS, Says, compare, in_unit, listed_lengths, parse_length, parse_spread, spoken


@pytest.mark.parametrize(
    ("text", "unit", "millimetres"),
    [
        ("26", "cm", "260"),
        ("26 cm", None, "260"),
        ("10,5", "cm", "105.0"),
        ("10.5cm", "in", "105.0"),
        ('4"', None, "101.6"),
        ("4 1/2 in", None, "114.3"),
        ("3/4 inch", None, "19.05"),
        ("1.8 m", None, "1800.0"),
        ("0,250 m", None, "250"),
        ("85.60", "mm", "85.60"),
        ("12 厘米", None, "120"),
        ("7", "Zoll", "177.8"),
        ("26 CM.", None, "260"),
    ],
)
def test_what_states_a_length(text: str, unit: str | None, millimetres: str) -> None:
    assert parse_length(text, unit) == Decimal(millimetres)


@pytest.mark.parametrize(
    "text",
    ["", "26", "26 g", "25-26 cm", "26 x 7 cm", "long", "ca. 26 cm", "1,200 mm", "0 cm",
     "1/0 in", "2 litres", "-3 cm", "5 V"],
)  # fmt: skip
def test_what_states_none(text: str) -> None:
    assert parse_length(text) is None


def test_a_tolerance_is_a_length_or_a_share() -> None:
    of = Decimal(260)
    assert parse_spread("0.5", "cm", of) == 5
    assert parse_spread("± 5 mm", "cm", of) == 5
    assert parse_spread("2 %", "cm", of) == Decimal("5.2")
    assert parse_spread("0", None, of) == 0
    assert parse_spread("a little", "cm", of) is None


@given(st.decimals(min_value="0.001", max_value=99999, places=3), st.sampled_from(sorted(UNITS)))
def test_what_is_written_is_read_again(number: Decimal, unit: str) -> None:
    length = number * UNITS[unit]
    assert parse_length(f"{in_unit(length, unit)} {unit}") == length


@pytest.mark.parametrize(
    ("length", "spread", "unit", "text"),
    [
        (172.33, 2.51, "cm", "17.2 ± 0.3 cm"),
        (172.33, 1.31, "cm", "17.23 ± 0.14 cm"),
        (172.33, 1.0, "mm", "172.3 ± 1.0 mm"),
        (902.55, 20.9, "cm", "90 ± 3 cm"),
        (902.55, 11.1, "cm", "90.3 ± 1.2 cm"),
        (254.0, 5.08, "in", "10.0 ± 0.2 in"),
        (1800, 250, "m", "1.8 ± 0.3 m"),
    ],
)
def test_how_a_measurement_is_written(length: float, spread: float, unit: str, text: str) -> None:
    assert str(spoken(length, spread, unit)) == text


@given(
    st.floats(min_value=0.5, max_value=5000),
    st.floats(min_value=0.01, max_value=400),
    st.sampled_from(sorted(UNITS)),
)
def test_what_is_written_never_claims_more_than_was_found(length: float, spread: float, unit: str) -> None:
    said = spoken(length, spread, unit)
    factor = float(UNITS[unit])
    written = float(said.uncertainty) * factor
    assert written >= spread * (1 - 1e-12)
    place = Decimal(1).scaleb(-len(said.value.partition(".")[2]))
    assert len(said.value.partition(".")[2]) == len(said.uncertainty.partition(".")[2])
    assert abs(float(said.value) * factor - length) <= float(place) * factor * 0.5 * (1 + 1e-9) + 1e-9
    if spread / factor >= 0.01:
        assert written <= spread * 1.5 + 1e-9


def test_only_attributes_that_state_one_length_are_listed() -> None:
    found = listed_lengths([
        ("Height", "26", "cm", "0.5"), ("Capacity", "750", "ml", None), ("Length", "10,5 in", None, "1 %"),
        ("Colour", "green", None, None), ("Size", "26 x 7", "cm", None),
    ])  # fmt: skip
    assert [(each.index, str(each)) for each in found] == [(0, "26 ± 0.5 cm"), (2, "10.5 ± 0.105 in")]


@pytest.mark.parametrize(
    ("length", "spread", "says"),
    [
        (172.3, 3, Says.DIFFERS),
        (262.0, 3, Says.AGREES),
        (262.0, 3.1, Says.UNDECIDED),
        (254.0, 2, Says.UNDECIDED),
        (252.9, 2, Says.DIFFERS),
        (268, 2.9, Says.DIFFERS),
        (266, 2.9, Says.UNDECIDED),
    ],
)
def test_a_difference_counts_only_where_the_whole_interval_lies_outside(
    length: float, spread: float, says: Says
) -> None:
    (listed,) = listed_lengths([("Height", "26", "cm", "0.5")])
    assert compare(length, spread, listed).says is says


def test_without_a_tolerance_nothing_ever_agrees() -> None:
    (listed,) = listed_lengths([("Height", "26", "cm", None)])
    assert compare(260, 1, listed).says is Says.UNDECIDED
    found = compare(172.3, 3, listed)
    assert found.says is Says.DIFFERS
    assert [found.difference_mm, found.share] == pytest.approx([-87.7, -0.3373], abs=1e-4)
