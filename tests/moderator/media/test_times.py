"""Times are read exactly, and printed for reading only."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.errors import UsageError
from moderator.media.times import format_time, parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", Fraction(0)),
        ("22.433", Fraction(22433, 1000)),
        ("0.1", Fraction(1, 10)),
        ("1:02:03.5", Fraction(7447, 2)),
        ("0:00:22", Fraction(22)),
        ("100:00:00", Fraction(360000)),
        ("344576@1/15360", Fraction(344576, 15360)),
        ("-20@1/600", Fraction(-1, 30)),
        ("1001@1001/30000", Fraction(1001 * 1001, 30000)),
    ],
)
def test_read(text: str, seconds: Fraction) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1:30",
        "1:60:00",
        "0:00:60",
        "-1",
        "1e3",
        "1.",
        ".5",
        "1,5",
        "5@1",
        "5@0/1",
        "5@1/0",
        "٣",
        "1 ",
        "nan",
        "1_0",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no time"):
        parse_time(text)


@pytest.mark.parametrize(
    ("pts", "time_base", "text"),
    [
        (344576, Fraction(1, 15360), "0:22.433"),
        (0, Fraction(1, 600), "0:00.000"),
        (-24, Fraction(1, 600), "-0:00.040"),
        (3723 * 90000 + 45000, Fraction(1, 90000), "1:02:03.500"),
        (59999 * 90 + 89, Fraction(1, 90000), "1:00.000"),
    ],
)
def test_printed(pts: int, time_base: Fraction, text: str) -> None:
    assert format_time(pts, time_base) == text


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6), st.integers(1, 10**6))
def test_pts_with_time_base_is_exact(pts: int, numerator: int, denominator: int) -> None:
    assert parse_time(f"{pts}@{numerator}/{denominator}") == pts * Fraction(numerator, denominator)
