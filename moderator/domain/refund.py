"""What can be given back: paid shares, the cap of an order, and what a full refund comes to. All in minor units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from moderator.domain.before import NOTHING, Before
from moderator.domain.case import Case
from moderator.domain.money import percent_of, spread
from moderator.domain.order import Order, Payment
from moderator.domain.policy import GridRow


def charged_back(order: Order) -> int:
    """Chargebacks that were not reversed. A pending one counts, since the money is on its way out."""
    out = sum(p.amount for p in order.payments if p.kind == "chargeback" and p.status != "failed")
    back = sum(p.amount for p in order.payments if p.kind == "chargeback-reversed" and p.status == "settled")
    return max(0, out - back)


def cap(order: Order, before: Before = NOTHING) -> int:
    """The most that this order may still give back on lines and shipping; never below zero."""
    return max(0, order.paid - order.refunded - charged_back(order) - before.of_order)


def scope(case: Case) -> dict[str, int]:
    """Items per line that the claim is about; without a scope, the whole order."""
    if not case.claim.scope:
        return {line.id: line.quantity for line in case.order.lines}
    claimed: Counter[str] = Counter()
    for each in case.claim.scope:
        claimed[each.line] += each.quantity
    return {line.id: min(line.quantity, claimed[line.id]) for line in case.order.lines if claimed[line.id]}


def is_whole_order(case: Case) -> bool:
    """True if the claim is about every item of every line."""
    return scope(case) == {line.id: line.quantity for line in case.order.lines}


def part_of(amount: int, quantity: int, of: int) -> int:
    """The part of a line's amount that falls on `quantity` of its `of` items, by largest remainder."""
    return spread(amount, [quantity, of - quantity])[0]


def full_refund(case: Case, shipping: bool, before: Before = NOTHING) -> int:
    """What `full-refund` comes to on lines and shipping: the claim's paid shares with their tax and duties,
    and shipping where the clause gives it. The whole order with shipping is the cap; nothing is ever above it.
    """
    limit = cap(case.order, before)
    if shipping and is_whole_order(case):
        return limit
    return min(limit, sum(claimed_shares(case).values()) + (case.order.shipping if shipping else 0))


def full_lines(case: Case, shipping: bool, before: Before = NOTHING) -> tuple[dict[str, int], int]:
    """A full refund laid out as amounts per line of the scope, and shipping; the parts sum to `full_refund`."""
    total = full_refund(case, shipping, before)
    wanted = claimed_shares(case)
    for_shipping = min(case.order.shipping, total) if shipping else 0
    parts = spread(total - for_shipping, list(wanted.values()))
    return dict(zip(wanted, parts, strict=True)), for_shipping


def claimed_shares(case: Case) -> dict[str, int]:
    """What was paid, with tax and duties, for the items of each line that the claim is about."""
    return {line: share_of(case.order, line, items) for line, items in scope(case).items()}


def laid_out(case: Case, total: int) -> dict[str, int]:
    """One sum over the lines of the claim, in proportion to what was paid for each; the parts sum to it."""
    shares = claimed_shares(case)
    return dict(zip(shares, spread(total, list(shares.values())), strict=True))


def share_of(order: Order, line_id: str, quantity: int) -> int:
    """What was paid for so many items of a line, with tax and duties: what a percentage is of. Raises KeyError for a
    line that the order does not have."""
    at = order.places[line_id]
    of = order.lines[at].quantity
    return part_of(order.paid_shares[at] + order.tax_shares[at], min(quantity, of), of)


def grid_share(order: Order, line_id: str, quantity: int) -> int:
    """What a percentage of a grid is of: what was paid for the goods alone, without tax and duties."""
    at = order.places[line_id]
    of = order.lines[at].quantity
    return part_of(order.paid_shares[at], min(quantity, of), of)


def grid_range(share: int, row: GridRow) -> tuple[int, int]:
    """The least and the most that a row of the grid gives of such a share."""
    return percent_of(share, row.least), percent_of(share, row.most)


def line_limit(order: Order, line_id: str, quantity: int | None, everything: bool) -> int:
    """The most that one line may get: quantity × unit price. Raises KeyError for a line that the order does not have.

    `everything` (a full refund, or a return of the goods): its paid share with tax and duties, where that is more,
    since otherwise tax could never be given back.
    """
    line = order.lines[order.places[line_id]]
    items = line.quantity if quantity is None else quantity
    of_price = items * line.unit_price
    return max(of_price, share_of(order, line_id, items)) if everything else of_price


def returnable(order: Order, payment: Payment, before: Before = NOTHING) -> int:
    """What can still be given back of one charge: what was settled of it, less what went back under the same `auth`."""
    if payment.kind != "charge" or payment.status != "settled":
        return 0
    left = payment.amount - before.payments.get(payment.id, 0)
    if payment.auth is not None:
        left = min(left, _left_under(order, payment.auth, before))
    return max(0, left)


def returnable_together(order: Order, payments: Iterable[Payment], before: Before = NOTHING) -> int:
    """What can still be given back of several charges. Two under one `auth` share what went back under it."""
    by_auth: dict[str | None, int] = {}
    for payment in payments:
        by_auth[payment.auth] = by_auth.get(payment.auth, 0) + returnable(order, payment, before)
    return sum(
        left if auth is None else min(left, max(0, _left_under(order, auth, before))) for auth, left in by_auth.items()
    )


def _left_under(order: Order, auth: str, before: Before) -> int:
    """Of all charges under one authorisation: settled, less given back in any way."""
    same = [p for p in order.payments if p.auth == auth and p.status != "failed"]
    charges = [p for p in same if p.kind == "charge" and p.status == "settled"]
    gone = sum(p.amount for p in same if p.kind in ("refund", "chargeback"))
    gone -= sum(p.amount for p in same if p.kind == "chargeback-reversed")
    return sum(p.amount - before.payments.get(p.id, 0) for p in charges) - max(0, gone)
