"""AE-2026-000160: the label bears another city than the order (R1); a second case on the order is AE-2026-000161."""

from __future__ import annotations

from functools import partial

from cases import papers
from cases.stories import casserole_order as shared
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000160"

_MESSAGES = [
    p.message("M1", "2026-10-31T09:17:00Z", "buyer", "pt",
              "Bom dia, o seguimento diz entregue em Portaval, mas eu moro em Serravinha! Não recebi nada.",
              "Good morning, the tracking says delivered in Portaval, but I live in Serravinha! I have received "
              "nothing."),
    p.message("M2", "2026-11-02T10:41:00Z", "seller", "en",
              "Hello Carla, the carrier shows it as delivered and signed for. Please ask your neighbours or your "
              "family."),
    p.message("M3", "2026-11-02T19:05:00Z", "buyer", "pt",
              "Não tenho vizinhos a 70 km. A morada na etiqueta não é a da minha encomenda.",
              "I have no neighbours 70 km away. The address on the label is not the one of my order.",
              attachments=["E1"]),
    p.message("M4", "2026-11-04T15:30:00Z", "seller", "en",
              """Our system printed the address from your customer record (E4). You must have changed it yourself. We
              are sorry but we cannot refund a parcel that was delivered.""", attachments=["E4"]),
    p.message("M5", "2026-11-06T08:20:00Z", "platform", "en",
              "Kurivo has sent the driver's photo of the label (C1). The order's address was never changed (E3)."),
]

_RECORD = (
    ("Customer", "C. Montfort"),
    ("Address", "Rua das Amoras 18\n4200-310 Portaval\nPortugal"),
    ("Created", "6 May 2024 (order 8177120034)"),
    ("Last change", "6 May 2024"),
    ("Used for", "8190387755, label printed 20 Oct 2026"),
)
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_seguimento.png", Sample("case8_evidence_tracking.png"), "2026-11-02T19:04:00Z",
           caption="O seguimento da transportadora", language="pt",
           translations=p.english("The carrier's tracking", "pt-en"), disclosed_at="2026-11-02T19:10:00Z"),
    p.item("C1", "carrier", "photo", "c1_label_at_door.jpg", Sample("case8_label_photo.jpg"), "2026-11-06T08:12:00Z",
           caption="Label, photographed at the door", language="en", sensitive=["address"],
           disclosed_at="2026-11-06T08:20:00Z"),
    p.item("E3", "platform", "photo", "e3_order_page.png", Sample("case8_listing_order.png"), "2026-11-06T08:15:00Z",
           caption="Order page with the address as ordered", language="en", sensitive=["address"],
           disclosed_at="2026-11-06T08:20:00Z"),
    p.item("E4", "seller", "document", "e4_customer_record.pdf",
           Made(partial(papers.pdf, "Customer record", "Bellwick Home, Mill Lane 3, 5011 Oakhaven", _RECORD,
                        "Printed 4 November 2026")),
           "2026-11-04T15:28:00Z", caption="Our customer record", language="en", sensitive=["address"],
           disclosed_at="2026-11-04T15:35:00Z"),
]

_CASE = p.case(
    ID, "not-received", "not-delivered", "2026-11-02T19:10:00Z", "2026-11-09T19:10:00Z", "2026-11-18T16:30:00Z",
    protection_ends_at="2026-11-29T23:59:00Z", seller_response_due_at="2026-11-07T19:10:00Z",
    seller_responded_at="2026-11-04T15:30:00Z",
    related=[{"case": "AE-2026-000161", "relation": "same-order"}],
    claim=p.claim(
        "A encomenda foi entregue noutra cidade, a 70 km da minha morada. Quero o meu dinheiro de volta.", "pt",
        "The order was delivered in another city, 70 km from my address. I want my money back.",
        requested={"outcome": "full-refund", "amount": "48.50"}),
    order=shared.order(), listing=shared.listing(), buyer=shared.buyer(), seller=shared.seller(),
    shipments=[shared.shipment()], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-04T15:30:00Z", "seller", "no-refund", "refused")],
)

_VERDICT = p.decision(
    ID, "full-refund", "not-received.1", "mod-7", "2026-11-12T14:48:00Z",
    refund={"lines": [{"line": "1", "quantity": 1, "amount": "48.50", "method": "amount",
                       "why": "sent to another city"}],
            "shipping": "0.00", "total": "48.50"},
    borne_by="seller",
    exhibits=[
        p.exhibit("X1", "C1", "the label names Portaval", [0.3393, 0.3218, 0.385, 0.4413],
                  redact=[{"region": [0.3875, 0.5367, 0.0425, 0.0447], "why": "name and street"},
                          {"region": [0.4275, 0.5267, 0.0525, 0.04], "why": "name and street"},
                          {"region": [0.475, 0.5187, 0.055, 0.0367], "why": "name and street"}]),
        p.exhibit("X2", "E3", "the order names Serravinha", [0.04, 0.26, 0.6, 0.33],
                  redact=[{"region": [0.05, 0.315, 0.5, 0.105], "why": "name and street"}]),
        p.exhibit("X3", "E1", "delivered in Portaval, 30 October", [0.04, 0.17, 0.75, 0.17]),
        p.exhibit("X4", "E4", "the seller's record dates from 2024", page=1,
                  redact=[{"region": [0.29, 0.235, 0.3, 0.045], "why": "name"},
                          {"region": [0.29, 0.295, 0.3, 0.042], "why": "street"}]),
    ],
    findings=[
        p.finding("delivered-to-address", "no", "The carrier was told Portaval, and delivered there; the order "
                  "says Serravinha.",
                  ("X1", "X2", "X3"),
                  (("/shipments/0/destination/city", "carrier told: Portaval"),
                  ("/order/ship_to/city", "ordered to: Serravinha"))),
        p.finding("tracking-is-genuine", "yes", "The number is on the label, with scans along the way.", ("X1", "X3"),
                  (("/shipments/0/tracking_number", "tracking RX50117749026631"),)),
        p.finding("delivery-time-over", "yes", "It ended on 9 November.", (),
                  (("/shipments/0/expected_by", "expected by 9 Nov 2026"),)),
        p.finding("goods-missing-from-parcel", "not-applicable", "The buyer had no parcel in hand."),
        p.finding("receipt-confirmed-freely", "not-applicable", "The button was not pressed."),
        p.finding("seller-answered", "yes", "With a refusal and its reason, on 4 November.", (),
                  (("/messages/3/at", "answered 4 Nov 2026"),)),
    ],
    statements=p.statement("""
        The buyer gets the whole € 48.50 back.

        The order names Serravinha (X2). The label names Portaval (X1), and there the parcel was delivered on 30
        October (X3). So it never reached the buyer.

        To the seller: you say that the buyer changed the address. The address of this order was never changed; your
        own record (X4) dates from May 2024 and was used instead of it. “Delivered” is true, but at another place than
        the one ordered. You may ask the carrier to bring the parcel back; it is yours.

        To the buyer: you need do nothing. Your second case on this order, AE-2026-000161, is closed, because this
        decision settles it."""),
    internal_note="The label photo is oblique; its QR code reads, the bars need a second try.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("delivered elsewhere", "full refund", "carrier photo", "related case"))
