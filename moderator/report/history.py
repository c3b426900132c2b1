"""The history of a case from its dates: ordered, paid, sent, delivered, disputed, answered, decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from moderator.report.facts import Facts, first_up, listed, moment, text_of, within
from moderator.report.wording import Wording


class Event(NamedTuple):
    """`at` as the record gives it (RFC 3339)."""

    at: str
    text: str


def history(record: Facts, w: Wording) -> list[Event]:
    """All dated events of the case and its decision, oldest first; what happened at once stays in the order here."""
    case = record["case"]
    events = [
        *_order(case, w),
        *_shipments(case, w),
        *_dispute(case, w),
        *_talks(case, w),
        Event(record["decided_at"], w("history.decided", name=record["moderator"])),
    ]
    approved = record["verdict"]
    if text_of(approved, "approved_at"):
        events.append(Event(approved["approved_at"], w("history.approved", name=text_of(approved, "approved_by"))))
    dated = [event for event in events if event.at]
    return sorted(dated, key=lambda event: (moment(event.at) is None, str(moment(event.at))))


def _order(case: Facts, w: Wording) -> Iterator[Event]:
    order = case["order"]
    currency = order["currency"]
    yield Event(text_of(case["listing"], "captured_at"), w("history.listing"))
    yield Event(text_of(order, "placed_at"), w("history.ordered"))
    yield Event(text_of(order, "paid_at"), w("history.paid", amount=w.money(order["paid"], currency)))
    yield Event(text_of(order, "receipt_confirmed_at"), w("history.confirmed"))
    for payment in listed(order, "payments"):
        told = w(
            "history.payment",
            kind=first_up(w.code("payment-kind", payment["kind"])),
            id=payment["id"],
            amount=w.money(payment["amount"], currency),
            status=w.code("payment-status", payment["status"]),
        )
        yield Event(payment["at"], told)


def _shipments(case: Facts, w: Wording) -> Iterator[Event]:
    for shipment in listed(case, "shipments"):
        carrier = " ".join(filter(None, (text_of(shipment, "carrier"), text_of(shipment, "tracking_number"))))
        way = first_up(w.code("direction", text_of(shipment, "direction")))
        label = f"{way} {w.inset(shipment['id'])}{w.bracketed(carrier) if carrier else ''}"
        yield Event(text_of(shipment, "expected_by"), w("history.expected", label=label))
        for event in listed(shipment, "events"):
            place = ", ".join(filter(None, (text_of(event, "place"), text_of(event, "country"))))
            key = "history.shipment_at" if place else "history.shipment"
            told = w(key, label=label, status=w.code("event", event["status"]), place=place)
            text = text_of(event, "text")
            yield Event(event["at"], w("history.told", event=told, text=text) if text else told)
        for proof in listed(shipment, "proof"):
            told = w("history.proof", label=label, kind=w.code("proof", proof["kind"]))
            evidence = text_of(proof, "evidence")
            yield Event(text_of(proof, "at"), told + (w.bracketed(evidence) if evidence else ""))


def _dispute(case: Facts, w: Wording) -> Iterator[Event]:
    earlier = within(case, "reopens")
    if earlier:
        by, how = text_of(earlier, "cancelled_by"), w.code("closed-as", earlier["closed_as"])
        key = "earlier_buyer" if by == "buyer" else "earlier_by" if by else "earlier"
        closed = w(f"history.{key}", case=earlier["case"], how=how, who=w.code("side", by))
        yield Event(text_of(earlier, "closed_at"), closed)
    yield Event(text_of(case, "opened_at"), w("history.opened", reason=w.code("reason", case["reason"])))
    yield Event(text_of(case, "seller_response_due_at"), w("history.due"))
    yield Event(text_of(case, "seller_responded_at"), w("history.answered"))
    yield Event(text_of(case, "escalated_at"), w("history.escalated"))
    for other in listed(case, "external"):
        amount = w.money(other["amount"], case["order"]["currency"]) if text_of(other, "amount") else ""
        told = w(
            "history.external_sum" if amount else "history.external",
            kind=first_up(w.code("external-kind", other["kind"])),
            status=w.code("external-status", other["status"]),
            amount=amount,
        )
        yield Event(text_of(other, "at"), told)
    for appeal in listed(case, "appeals"):
        told = w(f"history.appeal_{appeal['by']}", id=appeal["id"], against=appeal["against"])
        yield Event(appeal["at"], told)


def _talks(case: Facts, w: Wording) -> Iterator[Event]:
    for offer in listed(case, "offers"):
        amount = w.money(offer["amount"], case["order"]["currency"]) if text_of(offer, "amount") else ""
        told = w(
            "history.offer_sum" if amount else "history.offer",
            id=offer["id"],
            who=w.code("by", offer["from"]),
            outcome=w.code("outcome", offer["outcome"]),
            amount=amount,
            status=w.code("offer-status", offer["status"]),
        )
        yield Event(offer["at"], told)
    for message in listed(case, "messages"):
        key = "history.message_automatic" if message.get("automatic") else "history.message"
        told = w(key, id=message["id"], who=w.code("by", message["from"]))
        files = listed(message, "attachments")
        whole = w("history.with_files", message=told, files=w.commas(files)) if files else told
        yield Event(message["at"], whole)
