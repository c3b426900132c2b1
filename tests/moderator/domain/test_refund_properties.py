"""What holds of every refund, whatever the order: no minor unit is lost or made, and nothing goes above a cap."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator.domain import money, refund
from moderator.domain.before import Before
from moderator.domain.case import Case, read_case
from tests.moderator.domain import exact_refund as exact
from tests.moderator.domain.order_shapes import Doc, wide_cases
from tests.moderator.domain.test_gate import judge

PERCENTS = st.one_of(
    st.sampled_from(("0", "33.333333", "50", "99.999999", "100")),
    st.builds(lambda whole, part: f"{whole}.{part:06}", st.integers(0, 99), st.integers(0, 999_999)),
)
many = settings(
    max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)


@many
@given(wide_cases())
def test_shares_sum_to_what_was_paid_and_are_the_exact_ones(case: Doc) -> None:
    order = read_case(case).order
    assert sum(order.paid_shares) == max(0, order.paid - order.shipping - order.tax - order.duties)
    assert sum(order.tax_shares) == order.tax + order.duties, "tax and duties are spread whole"
    assert list(order.paid_shares) == exact.apportioned(exact.goods(case["order"]), exact.weights(case["order"]))
    assert list(order.tax_shares) == exact.apportioned(exact.taxes(case["order"]), exact.weights(case["order"]))


@many
@given(wide_cases(), st.booleans(), st.integers(0, 10**6))
def test_a_full_refund_is_under_the_cap_and_of_the_whole_order_is_it(
    case: Doc, shipping: bool, given_back: int
) -> None:
    value, before = read_case(case), Before(of_order=given_back)
    limit = max(0, exact.cap(case["order"]) - given_back)
    assert refund.cap(value.order, before) == limit
    total = refund.full_refund(value, shipping, before)
    lines, for_shipping = refund.full_lines(value, shipping, before)
    assert sum(lines.values()) + for_shipping == total <= limit
    assert min([*lines.values(), for_shipping]) >= 0
    if shipping and refund.is_whole_order(value):
        assert total == limit
    else:
        wanted = sum(exact.claimed(case).values()) + (value.order.shipping if shipping else 0)
        assert total == min(limit, wanted)


@many
@given(wide_cases(), PERCENTS)
def test_a_percentage_over_the_claim_loses_no_minor_unit(case: Doc, percent: str) -> None:
    value, shares = read_case(case), exact.claimed(case)
    total = money.percent_of(sum(refund.claimed_shares(value).values()), percent)
    assert total == exact.half_even(sum(shares.values()) * Fraction(percent) / 100)
    parts = refund.laid_out(value, total)
    assert sum(parts.values()) == total
    assert list(parts.values()) == exact.apportioned(total, [Fraction(share) for share in shares.values()])
    for line, part in parts.items():
        # each is within a unit of its own percentage, half a unit of which the whole was rounded by
        assert abs(part - shares[line] * Fraction(percent) / 100) < Fraction(3, 2) or not sum(shares.values())
        assert part <= shares[line] or percent == "0" or not sum(shares.values())


@many
@given(wide_cases(), st.data())
def test_items_of_a_line_sum_to_the_line(case: Doc, data: st.DataObject) -> None:
    """Two cases about different items of one line cannot both get the odd minor unit."""
    order = read_case(case).order
    line = data.draw(st.sampled_from(order.lines))
    items = data.draw(st.integers(0, line.quantity))
    whole = refund.share_of(order, line.id, line.quantity)
    first, rest = (refund.part_of(whole, n, line.quantity) for n in (items, line.quantity - items))
    assert abs(first - whole * Fraction(items, line.quantity)) < 1
    assert whole <= first + rest <= whole + 1, "taken for themselves the parts differ by a unit at most"
    assert refund.cap(order) >= 0


@many
@given(wide_cases(), st.integers(1, 5))
def test_the_gate_lets_nothing_over_a_cap(case: Doc, over: int) -> None:
    """A full refund as it is laid out passes the lines of the gate about caps; a unit more anywhere does not."""
    value, currency = read_case(case), case["order"]["currency"]
    lines, for_shipping = refund.full_lines(value, shipping=True)
    first = next(iter(lines))
    found = judge(case, _verdict({**lines, first: lines[first] + over}, for_shipping, currency))
    assert any(code in ("line-cap", "order-cap", "full-refund") for _, code in found)
    codes = {code for _, code in judge(case, _verdict(lines, value.order.shipping + over, currency))}
    assert "shipping-cap" in codes
    if not {"line-cap"} & {code for _, code in judge(case, _verdict(lines, for_shipping, currency))}:
        assert sum(lines.values()) + for_shipping <= refund.cap(value.order)


@many
@given(wide_cases(), PERCENTS, st.integers(2, 9))
def test_a_percentage_that_is_printed_is_true(case: Doc, percent: str, off: int) -> None:
    """However it was rounded: for one line by itself or as a part of the whole; and two units beside it is not."""
    value, currency = read_case(case), case["order"]["currency"]
    parts = refund.laid_out(value, money.percent_of(sum(refund.claimed_shares(value).values()), percent))
    if not sum(refund.claimed_shares(value).values()):
        return
    rows = _verdict(parts, 0, currency)
    for row in rows["refund"]["lines"]:
        row |= {"method": "percent", "percent": percent, "quantity": refund.scope(value)[row["line"]]}
    assert "percent" not in {code for _, code in judge(case, rows)}
    line = max(parts, key=lambda each: parts[each])
    at, items = list(parts).index(line), refund.scope(value)[line]
    top = max(
        exact.half_even(of * Fraction(percent) / 100)
        for of in (
            refund.share_of(value.order, line, items),
            items * value.order.lines[value.order.places[line]].unit_price,
        )
    )
    rows["refund"]["lines"][at]["amount"] = money.plain(top + off, currency)
    assert (f"/refund/lines/{at}/percent", "percent") in judge(case, rows)


def _verdict(lines: dict[str, int], shipping: int, currency: str) -> Doc:
    rows = [{"line": line, "amount": money.plain(amount, currency)} for line, amount in lines.items()]
    return {
        "format": "moderator-verdict/1", "case": "C-1", "revision": 1, "kind": "decision", "outcome": "full-refund",
        "clause": "damaged.1", "refund": {"lines": rows, "shipping": money.plain(shipping, currency)},
    }  # fmt: skip


@many
@given(wide_cases(), st.data())
def test_charges_never_give_back_more_than_was_taken(case: Doc, data: st.DataObject) -> None:
    """Given back one after the other, in any order and any parts, under one authorisation or several."""
    order = read_case(case).order
    given_back: dict[str, int] = {}
    for payment in data.draw(st.permutations(order.payments)):
        most = refund.returnable(order, payment, Before(payments=given_back))
        given_back[payment.id] = data.draw(st.integers(0, most))
    for auth in {payment.auth for payment in order.payments} - {None}:
        same = [p for p in order.payments if p.auth == auth and p.status != "failed"]
        taken = sum(p.amount for p in same if p.kind == "charge" and p.status == "settled")
        gone = sum(p.amount for p in same if p.kind in ("refund", "chargeback"))
        gone -= sum(p.amount for p in same if p.kind == "chargeback-reversed")
        assert sum(given_back.get(p.id, 0) for p in same) <= max(0, taken - max(0, gone))
    for payment in order.payments:
        assert given_back[payment.id] <= payment.amount


def test_two_charges_of_one_authorisation_are_not_both_given_back() -> None:
    case = _twice_charged()
    assert [refund.returnable(case.order, p) for p in case.order.payments] == [1000, 1000, 0]
    assert refund.returnable_together(case.order, case.order.payments) == 1000
    left = Before(payments={"P1": 600})
    assert refund.returnable(case.order, case.order.payments[1], left) == 400


def _twice_charged() -> Case:
    time = "2026-11-01T08:00:00Z"
    payments = [
        {"id": name, "kind": kind, "status": "settled", "amount": "10.00", "at": time, "auth": "A"}
        for name, kind in (("P1", "charge"), ("P2", "charge"), ("P3", "refund"))
    ]
    return read_case({
        "format": "moderator-case/1", "id": "C", "revision": 1, "reason": "payment-problem", "delivery": "delivered",
        "opened_at": time, "escalated_at": time, "claim": {"text": "x", "language": "en"},
        "order": {"number": "1", "currency": "USD", "placed_at": time, "shipping": "0.00", "paid": "10.00",
                  "lines": [{"id": "1", "title": "t", "quantity": 1, "unit_price": "10.00"}], "payments": payments},
        "listing": {"id": "L", "title": "t", "description": "d", "language": "en"},
        "buyer": {"id": "b"}, "seller": {"id": "s"},
    })  # fmt: skip
