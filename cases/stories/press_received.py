"""AE-2026-000131: the seller asks for “order received” on a made-up tracking number (R16); all of it goes back."""

from __future__ import annotations

from functools import partial

from cases import papers, pictures
from cases.stories import parts as p
from cases.stories import shoes_listing as shoes
from cases.stories.parts import Made, Story

# fmt: off
ID = "AE-2026-000131"
_ADDRESS = p.address("Camille Roussel", "14 rue des Tanneurs", "59120", "Valbrune", "FR")
_NUMBER = "SK118000427719"

_ORDER = p.order(
    "8190402233", "USD", "2026-10-08T19:47:12Z",
    [p.line("1", "Stryde Runner 2", "57.00", sku="STR-R2-NV39", variant={"Colour": "Navy / white", "Size": "39"})],
    "4.00", "61.00", paid_at="2026-10-08T19:47:40Z", receipt_confirmed_at="2026-11-03T18:05:33Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "61.00", "418822", "2026-10-08T19:47:40Z")],
)

_LISTING = {
    "id": "3256810177350", "title": "Stryde Runner 2 running shoe, knitted, men and women",
    "description": shoes.DESCRIPTION, "language": "en", "captured_at": "2026-10-08T19:47:12Z",
    "attributes": [{"name": "Upper", "value": "knitted polyester"}, {"name": "Weight", "value": "240", "unit": "g"}],
    "includes": ["pair of shoes"], "photos": shoes.photos()[1:],
    "price_history": p.prices(
        ("2026-06-01", "69.00"), ("2026-07-11", "69.00"), ("2026-08-20", "64.00"), ("2026-09-12", "59.00"),
        ("2026-10-01", "57.00"), ("2026-10-20", "39.00"), ("2026-11-05", "29.00")),
    "similar": p.similar(
        ("Stryde Runner 2 (maker's shop)", "59.90", 4.8), ("Knitted trainer, navy", "41.50", 4.4),
        ("Runner 2, last season", "46.00", 4.5)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Sinolink",
    "tracking_number": _NUMBER, "expected_by": "2026-11-02T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-12T03:10:00Z", "label-created", "Number entered by the seller"),
        p.event("ev2", "2026-11-05T09:00:00Z", "exception", "No parcel was handed in under this number"),
    ],
}

_MESSAGES = [
    p.message("M1", "2026-10-30T17:22:00Z", "buyer", "fr",
              "Bonjour, le suivi n'avance pas depuis le 12 octobre. Où est mon colis ?",
              "Hello, the tracking has not moved since 12 October. Where is my parcel?"),
    p.message("M2", "2026-11-01T03:40:00Z", "seller", "zh",
              "亲爱的客户，包裹已到达法国海关。请您先点击“确认收货”，海关系统才会放行。"
              "如果之后没有收到，您再申请纠纷，我们一定全额退款。",
              """Dear customer, the parcel has reached French customs. Please first press “order received”, only then
              will the customs system release it. If you do not receive it afterwards, open a dispute and we will
              certainly refund everything."""),
    p.message("M3", "2026-11-03T18:12:00Z", "buyer", "fr",
              "D'accord, j'ai cliqué sur « commande reçue » comme vous l'avez demandé. Mais je n'ai rien reçu !",
              "All right, I pressed “order received” as you asked. But I have received nothing!"),
    p.message("M4", "2026-11-05T08:31:00Z", "buyer", "fr",
              """Le transporteur dit que ce numéro n'existe pas. Vous m'avez demandé de confirmer une commande jamais
              envoyée. 😡""",
              """The carrier says that this number does not exist. You asked me to confirm an order that was never
              sent. 😡""", attachments=["E1", "E2"]),
    p.message("M5", "2026-11-06T02:15:00Z", "seller", "zh",
              "买家已于11月3日确认收货，交易已完成，不能退款。发货清单见E3。",
              """The buyer confirmed receipt on 3 November, the transaction is complete and cannot be refunded. See
              the dispatch list E3.""", attachments=["E3"]),
    p.message("M6", "2026-11-10T10:00:00Z", "platform", "en",
              "Sinolink was asked about the number on 9 November; its answer is C1."),
]

_CHAT = (
    ("in", "Bonjour Camille, ici Aya de BrightCart. Votre colis est bloqué à la douane.", "1 nov 09:12"),
    ("in", "Cliquez sur « commande reçue », la douane le libère le jour même. Ne parlez pas au service client.",
     "09:13"),
    ("out", "Et si je ne reçois rien ?", "09:20"),
    ("in", "Je vous rembourse moi-même 61 $ par virement, c'est promis. Supprimez ce message après.", "09:24"),
    ("out", "Toujours rien reçu…", "5 nov 08:02"),
)
_LETTER = (
    ("Number asked about", _NUMBER),
    ("Result", "The number lies outside every range that Sinolink has issued."),
    ("Label data", "Typed into our public form on 12 Oct 2026; no customer account."),
    ("Hand-in", "No parcel was handed in, weighed or scanned under this number."),
    ("Answered by", "Customer claims, Sinolink Express"),
)
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_suivi.png",
           Made(partial(pictures.tracking_screen, "Sinolink", "SK 1180 0042 7719", "Not found",
                        "No parcel with this number has been handed to us.",
                        (("Label data received", "12 Oct 2026 03:10"),))),
           "2026-11-05T08:29:00Z", caption="Suivi du transporteur", language="fr",
           translations=p.english("The carrier's tracking", "fr-en"), satisfies=["tracking-is-genuine"],
           disclosed_at="2026-11-05T08:40:00Z"),
    p.item("E2", "buyer", "photo", "e2_conversation.png",
           Made(partial(pictures.chat_screen, "Aya BrightCart", "online", _CHAT)), "2026-11-05T08:30:00Z",
           caption="Ce que la vendeuse m'a écrit", language="fr", disclosed_at="2026-11-05T08:40:00Z",
           translations=p.english("What the seller wrote to me", "fr-en"), satisfies=["receipt-confirmed-freely"]),
    p.item("E3", "seller", "document", "e3_dispatch_list.txt",
           Made(partial(papers.text, "BrightCart Global 发货清单 2026-10-12", "",
                        f"8190402233   Runner 2 Navy 39   Sinolink {_NUMBER}   已发货", "",
                        "操作员: Aya")),
           "2026-11-06T02:14:00Z", caption="发货清单", language="zh",
           translations=p.english("Dispatch list", "zh-en"), disclosed_at="2026-11-06T02:20:00Z"),
    p.item("C1", "carrier", "document", "c1_sinolink_answer.pdf",
           Made(partial(papers.pdf, "Answer to an enquiry", "Sinolink Express, customer claims, 10 November 2026",
                        _LETTER,
                        "Sinolink Express · this answer was made for Bazaria Marketplace, enquiry 77-20418")),
           "2026-11-10T09:55:00Z", caption="Answer of the carrier", language="en",
           disclosed_at="2026-11-10T10:00:00Z"),
]

_CASE = p.case(
    ID, "not-received", "not-delivered", "2026-11-05T08:40:00Z", "2026-11-10T08:41:00Z", "2026-11-12T18:00:00Z",
    protection_ends_at="2026-11-22T23:59:00Z", seller_response_due_at="2026-11-10T08:40:00Z",
    seller_responded_at="2026-11-06T02:15:00Z",
    claim=p.claim(
        """On m'a demandé de cliquer sur « commande reçue » pour que la douane libère le colis. Je n'ai rien reçu et
        le numéro de suivi n'existe pas.""", "fr",
        """They asked me to press “order received” so that customs would release the parcel. I have received nothing,
        and the tracking number does not exist.""",
        requested={"outcome": "full-refund", "amount": "61.00"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-8841203", "name": "Camille Roussel", "country": "FR", "orders": 17, "disputes": 1,
           "account": "active"},
    seller={"id": "s-330918", "name": "BrightCart Global", "country": "CN", "rating": 3.9, "verified": False,
            "orders": 1204, "disputes": 171, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-06T02:15:00Z", "seller", "no-refund", "refused")],
)

_VERDICT = p.decision(
    ID, "full-refund", "not-received.2", "mod-7", "2026-11-12T10:21:00Z",
    refund={"lines": [{"line": "1", "quantity": 1, "amount": "57.00", "method": "amount", "why": "never sent"}],
            "shipping": "4.00", "total": "61.00"},
    borne_by="seller",
    exhibits=[
        p.exhibit("X1", "C1", "the carrier never issued the number", page=1),
        p.exhibit("X2", "E1", "tracking: not found", [0.0, 0.05, 1.0, 0.4]),
        p.exhibit("X3", "E2", "the seller asks for “order received”, outside the platform", [0.03, 0.25, 0.78, 0.13]),
    ],
    findings=[
        p.finding("delivered-to-address", "no", "There is no delivery, nor any scan of a parcel.", ("X1",),
                  (("/shipments/0/events/1/text", "carrier: no parcel was handed in"),)),
        p.finding("tracking-is-genuine", "no", "The carrier never issued the number; it was typed into a public form.",
                  ("X1", "X2"), (("/shipments/0/tracking_number", f"tracking {_NUMBER}"),)),
        p.finding("delivery-time-over", "yes", "It ended on 2 November.", (),
                  (("/shipments/0/expected_by", "expected by 2 Nov 2026"),)),
        p.finding("goods-missing-from-parcel", "not-applicable", "No parcel arrived."),
        p.finding("receipt-confirmed-freely", "no",
                  "The seller asked for it two days before, with a reason that is not true.", ("X3",),
                  (("/messages/1/text", "M2: “请您先点击‘确认收货’”"),
                  ("/order/receipt_confirmed_at", "pressed 3 Nov 2026"))),
        p.finding("seller-answered", "yes", "With a refusal and its reason, on 6 November.", (),
                  (("/messages/4/at", "answered 6 Nov 2026"),)),
    ],
    not_relied_on=[
        p.unused("E3", "written by the seller, and it names the number that the carrier never issued"),
    ],
    statements=p.statement("""
        The buyer gets the whole US$ 61.00 back: US$ 57.00 for the shoes and US$ 4.00 shipping.

        The shoes were never sent. The carrier has never issued the tracking number, and no parcel was handed in under
        it (X1, X2). The seller asked the buyer to press “order received” so that customs would release the parcel; no
        customs office waits for that button.

        To the seller: you say that the buyer confirmed receipt, so the sale is complete. A confirmation that you
        asked for yourself, for goods that were not sent, counts for nothing under clause not-received.2. The dispatch
        list E3 names the same number and is no proof of sending.

        To the buyer: you need do nothing more, and pressing the button does not count against you. Please keep talks
        with sellers on the platform; we can only see, and protect, what is said there."""),
    referrals=[
        {"about": "seller", "kind": "fake-tracking", "text": "number never issued; price cut twice since",
         "exhibits": ["X1"]},
        {"about": "seller", "kind": "off-platform", "text": "promises a bank transfer in a messenger",
         "exhibits": ["X3"]},
    ],
    internal_note="Three more open cases of this seller name numbers of the same form.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("received trick", "full refund", "carrier document", "referral"))
