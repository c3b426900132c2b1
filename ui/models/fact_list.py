"""The facts of a case that a finding can rest on, each with its JSON pointer: what the search list offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from moderator.domain.case import Case
from moderator.domain.money import shown
from ui.models import dates
from ui.models.case_words import words
from ui.models.party_text import message_said, readable

translate = QCoreApplication.translate

_LONGEST = 160


@dataclass(frozen=True)
class FactRow:
    """One fact: where it stands in case.json, the group that it is listed under, and its value in words."""

    pointer: str
    group: str
    value: str

    def matches(self, search: str) -> bool:
        """Whether every word of the search occurs."""
        hay = f"{self.group} {self.value} {self.pointer}".casefold()
        return all(word in hay for word in search.casefold().split())


def facts(case: Case) -> tuple[FactRow, ...]:
    """Every fact worth citing, in the order of the case file."""
    return (
        *_parcel(case),
        *_payments(case),
        *_order(case),
        *_offers(case),
        *_messages(case),
        *_dates(case),
        *_listing(case),
        *_around(case),
    )


def _parcel(case: Case) -> Iterator[FactRow]:
    group = translate("facts", "Parcel")
    for i, shipment in enumerate(case.shipments):
        at = f"/shipments/{i}"
        if shipment.tracking_number:
            text = translate("facts", "{id}: tracking number {number}")
            number = readable(shipment.tracking_number)
            yield FactRow(f"{at}/tracking_number", group, text.format(id=shipment.id, number=number))
        if shipment.destination.text:
            text = translate("facts", "{id}: sent to {address}")
            yield FactRow(
                f"{at}/destination", group, text.format(id=shipment.id, address=readable(shipment.destination.text))
            )
        if shipment.expected_by is not None:
            text = translate("facts", "{id}: expected by {day}")
            when = dates.day(shipment.expected_by, case.escalated_at)
            yield FactRow(f"{at}/expected_by", group, text.format(id=shipment.id, day=when))
        for k, event in enumerate(shipment.events):
            place = ", ".join(readable(part) for part in (event.place, event.country) if part)
            parts = (words(event.status), dates.moment(event.at, case.escalated_at), place, readable(event.text or ""))
            yield FactRow(f"{at}/events/{k}", group, _short(f"{shipment.id}: {', '.join(p for p in parts if p)}"))
        for k, proof in enumerate(shipment.proof):
            text = translate("facts", "{id}: proof of delivery, {kind}")
            yield FactRow(f"{at}/proof/{k}", group, text.format(id=shipment.id, kind=words(proof.kind)))


def _payments(case: Case) -> Iterator[FactRow]:
    group = translate("facts", "Payments")
    for i, payment in enumerate(case.order.payments):
        amount, when = shown(payment.amount, case.order.currency), dates.exact(payment.at, case.escalated_at)
        text = f"{payment.id} {words(payment.kind)} {amount}, {words(payment.status)}, {when}"
        yield FactRow(f"/order/payments/{i}", group, text)


def _order(case: Case) -> Iterator[FactRow]:
    group, order = translate("facts", "Order"), case.order
    for i, line in enumerate(order.lines):
        variant = ", ".join(f"{readable(name)} {readable(value)}" for name, value in line.variant.items())
        text = f"{line.quantity} × {readable(line.title)}" + (f" ({variant})" if variant else "")
        yield FactRow(f"/order/lines/{i}", group, _short(text))
        if variant:
            text = translate("facts", "ordered variant: {variant}").format(variant=variant)
            yield FactRow(f"/order/lines/{i}/variant", group, _short(text))
    yield FactRow(
        "/order/paid", group, translate("facts", "paid {amount}").format(amount=shown(order.paid, order.currency))
    )
    if order.refunded:
        text = translate("facts", "refunded before: {amount}").format(amount=shown(order.refunded, order.currency))
        yield FactRow("/order/refunded", group, text)
    if order.ship_to.text:
        text = translate("facts", "address of the order: {address}").format(address=readable(order.ship_to.text))
        yield FactRow("/order/ship_to", group, text)


def _offers(case: Case) -> Iterator[FactRow]:
    for i, offer in enumerate(case.offers):
        amount = "" if offer.amount is None else f" {shown(offer.amount, case.order.currency)}"
        text = translate("facts", "{id}: the {party} offered {outcome}{amount}, {day}, {status}").format(
            id=offer.id, party=words(offer.from_), outcome=words(offer.outcome), amount=amount,
            day=dates.day(offer.at, case.escalated_at), status=words(offer.status),
        )  # fmt: skip
        yield FactRow(f"/offers/{i}", translate("facts", "Offers"), text)


def _messages(case: Case) -> Iterator[FactRow]:
    for i, message in enumerate(case.messages):
        head = f"{message.id} {words(message.from_)}, {dates.moment(message.at, case.escalated_at)}"
        if message.automatic:
            head += " " + translate("facts", "(automatic)")
        text = " ".join(message_said(message).shown(original=False).split())
        yield FactRow(f"/messages/{i}", translate("facts", "Messages"), _short(f"{head}: {text}"))


def _dates(case: Case) -> Iterator[FactRow]:
    group = translate("facts", "Dates")
    named = (
        ("/order/placed_at", translate("facts", "order placed {day}"), case.order.placed_at),
        ("/order/paid_at", translate("facts", "order paid {day}"), case.order.paid_at),
        (
            "/order/receipt_confirmed_at",
            translate("facts", "“received” pressed {day}"),
            case.order.receipt_confirmed_at,
        ),
        ("/opened_at", translate("facts", "dispute opened {day}"), case.opened_at),
        ("/escalated_at", translate("facts", "escalated {day}"), case.escalated_at),
        ("/seller_response_due_at", translate("facts", "seller had to answer by {day}"), case.seller_response_due_at),
        ("/seller_responded_at", translate("facts", "seller answered {day}"), case.seller_responded_at),
        ("/dispute_window_ends_at", translate("facts", "dispute window ends {day}"), case.dispute_window_ends_at),
        ("/protection_ends_at", translate("facts", "protection ends {day}"), case.protection_ends_at),
    )
    for pointer, text, at in named:
        if at is not None:
            yield FactRow(pointer, group, text.format(day=dates.moment(at, case.escalated_at)))


def _listing(case: Case) -> Iterator[FactRow]:
    group = translate("facts", "Listing")
    yield FactRow("/listing/title", group, _short(readable(case.listing.title)))
    yield FactRow("/listing/description", group, _short(" ".join(readable(case.listing.description).split())))
    for i, each in enumerate(case.listing.attributes):
        unit = f" {readable(each.unit)}" if each.unit else ""
        tolerance = f" ± {readable(each.tolerance)}" if each.tolerance else ""
        yield FactRow(
            f"/listing/attributes/{i}", group, f"{readable(each.name)}: {readable(each.value)}{tolerance}{unit}"
        )
    for i, part in enumerate(case.listing.includes):
        yield FactRow(
            f"/listing/includes/{i}", group, translate("facts", "includes {part}").format(part=readable(part))
        )


def _around(case: Case) -> Iterator[FactRow]:
    group = translate("facts", "Claim")
    yield FactRow("/claim", group, _short(" ".join(readable(case.claim.text).split())))
    yield FactRow("/delivery", group, translate("facts", "the buyer says: {state}").format(state=words(case.delivery)))
    if case.reopens is not None:
        text = translate("facts", "reopens {case}, closed as {how}")
        yield FactRow("/reopens", group, text.format(case=case.reopens.case, how=words(case.reopens.closed_as)))
    for i, each in enumerate(case.external):
        yield FactRow(f"/external/{i}", group, f"{words(each.kind)}, {words(each.status)}")
    for key, party in (("buyer", case.buyer), ("seller", case.seller)):
        if party.account is not None:
            text = translate("facts", "{party}’s account: {state}").format(party=words(key), state=words(party.account))
            yield FactRow(f"/{key}/account", group, text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
