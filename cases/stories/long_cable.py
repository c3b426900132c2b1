"""AE-2026-000163: the picture shows coils, the text says 90 cm, and 90 cm came (R4); nothing goes back."""

from __future__ import annotations

from cases.stories import parts as p
from cases.stories.parts import Sample, Story

# fmt: off
ID = "AE-2026-000163"
_ADDRESS = p.address("Rafael Nogueira", "Rua das Gaivotas 310, ap. 42", "88010-977", "Porto Sereno", "BR")

_ORDER = p.order(
    "8190409963", "USD", "2026-10-12T01:33:08Z",
    [p.line("1", "Long braided cable, USB-A to USB-C", "5.70", sku="LPC-AC-BK", variant={"Colour": "Black"})],
    "1.50", "7.20", paid_at="2026-10-12T01:33:30Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "7.20", "558120", "2026-10-12T01:33:30Z", "wallet")],
)

_LISTING = {
    "id": "3256810034478", "title": "Long braided USB cable, fast charging, USB-A to USB-C",
    "description": p.flow("""
        Long, tangle-free braided cable for phone and tablet. Reaches from the socket to the sofa. Charges with up to
        3 A. See the table for measures."""),
    "language": "en", "captured_at": "2026-10-12T01:33:08Z",
    "attributes": [
        {"name": "Length", "value": "90", "unit": "cm", "tolerance": "2"},
        {"name": "Current", "value": "3", "unit": "A"},
        {"name": "Plugs", "value": "USB-A, USB-C"},
    ],
    "includes": ["cable"],
    "photos": [p.photo("L1", "l1_cable_coiled.jpg", Sample("case9_listing_1.jpg"), "coiled")],
    "price_history": p.prices(
        ("2026-05-06", "6.90"), ("2026-06-10", "6.90"), ("2026-07-15", "6.40"), ("2026-08-19", "6.20"),
        ("2026-09-16", "5.90"), ("2026-10-08", "5.70"), ("2026-11-03", "5.90")),
    "similar": p.similar(
        ("Cabo USB-C trançado 2 m", "8.40", 4.6), ("USB-C cable 1 m, nylon", "4.90", 4.4),
        ("Braided cable 3 m", "9.90", 4.3)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Kurivo",
    "tracking_number": "LK77300415928846", "expected_by": "2026-11-12T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-13T09:00:00Z", "accepted", "Accepted, 0.05 kg", "Shuitian", "CN"),
        p.event("ev2", "2026-10-17T21:30:00Z", "departed", "Left the country of origin", "Shuitian", "CN"),
        p.event("ev3", "2026-10-29T12:15:00Z", "customs", "Customs cleared", "Porto Sereno", "BR"),
        p.event("ev4", "2026-11-05T16:48:00Z", "delivered", "Delivered to the reception", "Porto Sereno", "BR"),
    ],
    "proof": [{"kind": "signature", "at": "2026-11-05T16:48:00Z"}],
}

_MESSAGES = [
    p.message("M1", "2026-11-06T00:10:00Z", "buyer", "pt-BR",
              """Boa noite, na foto o cabo tem várias voltas, dá uns 2 metros. O que chegou tem 90 cm, medi com a
              trena. O anúncio fala "long".""",
              """Good evening, in the photo the cable has several turns, some 2 metres. What came is 90 cm, I measured
              it with a tape. The listing says “long”.""", attachments=["E1"]),
    p.message("M2", "2026-11-07T02:34:00Z", "seller", "zh", "您好，商品参数写明长度90厘米，图片仅供展示。可以退1美元。",
              """Hello, the product data state a length of 90 cm,
              the picture is for display only. We can refund 1 dollar."""),
    p.message("M3", "2026-11-07T22:19:00Z", "buyer", "pt-BR",
              "Ninguém lê tabela para comprar um cabo. A foto engana. Quero meu dinheiro de volta.",
              "Nobody reads a table to buy a cable. The photo misleads. I want my money back."),
]

_CASE = p.case(
    ID, "not-as-described", "delivered", "2026-11-06T00:20:00Z", "2026-11-11T00:25:00Z", "2026-11-20T14:00:00Z",
    protection_ends_at="2026-11-20T16:48:00Z", dispute_window_ends_at="2026-11-20T16:48:00Z",
    seller_response_due_at="2026-11-11T00:20:00Z", seller_responded_at="2026-11-07T02:34:00Z",
    claim=p.claim(
        "O cabo tem 90 cm e a foto mostra um cabo de uns 2 metros.", "pt-BR",
        "The cable is 90 cm long and the photo shows a cable of some 2 metres.",
        scope=[{"line": "1", "quantity": 1, "state": "not-as-described"}],
        requested={"outcome": "full-refund", "amount": "7.20"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-5093377", "name": "Rafael Nogueira", "country": "BR", "orders": 77, "disputes": 6,
           "account": "active"},
    seller={"id": "s-306641", "name": "LinkPro Cables", "country": "CN", "rating": 4.5, "verified": True,
            "orders": 128400, "disputes": 1921, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES,
    evidence=[
        p.item("E1", "buyer", "photo", "e1_cabo_trena.jpg", Sample("case9_evidence_1.jpg"), "2026-11-06T00:08:00Z",
               caption="Cabo esticado ao lado da trena", language="pt-BR", satisfies=["statement-not-met"],
               translations=p.english("Cable stretched beside the tape", "pt-en"), disclosed_at="2026-11-06T00:20:00Z"),
    ],
    offers=[p.offer("O1", "2026-11-07T02:34:00Z", "seller", "partial-refund", "refused", "1.00")],
)

_VERDICT = p.decision(
    ID, "no-refund", "described.4", "mod-7", "2026-11-12T16:31:00Z",
    exhibits=[
        p.exhibit("X1", "E1", "the whole cable beside a tape measure", [0.07, 0.38, 0.92, 0.11], pair="L1",
                  measurement={"name": "length tip to tip", "value": "90.3", "uncertainty": "0.5", "unit": "cm",
                               "known": "tape 0 to 90 cm"}),
        p.exhibit("X2", "L1", "the listing photo: coils, nothing to judge scale by", [0.2838, 0.3146, 0.5377, 0.5616]),
    ],
    findings=[
        p.finding("stated-in-listing", "yes", "The table states a length of 90 cm; “long” states nothing that can "
                                              "be measured.",
                  (), (("/listing/attributes/0/value", "length 90 cm"),)),
        p.finding("statement-not-met", "no", "90.3 ± 0.5 cm against 90 cm, tolerance 2 cm.", ("X1",),
                  (("/listing/attributes/0/tolerance", "tolerance 2 cm"),)),
        p.finding("item-is-ordered", "yes", "Colour, braid and plugs agree with the listing photo.", ("X1", "X2")),
        p.finding("measured-soundly", "yes", "Stretched out, on the table, beside the tape.", ("X1",)),
        p.finding("photos-promise-more", "yes",
                  "Three coils seen from low down look like a longer cable than the text states.", ("X2",)),
    ],
    statements=p.statement("""
        Nothing is refunded of the US$ 7.20 asked.

        The listing states a length of 90 cm in its table. The cable is 90.3 cm long, give or take 0.5 cm (X1). So it
        is as the text states.

        To the buyer: you are right that the photo (X2) makes the cable look longer, and that “long” in the title
        invites the thought. But “long” cannot be measured, and where the text gives a figure, the figure counts
        (clause described.4). We are sorry that this leaves you with a cable that is too short for you; the seller's
        offer of US$ 1.00 was goodwill and is not taken up here.

        To the seller: the photo and the title promise more than the text. You are asked to show the cable beside
        something that lets its length be judged, and to put the length into the title."""),
    referrals=[{"about": "seller", "kind": "other", "text": "listing photo and title flatter the length",
                "exhibits": ["X2"]}],
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("photos promise more than the text", "no refund", "measurement"))
