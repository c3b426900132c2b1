"""How a library is doing, by looking alone: nothing is made, migrated or written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moderator.errors import LibraryError
from moderator.store.audit import audit, sqlite_rows
from moderator.store.file import DATABASE, SCHEMA, looking, schema_of, sqlite
from moderator.store.media import Media
from moderator.store.seals import Seen

MEDIA, CACHE = "media", "cache"
TOLD = 10
"""So many changes to the library are told; `moderator verify --library` tells all."""
SeenOf = Callable[[str], Seen | None]


def look(folder: Path, seen: SeenOf) -> tuple[dict[str, Any], list[str]]:
    """What `moderator doctor` tells of the library in `folder`, and what is wrong with it, a sentence each.

    Files are counted and looked for, not hashed: they are when they are used. `seen`: see `audit`.
    """
    path = folder / DATABASE
    found: dict[str, Any] = {
        "path": str(folder),
        "exists": path.exists(),
        "opens": False,
        "why": None,
        "schema": None,
        "newest_schema": SCHEMA,
        "sqlite": sqlite().sqlite_version,
        "journal_mode": None,
        "integrity": None,
        "ledger": None,
        "files": None,
        "media_bytes": _bytes(folder / MEDIA),
        "cache_bytes": _bytes(folder / CACHE),
        "states": {},
        "free_bytes": _free(folder),
    }
    problems: list[str] = []
    if not found["exists"]:
        found["why"] = "There is no library there yet; it is made when it is first opened."
        return found, problems
    try:
        found["schema"] = schema_of(path)
        problems += _database(folder, found, seen)
        found["opens"] = True
    except LibraryError as error:
        found["why"] = str(error)
        problems.append(str(error))
    return found, problems


def _database(folder: Path, found: dict[str, Any], seen: SeenOf) -> list[str]:
    problems: list[str] = []
    with looking(folder / DATABASE) as connection:
        (found["journal_mode"],) = connection.execute("PRAGMA journal_mode").fetchone()
        (found["integrity"],) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if not found["schema"]:
            return problems
        if found["integrity"] != "ok":
            problems.append(f"The database is damaged: {found['integrity']}.")
        if found["schema"] == SCHEMA:  # an older one is checked once it was migrated
            problems += _ledger(connection, found, seen)
        hashes = [row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM file ORDER BY sha256")]
        media = Media(folder / MEDIA)
        missing = [sha256 for sha256 in hashes if not media.has(sha256)]
        found["files"] = {"count": len(hashes), "missing": missing}
        if missing:
            problems.append(f"{len(missing)} of {len(hashes)} files are missing from the library.")
        if found["schema"] >= 2:
            counted = connection.execute("SELECT state, count(*) FROM file_state GROUP BY state ORDER BY state")
            found["states"] = dict(counted.fetchall())
    return problems


def _ledger(connection: Any, found: dict[str, Any], seen: SeenOf) -> list[str]:
    """All that the database says, without reading any other file."""
    result = audit(sqlite_rows(connection), SCHEMA, records=False, seen=seen)
    failed = len(result.failures) + result.more
    found["ledger"] = {"rows": result.rows, "checkpoints": result.checkpoints, "failures": failed}
    return [f"The library was changed: {each}." for each in result.failures[:TOLD]]


def _bytes(folder: Path) -> int:
    """The bytes of all files below `folder`; what goes away meanwhile counts for nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def _free(folder: Path) -> int | None:
    """The free bytes of the disk that the library is or would be on."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return None
