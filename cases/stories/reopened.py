"""AE-2026-000172: cancelled once on the seller's promise, now reopened (R14, R16): one earbud dies after 24 minutes."""

from __future__ import annotations

from functools import partial

from cases import papers, pictures
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000172"
_ADDRESS = p.address("Оксана Гринчук", "вул. Липова 8, кв. 21", "33018", "Зореград", "UA")

_ORDER = p.order(
    "8190396604", "USD", "2026-10-01T09:12:37Z",
    [p.line("1", "Auralix Pebble 2", "46.00", sku="OTR-PB2-WH", variant={"Colour": "White"})],
    "5.00", "51.00", paid_at="2026-10-01T09:13:01Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "51.00", "770281", "2026-10-01T09:13:01Z")],
)

_LISTING = {
    "id": "3256810120933", "title": "Auralix Pebble 2 true wireless earbuds, 30 h",
    "description": "Earbuds with charging case: 8 hours on one charge, 30 hours with the case. One year of "
                   "warranty by the seller.",
    "language": "en", "captured_at": "2026-10-01T09:12:37Z",
    "attributes": [
        {"name": "Battery life on one charge", "value": "8", "unit": "h", "tolerance": "1"},
        {"name": "Battery life with case", "value": "30", "unit": "h", "tolerance": "2"},
    ],
    "includes": ["earbuds", "charging case", "USB-C cable"],
    "photos": [p.photo("L1", "l1_pebble2.jpg", Sample("case5_listing_1.jpg"), "retail box and charging case")],
    "price_history": p.prices(
        ("2026-05-22", "56.00"), ("2026-06-26", "54.00"), ("2026-07-31", "52.00"), ("2026-08-30", "49.00"),
        ("2026-09-28", "46.00"), ("2026-10-26", "47.50")),
    "similar": p.similar(
        ("Auralix Pebble 2 (maker's shop)", "48.00", 4.8), ("Бездротові навушники 28 год", "38.50", 4.3),
        ("Pebble Lite", "31.00", 4.3)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Kurivo",
    "tracking_number": "JP11740092836655", "expected_by": "2026-10-20T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-02T02:40:00Z", "accepted", "Accepted, 0.22 kg", "Minatogaoka", "JP"),
        p.event("ev2", "2026-10-04T11:15:00Z", "departed", "Left the country of origin", "Minatogaoka", "JP"),
        p.event("ev3", "2026-10-10T08:05:00Z", "customs", "Customs cleared", "Зореград", "UA"),
        p.event("ev4", "2026-10-12T12:34:00Z", "delivered", "Picked up with a code", "Зореград", "UA"),
    ],
    "proof": [{"kind": "pickup-code", "at": "2026-10-12T12:34:00Z"}],
}

_MESSAGES = [
    p.message("M1", "2026-10-15T18:20:00Z", "buyer", "uk",
              "Добрий день! Лівий навушник вимикається через 20–25 хвилин, хоча правий працює добре. Що робити?",
              "Good day! The left earbud switches off after 20 to 25 minutes, while the right one works well. What "
              "can I do?"),
    p.message("M2", "2026-10-16T19:02:00Z", "buyer", "uk", "Відповіді немає, тому відкриваю суперечку "
              "(AE-2026-000102).",
              "There is no answer, so I open a dispute (AE-2026-000102)."),
    p.message("M3", "2026-10-20T23:50:00Z", "seller", "ja",
              "申し訳ございません。紛争を取り消していただければ、すぐに新品をお送りします。",
              "We are very sorry. If you cancel the dispute, we will send you a new pair at once."),
    p.message("M4", "2026-10-22T08:11:00Z", "buyer", "uk", "Добре, скасувала. Чекаю на нові навушники.",
              "All right, I have cancelled it. I am waiting for the new earbuds."),
    p.message("M5", "2026-11-03T20:47:00Z", "buyer", "uk",
              "Минуло два тижні, нічого не надіслано, номера відстеження немає. Майстерня підтвердила дефект. 😞",
              "Two weeks have passed, nothing was sent, there is no tracking number. A workshop confirmed the "
              "defect. 😞",
              attachments=["E1", "E2"]),
    p.message("M6", "2026-11-07T01:25:00Z", "seller", "ja",
              "紛争はすでに取り消されており、再度開くことはできません。交換は会社の正式な約束ではありません。",
              "The dispute was cancelled and cannot be opened again. The exchange was no official promise of the "
              "company."),
]

_REPORT = (
    ("Item", "Auralix Pebble 2, white, serial AP2-0391-20457"),
    ("Complaint", "left earbud switches off"),
    ("Test", "full charge, playing at half volume, three times"),
    ("Result", "left: off after 24, 23 and 24 min\nright: 7 h 48 min"),
    ("Battery", "left 3 mAh, right 52 mAh"),
    ("Traces", "none of a blow, of moisture or of opening"),
    ("Finding", "factory defect of the left earbud's battery"),
    ("Tested by", "I. Koval"),
)
_ROWS = (("20:00", "100%", "100%"), ("20:08", "61%", "98%"), ("20:16", "27%", "97%"), ("20:22", "6%", "95%"),
         ("20:24", "off", "95%"), ("20:40", "off", "91%"), ("21:05", "off", "86%"))
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_zariad.png", Made(partial(pictures.battery_screen, "0%", "86%", _ROWS)),
           "2026-11-03T20:40:00Z", caption="Заряд у застосунку", language="uk", satisfies=["fault-shown"],
           translations=p.english("Charge in the app", "uk-en"), disclosed_at="2026-11-05T09:00:00Z"),
    p.item("E2", "buyer", "document", "e2_workshop_report.pdf",
           Made(partial(papers.pdf, "Report no. 318", "Workshop Zvuk, Zorehrad, 2 November 2026", _REPORT,
                        "Issued in English at the customer's wish · stamp and signature on the original")),
           "2026-11-03T20:44:00Z", caption="Акт майстерні", language="uk", satisfies=["fault-shown", "more-than-wear"],
           translations=p.by_hand("The workshop's report"), disclosed_at="2026-11-05T09:00:00Z"),
]

_CASE = p.case(
    ID, "substandard", "delivered", "2026-11-05T09:00:00Z", "2026-11-10T09:05:00Z", "2026-11-19T09:30:00Z",
    protection_ends_at="2026-12-11T12:34:00Z", dispute_window_ends_at="2026-12-11T12:34:00Z",
    seller_response_due_at="2026-11-10T09:00:00Z", seller_responded_at="2026-11-07T01:25:00Z",
    reopens={"case": "AE-2026-000102", "closed_as": "cancelled", "closed_at": "2026-10-22T08:11:00Z",
             "cancelled_by": "buyer", "cancel_reason": "The seller promised a replacement if I cancel."},
    claim=p.claim(
        """Лівий навушник вимикається через 24 хвилини. Першу суперечку я скасувала, бо продавець обіцяв заміну, але
        нічого не надіслав.""", "uk", None,
        translations=p.by_hand("""
            The left earbud switches off after 24 minutes. I cancelled the first dispute because the seller promised a
            replacement, but nothing was sent."""),
        scope=[{"line": "1", "quantity": 1, "state": "faulty"}],
        requested={"outcome": "full-refund", "amount": "51.00"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-6120448", "name": "Оксана Гринчук", "country": "UA", "orders": 19, "disputes": 1,
           "account": "active"},
    seller={"id": "s-288310", "name": "音里オーディオ Otori Audio", "country": "JP", "rating": 4.2, "verified": True,
            "orders": 6015, "disputes": 219, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[
        p.offer("O1", "2026-10-20T23:50:00Z", "seller", "replacement", "expired"),
        p.offer("O2", "2026-11-07T01:25:00Z", "seller", "no-refund", "refused"),
    ],
)

_VERDICT = p.decision(
    ID, "return-and-refund", "substandard.2", "mod-5", "2026-11-12T16:05:00Z",
    refund={"lines": [{"line": "1", "quantity": 1, "amount": "46.00", "method": "amount", "why": "faulty, sent back"}],
            "shipping": "5.00", "total": "51.00"},
    borne_by="seller",
    return_={"paid_by": "seller", "ship_by": "2026-11-30T23:59:00Z", "refund_when": "scanned",
             "lines": [{"line": "1", "quantity": 1}]},
    exhibits=[
        p.exhibit("X1", "E1", "the left bud is off after 24 minutes, the right one goes on", [0.0, 0.32, 1.0, 0.4]),
        p.exhibit("X2", "E2", "workshop: factory defect of the left battery", page=1),
    ],
    findings=[
        p.finding("fault-shown", "yes", "The left bud is off after 24 minutes, measured by the app and three times "
                                        "by a workshop.",
                  ("X1", "X2")),
        p.finding("promised-by-listing", "yes", "The listing states 8 hours on one charge.", (),
                  (("/listing/attributes/0/value", "8 h on one charge"),)),
        p.finding("item-is-ordered", "yes", "The report names the model and a serial number of it.", ("X2",),
                  (("/order/lines/0/title", "ordered: Auralix Pebble 2"),)),
        p.finding("seller-asked-first", "yes",
                  """On 15 October, before the first dispute. That one was cancelled by the buyer, not accepted and
                  not decided, and protection runs until 11 December: it may be opened again.""", (),
                  (("/messages/0/at", "asked 15 Oct 2026"), ("/reopens/closed_as", "first dispute: cancelled"),
                   ("/protection_ends_at", "protected to 11 Dec 2026"))),
        p.finding("more-than-wear", "yes", "The workshop saw no blow, moisture or opening.", ("X2",)),
    ],
    statements=p.statement("""
        The buyer sends the earbuds back at the seller's cost and gets US$ 51.00: US$ 46.00 for the earbuds and US$
        5.00 shipping, as soon as the carrier has scanned the return.

        The left earbud stops after 24 minutes (X1, X2); the listing states 8 hours. A workshop found a defect of the
        factory and no trace of misuse.

        May the dispute be opened again? Yes. The first one was cancelled and not accepted, it was not decided for the
        seller, and protection runs until 11 December 2026. New since then are the workshop's report and the
        replacement that never came.

        To the buyer: you asked for the money without a return. Clause substandard.2 has the item go back; the seller
        pays for that, so it costs you nothing but the way to the post office.

        To the seller: you say that a cancelled dispute stays closed and that the exchange was no promise. You asked
        the buyer to cancel and offered a new pair for it. A buyer who trusts that loses nothing by it."""),
    referrals=[{"about": "seller", "kind": "other", "text": "promises a replacement if the dispute is cancelled",
                "exhibits": []}],
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("reopened", "return and refund", "Cyrillic", "human translation"))
