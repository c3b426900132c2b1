"""AE-2026-000155: adapter and remote missing from a CD player; the seller must send them (R3)."""

from __future__ import annotations

from functools import partial

from cases import papers
from cases.stories import parts as p
from cases.stories.parts import Made, Sample, Story

# fmt: off
ID = "AE-2026-000155"
_ADDRESS = p.address("Giulia Marchetti", "Via dei Tigli 22", "60027", "Montalera", "IT")

_ORDER = p.order(
    "8190407741", "USD", "2026-10-11T15:20:05Z",
    [p.line("1", "Sonarya portable CD player", "35.00", sku="SNR-CD7-BK", variant={"Colour": "Black", "Plug": "EU"})],
    "4.00", "39.00", paid_at="2026-10-11T15:20:31Z", ship_to=_ADDRESS,
    payments=[p.charge("P1", "39.00", "117065", "2026-10-11T15:20:31Z", "wallet")],
)

_LISTING = {
    "id": "3256810066214", "title": "Sonarya portable CD player with radio, remote control and EU adapter",
    "description": p.flow("""
        Round portable player for CD, radio and USB. In the box: player, USB cable, power adapter (EU plug), remote
        control with battery. Works on mains or by USB."""),
    "language": "en", "captured_at": "2026-10-11T15:20:05Z",
    "attributes": [{"name": "Power", "value": "5 V, 2 A"}, {"name": "Diameter", "value": "23", "unit": "cm"}],
    "includes": ["CD player", "USB cable", "power adapter (EU)", "remote control"],
    "photos": [
        p.photo("L1", "l1_cdplayer_all_parts.jpg", Sample("case4_listing_1.jpg"), "player with cable, adapter and "
                "remote"),
        p.photo("L2", "l2_cdplayer.jpg", Sample("case4_listing_2.jpg"), "player, three-quarter view"),
    ],
    "price_history": p.prices(
        ("2026-05-16", "44.00"), ("2026-06-18", "42.00"), ("2026-07-22", "42.00"), ("2026-08-26", "39.00"),
        ("2026-09-21", "38.00"), ("2026-10-09", "35.00"), ("2026-11-04", "36.50")),
    "similar": p.similar(
        ("Lettore CD portatile con telecomando", "41.90", 4.4), ("Boombox CD/USB, white", "37.50", 4.2),
        ("EU adapter 5 V, 2 A", "6.20", 4.6), ("Remote control for CD7", "5.40", 4.1)),
}

_SHIPMENT = {
    "id": "S1", "direction": "outbound", "lines": [{"line": "1", "quantity": 1}], "carrier": "Anadolu Kargo",
    "tracking_number": "AK90417720155386", "expected_by": "2026-11-02T23:59:00Z", "destination": _ADDRESS,
    "events": [
        p.event("ev1", "2026-10-14T08:10:00Z", "accepted", "Accepted, 1.31 kg", "Kumsal", "TR"),
        p.event("ev2", "2026-10-17T19:30:00Z", "departed", "Left the country of origin", "Kumsal", "TR"),
        p.event("ev3", "2026-10-26T11:45:00Z", "customs", "Customs cleared", "Portalba", "IT"),
        p.event("ev4", "2026-10-30T07:25:00Z", "out-for-delivery", "Out for delivery", "Montalera", "IT"),
        p.event("ev5", "2026-10-30T10:50:00Z", "delivered", "Delivered, handed to receiver", "Montalera", "IT"),
    ],
    "proof": [{"kind": "signature", "at": "2026-10-30T10:50:00Z"}],
}

_MESSAGES = [
    p.message("M1", "2026-10-30T18:52:00Z", "buyer", "it",
              """Buonasera, nella scatola ho trovato solo il lettore e il cavo USB. Mancano l'alimentatore e il
              telecomando. Me li potete spedire?""",
              """Good evening, in the box I found only the player and the USB cable. The adapter and the remote
              control are missing. Can you send them to me?"""),
    p.message("M2", "2026-10-31T07:12:00Z", "seller", "tr",
              "Merhaba, en kısa sürede size dönüş yapacağız.", "Hello, we will get back to you as soon as possible.",
              automatic=True),
    p.message("M3", "2026-11-02T08:03:00Z", "buyer", "it",
              "Non ho ricevuto risposta, quindi apro una contestazione. Il lettore funziona, voglio solo i pezzi "
              "mancanti.",
              "I had no answer, so I open a dispute. The player works, I only want the missing parts.",
              attachments=["E1", "E2"]),
    p.message("M4", "2026-11-05T12:26:00Z", "seller", "tr",
              """Adaptör ve kumanda Avrupa paketinde yer almıyor, ayrıca satılıyor. Fabrika listesi E3'te. 3 dolar
              iade edebiliriz.""",
              """The adapter and the remote are not part of the European package, they are sold separately. The
              factory's list is E3. We can refund 3 dollars.""", attachments=["E3"]),
    p.message("M5", "2026-11-05T20:40:00Z", "buyer", "it",
              """L'annuncio dice "with remote control and EU adapter". Con 3 dollari non compro né l'uno né l'altro.""",
              """The listing says “with remote control and EU adapter”. For 3 dollars I can buy neither of them."""),
]

_LIST = (
    ("Model", "CD7-E (Europe)"),
    ("Contents", "1 player\n1 USB cable\n1 leaflet"),
    ("Model", "CD7-F (full set)"),
    ("Contents", "1 player\n1 USB cable\n1 adapter 5 V\n1 remote control\n1 leaflet"),
)
_SHOWN = "2026-11-02T08:10:00Z"
_EVIDENCE = [
    p.item("E1", "buyer", "photo", "e1_contenuto.jpg", Sample("case4_evidence_1.jpg"), "2026-11-02T08:00:00Z",
           caption="Tutto quello che c'era nella scatola", language="it", satisfies=["fault-shown"],
           translations=p.english("Everything that was in the box", "it-en"), disclosed_at=_SHOWN),
    p.item("E2", "buyer", "photo", "e2_dall_alto.jpg", Sample("case4_evidence_2.jpg"), "2026-11-02T08:01:00Z",
           caption="Dall'alto", language="it", translations=p.english("From above", "it-en"), disclosed_at=_SHOWN),
    p.item("E3", "seller", "document", "e3_paket_listesi.pdf",
           Made(partial(papers.pdf, "Package contents CD7", "Sonarya Elektronik, Kumsal", _LIST,
                        "Revision 4, March 2026")),
           "2026-11-05T12:24:00Z", caption="Paket listesi", language="tr",
           translations=p.english("List of contents", "tr-en"), disclosed_at="2026-11-05T12:30:00Z"),
]

_CASE = p.case(
    ID, "substandard", "delivered", _SHOWN, "2026-11-08T09:00:00Z", "2026-11-18T12:00:00Z",
    protection_ends_at="2026-11-25T10:50:00Z", dispute_window_ends_at="2026-11-14T10:50:00Z",
    seller_response_due_at="2026-11-07T08:10:00Z", seller_responded_at="2026-11-05T12:26:00Z",
    claim=p.claim(
        "Mancano l'alimentatore e il telecomando promessi nell'annuncio. Li vorrei ricevere.", "it",
        "The adapter and the remote control that the listing promises are missing. I would like to receive them.",
        scope=[{"line": "1", "quantity": 1, "state": "missing"}], requested={"outcome": "replacement"}),
    order=_ORDER, listing=_LISTING,
    buyer={"id": "b-3308871", "name": "Giulia Marchetti", "country": "IT", "orders": 22, "disputes": 1,
           "account": "active"},
    seller={"id": "s-402215", "name": "Sonarya Elektronik", "country": "TR", "rating": 4.3, "verified": True,
            "orders": 7730, "disputes": 164, "account": "active"},
    shipments=[_SHIPMENT], messages=_MESSAGES, evidence=_EVIDENCE,
    offers=[p.offer("O1", "2026-11-05T12:26:00Z", "seller", "partial-refund", "refused", "3.00")],
)

_VERDICT = p.decision(
    ID, "replacement", "substandard.1", "mod-5", "2026-11-12T14:02:00Z",
    borne_by="seller",
    replacement={"lines": [{"line": "1", "quantity": 1}], "ship_by": "2026-11-26T23:59:00Z",
                 "if_not_sent": "full-refund"},
    exhibits=[
        p.exhibit("X1", "E1", "what came: player and cable, no adapter, no remote", [0.2, 0.13, 0.6, 0.8], pair="L1"),
        p.exhibit("X2", "L1", "listing photo: adapter and remote", [0.42, 0.66, 0.45, 0.17]),
        p.exhibit("X3", "E2", "the same from above", [0.2, 0.1, 0.62, 0.6]),
    ],
    findings=[
        p.finding("fault-shown", "yes", "The opened carton, the player and the cable are there; adapter and remote "
                                        "are not.",
                  ("X1", "X3")),
        p.finding("promised-by-listing", "yes", "Title, text, the list of parts and the photo all promise both.",
                  ("X2",),
                  (("/listing/includes/2", "includes: power adapter (EU)"),
                  ("/listing/includes/3", "includes: remote control"))),
        p.finding("item-is-ordered", "yes", "The player agrees with the listing photo.", ("X1", "X2")),
        p.finding("seller-asked-first", "yes", "On 30 October, three days before the dispute.", (),
                  (("/messages/0/at", "asked 30 Oct 2026"),)),
        p.finding("more-than-wear", "not-applicable", "Nothing is worn; parts are missing."),
    ],
    not_relied_on=[
        p.unused("E3", "a factory list that names two packages; what was promised to the buyer is the listing"),
    ],
    statements=p.statement("""
        The seller sends the missing power adapter (EU plug) and the remote control, without charge, by 26 November
        2026. If they have not been sent by then, the buyer gets the whole price back.

        Both parts are promised by the listing: in its title, its text, its list of parts and its photo (X2). They
        were not in the box (X1, X3). The player works, so nothing else changes hands.

        To the seller: you say that adapter and remote are sold separately in Europe. That may be how the factory
        packs; the listing said “with remote control and EU adapter”, and that is what was sold. US$ 3.00 would have
        paid for neither.

        To the buyer: you asked for the parts and not for money, and that is what you get. You keep the player either
        way until the parts arrive."""),
    internal_note="E2 was saved by a photo editor; it shows the same things as E1, which was not.",
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("missing parts", "replacement", "seller document"))
