"""Verdicts: recorded by compare-and-swap, never changed, only withdrawn or superseded."""

from __future__ import annotations

import json
from typing import Literal, cast

from sqlmodel import Session, col, func, select, update

from moderator.domain.before import Before
from moderator.domain.canonical import Json
from moderator.domain.persons import barred
from moderator.errors import AlreadyDecided, GateRefused, NotFound
from moderator.store import covers, documents, locks, road
from moderator.store.cases import entry
from moderator.store.locking import SHOWN
from moderator.store.records import NewVerdict, StoredVerdict
from moderator.store.tables import CarriedEntry, CaseEntry, VerdictEntry

_STATUS_OF_KIND = {"decision": "decided", "closure": "closed", "request": "waiting"}


def of_case(session: Session, case_id: str) -> list[StoredVerdict]:
    """All verdicts of a case, oldest first."""
    query = select(VerdictEntry).where(VerdictEntry.case_id == case_id).order_by(col(VerdictEntry.seq))
    return [_value(session, row) for row in session.exec(query)]


def case_of(session: Session, verdict_id: str) -> str:
    """The case of a verdict, "" for none that there is."""
    return session.exec(select(VerdictEntry.case_id).where(VerdictEntry.id == verdict_id)).first() or ""


def case_of_record(session: Session, sha256: str) -> str:
    """The case of the verdict whose record or text has that hash, "" if none has."""
    for table in (VerdictEntry, CarriedEntry):
        query = select(table.case_id).where((col(table.record) == sha256) | (col(table.body) == sha256))
        found = session.exec(query.limit(1)).first()
        if found:
            return found
    return ""


def standing(session: Session, case_id: str) -> StoredVerdict | None:
    """The decision or closure that holds, if any."""
    row = _standing(session, case_id)
    return None if row is None else _value(session, row)


def _standing(session: Session, case_id: str) -> VerdictEntry | None:
    query = select(VerdictEntry).where(
        VerdictEntry.case_id == case_id, VerdictEntry.status == "active", VerdictEntry.kind != "request"
    )
    return session.exec(query).first()


def _value(session: Session, row: VerdictEntry) -> StoredVerdict:
    return StoredVerdict(
        id=row.id,
        case=row.case_id,
        kind=row.kind,
        number=row.number,
        status=cast(Literal["active", "withdrawn", "superseded"], row.status),
        supersedes=row.supersedes,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        undo_until=row.undo_until,
        body=documents.get(session, row.body),
        record=row.record,
        refund_of_order=row.refund_of_order,
        refunds=json.loads(row.refunds),
    )


def like(session: Session, reason: str, without: str, most: int) -> list[StoredVerdict]:
    """Standing decisions on other cases that were claimed for the same reason, the newest first."""
    query = select(VerdictEntry).join(CaseEntry, col(CaseEntry.id) == VerdictEntry.case_id)
    query = query.where(
        VerdictEntry.status == "active",
        VerdictEntry.kind == "decision",
        CaseEntry.reason == reason,
        VerdictEntry.case_id != without,
        col(CaseEntry.status).in_(SHOWN),
    )
    return [_value(session, row) for row in session.exec(query.order_by(col(VerdictEntry.seq).desc()).limit(most))]


def taken_ids(session: Session, wanted: str) -> frozenset[str]:
    """`wanted`, if a verdict has that id already."""
    return frozenset() if session.get(VerdictEntry, wanted) is None else frozenset({wanted})


def next_number(session: Session, case_id: str) -> int:
    """The number that the next final verdict of the case gets: one more than those that hold or were superseded."""
    query = select(func.count()).select_from(VerdictEntry)
    query = query.where(
        VerdictEntry.case_id == case_id, VerdictEntry.kind != "request", VerdictEntry.status != "withdrawn"
    )
    return session.exec(query).one() + 1


def given_before(session: Session, order_number: str, without: str | None) -> Before:
    """What standing decisions gave back for an order, leaving out the verdict that is to be superseded; with those
    that a bag told of and that are in another library."""
    query = select(VerdictEntry).where(VerdictEntry.order_number == order_number, VerdictEntry.status == "active")
    here = [(row.id, row.refund_of_order, json.loads(row.refunds)) for row in session.exec(query)]
    of_order, payments, lines = 0, dict[str, int](), dict[str, int]()
    for verdict_id, given, parts in (*here, *road.given_elsewhere(session, order_number)):
        if verdict_id == without:
            continue
        of_order += given
        for key, amount in parts.items():
            kind, _, name = key.partition(":")
            into = payments if kind == "payment" else lines
            into[name] = into.get(name, 0) + amount
    return Before(of_order, lines, payments)


def told(row: VerdictEntry) -> Json:
    """What a verdict gave back, as a bag tells it to a library that does not have its case."""
    parts = [{"key": key, "amount": amount} for key, amount in json.loads(row.refunds).items()]
    return {"verdict": row.id, "case": row.case_id, "of_order": row.refund_of_order, "parts": parts}


def _refuse_barred(session: Session, new: NewVerdict) -> None:
    query = select(VerdictEntry.id, VerdictEntry.decided_by).where(
        VerdictEntry.case_id == new.case, VerdictEntry.kind != "request", VerdictEntry.status != "withdrawn"
    )
    earlier = session.exec(query.order_by(col(VerdictEntry.seq)))
    problem = barred(new.decided_by, new.approved_by, new.stage, earlier)
    if problem is not None:
        raise GateRefused([problem])


def record(session: Session, new: NewVerdict, seen_version: int) -> tuple[StoredVerdict, str]:
    """Records a verdict if the case is still at `seen_version`; with the hash of its row for the ledger.

    Raises AlreadyDecided if somebody was faster, and GateRefused for somebody who may not give it.
    """
    _refuse_barred(session, new)
    swapped = session.exec(
        update(CaseEntry)
        .where(col(CaseEntry.id) == new.case, col(CaseEntry.version) == seen_version)
        .values(version=seen_version + 1, status=_STATUS_OF_KIND[new.kind], outcome=new.outcome)
    )
    current = _standing(session, new.case)
    stands_in_the_way = current is not None and current.id != new.supersedes
    if swapped.rowcount != 1 or stands_in_the_way:
        raise _lost(session, new.case, current)
    _supersede(session, new, current)
    final = new.kind != "request"
    row = VerdictEntry(
        id=new.id,
        seq=_next_seq(session),
        case_id=new.case,
        revision=new.revision,
        kind=new.kind,
        number=next_number(session, new.case) if final else 0,
        status="active",
        supersedes=new.supersedes,
        order_number=new.order_number,
        refund_of_order=new.refund_of_order,
        refunds=json.dumps(dict(new.refunds)),
        body=documents.put(session, new.body),
        record=None if new.record is None else documents.put(session, new.record),
        decided_by=new.decided_by,
        decided_at=new.decided_at,
        undo_until=new.undo_until,
    )
    session.add(row)
    session.flush()
    return _value(session, row), covers.verdict(covers.columns(row, covers.VERDICT))


def _supersede(session: Session, new: NewVerdict, current: VerdictEntry | None) -> None:
    for row in _replaced(session, new, current):
        row.status = "superseded"
        session.add(row)
    session.flush()


def _replaced(session: Session, new: NewVerdict, current: VerdictEntry | None) -> list[VerdictEntry]:
    """What the new verdict takes the place of: the one it names, and any request that was still open."""
    query = select(VerdictEntry).where(
        VerdictEntry.case_id == new.case, VerdictEntry.status == "active", VerdictEntry.kind == "request"
    )
    return [*session.exec(query), *([current] if current else [])]


def _lost(session: Session, case_id: str, current: VerdictEntry | None) -> AlreadyDecided:
    entry(session, case_id)
    if current is None:
        return AlreadyDecided(case_id, "no verdict", "somebody else, who changed the case", "this moment")
    return AlreadyDecided(case_id, current.id, current.decided_by, current.decided_at)


def _next_seq(session: Session) -> int:
    locks.ledger_tail(session)
    return (session.exec(select(func.max(VerdictEntry.seq))).one() or 0) + 1


def order_of(session: Session, verdict_id: str) -> str:
    """The number of the order that a verdict is on, which stays as it is from now on, and its case. Raises NotFound."""
    query = select(VerdictEntry.order_number, VerdictEntry.case_id).where(VerdictEntry.id == verdict_id)
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"There is no verdict {verdict_id} in this library.")
    locks.order(session, found[0])
    locks.case(session, found[1])
    return found[0]


def withdraw(session: Session, verdict_id: str) -> StoredVerdict:
    """Takes a verdict back; what it had superseded stands again. Raises NotFound if it does not stand."""
    row = session.get(VerdictEntry, verdict_id)
    if row is None or row.status != "active":
        raise NotFound(f"The verdict {verdict_id} does not stand; there is nothing to take back.")
    row.status = "withdrawn"
    session.add(row)
    session.flush()
    before = session.get(VerdictEntry, row.supersedes) if row.supersedes else None
    case = entry(session, row.case_id)
    case.status, case.outcome = "open", None
    if before is not None:
        before.status = "active"
        session.add(before)
        case.status = _STATUS_OF_KIND[before.kind]
        case.outcome = documents.get(session, before.body).get("outcome")
    case.version += 1
    session.add(case)
    session.flush()
    return _value(session, row)


def undoable(session: Session, now: str) -> StoredVerdict | None:
    """The latest verdict whose undo time still runs; in a team, of those that were given by whoever asks."""
    query = select(VerdictEntry).join(CaseEntry, col(CaseEntry.id) == VerdictEntry.case_id)
    query = query.where(VerdictEntry.status == "active", col(VerdictEntry.undo_until) > now)
    query = query.where(col(CaseEntry.status).in_(SHOWN))
    if locks.on_server(session):
        query = query.where(col(VerdictEntry.decided_by) == func.session_user())
    row = session.exec(query.order_by(col(VerdictEntry.seq).desc())).first()
    return None if row is None else _value(session, row)
