"""AE-2026-000118: “the box was empty”; the buyer's own film shows the goods in it, and two cuts. Nothing goes back."""

from __future__ import annotations

from functools import partial

from cases import papers
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000118"
_ADDRESS = p.address("Tomasz Wierny", "ul. Klonowa 7/12", "20-118", "Lubomin", "PL")

_ORDER = p.order(
    "8190433316", "PLN", "2026-10-19T20:31:44Z",
    [p.line("1", "Auralix Pebble 2", "189.00", sku="ARX-PB2-WH", variant={"Colour": "White"})],
    "10.00", "199.00", paid_at="2026-10-19T20:32:10Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "199.00", "884130", "2026-10-19T20:32:10Z", "bank transfer")],
)

_LISTING = {
    "id": "3256810120067", "title": "Auralix Pebble 2 true wireless earbuds, 30 h, white",
    "description": p.flow("""
        Earbuds with charging case, 8 hours a charge and 30 hours with the case. Sealed retail box with serial number.
        Shipped from our store within two working days of payment clearing."""),
    "language": "en", "captured_at": "2026-10-19T20:31:44Z",
    "attributes": [
        {"name": "Battery life with case", "value": "30", "unit": "h"},
        {"name": "Weight, boxed", "value": "148", "unit": "g", "tolerance": "6"},
    ],
    "includes": ["earbuds", "charging case", "USB-C cable", "three sizes of tips"],
    "photos": [p.photo("L1", "l1_pebble2_box_case.jpg", Sample("case5_listing_1.jpg"), "retail box and charging case")],
    "price_history": p.prices(
        ("2026-05-20", "229.00"), ("2026-06-21", "219.00"), ("2026-07-30", "219.00"), ("2026-08-29", "199.00"),
        ("2026-09-25", "195.00"), ("2026-10-15", "189.00"), ("2026-11-06", "189.00")),
    "similar": p.similar(
        ("Auralix Pebble 2 (reseller)", "196.00", 4.6), ("Pebble Lite earbuds", "129.00", 4.3),
        ("Słuchawki bezprzewodowe 28 h", "149.00", 4.4)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Kurivo",
    "tracking_number": "PK60293317748120", "expected_by": "2026-11-05T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-28T08:02:00Z", "label-created", "Label created, 0.21 kg", "Svitavka", "CZ"),
        p.event("ev2", "2026-10-28T15:21:00Z", "accepted", "Accepted, weighed 0.21 kg", "Svitavka", "CZ"),
        p.event("ev3", "2026-10-29T20:50:00Z", "departed", "Left the sorting centre", "Svitavka", "CZ"),
        p.event("ev4", "2026-10-30T22:14:00Z", "arrived", "Arrived at delivery depot, weighed 0.21 kg", "Lubomin",
                "PL"),
        p.event("ev5", "2026-10-31T08:36:00Z", "out-for-delivery", "Out for delivery", "Lubomin", "PL"),
        p.event("ev6", "2026-10-31T13:10:00Z", "delivered", "Delivered, handed to receiver", "Lubomin", "PL"),
    ],
    "proof": [{"kind": "signature", "evidence": "C1", "at": "2026-10-31T13:10:00Z"}],
}

_MESSAGES = [
    p.message("M1", "2026-10-31T17:40:00Z", "buyer", "pl",
              "Paczka przyszła pusta! W środku tylko pognieciony papier. Nagrałem otwieranie.",
              "The parcel came empty! Only crumpled paper inside. I filmed the opening.", attachments=["E1", "E2"]),
    p.message("M2", "2026-11-02T09:05:00Z", "seller", "cs",
              """Dobrý den, balíček jsme odeslali se sluchátky, sériové číslo AP2-0417-77193. Váha při podání i při
              doručení je 0,21 kg, prázdná krabice s papírem váží jen 0,06 kg.""",
              """Hello, we sent the parcel with the earbuds, serial number AP2-0417-77193. Its weight at hand-in and
              at delivery is 0.21 kg; an empty carton with paper weighs only 0.06 kg.""", attachments=["E3"]),
    p.message("M3", "2026-11-02T18:22:00Z", "buyer", "pl",
              "Na filmie widać, że w kartonie nic nie ma. Proszę o zwrot 199 zł.",
              "The film shows that there is nothing in the carton. I ask for a refund of 199 zł."),
    p.message("M4", "2026-11-05T11:00:00Z", "platform", "en",
              "We asked the buyer about the film: the white box can be seen in it until 0:15.8. Please explain by "
              "9 November."),
    p.message("M5", "2026-11-07T19:15:00Z", "buyer", "pl",
              "To pudełko było puste w środku. Film przyciąłem, bo był za długi do wysłania.",
              "That box was empty inside. I trimmed the film because it was too long to send."),
]

_WEIGHTS = (
    ("Consignment", "PK 6029 3317 748120"),
    ("Hand-in", "28 Oct 2026 15:21, Svitavka: 0.21 kg (automatic scale)"),
    ("Depot", "30 Oct 2026 22:14, Lubomin: 0.21 kg (automatic scale)"),
    ("Delivery", "31 Oct 2026 13:10, signed by the receiver"),
    ("Irregularities", "none recorded; tape and label whole on the depot picture"),
)
_RECORD = (
    ("Order", "8190433316"),
    ("Item", "Auralix Pebble 2, white, AP2-0417-77193"),
    ("Boxed item weighs", "0.148 kg"),
    ("Carton and paper", "0.060 kg"),
    ("Closed", "28 Oct 2026 07:58"),
)
_SHOWN = "2026-10-31T18:30:00Z"
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_pusty_karton.jpg", Sample("case5_evidence_1.jpg"), "2026-10-31T17:36:00Z",
           caption="Pusty karton", language="pl", translations=p.english("Empty carton", "pl-en"),
           satisfies=["goods-missing-from-parcel"], disclosed_at=_SHOWN),
    p.item("E2", "buyer", "video", "e2_otwieranie.mov", Sample("case5_unboxing.mov"), "2026-10-31T17:38:00Z",
           caption="Otwieranie paczki", language="pl", translations=p.english("Opening the parcel", "pl-en"),
           satisfies=["goods-missing-from-parcel"], disclosed_at=_SHOWN, sensitive=["address"]),
    p.item("E3", "seller", "document", "e3_baleni.pdf",
           Made(partial(papers.pdf, "Packing record", "Auralix Direct, Svitavka, station 2", _RECORD,
                        "Auralix Direct · printed 2 November 2026")),
           "2026-11-02T09:03:00Z", caption="Záznam o balení", language="cs",
           translations=p.english("Packing record", "cs-en"), disclosed_at="2026-11-02T09:10:00Z"),
    p.item("C1", "carrier", "document", "c1_kurivo_weights.pdf",
           Made(partial(papers.pdf, "Weights and delivery of a consignment", "Kurivo, claims desk, 4 November 2026",
                        _WEIGHTS,
                        "Kurivo · made for Bazaria Marketplace, enquiry 4-118-26")),
           "2026-11-04T14:20:00Z", caption="The carrier's weights", language="en", disclosed_at="2026-11-04T15:00:00Z"),
]

_CASE = p.case(
    ID, "not-received", "delivered", _SHOWN, "2026-11-08T18:30:00Z", "2026-11-15T11:00:00Z",
    protection_ends_at="2026-11-20T23:59:00Z", dispute_window_ends_at="2026-11-15T13:10:00Z",
    seller_response_due_at="2026-11-05T18:30:00Z", seller_responded_at="2026-11-02T09:05:00Z",
    claim=p.claim(
        "Paczka przyszła pusta, w środku był tylko papier.", "pl",
        "The parcel came empty, there was only paper inside.",
        scope=[{"line": "1", "quantity": 1, "state": "missing"}],
        requested={"outcome": "full-refund", "amount": "199.00"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-6630912", "name": "Tomasz Wierny", "country": "PL", "orders": 28, "disputes": 5,
           "account": "active"},
    seller={"id": "s-150832", "name": "Auralix Direct", "country": "CZ", "rating": 4.8, "verified": True,
            "orders": 22874, "disputes": 133, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-02T09:05:00Z", "seller", "no-refund", "refused")],
)

_VERDICT = p.decision(
    ID, "no-refund", "not-received.5", "mod-3", "2026-11-12T12:40:00Z",
    exhibits=[
        p.frame("X1", "E2", 60, "sealed parcel, label with the order's tracking number", [0.28, 0.34, 0.31, 0.27],
                redact=[{"region": [0.33, 0.43, 0.12, 0.09], "why": "address"}]),
        p.frame("X2", "E2", 450, "the white Auralix box lies in the carton", [0.4008, 0.3561, 0.2086, 0.2975],
                pair="L1"),
        p.frame("X3", "E2", 473, "the last frame with the box", [0.4008, 0.3561, 0.2086, 0.2975]),
        p.frame("X4", "E2", 474, "the next frame, 1/30 of a second later: no box", [0.4008, 0.3561, 0.2086, 0.2975]),
        p.exhibit("X5", "C1", "0.21 kg at hand-in and at the delivery depot", page=1),
        p.exhibit("X6", "L1", "the retail box as listed", [0.035, 0.228, 0.5793, 0.4444]),
        p.exhibit("X7", "E3", "the boxed item weighs 0.148 kg, carton and paper 0.060 kg", page=1),
    ],
    findings=[
        p.finding("delivered-to-address", "not-disputed", "Both sides say that the parcel arrived.", (),
                  (("/shipments/0/events/5/text", "delivered 31 Oct 2026"),)),
        p.finding("tracking-is-genuine", "yes", "The label in the film bears the order's number.", ("X1",),
                  (("/shipments/0/tracking_number", "tracking PK60293317748120"),)),
        p.finding("delivery-time-over", "not-applicable", "The parcel arrived in time."),
        p.finding("goods-missing-from-parcel", "no",
                  """The film shows the box in the opened carton for eight seconds; it is gone from one frame to the
                  next. The weight at the depot is that of carton, paper and boxed item together.""",
                  ("X2", "X3", "X4", "X5", "X7")),
        p.finding("receipt-confirmed-freely", "not-applicable", "The button was not pressed."),
        p.finding("seller-answered", "yes", "With reasons and a record, on 2 November.", ("X7",),
                  (("/messages/1/at", "answered 2 Nov 2026"),)),
    ],
    not_relied_on=[
        p.unused("E1", "shows a carton without its goods, as it would look after unpacking too; it cannot say when"),
    ],
    statements=p.statement("""
        Nothing is refunded of the PLN 199.00 asked.

        An empty parcel is an ordinary claim, and we looked at it as such. But the buyer's own film shows the white
        Auralix box lying in the opened carton from 0:07.6 to 0:15.8 (X2, X3). From one frame to the next it is gone
        (X4). The carrier weighed the parcel twice, 0.21 kg at hand-in and at the depot of delivery (X5): as much as
        carton, paper and the boxed earbuds weigh together (X7).

        To the buyer: you write that the box in the film was empty. An empty one would have made the parcel lighter by
        the weight of what belongs in it, and the scales show no such gap. You also write that you trimmed the film to
        send it; we believe that films get trimmed, and nobody needs a film at all. We do not say what happened to the
        box, only that it is not shown to have been missing. If the uncut film still exists, send it with an
        objection.

        To the seller: nothing is owed."""),
    referrals=[{"about": "buyer", "kind": "other", "text": "cuts at 0:09.0 and 0:15.8 of the film; no step taken",
                "exhibits": ["X3", "X4"]}],
    internal_note="Jump cut at frame 270, hard cut at 474, the sound is spliced at both.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("empty parcel", "no refund", "carrier document", "cut video"))
