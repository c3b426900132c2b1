"""The database as a file: which SQLite reads it, whether it is ours, at which schema. Loads no SQLModel."""

from __future__ import annotations

import importlib
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from moderator.errors import LibraryDamaged, LibraryError
from moderator.store import modes

DATABASE = "library.sqlite3"
APPLICATION_ID = 0x4D4F4431  # "MOD1"
SCHEMA = 9
"""The newest migration's number, kept in `user_version` so that an up-to-date library needs no Alembic at start."""
_JOURNAL = struct.Struct(">8sIII")
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


def sqlite() -> ModuleType:
    """pysqlite3 where its wheel is installed (a newer SQLite), else the standard module."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ModuleNotFoundError:
        return importlib.import_module("sqlite3")


@contextmanager
def looking(path: Path) -> Iterator[Any]:
    """A connection that can only read: a stranger's file is not touched. Raises LibraryError for what SQLite says."""
    module = sqlite()
    try:
        _finish(path)
        connection = module.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)
        try:
            modes.guard(connection)
            yield connection
        finally:
            connection.close()
    except (module.Error, UnicodeDecodeError) as error:
        raise told(error, f"The library {path} cannot be read: {error}.") from error


def told(error: BaseException, sentence: str) -> LibraryError:
    """What SQLite has raised as ours: damage apart from a disk that is full, a file that may not be read, a lock.

    Damaged text gives a UnicodeDecodeError where it is read, and also where SQLite names it in an error.
    """
    module = sqlite()
    other = module.OperationalError | module.IntegrityError | module.ProgrammingError | module.DataError
    damaged = isinstance(error, module.DatabaseError | UnicodeDecodeError) and not isinstance(error, other)
    return (LibraryDamaged if damaged else LibraryError)(sentence)


def _finish(path: Path) -> None:
    """What was being written when its process was killed is taken back; who can only read could not even read then."""
    journal = path.with_name(f"{path.name}-journal")
    if not journal.exists() or not (_may_be_ours(path) or _was_being_made(journal)):
        return
    module = sqlite()
    with suppress(module.Error), closing(module.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        connection.execute("PRAGMA schema_version").fetchone()


def _may_be_ours(path: Path) -> bool:
    """By the mark in the file itself, which is missing only while a library is being made.

    Read by SQLite, past the journal: a file that is closed by anybody else in this process takes the locks along that
    SQLite holds on it for another thread's transaction, and another process could then write in the midst of it.
    """
    module = sqlite()
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(module.connect(address, uri=True)) as connection:
            return connection.execute("PRAGMA application_id").fetchone()[0] in (0, APPLICATION_ID)
    except module.Error:
        return False


def _was_being_made(journal: Path) -> bool:
    """Whether the database had no page before what its journal takes back: then a power cut may have left anything of
    it, even zeros in place of the mark. SQLite holds no lock on a journal.

    https://www.sqlite.org/fileformat2.html#the_rollback_journal: magic, records, nonce, pages before.
    """
    try:
        with journal.open("rb") as file:
            head = file.read(_JOURNAL.size)
        magic, _records, _nonce, pages = _JOURNAL.unpack(head)
    except (OSError, struct.error):
        return False
    return bool(magic == _JOURNAL_MAGIC and pages == 0)


def schema_of(path: Path) -> int:
    """The schema number of the database, 0 for one that is not there yet.

    Raises LibraryError if it is not ours, damaged, or newer than we are.
    """
    if not path.exists() or not path.stat().st_size:
        return 0
    with looking(path) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and tables:
        raise LibraryError(f"{path} is not a Moderator library.")
    if version > SCHEMA:
        raise LibraryError(f"{path} was made by a newer Moderator (schema {version}, this one knows {SCHEMA}).")
    return int(version)
