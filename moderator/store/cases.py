"""Cases, their revisions and files, and drafts: rows in, values out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from moderator.domain.canonical import Json
from moderator.domain.queue import STATUSES
from moderator.errors import NotFound
from moderator.store import documents
from moderator.store.records import Head, StoredFile, status
from moderator.store.tables import CaseEntry, File, Revision, VerdictEntry


def head(session: Session, case_id: str) -> Head | None:
    """Where the case of that id stands, whatever its letters' case; None if the library does not have it."""
    columns = "id, revision, version, status, content, facts"
    sql = text(f"SELECT {columns} FROM case_entry WHERE folded = :folded")
    row = session.execute(sql, {"folded": case_id.casefold()}).one_or_none()
    return None if row is None else Head(row[0], row[1], row[2], status(row[3]), row[4], row[5])


def entry(session: Session, case_id: str) -> CaseEntry:
    """The row of a case, for this package only. Raises NotFound."""
    found = session.get(CaseEntry, case_id)
    if found is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    return found


def ids(session: Session, wanted: str) -> list[str]:
    """The ids of all cases of one status ("all": of every that the queue shows), ascending."""
    statuses = STATUSES if wanted == "all" else (wanted,)
    query = select(CaseEntry.id).where(col(CaseEntry.status).in_(statuses)).order_by(CaseEntry.id)
    return list(session.exec(query))


def currencies(session: Session, wanted: Collection[str]) -> dict[str, str]:
    """The currency of each of a few cases."""
    query = select(CaseEntry.id, CaseEntry.currency).where(col(CaseEntry.id).in_(wanted))
    return dict(session.exec(query).all())


def finished(session: Session, only: Mapping[str, str], since: str) -> list[str]:
    """The ids of the decided and closed cases whose columns have these values, ascending.

    `since`: only those whose standing verdict is of then or later; times compare as the texts they are.
    """
    query = select(CaseEntry.id).where(col(CaseEntry.status).in_(("decided", "closed")))
    for name, value in only.items():
        query = query.where(func.coalesce(getattr(CaseEntry, name), "") == value)
    if since:
        later = select(VerdictEntry.case_id).where(
            VerdictEntry.status == "active", VerdictEntry.kind != "request", VerdictEntry.decided_at >= since
        )
        query = query.where(col(CaseEntry.id).in_(later))
    return list(session.exec(query.order_by(col(CaseEntry.id))))


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(CaseEntry)).one()


def document(session: Session, case_id: str, revision: int | None = None) -> Json:
    """case.json of a revision, the current one by default. Raises NotFound."""
    if revision is None:
        return documents.get(session, entry(session, case_id).facts)
    found = session.get(Revision, (case_id, revision))
    if found is None:
        raise NotFound(f"This library does not have revision {revision} of {case_id}.")
    return documents.get(session, found.facts)


def files(session: Session, case_id: str, revision: int) -> dict[str, StoredFile]:
    """The payload files of a revision, by path."""
    query = select(File).where(File.case_id == case_id, File.revision == revision)
    return {row.path: StoredFile(row.path, row.sha256, row.bytes) for row in session.exec(query)}


def marked(body: Json | None) -> dict[str, Json]:
    """What of a draft points at evidence: its exhibits and marks."""
    return {key: body[key] for key in ("exhibits", "marks") if body and body.get(key)}
