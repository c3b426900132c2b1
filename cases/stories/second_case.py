"""AE-2026-000161: a second case on the order of AE-2026-000160, opened by mistake; closed as a duplicate."""

from __future__ import annotations

from cases.stories import casserole_order as shared
from cases.stories import parts as p
from cases.stories.parts import Sample, Story

# fmt: off
ID = "AE-2026-000161"

_MESSAGES = [
    p.message("M1", "2026-11-02T19:31:00Z", "buyer", "pt",
              "A aplicação deu erro e não sei se a reclamação ficou registada. Envio outra vez.",
              "The app showed an error and I do not know whether my claim was recorded. I send it again.",
              attachments=["E1"]),
    p.message("M2", "2026-11-04T15:33:00Z", "seller", "en",
              "This is the same parcel as in AE-2026-000160. We have answered there."),
    p.message("M3", "2026-11-05T18:44:00Z", "buyer", "pt", "Sim, é a mesma encomenda. Podem fechar este.",
              "Yes, it is the same order. You can close this one."),
]

_CASE = p.case(
    ID, "not-received", "not-delivered", "2026-11-02T19:32:00Z", "2026-11-09T19:32:00Z", "2026-11-19T14:00:00Z",
    protection_ends_at="2026-11-29T23:59:00Z", seller_response_due_at="2026-11-07T19:32:00Z",
    seller_responded_at="2026-11-04T15:33:00Z",
    related=[{"case": "AE-2026-000160", "relation": "same-order"}],
    claim=p.claim(
        "Não recebi a encomenda, foi entregue noutra cidade.", "pt",
        "I did not receive the order, it was delivered in another city.",
        requested={"outcome": "full-refund", "amount": "48.50"}),
    order=shared.order(), listing=shared.listing(), buyer=shared.buyer(), seller=shared.seller(),
    shipments=[shared.shipment()], messages=_MESSAGES,
    evidence=[
        p.item("E1", "buyer", "photo", "e1_seguimento.png", Sample("case8_evidence_tracking.png"),
               "2026-11-02T19:30:00Z",
               caption="O seguimento da transportadora", language="pt",
               translations=p.english("The carrier's tracking", "pt-en"), disclosed_at="2026-11-02T19:40:00Z"),
    ],
)

_VERDICT = p.closure(
    ID, "duplicate",
    p.flow("""
        This case is about the same order and the same parcel as AE-2026-000160, which was opened 22 minutes earlier
        and is decided on its merits there. The app had shown an error, so the claim was sent twice; that is no fault
        of the buyer, and nothing is lost by closing this one. Both sides agreed to it."""),
    "mod-7", "2026-11-12T14:51:00Z",
    statements=p.statement("""
        This case is closed as a duplicate. Order 8190387755 is decided in AE-2026-000160, with everything that was
        sent in here. The buyer need not do anything."""),
)


def story() -> Story:
    return Story(_CASE, _VERDICT, ("duplicate", "closure", "related case"))
