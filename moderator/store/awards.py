"""What like cases were decided: read for the band of past awards, from a bounded end of the verdicts."""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from moderator.domain.canonical import Json
from moderator.store import documents
from moderator.store.locking import SHOWN
from moderator.store.tables import CaseEntry, VerdictEntry

LOOKED_AT = 2_000
"""Of the newest verdicts so many rows are looked at, however large the library is: by the index of `seq`."""
READ = 200
"""Of those that fit so many records are read; quartiles do not change much beyond."""


def records(session: Session, reason: str, without: str, order_number: str, now: str) -> list[Json]:
    """The records of standing decisions on other orders that were claimed for `reason`, the newest first.

    Those that can still be taken back are left out: they are not given yet.
    """
    newest = select(VerdictEntry.seq).order_by(col(VerdictEntry.seq).desc()).limit(LOOKED_AT).subquery()
    query = select(VerdictEntry.record).join(CaseEntry, col(CaseEntry.id) == VerdictEntry.case_id)
    query = query.where(
        col(VerdictEntry.seq).in_(select(newest.c.seq)),
        VerdictEntry.status == "active",
        VerdictEntry.kind == "decision",
        CaseEntry.reason == reason,
        VerdictEntry.case_id != without,
        VerdictEntry.order_number != order_number,
        col(CaseEntry.status).in_(SHOWN),
        or_(col(VerdictEntry.undo_until).is_(None), col(VerdictEntry.undo_until) <= now),
    )
    found = session.exec(query.order_by(col(VerdictEntry.seq).desc()).limit(READ))
    return [documents.get(session, sha256) for sha256 in found if sha256 is not None]
