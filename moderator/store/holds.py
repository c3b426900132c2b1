"""Legal holds: cases that retention leaves alone until somebody lifts the hold."""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from moderator.errors import NotFound, UsageError
from moderator.store.records import Held
from moderator.store.tables import LegalHold


def get(session: Session, case_id: str) -> Held | None:
    row = session.get(LegalHold, case_id)
    return None if row is None else Held(row.case_id, row.by_person, row.why, row.at)


def every(session: Session) -> list[Held]:
    rows = session.exec(select(LegalHold).order_by(LegalHold.case_id))
    return [Held(row.case_id, row.by_person, row.why, row.at) for row in rows]


def put(session: Session, new: Held) -> None:
    """Raises UsageError where the case is on hold already: the first reason stays until it is lifted."""
    had = get(session, new.case)
    if had is not None:
        raise UsageError(f"{new.case} is on legal hold already, since {had.at} by {had.by}.")
    session.add(LegalHold(case_id=new.case, by_person=new.by, why=new.why, at=new.at))
    session.flush()


def lift(session: Session, case_id: str) -> None:
    """Raises NotFound where there is none."""
    if get(session, case_id) is None:
        raise NotFound(f"{case_id} is not on legal hold in this library.")
    session.exec(delete(LegalHold).where(col(LegalHold.case_id) == case_id))
    session.flush()
