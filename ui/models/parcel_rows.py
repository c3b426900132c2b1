"""Each shipment as a timeline: what the carrier says, where the parcel was to go, what proves its delivery."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from moderator.domain.case import Case, Event, Shipment
from moderator.domain.order import NOWHERE, Address
from ui.models import dates
from ui.models.case_words import sentence, words
from ui.models.party_text import Said, readable, said
from ui.models.rows import Row, Tone

translate = QCoreApplication.translate

STATUSES = frozenset(
    {"label-created", "accepted", "departed", "customs", "arrived"}
    | {"out-for-delivery", "delivered", "refused", "returned", "exception"}
)


@dataclass(frozen=True)
class EventRow:
    """One scan. `status` in words, or as it stands where it is none that the contract names; then `known` is false."""

    at: str
    status: str
    place: str
    said: Said | None
    known: bool
    tone: Tone


@dataclass(frozen=True)
class ShipmentRows:
    """One shipment: its title, the tracking number to copy, rows about it, then its events in the order of time."""

    id: str
    title: str
    tracking_number: str
    rows: tuple[Row, ...]
    events: tuple[EventRow, ...]


def shipments(case: Case) -> tuple[ShipmentRows, ...]:
    return tuple(_shipment(case, each) for each in case.shipments)


def _shipment(case: Case, shipment: Shipment) -> ShipmentRows:
    carrier = readable(shipment.carrier) if shipment.carrier else translate("parcel", "carrier not named")
    direction = {
        "outbound": translate("parcel", "To the buyer"),
        "replacement": translate("parcel", "Replacement"),
        "return": translate("parcel", "Return"),
    }[shipment.direction]
    events = sorted(shipment.events, key=lambda event: event.at)
    return ShipmentRows(
        shipment.id,
        f"{direction} · {carrier}",
        readable(shipment.tracking_number or ""),
        tuple(_rows(case, shipment)),
        tuple(_event(case, event) for event in events),
    )


def _rows(case: Case, shipment: Shipment) -> list[Row]:
    rows = []
    if shipment.lines:
        rows.append(
            Row(translate("parcel", "Holds"), ", ".join(_part(case, p.line, p.quantity) for p in shipment.lines))
        )
    if shipment.expected_by is not None:
        rows.append(Row(translate("parcel", "Expected by"), dates.day(shipment.expected_by, case.escalated_at)))
    rows += _destination(case, shipment)
    for proof in shipment.proof:
        when = "" if proof.at is None else f", {dates.moment(proof.at, case.escalated_at)}"
        evidence = (proof.evidence,) if proof.evidence else ()
        rows.append(Row(translate("parcel", "Proof"), words(proof.kind) + when, evidence=evidence))
    if not shipment.proof and any(event.status == "delivered" for event in shipment.events):
        rows.append(Row(translate("parcel", "Proof"), translate("parcel", "none but the scan")))
    return rows


def _part(case: Case, line_id: str, quantity: int) -> str:
    line = case.order.line(line_id)
    title = readable(line.title) if line else translate("parcel", "line {line}").format(line=line_id)
    return f"{quantity} × {title}"


def _destination(case: Case, shipment: Shipment) -> list[Row]:
    """R1: what the carrier was told, beside the address as ordered; said plainly where they differ."""
    label = translate("parcel", "Sent to")
    if shipment.destination == NOWHERE:
        return [Row(label, translate("parcel", "not in the file"))]
    text = readable(shipment.destination.text)
    if shipment.direction == "return" or case.order.ship_to == NOWHERE:
        return [Row(label, text)]
    parts = differing(case.order.ship_to, shipment.destination)
    if not parts:
        return [Row(label, text, note=translate("parcel", "the address of the order"))]
    ordered = translate("parcel", "differs from the order in {parts}; ordered to: {address}")
    note = ordered.format(parts=", ".join(parts), address=readable(case.order.ship_to.text))
    return [Row(label, text, "warn", note)]


def differing(ordered: Address, told: Address) -> tuple[str, ...]:
    """Which parts of two addresses differ, case and spaces aside; a part that one of them lacks is no difference."""
    names = {
        "name": translate("parcel", "name"),
        "street": translate("parcel", "street"),
        "postcode": translate("parcel", "postcode"),
        "city": translate("parcel", "city"),
        "country": translate("parcel", "country"),
    }
    found = []
    for key, name in names.items():
        one, other = getattr(ordered, key), getattr(told, key)
        if one and other and _folded(one) != _folded(other):
            found.append(name)
    return tuple(found)


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _event(case: Case, event: Event) -> EventRow:
    known = event.status in STATUSES
    place = ", ".join(readable(part) for part in (event.place, event.country) if part)
    tone: Tone = "plain"
    if event.status in ("refused", "returned", "exception"):
        tone = "warn"
    elif event.status == "delivered":
        tone = "ok" if not _elsewhere(case, event) else "warn"
    status = sentence(words(event.status)) if known else readable(event.status)
    says_more = event.text and readable(event.text).strip(" .").casefold() != status.casefold()
    text = said(event.text, "und", event.translations) if event.text and says_more else None
    return EventRow(dates.moment(event.at, case.escalated_at), status, place, text, known, tone)


def _elsewhere(case: Case, event: Event) -> bool:
    """Whether a scan was made in a country other than the order's address."""
    country = case.order.ship_to.country
    return bool(event.country and country and event.country != country)
