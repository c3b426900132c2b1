"""The rows under the two halves of a claim: what was asked, offered and paid, when, and what is around it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from moderator.domain import refund
from moderator.domain.case import Case, Offer
from moderator.domain.money import plain, shown
from moderator.domain.policy import Policy
from ui.models import dates, times
from ui.models.case_words import words
from ui.models.party_text import readable
from ui.models.rows import Row

translate = QCoreApplication.translate


def claim_rows(case: Case, policy: Policy | None) -> tuple[Row, ...]:
    """Every row of the claim, the main four first. `policy` gives the days where the case gives no dates."""
    return (
        asked(case),
        *offers(case),
        paid(case),
        *_given_back(case),
        times.row(case, policy),
        *_scope(case),
        *_before(case),
        *_around(case),
        *_appeals(case),
    )


def asked(case: Case) -> Row:
    label = translate("claim", "Asked")
    requested = case.claim.requested
    if requested is None:
        return Row(label, translate("claim", "nothing named; counts as a full refund"))
    text = words(requested.outcome)
    if requested.amount is not None:
        text += f", {shown(requested.amount, case.order.currency)}"
    return Row(label, text)


def offers(case: Case) -> Iterator[Row]:
    """One row for each offer, the newest first; a row that says so where there is none."""
    label = translate("claim", "Offer")
    if not case.offers:
        yield Row(label, translate("claim", "none"))
    for offer in sorted(case.offers, key=lambda each: each.at, reverse=True):
        yield Row(label, _offer(case, offer), "ok" if offer.status == "accepted" else "plain")
        label = ""


def _offer(case: Case, offer: Offer) -> str:
    outcome = words(offer.outcome)
    amount = "" if offer.amount is None else f" {shown(offer.amount, case.order.currency)}"
    by = "" if offer.from_ == "seller" else " " + translate("claim", "by the {party}").format(party=words(offer.from_))
    when = dates.day(offer.at, case.escalated_at)
    return f"{outcome}{amount}{by}, {when} · {words(offer.status)}"


def paid(case: Case) -> Row:
    """`US$ 23.90 = 21.90 + 2.00 shipping`, with what does not add up, and since when the figures hold."""
    order, currency = case.order, case.order.currency
    parts = [plain(sum(line.price for line in order.lines), currency)]
    named = (
        (order.shipping, translate("claim", "shipping")),
        (order.tax, translate("claim", "tax")),
        (order.duties, translate("claim", "duties")),
    )
    parts += [f"+ {plain(amount, currency)} {what}" for amount, what in named if amount]
    off = sum(discount.amount for discount in order.discounts)
    if off:
        parts.append(translate("claim", "− {amount} discounts").format(amount=plain(off, currency)))
    differs = order.paid - expected(case)
    note = ""
    if differs:
        text = translate("claim", "Paid {paid}: {amount} {direction} than lines and charges come to")
        direction = translate("claim", "more") if differs > 0 else translate("claim", "less")
        note = text.format(paid=shown(order.paid, currency), amount=shown(abs(differs), currency), direction=direction)
    text = shown(order.paid, currency) + (f" = {' '.join(parts)}" if len(parts) > 1 else "") + as_of(case)
    return Row(translate("claim", "Paid"), text, "warn" if differs else "plain", note)


def expected(case: Case) -> int:
    """What lines, shipping, tax and duties come to less the discounts, in minor units."""
    order = case.order
    goods = sum(line.price for line in order.lines)
    return goods + order.shipping + order.tax + order.duties - sum(each.amount for each in order.discounts)


def as_of(case: Case) -> str:
    """` (as of 8 Nov)`, which stands beside every amount of the case; empty where the case does not say."""
    if case.facts_as_of is None:
        return ""
    when = dates.day(case.facts_as_of, case.escalated_at)
    return " " + translate("claim", "(as of {day})").format(day=when)


def _given_back(case: Case) -> Iterator[Row]:
    order, currency = case.order, case.order.currency
    if order.refunded:
        yield Row(translate("claim", "Refunded"), shown(order.refunded, currency) + as_of(case), "warn")
    back = refund.charged_back(order)
    if back:
        yield Row(translate("claim", "Charged back"), shown(back, currency) + as_of(case), "warn")


def _scope(case: Case) -> Iterator[Row]:
    label = translate("claim", "Scope")
    if not case.claim.scope:
        yield Row(label, translate("claim", "the whole order"))
    for each in case.claim.scope:
        line = case.order.line(each.line)
        title = readable(line.title) if line else translate("claim", "line {line}, unknown").format(line=each.line)
        of = f" / {line.quantity}" if line and line.quantity != 1 else ""
        yield Row(label, f"{each.quantity}{of} × {title} · {words(each.state)}", "plain" if line else "warn")
        label = ""


def _before(case: Case) -> Iterator[Row]:
    """R14: the first dispute, how it was closed, by whom and why."""
    reopens = case.reopens
    if reopens is None:
        return
    text = translate("claim", "{case}, closed as {how}").format(case=reopens.case, how=words(reopens.closed_as))
    if reopens.closed_at is not None:
        text += " " + dates.day(reopens.closed_at, case.escalated_at)
    if reopens.cancelled_by:
        text += " " + translate("claim", "by {party}").format(party=readable(reopens.cancelled_by))
    yield Row(translate("claim", "Reopens"), text, "warn", readable(reopens.cancel_reason or ""))


def _around(case: Case) -> Iterator[Row]:
    label = translate("claim", "Related")
    for each in case.related:
        yield Row(label, f"{each.case} · {words(each.relation)}")
        label = ""
    label = translate("claim", "Elsewhere")
    for outer in case.external:
        amount = "" if outer.amount is None else f" {shown(outer.amount, case.order.currency)}"
        when = "" if outer.at is None else f", {dates.day(outer.at, case.escalated_at)}"
        yield Row(label, f"{words(outer.kind)}{amount}{when} · {words(outer.status)}", "warn")
        label = ""
    accounts = (
        (case.buyer, translate("claim", "the buyer’s account")),
        (case.seller, translate("claim", "the seller’s account")),
    )
    for party, account in accounts:
        if party.account == "blocked":
            since = party.blocked_since
            when = "" if since is None else " " + translate("claim", "since {day}").format(day=dates.day(since))
            yield Row(translate("claim", "Blocked"), account + when, "warn")
    if case.legal_hold:
        yield Row(translate("claim", "Legal hold"), translate("claim", "nothing of this case may be deleted"))


def _appeals(case: Case) -> Iterator[Row]:
    for appeal in case.appeals:
        when = dates.day(appeal.at, case.escalated_at)
        text = translate("claim", "by the {party}, {day}, against {verdict}")
        head = text.format(party=words(appeal.by), day=when, verdict=appeal.against)
        english = appeal.translations.get("en")
        said = readable(english.text if english else appeal.text)
        yield Row(translate("claim", "Appeal"), head, "warn", said, appeal.new_evidence)
