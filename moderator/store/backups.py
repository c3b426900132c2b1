"""Backups of a library's database: made by SQLite while others go on, looked at before they count.

The files of the media are not in them: those are never changed, and what a restored row names is still there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from moderator import durable
from moderator.errors import LibraryDamaged, LibraryError
from moderator.store import chains
from moderator.store.file import DATABASE, looking, schema_of, sqlite

FOLDER = "backups"
ASIDE = "aside"
"""Where a restore puts the database that it replaces, each in a folder of its own."""
KEPT = 10
EVERY = timedelta(hours=24)
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.schema(\d{1,4})\.(daily|migration|asked)\.sqlite3")
_CHAINS = 4
"""The schema from which each case has a chain of its own."""
_OLD = ("seq", "at", "actor", "action", "case_id", "entry", "previous", "head")
_JOURNAL_BYTES, _ROLLBACK = 18, b"\x01\x01"
"""Where a database says how it is written, and how to say that it is one file without a log beside it."""


@dataclass(frozen=True)
class Content:
    """What is in a database. `last`: time, action and case of the ledger's last row, None where it has none."""

    schema: int
    cases: int
    verdicts: int
    rows: int
    last: tuple[str, str, str] | None


@dataclass(frozen=True)
class Backup:
    """One file of the folder `backups`; `at` as it was named, in UTC."""

    path: Path
    at: datetime
    schema: int
    why: str


def kept(folder: Path) -> list[Backup]:
    """Those of the library in `folder`, the newest first."""
    found = []
    for path in (folder / FOLDER).glob("*.sqlite3"):
        name = _NAME.fullmatch(path.name)
        with suppress(ValueError):  # a name like ours with a time that is none
            if name:
                at = datetime.strptime(name[1], "%Y-%m-%dT%H-%M-%SZ").replace(tzinfo=UTC)
                found.append(Backup(path, at, int(name[2]), name[3]))
    return sorted(found, key=lambda each: (each.at, each.path.name), reverse=True)


def due(folder: Path, now: datetime) -> bool:
    """Whether the newest is a day old, there is none, or it is from the future: the clock was set back."""
    newest = next(iter(kept(folder)), None)
    return (folder / DATABASE).exists() and (newest is None or not timedelta(0) <= now - newest.at < EVERY)


def refuse_gone(folder: Path) -> None:
    """Raises LibraryDamaged where backups are and no database: making an empty one would hide what happened."""
    path, there = folder / DATABASE, kept(folder)
    if there and not (path.exists() and path.stat().st_size):
        raise LibraryDamaged(
            f"The database {path} is gone, and {len(there)} backups of it are there; restore one, or move the folder "
            f"{FOLDER} away to begin anew."
        )


def make(folder: Path, at: datetime, why: str, out: Path | None = None) -> Backup:
    """A backup as of now, looked at after it was written; of those in the library's own folder ten are kept.

    Raises LibraryError where it cannot be written or does not hold: then it is not kept, and the ones before stay.
    Before a migration a ledger that does not hold is no reason to refuse, since there is no other way to a new version.
    """
    source = folder / DATABASE
    schema = schema_of(source)
    if not schema:
        raise LibraryError(f"There is nothing to back up in {folder} yet.")
    name = f"{at.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}.schema{schema}.{why}.sqlite3"
    target = out or folder / FOLDER / name
    if target.exists() and out is not None:
        raise LibraryError(f"{target} is there already; name another file.")
    try:
        if out is None:
            durable.make_folder(target.parent, 0o700)
            durable.sweep(target.parent)
        durable.write_by_name(target, lambda part: _filled(source, part, why), mode=0o600)
    except OSError as error:
        raise LibraryError(f"The backup {target} could not be written: {error.strerror or error}.") from error
    if out is None:
        _prune(folder)
    return Backup(target, at, schema, why)


def look(path: Path) -> Content:
    """What is in a database that is whole. Raises LibraryError, with what is wrong, for one that is not."""
    content, broken = _look(path)
    if broken is not None:
        raise LibraryError(f"{path} does not hold: row {broken} of its ledger does not follow.")
    return content


def _look(path: Path) -> tuple[Content, int | None]:
    if not path.is_file():
        raise LibraryError(f"There is no backup {path}.")
    schema = schema_of(path)
    if not schema:
        raise LibraryError(f"{path} is empty.")
    with looking(path) as connection:
        (told,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if told != "ok":
            raise LibraryError(f"{path} is damaged: {told}.")
        rows, broken = _followed(connection, schema)
        return Content(schema, *_counts(connection), rows, _last(connection)), broken


def _followed(connection: Any, schema: int) -> tuple[int, int | None]:
    """How many rows the ledger has, and the first that does not follow from those before. Raises LibraryError for
    rows that nobody can have written."""
    rows, walk = 0, chains.Walk()
    names = ", ".join(chains.COLUMNS if schema >= _CHAINS else _OLD)
    for rows, row in enumerate(connection.execute(f"SELECT {names} FROM ledger_entry ORDER BY seq"), 1):
        if walk.wrong(row if schema >= _CHAINS else _as_now(walk, row)):
            return rows, rows
    return rows, None


def _as_now(walk: chains.Walk, row: tuple[Any, ...]) -> chains.Row:
    """A row of before each case had its chain, with what the migration will give it."""
    seq, at, actor, action, case, entry, previous, head = row
    number, before = walk.at(case)
    return seq, at, actor, action, case, "", entry, "", chains.OLD, number + 1, before, head, previous, head


def _counts(connection: Any) -> tuple[int, int]:
    cases = connection.execute("SELECT count(*) FROM case_entry").fetchone()[0]
    return cases, connection.execute("SELECT count(*) FROM verdict_entry").fetchone()[0]


def _last(connection: Any) -> tuple[str, str, str] | None:
    query = "SELECT at, action, case_id FROM ledger_entry ORDER BY seq DESC LIMIT 1"
    row = connection.execute(query).fetchone()
    return None if row is None else (row[0], row[1], row[2])


def _filled(source: Path, part: Path, why: str) -> None:
    """Copies the database into the file `part` and looks at what is there now."""
    with looking(source) as connection, _target(part) as copy:
        connection.backup(copy)
    with part.open("r+b") as file:
        file.seek(_JOURNAL_BYTES)
        file.write(_ROLLBACK)
    _, broken = _look(part)
    if broken is not None and why != "migration":
        raise LibraryError(
            f"No backup was kept: row {broken} of the library's ledger does not follow from the one before. "
            "Those that were made before stay; see `moderator doctor`."
        )


@contextmanager
def _target(part: Path) -> Iterator[Any]:
    """A connection that writes straight into the file, which is synced once it is whole."""
    module = sqlite()
    connection = module.connect(str(part), isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "mmap_size=0"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection
    finally:
        connection.close()


def last_erasure(path: Path) -> int:
    """The row of the ledger in which something was erased last; 0 if nothing ever was."""
    with looking(path) as connection:
        (seq,) = connection.execute("SELECT max(seq) FROM ledger_entry WHERE action = 'erase'").fetchone()
    return seq or 0


def of_before(folder: Path, erased: int) -> list[Path]:
    """Copies of the database beside it that end before that row of the ledger: they still have what was erased."""
    aside = (folder / ASIDE).glob(f"*/{DATABASE}")
    copies = [*(each.path for each in kept(folder)), *sorted(aside)]
    return [path for path in copies if _rows_of(path) < erased]


def take_away(copy: Path) -> None:
    """A copy, with the logs that lie beside it. Raises LibraryError."""
    try:
        for end in ("-wal", "-shm", "-journal", ""):
            copy.with_name(f"{copy.name}{end}").unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(f"The older copy {copy} cannot be taken away: {error.strerror}.") from error


def _rows_of(path: Path) -> int:
    """The last row of a copy's ledger; 0 where it cannot be said: a log that lies beside a copy, or a damaged one."""
    try:
        with looking(path) as connection:
            (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM ledger_entry").fetchone()
    except LibraryError:
        return 0
    return int(last)


def _prune(folder: Path) -> None:
    """The oldest go. One that cannot be taken away stays."""
    for each in kept(folder)[KEPT:]:
        with suppress(OSError):
            each.path.unlink()
