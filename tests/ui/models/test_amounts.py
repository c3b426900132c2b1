"""Amounts as they are typed: read exactly, or refused in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.money import percent_of, plain
from ui.models.amounts import NoAmount, Typed, percent_text, typed


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("15.33", 1533),
        ("15,33", 1533),
        ("15", 1500),
        ("15.", 1500),
        ("15.3", 1530),
        (" 0 ", 0),
        ("0.01", 1),
        ("15.330", None),
    ],
)
def test_the_ways_to_write_an_amount(text: str, amount: int | None) -> None:
    if amount is None:
        with pytest.raises(NoAmount, match="thousands"):
            typed(text, "USD", 2190)
    else:
        assert typed(text, "USD", 2190) == Typed(amount)


@pytest.mark.parametrize(
    ("text", "amount", "percent"),
    [("70%", 1533, "70"), ("70 %", 1533, "70"), ("45,21%", 990, "45.21"), ("100.0%", 2190, "100"), ("0%", 0, "0")],
)
def test_a_percentage_is_of_what_was_paid(text: str, amount: int, percent: str) -> None:
    assert typed(text, "USD", 2190) == Typed(amount, percent)


@pytest.mark.parametrize(
    "text", ["abc", "-5", "5-", "1 000", "1.2.3", "101%", "%", "5%%", "١٥", "1e3", "US$ 5", "15.333"]
)
def test_what_is_no_amount_is_said_in_words(text: str) -> None:
    with pytest.raises(NoAmount) as error:
        typed(text, "USD", 2190)
    assert len(str(error.value)) > 10


@pytest.mark.parametrize(
    ("currency", "text", "amount"), [("JPY", "1500", 1500), ("KWD", "1.250", 1250), ("KWD", "1,25", 1250)]
)
def test_every_currency_has_its_own_decimals(currency: str, text: str, amount: int) -> None:
    assert typed(text, currency, 10_000).amount == amount


def test_a_currency_without_decimals_takes_none() -> None:
    with pytest.raises(NoAmount, match="JPY has no decimals"):
        typed("15.5", "JPY", 10_000)
    with pytest.raises(NoAmount, match="thousands"):
        typed("1.000", "JPY", 10_000)


@given(st.integers(0, 10**9), st.sampled_from(["USD", "JPY", "KWD"]))
def test_what_is_printed_reads_back_as_the_same(amount: int, currency: str) -> None:
    assert typed(plain(amount, currency), currency, 1) == Typed(amount)


@given(st.integers(1, 10**9), st.integers(0, 10_000))
def test_percent_is_exact_where_it_says_so(base: int, hundredths: int) -> None:
    percent = f"{hundredths // 100}.{hundredths % 100:02d}"
    amount = percent_of(base, percent)
    text = percent_text(amount, base)
    shown = Fraction(text.removeprefix("≈ ").removesuffix(" %"))
    if text.startswith("≈"):
        assert abs(shown - Fraction(amount * 100, base)) <= Fraction(1, 200)
        assert shown != Fraction(amount * 100, base)
    else:
        assert shown == Fraction(amount * 100, base)


def test_no_share_of_nothing() -> None:
    assert percent_text(5, 0) == ""
    assert percent_text(1533, 2190) == "70 %"
    assert percent_text(990, 2190) == "≈ 45.21 %"
