"""AE-2026-000127: navy shoes ordered, red ones came; the buyer sends them back and is refunded."""

from __future__ import annotations

from functools import partial

from cases import papers
from cases.stories import parts as p
from cases.stories import shoes_listing as shoes
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000127"
_ADDRESS = p.address("Jonas Hellqvist", "Björkvägen 9", "582 30", "Norrlunda", "SE")

_ORDER = p.order(
    "8190429917", "EUR", "2026-10-21T18:02:19Z",
    [p.line("1", "Stryde Runner 2", "44.10", sku="STR-R2-NV43", variant={"Colour": "Navy / white", "Size": "43"})],
    "3.90", "48.00", paid_at="2026-10-21T18:02:50Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "48.00", "530077", "2026-10-21T18:02:50Z")],
)

_LISTING = {
    "id": "3256810177101", "title": "Stryde Runner 2 – knitted running shoe, navy or red",
    "description": shoes.DESCRIPTION, "language": "en", "captured_at": "2026-10-21T18:02:19Z",
    "attributes": [{"name": "Upper", "value": "knitted polyester"}, {"name": "Colour", "value": "Navy / white"},
                   {"name": "Weight", "value": "240", "unit": "g", "tolerance": "15"}],
    "includes": ["pair of shoes", "spare laces"], "photos": shoes.photos(),
    "price_history": p.prices(
        ("2026-05-10", "54.90"), ("2026-06-14", "52.00"), ("2026-07-19", "49.90"), ("2026-08-23", "49.90"),
        ("2026-09-20", "46.50"), ("2026-10-18", "44.10"), ("2026-11-08", "47.90")),
    "similar": p.similar(
        ("Runner 2 navy, size 43 (other shop)", "46.90", 4.5), ("Lätt löparsko, marinblå", "39.00", 4.2),
        ("Trail knit 3, blue", "58.00", 4.7)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Kurivo",
    "tracking_number": "SD71840026113905", "expected_by": "2026-11-06T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-30T09:20:00Z", "label-created", "Label created", "Eastmere", "BE"),
        p.event("ev2", "2026-10-30T15:48:00Z", "accepted", "Accepted, 0.83 kg", "Eastmere", "BE"),
        p.event("ev3", "2026-10-31T21:05:00Z", "departed", "Left the sorting centre", "Eastmere", "BE"),
        p.event("ev4", "2026-11-02T23:40:00Z", "arrived", "Arrived at delivery depot", "Norrlunda", "SE"),
        p.event("ev5", "2026-11-03T07:10:00Z", "out-for-delivery", "Out for delivery", "Norrlunda", "SE"),
        p.event("ev6", "2026-11-03T14:20:00Z", "delivered", "Delivered at the door", "Norrlunda", "SE"),
    ],
    "proof": [{"kind": "gps", "at": "2026-11-03T14:20:00Z"}],
}

_MESSAGES = [
    p.message("M1", "2026-11-03T19:31:00Z", "buyer", "sv",
              "Hej! Jag beställde marinblå skor i storlek 43 men fick röda. Storleken stämmer. Se bilderna och filmen.",
              """Hi! I ordered navy shoes in size 43 but received red ones. The size is right. See the pictures and
              the film.""", attachments=["E1", "E2", "E3"]),
    p.message("M2", "2026-11-04T10:05:00Z", "seller", "nl",
              """Beste Jonas, volgens onze paklijst hebt u rood gekozen. Wij kunnen de schoenen omruilen; het retour
              is dan voor uw rekening.""",
              """Dear Jonas, according to our packing list you chose red. We can exchange the shoes; the return is
              then at your expense.""", attachments=["E4"]),
    p.message("M3", "2026-11-04T18:44:00Z", "buyer", "sv",
              """Nej, i beställningen står det marinblå. Jag vill inte byta, jag har redan köpt ett annat par till
              loppet i helgen. Jag vill lämna tillbaka dem och få pengarna.""",
              """No, the order says navy. I do not want an exchange, I have already bought another pair for the race
              this weekend. I want to return them and have my money."""),
    p.message("M4", "2026-11-06T09:12:00Z", "seller", "nl",
              "Goed, dan kunt u ze houden met € 10 korting. Meer kunnen wij niet doen.",
              "All right, then you may keep them with a € 10 discount. We cannot do more."),
    p.message("M5", "2026-11-06T20:03:00Z", "buyer", "sv", "Nej tack. Jag använder inte röda skor.",
              "No thank you. I do not wear red shoes."),
]

_PICKS = (
    ("Order", "8190429917"),
    ("Ordered", "STR-R2-NV43   Runner 2, Navy / white, 43   1 pair"),
    ("Bin", "B-14"),
    ("Picked", "STR-R2-RD43   (scanned 30 Oct 2026 08:57)"),
    ("Picker", "12"),
    ("Remark", "NV43 bin empty, taken from RD43"),
)
_SHOWN = "2026-11-04T07:45:00Z"
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_skorna.jpg", Sample("case2_evidence_1.jpg"), "2026-11-03T19:24:00Z",
           caption="Skorna som kom", language="sv", translations=p.english("The shoes that came", "sv-en"),
           satisfies=["item-differs"], disclosed_at=_SHOWN),
    p.item("E2", "buyer", "photo", "e2_en_sko.jpg", Sample("case2_evidence_2.jpg"), "2026-11-03T19:25:00Z",
           caption="Från sidan", language="sv", translations=p.english("From the side", "sv-en"), disclosed_at=_SHOWN),
    p.item("E3", "buyer", "video", "e3_uppackning.mp4", Sample("case2_unboxing.mp4"), "2026-11-03T19:28:00Z",
           caption="Uppackning", language="sv", translations=p.english("Unpacking", "sv-en"),
           satisfies=["parcel-is-orders"], disclosed_at=_SHOWN, sensitive=["address"]),
    p.item("E4", "seller", "document", "e4_paklijst.pdf",
           Made(partial(papers.pdf, "Pick list 30-10-2026, run 3", "Stryde Sport, Parade 21, 1880 Eastmere", _PICKS,
                        "Printed 4 Nov 2026 from the warehouse system")),
           "2026-11-04T10:03:00Z", caption="Paklijst", language="nl", translations=p.english("Packing list", "nl-en"),
           disclosed_at="2026-11-04T10:10:00Z"),
]

_CASE = p.case(
    ID, "wrong-item", "delivered", _SHOWN, "2026-11-09T08:00:00Z", "2026-11-13T10:30:00Z",
    protection_ends_at="2026-11-18T14:20:00Z", dispute_window_ends_at="2026-11-18T14:20:00Z",
    seller_response_due_at="2026-11-09T07:45:00Z", seller_responded_at="2026-11-04T10:05:00Z",
    claim=p.claim(
        "Jag beställde marinblå skor men fick röda. Jag vill lämna tillbaka dem och få pengarna.", "sv",
        "I ordered navy shoes but received red ones. I want to return them and have my money back.",
        scope=[{"line": "1", "quantity": 1, "state": "wrong"}],
        requested={"outcome": "return-and-refund", "amount": "48.00"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-2207714", "name": "Jonas Hellqvist", "country": "SE", "orders": 63, "disputes": 3,
           "account": "active"},
    seller={"id": "s-077120", "name": "Stryde Sport", "country": "BE", "rating": 4.4, "verified": True,
            "orders": 18210, "disputes": 240, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[
        p.offer("O1", "2026-11-04T10:05:00Z", "seller", "replacement", "refused"),
        p.offer("O2", "2026-11-06T09:12:00Z", "seller", "partial-refund", "refused", "10.00"),
    ],
)

_VERDICT = p.decision(
    ID, "return-and-refund", "wrong-item.1", "mod-7", "2026-11-12T11:08:00Z",
    refund={"lines": [{"line": "1", "quantity": 1, "amount": "44.10", "method": "amount",
                       "why": "wrong colour, sent back"}],
            "shipping": "3.90", "total": "48.00"},
    borne_by="seller",
    return_={"paid_by": "seller", "ship_by": "2026-11-27T23:59:00Z", "refund_when": "received",
             "lines": [{"line": "1", "quantity": 1}]},
    exhibits=[
        p.exhibit("X1", "E1", "the pair that came: red, cream sole", [0.2809, 0.3198, 0.4201, 0.4967], pair="L2"),
        p.exhibit("X2", "L2", "listing photo as ordered: navy, white sole", [0.1823, 0.2385, 0.6634, 0.5105]),
        p.frame("X3", "E3", 66, "label with the order's tracking number", [0.04, 0.36, 0.81, 0.29],
                redact=[{"region": [0.18, 0.44, 0.28, 0.08], "why": "address"}]),
        p.frame("X4", "E3", 360, "a red shoe comes out of that parcel", [0.1391, 0.3474, 0.6786, 0.2168]),
        p.exhibit("X5", "E4", "the warehouse itself: ordered navy, picked red", page=1),
        p.exhibit("X6", "E2", "clean sole, no trace of wear", [0.1683, 0.2313, 0.5929, 0.4573]),
    ],
    findings=[
        p.finding("item-differs", "yes", "Red with a cream sole came; the listing photo ordered from shows navy "
                                         "and white.",
                  ("X1", "X2")),
        p.finding("option-as-claimed", "yes",
                  "The order names Navy / white, and so does the seller's own pick list.", ("X5",),
                  (("/order/lines/0/variant/Colour", "ordered: Navy / white"),)),
        p.finding("parcel-is-orders", "yes", "The label's code is the order's tracking number.", ("X3", "X4"),
                  (("/shipments/0/tracking_number", "tracking SD71840026113905"),)),
        p.finding("item-unused", "yes", "The sole is clean in the photo and in the film.", ("X6", "X4")),
        p.finding("seller-answered", "yes", "With an offer, one day after the dispute.", (),
                  (("/offers/0/at", "offer of 4 Nov 2026"),)),
    ],
    statements=p.statement("""
        The buyer sends the shoes back at the seller's cost and gets € 48.00: € 44.10 for the shoes and € 3.90
        shipping.

        The order names navy (X2); red shoes came, out of this order's parcel (X1, X3, X4). They are unworn.

        To the seller: you say that the buyer chose red. Your own pick list (X5) says the opposite: navy was ordered,
        its bin was empty, and red was taken instead. An exchange was a fair offer, but a buyer need not accept it,
        least of all at their own cost.

        What happens now: the seller sends a prepaid label by 16 November, the buyer hands the parcel in by 27
        November, and the money goes to the buyer's card when the shoes have been received."""),
    internal_note="The film stands on its side; the label reads well at 0:02.2.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("wrong item", "return and refund", "seller document", "rotated video"))
