"""AE-2026-000123: a watch arrives with a cracked glass; it runs, so a part of the price goes back."""

from __future__ import annotations

from cases import pictures
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000123"
_ADDRESS = p.address("Irene Valdueza", "C/ del Almendro 41, 2B", "46021", "Valdemora", "ES")

_ORDER = p.order(
    "8190441280", "USD", "2026-10-18T16:22:41Z",
    [p.line("1", "Norvane Chrono 40", "21.90", sku="NRV-C40-BLBR", variant={"Colour": "Blue / brown"})],
    "2.00", "23.90", paid_at="2026-10-18T16:23:05Z", tax="0.00", duties="0.00", refunded="0.00", ship_to=_ADDRESS,
    payments=[p.charge("P1", "23.90", "660418", "2026-10-18T16:23:05Z")],
)

_LISTING = {
    "id": "3256810044127",
    "title": "Norvane Chrono 40 – men's chronograph, blue dial, brown leather strap",
    "description": p.flow("""
        Quartz chronograph with three sub-dials on a blue sunburst dial. Steel case, hardened mineral glass, genuine
        leather strap with cream stitching. Water resistant to 3 ATM. Every watch is inspected before dispatch and
        packed in a padded carton."""),
    "language": "en",
    "captured_at": "2026-10-18T16:22:41Z",
    "attributes": [
        {"name": "Case diameter", "value": "40", "unit": "mm", "tolerance": "1"},
        {"name": "Strap width", "value": "20", "unit": "mm"},
        {"name": "Glass", "value": "hardened mineral"},
        {"name": "Movement", "value": "quartz chronograph"},
    ],
    "includes": ["watch", "strap"],
    "photos": [
        p.photo("L1", "l1_chrono40_front.jpg", Sample("case1_listing_1.jpg"), "front"),
        p.photo("L2", "l2_chrono40_side.jpg", Sample("case1_listing_2.jpg"), "three-quarter view"),
        p.photo("L3", "l3_chrono40_strap.jpg", Sample("case1_listing_3.jpg"), "laid flat, whole strap"),
    ],
    "price_history": p.prices(
        ("2026-05-02", "29.90"), ("2026-06-15", "27.90"), ("2026-07-20", "27.90"), ("2026-08-28", "24.90"),
        ("2026-09-19", "25.50"), ("2026-10-06", "23.50"), ("2026-10-17", "21.90"), ("2026-11-02", "24.90")),
    "similar": p.similar(
        ("Aldwyn Sport Chrono 41, blue", "23.40", 4.6), ("Minimal chronograph, leather strap", "19.80", 4.3),
        ("Norvane Chrono 40 (other shop)", "22.10", 4.8)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}],
    "carrier": "Kurivo", "tracking_number": "NP40718826519354", "expected_by": "2026-11-10T23:59:00Z",
    "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-11-03T07:55:00Z", "label-created", "Label created, 0.54 kg", "Rijnhaven", "NL"),
        p.event("ev2", "2026-11-03T11:30:00Z", "accepted", "Accepted at the counter", "Rijnhaven", "NL"),
        p.event("ev3", "2026-11-03T22:15:00Z", "departed", "Left the air hub", "Rijnhaven", "NL"),
        p.event("ev4", "2026-11-04T05:40:00Z", "arrived", "Arrived at delivery depot", "Valdemora", "ES"),
        p.event("ev5", "2026-11-04T08:05:00Z", "out-for-delivery", "Out for delivery", "Valdemora", "ES"),
        p.event("ev6", "2026-11-04T12:31:00Z", "delivered", "Delivered, handed to receiver", "Valdemora", "ES"),
    ],
    "proof": [{"kind": "signature", "at": "2026-11-04T12:31:00Z"}],
}

_MESSAGES = [
    p.message("M1", "2026-10-24T02:10:00Z", "seller", "zh",
              "您好，蓝色表盘目前缺货，预计11月3日从欧洲仓发出，请您耐心等待。",
              """Hello, the blue dial is out of stock at the moment; it is expected to leave our European warehouse on
              3 November. Thank you for your patience."""),
    p.message("M2", "2026-11-06T19:02:00Z", "buyer", "es",
              """El reloj llegó con el cristal roto. La caja no estaba dañada. El reloj anda y los botones funcionan,
              pero así no me lo puedo poner. Adjunto fotos y el vídeo de cuando lo abrí.""",
              """The watch arrived with the glass smashed. The box was not damaged. The watch runs and the buttons
              work, but I cannot wear it like this. I attach photos and the video of the opening.""",
              attachments=["E1", "E2", "E3", "E4"]),
    p.message("M3", "2026-11-07T08:14:00Z", "seller", "zh",
              "发货前已检查，包装完好，请看照片E5。也可能是您自己不小心摔的。我们可以退5美元。",
              """Checked before dispatch, the packaging was sound; please see photo E5. You may also have dropped it
              yourself by accident. We can refund 5 dollars.""",
              attachments=["E5"]),
    p.message("M4", "2026-11-08T09:20:00Z", "platform", "en",
              "Photo E5 arrived only in part (61 %). Please send it again by 11 November."),
    p.message("M5", "2026-11-08T17:41:00Z", "buyer", "es",
              """No acepto 5 dólares. En el vídeo se ve que lo saco de la caja ya roto. Quiero que me devuelvan el
              dinero.""",
              """I do not accept 5 dollars. The video shows me taking it out of the box already broken. I want my
              money back."""),
    p.message("M6", "2026-11-09T03:05:00Z", "seller", "zh", "最多退5美元，其余请联系快递公司。",
              "5 dollars at most; for the rest please contact the carrier."),
]

_SHOWN = "2026-11-06T19:05:00Z"
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_reloj_en_la_mesa.jpg", Sample("case1_evidence_1.jpg"), "2026-11-06T18:50:12Z",
           caption="El reloj al lado de la caja abierta", language="es", satisfies=["damage-visible"],
           translations=p.english("The watch beside the opened box", "es-en"), disclosed_at=_SHOWN),
    p.item("E2", "buyer", "photo", "e2_cristal_de_cerca.jpg", Sample("case1_evidence_2.jpg"), "2026-11-06T18:50:40Z",
           caption="El cristal roto de cerca", language="es", satisfies=["damage-visible"],
           translations=p.english("The broken glass in close-up", "es-en"), disclosed_at=_SHOWN),
    p.item("E3", "buyer", "photo", "e3_de_lado.jpg", Sample("case1_evidence_3.jpg"), "2026-11-06T18:51:03Z",
           caption="De lado", language="es", translations=p.english("From the side", "es-en"), disclosed_at=_SHOWN),
    p.item("E4", "buyer", "video", "e4_unboxing.mp4", Sample("case1_unboxing.mp4"), "2026-11-06T18:58:27Z",
           caption="Abriendo el paquete, sin cortes", language="es", satisfies=["damaged-before-opening"],
           translations=p.english("Opening the parcel, without cuts", "es-en"), disclosed_at=_SHOWN,
           sensitive=["address"]),
    p.item("E5", "seller", "photo", "e5_packing_check.jpg", Made(pictures.packing_photo, 0.61), "2026-11-07T08:12:31Z",
           caption="出库检查照片", language="zh", translations=p.english("Photo of the outgoing check", "zh-en"),
           disclosed_at="2026-11-07T08:20:00Z"),
]

_CASE = p.case(
    ID, "damaged", "delivered", _SHOWN, "2026-11-11T09:12:00Z", "2026-11-12T14:12:00Z",
    protection_ends_at="2026-11-19T12:31:00Z", dispute_window_ends_at="2026-11-19T12:31:00Z",
    seller_response_due_at="2026-11-11T19:05:00Z", seller_responded_at="2026-11-07T08:14:00Z",
    claim=p.claim(
        "El reloj llegó con el cristal roto. La caja no estaba dañada. Quiero que me devuelvan el dinero.", "es",
        "The watch arrived with the glass smashed. The box was not damaged. I want my money back.",
        scope=[{"line": "1", "quantity": 1, "state": "damaged"}],
        requested={"outcome": "full-refund", "amount": "23.90"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-5520187", "name": "Irene Valdueza", "country": "ES", "orders": 41, "disputes": 2,
           "account": "active"},
    seller={"id": "s-104471", "name": "Norvane Outlet Hub", "country": "NL", "rating": 4.7, "verified": True,
            "orders": 91234, "disputes": 812, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-07T08:14:00Z", "seller", "partial-refund", "refused", "5.00")],
)

_VERDICT = p.decision(
    ID, "partial-refund", "damaged.2", "mod-7", "2026-11-12T09:44:00Z",
    refund={
        "lines": [{"line": "1", "quantity": 1, "amount": "15.33", "method": "percent", "percent": "70",
                   "why": "cracked glass: 70 % of the price by the grid"}],
        "shipping": "0.00", "total": "15.33"},
    borne_by="seller",
    exhibits=[
        p.frame("X1", "E4", 673, "crack across the glass", [0.44, 0.16, 0.19, 0.36]),
        p.exhibit("X2", "E2", "the break from close by", [0.48, 0.31, 0.17, 0.21], pair="L1", annotations=[
            {"kind": "arrow", "points": [[0.36, 0.27], [0.516, 0.418]], "text": "impact point"},
            {"kind": "ellipse", "points": [[0.565, 0.325], [0.63, 0.41]], "text": "dented bezel"}]),
        p.frame("X3", "E4", 87, "label with the order's tracking number", [0.28, 0.33, 0.47, 0.39],
                redact=[{"region": [0.33, 0.45, 0.2, 0.12], "why": "address"}]),
        p.exhibit("X4", "L1", "listing photo as ordered", [0.2812, 0.2205, 0.4724, 0.5875]),
        p.frame("X5", "E4", 330, "the watch still lies in the paper, in the same take", [0.46, 0.43, 0.09, 0.21]),
        p.exhibit("X6", "E1", "the same break beside the opened carton", [0.3313, 0.513, 0.1609, 0.1721]),
    ],
    findings=[
        p.finding("damage-visible", "yes", "The glass is cracked across the dial; the bezel is dented.",
                  ("X1", "X2", "X6")),
        p.finding("item-is-ordered", "yes", "Dial, hands, sub-dials and strap agree with the listing photo.",
                  ("X2", "X4"), (("/order/lines/0/variant/Colour", "ordered: Blue / brown"),)),
        p.finding("parcel-is-orders", "yes", "The label's code is the order's tracking number.", ("X3",),
                  (("/shipments/0/tracking_number", "tracking NP40718826519354"),)),
        p.finding("damaged-before-opening", "yes", "The film runs from the sealed parcel to the damage; no cut was "
                  "seen.",
                  ("X3", "X5", "X1")),
        p.finding("still-usable", "yes", "The buyer writes that the watch runs and its buttons work.", (),
                  (("/messages/1/text", "M2: “El reloj anda y los botones funcionan”"),)),
    ],
    not_relied_on=[
        p.unused("E3", "shows the same break as X2 from another side and adds nothing to it"),
        p.unused("E5", "cut off after 61 %; asked for again on 8 November, no copy came; what can be seen is a carton"),
    ],
    statements=p.statement("""
        The buyer gets US$ 15.33 of the US$ 23.90 asked. The watch stays with the buyer.

        The glass is cracked across the dial (X1, X2), and the film shows it in one run from the sealed parcel (X3,
        X5). It is the watch of this order, in the parcel of this order. So the claim is right, and the seller bears
        the loss.

        Not granted: US$ 6.57 of the price, because the watch still runs, as the buyer writes, and the policy values a
        cracked glass at 70 % of the price; and US$ 2.00 shipping, because the policy returns shipping only where the
        item goes back.

        To the buyer: yes, it arrived broken; but it can be used, so a part is refunded and not the whole. To the
        seller: a sound box does not show a sound watch, and nothing suggests that the buyer dropped it. Photo E5 was
        cut off and asked for again; no copy came."""),
    internal_note="The offer of 5.00 was far below the grid. Nothing unusual in either history.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("partial refund by percent", "broken upload", "video frames"))
