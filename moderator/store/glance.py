"""The queue at a glance: its rows by plain SQLite, so that the first screen does not wait for SQLModel to be loaded."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from moderator.store.drive import refuse_network
from moderator.store.file import DATABASE, SCHEMA, looking, schema_of
from moderator.store.records import Facts, Lease, Row, Team, status

_FACTS = [field.name for field in dataclasses.fields(Facts)]
_SELECT = f"""
    SELECT c.id, c.revision, c.status, c.outcome, d.case_id IS NOT NULL, {", ".join(f"c.{name}" for name in _FACTS)}
    FROM case_entry c LEFT JOIN draft d ON d.case_id = c.id
    ORDER BY c.due_at IS NULL, c.due_at, c.id
"""
_LEASES = "SELECT case_id, holder, token, fence, taken_at, until FROM lease WHERE token <> ''"
_GIVEN = "SELECT case_id, to_person FROM assignment"
_RECUSED = "SELECT case_id, person FROM recusal ORDER BY case_id, person"


def can_read(folder: Path) -> bool:
    """Whether the library is there and at our schema; else it must be made or migrated first. Raises LibraryError."""
    refuse_network(folder)
    return schema_of(folder / DATABASE) == SCHEMA


def rows(folder: Path) -> list[Row]:
    """What `Store.rows` gives. Raises LibraryError."""
    with looking(folder / DATABASE) as connection:
        found = connection.execute(_SELECT).fetchall()
        teams = _teams(connection)
    return [Row(r[0], r[1], status(r[2]), r[3], bool(r[4]), Facts(*r[5:]), teams.get(r[0])) for r in found]


def _teams(connection: Any) -> dict[str, Team]:
    held = {row[0]: Lease(*row) for row in connection.execute(_LEASES)}
    given = dict(connection.execute(_GIVEN).fetchall())
    back: dict[str, tuple[str, ...]] = {}
    for case_id, person in connection.execute(_RECUSED):
        back[case_id] = (*back.get(case_id, ()), person)
    return {case: Team(held.get(case), given.get(case, ""), back.get(case, ())) for case in {*held, *given, *back}}
