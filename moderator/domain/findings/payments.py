"""What was charged and what went back already (R6, R11): nothing is given back twice, a charge goes back as itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from moderator.domain import refund as rules
from moderator.domain.findings.values import Cited, Given, Procedural, Proposal, amount, moment, span, text
from moderator.domain.order import Payment


def found(given: Given) -> Iterator[Procedural]:
    yield from _already(given)
    yield from _charged_back(given)
    yield from _double(given)
    yield from _approval(given)


def _payments(given: Given, *kinds: str) -> list[tuple[int, Payment]]:
    listed = enumerate(given.case.order.payments)
    return [(i, payment) for i, payment in listed if payment.kind in kinds and payment.status != "failed"]


def _fact(given: Given, i: int, payment: Payment) -> Cited:
    what = f"{payment.id} {payment.kind}, {payment.status}:"
    return amount(f"/order/payments/{i}/amount", payment.amount, given.case.order.currency, what)


def _already(given: Given) -> Iterator[Procedural]:
    order, money = given.case.order, given.money
    back = rules.charged_back(order)
    if not (order.refunded or given.before.of_order or back):
        return
    left = rules.cap(order, given.before)
    facts = [amount("/order/paid", order.paid, order.currency, "paid")]
    if order.refunded:
        facts.append(amount("/order/refunded", order.refunded, order.currency, "refunded before"))
    facts += [_fact(given, i, each) for i, each in _payments(given, "chargeback", "chargeback-reversed")]
    working = (
        f"paid {money(order.paid)} − refunded {money(order.refunded)} − charged back {money(back)} − decided in this "
        f"library for the same order {money(given.before.of_order)} = {money(left)} left",
    )
    if left:
        words = f"Part of the order has gone back already; {money(left)} is left."
        yield Procedural("partly-given-back", "R11", words, tuple(facts), working)
        return
    words = "The whole order has gone back already; nothing is left to refund."
    close = Proposal("Closure: settled, the money has gone back.", closure="settled")
    yield Procedural("nothing-left", "R11", words, tuple(facts), working, "seller", close)


def _charged_back(given: Given) -> Iterator[Procedural]:
    """A chargeback at the bank runs beside the dispute, and would pay twice."""
    facts: list[Cited] = []
    for i, each in enumerate(given.case.external):
        if each.kind == "chargeback" and each.status in ("open", "won"):
            worth = f" over {given.money(each.amount)}" if each.amount is not None else ""
            facts.append(text(f"/external/{i}/status", each.status, f"chargeback{worth}: {each.status}"))
    facts += [_fact(given, i, each) for i, each in _payments(given, "chargeback")]
    if facts:
        codes = ", ".join(f"{c.scheme.capitalize()} {c.code} ({c.title})" for c in given.policy.chargebacks)
        working = (f"a bank files this reason under {codes}",) if codes else ()
        words = "A chargeback at the buyer’s bank stands beside this dispute. What goes back there is not given twice."
        yield Procedural("charged-back", "R11", words, tuple(facts), working, "seller")


def _double(given: Given) -> Iterator[Procedural]:
    order, money = given.case.order, given.money
    charges = [(i, p) for i, p in _payments(given, "charge") if p.status == "settled"]
    pending = [(i, p) for i, p in _payments(given, "charge", "authorisation") if p.status == "pending"]
    gone = _payments(given, "refund", "void", "chargeback")
    charged, back = sum(p.amount for _, p in charges), sum(p.amount for _, p in gone if p.kind != "void")
    facts = [_fact(given, i, p) for i, p in (*charges, *pending, *gone)]
    facts.append(amount("/order/paid", order.paid, order.currency, "the order cost"))
    total = " + ".join(f"{p.id} {money(p.amount)}" for _, p in charges) or money(0)
    working = [f"charged: {total} = {money(charged)}; the order cost {money(order.paid)}"]
    for (_, one), (_, other) in pairwise(sorted(charges, key=lambda each: each[1].at)):
        working.append(f"{one.id} to {other.id}: {span(other.at - one.at)}")
    working.append(f"given back so far: {money(back)}" + (f" ({', '.join(p.id for _, p in gone)})" if gone else ""))
    over = charged - order.paid
    if over > 0 and back >= over:
        yield from _given_back(given, tuple(facts), tuple(working))
    elif over > 0:
        facts += [moment(f"/order/payments/{i}/at", p.at, f"{p.id} taken") for i, p in charges]
        yield _too_much(given, over, tuple(facts), tuple(working), len(charges) > 1)
    elif given.policy.reason == "payment-problem":
        yield _no_excess(given, tuple(facts), tuple(working), pending)


def _given_back(given: Given, facts: tuple[Cited, ...], working: tuple[str, ...]) -> Iterator[Procedural]:
    if given.policy.reason != "payment-problem":
        return
    kind = "already-given-back"
    answers = given.answers(("more-than-owed", "yes"), ("not-given-back", "no"))
    proposal = Proposal(
        "No refund: what was too much has gone back.", "no-refund", given.clause(kind, "no-refund"), answers
    )
    words = "More was charged than the order cost, and it has gone back already."
    yield Procedural(kind, "R6", words, facts, working, "neither", proposal)


def _too_much(given: Given, over: int, facts: tuple[Cited, ...], working: tuple[str, ...], twice: bool) -> Procedural:
    words = f"The order was charged {'more than once' if twice else 'too much'}: {given.money(over)} more than it cost."
    kind = "double-debit" if twice else "overcharged"
    if given.policy.reason != "payment-problem":
        note = Proposal("Take the reason for a payment problem, if the buyer complains of the charge.")
        return Procedural(kind, "R6", words, facts, working, "buyer", note)
    answers = given.answers(
        ("in-payment-record", "yes"), ("more-than-owed", "yes"), ("charge-settled", "yes"), ("not-given-back", "yes")
    )
    text_ = "The charge goes back as that charge, not as a refund of the order; name which one."
    outcome = "full-refund" if twice else "partial-refund"
    proposal = Proposal(text_, outcome, given.clause(kind, outcome), answers)  # type: ignore[arg-type]
    return Procedural(kind, "R6", words, facts, working, "buyer", proposal)


def _no_excess(
    given: Given, facts: tuple[Cited, ...], working: tuple[str, ...], pending: list[tuple[int, Payment]]
) -> Procedural:
    """No charge too many in our record: one that only a party's screen shows is never refunded from it."""
    if pending:
        kind, words = "only-authorised", "Beside the price there is only an authorisation; it may lapse by itself."
        answers = given.answers(("charge-settled", "no"))
        text_ = "No refund now; the buyer may claim again when it has been settled."
        return Procedural(
            kind, "R6", words, facts, working, "seller",
            Proposal(text_, "no-refund", given.clause(kind, "no-refund"), answers),
        )  # fmt: skip
    words = "Our payment record holds no charge above the order’s price."
    wanted = tuple(each for each in ("in-payment-record",) if given.policy.requirement(each) is not None)
    ask = Proposal(
        "Ask the buyer for the charge’s reference, or hand over to payments.", ask=("buyer",), requirements=wanted
    )
    return Procedural("not-in-record", "R6", words, facts, working, "neither", ask)


def _approval(given: Given) -> Iterator[Procedural]:
    """Above the policy's amount a second person approves; said as soon as the award could come to it."""
    order = given.case.order
    limit = given.policy.approved_above(order.currency)
    left = rules.cap(order, given.before)
    asked = given.case.claim.requested
    wanted = left if asked is None or asked.amount is None else asked.amount
    if limit is None or wanted <= limit:
        return
    fact = amount("/order/paid", order.paid, order.currency, "paid")
    if asked is not None and asked.amount is not None:
        fact = amount("/claim/requested/amount", asked.amount, order.currency, "asked for")
    working = (f"{fact.says}; above {given.money(limit)} a second person approves (policy of {given.policy.version})",)
    words = f"An award above {given.money(limit)} needs the approval of a second person."
    yield Procedural("second-approval", "R11", words, (fact,), working)
