"""The queue at a glance: its first page by plain SQLite, so that the first screen does not wait for SQLModel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moderator.domain.queue import Ask, Counts, Filter
from moderator.store import counts, pages
from moderator.store.drive import refuse_network
from moderator.store.file import DATABASE, SCHEMA, looking, schema_of
from moderator.store.pages import Asker, Base, Run
from moderator.store.records import Row


def can_read(folder: Path) -> bool:
    """Whether the library is there and at our schema; else it must be made or migrated first. Raises LibraryError."""
    refuse_network(folder)
    return schema_of(folder / DATABASE) == SCHEMA


def page(folder: Path, ask: Ask, due: tuple[str, str] | None, asker: Asker) -> list[Row]:
    """What `Store.page` gives. Raises LibraryError."""
    with looking(folder / DATABASE) as connection:
        return pages.page(Base(_runner(connection), due=due, asker=asker), ask)


def count_all(folder: Path, wanted: Filter, due: counts.Due, until: str, asker: Asker) -> Counts:
    """What `Store.count_all` gives. Raises LibraryError."""
    with looking(folder / DATABASE) as connection:
        return counts.count_all(Base(_runner(connection), asker=asker), wanted, due, until)


def files_are_left(folder: Path) -> bool:
    """Whether files of erased cases wait to be taken away. Raises LibraryError."""
    if schema_of(folder / DATABASE) != SCHEMA:
        return False
    with looking(folder / DATABASE) as connection:
        return connection.execute("SELECT 1 FROM erased_file LIMIT 1").fetchone() is not None


def _runner(connection: Any) -> Run:
    def run(sql: str, values: Mapping[str, Any]) -> Any:
        return connection.execute(sql, dict(values)).fetchall()

    return run
