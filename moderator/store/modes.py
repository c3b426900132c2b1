"""How SQLite is run: what every connection of ours is set to, and that it took. Loads no SQLModel."""

from __future__ import annotations

import sys
from typing import Any

from moderator.errors import LibraryError

WAL_IS_SAFE = (3, 51, 3)
"""From here on WAL with FULL lost nothing in power-loss runs; older SQLite keeps a rollback journal with EXTRA."""
PATIENCE = 5000
"""Milliseconds for which a connection waits for another's transaction."""
NORMAL, FULL, EXTRA = 1, 2, 3
_GUARDS = {"foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1, "secure_delete": 1, "mmap_size": 0}
"""Rows that belong together do so; a file of strangers runs nothing; damage is met early; what is deleted is gone."""
SHOWN = ("journal_mode", "synchronous", *_GUARDS, "busy_timeout", "application_id", "user_version")
_WORDS = {0: "off", NORMAL: "normal", FULL: "full", EXTRA: "extra"}


def guard(connection: Any, patience: int = PATIENCE) -> None:
    """What holds for any connection, also one that can only read. Raises LibraryError where SQLite does not take it."""
    _set(connection, {**_GUARDS, "busy_timeout": patience})


def lasting(connection: Any, modern: bool) -> None:
    """What keeps a commit through a power cut. A file system that cannot have a write-ahead log keeps the journal."""
    wanted = "WAL" if modern else "DELETE"
    (mode,) = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()
    _set(connection, {"synchronous": needed(mode)})
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync=ON")
        connection.execute("PRAGMA checkpoint_fullfsync=ON")


def needed(journal: str) -> int:
    """The `synchronous` with which a commit lasts: with a rollback journal FULL is not enough."""
    return FULL if journal == "wal" else EXTRA


def read(connection: Any) -> dict[str, Any]:
    """The modes of a connection, as `doctor` shows them."""
    found = {name: connection.execute(f"PRAGMA {name}").fetchone() for name in SHOWN}
    values: dict[str, Any] = {name: row[0] if row else None for name, row in found.items()}
    return values | {"synchronous": _WORDS.get(values["synchronous"], values["synchronous"])}


def _set(connection: Any, wanted: dict[str, int]) -> None:
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name}={value}").fetchall()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is not None and row[0] != value:  # no row: an SQLite that was built without it
            raise LibraryError(f"This computer's SQLite does not take {name}={value}; it is not safe to work with.")
