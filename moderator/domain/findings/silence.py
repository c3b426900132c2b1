"""The seller's turn (R8, R9): did the seller answer in time and to the matter, and is there an offer?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from moderator.domain.findings.phrases import has
from moderator.domain.findings.values import Cited, Given, Procedural, Proposal, later, moment, span, text, when

PUT_OFF = 160
"""Characters up to which a message with words of putting off says nothing else."""


def found(given: Given) -> Iterator[Procedural]:
    yield from _answer(given)
    yield from _offers(given)


def _due(given: Given) -> tuple[Cited, datetime, str]:
    case, days = given.case, given.policy.days.seller_response
    due = case.seller_response_due_at
    if due is not None:
        return moment("/seller_response_due_at", due, "answer due"), due, f"answer due {when(due)}"
    due = later(case.opened_at, days)
    how = f"opened {when(case.opened_at)} + {days} days of the policy = {when(due)}"
    return moment("/opened_at", case.opened_at, "opened"), due, how


def answers(given: Given) -> list[tuple[datetime, Cited]]:
    """What the seller gave in answer since the dispute was opened: offers, evidence, words to the matter."""
    case, said = given.case, []
    for i, offer in enumerate(case.offers):
        if offer.from_ == "seller" and offer.at >= case.opened_at:
            said.append((offer.at, moment(f"/offers/{i}/at", offer.at, f"offer {offer.id} of the seller")))
    for i, item in enumerate(case.evidence):
        if item.from_ == "seller" and item.submitted_at >= case.opened_at:
            at = item.submitted_at
            said.append((at, moment(f"/evidence/{i}/submitted_at", at, f"evidence {item.id} of the seller")))
    for i, message in enumerate(case.messages):
        if message.from_ == "seller" and message.at >= case.opened_at and not puts_off(message.text, message.automatic):
            said.append((message.at, moment(f"/messages/{i}/at", message.at, f"{message.id} of the seller")))
    only = [m for m in case.messages if m.from_ == "seller" and m.at >= case.opened_at]
    if case.seller_responded_at is not None and not only:
        answered = case.seller_responded_at
        said.append((answered, moment("/seller_responded_at", answered, "seller answered")))
    return sorted(said, key=lambda each: each[0])


def puts_off(words: str, automatic: bool) -> bool:
    """R9: an automatic reply and “please wait” are no answer."""
    return automatic or (len(words) <= PUT_OFF and has("wait", words))


def _empty_words(given: Given) -> tuple[Cited, ...]:
    found = []
    for i, message in enumerate(given.case.messages):
        if message.from_ == "seller" and message.at >= given.case.opened_at:
            if message.automatic:
                found.append(text(f"/messages/{i}/automatic", "true", f"{message.id} is automatic"))
            elif puts_off(message.text, automatic=False):
                found.append(text(f"/messages/{i}/text", message.text, f"{message.id} only puts off"))
    return tuple(found)


def _answer(given: Given) -> Iterator[Procedural]:
    fact, due, how = _due(given)
    said, empty = answers(given), _empty_words(given)
    working = [how, *(each.says for each in empty)]
    refund = given.full("seller-silent", "Full refund by default.", ("seller-answered", "no"))
    if not said:
        if given.now <= due:
            words = "The seller has not answered yet, and may still."
            working.append(f"now {when(given.now)}, {span(due - given.now)} left")
            yield Procedural("answer-awaited", "R9", words, (fact, *empty), tuple(working))
            return
        working.append(
            f"now {when(given.now)}, {span(given.now - due)} later; neither an offer, a refusal nor evidence"
        )
        words = "The seller did not answer in time." if not empty else "The seller sent only automatic or empty words."
        yield Procedural("seller-silent", "R9", words, (fact, *empty), tuple(working), "buyer", refund)
        return
    first = said[0]
    side = "after" if first[0] > due else "before"
    working.append(f"{first[1].says}: {span(first[0] - due)} {side} that")
    if first[0] > due:
        words = "The seller answered, but late."
        yield Procedural("seller-late", "R9", words, (fact, first[1]), tuple(working), "buyer", refund)
        return
    yes = Proposal("Take it that the seller answered.", answers=given.answers(("seller-answered", "yes")))
    note = yes if yes.answers else None
    words = "The seller answered in time and to the matter."
    yield Procedural("seller-answered", "R9", words, (fact, first[1]), tuple(working), "seller", note)
    if given.policy.silence.default_follows == "no-agreement":
        yield from _no_agreement(given, fact, due, how)


def _no_agreement(given: Given, fact: Cited, due: datetime, how: str) -> Iterator[Procedural]:
    """Where the policy lets the default follow from no agreement in time."""
    if given.now <= due or any(offer.status == "accepted" for offer in given.case.offers):
        return
    working = (how, f"no offer was accepted by then; now {when(given.now)}",
               "this policy lets the default follow from no agreement")  # fmt: skip
    refund = given.full("seller-silent", "Full refund by default.")
    words = "Seller and buyer did not agree in time."
    yield Procedural("no-agreement", "R9", words, (fact,), working, "buyer", refund)


def _offers(given: Given) -> Iterator[Procedural]:
    for i, offer in enumerate(given.case.offers):
        worth = f", {given.money(offer.amount)}" if offer.amount is not None else ""
        facts = (
            text(f"/offers/{i}/status", offer.status, f"offer {offer.id} of the {offer.from_}: {offer.status}"),
            text(f"/offers/{i}/outcome", offer.outcome, f"offered: {offer.outcome}{worth}"),
        )
        working = (f"offered {when(offer.at)}: {offer.outcome}{worth}",)
        if offer.status == "accepted":
            words = f"Offer {offer.id} was accepted. An acceptance ends the dispute."
            close = Proposal(f"Closure: settled by offer {offer.id}.", closure="settled")
            yield Procedural(f"offer-accepted:{offer.id}", "R8", words, facts, working, "neither", close)
        elif offer.status == "open":
            words = f"Offer {offer.id} of the {offer.from_} is open."
            yield Procedural(f"offer-open:{offer.id}", "R8", words, facts, working)
