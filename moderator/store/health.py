"""How a library is doing, by looking alone: nothing is made, migrated or written."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moderator.errors import LibraryError
from moderator.store import modes
from moderator.store.audit import Rows, audit, sqlite_rows
from moderator.store.drive import network_kind
from moderator.store.file import DATABASE, SCHEMA, looking, schema_of, sqlite
from moderator.store.media import Media
from moderator.store.seals import Seen

MEDIA, CACHE = "media", "cache"
_LEFT = 24 * 3600.0
"""Seconds after which a file that nothing names is left over: what is younger may just be imported."""
_HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
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
        "modes": {},
        "network": network_kind(folder),
        "integrity": None,
        "ledger": None,
        "files": None,
        "media_bytes": _bytes(folder / MEDIA),
        "cache_bytes": _bytes(folder / CACHE),
        "states": {},
        "free_bytes": _free(folder),
    }
    problems: list[str] = []
    if found["network"]:
        problems.append(f"The library lies on a network drive ({found['network']}); SQLite is not safe there.")
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
        found["modes"] = _modes(connection)
        found["journal_mode"] = found["modes"]["journal_mode"]
        (found["integrity"],) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if not found["schema"]:
            return problems
        if found["integrity"] != "ok":
            problems.append(f"The database is damaged: {found['integrity']}.")
        if found["schema"] == SCHEMA:  # an older one is checked once it was migrated
            problems += told_ledger(sqlite_rows(connection), found, seen)
        hashes = [row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM file ORDER BY sha256")]
        media = Media(folder / MEDIA)
        missing = [sha256 for sha256 in hashes if not media.has(sha256)]
        found["files"] = {"count": len(hashes), "missing": missing, **_unnamed(connection, media)}
        if missing:
            problems.append(f"{len(missing)} of {len(hashes)} files are missing from the library.")
        if found["schema"] >= 2:
            counted = connection.execute("SELECT state, count(*) FROM file_state GROUP BY state ORDER BY state")
            found["states"] = dict(counted.fetchall())
    return problems


def _modes(connection: Any) -> dict[str, Any]:
    """Those of a connection that writes: the guards are the same, and `synchronous` follows from the journal."""
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.execute(f"PRAGMA synchronous={modes.needed(journal)}")
    return modes.read(connection)


def _unnamed(connection: Any, media: Media) -> dict[str, Any]:
    """Files that nothing in the library names, left by an import or an export that was ended. They are told and not
    taken away: they only cost room, the next import of the same pack takes them up, and a file too few costs a case."""
    old = time.time() - _LEFT
    there = {path.name: path for path in media.all()}
    for (sha256,) in connection.execute("SELECT DISTINCT sha256 FROM file"):
        there.pop(sha256, None)
    for (body,) in connection.execute("SELECT body FROM document") if there else ():
        for sha256 in _HASH.findall(body):  # a decision's pictures and fonts, whatever names them there
            there.pop(sha256.decode(), None)
    if there and connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'signed_document'").fetchone():
        for (sha256,) in connection.execute("SELECT sha256 FROM signed_document"):
            there.pop(sha256, None)
    left = [path.stat().st_size for path in there.values() if path.stat().st_mtime < old]
    return {"unnamed": len(left), "unnamed_bytes": sum(left)}


def told_ledger(rows: Rows, found: dict[str, Any], seen: SeenOf) -> list[str]:
    """All that the database says, without reading any other file."""
    result = audit(rows, SCHEMA, records=False, seen=seen)
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
