"""What is to leave the library: written with the verdict, in its transaction, and due once it cannot be undone."""

from __future__ import annotations

from sqlmodel import Session, and_, col, delete, or_, select, update

from moderator.store.locking import SHOWN
from moderator.store.records import Intent, StoredVerdict
from moderator.store.tables import CaseEntry, ExportIntent, VerdictEntry

EDITION = "parties"


def make(session: Session, verdict: StoredVerdict) -> None:
    """The parties' edition of a decision or closure, once its undo time is over; a request has no document."""
    if verdict.kind != "request":
        due = verdict.undo_until or verdict.decided_at
        session.add(
            ExportIntent(verdict_id=verdict.id, edition=EDITION, made_at=verdict.decided_at, due_at=due, done_at=None)
        )
        session.flush()


def drop(session: Session, verdict_id: str) -> None:
    """The verdict was taken back: nothing of it leaves."""
    session.exec(delete(ExportIntent).where(col(ExportIntent.verdict_id) == verdict_id))


def subject(verdict_id: str, edition: str) -> str:
    """What the ledger calls a document that has left."""
    return f"sent {verdict_id}/{edition}"


def due(session: Session, now: str, most: int, after: tuple[str, str] = ("", "")) -> list[Intent]:
    """What is to leave now, the longest due first: of verdicts that stand, and was not done. `after`: the due time and
    verdict of the last one that the caller has had."""
    query = select(ExportIntent, VerdictEntry.case_id).join(
        VerdictEntry, col(VerdictEntry.id) == ExportIntent.verdict_id
    )
    query = query.join(CaseEntry, col(CaseEntry.id) == VerdictEntry.case_id).where(col(CaseEntry.status).in_(SHOWN))
    query = query.where(
        col(ExportIntent.done_at).is_(None), ExportIntent.due_at <= now, VerdictEntry.status == "active"
    )
    at, verdict = after
    later = and_(col(ExportIntent.due_at) == at, col(ExportIntent.verdict_id) > verdict)
    query = query.where(or_(col(ExportIntent.due_at) > at, later))
    query = query.order_by(col(ExportIntent.due_at), col(ExportIntent.verdict_id))
    return [
        Intent(row.verdict_id, case_id, row.edition, row.due_at, row.done_at)
        for row, case_id in session.exec(query.limit(most))
    ]


def done(session: Session, verdict_id: str, edition: str, now: str) -> bool:
    """Whoever wrote the document says so; whether nobody had before."""
    changed = session.exec(
        update(ExportIntent)
        .where(
            col(ExportIntent.verdict_id) == verdict_id,
            col(ExportIntent.edition) == edition,
            col(ExportIntent.done_at).is_(None),
        )
        .values(done_at=now)
    )
    return changed.rowcount == 1
