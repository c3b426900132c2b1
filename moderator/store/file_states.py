"""The states of files, read and written from the threads that look at them, beside the store and its one thread.

A picture must never wait for these rows or be lost with them: a busy database is given up on after `PATIENCE`, and the
caller goes on without. So the rows have a connection of their own, made on first use.
"""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path
from typing import Any

from moderator.errors import LibraryError
from moderator.store import modes
from moderator.store.file import DATABASE, SCHEMA, schema_of, sqlite
from moderator.store.records import FileState

PATIENCE = 0.5
"""Seconds; the store's own transactions take a few milliseconds."""
_COLUMNS = [field.name for field in dataclasses.fields(FileState)]
_READ = f"SELECT {', '.join(_COLUMNS)} FROM file_state WHERE sha256 = ?"
_WRITE = f"INSERT OR REPLACE INTO file_state ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


OWN = "file-states.sqlite3"
"""Where a computer keeps the rows for a team's library: each has decoders and processes of its own."""
_MAKE = """
    CREATE TABLE IF NOT EXISTS file_state (
        sha256 TEXT PRIMARY KEY, state TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, found BLOB,
        crashes INTEGER NOT NULL, owner INTEGER NOT NULL, at TEXT NOT NULL, decoder TEXT NOT NULL
    )
"""


def make(folder: Path) -> None:
    """Has the rows of a team's library kept in `folder`. Raises LibraryError."""
    module = sqlite()
    try:
        connection = module.connect(str(folder / OWN), timeout=PATIENCE)
        try:
            connection.execute(_MAKE)
            connection.commit()
        finally:
            connection.close()
    except module.Error as error:
        raise LibraryError(f"The states of files cannot be kept in {folder}: {error}.") from error


class FileStates:
    """The rows of one library. Thread-safe. Every method raises LibraryError where the database cannot be used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: Any = None
        self._lock = threading.Lock()

    def get(self, sha256: str) -> FileState | None:
        """What is known of a file; None if it was never imported here nor looked at."""
        with self._lock:
            row = self._run(_READ, (sha256,)).fetchone()
        return None if row is None else _value(row)

    def put(self, state: FileState) -> None:
        """Keeps a state in the place of the one before."""
        with self._lock:
            self._run(_WRITE, tuple(getattr(state, name) for name in _COLUMNS))

    def drop(self, sha256: str) -> None:
        """Nothing is known of a file any more."""
        with self._lock:
            self._run("DELETE FROM file_state WHERE sha256 = ?", (sha256,))

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(self, statement: str, values: tuple[object, ...]) -> Any:
        if self._connection is None:
            self._connection = self._open()
        try:
            return self._connection.execute(statement, values)
        except (sqlite().Error, UnicodeDecodeError) as error:
            raise LibraryError(f"The state of a file could not be kept or read: {error}.") from error

    def _open(self) -> Any:
        path = self._folder / OWN
        if not path.exists():
            path = self._folder / DATABASE
            if schema_of(path) != SCHEMA:  # never made here: that is the store's to do, with its migrations
                raise LibraryError(f"The library {path} is not set up yet.")
        module = sqlite()
        try:
            connection = module.connect(
                f"{path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
            # A state that a power cut takes back is looked up again; what the store has written is never at risk.
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
            modes.guard(connection, int(PATIENCE * 1000))
            connection.execute(f"PRAGMA synchronous={modes.NORMAL if mode == 'wal' else modes.EXTRA}")
        except module.Error as error:
            raise LibraryError(f"The states of files cannot be read: {error}.") from error
        return connection


def _value(row: tuple[Any, ...]) -> FileState:
    """A row as a value. Raises LibraryError for what no version of ours has written."""
    state = FileState(*row)
    found = state.found
    texts = (state.state, state.code, state.reason, state.at, state.decoder)
    numbers = (state.crashes, state.owner)
    if not (all(isinstance(each, str) for each in texts) and all(isinstance(each, int) for each in numbers)):
        raise LibraryError(f"The state of the file {row[0]!s:.12} is damaged in the library.")
    if not (found is None or isinstance(found, bytes)):
        raise LibraryError(f"The state of the file {row[0]!s:.12} is damaged in the library.")
    return state
