"""The queue at a glance: its rows by the driver alone, since the first screen should not wait for SQLModel."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from moderator.store.file import DATABASE, SCHEMA, looking, schema_of
from moderator.store.records import Facts, Row, status

_FACTS = [field.name for field in dataclasses.fields(Facts)]
_SELECT: Any = f"""
    SELECT c.id, c.revision, c.status, c.outcome, d.case_id IS NOT NULL, {", ".join(f"c.{name}" for name in _FACTS)}
    FROM case_entry c LEFT JOIN draft d ON d.case_id = c.id
    ORDER BY c.due_at IS NULL, c.due_at, c.id
"""


def can_read(folder: Path) -> bool:
    """Whether the library is there and at our schema; else it must be made or migrated first. Raises LibraryError."""
    return schema_of(folder / DATABASE) == SCHEMA


def rows(folder: Path) -> list[Row]:
    """What `Store.rows` gives. Raises LibraryError."""
    with looking(folder / DATABASE) as connection:
        return _rows(connection.execute(_SELECT).fetchall())


def team_rows(url: str) -> list[Row]:
    """The same of a team's library, by its driver alone. Raises LibraryError, and LibraryAway."""
    import psycopg

    from moderator.store import server

    try:
        with closing(server.connect(url)) as connection:
            server.demand_schema(server.schema_of(connection, url), url)
            return _rows(connection.execute(_SELECT).fetchall())
    except psycopg.Error as error:
        raise server.meaning(error, write=False) from error


def _rows(found: Iterable[Sequence[Any]]) -> list[Row]:
    return [Row(r[0], r[1], status(r[2]), r[3], bool(r[4]), Facts(*r[5:])) for r in found]
