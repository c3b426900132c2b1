"""AE-2026-000168: three lines in two parcels, one of which never came; the paid share of it goes back, in yen."""

from __future__ import annotations

from functools import partial

from cases import papers, pictures
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000168"
_ADDRESS = p.address("宮本 遥", "花見町3-5-12 コーポ緑202", "390-0899", "緑沢市", "JP")

_ORDER = p.order(
    "8190411408", "JPY", "2026-10-10T05:28:51Z",
    [
        p.line("1", "Fjellkanne 750 ml", "2480", 2, sku="HM-FK750", variant={"Colour": "Sage green"}),
        p.line("2", "USB-A to USB-C cable, braided", "890", sku="HM-CB09", variant={"Length": "0.9 m"}),
        p.line("3", "Stryde Runner 2", "6980", sku="HM-SR2-NV", variant={"Colour": "Navy / white", "Size": "24.5 cm"}),
    ],
    "800", "13230", paid_at="2026-10-10T05:29:20Z", tax="600", duties="0", refunded="0",
    discounts=[{"kind": "platform", "amount": "1000"}], ship_to=_ADDRESS,
    payments=[p.charge("P1", "13230", "940026", "2026-10-10T05:29:20Z")],
)

_LISTING = {
    "id": "3256810230015", "title": "Haneul Market autumn set: choose your bottle, cable and shoes",
    "description": p.flow("""
        Build your own set from our autumn picks; every piece is priced by itself and a platform coupon applies to the
        whole order. Pieces may come in more than one parcel. Delivered within 20 days."""),
    "language": "en", "captured_at": "2026-10-10T05:28:51Z",
    "attributes": [
        {"name": "Bottle, weight", "value": "360", "unit": "g", "tolerance": "20"},
        {"name": "Shoes, weight of the pair", "value": "480", "unit": "g"},
        {"name": "Delivery", "value": "20", "unit": "days"},
    ],
    "includes": ["bottle", "cable", "pair of shoes"],
    "photos": [
        p.photo("L1", "l1_set_bottle.jpg", Sample("case3_listing_2.jpg"), "line 1: bottle"),
        p.photo("L2", "l2_set_cable.jpg", Sample("case9_listing_1.jpg"), "line 2: cable"),
        p.photo("L3", "l3_set_shoes.jpg", Sample("case2_listing_1.jpg"), "line 3: shoes"),
    ],
    "price_history": p.prices(
        ("2026-05-15", "7980"), ("2026-06-19", "7780"), ("2026-07-24", "7480"), ("2026-08-28", "7480"),
        ("2026-09-25", "6980"), ("2026-10-30", "7280")),
    "similar": p.similar(
        ("ランニングシューズ 紺 24.5cm", "7200", 4.5), ("真空断熱ボトル 750ml", "2680", 4.6),
        ("Braided cable 1 m", "780", 4.3)),
}

_SHIPMENTS = [
    {
        "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 2}], "carrier": "Kurivo",
        "tracking_number": "HN20811340775501", "expected_by": "2026-10-30T14:59:00Z", "destination": _ADDRESS,
        "events": [
            p.event("ev1", "2026-10-13T04:20:00Z", "accepted", "Accepted, 0.84 kg", "Byeolmaru", "KR"),
            p.event("ev2", "2026-10-15T12:00:00Z", "departed", "Left the country of origin", "Byeolmaru", "KR"),
            p.event("ev3", "2026-10-20T01:35:00Z", "customs", "Customs cleared", "Minatogaoka", "JP"),
            p.event("ev4", "2026-10-22T00:10:00Z", "out-for-delivery", "Out for delivery", "緑沢市", "JP"),
            p.event("ev5", "2026-10-22T03:42:00Z", "delivered", "Delivered, 1 piece, signed", "緑沢市", "JP"),
        ],
        "proof": [{"kind": "signature", "evidence": "C1", "at": "2026-10-22T03:42:00Z"}],
    },
    {
        "id": "S2", "direction": "outbound", "lines": [{"line": "2", "quantity": 1}, {"line": "3", "quantity": 1}],
        "carrier": "Kurivo", "tracking_number": "HN20811340775518", "expected_by": "2026-10-30T14:59:00Z",
        "destination": _ADDRESS,
        "events": [
            p.event("ev1", "2026-10-13T04:22:00Z", "label-created", "Label created, 0.71 kg announced", "Byeolmaru",
                    "KR"),
            p.event("ev2", "2026-10-27T04:22:00Z", "exception", "Announced but not handed in for 14 days"),
        ],
    },
]

_MESSAGES = [
    p.message("M1", "2026-10-31T11:16:00Z", "buyer", "ja",
              "水筒2本は届きましたが、ケーブルと靴がまだ届きません。もう一つの荷物は「未引受」のままです。",
              "The two bottles have arrived, but the cable and the shoes have not. The other parcel is still “not "
              "handed in”."),
    p.message("M2", "2026-11-02T02:08:00Z", "seller", "ko",
              "안녕하세요, 세 품목 모두 한 상자로 보냈습니다. 배송 완료로 확인됩니다. 발송 목록(E2)을 참고해 주세요.",
              """Hello,
              we sent all three items in one box. It is shown as delivered. Please see the dispatch list (E2).""",
              attachments=["E2"]),
    p.message("M3", "2026-11-04T10:45:00Z", "buyer", "ja",
              "届いた箱には水筒しか入っていませんでした。箱の重さは0.84 "
              "kgで、靴が入る大きさではありません。返金をお願いします。",
              """Only the bottles were in the box that came. It weighs 0.84 kg and is not big enough for shoes. Please
              refund me.""", attachments=["E1"]),
    p.message("M4", "2026-11-05T01:30:00Z", "seller", "ko", "죄송합니다. 1,500엔 쿠폰을 드리겠습니다.",
              "We are sorry. We will give you a coupon of 1,500 yen."),
    p.message("M5", "2026-11-05T12:02:00Z", "buyer", "ja",
              "クーポンは要りません。届いていない分の代金を返してください。",
              "I do not need a coupon. Please return the price of what has not arrived."),
]

_DELIVERY = (
    ("Consignment", "HN 2081 1340 775501"),
    ("Pieces", "1 of 1"),
    ("Weight", "0.84 kg at hand-in, 0.84 kg at delivery"),
    ("Size", "28 x 18 x 10 cm"),
    ("Delivered", "22 Oct 2026 12:42 (local time), signed"),
    ("Linked consignments", "HN 2081 1340 775518: announced, never handed in"),
)
_SENT = ("하늘마켓 발송 목록", "", "주문 8190411408", "1. 보온병 2개", "2. USB-C 케이블 1개", "3. 러닝화 1켤레", "",
         "상자 1개, HN20811340775501", "작성일: 2026-11-02")
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_tracking_s2.png",
           Made(partial(pictures.tracking_screen, "Kurivo", "HN 2081 1340 775518", "Not handed in",
                        "This parcel was announced by the sender but has not reached us.",
                        (("Announced but not handed in for 14 days", "27 Oct 13:22"),
                         ("Label created, 0.71 kg announced", "13 Oct 13:22  ·  Byeolmaru, KR")))),
           "2026-11-04T10:40:00Z", caption="二つ目の荷物の追跡", language="ja",
           translations=p.english("Tracking of the second parcel", "ja-en"), disclosed_at="2026-11-04T11:00:00Z"),
    p.item("E2", "seller", "document", "e2_balsong_list.txt", Made(partial(papers.text, *_SENT)),
           "2026-11-02T02:06:00Z",
           caption="발송 목록", language="ko", translations=p.english("Dispatch list", "ko-en"),
           disclosed_at="2026-11-02T02:10:00Z"),
    p.item("C1", "carrier", "document", "c1_proof_of_delivery.pdf",
           Made(partial(papers.pdf, "Proof of delivery", "Kurivo, claims desk, 6 November 2026", _DELIVERY,
                        "Kurivo · made for Bazaria Marketplace, enquiry 4-168-26")),
           "2026-11-06T06:30:00Z", caption="Proof of delivery of the first parcel", language="en",
           disclosed_at="2026-11-06T07:00:00Z"),
]

_CASE = p.case(
    ID, "not-received", "partly-delivered", "2026-11-04T11:00:00Z", "2026-11-09T11:00:00Z", "2026-11-17T12:00:00Z",
    protection_ends_at="2026-11-29T14:59:00Z", seller_response_due_at="2026-11-09T11:00:00Z",
    seller_responded_at="2026-11-05T01:30:00Z",
    claim=p.claim(
        "注文した3点のうち、ケーブルと靴が届いていません。その代金7,870円の返金を希望します。", "ja",
        "Of the three items ordered, the cable and the shoes have not arrived. I ask for their price of 7,870 yen "
        "back.",
        scope=[{"line": "2", "quantity": 1, "state": "missing"}, {"line": "3", "quantity": 1, "state": "missing"}],
        requested={"outcome": "full-refund", "amount": "7870"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-7741520", "name": "宮本 遥", "country": "JP", "orders": 58, "disputes": 1, "account": "active"},
    seller={"id": "s-260774", "name": "하늘마켓 Haneul Market", "country": "KR", "rating": 4.6, "verified": True,
            "orders": 26340, "disputes": 301, "account": "active"},
    shipments=_SHIPMENTS, messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-05T01:30:00Z", "seller", "partial-refund", "refused", "1500")],
)

_VERDICT = p.decision(
    ID, "full-refund", "not-received.3", "mod-3", "2026-11-12T15:36:00Z",
    refund={
        "lines": [
            {"line": "2", "quantity": 1, "amount": "863", "method": "amount", "why": "821 paid after discount, 42 tax"},
            {"line": "3", "quantity": 1, "amount": "6762", "method": "amount",
             "why": "6,436 paid after discount, 326 tax"},
        ],
        "shipping": "0", "total": "7625"},
    borne_by="seller",
    exhibits=[
        p.exhibit("X1", "C1", "one piece of 0.84 kg was delivered; the second parcel was never handed in", page=1),
        p.exhibit("X2", "E1", "the second parcel: announced, not handed in", [0.0, 0.28, 1.0, 0.5]),
    ],
    findings=[
        p.finding("delivered-to-address", "no", "Of two parcels only the first, with the bottles, was delivered.",
                  ("X1", "X2"),
                  (("/shipments/1/events/1/text", "carrier: announced but not handed in for 14 days"),)),
        p.finding("tracking-is-genuine", "no", "The number of the second parcel belongs to no parcel that was "
                                               "handed in.",
                  ("X1", "X2"), (("/shipments/1/tracking_number", "tracking HN20811340775518"),)),
        p.finding("delivery-time-over", "yes", "It ended on 30 October.", (),
                  (("/shipments/1/expected_by", "expected by 30 Oct 2026"),)),
        p.finding("goods-missing-from-parcel", "yes",
                  """The first parcel held the bottles only: two weigh 0.72 kg, the parcel 0.84 kg; a pair of shoes
                  would add 0.48 kg.""",
                  ("X1",), (("/listing/attributes/0/value", "a bottle: 360 g"),
                  ("/listing/attributes/1/value", "the shoes: 480 g"))),
        p.finding("receipt-confirmed-freely", "not-applicable", "The button was not pressed."),
        p.finding("seller-answered", "yes", "With an offer, on 5 November.", (),
                  (("/offers/0/at", "offer of 5 Nov 2026"),)),
    ],
    not_relied_on=[
        p.unused("E2", "written on 2 November, three weeks after dispatch; the weight of the parcel contradicts it"),
    ],
    statements=p.statement("""
        The buyer gets ¥ 7,625: ¥ 863 for the cable and ¥ 6,762 for the shoes. The bottles stay with the buyer.

        Two parcels were announced. The first, with the bottles, was delivered on 22 October and weighs 0.84 kg, no
        more than two bottles in a carton (X1). The second was never handed in (X1, X2).

        To the buyer: you asked for ¥ 7,870, the prices in the list. The order was paid with a coupon of ¥ 1,000, so a
        part of it falls on each line: ¥ 821 and ¥ 6,436 were paid, and ¥ 42 and ¥ 326 of the tax. That is what comes
        back. The shipping of ¥ 800 is not refunded, because the rest of the order was delivered with it.

        To the seller: you say that everything was in one box. The weight of that box leaves no room for shoes. If the
        second parcel lies in your warehouse, it stays with you."""),
    internal_note="Spread by largest remainder: 4,573 + 821 + 6,436 = 11,830; tax 232 + 42 + 326 = 600.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("three lines, partly delivered", "full refund of a scope", "no decimals",
                                   "Japanese, Korean"))
