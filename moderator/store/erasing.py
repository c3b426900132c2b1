"""What is left of a case under the retention rule: its verdicts, their signed documents, and the ledger.

One transaction writes the event, takes the rows away and lists the files in `erased_file`; the files go after it, one
by one, each taken off the list once it is gone. Whoever is killed in between leaves the list, and anybody goes on.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, select

from moderator.domain.canonical import Json
from moderator.errors import LeaseHeld, LibraryError
from moderator.store import covers, documents, erasing_road, holds, keys, leases, locking, locks, search
from moderator.store.cases import entry
from moderator.store.records import Facts, Settled
from moderator.store.tables import CaseEntry, File, Revision, SecondOpinion, VerdictEntry

Reduce = Callable[[Json, str], Json]
"""What is kept of a document: of a decision record ("record") or of a verdict's text ("body")."""
_FACTS = tuple(field.name for field in dataclasses.fields(Facts))
_STATEMENTS = (
    "UPDATE second_opinion SET body = NULL WHERE case_id = :case",
    "INSERT INTO erased_file (sha256) SELECT DISTINCT sha256 FROM file WHERE case_id = :case ON CONFLICT DO NOTHING",
    "DELETE FROM file WHERE case_id = :case",
    "DELETE FROM revision WHERE case_id = :case",
    "DELETE FROM draft WHERE case_id = :case",
    "DELETE FROM draft_aside WHERE case_id = :case",
)
_DOCUMENT = (
    "DELETE FROM document WHERE sha256 = :sha256 "
    "AND NOT EXISTS (SELECT 1 FROM case_entry WHERE facts = :sha256) "
    "AND NOT EXISTS (SELECT 1 FROM revision WHERE facts = :sha256) "
    "AND NOT EXISTS (SELECT 1 FROM verdict_entry WHERE body = :sha256 OR record = :sha256) "
    "AND NOT EXISTS (SELECT 1 FROM second_opinion WHERE body = :sha256) "
    "AND NOT EXISTS (SELECT 1 FROM carried WHERE body = :sha256 OR record = :sha256 OR source = :sha256) "
    "AND NOT EXISTS (SELECT 1 FROM aboard WHERE source = :sha256)"
)


class Order(NamedTuple):
    """What to erase: a case as it was looked at, under which rule, and what is kept of its documents."""

    case: str
    seen_version: int
    rule: str
    reduce: Reduce


def settled(session: Session, before: str, after: str, most: int) -> list[Settled]:
    """Decided and closed cases whose standing verdict is of `before` or earlier, by their ids, those behind `after`."""
    query = select(CaseEntry.id, CaseEntry.version, CaseEntry.reason, VerdictEntry).join(
        VerdictEntry, col(VerdictEntry.case_id) == CaseEntry.id
    )
    query = query.where(
        col(CaseEntry.status).in_(("decided", "closed")),
        VerdictEntry.status == "active",
        VerdictEntry.kind != "request",
        VerdictEntry.decided_at <= before,
        CaseEntry.id > after,
    ).order_by(CaseEntry.id)
    return [
        Settled(case, version, reason, row.id, row.record, row.decided_at, row.undo_until)
        for case, version, reason, row in session.exec(query.limit(most))
    ]


def blank(facts: Facts) -> Facts:
    """What the queue shows of an erased case: its reason, currency and when it was escalated, nothing of anybody."""
    return Facts("", facts.reason, "", "", None, facts.escalated_at, facts.currency, 0, "", 0, 0, 0)


def erase(session: Session, order: Order, at: str, note: Callable[[Json], str]) -> None:
    """Within the caller's transaction. `note` writes the event and keeps its document, whose hash it gives.

    Raises LibraryError for a case that was changed since it was looked at or may not be erased.
    """
    case = entry(session, order.case)
    _demand(session, case, order)
    shown = blank(Facts(**{name: getattr(case, name) for name in _FACTS}))
    verdicts = _reduced(session, order)
    opinions = _opinions(session, order.case)
    came = erasing_road.reduced(session, order.case)
    gone = sorted(came.gone().union(_documents(session, order.case, verdicts, opinions)))
    told: dict[str, Any] = {"case": order.case, "at": at, "rule": order.rule, "verdicts": verdicts}
    told |= {"opinions": opinions, **erasing_road.noted(came)}
    told["shown"] = covers.shown([order.case, *dataclasses.astuple(shown)])
    told["files"] = len(set(session.exec(select(File.sha256).where(File.case_id == order.case))))
    entry_ = note(told)
    if locks.on_server(session):
        _on_server(session, case.id, _columns(session, entry_, shown), verdicts, came, gone)
        return
    for verdict, kept in verdicts.items():
        _verdict(session, verdict, kept)
    erasing_road.apply(session, order.case, came, verdicts)
    for statement in _STATEMENTS:
        session.execute(text(statement), {"case": order.case})
    search.forget(session, order.case)
    _blank(session, order.case, entry_, shown)
    session.flush()
    for sha256 in gone:
        session.execute(text(_DOCUMENT), {"sha256": sha256})
    session.expire_all()


def _demand(session: Session, case: CaseEntry, order: Order) -> None:
    if case.version != order.seen_version or case.status not in ("decided", "closed"):
        raise LibraryError(f"{order.case} was changed since it was looked at; nothing of it was erased.")
    held = holds.get(session, order.case)
    if held is not None:
        raise LibraryError(f"{order.case} is on legal hold since {held.at}; nothing of it was erased.")


def demand_free(session: Session, case_id: str, now: datetime) -> None:
    """Raises LeaseHeld while somebody has the case open."""
    held = leases.current(session, case_id, now)
    if held is not None:
        raise LeaseHeld(case_id, held.holder, held.until)


def _reduced(session: Session, order: Order) -> dict[str, dict[str, list[str]]]:
    """By verdict and kind of document the hash that it had and the one of what is kept."""
    found: dict[str, dict[str, list[str]]] = {}
    query = select(VerdictEntry).where(VerdictEntry.case_id == order.case).order_by(col(VerdictEntry.seq))
    for row in session.exec(query).all():
        kinds = {"body": row.body} | ({"record": row.record} if row.record else {})
        found[row.id] = {
            kind: [sha256, documents.put(session, order.reduce(documents.get(session, sha256), kind))]
            for kind, sha256 in kinds.items()
        }
    return found


def _opinions(session: Session, case_id: str) -> dict[str, str]:
    """By verdict the hash of the second opinion that was given on it, which goes: the ledger vouches for its row."""
    query = select(SecondOpinion.verdict_id, SecondOpinion.body).where(SecondOpinion.case_id == case_id)
    return {verdict: body for verdict, body in session.exec(query.order_by(SecondOpinion.verdict_id)) if body}


def _documents(
    session: Session, case_id: str, verdicts: Mapping[str, Mapping[str, list[str]]], opinions: Mapping[str, str]
) -> list[str]:
    """The hashes of what nothing of the case needs any more."""
    facts = session.exec(select(Revision.facts).where(Revision.case_id == case_id)).all()
    replaced = [pair[0] for kinds in verdicts.values() for pair in kinds.values() if pair[0] != pair[1]]
    return sorted({*facts, *replaced, *opinions.values()})


def _verdict(session: Session, verdict: str, kept: Mapping[str, list[str]]) -> None:
    sets = ", ".join(f"{kind} = :{kind}" for kind in kept)
    values = {kind: pair[1] for kind, pair in kept.items()}
    session.execute(text(f"UPDATE verdict_entry SET {sets} WHERE id = :id"), values | {"id": verdict})


def _columns(session: Session, note: str, shown: Facts) -> dict[str, Any]:
    market = keys.market(session, "", "", shown.currency)
    made = {**dataclasses.asdict(shown), **keys.made(shown), "market": market}
    return made | {"facts": note, "content": "", "status": locking.ERASED}


def _blank(session: Session, case_id: str, note: str, shown: Facts) -> None:
    columns = _columns(session, note, shown)
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    sql = text(f"UPDATE case_entry SET {sets}, version = version + 1 WHERE id = :case")
    session.execute(sql, columns | {"case": case_id})


def _on_server(
    session: Session, case_id: str, columns: Json, verdicts: Json, came: erasing_road.Came, gone: list[str]
) -> None:
    """A team's server does it itself: nobody there may delete, and a lead may have this done."""
    casts = ", ".join(f"CAST(:{name} AS jsonb)" for name in ("columns", "verdicts", "bags"))
    values = {"case": case_id, "columns": json.dumps(columns), "verdicts": json.dumps(verdicts), "gone": gone}
    values["bags"] = erasing_road.on_server(came)
    session.execute(text(f"SELECT moderator.erase_case(:case, {casts}, :gone)"), values)
    session.expire_all()


def pending(session: Session, most: int) -> list[str]:
    """Files that wait to be taken away."""
    return [row[0] for row in session.execute(text("SELECT sha256 FROM erased_file LIMIT :most"), {"most": most})]


def settle(session: Session, sha256: str, remove: Callable[[str], None]) -> bool:
    """Takes a file away, unless a case has it, and then off the list; whether it is gone. Nobody imports meanwhile."""
    locks.ledger_tail(session)
    wanted = text(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM file WHERE sha256 = :sha256 LIMIT 1) f) + "
        "(SELECT count(*) FROM (SELECT 1 FROM signed_document WHERE sha256 = :sha256 LIMIT 1) s)"
    )
    (needed,) = session.execute(wanted, {"sha256": sha256}).one()
    if not needed:
        if not locks.on_server(session):  # a team's are kept by each computer for itself
            session.execute(text("DELETE FROM file_state WHERE sha256 = :sha256"), {"sha256": sha256})
        remove(sha256)
    session.execute(text("DELETE FROM erased_file WHERE sha256 = :sha256"), {"sha256": sha256})
    return not needed
