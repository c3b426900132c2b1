"""The order on which two sample cases stand: AE-2026-000160 and its duplicate, AE-2026-000161."""

from __future__ import annotations

from cases import pictures
from cases.stories import parts as p
from cases.stories.parts import Doc, Made


# fmt: off
def order() -> Doc:
    return p.order(
        "8190387755", "EUR", "2026-10-18T11:08:26Z",
        [p.line("1", "Enamel casserole 24 cm, cream", "48.50", sku="BWH-EC24-CR")],
        "0.00", "48.50", paid_at="2026-10-18T11:08:59Z",
        ship_to=p.address("Carla Montfort", "Rua das Amoras 18", "3810-122", "Serravinha", "PT"),
        payments=[p.charge("P1", "48.50", "645511", "2026-10-18T11:08:59Z")],
    )


def listing() -> Doc:
    return {
        "id": "3256810188402", "title": "Enamel casserole 24 cm with lid, cream, 4.2 l",
        "description": "Heavy enamelled steel casserole, for every hob and the oven. 24 cm, 4.2 litres, lid with "
                       "steel rim.",
        "language": "en", "captured_at": "2026-10-18T11:08:26Z",
        "attributes": [{"name": "Diameter", "value": "24", "unit": "cm", "tolerance": "0.5"},
                       {"name": "Capacity", "value": "4.2", "unit": "l"}],
        "includes": ["casserole", "lid"],
        "photos": [p.photo("L1", "l1_casserole_cream.jpg", Made(pictures.casserole), "cream, with lid")],
        "price_history": p.prices(
            ("2026-05-08", "56.00"), ("2026-06-12", "54.50"), ("2026-07-17", "52.00"), ("2026-08-21", "52.00"),
            ("2026-09-18", "49.90"), ("2026-10-16", "48.50"), ("2026-11-07", "51.00")),
        "similar": p.similar(
            ("Caçarola esmaltada 24 cm", "46.90", 4.5), ("Enamel pot 22 cm, blue", "39.00", 4.3),
            ("Bellwick casserole 26 cm", "57.00", 4.6)),
    }


def buyer() -> Doc:
    return {"id": "b-1903356", "name": "Carla Montfort", "country": "PT", "orders": 35, "disputes": 2,
            "account": "active"}


def seller() -> Doc:
    return {"id": "s-118206", "name": "Bellwick Home", "country": "GB", "rating": 4.6, "verified": True,
            "orders": 15502, "disputes": 187, "account": "active"}


def shipment() -> Doc:
    """The parcel as the carrier's own page shows it: told Portaval, delivered in Portaval."""
    return {
        "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Kurivo",
        "tracking_number": "RX50117749026631", "expected_by": "2026-11-09T23:59:00Z",
        "destination": p.address("Carla Montfort", "Rua das Amoras 18", "4200-310", "Portaval", "PT"),
        "events": [
            p.event("ev1", "2026-10-20T19:04:00Z", "label-created", "Label created", "Oakhaven", "GB"),
            p.event("ev2", "2026-10-21T16:12:00Z", "accepted", "Parcel accepted, 1.12 kg", "Oakhaven", "GB"),
            p.event("ev3", "2026-10-23T09:30:00Z", "departed", "Departed origin country", "Oakhaven", "GB"),
            p.event("ev4", "2026-10-26T17:55:00Z", "customs", "Customs cleared", "Portaval", "PT"),
            p.event("ev5", "2026-10-28T03:15:00Z", "arrived", "In transit", "Vilarmar", "PT"),
            p.event("ev6", "2026-10-29T21:40:00Z", "arrived", "Arrived at delivery depot", "Portaval", "PT"),
            p.event("ev7", "2026-10-30T08:02:00Z", "out-for-delivery", "Out for delivery", "Portaval", "PT"),
            p.event("ev8", "2026-10-30T11:26:00Z", "delivered", "Delivered, left with receiver", "Portaval", "PT"),
        ],
    }
