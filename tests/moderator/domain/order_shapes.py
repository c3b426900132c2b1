"""Orders of every shape, as packs have them: up to 200 lines, 0, 2 and 3 decimals, discounts, taxes, money that went
back before, chargebacks that were reversed or not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.moderator.domain.documents import TIME, amount

Doc = dict[str, Any]
CURRENCIES = ("JPY", "USD", "KWD")
LARGEST = 10**9


@st.composite
def wide_orders(draw: st.DrawFn) -> Doc:
    """Sizes are drawn first, so that large orders are as likely as small ones and still shrink."""
    currency = draw(st.sampled_from(CURRENCIES))
    count = draw(st.sampled_from((1, 2, 3, 7, 40, 200)))
    prices = draw(st.lists(st.integers(0, draw(st.sampled_from((3, 500, LARGEST)))), min_size=count, max_size=count))
    quantities = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    goods = sum(price * quantity for price, quantity in zip(prices, quantities, strict=True))
    shipping, tax, duties = (draw(st.integers(0, draw(st.sampled_from((0, 9, 9999))))) for _ in range(3))
    discounts = draw(_discounts(count, goods))
    off = sum(each["amount"] for each in discounts)
    paid = max(0, goods + shipping + tax + duties - off + draw(st.sampled_from((0, 0, 0, -1, 1, 5))))
    written = {"shipping": shipping, "tax": tax, "duties": duties, "paid": paid}
    written["refunded"] = draw(st.integers(0, paid))
    return {
        "number": "N", "currency": currency, "placed_at": TIME,
        **{key: amount(value, currency) for key, value in written.items()},
        "lines": [
            {"id": str(i), "title": f"item {i}", "quantity": quantity, "unit_price": amount(price, currency)}
            for i, (price, quantity) in enumerate(zip(prices, quantities, strict=True))
        ],
        "discounts": [{**each, "amount": amount(each["amount"], currency)} for each in discounts],
        "payments": [{**each, "amount": amount(each["amount"], currency)} for each in draw(_payments(paid))],
    }  # fmt: skip


@st.composite
def _discounts(draw: st.DrawFn, lines: int, goods: int) -> list[Doc]:
    """Of the seller, the platform or points; on one line or on the order; together not more than the goods."""
    found: list[Doc] = []
    left = goods
    for _ in range(draw(st.integers(0, 3))):
        each: Doc = {
            "kind": draw(st.sampled_from(("seller", "platform", "points"))),
            "amount": draw(st.integers(0, left)),
        }
        if draw(st.booleans()):
            each["line"] = str(draw(st.integers(0, lines - 1)))
        left -= each["amount"]
        found.append(each)
    return found


@st.composite
def _payments(draw: st.DrawFn, paid: int) -> list[Doc]:
    """The charge, perhaps taken twice, and what the bank took back and gave again."""
    found: list[Doc] = [{"kind": "charge", "status": "settled", "amount": paid}]
    if draw(st.booleans()):
        found.append({"kind": "charge", "status": draw(st.sampled_from(("settled", "pending"))), "amount": paid})
    for kind in ("chargeback", "chargeback-reversed", "refund"):
        for _ in range(draw(st.integers(0, 2))):
            status = draw(st.sampled_from(("settled", "pending", "failed")))
            found.append({"kind": kind, "status": status, "amount": draw(st.integers(0, paid))})
    for i, payment in enumerate(found):
        payment |= {"id": f"P{i}", "at": TIME} | draw(st.sampled_from(({}, {"auth": "A"})))
    return found


@st.composite
def wide_cases(draw: st.DrawFn) -> Doc:
    order = draw(wide_orders())
    count = len(order["lines"])
    chosen = draw(st.one_of(st.just([]), st.lists(st.integers(0, count - 1), min_size=1, max_size=6, unique=True)))
    scope = [
        {"line": str(at), "quantity": draw(st.integers(1, order["lines"][at]["quantity"])), "state": "damaged"}
        for at in sorted(chosen)
    ]
    return {
        "format": "moderator-case/1", "id": "C-1", "revision": 1, "reason": "damaged", "delivery": "delivered",
        "opened_at": TIME, "escalated_at": TIME, "claim": {"text": "…", "language": "en", "scope": scope},
        "order": order, "listing": {"id": "L", "title": "t", "description": "d", "language": "en"},
        "buyer": {"id": "b"}, "seller": {"id": "s"}, "evidence": [],
    }  # fmt: skip
