"""How a team's library is doing, by looking alone; `health.py` is that of a library folder."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from moderator.errors import LibraryError
from moderator.store import server
from moderator.store.file import SCHEMA
from moderator.store.health import SeenOf, told_ledger
from moderator.store.shared import SharedMedia

_ASKED = ("fsync", "full_page_writes", "synchronous_commit", "server_version", "statement_timeout")


def look(url: str, media: str, folder: Path, seen: SeenOf) -> tuple[dict[str, Any], list[str]]:
    """What `moderator doctor` tells of a team's library, and what is wrong with it, a sentence each.

    `seen`: see `audit`.
    """
    found: dict[str, Any] = {
        "name": server.called(url),
        "path": str(folder),
        "media": media,
        "exists": False,
        "opens": False,
        "why": None,
        "schema": None,
        "newest_schema": SCHEMA,
        "user": None,
        "tls": None,
        "ledger": None,
        "files": None,
    }
    problems: list[str] = []
    try:
        with closing(server.connect(url)) as connection:
            found["exists"] = True
            _server(connection, url, found)
        with server.reading(url) as rows:
            problems += told_ledger(rows, found, seen)
            found["hashes"] = [row[0] for row in rows("SELECT DISTINCT sha256 FROM file ORDER BY sha256")]
        problems += _files(SharedMedia(folder / "media", media), found.pop("hashes"), found)
        found["opens"] = True
    except (LibraryError, psycopg.Error) as error:
        meant = error if isinstance(error, LibraryError) else server.meaning(error, write=False)
        found.pop("hashes", None)
        found["why"] = str(meant)
        problems.append(str(meant))
    return found, problems


def _server(connection: psycopg.Connection[Any], url: str, found: dict[str, Any]) -> None:
    found["schema"] = server.schema_of(connection, url)
    server.demand_schema(found["schema"], url)
    for name in _ASKED:
        found[name] = server.setting(connection, name)
    (found["user"],) = connection.execute("SELECT session_user::text").fetchone() or (None,)
    found["tls"] = bool(connection.pgconn.ssl_in_use)


def _files(media: SharedMedia, hashes: list[str], found: dict[str, Any]) -> list[str]:
    missing = [sha256 for sha256 in hashes if not media.there(sha256)]
    found["files"] = {"count": len(hashes), "missing": missing}
    return [f"{len(missing)} of {len(hashes)} files are missing at {found['media']}."] if missing else []
