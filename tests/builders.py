"""Small, whole cases for tests: one order line, a listing with one photo, one photo of the buyer's."""

from __future__ import annotations

import copy
import functools
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from moderator.pack import write_pack

LISTING_PHOTO = "media/listing-1.jpg"
BUYER_PHOTO = "media/e1.jpg"

_CASE: dict[str, Any] = {
    "format": "moderator-case/1",
    "id": "AE-2026-000123",
    "revision": 1,
    "reason": "damaged",
    "delivery": "delivered",
    "opened_at": "2026-11-05T10:00:00Z",
    "escalated_at": "2026-11-09T08:30:00Z",
    "decision_due_at": "2026-11-16T08:30:00Z",
    "claim": {
        "text": "La jarra llegó rota.",
        "language": "es",
        "translations": {"en": {"text": "The jug arrived broken.", "by": "machine", "engine": "test"}},
        "scope": [{"line": "1", "quantity": 1, "state": "damaged"}],
        "requested": {"outcome": "full-refund", "amount": "23.90"},
    },
    "order": {
        "number": "8190000000000001",
        "currency": "USD",
        "placed_at": "2026-10-14T09:12:00Z",
        "paid_at": "2026-10-14T09:13:00Z",
        "lines": [
            {
                "id": "1",
                "sku": "JUG-26",
                "title": "Glass jug",
                "variant": {"Colour": "Blue"},
                "quantity": 1,
                "unit_price": "21.90",
            }
        ],
        "shipping": "2.00",
        "paid": "23.90",
        "refunded": "0.00",
        "payments": [
            {
                "id": "P1",
                "kind": "charge",
                "status": "settled",
                "amount": "23.90",
                "method": "card",
                "at": "2026-10-14T09:13:00Z",
            }
        ],
    },
    "listing": {
        "id": "100500",
        "title": "Glass jug, 26 cm",
        "description": "A blue jug of hand-blown glass.",
        "language": "en",
        "photos": [{"id": "L1", "path": LISTING_PHOTO, "caption": "Front"}],
    },
    "buyer": {"id": "b-1", "name": "Ana Ruiz", "country": "ES", "orders": 41, "disputes": 2},
    "seller": {"id": "s-1", "name": "Blue Glass Store", "country": "CN", "rating": 4.7},
    "messages": [
        {
            "id": "M1",
            "at": "2026-11-06T02:00:00Z",
            "from": "seller",
            "text": "我们发货时是完好的。",
            "language": "zh",
            "translations": {"en": {"text": "It was whole when we sent it.", "by": "machine"}},
        }
    ],
    "evidence": [
        {
            "id": "E1",
            "from": "buyer",
            "kind": "photo",
            "path": BUYER_PHOTO,
            "submitted_at": "2026-11-05T10:01:00Z",
            "satisfies": ["damage-visible"],
        }
    ],
}


def case_doc(**overrides: Any) -> dict[str, Any]:
    """A valid case.json, a new one each time. A keyword replaces a top-level key (None takes it out)."""
    doc = copy.deepcopy(_CASE) | overrides
    return {key: value for key, value in doc.items() if value is not None}


@functools.cache
def jpeg(colour: str = "navy", size: tuple[int, int] = (64, 48)) -> bytes:
    """A real, tiny JPEG: a lighter cross on `colour`, so that a turned picture shows."""
    image = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(image)
    draw.line((0, 0, size[0], size[1]), fill="white", width=3)
    draw.line((0, size[1] // 2, size[0] // 3, 0), fill="gold", width=3)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def case_media(doc: Mapping[str, Any]) -> dict[str, bytes]:
    """A JPEG for every path that `doc` names, listing photos blue, evidence red."""
    media = {photo["path"]: jpeg("navy") for photo in doc["listing"].get("photos") or []}
    return media | {item["path"]: jpeg("darkred") for item in doc.get("evidence") or []}


def write_case_pack(
    folder: Path,
    doc: Mapping[str, Any] | None = None,
    media: Mapping[str, bytes] | None = None,
    suffix: str = ".casepack",
) -> Path:
    """A good pack of `doc` in `folder`, named after the case: a zip, or a folder if `suffix` is empty."""
    doc = case_doc() if doc is None else doc
    media = case_media(doc) if media is None else media
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / f"{doc['id']}{suffix}"
    write_pack(doc, {path: functools.partial(io.BytesIO, data) for path, data in media.items()}, out)
    return out
