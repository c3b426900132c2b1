"""Cases for the queue's tests: quickly put into a store, and the queue as a naive list that knows the right answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from moderator.desk.clock import stamp
from moderator.desk.importing import facts
from moderator.domain.case import read_case
from moderator.domain.queue import BANDS, NEVER, UNDECIDED, Filter, band, due_range, figure
from moderator.store.ledger import Act
from moderator.store.records import NewCase, Row, StoredFile
from moderator.store.store import Store
from tests.builders import case_doc

NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)


def due_of(name: str) -> tuple[str, str]:
    return due_range(name, NOW, stamp)


def a_case(case_id: str, **changes: Any) -> dict[str, Any]:
    """A case document. `due`: hours from NOW; `paid`, `currency`, `country`, `language`, `films`; the rest as it is."""
    doc = case_doc(id=case_id)
    paid, currency = changes.pop("paid", "23.90"), changes.pop("currency", "USD")
    doc["order"] |= {"paid": paid, "currency": currency, "number": f"9{case_id}", "payments": [], "shipping": "0.00"}
    doc["order"]["lines"][0]["unit_price"] = paid
    doc["claim"]["requested"] = {"outcome": "full-refund"}
    if currency == "JPY":
        doc["order"] |= {"shipping": "0", "refunded": "0"}
    doc["buyer"]["country"] = changes.pop("country", "ES")
    doc["claim"]["language"] = changes.pop("language", "es")
    due = changes.pop("due", 96)
    doc["decision_due_at"] = None if due is None else stamp(NOW + timedelta(hours=due))
    for n in range(changes.pop("films", 0)):
        film = {"id": f"F{n}", "from": "buyer", "kind": "video", "path": f"media/f{n}.mp4"}
        doc["evidence"].append(film | {"submitted_at": "2026-11-05T10:01:00Z"})
    return {key: value for key, value in (doc | changes).items() if value is not None}


def new_case(doc: dict[str, Any], seen: int | None = None) -> tuple[NewCase, Act]:
    """A case as import hands it to the store; its files are missing from the library."""
    case = read_case(doc)
    files = tuple(StoredFile(path, hashlib.sha256(path.encode()).hexdigest(), 9) for path in case.paths.values())
    new = NewCase(case.id, case.revision, doc, f"content of {case.id} {case.revision}", facts(case), files, seen)
    return new, Act("2026-11-12T09:00:00Z", "mod-7", "import", case.id, "0" * 64)


def fill(store: Store, docs: Iterable[dict[str, Any]], statuses: Iterable[str] = ()) -> None:
    """Adds cases; `statuses` of the first ones, as deciding would have left them."""
    docs = list(docs)
    assert not any(store.add_cases(new_case(doc) for doc in docs))
    with store._engine.begin() as connection:
        for doc, status in zip(docs, statuses, strict=False):
            connection.exec_driver_sql("UPDATE case_entry SET status = ? WHERE id = ?", (status, doc["id"]))


def shows(wanted: Filter, row: Row, language: str) -> bool:
    """Whether the filter lets a row through, its search left out."""
    facts, value = row.facts, figure(row.facts.paid, row.facts.currency)
    start, end = due_of(wanted.due) if wanted.due else ("", "~")
    return (
        wanted.status in ("all", row.status)
        and (not wanted.reasons or facts.reason in wanted.reasons)
        and (not wanted.video or facts.videos > 0)
        and (not wanted.band or BANDS[band(value)] == wanted.band)
        and wanted.country in ("", facts.buyer_country)
        and wanted.currency in ("", facts.currency)
        and wanted.language in ("", language)
        and (not wanted.due or (row.status in UNDECIDED and start <= (facts.due_at or NEVER) < end))
    )


def in_order(rows: Iterable[Row], sort: str) -> list[Row]:
    """The rows as the queue has them."""
    keys: dict[str, Any] = {
        "due": lambda row: row.facts.due_at or NEVER,
        "amount": lambda row: figure(row.facts.paid, row.facts.currency),
        "newest": lambda row: row.facts.escalated_at,
        "oldest": lambda row: row.facts.escalated_at,
        "id": lambda row: row.id,
        "reason": lambda row: row.facts.reason,
        "status": lambda row: row.status,
    }
    key = keys[sort]
    ordered = sorted(rows, key=lambda row: (key(row), row.id), reverse=sort in ("amount", "newest"))
    return [replace(row, key=key(row)) for row in ordered]
