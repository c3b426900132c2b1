"""Decision records as the desk freezes them, for tests of the document."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from tests.moderator.report.disputed_watch import CASE

Record = dict[str, Any]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=32)
def jpeg(name: str, width: int = 640, height: int = 426) -> bytes:
    """A small picture that differs for each name."""
    shade = hashlib.sha256(name.encode()).digest()
    picture = Image.new("RGB", (width, height), (shade[0] // 2 + 90, shade[1] // 2 + 90, shade[2] // 2 + 90))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.85), fill=(shade[3], shade[4], shade[5]))
    draw.line((width * 0.4, height * 0.3, width * 0.6, height * 0.7), fill=(255, 255, 255), width=4)
    file = BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


_PICTURES = {
    hashlib.sha256(data).hexdigest(): data
    for data in [*map(jpeg, ("X1", "X2", "X3", "L1", "X5", "X6")), jpeg("tall", 426, 640), jpeg("wide", 900, 200)]
}


def picture(sha256: str) -> bytes:
    return _PICTURES[sha256]


def picture_hash(name: str, *size: int) -> str:
    return hashlib.sha256(jpeg(name, *size)).hexdigest()


def exhibit(tag: str, source: str, name: str, **facts: Any) -> Record:
    whole: Record = {
        "id": tag,
        "source": source,
        "name": name,
        "from": "buyer",
        "kind": "photo",
        "caption": "",
        "picture": picture_hash(tag),
        "width": 640,
        "height": 426,
        "sha256": digest(name),
        "stream": None,
        "pts": None,
        "time_base": None,
        "time": None,
        "index": None,
        "page": None,
        "region": None,
        "note": "",
        "redacted": [],
    }
    return whole | facts


def item(tag: str, name: str, kind: str, sender: str, **facts: Any) -> Record:
    whole: Record = {
        "id": tag,
        "name": name,
        "kind": kind,
        "from": sender,
        "sha256": digest(name),
        "bytes": 379093,
        "submitted_at": "2026-11-06T18:50:12Z",
        "state": "shown",
        "reason": "",
    }
    return whole | facts


def record() -> Record:
    """A partial refund for a watch whose glass arrived broken: everything a full decision says."""
    return copy.deepcopy(_RECORD)


def changed(change: Callable[[Record], None]) -> Record:
    whole = record()
    change(whole)
    return whole


_VERDICT: Mapping[str, Any] = {
    "format": "moderator-verdict/1",
    "id": "AE-2026-000123-v1",
    "case": "AE-2026-000123",
    "revision": 1,
    "stage": "first",
    "kind": "decision",
    "policy_version": "2026-10-01",
    "outcome": "partial-refund",
    "refund": {
        "lines": [{"line": "1", "quantity": 1, "amount": "15.33", "method": "percent", "percent": "70"}],
        "shipping": "0.00",
        "total": "15.33",
    },
    "borne_by": "seller",
    "clause": "damaged.2",
    "exhibits": [
        {"id": "X1", "source": "E4", "pts": 344576, "time_base": "1/15360", "region": [0.4, 0.2, 0.25, 0.4]},
        {
            "id": "X2",
            "source": "E2",
            "pair": "L1",
            "measurement": {
                "name": "crack",
                "value": "17.2",
                "uncertainty": "0.2",
                "unit": "mm",
                "known": "dial 40 mm",
            },
        },
    ],
    "findings": [
        {
            "requirement": "damage-visible",
            "answer": "yes",
            "text": "The glass is cracked across the dial; the bezel is dented.",
            "exhibits": ["X1", "X2"],
        },
        {
            "requirement": "item-ordered",
            "answer": "yes",
            "text": "Dial, hands and strap agree with the listing photo.",
            "exhibits": ["X2", "L1"],
        },
        {
            "requirement": "parcel-of-order",
            "answer": "yes",
            "text": "The label’s code is the order’s tracking number.",
            "exhibits": ["X3"],
            "facts": [{"pointer": "/shipments/0/events/1", "value": "delivered 4 Nov"}],
        },
        {
            "requirement": "broken-before-opening",
            "answer": "not-established",
            "text": "The film begins when the parcel is already open.",
            "exhibits": [],
        },
    ],
    "not_relied_on": [{"evidence": "E5", "why": "shows the box, not the item"}],
    "statements": [
        {
            "language": "en",
            "by": "moderator",
            "authoritative": True,
            "text": "The watch arrived broken (X1, X2), but it runs and can be used, so a part is refunded and not the "
            "whole. A sound box does not show a sound watch; the photo E5 was cut off and asked for again on 8 "
            "November, and no copy came.",
        },
        {
            "language": "es",
            "by": "machine",
            "authoritative": False,
            "text": "El reloj llegó roto (X1, X2), pero funciona y puede usarse; por eso se devuelve una parte.",
        },
    ],
    "internal_note": "SECRET-NOTE the seller was rude on the phone",
    "referrals": [{"about": "seller", "kind": "repeat-claim", "text": "SECRET-REFERRAL watch this shop"}],
    "procedural": [{"finding": "late", "rule": "R1", "did": "set-aside", "why": "SECRET-REASON a known fraudster"}],
    "dsa_annex": {"decision_facts": "SECRET-ANNEX the statement of reasons"},
    "aids": [
        {"name": "alignment", "version": "1", "result": "X2–L1 good, 0.9 px", "error_rate": "1 in 62"},
        {"name": "codes", "version": "1", "result": "read", "error_rate": ""},
    ],
    "decided_by": "mod-7",
    "decided_at": "2026-11-12T09:44:00Z",
}

_RECORD: Record = {
    "format": "moderator-record/1",
    "number": 1,
    "office": "Bazaria Marketplace · Dispute Office",
    "clock": "real",
    "verdict": _VERDICT,
    "case": CASE,
    "case_sha256": digest("case"),
    "policy": {
        "reason": "damaged",
        "version": "2026-10-01",
        "title": "Damaged goods",
        "requirements": [
            {
                "id": "damage-visible",
                "text": "Is the damage visible?",
                "burden": "buyer",
                "if_not_established": "Without visible damage nothing is refunded.",
            },
            {
                "id": "item-ordered",
                "text": "Is it the item ordered?",
                "burden": "buyer",
                "if_not_established": "The claim is then decided as a wrong item.",
            },
            {
                "id": "parcel-of-order",
                "text": "Is it the parcel of this order?",
                "burden": "buyer",
                "if_not_established": "The evidence then shows nothing about this order.",
            },
            {
                "id": "broken-before-opening",
                "text": "Did it break before it was opened?",
                "burden": "seller",
                "if_not_established": "It then counts as broken on the way.",
            },
        ],
        "clauses": [
            {"id": "damaged.1", "text": "…", "outcomes": ["full-refund"], "shipping": True},
            {
                "id": "damaged.2",
                "outcomes": ["partial-refund"],
                "shipping": False,
                "text": "Where an item arrives damaged and can still be used for its purpose, the seller refunds the "
                "loss of value according to the grid. Shipping is refunded where the item is returned.",
            },
        ],
        "objection": {
            "text": "Either party may object within six months of receiving this decision, free of charge, with new "
            "evidence if there is any; somebody else will answer.",
        },
    },
    "moderator": "mod-7",
    "decided_at": "2026-11-12T09:44:00Z",
    "sandbox": "FULL",
    "exhibits": [
        exhibit(
            "X1",
            "E4",
            "unboxing.mp4",
            kind="video",
            note="crack across the glass",
            stream=0,
            pts=344576,
            time_base="1/15360",
            time="0:22.433",
            index=673,
            region=[0.4, 0.2, 0.25, 0.4],
        ),
        exhibit("X2", "E2", "e2.jpg", caption="Mi reloj roto", note="impact point and dented bezel"),
        exhibit(
            "X3",
            "E4",
            "unboxing.mp4",
            kind="video",
            note="label with the order’s tracking number",
            stream=0,
            pts=44544,
            time_base="1/15360",
            time="0:02.900",
            index=87,
            redacted=["address"],
        ),
        exhibit("L1", "L1", "listing-1.jpg", kind="photo", note="listing photo as ordered", **{"from": "listing"}),
    ],
    "evidence": [
        item("E2", "e2.jpg", "photo", "buyer"),
        item("E4", "unboxing.mp4", "video", "buyer", bytes=48211903),
        item(
            "E5",
            "e5.jpg",
            "photo",
            "seller",
            state="partial",
            reason="cut off after 61 %",
            submitted_at="2026-11-07T08:12:00Z",
        ),
        item("L1", "listing-1.jpg", "photo", "listing", submitted_at=None),
    ],
    "money": {
        "currency": "USD",
        "paid": "23.90",
        "refunded_before": "0.00",
        "cap": "23.90",
        "total": "15.33",
        "kept": "8.57",
        "lines": [
            {
                "line": "1",
                "title": "Norvane Chrono 40",
                "variant": "blue / brown strap",
                "quantity": 1,
                "paid": "21.90",
                "before": "0.00",
                "refund": "15.33",
                "method": "percent",
                "percent": "70",
                "why": "the damage is real but the watch still runs, which the film shows (X1); the policy values a "
                "cracked glass at 70 % of the price.",
            }
        ],
        "shipping": {"paid": "2.00", "refund": "0.00"},
        "payments": [],
    },
    "fonts": [],
    "entry": digest("entry"),
}
