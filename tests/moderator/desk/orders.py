"""Several cases on one order in one library, decided on facts alone: what tests of the order's cap decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from moderator.desk.clock import Clock
from moderator.desk.desk import Desk
from moderator.desk.library import Library
from moderator.domain.policy import versions
from tests.builders import case_doc, write_case_pack

Doc = dict[str, Any]
PAID, SHIPPING, REFUNDED = 5000, 300, 400
LEFT = PAID - REFUNDED
"""What the order can still give back, in cents."""


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def case_of(order: str, case_id: str) -> Doc:
    """A case on that order: two lines, shipping, and a part that was given back before."""
    doc = case_doc(id=case_id)
    lines = [
        {"id": "1", "title": "Jug", "quantity": 2, "unit_price": "14.00"},
        {"id": "2", "title": "Bowl", "quantity": 1, "unit_price": "19.00"},
    ]
    doc["order"] |= {"number": order, "lines": lines, "shipping": money(SHIPPING), "paid": money(PAID)}
    doc["order"] |= {"refunded": money(REFUNDED), "payments": []}
    doc["claim"].pop("scope")
    doc["claim"]["requested"] = {"outcome": "partial-refund"}
    doc["evidence"] = []
    return doc


def library_of(folder: Path, orders: dict[str, list[str]], clock: Callable[[], datetime]) -> Desk:
    """A desk on a new library with these cases, by the order's number."""
    desk = desk_at(folder / "library", clock)
    docs = [case_of(order, case_id) for order, cases in orders.items() for case_id in cases]
    imported = desk.import_packs([write_case_pack(folder / "packs", doc) for doc in docs])
    assert {each.status for each in imported} == {"imported"}
    return desk


def desk_at(folder: Path, clock: Callable[[], datetime], moderator: str = "mod-7") -> Desk:
    return Desk(Library(folder, "orders", Clock(real=clock)), moderator)


def decision(case_id: str, lines: tuple[int, int], shipping: int, **more: Any) -> Doc:
    """A return and refund of these amounts, or none; everything rests on a fact of the order."""
    rules = versions("damaged")[0]  # the order of the builder's case was placed under the first
    given = sum(lines) + shipping
    outcome = "return-and-refund" if given else "no-refund"
    clause = next(each for each in rules.clauses if outcome in each.outcomes)
    doc: Doc = {
        "format": "moderator-verdict/1", "case": case_id, "revision": 1, "kind": "decision", "outcome": outcome,
        "findings": [{"requirement": each.id, "answer": "yes", "text": "So it is.",
                      "facts": [{"pointer": "/order/number"}]} for each in rules.requirements],
        "clause": clause.id, "statements": [{"language": "en", "text": "So be it.", "authoritative": True}], **more,
    }  # fmt: skip
    if given:
        rows = [{"line": str(at), "amount": money(amount)} for at, amount in enumerate(lines, 1) if amount]
        doc |= {"refund": {"lines": rows, "shipping": money(shipping)}}
        doc["return"] = {"paid_by": "seller", "refund_when": "received"}
    return doc
