"""AE-2026-000140: a bottle of 17 cm where the size chart prints 26; the buyer keeps it, a part goes back."""

from __future__ import annotations

from functools import partial

from cases import papers
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000140"
_ADDRESS = p.address("Anke Lindemann", "Lindenallee 7", "24817", "Nordhagen", "DE")

_ORDER = p.order(
    "8190418852", "EUR", "2026-10-12T07:15:30Z",
    [p.line("1", "Fjellkanne 750 ml", "16.40", sku="FK-750-SG", variant={"Colour": "Sage green", "Size": "750 ml"})],
    "2.00", "18.40", paid_at="2026-10-12T07:16:02Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "18.40", "209916", "2026-10-12T07:16:02Z", "direct debit")],
)

_LISTING = {
    "id": "3256810093318", "title": "Fjellkanne insulated bottle 750 ml, stainless steel, sage green",
    "description": p.flow("""
        Double-walled vacuum bottle with a bamboo lid. Keeps drinks cold for 24 hours and hot for 12. For hikes,
        school and office. Size as in the chart."""),
    "language": "en", "captured_at": "2026-10-12T07:15:30Z",
    "attributes": [
        {"name": "Height", "value": "26", "unit": "cm", "tolerance": "0.5"},
        {"name": "Diameter", "value": "7", "unit": "cm", "tolerance": "0.3"},
        {"name": "Capacity", "value": "750", "unit": "ml"},
        {"name": "Weight", "value": "360", "unit": "g", "tolerance": "20"},
    ],
    "includes": ["bottle", "bamboo lid"],
    "photos": [
        p.photo("L1", "l1_fjellkanne_front.jpg", Sample("case3_listing_1.jpg"), "front"),
        p.photo("L2", "l2_fjellkanne_raised.jpg", Sample("case3_listing_2.jpg"), "from above"),
        p.photo("L3", "l3_size_chart.jpg", Sample("case3_listing_spec.jpg"), "size chart"),
    ],
    "price_history": p.prices(
        ("2026-06-03", "21.90"), ("2026-07-01", "19.90"), ("2026-08-05", "19.90"), ("2026-08-30", "17.90"),
        ("2026-09-22", "18.40"), ("2026-10-10", "16.40"), ("2026-11-01", "16.90")),
    "similar": p.similar(
        ("Isolierflasche 750 ml, Edelstahl", "18.90", 4.6), ("Steel bottle 500 ml, green", "11.90", 4.5),
        ("Fjellkanne 350 ml", "10.90", 4.4)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Kurivo",
    "tracking_number": "LT60017734420915", "expected_by": "2026-11-03T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-14T02:30:00Z", "label-created", "Label created", "Yunhe", "CN"),
        p.event("ev2", "2026-10-14T11:02:00Z", "accepted", "Accepted, 0.35 kg", "Yunhe", "CN"),
        p.event("ev3", "2026-10-16T19:40:00Z", "departed", "Left the country of origin", "Yunhe", "CN"),
        p.event("ev4", "2026-10-27T06:18:00Z", "customs", "Customs cleared", "Nordhagen", "DE"),
        p.event("ev5", "2026-10-30T07:44:00Z", "out-for-delivery", "Out for delivery", "Nordhagen", "DE"),
        p.event("ev6", "2026-10-30T10:12:00Z", "delivered", "Delivered to the letter box bank", "Nordhagen", "DE"),
    ],
    "proof": [{"kind": "gps", "at": "2026-10-30T10:12:00Z"}],
}

_MESSAGES = [
    p.message("M1", "2026-11-01T11:32:00Z", "buyer", "de",
              """Die Flasche ist viel kleiner als in der Größentabelle. Dort stehen 26 cm, ich messe 17 cm, mit
              Deckel. 750 ml gehen da niemals hinein.""",
              """The bottle is far smaller than in the size chart. It says 26 cm, I measure 17 cm, with the lid. 750
              ml will never go in there.""", attachments=["E1", "E2"]),
    p.message("M2", "2026-11-02T01:48:00Z", "seller", "zh",
              "您好，尺寸与图表一致。买家测量时没有装盖子。厂家的规格书见E3。",
              """Hello,
              the size is as in the chart. The buyer measured without the lid. See the maker's data sheet E3.""",
              attachments=["E3"]),
    p.message("M3", "2026-11-05T02:20:00Z", "seller", "zh", "为了表示歉意，我们可以退5欧元。",
              "To show our regret we can refund 5 euros."),
    p.message("M4", "2026-11-08T09:58:00Z", "buyer", "de",
              """Nein danke. Der Deckel ist auf beiden Fotos drauf. Zurückschicken nach China kostet 19 €, das mache
              ich nicht; ich nehme sie jetzt halt fürs Büro. Aber das ist nicht das, was ich gekauft habe.""",
              """No thank you. The lid is on in both photos. Sending it back to China costs € 19, I will not do that;
              I use it at the office now. But it is not what I bought."""),
]

_SHEET = (
    "产品规格书  FK-750", "", "产品名称: Fjellkanne 保温杯", "颜色: 鼠尾草绿", "容量: 350 ml (FK-350) / 750 ml "
        "(FK-750)",
    "高度: 17 cm (FK-350) / 26 cm (FK-750)", "直径: 6.5 cm (FK-350) / 7 cm (FK-750)", "材质: 304不锈钢", "",
    "版本: 2026-03",
)
_SHOWN = "2026-11-01T11:40:00Z"
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_flasche_lineal.jpg", Sample("case3_evidence_1.jpg"), "2026-11-01T11:28:00Z",
           caption="Flasche mit Deckel neben dem Lineal", language="de", satisfies=["statement-not-met"],
           translations=p.english("Bottle with its lid beside the ruler", "de-en"), disclosed_at=_SHOWN),
    p.item("E2", "buyer", "photo", "e2_flasche_karte.heic", Sample("case3_evidence_2.heic"), "2026-11-01T11:30:00Z",
           caption="Zum Vergleich mit einer Bankkarte", language="de", disclosed_at=_SHOWN,
           translations=p.english("Compared with a bank card", "de-en"), sensitive=["payment-card"]),
    p.item("E3", "seller", "document", "e3_guigeshu.txt", Made(partial(papers.text, *_SHEET)), "2026-11-02T01:46:00Z",
           caption="厂家规格书", language="zh", translations=p.english("The maker's data sheet", "zh-en"),
           disclosed_at="2026-11-02T01:50:00Z"),
]

_CASE = p.case(
    ID, "not-as-described", "delivered", _SHOWN, "2026-11-09T12:00:00Z", "2026-11-14T12:00:00Z",
    protection_ends_at="2026-11-14T10:12:00Z", dispute_window_ends_at="2026-11-14T10:12:00Z",
    seller_response_due_at="2026-11-06T11:40:00Z", seller_responded_at="2026-11-02T01:48:00Z",
    policy_version="2026-10-01",
    claim=p.claim(
        "Die Flasche ist viel kleiner, als die Größentabelle sagt: 17 statt 26 cm.", "de",
        "The bottle is far smaller than the size chart says: 17 instead of 26 cm.",
        scope=[{"line": "1", "quantity": 1, "state": "not-as-described"}],
        requested={"outcome": "full-refund", "amount": "18.40"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-7190345", "name": "Anke Lindemann", "country": "DE", "orders": 112, "disputes": 4,
           "account": "active"},
    seller={"id": "s-219044", "name": "Yunhe Verdant Home", "country": "CN", "rating": 4.5, "verified": True,
            "orders": 40117, "disputes": 655, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-05T02:20:00Z", "seller", "partial-refund", "refused", "5.00")],
)

_VERDICT = p.decision(
    ID, "partial-refund", "described.1", "mod-7", "2026-11-12T11:52:00Z",
    refund={
        "lines": [{"line": "1", "quantity": 1, "amount": "6.56", "method": "percent", "percent": "40",
                   "why": "serves its purpose only in part: 30 to 50 % by the policy"}],
        "shipping": "0.00", "total": "6.56"},
    borne_by="seller",
    exhibits=[
        p.exhibit("X1", "E1", "the bottle with its lid beside a ruler at the same height", [0.07, 0.25, 0.84, 0.5],
                  measurement={"name": "height with lid", "value": "17.2", "uncertainty": "0.2", "unit": "cm",
                               "known": "ruler 0 to 20 cm"}),
        p.exhibit("X2", "L3", "the size chart prints 26 cm", [0.0, 0.2, 1.0, 0.68]),
        p.exhibit("X3", "E2", "the same bottle, lid on", [0.2137, 0.1431, 0.574, 0.3107],
                  redact=[{"region": [0.33, 0.56, 0.33, 0.32], "why": "bank card"}]),
        p.exhibit("X4", "L1", "listing photo as ordered", [0.3808, 0.1804, 0.2387, 0.6492]),
    ],
    findings=[
        p.finding("stated-in-listing", "yes", "The chart and the attributes both state a height of 26 cm.", ("X2",),
                  (("/listing/attributes/0/value", "height 26 cm"),)),
        p.finding("statement-not-met", "yes", "17.2 ± 0.2 cm with the lid on; stated are 26 cm, tolerance 0.5.",
                  ("X1",),
                  (("/listing/attributes/0/tolerance", "tolerance 0.5 cm"),)),
        p.finding("item-is-ordered", "yes", "Colour, lid and lettering agree with the listing photo.", ("X3", "X4")),
        p.finding("measured-soundly", "yes",
                  "The ruler lies on a book at the height of the bottle's axis, and the lid is on.", ("X1",)),
        p.finding("photos-promise-more", "no", "The chart states the same figure as the text.", ("X2",),
                  (("/listing/attributes/0/value", "height 26 cm"),)),
    ],
    not_relied_on=[
        p.unused("E3", "lists two sizes and does not say which was sent; 17 cm is the height that it gives for 350 ml"),
    ],
    statements=p.statement("""
        The buyer gets € 6.56 of the € 18.40 asked. The bottle stays with the buyer.

        The listing states a height of 26 cm, in its text and in the chart (X2). The bottle is 17.2 cm high, give or
        take 0.2 cm, with its lid on (X1). That is far outside the tolerance.

        Not granted: € 9.84 of the price, because the bottle is in use at the buyer's office and the policy gives 30
        to 50 % where an item serves its purpose in part; we took 40 %. And € 2.00 shipping, which goes back only with
        the item.

        To the seller: you say that the buyer measured without the lid. The lid is on in both photos. Your data sheet
        gives 17 cm for the bottle of 350 ml; so the smaller size seems to have been packed. To the buyer: a return at
        the seller's cost was open to you and would have brought the whole price back."""),
    internal_note="The card in E2 lies lower than the bottle; no length was taken from it.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("printed size chart", "measurement", "partial refund by percent", "HEIC",
                                   "redaction"))
