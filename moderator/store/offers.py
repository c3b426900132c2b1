"""The case that somebody should decide next: the most urgent one that this person may and can decide."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from moderator.domain.persons import same_person
from moderator.domain.queue import Filter, Skills
from moderator.store.pages import FREE, Base, Where, counting, gaps

_LOOKED_AT = 64
"""Cases that are weighed at a time, in the order in which they are due."""
_FEW = 1000
"""Up to so many are found and sorted; more are met soon enough on the way."""
_DAY = len("2026-11-12")


def next_case(session: Session, base: Base, skills: Skills, without: Collection[str]) -> str | None:
    """The id of the open case to decide next; None if none is left for the base's asker.

    What is overdue comes first, then day by day; of one day the largest figure among the most urgent. Cases of
    `without` are left out, those that somebody else has or was given or that this person stepped back from, and those
    that this person has decided before: a decision of one's own is looked at by somebody else. On PostgreSQL the case
    stays locked until the transaction ends, and what another transaction has locked is passed over.
    """
    for candidates in _by_due(session, base, skills):
        barred, now = _decided_by(session, [row[0] for row in candidates], base.asker.name), base.asker.now
        free = [row for row in candidates if row[0] not in barred and row[0] not in without]
        for row in sorted(free, key=lambda row: (row[1][:_DAY] if row[1] >= now else "", -row[2], row[1])):
            if _locked(session, base, row[0]):
                return str(row[0])
    return None


def _by_due(session: Session, base: Base, skills: Skills) -> Iterator[Sequence[Any]]:
    """Open cases within the skills, in portions; where there are few, found by the skills and not by walking."""
    found = _within(base, skills)
    index, conditions = "queue_due", ["status = 'open'", FREE.format(id="case_entry.id"), *found.conditions]
    if found.kinds:
        number, values = counting(base, Filter(), found)
        if base.run(f"SELECT {number}", values | {"bound": _FEW + 1})[0][0] <= _FEW:
            index, conditions = "queue_kinds", [*conditions, *gaps(found)]
    sql = (
        f"SELECT id, due_key, figure FROM case_entry {base.index(index)} WHERE {' AND '.join(conditions)} "
        f"AND (due_key, id) > (:due, :id) ORDER BY due_key, id LIMIT {_LOOKED_AT}"
    )
    after = {"due": "", "id": ""}
    while rows := session.execute(text(sql), found.values | base.asker.values | after).all():
        yield rows
        after = {"due": rows[-1][1], "id": rows[-1][0]}


def _within(base: Base, skills: Skills) -> Where:
    found = Where()
    if skills.reasons:
        found.one_of("reason", sorted(skills.reasons))
    if skills.languages:
        values = dict[str, Any]()
        spoken = _one_of("language", skills.languages, values)
        found.one_of("market", [row[0] for row in base.run(f"SELECT id FROM market WHERE {spoken}", values)])
    return found


def _one_of(column: str, chosen: Collection[str], values: dict[str, Any]) -> str:
    names = {f"{column}{n}": each for n, each in enumerate(sorted(chosen))}
    values |= names
    return f"{column} IN ({', '.join(':' + name for name in names)})"


def _decided_by(session: Session, cases: Sequence[str], who: str) -> set[str]:
    """Those of the cases that this person has given a final verdict on which was not taken back."""
    values = dict[str, Any]()
    sql = (
        f"SELECT case_id, decided_by FROM verdict_entry WHERE {_one_of('case_id', cases, values)} "
        "AND kind <> 'request' AND status <> 'withdrawn'"
    )
    return {row[0] for row in session.execute(text(sql), values) if same_person(row[1], who)}


def _locked(session: Session, base: Base, case_id: str) -> bool:
    if base.dialect != "postgresql":
        return True
    sql = "SELECT id FROM case_entry WHERE id = :id AND status = 'open' FOR UPDATE SKIP LOCKED"
    return session.execute(text(sql), {"id": case_id}).first() is not None
