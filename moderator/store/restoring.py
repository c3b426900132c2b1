"""Putting a backup in the place of a library's database, and what that takes away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from moderator import durable
from moderator.errors import LibraryError
from moderator.store.backups import ASIDE, look
from moderator.store.file import DATABASE, looking, schema_of
from moderator.store.in_use import InUse

_NAMED = 4
"""The schema from which a library knows its id."""
_LOGS = ("-wal", "-journal", "-shm")
"""What SQLite keeps beside a database. With another database between them they would damage it: they go first."""


@dataclass(frozen=True)
class Verdict:
    id: str
    case: str
    kind: str
    by: str
    at: str


@dataclass(frozen=True)
class Lost:
    """What the present database has and the backup has not, as far as it could be read; `unread` says what stopped it.

    `known`: the verdicts and signed files of the backup, to hold against what lies on the disk.
    """

    verdicts: tuple[Verdict, ...]
    cases: tuple[str, ...]
    unread: str | None
    known_verdicts: frozenset[str]
    known_files: frozenset[str]


def lost(folder: Path, backup: Path) -> Lost:
    """Compares the library with a backup. Raises LibraryError for a backup that does not hold."""
    look(backup)
    with looking(backup) as connection:
        verdicts = frozenset(row[0] for row in connection.execute("SELECT id FROM verdict_entry"))
        cases = frozenset(row[0] for row in connection.execute("SELECT id FROM case_entry"))
        files = frozenset(row[0] for row in connection.execute("SELECT sha256 FROM file"))
        with suppress(LibraryError):  # the first two schemas have none
            files |= _signed(backup)
    present, gone, unread = [], [], None
    reading = _rows(folder / DATABASE)
    try:
        for kind, row in reading:
            if kind == "verdict" and row[0] not in verdicts:
                present.append(Verdict(*row))
            elif kind == "case" and row[0] not in cases:
                gone.append(row[0])
    except LibraryError as error:
        unread = str(error)
    return Lost(tuple(present), tuple(gone), unread, verdicts, files)


def _signed(path: Path) -> frozenset[str]:
    with looking(path) as connection:
        return frozenset(row[0] for row in connection.execute("SELECT sha256 FROM signed_document"))


def _rows(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What can be read of a database, row by row. Raises LibraryError at the first place that cannot."""
    if not path.is_file():
        raise LibraryError(f"There is no database {path}.")
    with looking(path) as connection:
        query = "SELECT id, case_id, kind, decided_by, decided_at FROM verdict_entry ORDER BY seq"
        for row in connection.execute(query):
            yield "verdict", tuple(map(str, row))
        for row in connection.execute("SELECT id FROM case_entry ORDER BY id"):
            yield "case", (str(row[0]),)


def library_id(folder: Path) -> str | None:
    """Which library it is; None for a database of before libraries knew that."""
    if schema_of(folder / DATABASE) < _NAMED:
        return None
    with looking(folder / DATABASE) as connection:
        row = connection.execute("SELECT id FROM library_id").fetchone()
        return None if row is None else str(row[0])


def restore(folder: Path, backup: Path, at: datetime) -> Path | None:
    """Puts the backup in the place of the database; returns the folder where the present one is kept, None for none.

    Killed at any point it leaves the present database, or none and a copy aside, or the restored one: never a mixture.
    Raises LibraryError for a backup that does not hold, a library that somebody has open, and a disk that refuses.
    """
    look(backup)
    try:
        durable.make_folder(folder, 0o700)
    except OSError as error:
        raise LibraryError(f"The library {folder} cannot be made: {error.strerror}.") from error
    held = InUse(folder, alone=True)
    try:
        aside = _put_aside(folder, at)
        for suffix in _LOGS:
            (folder / f"{DATABASE}{suffix}").unlink(missing_ok=True)
        durable.sync_folder(folder)
        durable.write(folder / DATABASE, partial(_copy, backup), mode=0o600)
    except OSError as error:
        raise LibraryError(f"The library {folder} could not be restored: {error.strerror or error}.") from error
    finally:
        held.close()
    return aside


def _put_aside(folder: Path, at: datetime) -> Path | None:
    """Copies, so that the present database is in its place until the other one takes it."""
    there = [path for path in (folder / f"{DATABASE}{suffix}" for suffix in ("", *_LOGS[:2])) if path.exists()]
    if not there:
        return None
    aside = folder / ASIDE / f"{at.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}"
    while aside.exists():
        aside = aside.with_name(aside.name + "+")
    for path in there:
        durable.write(aside / path.name, partial(_copy, path), mode=0o600)
    return aside


def _copy(source: Path, out: BinaryIO) -> None:
    with source.open("rb") as file:
        shutil.copyfileobj(file, out, 1 << 20)
