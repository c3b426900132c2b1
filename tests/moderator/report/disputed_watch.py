"""The case that the records of these tests are about, as its case.json would say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CASE: Mapping[str, Any] = {
    "format": "moderator-case/1",
    "id": "AE-2026-000123",
    "revision": 1,
    "facts_as_of": "2026-11-12T06:00:00Z",
    "reason": "damaged",
    "delivery": "delivered",
    "opened_at": "2026-11-06T18:55:00Z",
    "escalated_at": "2026-11-11T09:00:00Z",
    "seller_response_due_at": "2026-11-11T18:55:00Z",
    "seller_responded_at": "2026-11-07T08:12:30Z",
    "claim": {
        "text": "El reloj llegó con el cristal roto. La caja no estaba dañada.",
        "language": "es",
        "translations": {
            "en": {
                "text": "The watch arrived with the glass smashed. The box was not damaged.",
                "by": "machine",
                "engine": "m2m",
            }
        },
        "scope": [{"line": "1", "quantity": 1, "state": "damaged"}],
        "requested": {"outcome": "full-refund", "amount": "23.90"},
    },
    "order": {
        "number": "8190 4412 80",
        "currency": "USD",
        "placed_at": "2026-10-18T10:00:00Z",
        "paid_at": "2026-10-18T10:00:09Z",
        "lines": [
            {
                "id": "1",
                "sku": "NC40",
                "title": "Norvane Chrono 40",
                "variant": {"Dial": "Blue", "Strap": "brown"},
                "quantity": 1,
                "unit_price": "21.90",
            }
        ],
        "shipping": "2.00",
        "tax": "0.00",
        "paid": "23.90",
        "refunded": "0.00",
        "payments": [
            {
                "id": "P1",
                "kind": "charge",
                "status": "settled",
                "amount": "23.90",
                "auth": "771204",
                "method": "card",
                "at": "2026-10-18T10:00:09Z",
            }
        ],
    },
    "listing": {
        "id": "L-77",
        "title": "Norvane Chrono 40",
        "description": "Quartz chronograph.",
        "language": "en",
        "captured_at": "2026-10-18T10:00:01Z",
        "photos": [{"id": "L1", "path": "media/listing-1.jpg"}],
    },
    "buyer": {"id": "b-1", "name": "Irene V.", "country": "ES", "orders": 41, "disputes": 2},
    "seller": {"id": "s-1", "name": "Norvane Outlet Hub", "country": "NL", "rating": 4.7, "disputes": 812},
    "shipments": [
        {
            "id": "S1",
            "direction": "outbound",
            "carrier": "Kurivo",
            "tracking_number": "OP8051002651934",
            "events": [
                {
                    "id": "ev1",
                    "at": "2026-10-20T09:10:00+08:00",
                    "status": "accepted",
                    "place": "Shenzhen",
                    "country": "CN",
                },
                {
                    "id": "ev2",
                    "at": "2026-11-04T11:32:00+01:00",
                    "status": "delivered",
                    "place": "Sevilla",
                    "country": "ES",
                },
            ],
        }
    ],
    "messages": [
        {
            "id": "M0",
            "at": "2026-10-19T02:00:00Z",
            "from": "seller",
            "text": "您的订单已发货。",
            "language": "zh",
            "automatic": True,
            "translations": {"en": {"text": "Your order has been sent.", "by": "machine"}},
        },
        {
            "id": "M1",
            "at": "2026-11-07T08:12:30Z",
            "from": "seller",
            "language": "zh",
            "text": "发货前已检查，包装完好。",
            "translations": {"en": {"text": "Checked before dispatch, the packaging was sound.", "by": "machine"}},
            "attachments": ["E5"],
        },
    ],
    "offers": [
        {
            "id": "O1",
            "at": "2026-11-07T08:14:00Z",
            "from": "seller",
            "outcome": "partial-refund",
            "amount": "5.00",
            "status": "refused",
        }
    ],
}
