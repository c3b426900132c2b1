"""The rows of what travels: cases that came in a bag, verdicts that did, and what a bag has to bring of the ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from moderator.domain.canonical import Json
from moderator.domain.travel import ROAD, is_road
from moderator.errors import LeaseHeld
from moderator.store import chains, documents, leases, locking, locks
from moderator.store.records import Lease
from moderator.store.tables import (
    AboardEntry,
    CarriedEntry,
    CaseEntry,
    Checkpoint,
    LeaseEntry,
    LedgerEntry,
    LedgerKey,
    Revision,
    VerdictEntry,
)

LONGEST = 100_000
"""Rows of the journal that a bag brings at most. A library for the road has a few hundred."""
_SOME = 400


@dataclass(frozen=True)
class Guest:
    """A case that came in a bag: from which library, with which bag, and what the bag said of it."""

    case: str
    bag: str
    home: str
    said: Json


@dataclass(frozen=True)
class Carried:
    """A verdict that came in a bag. `said`: the document of its coming, with `why` it is no more than an opinion."""

    body: str
    case: str
    verdict: str
    record: str | None
    effect: str
    decided_by: str
    came_by: str
    came_at: str
    said: Json


@dataclass(frozen=True)
class Left:
    """A case that left: the last row of its chain, and the lease for the road."""

    number: int
    own: str
    lease: Lease


def guests(session: Session) -> list[Guest]:
    """Every case that came in a bag, by its newest one; neither locked nor erased ones."""
    newest: dict[str, AboardEntry] = {}
    query = select(AboardEntry).join(CaseEntry).where(col(CaseEntry.status).in_(locking.SHOWN))
    for row in session.exec(query.order_by(col(AboardEntry.at), col(AboardEntry.bag))):
        newest[row.case_id] = row
    return [_guest(session, row) for _, row in sorted(newest.items())]


def guest(session: Session, case_id: str) -> Guest | None:
    query = select(AboardEntry).where(AboardEntry.case_id == case_id)
    row = session.exec(query.order_by(col(AboardEntry.at).desc(), col(AboardEntry.bag).desc()).limit(1)).first()
    return None if row is None else _guest(session, row)


def _guest(session: Session, row: AboardEntry) -> Guest:
    return Guest(row.case_id, row.bag, row.home, documents.get(session, row.source))


def given_elsewhere(session: Session, order_number: str) -> list[tuple[str, int, dict[str, int]]]:
    """What verdicts that are not in this library gave back on an order, as the newest bag with a case of it said."""
    said = _given(session, order_number)
    here = set(session.exec(select(VerdictEntry.id).where(VerdictEntry.order_number == order_number)))
    return [
        (each["verdict"], each["of_order"], {part["key"]: part["amount"] for part in each["parts"]})
        for each in said
        if each["verdict"] not in here
    ]


def _given(session: Session, order_number: str) -> list[Json]:
    if locks.on_server(session):  # which hides rows of locked cases, but not what counts towards the cap
        sql = text("SELECT moderator.given_elsewhere(:number)")
        found = session.execute(sql, {"number": order_number}).scalar_one()
        return [] if found is None else list(json.loads(found))
    query = select(AboardEntry).where(AboardEntry.order_number == order_number)
    row = session.exec(query.order_by(col(AboardEntry.at).desc(), col(AboardEntry.bag).desc()).limit(1)).first()
    return [] if row is None else list(documents.get(session, row.source)["given"])


def carried(session: Session, case_id: str, effect: str = "") -> list[Carried]:
    """What came of verdicts on a case, the first one first."""
    query = select(CarriedEntry).where(CarriedEntry.case_id == case_id)
    query = query.where(CarriedEntry.effect == effect) if effect else query
    return [
        _carried(session, row) for row in session.exec(query.order_by(col(CarriedEntry.came_at), CarriedEntry.body))
    ]


def _carried(session: Session, row: CarriedEntry) -> Carried:
    return Carried(
        row.body,
        row.case_id,
        row.verdict_id,
        row.record,
        row.effect,
        row.decided_by,
        row.came_by,
        row.came_at,
        documents.get(session, row.source),
    )


def came(session: Session, body: str) -> Carried | None:
    row = session.get(CarriedEntry, body)
    return None if row is None else _carried(session, row)


def knows(session: Session, body: str, verdict_id: str) -> bool:
    """Whether the verdict with that text is here already, come by a bag or not."""
    if session.get(CarriedEntry, body) is not None:
        return True
    row = session.get(VerdictEntry, verdict_id)
    return row is not None and row.body == body


def revisions(session: Session, case_id: str) -> list[int]:
    query = select(Revision.revision).where(Revision.case_id == case_id)
    return list(session.exec(query.order_by(col(Revision.revision))))


def end_lease(session: Session, case_id: str, bag: str, now: Any) -> Lease | None:
    """Ends the lease for the road of that bag; None if the case is under another one, or none."""
    row = session.exec(select(LeaseEntry).where(LeaseEntry.case_id == case_id)).first()
    if row is None or row.token != ROAD + bag:
        return None
    had = leases.value(row)
    leases.release(session, had, now)
    return had


def refuse_held(session: Session, case_id: str, now: Any) -> None:
    """Raises LeaseHeld while somebody sits before the case. Another bag that has it is no hindrance: the first verdict
    that comes back counts, here as between two desks."""
    held = leases.current(session, case_id, now)
    if held is not None and not is_road(held.token):
        raise LeaseHeld(case_id, held.holder, held.until)


# --- what a bag brings of the ledger ----------------------------------------------------------------------------------


def portable(session: Session, cases: Sequence[str]) -> Json:
    """The chains of these cases, and the way from their first verdict to the newest checkpoint."""
    by_case: dict[str, list[list[Any]]] = {case: [] for case in cases}
    for begin in range(0, len(cases), _SOME):
        for row in _rows(session, cases[begin : begin + _SOME]):
            by_case[row[4]].append(list(row))
    wanted = [row[0] for rows in by_case.values() for row in rows if row[3] in ("decision", "closure", "request")]
    last = session.exec(select(Checkpoint).order_by(col(Checkpoint.number).desc()).limit(1)).first()
    doc: dict[str, Json] = {"cases": by_case}
    if not wanted or last is None or last.seq - min(wanted) >= LONGEST:
        return doc
    key = session.get(LedgerKey, last.key)
    first = min(wanted)
    query = select(LedgerEntry.own, LedgerEntry.previous)
    query = query.where(LedgerEntry.seq >= first, LedgerEntry.seq <= last.seq).order_by(col(LedgerEntry.seq))
    way = list(session.exec(query))
    return doc | {
        "first": first,
        "previous": way[0][1],
        "owns": [own for own, _ in way],
        "checkpoint": [last.number, last.seq, last.head, last.at, last.key, last.signature],
        "public": "" if key is None else key.public,
    }


def _rows(session: Session, cases: Sequence[str]) -> list[tuple[Any, ...]]:
    values = {f"c{n}": each for n, each in enumerate(cases)}
    sql = (
        f"SELECT {', '.join(chains.COLUMNS)} FROM ledger_entry "
        f"WHERE case_id IN ({', '.join(':' + name for name in values)}) ORDER BY case_id, number"
    )
    return [tuple(row) for row in session.execute(text(sql), values)]
