"""AE-2026-000152: one order, two settled charges (R6); the one without an order goes back as itself."""

from __future__ import annotations

from functools import partial

from cases import papers, pictures
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000152"
_ADDRESS = p.address("Duarte Ferrant", "Travessa do Moinho 5", "7000-214", "Alvorada", "PT")

_ORDER = p.order(
    "8190441276", "EUR", "2026-11-08T21:13:40Z",
    [p.line("1", "Trekking backpack 28 l, slate", "59.90", sku="TRL-BP28-SL")],
    "5.00", "64.90", paid_at="2026-11-08T21:14:52Z", ship_to=_ADDRESS,
    payments=[
        p.charge("P1", "64.90", "771204", "2026-11-08T21:14:07Z"),
        p.charge("P2", "64.90", "771209", "2026-11-08T21:14:52Z"),
    ],
)

_LISTING = {
    "id": "3256810205599", "title": "Trekking backpack 28 l, slate, with rain cover",
    "description": "Light backpack for day hikes: 28 litres, padded back, two bottle pockets, rain cover in the base.",
    "language": "en", "captured_at": "2026-11-08T21:13:40Z",
    "attributes": [{"name": "Volume", "value": "28", "unit": "l"}, {"name": "Weight", "value": "890", "unit": "g"}],
    "includes": ["backpack", "rain cover"],
    "photos": [p.photo("L1", "l1_backpack_slate.jpg", Made(pictures.backpack), "slate, front")],
    "price_history": p.prices(
        ("2026-05-04", "69.90"), ("2026-06-20", "66.50"), ("2026-07-28", "64.90"), ("2026-08-31", "64.90"),
        ("2026-09-29", "61.90"), ("2026-11-01", "59.90")),
    "similar": p.similar(
        ("Mochila de trekking 30 l", "62.00", 4.5), ("Day pack 25 l, grey", "44.90", 4.4),
        ("Trilho 28 l, forest", "59.90", 4.7)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Kurivo",
    "tracking_number": "TR30099182645510", "expected_by": "2026-11-16T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-11-09T10:40:00Z", "label-created", "Label created", "Vilarmar", "PT"),
        p.event("ev2", "2026-11-10T16:05:00Z", "accepted", "Accepted, 1.04 kg", "Vilarmar", "PT"),
    ],
}

_MESSAGES = [
    p.message("M1", "2026-11-09T22:24:00Z", "buyer", "pt",
              """O pagamento ficou a carregar e carreguei outra vez. Agora tenho dois débitos de 64,90 € com 45
              segundos de diferença, mas só uma encomenda.""",
              """The payment kept loading and I pressed again. Now I have two debits of € 64.90, 45 seconds apart, but
              only one order.""", attachments=["E1"]),
    p.message("M2", "2026-11-10T09:30:00Z", "seller", "pt",
              """Bom dia. Nós só recebemos um pagamento e a mochila já foi entregue à transportadora. O segundo débito
              não está connosco.""",
              """Good morning. We received only one payment, and the backpack has been handed to the carrier. The
              second debit is not with us."""),
    p.message("M3", "2026-11-11T13:00:00Z", "platform", "en",
              "The payments desk has added its log (E3) and the order page (E2)."),
]

_LOG = (
    ("21:13:58", "Checkout session 5c-0418 opened by the buyer, EUR 64.90"),
    ("21:14:07", "Charge auth 771204, EUR 64.90: approved by the bank;\nits answer was lost (time-out)"),
    ("21:14:38", "Buyer pressed Pay again in the same session"),
    ("21:14:52", "Charge auth 771209, EUR 64.90: approved,\nbooked to order 8190441276"),
    ("10 Nov 02:00", "Settlement: both charges settled, EUR 129.80"),
    ("10 Nov 02:00", "auth 771204: no order found;\nno refund, void or chargeback so far"),
)
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_banco.png", Sample("case7_evidence_1.png"), "2026-11-09T22:22:00Z",
           caption="A minha conta", language="pt", translations=p.english("My account", "pt-en"),
           satisfies=["more-than-owed"], sensitive=["bank"]),
    p.item("E2", "platform", "photo", "e2_order_page.png", Sample("case7_listing_order.png"), "2026-11-11T12:55:00Z",
           caption="Order page: one payment recorded", language="en", disclosed_at="2026-11-11T13:00:00Z"),
    p.item("E3", "platform", "document", "e3_payment_log.pdf",
           Made(partial(papers.pdf, "Payment log of order 8190441276",
                        "Bazaria Marketplace, payments desk, times in UTC",
                        _LOG, "Extract made 11 November 2026 12:41 UTC by payments desk, clerk 31")),
           "2026-11-11T12:57:00Z", caption="Log of both charges", language="en", disclosed_at="2026-11-11T13:00:00Z"),
]

_CASE = p.case(
    ID, "payment-problem", "not-delivered", "2026-11-09T22:26:00Z", "2026-11-11T13:05:00Z", "2026-11-16T15:00:00Z",
    protection_ends_at="2026-12-01T23:59:00Z", seller_response_due_at="2026-11-14T22:26:00Z",
    seller_responded_at="2026-11-10T09:30:00Z",
    claim=p.claim(
        "Cobraram-me duas vezes a mesma encomenda.", "pt", "I was charged twice for the same order.",
        requested={"outcome": "full-refund", "amount": "64.90"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-4410286", "name": "Duarte Ferrant", "country": "PT", "orders": 9, "disputes": 0,
           "account": "active"},
    seller={"id": "s-091177", "name": "Trilho Outdoor", "country": "PT", "rating": 4.9, "verified": True,
            "orders": 3066, "disputes": 12, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-10T09:30:00Z", "seller", "no-refund", "refused")],
)

_VERDICT = p.decision(
    ID, "full-refund", "payment.1", "mod-5", "2026-11-12T13:15:00Z",
    refund={"lines": [], "shipping": "0.00", "payments": [{"payment": "P1", "amount": "64.90"}], "total": "64.90"},
    borne_by="platform",
    exhibits=[
        p.exhibit("X1", "E1", "two debits, 45 seconds apart", [0.03, 0.385, 0.94, 0.145],
                  redact=[{"region": [0.03, 0.115, 0.6, 0.09], "why": "balance"},
                          {"region": [0.0, 0.28, 1.0, 0.075], "why": "other transactions"},
                          {"region": [0.0, 0.53, 1.0, 0.32], "why": "other transactions"}]),
        p.exhibit("X2", "E2", "the order records one payment, auth 771209", [0.05, 0.5, 0.9, 0.19]),
        p.exhibit("X3", "E3", "auth 771204 has no order and was not given back", page=1),
    ],
    findings=[
        p.finding("in-payment-record", "yes", "Both charges stand in our record.", ("X3",),
                  (("/order/payments/0/auth", "P1 auth 771204"), ("/order/payments/1/auth", "P2 auth 771209"))),
        p.finding("more-than-owed", "yes", "€ 129.80 was taken; the order cost € 64.90.", ("X1", "X2"),
                  (("/order/paid", "order paid: € 64.90"),)),
        p.finding("one-order", "yes", "Same session, same amount, 45 seconds apart; only one order exists.", ("X3",),
                  (("/order/payments/0/at", "P1 21:14:07"), ("/order/payments/1/at", "P2 21:14:52"))),
        p.finding("charge-settled", "yes", "Both were settled on 10 November.", ("X3",),
                  (("/order/payments/0/status", "P1 settled"),)),
        p.finding("not-given-back", "yes", "There is no refund, void or chargeback of auth 771204.", ("X3",)),
    ],
    statements=p.statement("""
        The buyer gets € 64.90 back: the charge of 8 November, 21:14:07 UTC, auth 771204, whole and to the same card.

        The bank approved that charge, but its answer was lost on the way to us, so the buyer was asked to pay again.
        The second charge, auth 771209, is the one that paid for the backpack (X2, X3). The first belongs to no order.

        The order itself stands: the backpack is on its way and stays paid. To the seller: you are right, only one
        payment was meant for you, and you bear nothing. To the buyer: pressing twice was no fault of yours. Banks
        usually show the money within five working days."""),
    internal_note="Same gateway time-out as on 2 and 5 November; the payments desk knows.",
    referrals=[{"about": "platform", "kind": "payment", "text": "gateway time-out after approval", "exhibits": ["X3"]}],
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("double debit", "charge given back", "platform document"))
