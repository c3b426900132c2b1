"""The money lines of the gate: every amount under its cap, and every outcome with the amounts that it means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from moderator.domain import refund as rules
from moderator.domain.before import Before
from moderator.domain.case import Case, Part
from moderator.domain.money import shown
from moderator.domain.policy import Policy
from moderator.domain.verdict import Refund, Verdict
from moderator.errors import Problem

WITHOUT_AMOUNTS = ("replacement", "no-refund")


def problems(case: Case, verdict: Verdict, policy: Policy, before: Before) -> Iterator[Problem]:
    """What is wrong with the amounts of a decision."""
    yield from _lines(case, verdict)
    yield from _percent(case, verdict)
    yield from _grid(case, verdict, policy)
    yield from _payments(case, verdict.refund, before)
    yield from _totals(case, verdict.refund, before)
    yield from _promises(case, verdict)
    if policy.reason == "payment-problem":
        yield from _charges(case, verdict, before)
    elif verdict.outcome is not None:
        clause = policy.clause(verdict.clause)
        yield from _outcome(case, verdict, before, None if clause is None else clause.shipping)


def _lines(case: Case, verdict: Verdict) -> Iterator[Problem]:
    order, currency = case.order, case.order.currency
    everything = verdict.outcome in ("full-refund", "return-and-refund")
    counted = Counter(line.line for line in verdict.refund.lines)
    for i, each in enumerate(verdict.refund.lines):
        at = f"/refund/lines/{i}"
        line = order.line(each.line)
        if line is None:
            yield Problem(f"{at}/line", "line", f"the order has no line {each.line}")
            continue
        if counted[each.line] > 1:
            yield Problem(f"{at}/line", "line", f"line {each.line} stands more than once; one amount a line")
        if each.quantity is not None and each.quantity > line.quantity:
            text = f"{each.quantity} of line {each.line}, of which only {line.quantity} were ordered"
            yield Problem(f"{at}/quantity", "quantity", text)
            continue
        limit = rules.line_limit(order, each.line, each.quantity, everything)
        if each.amount > limit:
            text = f"{shown(each.amount, currency)} for line {each.line} is more than its {shown(limit, currency)}"
            yield Problem(f"{at}/amount", "line-cap", text)
        if each.method == "grid" and not each.grid_row:
            yield Problem(f"{at}/grid_row", "missing", "an amount by grid names its row")
        if each.method == "percent" and each.percent is None:
            yield Problem(f"{at}/percent", "missing", "an amount by percentage names it")


def _percent(case: Case, verdict: Verdict) -> Iterator[Problem]:
    """A percentage is printed as the working of its amount, so it has to be that: of the price, or of what was paid.

    Spread over several lines each part may lie a unit beside its own percentage, since the whole was rounded once.
    """
    for i, each in enumerate(verdict.refund.lines):
        line = case.order.line(each.line)
        if each.percent is None or line is None:
            continue
        items = each.quantity or line.quantity
        paid = [rules.grid_share(case.order, line.id, items)]
        if each.method != "grid":
            paid += [rules.share_of(case.order, line.id, items), items * line.unit_price]
        if all(abs(each.amount - of * Fraction(each.percent) / 100) >= Fraction(3, 2) for of in paid):
            currency = case.order.currency
            text = f"{shown(each.amount, currency)} is not {each.percent} % of what was paid for line {each.line}"
            yield Problem(f"/refund/lines/{i}/percent", "percent", text)


def _grid(case: Case, verdict: Verdict, policy: Policy) -> Iterator[Problem]:
    """An amount by grid names a row of the policy's grid, and lies within its percentages of the line's paid share."""
    for i, each in enumerate(verdict.refund.lines):
        if each.method != "grid" or not each.grid_row or not policy.grid or case.order.line(each.line) is None:
            continue
        row, line = policy.grid_row(each.grid_row), case.order.line(each.line)
        if row is None:
            known = ", ".join(one.id for one in policy.grid)
            yield Problem(f"/refund/lines/{i}/grid_row", "grid", f"the grid has no row “{each.grid_row}” ({known})")
        elif line is not None:
            share = rules.grid_share(case.order, line.id, each.quantity or line.quantity)
            least, most = rules.grid_range(share, row)
            if not least <= each.amount <= most:
                currency = case.order.currency
                text = (
                    f"“{row.condition}” gives {shown(least, currency)} to {shown(most, currency)} of line {each.line}"
                )
                yield Problem(f"/refund/lines/{i}/amount", "grid", text)


def _payments(case: Case, refund: Refund, before: Before) -> Iterator[Problem]:
    currency = case.order.currency
    counted = Counter(each.payment for each in refund.payments)
    for i, each in enumerate(refund.payments):
        at = f"/refund/payments/{i}"
        payment = next((p for p in case.order.payments if p.id == each.payment), None)
        if payment is None:
            yield Problem(f"{at}/payment", "payment", f"the order has no payment {each.payment}")
            continue
        if counted[each.payment] > 1:
            yield Problem(f"{at}/payment", "payment", f"payment {each.payment} stands more than once")
        limit = rules.returnable(case.order, payment, before)
        if each.amount > limit:
            text = f"{shown(each.amount, currency)} of {each.payment}; only {shown(limit, currency)} can go back"
            yield Problem(f"{at}/amount", "payment-cap", text)
    given, whole = sum(each.amount for each in refund.payments), _whole(case, refund, before)
    if given > whole:
        text = f"{shown(given, currency)} of these charges; only {shown(whole, currency)} can go back of them together"
        yield Problem("/refund/payments", "payment-cap", text)


def _whole(case: Case, refund: Refund, before: Before) -> int:
    """What the charges that a verdict names come to."""
    named = {each.payment for each in refund.payments}
    return rules.returnable_together(case.order, (p for p in case.order.payments if p.id in named), before)


def _totals(case: Case, refund: Refund, before: Before) -> Iterator[Problem]:
    order, currency = case.order, case.order.currency
    if refund.shipping > order.shipping:
        text = f"{shown(refund.shipping, currency)} shipping; the order paid {shown(order.shipping, currency)}"
        yield Problem("/refund/shipping", "shipping-cap", text)
    if refund.total is not None and refund.total != refund.sum:
        text = f"the total says {shown(refund.total, currency)}, the parts sum to {shown(refund.sum, currency)}"
        yield Problem("/refund/total", "total", text)
    limit = rules.cap(order, before)
    if refund.of_order > limit:
        text = f"{shown(refund.of_order, currency)} is more than the {shown(limit, currency)} left of this order"
        yield Problem("/refund", "order-cap", text)


def _outcome(case: Case, verdict: Verdict, before: Before, shipping: bool | None) -> Iterator[Problem]:
    given, currency = verdict.refund.of_order, case.order.currency
    # until a clause is chosen a part may be anything below the most that a clause could give
    full = rules.full_refund(case, shipping is not False, before)
    if verdict.outcome == "full-refund" and shipping is not None:
        if given != full:
            text = f"a full refund is {shown(full, currency)}, found {shown(given, currency)}"
            yield Problem("/refund", "full-refund", text)
        elif full == 0:
            yield Problem("/refund", "full-refund", "nothing is left to refund of this order")
    elif verdict.outcome == "partial-refund" and not 0 < given < full:
        text = f"a part must be more than nothing and less than {shown(full, currency)}, found {shown(given, currency)}"
        yield Problem("/refund", "partial-refund", text)
    elif verdict.outcome == "return-and-refund" and given == 0:
        yield Problem("/refund", "return-and-refund", "a refund against return must be more than nothing")
    elif verdict.outcome in WITHOUT_AMOUNTS and verdict.refund.sum:
        yield Problem("/refund", "amounts", f"{verdict.outcome} carries no amounts")


def _charges(case: Case, verdict: Verdict, before: Before) -> Iterator[Problem]:
    """R6: a charge taken wrongly goes back as that charge; lines and shipping stay out of it."""
    refund = verdict.refund
    given = sum(each.amount for each in refund.payments)
    if refund.lines or refund.shipping:
        yield Problem("/refund", "payment-problem", "a payment problem gives back charges, not lines or shipping")
    whole = _whole(case, refund, before)
    if verdict.outcome == "full-refund" and (given != whole or not given):
        yield Problem("/refund/payments", "full-refund", "name the charges that go back, each with its whole amount")
    elif verdict.outcome == "partial-refund" and not 0 < given < whole:
        yield Problem(
            "/refund/payments", "partial-refund", "a part is more than nothing and less than the named charges"
        )
    elif verdict.outcome == "return-and-refund" and not given:
        yield Problem("/refund/payments", "return-and-refund", "a refund against return must be more than nothing")
    elif verdict.outcome in WITHOUT_AMOUNTS and refund.sum:
        yield Problem("/refund", "amounts", f"{verdict.outcome} carries no amounts")


def _promises(case: Case, verdict: Verdict) -> Iterator[Problem]:
    if verdict.outcome == "return-and-refund" and verdict.return_ is None:
        yield Problem("/return", "missing", "say who pays the return and when the refund follows")
    if verdict.outcome == "replacement" and verdict.replacement is None:
        yield Problem("/replacement", "missing", "say what is sent again, and by when")
    if verdict.return_ is not None:
        yield from _parts(case, verdict.return_.lines, "/return/lines")
    if verdict.replacement is not None:
        yield from _parts(case, verdict.replacement.lines, "/replacement/lines")


def _parts(case: Case, parts: tuple[Part, ...], at: str) -> Iterator[Problem]:
    for i, part in enumerate(parts):
        line = case.order.line(part.line)
        if line is None:
            yield Problem(f"{at}/{i}/line", "line", f"the order has no line {part.line}")
        elif part.quantity > line.quantity:
            text = f"{part.quantity} of line {part.line}, of which only {line.quantity} were ordered"
            yield Problem(f"{at}/{i}/quantity", "quantity", text)
