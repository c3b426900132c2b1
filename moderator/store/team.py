"""Whose a case is: who stepped back from it, to whom it was given. And what of it can change while it is open."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from moderator.domain.persons import folded
from moderator.errors import GateRefused, Problem
from moderator.store import leases
from moderator.store.cases import entry
from moderator.store.records import Pulse, Recusal, Team, status
from moderator.store.tables import AssignmentEntry, CaseEntry, LeaseEntry, RecusalEntry


def recusals(session: Session, case_id: str) -> list[Recusal]:
    query = select(RecusalEntry).where(RecusalEntry.case_id == case_id).order_by(RecusalEntry.at, RecusalEntry.person)
    return [Recusal(row.case_id, row.name, row.why, row.at) for row in session.exec(query)]


def recuse(session: Session, new: Recusal) -> None:
    """Notes it; the first reason stays. An assignment to that person ends."""
    entry(session, new.case)
    if session.get(RecusalEntry, (new.case, folded(new.person))) is None:
        session.add(RecusalEntry(case_id=new.case, person=folded(new.person), name=new.person, why=new.why, at=new.at))
    given = session.get(AssignmentEntry, new.case)
    if given is not None and folded(given.to_person) == folded(new.person):
        session.delete(given)
    session.flush()


def refuse_recused(session: Session, case_id: str, people: Iterable[tuple[str, str | None]]) -> None:
    """Raises GateRefused if one of `people` (pointer, name) stepped back from the case."""
    found = []
    for pointer, name in people:
        row = session.get(RecusalEntry, (case_id, folded(name))) if name else None
        if row is not None:
            found.append(
                Problem(pointer, "recused", f"{row.name} stepped back from {case_id}; somebody else decides it")
            )
    if found:
        raise GateRefused(found)


def assign(session: Session, case_id: str, to: str, by: str, why: str, at: str) -> None:
    """From now on the case is that person's. Raises GateRefused for one who stepped back from it."""
    entry(session, case_id)
    refuse_recused(session, case_id, [("/to", to)])
    session.merge(AssignmentEntry(case_id=case_id, to_person=to, by_person=by, why=why, at=at))


def assigned(session: Session, case_id: str) -> str:
    row = session.get(AssignmentEntry, case_id)
    return "" if row is None else row.to_person


def of_cases(session: Session) -> dict[str, Team]:
    """By case, for every case that somebody had, stepped back from or was given."""
    held = {row.case_id: leases.value(row) for row in session.exec(select(LeaseEntry).where(LeaseEntry.token != ""))}
    given = dict(session.exec(select(AssignmentEntry.case_id, AssignmentEntry.to_person)).all())
    back: dict[str, tuple[str, ...]] = {}
    for case_id, person in session.exec(
        select(RecusalEntry.case_id, RecusalEntry.person).order_by(col(RecusalEntry.case_id), col(RecusalEntry.person))
    ):
        back[case_id] = (*back.get(case_id, ()), person)
    return {
        case_id: Team(held.get(case_id), given.get(case_id, ""), back.get(case_id, ()))
        for case_id in {*held, *given, *back}
    }


def pulse(session: Session, case_id: str) -> Pulse | None:
    """Where a case stands and who has it; None if the library does not have it. Cheap: asked once a second."""
    columns = select(CaseEntry.revision, CaseEntry.version, CaseEntry.status).where(CaseEntry.id == case_id)
    row = session.exec(columns).first()
    if row is None:
        return None
    held = session.exec(select(LeaseEntry).where(LeaseEntry.case_id == case_id)).first()
    lease = None if held is None else leases.value(held)
    return Pulse(case_id, row[0], row[1], status(row[2]), lease, assigned(session, case_id))
