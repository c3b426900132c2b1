"""For each kind of procedural finding a case that has it, and the nearest case that has it not."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

from tests.builders import case_doc

Doc = dict[str, Any]
NOW = datetime.fromisoformat("2026-11-12T09:00:00+00:00")


def set_at(doc: Doc, path: str, value: Any) -> None:
    """Sets what stands at a path such as "order.payments.0.status"; None takes it out."""
    *way, last = path.split(".")
    for step in way:
        doc = doc[int(step)] if isinstance(doc, list) else doc.setdefault(step, {})
    if isinstance(doc, list):
        doc[int(last)] = value
    elif value is None:
        doc.pop(last, None)
    else:
        doc[last] = value


def case_with(reason: str = "damaged", **changes: Any) -> Doc:
    """The builder's case with a parcel that came, and changes by path ("__" for ".")."""
    doc = copy.deepcopy(case_doc(reason=reason))
    doc["order"]["ship_to"] = {"city": "Valdemora", "country": "ES"}
    doc["shipments"] = [shipment()]
    for path, value in changes.items():
        set_at(doc, path.replace("__", "."), value)
    return doc


def shipment(*statuses: str, **more: Any) -> Doc:
    """A parcel with one scan every other day from 20 October; without statuses one that was delivered on the 24th."""
    events = [
        {"id": f"e{i}", "at": f"2026-10-{20 + 2 * i:02d}T10:00:00Z", "status": status, "place": "Valdemora"}
        for i, status in enumerate(statuses or ("accepted", "arrived", "delivered"))
    ]
    doc = {
        "id": "S1",
        "direction": "outbound",
        "tracking_number": "TR1",
        "expected_by": "2026-11-02T23:59:00Z",
        "destination": {"city": "Valdemora", "country": "ES"},
        "events": events,
    }
    return doc | more


def message(who: str, text: str, at: str = "2026-10-25T10:00:00Z", **more: Any) -> Doc:
    return {"id": "M7", "at": at, "from": who, "text": text, "language": "en", **more}


def payment(
    id: str, kind: str, status: str = "settled", at: str = "2026-10-14T09:13:00Z", amount: str = "23.90"
) -> Doc:
    return {"id": id, "kind": kind, "status": status, "amount": amount, "at": at}


def offer(status: str) -> list[Doc]:
    at = "2026-11-06T08:00:00Z"
    return [{"id": "O1", "at": at, "from": "seller", "outcome": "partial-refund", "amount": "5.00", "status": status}]


PRESS = [message("seller", "Please confirm receipt, then customs lets it go.")]
GONE = "2026-11-01T00:00:00Z"
LATER = "2026-11-30T00:00:00Z"
NOT_HERE: Doc = {"reason": "not-received", "delivery": "not-delivered"}
SILENT: Doc = {"messages": [], "evidence": []}
NEWER = "2026-11-11T00:00:00Z"  # an order of that day falls under the newer policy
BACK: Doc = {"case": "AE-2", "closed_as": "cancelled", "closed_at": "2026-10-30T00:00:00Z"}
TWICE = [payment("P1", "charge"), payment("P2", "charge", at="2026-10-14T09:13:45Z")]

TABLE: dict[str, tuple[str, Doc, Doc]] = {
    # kind: (rule, a case with it, the nearest case without it)
    "in-time": ("R12", {}, {"shipments": [shipment(expected_by=None)], "opened_at": "2026-11-09T00:00:00Z"}),
    "window-over": ("R15", {"dispute_window_ends_at": GONE}, {"dispute_window_ends_at": LATER}),
    "window-unknown": ("R12", {"shipments": []}, {}),
    "too-early": (
        "R15",
        {**NOT_HERE, "shipments": [shipment("accepted", expected_by=LATER)]},
        {**NOT_HERE, "shipments": [shipment("accepted", "returned", expected_by=LATER)]},
    ),
    "early-but-over": (
        "R15",
        {**NOT_HERE, "shipments": [shipment("accepted", expected_by="2026-11-06T00:00:00Z")]},
        {**NOT_HERE, "shipments": [shipment("accepted", expected_by=LATER)]},
    ),
    "never-arrived": ("R1", {**NOT_HERE, "shipments": [shipment("accepted")]}, {**NOT_HERE, "shipments": [shipment()]}),
    "part-never-arrived": (
        "R1",
        {**NOT_HERE, "delivery": "partly-delivered", "shipments": [shipment(), shipment("accepted", id="S2")]},
        {**NOT_HERE, "delivery": "partly-delivered", "shipments": [shipment(), shipment(id="S2")]},
    ),
    "decision-overdue": ("R13", {"decision_due_at": GONE}, {"decision_due_at": LATER}),
    "answer-awaited": ("R9", {**SILENT, "seller_response_due_at": LATER}, {"seller_response_due_at": LATER}),
    "seller-silent": ("R9", SILENT, {"messages": [message("seller", "No, it was whole.", "2026-11-06T00:00:00Z")]}),
    "seller-late": (
        "R9",
        {"messages": [message("seller", "It was whole.", "2026-11-11T00:00:00Z")]},
        {"messages": [message("seller", "It was whole.", "2026-11-09T00:00:00Z")]},
    ),
    "seller-answered": (
        "R9",
        {"messages": [message("seller", "It was whole when we sent it.", "2026-11-06T00:00:00Z")]},
        {"messages": [message("seller", "Please wait patiently.", "2026-11-06T00:00:00Z")]},
    ),
    "offer-accepted": ("R8", {"offers": offer("accepted")}, {"offers": offer("refused")}),
    "offer-open": ("R8", {"offers": offer("open")}, {"offers": offer("expired")}),
    "off-platform": (
        "R8",
        {"messages": [message("seller", "Write to me on WhatsApp, I pay you there.")]},
        {"messages": [message("buyer", "He wrote to me on WhatsApp.")]},
    ),
    "received-trick": (
        "R16",
        {**NOT_HERE, "messages": PRESS, "shipments": [shipment("label-created")]},
        {**NOT_HERE, "messages": PRESS, "shipments": [shipment("label-created", "accepted")]},
    ),
    "confirmation-asked": ("R16", {"messages": PRESS}, {"messages": [message("seller", "Have you received it?")]}),
    "cancel-asked": (
        "R16",
        {"messages": [message("seller", "Please cancel the dispute, then we send a new one.")]},
        {"messages": [message("seller", "The dispute was cancelled.")]},
    ),
    "messages-unheard": (
        "R16",
        {"messages": [message("seller", "It was received. " * 1200, id=f"M{i}") for i in range(11)]},
        {"messages": [message("seller", "It was received. " * 1200, id=f"M{i}") for i in range(9)]},
    ),
    "no-shipment": ("R1", {"shipments": []}, {}),
    "no-tracking-number": ("R1", {"shipments": [shipment(tracking_number="")]}, {}),
    "untraceable": ("R1", {"shipments": [shipment("label-created")]}, {"shipments": [shipment("accepted")]}),
    "other-destination": (
        "R1",
        {"shipments": [shipment(destination={"city": "Portaval"})]},
        {"shipments": [shipment(destination={"city": "VALDEMORA (Centro)"})]},
    ),
    "delivered-before-sent": (
        "R1",
        {"shipments": [shipment("delivered", "accepted")]},
        {"shipments": [shipment("accepted", "delivered")]},
    ),
    "carrier-silent": (
        "R1",
        {**NOT_HERE, "shipments": [shipment("accepted")]},
        {**NOT_HERE, "shipments": [shipment("accepted")], "facts_as_of": "2026-10-30T00:00:00Z"},
    ),
    "went-back": ("R1", {"shipments": [shipment("accepted", "returned")]}, {}),
    "late-delivery": ("R1", {"shipments": [shipment(expected_by="2026-10-21T00:00:00Z")]}, {}),
    "delivery-denied": ("R1", NOT_HERE, {**NOT_HERE, "delivery": "delivered"}),
    "partly-given-back": ("R11", {"order__refunded": "3.00"}, {"order__refunded": "0.00"}),
    "nothing-left": ("R11", {"order__refunded": "23.90"}, {"order__refunded": "23.89"}),
    "charged-back": (
        "R11",
        {"external": [{"kind": "chargeback", "status": "open", "amount": "23.90"}]},
        {"external": [{"kind": "chargeback", "status": "lost"}]},
    ),
    "double-debit": ("R6", {"order__payments": TWICE}, {"order__payments": TWICE[:1]}),
    "overcharged": (
        "R6",
        {"order__payments": [payment("P1", "charge", amount="33.90")]},
        {"order__payments": [payment("P1", "charge", status="failed", amount="33.90")]},
    ),
    "already-given-back": (
        "R6",
        {"reason": "payment-problem", "order__payments": [*TWICE, payment("P3", "refund")]},
        {"reason": "payment-problem", "order__payments": [*TWICE, payment("P3", "refund", status="failed")]},
    ),
    "only-authorised": (
        "R6",
        {"reason": "payment-problem", "order__payments": [TWICE[0], payment("P2", "authorisation", "pending")]},
        {"reason": "payment-problem", "order__payments": [TWICE[0], payment("P2", "authorisation", "failed")]},
    ),
    "not-in-record": ("R6", {"reason": "payment-problem"}, {"reason": "payment-problem", "order__payments": TWICE}),
    "second-approval": (
        "R11",
        {"order__placed_at": NEWER, "order__paid": "900.00", "claim__requested__amount": "500.01"},
        {"order__placed_at": NEWER, "order__paid": "900.00", "claim__requested__amount": "500.00"},
    ),
    "state-misfits": ("R7", {"delivery": "not-delivered"}, {**NOT_HERE}),
    "reason-misfits": ("R7", {"claim__scope__0__state": "missing"}, {"claim__scope__0__state": "damaged"}),
    "film-in-file": ("R2", {"evidence__0__kind": "video"}, {"evidence__0__kind": "photo"}),
    "promised-parts": (
        "R3",
        {"reason": "substandard", "listing__includes": ["lid"]},
        {"reason": "damaged", "listing__includes": ["lid"]},
    ),
    "seller-asked-first": (
        "R3",
        {"reason": "substandard", "messages": [message("buyer", "It does not work.")]},
        {"reason": "substandard", "messages": [message("buyer", "It does not work.", "2026-11-06T00:00:00Z")]},
    ),
    "seller-not-asked": (
        "R3",
        {"reason": "substandard"},
        {"reason": "substandard", "messages": [message("buyer", "It does not work.")]},
    ),
    "relies-on-photos": (
        "R4",
        {"reason": "not-as-described", "claim__text": "En la foto es más grande."},
        {"reason": "not-as-described", "claim__text": "Es más pequeña que 26 cm."},
    ),
    "vague-words": (
        "R4",
        {"reason": "not-as-described", "listing__title": "Long cable"},
        {"reason": "not-as-described", "listing__title": "Cable, 90 cm"},
    ),
    "option-ordered": ("R5", {"reason": "wrong-item"}, {"reason": "damaged"}),
    "names-another-option": (
        "R5",
        {"reason": "wrong-item", "order__lines__0__variant": {"Size": "42"}, "claim__text": "Pedí la talla 43."},
        {"reason": "wrong-item", "order__lines__0__variant": {"Size": "42"}, "claim__text": "Pedí la talla 42."},
    ),
    "reopening-admissible": (
        "R14",
        {"reopens": BACK, "protection_ends_at": LATER},
        {"reopens": BACK, "protection_ends_at": GONE},
    ),
    "reopening-barred": (
        "R14",
        {"reopens": {**BACK, "closed_as": "accepted"}, "protection_ends_at": LATER},
        {"reopens": BACK, "protection_ends_at": LATER},
    ),
    "reopening-unclear": ("R14", {"reopens": BACK}, {"reopens": BACK, "protection_ends_at": LATER}),
    "wrong-data": ("R15", {"claim__scope__0__line": "9"}, {"claim__scope__0__line": "1"}),
    "other-order-number": (
        "R15",
        {"claim__text": "Pedido 8190000000000009"},
        {"claim__text": "Pedido 8190000000000001"},
    ),
    "blocked-before": (
        "R15",
        {"buyer__account": "blocked", "buyer__blocked_since": GONE},
        {"buyer__account": "blocked", "buyer__blocked_since": LATER},
    ),
    "blocked-after": (
        "R15",
        {"buyer__account": "blocked", "buyer__blocked_since": LATER},
        {"buyer__account": "blocked", "buyer__blocked_since": GONE},
    ),
    "blocked-unclear": ("R15", {"buyer__account": "blocked"}, {"buyer__account": "active"}),
    "related": ("R11", {"related": [{"case": "AE-9", "relation": "same-order"}]}, {"related": []}),
    "elsewhere": (
        "R10",
        {"external": [{"kind": "court", "status": "open"}]},
        {"external": [{"kind": "court", "status": "closed"}]},
    ),
    "not-disclosed": (
        "R10",
        {
            "evidence": [
                {**case_doc()["evidence"][0], "id": each, "path": f"media/{each}", "disclosed_at": at}
                for each, at in (("E1", None), ("E2", GONE))
            ]
        },
        {"evidence": case_doc()["evidence"]},
    ),
    "sensitive": ("R10", {"evidence__0__sensitive": ["address"]}, {"evidence__0__sensitive": []}),
    "never-asked": ("R19", {}, {"evidence__0__answers_request": "v1", "evidence__0__from": "seller"}),
}
