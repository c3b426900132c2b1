"""AE-2026-000174: the photos of the damage are copies of those in AE-2026-000123; nothing goes back."""

from __future__ import annotations

from functools import partial

from cases import papers
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000174"
_ADDRESS = p.address("Colm Brannigan", "6 Harbour Row", "H91 K0P4", "Carrowmore Quay", "IE")

_ORDER = p.order(
    "8190436620", "GBP", "2026-10-25T10:55:21Z",
    [p.line("1", "Norvane Chrono 40", "19.90", sku="TWT-NC40", variant={"Colour": "Blue / brown"})],
    "2.00", "21.90", paid_at="2026-10-25T10:55:48Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "21.90", "221807", "2026-10-25T10:55:48Z")],
)

_LISTING = {
    "id": "3256810044890", "title": "Norvane Chrono 40 watch, blue dial, brown strap",
    "description": "Quartz chronograph, 40 mm, mineral glass, leather strap. Sent in a hard case inside a padded "
                   "envelope.",
    "language": "en", "captured_at": "2026-10-25T10:55:21Z",
    "attributes": [{"name": "Case diameter", "value": "40", "unit": "mm", "tolerance": "1"},
                   {"name": "Packing", "value": "hard case in padded envelope"}],
    "includes": ["watch", "strap", "hard case"],
    "photos": [
        p.photo("L1", "l1_norvane_front.jpg", Sample("case1_listing_1.jpg"), "front"),
        p.photo("L2", "l2_norvane_side.jpg", Sample("case1_listing_2.jpg"), "three-quarter view"),
    ],
    "price_history": p.prices(
        ("2026-06-04", "24.90"), ("2026-07-09", "23.90"), ("2026-08-13", "22.50"), ("2026-09-17", "21.90"),
        ("2026-10-08", "20.50"), ("2026-10-22", "19.90"), ("2026-11-09", "20.90")),
    "similar": p.similar(
        ("Norvane Chrono 40 (maker's outlet)", "18.70", 4.7), ("Chronograph, leather, blue", "17.50", 4.4)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Kurivo",
    "tracking_number": "TW55209918340072", "expected_by": "2026-11-10T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-27T12:10:00Z", "accepted", "Padded envelope accepted, 0.19 kg", "Fernbridge", "GB"),
        p.event("ev2", "2026-11-02T18:25:00Z", "arrived", "Arrived at delivery depot", "Carrowmore Quay", "IE"),
        p.event("ev3", "2026-11-06T11:02:00Z", "delivered", "Delivered through the letter box", "Carrowmore Quay",
                "IE"),
    ],
    "proof": [{"kind": "photo", "evidence": "C1", "at": "2026-11-06T11:02:00Z"}],
}

_MESSAGES = [
    p.message("M1", "2026-11-09T13:20:00Z", "buyer", "en",
              "The watch arrived with a smashed glass, see the three photos. I want all of my money back.",
              attachments=["E1", "E2", "E3"]),
    p.message("M2", "2026-11-09T17:45:00Z", "seller", "en",
              """Your photos show a cardboard box on the table. We sent a padded envelope with a hard case (see the
              packing record). These cannot be photos of our parcel.""", attachments=["E4"]),
    p.message("M3", "2026-11-10T09:00:00Z", "platform", "en",
              """Please send one new photo of the watch beside a sheet of paper with the number of this case, by 11
              November, 20:00 UTC."""),
    p.message("M4", "2026-11-10T22:31:00Z", "buyer", "en", "I threw it away. My photos are enough."),
]

_RECORD = (
    ("Order", "8190436620"),
    ("Item", "Norvane Chrono 40, blue / brown"),
    ("Packing", "hard case, padded envelope C5; 0.19 kg"),
    ("Sent", "27 Oct 2026"),
)
_DELIVERY = (
    ("Consignment", "TW 5520 9918 340072"),
    ("Kind", "padded envelope, 0.19 kg, 24 x 17 x 5 cm"),
    ("Delivered", "6 Nov 2026 11:02, through the letter box"),
    ("Condition", "undamaged at every scan"),
)
_SHOWN = "2026-11-09T13:25:00Z"
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_IMG_0001.jpg", Sample("case6_evidence_1.jpg"), "2026-11-09T13:18:00Z",
           caption="broken glass", language="en", satisfies=["damage-visible"], disclosed_at=_SHOWN),
    p.item("E2", "buyer", "photo", "e2_IMG_0002.jpg", Sample("case6_evidence_2.jpg"), "2026-11-09T13:18:30Z",
           caption="on my table", language="en", disclosed_at=_SHOWN),
    p.item("E3", "buyer", "photo", "e3_IMG_0003.jpg", Sample("case6_evidence_3.jpg"), "2026-11-09T13:19:00Z",
           caption="side", language="en", disclosed_at=_SHOWN),
    p.item("E4", "seller", "document", "e4_packing_record.pdf",
           Made(partial(papers.pdf, "Packing record", "Timewell Trade, Fernbridge", _RECORD,
                        "Printed 9 November 2026")),
           "2026-11-09T17:43:00Z", caption="packing record", language="en", disclosed_at="2026-11-09T17:50:00Z"),
    p.item("C1", "carrier", "document", "c1_delivery.pdf",
           Made(partial(papers.pdf, "Delivery record", "Kurivo, claims desk, 10 November 2026", _DELIVERY,
                        "Kurivo · made for Bazaria Marketplace, enquiry 4-174-26")),
           "2026-11-10T15:00:00Z", caption="the carrier's delivery record", language="en",
           disclosed_at="2026-11-10T15:10:00Z"),
]

_CASE = p.case(
    ID, "damaged", "delivered", _SHOWN, "2026-11-11T20:05:00Z", "2026-11-20T20:00:00Z",
    protection_ends_at="2026-11-21T11:02:00Z", dispute_window_ends_at="2026-11-21T11:02:00Z",
    seller_response_due_at="2026-11-14T13:25:00Z", seller_responded_at="2026-11-09T17:45:00Z",
    related=[{"case": "AE-2026-000123", "relation": "same-item"}],
    claim=p.claim(
        "The watch arrived with a smashed glass. I want all of my money back.", "en", None,
        scope=[{"line": "1", "quantity": 1, "state": "damaged"}],
        requested={"outcome": "full-refund", "amount": "21.90"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-9018832", "name": "Colm Brannigan", "country": "IE", "orders": 6, "disputes": 4,
           "account": "active"},
    seller={"id": "s-141950", "name": "Timewell Trade", "country": "GB", "rating": 4.6, "verified": True,
            "orders": 9877, "disputes": 95, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-09T17:45:00Z", "seller", "no-refund", "refused")],
)

_VERDICT = p.decision(
    ID, "no-refund", "damaged.5", "mod-3", "2026-11-12T17:02:00Z",
    exhibits=[
        p.exhibit("X1", "E1", "a cropped copy of a picture from another dispute"),
        p.exhibit("X2", "E2", "a mirrored and paler copy of another; a carton stands at the edge",
                  [0.0, 0.0, 0.42, 0.13]),
        p.exhibit("X3", "E3", "a smaller, slightly turned copy of a third"),
        p.exhibit("X4", "C1", "an envelope was delivered, not a carton", page=1),
        p.exhibit("X5", "E4", "sent in a hard case inside a padded envelope", page=1),
    ],
    findings=[
        p.finding("damage-visible", "not-established", "A crack can be seen, but not on this buyer's watch.",
                  ("X1", "X2", "X3")),
        p.finding("item-is-ordered", "not-established",
                  "It is a watch of the same model; the pictures were first handed in by somebody else.",
                  ("X1", "X2", "X3")),
        p.finding("parcel-is-orders", "no", "The pictures show a carton; this order came in a padded envelope.",
                  ("X2", "X4", "X5"), (("/shipments/0/events/0/text", "carrier: padded envelope accepted, 0.19 kg"),)),
        p.finding("damaged-before-opening", "not-applicable", "No damage to this watch is shown."),
        p.finding("still-usable", "not-applicable", "No damage to this watch is shown."),
    ],
    statements=p.statement("""
        Nothing is refunded of the £ 21.90 asked.

        The three photos are copies of pictures that somebody else handed in before, in another dispute: one cropped,
        one mirrored, one turned a little (X1, X2, X3). They show a carton (X2); this order came in a padded envelope
        (X4, X5). So they show nothing about this watch.

        To the buyer: we asked for one new photo, and you wrote that the watch is gone. You may well have received a
        damaged watch; but somebody has to be able to see it. Photos from other buyers cannot stand in for it.

        To the seller: nothing is owed. Your packing record agrees with the carrier's."""),
    referrals=[{"about": "buyer", "kind": "other", "text": "photos of AE-2026-000123 handed in as their own",
                "exhibits": ["X1", "X2", "X3"]}],
    internal_note="Compare with AE-2026-000123, E1 to E3: same crack, same grain of the table.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("copied photos", "no refund", "carrier document"))
