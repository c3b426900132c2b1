"""Migrations, killed before every one of their statements; and every older schema, migrated with its rows unchanged.

`python -m tests.robustness.migrations`: a table. After each kill the database is as it was or whole at the new schema,
without tables that Alembic makes for the time being, and the next start finishes the work.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from moderator.store import backups
from moderator.store.file import SCHEMA, looking, schema_of
from moderator.store.store import Store
from tests.robustness import flows
from tests.robustness.flows import World

Hashes = dict[str, tuple[tuple[str, ...], frozenset[str]]]
"""By table its columns, and the hash of each row by these columns."""


def hashes(database: Path, like: Hashes | None = None) -> Hashes:
    """Of every table, or of those in `like`, by the columns that these have there."""
    found: Hashes = {}
    with looking(database) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables if like is None else like:
            if table == "alembic_version":
                continue
            columns = like[table][0] if like else _columns(connection, table)
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
            found[table] = columns, frozenset(hashlib.sha256(repr(row).encode()).hexdigest() for row in rows)
    return found


def _columns(connection: Any, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))


def kept(database: Path, before: Hashes) -> bool:
    """Whether every row is as it was, and none was added but to the ledger, where a migration notes what it found."""
    now = hashes(database, before)
    added = {table: now[table][1] - rows for table, (_, rows) in before.items()}
    return all(rows <= now[table][1] for table, (_, rows) in before.items()) and not any(
        each for table, each in added.items() if table != "ledger_entry"
    )


def left_by_alembic(database: Path) -> list[str]:
    with looking(database) as connection:
        return [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '\\_alembic%' ESCAPE '\\'")
        ]


def open_and_die(world: World, nth: int) -> bool:
    """Opens the library in a process that is killed before its n-th statement; whether it was over before that."""
    pid = os.fork()
    if pid == 0:
        count = 0

        def before(*_: object) -> None:
            nonlocal count
            count += 1
            if count == nth:
                os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            event.listen(Engine, "before_cursor_execute", before)
            Store(world.library).close()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError("the migration failed")
    return os.WIFEXITED(status)


def wrong_after_kill(world: World, schema: int, before: Hashes) -> Iterator[str]:
    found = schema_of(world.database)
    if found not in (schema, SCHEMA):
        yield f"half way, at schema {found}"
    if left_by_alembic(world.database):
        yield f"left: {left_by_alembic(world.database)}"
    if not kept(world.database, before):
        yield "rows changed"
    Store(world.library).close()
    if schema_of(world.database) != SCHEMA or not kept(world.database, before):
        yield "the next start does not finish"
    if found == schema and not any(each.why == "migration" for each in backups.kept(world.library)):
        yield "no backup was made before"
    backups.look(world.database)  # raises what does not hold


def killed_at_statements(stock: World, schema: int, folder: Path, every: int) -> tuple[int, list[str]]:
    """How many statements a process was killed before, each `every`th of them, and what went wrong."""
    old = flows.made_old(stock.copy(folder / f"schema-{schema}"), schema)
    before = hashes(old.database)
    wrong: list[str] = []
    nth, rounds, over = 1 - every, -1, False
    while not over:
        nth, rounds = nth + every, rounds + 1
        world = old.copy(folder / "round")
        over = open_and_die(world, nth)
        wrong += [f"schema {schema}, statement {nth}: {each}" for each in wrong_after_kill(world, schema, before)]
        shutil.rmtree(world.folder)
    return rounds, wrong


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--every", type=int, default=1, help="kill before each so manieth statement only")
    every = arguments.parse_args().every
    wrong: list[str] = []
    print(f"{'from':>4} {'to':>3} {'statements':>11} {'wrong':>6}")
    with tempfile.TemporaryDirectory(prefix="migrations-") as name:
        folder = Path(name).resolve()
        stock = flows.stock(folder / "stock")
        for schema in range(1, SCHEMA):
            statements, found = killed_at_statements(stock, schema, folder, every)
            print(f"{schema:>4} {SCHEMA:>3} {statements:>11} {len(found):>6}", flush=True)
            wrong += found
            if not statements:
                wrong.append(f"schema {schema}: nothing was migrated, so nothing was shown")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
