"""AE-2026-000166: stuck in customs, and the seller only sends an automatic reply (R9); paid in dinars,
three decimals."""

from __future__ import annotations

from functools import partial

from cases import pictures
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000166"
_ADDRESS = p.address("سارة الفهد", "قطعة 4، شارع الياسمين، منزل 12", "13042", "مدينة النور", "KW")
_NUMBER = "GD44820173390625"

_ORDER = p.order(
    "8190398120", "KWD", "2026-10-03T13:44:18Z",
    [p.line("1", "Portable CD player", "12.750", sku="GSA-CDP-BK", variant={"Colour": "Black", "Plug": "UK"})],
    "1.250", "14.000", paid_at="2026-10-03T13:44:52Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "14.000", "302914", "2026-10-03T13:44:52Z")],
)

_LISTING = {
    "id": "3256810071903", "title": "Portable CD player with radio, black, UK plug",
    "description": "Round portable player for CD, radio and USB, with adapter for the UK plug. Delivered within 25 "
                   "days.",
    "language": "en", "captured_at": "2026-10-03T13:44:18Z",
    "attributes": [{"name": "Power", "value": "5 V, 2 A"}, {"name": "Delivery", "value": "25", "unit": "days"}],
    "includes": ["CD player", "USB cable", "power adapter (UK)"],
    "photos": [p.photo("L1", "l1_cd_player.jpg", Sample("case4_listing_2.jpg"), "player, three-quarter view")],
    "price_history": p.prices(
        ("2026-05-11", "15.500"), ("2026-06-25", "14.900"), ("2026-07-30", "14.250"), ("2026-08-27", "13.500"),
        ("2026-09-24", "12.750"), ("2026-11-03", "12.750")),
    "similar": p.similar(
        ("مشغل أقراص محمول", "13.900", 4.4), ("CD player with Bluetooth", "16.500", 4.5),
        ("Portable radio, black", "9.250", 4.2)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Gulf Dispatch",
    "tracking_number": _NUMBER, "expected_by": "2026-10-28T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-06T07:30:00Z", "accepted", "Accepted, 1.29 kg", "Al Mina Port", "AE"),
        p.event("ev2", "2026-10-09T16:10:00Z", "departed", "Left the country of origin", "Al Mina Port", "AE"),
        p.event("ev3", "2026-10-13T05:55:00Z", "customs", "Held: papers of the sender are missing", "Shuwaikh Gate",
                "KW"),
        p.event("ev4", "2026-10-20T05:55:00Z", "customs", "Sender reminded, no answer", "Shuwaikh Gate", "KW"),
        p.event("ev5", "2026-11-04T08:20:00Z", "returned", "Goes back to the sender", "Shuwaikh Gate", "KW"),
    ],
}

_MESSAGES = [
    p.message("M1", "2026-10-29T17:05:00Z", "buyer", "ar",
              "السلام عليكم، انتهى موعد التسليم أمس والطرد متوقف في الجمارك منذ أسبوعين. هل يمكنكم إرسال الأوراق "
              "المطلوبة؟",
              """Peace be upon you, the delivery date passed yesterday and the parcel has been stopped at customs for
              two weeks. Can you send the papers that are needed?"""),
    p.message("M2", "2026-10-29T17:05:04Z", "seller", "en",
              """Thank you for contacting Gulfstar Audio! We have received your message and will answer within 24
              hours. Please wait patiently.""", automatic=True),
    p.message("M3", "2026-11-03T16:30:00Z", "buyer", "ar",
              "لم يصلني أي رد، والطرد لم يصل. أطلب استرداد المبلغ كاملاً مع أجرة الشحن 😞",
              "I had no answer, and the parcel has not come. I ask for the whole amount back, with the shipping 😞",
              attachments=["E1"]),
    p.message("M4", "2026-11-03T16:30:03Z", "seller", "en",
              """Thank you for contacting Gulfstar Audio! We have received your message and will answer within 24
              hours. Please wait patiently.""", automatic=True),
    p.message("M5", "2026-11-06T09:00:00Z", "platform", "en",
              "Reminder to the seller: the time to answer this dispute ends on 8 November, 16:35 UTC."),
]

_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_tracking.png",
           Made(partial(pictures.tracking_screen, "Gulf Dispatch", "GD 4482 0173 390625", "Held at customs",
                        "Papers of the sender are missing. We are waiting for the sender.",
                        (("Sender reminded, no answer", "20 Oct 08:55  ·  Shuwaikh Gate, KW"),
                         ("Held: papers of the sender are missing", "13 Oct 08:55  ·  Shuwaikh Gate, KW"),
                         ("Left the country of origin", "9 Oct 19:10  ·  Al Mina Port, AE"),
                         ("Accepted, 1.29 kg", "6 Oct 10:30  ·  Al Mina Port, AE")))),
           "2026-11-03T16:28:00Z", caption="تتبع الشحنة", language="ar",
           translations=p.english("Tracking of the parcel", "ar-en"), satisfies=["delivered-to-address"],
           disclosed_at="2026-11-03T16:35:00Z"),
]

_CASE = p.case(
    ID, "not-received", "not-delivered", "2026-11-03T16:35:00Z", "2026-11-08T16:40:00Z", "2026-11-15T16:00:00Z",
    protection_ends_at="2026-11-27T23:59:00Z", seller_response_due_at="2026-11-08T16:35:00Z",
    claim=p.claim(
        "لم يصلني الطلب. الطرد متوقف في الجمارك والبائع لا يرد.", "ar",
        "My order has not arrived. The parcel is stopped at customs and the seller does not answer.",
        requested={"outcome": "full-refund", "amount": "14.000"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-9902417", "name": "سارة الفهد", "country": "KW", "orders": 14, "disputes": 0, "account": "active"},
    seller={"id": "s-510093", "name": "Gulfstar Audio", "country": "AE", "rating": 4.0, "verified": True,
            "orders": 5120, "disputes": 402, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
)

_VERDICT = p.decision(
    ID, "full-refund", "not-received.4", "mod-3", "2026-11-12T15:10:00Z",
    refund={"lines": [{"line": "1", "quantity": 1, "amount": "12.750", "method": "amount", "why": "no answer in time"}],
            "shipping": "1.250", "total": "14.000"},
    borne_by="seller",
    exhibits=[p.exhibit("X1", "E1", "held at customs, the sender does not answer", [0.0, 0.28, 1.0, 0.45])],
    findings=[
        p.finding("delivered-to-address", "no", "The parcel is held at customs and goes back to the sender.", ("X1",),
                  (("/shipments/0/events/4/text", "carrier: goes back to the sender"),)),
        p.finding("tracking-is-genuine", "yes", "The carrier weighed and scanned the parcel.", ("X1",),
                  (("/shipments/0/events/0/text", "carrier: accepted, 1.29 kg"),)),
        p.finding("delivery-time-over", "yes", "It ended on 28 October.", (),
                  (("/shipments/0/expected_by", "expected by 28 Oct 2026"),)),
        p.finding("goods-missing-from-parcel", "not-applicable", "No parcel arrived."),
        p.finding("receipt-confirmed-freely", "not-applicable", "The button was not pressed."),
        p.finding("seller-answered", "no", "There are two automatic replies and nothing else; the time ended on 8 "
                                           "November.", (),
                  (("/seller_response_due_at", "answer due 8 Nov 2026, 16:35 UTC"),
                  ("/messages/1/automatic", "M2 is automatic"),
                   ("/messages/3/automatic", "M4 is automatic"))),
    ],
    statements=p.statement("""
        The buyer gets the whole KWD 14.000 back: 12.750 for the player and 1.250 shipping.

        The seller had until 8 November, 16:35 UTC, to answer the dispute. Two automatic replies came, which ask the
        buyer to wait; they are no answer. So the case is decided by default under clause not-received.4.

        The facts point the same way: the parcel was stopped at customs on 13 October because papers of the sender
        were missing, the time for delivery ended on 28 October, and the parcel is on its way back to the seller (X1).

        To the buyer: you need do nothing. To the seller: if you were kept from answering, say so in an objection;
        somebody who has not seen this case will read it."""),
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("silent seller", "full refund", "three decimals", "Arabic"))
