"""What goes into a store in tests, as short as it may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from moderator.domain.before import Before
from moderator.domain.queue import Ask, Filter
from moderator.store.ledger import Act
from moderator.store.records import Facts, NewCase, NewVerdict, Row, StoredFile, StoredVerdict
from moderator.store.store import Store

BIG = 2**40
"""An amount that 32 bits do not hold."""


def now(**later: float) -> str:
    return (datetime.now(UTC) + timedelta(**later)).isoformat(timespec="seconds").replace("+00:00", "Z")


def facts(**given: Any) -> Facts:
    usual: dict[str, Any] = {
        "order_number": "1", "reason": "damaged", "claim": "c", "title": "t", "due_at": None, "escalated_at": now(),
        "currency": "USD", "paid": 100, "buyer_country": "ES", "photos": 0, "videos": 0, "documents": 0,
    }  # fmt: skip
    return Facts(**(usual | given))


def add(
    store: Store, case: str, revision: int = 1, *, seen: int | None = None, who: str = "mod-7", **given: Any
) -> None:
    """Imports a case, whose order is its own unless it is told."""
    files = (StoredFile("data/a.jpg", "a" * 64, BIG),)
    act = Act(now(), who, "import", case, "c" * 64)
    columns = facts(**({"order_number": case} | given))
    new = NewCase(case, revision, {"id": case, "revision": revision}, "c" * 64, columns, files, seen)
    (problem,) = store.add_cases([(new, act)])
    if problem is not None:
        raise problem


def queue(store: Store) -> list[Row]:
    """All cases as the queue has them, the earliest due first."""
    return store.page(Ask(Filter(status="all"), most=1000))


def verdict(case: str, number: int = 1, *, who: str = "mod-7", **given: Any) -> NewVerdict:
    """A decision; its text and record say what its row says, as the server demands."""
    told: dict[str, Any] = {
        "id": f"{case}-v{number}", "case": case, "kind": "decision", "revision": 1, "supersedes": None,
        "order_number": case, "refund_of_order": 10, "refunds": {"line:1": 10}, "outcome": "partial-refund",
        "decided_by": who, "decided_at": now(), "undo_until": now(minutes=10), "stage": "first", "approved_by": None,
    } | given  # fmt: skip
    body = {
        key: told[key] for key in ("id", "case", "kind", "supersedes", "decided_by", "stage", "approved_by", "outcome")
    }
    body = {key: value for key, value in body.items() if value is not None} | given.get("body", {})
    record = None if told["kind"] == "request" else {"moderator": body["decided_by"], "verdict": body}
    return NewVerdict(**{"record": record, **told, "body": body})


def decide(store: Store, new: NewVerdict, seen: int = 1, given: Before | None = None) -> StoredVerdict:
    before = given if given is not None else store.given_before(new.order_number, new.supersedes)
    return store.record(new, seen, before, Act(now(), new.decided_by, new.kind, new.case, "e" * 64))


def withdraw(store: Store, verdict_id: str, case: str, who: str = "mod-7") -> StoredVerdict:
    return store.withdraw(verdict_id, Act(now(), who, "withdraw", case, "e" * 64), lambda _now, _then: None)
