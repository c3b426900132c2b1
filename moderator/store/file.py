"""The database as a file: which SQLite reads it, whether it is ours, at which schema. Loads no SQLModel."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from moderator.errors import LibraryError

DATABASE = "library.sqlite3"
APPLICATION_ID = 0x4D4F4431  # "MOD1"
SCHEMA = 6
"""The newest migration's number, kept in `user_version` so that an up-to-date library needs no Alembic at start."""


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
        connection = module.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)
        try:
            yield connection
        finally:
            connection.close()
    except module.Error as error:
        raise LibraryError(f"The library {path} cannot be read: {error}.") from error


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
