"""The band of past awards against its plain meaning."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.awards import FEWEST, awards_of, share_of

SHARES = st.lists(st.fractions(0, 1, max_denominator=50), min_size=FEWEST, max_size=30)


def at(ordered: list[Fraction], part: Fraction) -> Fraction:
    """The value at a part of the way from the first to the last, between two neighbours in proportion."""
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@given(SHARES)
def test_quartiles(shares: list[Fraction]) -> None:
    band, ordered = awards_of(shares, nothing=3).band, sorted(shares)
    assert band is not None
    assert (band.count, band.least, band.most) == (len(shares), ordered[0], ordered[-1])
    expected = [at(ordered, Fraction(quarter, 4)) for quarter in (1, 2, 3)]
    assert [band.lower, band.middle, band.upper] == expected


@given(st.lists(st.fractions(0, 1), max_size=FEWEST - 1))
def test_too_few_make_no_band(shares: list[Fraction]) -> None:
    found = awards_of(shares, nothing=9)
    assert (found.given, found.nothing, found.band) == (len(shares), 9, None)


def money(currency: str, *lines: tuple[str, str]) -> dict[str, Any]:
    return {"currency": currency, "lines": [{"refund": refund, "paid": paid} for refund, paid in lines]}


@pytest.mark.parametrize(
    ("given_back", "share"),
    [
        (money("USD", ("15.33", "21.90"), ("0.00", "99.00")), Fraction(7, 10)),
        (money("KWD", ("1.250", "2.500"), ("0.750", "1.500")), Fraction(1, 2)),
        (money("JPY", ("300", "200")), Fraction(3, 2)),
        (money("USD", ("0.00", "21.90")), None),
        (money("USD", ("1.00", "0.00")), None),
        (money("USD"), None),
    ],
)
def test_a_share_is_of_the_lines_that_got_something(given_back: dict[str, Any], share: Fraction | None) -> None:
    assert share_of(given_back) == share
