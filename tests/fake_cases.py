"""The documents of the fake desk: one rich case, and a queue like the one in the drawings."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.builders import case_doc

NOW = datetime(2026, 11, 12, 9, 41, 7, tzinfo=UTC)


def _evidence(name: str, side: str, kind: str, path: str) -> dict[str, Any]:
    return {"id": name, "from": side, "kind": kind, "path": path, "submitted_at": "2026-11-06T18:58:00Z"}


def _event(name: str, at: str, status: str, place: str, country: str) -> dict[str, Any]:
    return {"id": name, "at": at, "status": status, "place": place, "country": country}


_ENGLISH = "The watch arrived with the glass smashed. The box was not damaged. I want my money back."
_CLAIM = {
    "text": "El reloj llegó con el cristal roto. La caja no estaba dañada. Quiero mi dinero.",
    "language": "es",
    "translations": {"en": {"text": _ENGLISH, "by": "machine", "engine": "test"}},
    "scope": [{"line": "1", "quantity": 1, "state": "damaged"}],
    "requested": {"outcome": "full-refund", "amount": "23.90"},
}
_OFFER = {
    "id": "O1", "at": "2026-11-07T03:00:00Z", "from": "seller", "outcome": "partial-refund", "amount": "5.00",
    "status": "refused",
}  # fmt: skip
_MESSAGES = [
    {
        "id": "M1", "at": "2026-11-07T02:00:00Z", "from": "seller", "language": "zh", "text": "发货前检查过,包装完好。",
        "attachments": ["E5"],
        "translations": {"en": {"text": "Checked before dispatch; the packaging was sound.", "by": "machine"}},
    },
    {"id": "M2", "at": "2026-11-08T09:00:00Z", "from": "buyer", "text": "No, gracias.", "language": "es"},
]  # fmt: skip
_SHIPMENT = {
    "id": "S1", "direction": "outbound", "carrier": "Norpost", "tracking_number": "NP407188265",
    "lines": [{"line": "1", "quantity": 1}], "destination": {"city": "Valdemora", "country": "ES"},
    "events": [
        _event("ev1", "2026-10-16T10:00:00Z", "accepted", "Ningbo", "CN"),
        _event("ev2", "2026-11-04T11:00:00Z", "delivered", "Valdemora", "ES"),
    ],
}  # fmt: skip
_EVIDENCE = [
    _evidence("E1", "buyer", "photo", "media/e1.jpg"),
    _evidence("E2", "buyer", "photo", "media/e2.jpg"),
    _evidence("E3", "buyer", "document", "media/e3.pdf"),
    _evidence("E4", "buyer", "video", "media/unboxing.mp4"),
    _evidence("E5", "seller", "photo", "media/e5.jpg"),
]
_LISTING = {
    "title": "Norvane Chrono 40 wrist watch",
    "attributes": [{"name": "Diameter", "value": "40", "unit": "mm", "tolerance": "0.5"}],
    "includes": ["watch", "box"],
    "photos": [{"id": f"L{n}", "path": f"media/listing-{n}.jpg", "caption": "front"} for n in (1, 2, 3)],
    "price_history": [
        {"at": f"2026-{month:02}-01T00:00:00Z", "price": price}
        for month, price in ((6, "24.90"), (8, "22.90"), (10, "21.90"))
    ],
    "similar": [{"title": "Chrono 38", "price": "19.50", "seller_rating": 4.6}],
}


def rich_doc(**overrides: Any) -> dict[str, Any]:
    """A damaged watch: three listing photos, four items of the buyer's with a video, one of the seller's."""
    doc = case_doc(
        id="AE-2026-000123",
        decision_due_at="2026-11-12T14:53:07Z",
        seller_response_due_at="2026-11-11T00:00:00Z",
        seller_responded_at="2026-11-07T02:00:00Z",
        claim=deepcopy(_CLAIM),
        offers=[dict(_OFFER)],
        messages=deepcopy(_MESSAGES),
        shipments=[deepcopy(_SHIPMENT)],
        evidence=deepcopy(_EVIDENCE),
    )
    doc["order"]["lines"][0] |= {"title": "Norvane Chrono 40", "variant": {"Strap": "Brown", "Dial": "Blue"}}
    doc["listing"] |= deepcopy(_LISTING)
    doc["seller"] |= {"orders": 91234, "disputes": 812, "verified": True}
    return doc | overrides


def queue_docs() -> list[dict[str, Any]]:
    """Nine open cases like those of the drawings; the first is `rich_doc`."""
    named = (
        ("000131", "They asked me to press received", "not-received", "FR", "EUR", "61.00", 9),
        ("000127", "Ordered navy, got red", "wrong-item", "SE", "EUR", "48.00", 26),
        ("000140", "Bottle is 17 cm, not 26", "not-as-described", "DE", "EUR", "18.40", 50),
        ("000118", "The box was empty", "not-received", "PL", "PLN", "199.00", 74),
        ("000152", "Charged twice", "payment-problem", "PT", "EUR", "64.90", 98),
        ("000155", "Adapter and remote missing", "substandard", "IT", "USD", "39.00", 145),
        ("000160", "Delivered to another city", "not-received", "PT", "EUR", "48.50", 150),
        ("000163", "Cable is 90 cm, picture shows coils", "not-as-described", "BR", "USD", "7.20", None),
    )
    return [rich_doc(), *(_plain_doc(*each) for each in named)]


def _plain_doc(
    number: str, claim: str, reason: str, country: str, currency: str, paid: str, hours: int | None
) -> dict[str, Any]:
    due = None if hours is None else (NOW + timedelta(hours=hours)).isoformat()
    doc = case_doc(id=f"AE-2026-{number}", reason=reason, decision_due_at=due)
    doc["claim"] = {"text": claim, "language": "en"}
    doc["order"] |= {"currency": currency, "paid": paid, "shipping": "0.00", "number": f"8190{number}", "payments": []}
    doc["order"]["lines"][0] |= {"unit_price": paid, "title": claim}
    doc["buyer"]["country"] = country
    return doc
