"""The history of a case from its dates: ordered, paid, sent, delivered, disputed, answered, decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from moderator.report.wording import Facts, first_up, listed, moment, money, text_of, within, words


class Event(NamedTuple):
    """`at` as the record gives it (RFC 3339)."""

    at: str
    text: str


def history(record: Facts) -> list[Event]:
    """All dated events of the case and its decision, oldest first; what happened at once stays in the order here."""
    case = record["case"]
    events = [
        *_order(case),
        *_shipments(case),
        *_dispute(case),
        *_talks(case),
        Event(record["decided_at"], f"Decided by {record['moderator']}"),
    ]
    approved = record["verdict"]
    if text_of(approved, "approved_at"):
        events.append(Event(approved["approved_at"], f"Approved by {text_of(approved, 'approved_by')}"))
    dated = [event for event in events if event.at]
    return sorted(dated, key=lambda event: (moment(event.at) is None, str(moment(event.at))))


def _order(case: Facts) -> Iterator[Event]:
    order = case["order"]
    currency = order["currency"]
    yield Event(text_of(case["listing"], "captured_at"), "Listing as it was kept")
    yield Event(text_of(order, "placed_at"), "Ordered")
    yield Event(text_of(order, "paid_at"), f"Paid {money(order['paid'], currency)}")
    yield Event(text_of(order, "receipt_confirmed_at"), "Receipt confirmed by the buyer’s button")
    for payment in listed(order, "payments"):
        what = f"{first_up(words(payment['kind']))} {payment['id']}: {money(payment['amount'], currency)}"
        yield Event(payment["at"], f"{what}, {words(payment['status'])}")


def _shipments(case: Facts) -> Iterator[Event]:
    for shipment in listed(case, "shipments"):
        carrier = " ".join(filter(None, (text_of(shipment, "carrier"), text_of(shipment, "tracking_number"))))
        label = f"{first_up(text_of(shipment, 'direction'))} {shipment['id']}{f' ({carrier})' if carrier else ''}"
        yield Event(text_of(shipment, "expected_by"), f"{label}: expected by then")
        for event in listed(shipment, "events"):
            place = ", ".join(filter(None, (text_of(event, "place"), text_of(event, "country"))))
            told = f": {event['text']}" if text_of(event, "text") else ""
            yield Event(event["at"], f"{label}: {words(event['status'])}{f', {place}' if place else ''}{told}")
        for proof in listed(shipment, "proof"):
            yield Event(text_of(proof, "at"), f"{label}: proof by {words(proof['kind'])}{_evidence(proof)}")


def _evidence(facts: Facts) -> str:
    return f" ({facts['evidence']})" if text_of(facts, "evidence") else ""


def _dispute(case: Facts) -> Iterator[Event]:
    earlier = within(case, "reopens")
    if earlier:
        by = f" by the {earlier['cancelled_by']}" if text_of(earlier, "cancelled_by") else ""
        closed = f"Earlier dispute {earlier['case']} {words(earlier['closed_as'])}{by}"
        yield Event(text_of(earlier, "closed_at"), closed)
    yield Event(text_of(case, "opened_at"), f"Dispute opened: {words(case['reason'])}")
    yield Event(text_of(case, "seller_response_due_at"), "Seller’s answer due")
    yield Event(text_of(case, "seller_responded_at"), "Seller answered")
    yield Event(text_of(case, "escalated_at"), "Escalated for decision")
    for other in listed(case, "external"):
        amount = f", {money(other['amount'], case['order']['currency'])}" if text_of(other, "amount") else ""
        yield Event(text_of(other, "at"), f"{first_up(words(other['kind']))}: {words(other['status'])}{amount}")
    for appeal in listed(case, "appeals"):
        yield Event(appeal["at"], f"Appeal {appeal['id']} by the {appeal['by']} against {appeal['against']}")


def _talks(case: Facts) -> Iterator[Event]:
    for offer in listed(case, "offers"):
        amount = f", {money(offer['amount'], case['order']['currency'])}" if text_of(offer, "amount") else ""
        yield Event(
            offer["at"],
            f"Offer {offer['id']} by the {offer['from']}: {words(offer['outcome'])}{amount}; {words(offer['status'])}",
        )
    for message in listed(case, "messages"):
        yield Event(message["at"], f"Message {message['id']} from the {message['from']}{_kind(message)}")


def _kind(message: Facts) -> str:
    files = listed(message, "attachments")
    with_files = f" with {', '.join(files)}" if files else ""
    return f"{' (automatic)' if message.get('automatic') else ''}{with_files}"
