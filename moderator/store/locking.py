"""Cases that were reported and locked: who reads or writes one is refused, here and nowhere else.

A transaction that names its case is asked by `demand` before it does anything. Lists leave locked cases out by their
status; what reads across cases by something else has `SHOWN` among its conditions.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import text
from sqlmodel import Session, col, delete, update

from moderator.errors import CaseErased, CaseLocked, LibraryError, NotFound
from moderator.store import documents, locks, search
from moderator.store.cases import entry
from moderator.store.records import Locked
from moderator.store.tables import CaseEntry, CaseLock

LOCKED, ERASED = "locked", "erased"
SHOWN = ("open", "waiting", "decided", "closed")
"""The statuses of cases that anything may be read of across cases."""
_LOCKS = text("SELECT case_id, kind, by_person, at, was FROM case_lock ORDER BY case_id")


def demand(session: Session, case_id: str, *, write: bool) -> None:
    """Raises CaseLocked for a case that is locked, and CaseErased where an erased one would be worked on."""
    found = session.execute(
        text("SELECT at FROM case_lock WHERE lower(case_id) = lower(:case)"), {"case": case_id}
    ).first()
    if found is not None:
        raise CaseLocked(case_id, found[0])
    if write:
        found = session.execute(text("SELECT status FROM case_entry WHERE id = :case"), {"case": case_id}).first()
        if found is not None and found[0] == ERASED:
            raise erased(session, case_id)


def demand_file(session: Session, sha256: str, but: Collection[str] = ()) -> None:
    """Raises CaseLocked for a file that a locked case has, whatever other case has it too."""
    sql = text("SELECT l.case_id, l.at FROM case_lock l JOIN file f ON f.case_id = l.case_id WHERE f.sha256 = :sha256")
    found = session.execute(sql, {"sha256": sha256}).all()
    if found and not any(row[0] in but for row in found):
        raise CaseLocked(found[0][0], found[0][1])


def erased(session: Session, case_id: str) -> CaseErased:
    """What to raise of an erased case: its facts are the note of what was done."""
    note = documents.get(session, entry(session, case_id).facts)
    return CaseErased(case_id, str(note.get("at")), str(note.get("rule")))


def get(session: Session, case_id: str) -> Locked | None:
    """The lock of a case, whatever its letters' case."""
    return next((each for each in every(session) if each.case.casefold() == case_id.casefold()), None)


def every(session: Session) -> list[Locked]:
    return [Locked(*row) for row in session.execute(_LOCKS)]


def lock(session: Session, new: Locked) -> None:
    """Takes the case out of everything; its evidence, drafts and verdicts stay as they are. The search forgets it."""
    search.forget(session, new.case)
    if locks.on_server(session):  # the row is hidden from most of those who lock it: the server turns it itself
        sql = text("SELECT moderator.lock_case(:case, :kind, :at)")
        session.execute(sql, {"case": new.case, "kind": new.kind, "at": new.at})
        session.expire_all()
        return
    session.add(CaseLock(case_id=new.case, kind=new.kind, by_person=new.by, at=new.at, was=new.was))
    session.flush()
    _turn(session, new.case, new.was, LOCKED)


def unlock(session: Session, case_id: str) -> Locked:
    """Gives the case back to where it was. Raises NotFound for one that is not locked."""
    had = get(session, case_id)
    if had is None:
        raise NotFound(f"{case_id} is not locked.")
    if locks.on_server(session):
        session.execute(text("SELECT moderator.unlock_case(:case)"), {"case": had.case})
        session.expire_all()
    else:
        _turn(session, had.case, LOCKED, had.was)
        session.exec(delete(CaseLock).where(col(CaseLock.case_id) == had.case))
        session.flush()
    search.put(session, had.case, documents.get(session, entry(session, had.case).facts))
    return had


def _turn(session: Session, case_id: str, before: str, after: str) -> None:
    turned = session.exec(
        update(CaseEntry)
        .where(col(CaseEntry.id) == case_id, col(CaseEntry.status) == before)
        .values(status=after, version=CaseEntry.version + 1)
        .execution_options(synchronize_session=False)
    )
    if turned.rowcount != 1:
        raise LibraryError(f"{case_id} was changed meanwhile; try again.")
    session.expire_all()
