"""Money: exact text, exact splits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain import money, refund
from moderator.domain.before import Before
from moderator.domain.case import read_case
from tests.moderator.domain import naive
from tests.moderator.domain.documents import Doc, cases

MINOR = st.integers(0, 10**12 - 1)


@given(MINOR, st.sampled_from(("JPY", "USD", "KWD", "CLF")))
def test_an_amount_written_and_read_is_the_same(amount: int, currency: str) -> None:
    assert money.minor(money.plain(amount, currency), money.DECIMALS[currency]) == amount


@pytest.mark.parametrize("text", ["23.9", "23.900", "23", "023.90", ".90", "-1.00", "1,00", "1e2", "٣.٠٠", "1.00 ", ""])
def test_two_decimals_mean_exactly_two(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        money.minor(text, 2)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (123456789, "USD", "US$ 1,234,567.89"),
        (5, "EUR", "€ 0.05"),
        (2390, "JPY", "¥ 2,390"),
        (1250, "KWD", "KWD 1.250"),
        (-5, "USD", "US$ −0.05"),
    ],
)
def test_shown_for_people(amount: int, currency: str, shown: str) -> None:
    assert money.shown(amount, currency) == shown


@given(MINOR, st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_the_parts_sum_to_the_whole(total: int, weights: list[int]) -> None:
    parts = money.spread(total, weights)
    assert sum(parts) == total
    scale = sum(weights) or len(weights)
    for part, weight in zip(parts, weights if sum(weights) else [1] * len(weights), strict=True):
        assert abs(part * scale - total * weight) < scale


@given(MINOR, st.lists(st.integers(0, 99), min_size=1, max_size=6))
def test_spread_agrees_with_exact_fractions(total: int, weights: list[int]) -> None:
    assert list(money.spread(total % 10_000, weights)) == naive.largest_remainder(total % 10_000, weights)


def test_a_percentage_rounds_half_to_even() -> None:
    assert money.percent_of(2190, "45.21") == 990
    assert [money.percent_of(each, "50") for each in (1, 3, 5)] == [0, 2, 2]
    with pytest.raises(ValueError, match="4e1"):
        money.percent_of(100, "4e1")


@given(cases(), st.booleans())
def test_a_full_refund_laid_out_sums_to_its_figure_and_stays_under_every_cap(case: Doc, shipping: bool) -> None:
    value = read_case(case)
    lines, for_shipping = refund.full_lines(value, shipping)
    total = refund.full_refund(value, shipping)
    assert sum(lines.values()) + for_shipping == total == naive.full(case, shipping)
    assert total <= refund.cap(value.order) == naive.cap(case, 0)
    assert for_shipping <= value.order.shipping
    assert sum(value.order.paid_shares) == max(
        0, value.order.paid - value.order.shipping - value.order.tax - value.order.duties
    )


@given(cases())
def test_no_charge_goes_back_twice(case: Doc) -> None:
    order = read_case(case).order
    for payment, raw in zip(order.payments, case["order"]["payments"], strict=True):
        assert refund.returnable(order, payment) == naive.returnable(case["order"], raw)
        given_back = Before(payments={payment.id: payment.amount})
        assert refund.returnable(order, payment, given_back) == 0


def test_tax_can_be_given_back_in_full_but_not_as_a_part() -> None:
    case = read_case(_one_line(unit_price="10.00", tax="1.00", paid="11.00"))
    assert refund.full_lines(case, shipping=True) == ({"1": 1100}, 0)
    assert refund.line_limit(case.order, "1", None, everything=True) == 1100
    assert refund.line_limit(case.order, "1", None, everything=False) == 1000


def _one_line(**order: str) -> Doc:
    time = "2026-11-01T08:00:00Z"
    line = {"id": "1", "title": "t", "quantity": 1, "unit_price": order.pop("unit_price")}
    return {
        "format": "moderator-case/1", "id": "C", "revision": 1, "reason": "damaged", "delivery": "delivered",
        "opened_at": time, "escalated_at": time, "claim": {"text": "x", "language": "en"},
        "order": {"number": "1", "currency": "USD", "placed_at": time, "lines": [line], "shipping": "0.00", **order},
        "listing": {"id": "L", "title": "t", "description": "d", "language": "en"},
        "buyer": {"id": "b"}, "seller": {"id": "s"},
    }  # fmt: skip
