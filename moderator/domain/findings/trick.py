"""Requests of a seller that a party must not lose by (R16): to press “order received”, to give up the dispute, to go
round the platform."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.domain.findings.phrases import ALL, Heard, has, heard, sentences, unheard
from moderator.domain.findings.tracking import moved, to_buyer
from moderator.domain.findings.values import Cited, Given, Procedural, Proposal, moment, quoted, text, when


def pressed_on_request(given: Given) -> tuple[Heard, ...]:
    """The seller's requests to confirm receipt, made before the button was pressed (or while it is not)."""
    confirmed = given.case.order.receipt_confirmed_at
    asked = heard(given.case, "seller", "press")
    return tuple(each for each in asked if confirmed is None or each.message.at <= confirmed)


def found(given: Given) -> Iterator[Procedural]:
    yield from _received(given)
    yield from _cancel(given)
    yield from _elsewhere(given)
    yield from _unheard(given)


def _said(each: Heard) -> Cited:
    return text(each.pointer, each.text, f"{each.message.id}: {quoted(each.words)}")


def _received(given: Given) -> Iterator[Procedural]:
    asked = pressed_on_request(given)
    if not asked:
        return
    case = given.case
    still = [(i, s) for i, s in to_buyer(case) if not moved(s)]
    nothing_moved = len(still) == sum(1 for _ in to_buyer(case))
    facts = [_said(each) for each in asked]
    working = [f"{each.message.id}, {when(each.message.at)}: {quoted(each.words)}" for each in asked]
    confirmed = case.order.receipt_confirmed_at
    if confirmed is not None:
        facts.append(moment("/order/receipt_confirmed_at", confirmed, "“received” pressed"))
        working.append(f"“received” pressed {when(confirmed)}; pressed when asked to, it starts no clock")
    for i, shipment in still:
        pointer = f"/shipments/{i}/" + ("tracking_number" if shipment.tracking_number else "id")
        value = shipment.tracking_number or shipment.id
        facts.append(text(pointer, value, f"tracking {value}: no parcel scanned"))
        events = ", ".join(event.status for event in shipment.events) or "nothing"
        working.append(f"tracking record of {shipment.id}: {events}; no scan of a parcel")
    if nothing_moved:
        words = "The seller asked the buyer to confirm receipt of goods that no carrier has had in its hands."
        proposal = given.full(
            "received-trick",
            "Full refund, and a referral of the seller; the confirmation counts for nothing.",
            ("receipt-confirmed-freely", "no"),
            referral="fake-tracking",
        )
        yield Procedural("received-trick", "R16", words, tuple(facts), tuple(working), "buyer", proposal)
        return
    words = "The seller asked the buyer to confirm receipt. Where it was asked for, the button starts no clock."
    note = Proposal("Take the confirmation for nothing.", answers=given.answers(("receipt-confirmed-freely", "no")))
    yield Procedural("confirmation-asked", "R16", words, tuple(facts), tuple(working), "buyer", note)


def _cancel(given: Given) -> Iterator[Procedural]:
    asked = heard(given.case, "seller", "cancel")
    if not asked:
        return
    facts = tuple(_said(each) for each in asked)
    working = tuple(f"{each.message.id}, {when(each.message.at)}: {quoted(each.words)}" for each in asked)
    words = "The seller asked the buyer to give up the dispute. A cancellation on such a request counts for nothing."
    referral = Proposal("Refer the seller.", referral=("seller", "other"))
    yield Procedural("cancel-asked", "R16", words, facts, working, "buyer", referral)


def _elsewhere(given: Given) -> Iterator[Procedural]:
    facts: list[Cited] = []
    for i, message in enumerate(given.case.messages):
        if message.from_ == "seller":
            words = next((each for each in sentences(message.text) if has("elsewhere", each)), "")
            if words:
                facts.append(text(f"/messages/{i}/text", message.text, f"{message.id}: {quoted(words)}"))
    if facts:
        words = (
            "The seller names a way round the platform. What is promised there, the platform can neither see nor keep."
        )
        referral = Proposal("Refer the seller.", referral=("seller", "off-platform"))
        yield Procedural("off-platform", "R8", words, tuple(facts), (), "neither", referral)


def _unheard(given: Given) -> Iterator[Procedural]:
    """What was not looked through is said: a flood of words must not hide a request."""
    if not any(unheard(given.case, "seller", name) for name in ("press", "cancel")):
        return
    at = next(i for i, message in enumerate(given.case.messages) if message.from_ == "seller")
    fact = text(f"/messages/{at}/id", given.case.messages[at].id, "the seller’s messages")
    words = f"The seller wrote more than is looked through for requests ({ALL:,} characters); read the rest yourself."
    yield Procedural("messages-unheard", "R16", words, (fact,))
