"""`moderator verify --library` and `moderator ledger export`: what the ledger proves of a library."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from moderator import durable
from moderator.desk.library import Library, open_library
from moderator.desk.seals import Seals
from moderator.errors import ExportError, LibraryError, UsageError

if TYPE_CHECKING:
    from moderator.store.audit import Audited, Rows
    from moderator.store.media import Media

FORMAT = "moderator-ledger/1"
Progress = Callable[[str, int, int], None]
"""What is being looked at, how many are done, of how many."""


def verify(locator: str | None, quick: bool, progress: Progress | None = None) -> dict[str, Any]:
    """The document of `moderator verify --library`. `quick`: evidence and other files are looked for and not read.

    Raises UsageError where there is no library, LibraryError where its database cannot be read at all.
    """
    from moderator.store.audit import audit
    from moderator.store.file import SCHEMA

    seals, own = Seals(), Seals().own
    tell = None if progress is None else lambda done, total: progress("rows of the ledger", done, total)
    with _database(locator) as (library, rows):
        sees = library.team is None or next(iter(rows("SELECT moderator.sees_locked()")))[0] is True
        result = audit(rows, SCHEMA, records=not quick, seen=seals.seen, progress=tell, sees=sees)
    read = _files(result, _media(library), quick, progress)
    return {
        "library": library.team.shown if library.team else str(library.path),
        "id": result.library,
        "ok": not result.failures,
        "rows": result.rows,
        "head": result.head,
        "checkpoints": result.checkpoints,
        "keys": [{"id": key, "own": key == own} for key in result.keys],
        "hidden": list(result.hidden),
        "files": {"looked_for": len(result.media), "read": read},
        "failures": [each._asdict() for each in result.failures],
        "more_failures": result.more,
    }


def told(stream: TextIO) -> Progress:
    """A progress that goes on in one line of a terminal and leaves it empty for what comes next."""

    def progress(what: str, done: int, total: int) -> None:
        stream.write(f"\r{what}: {done:,} of {total:,} \r")
        stream.flush()

    return progress


def _files(result: Audited, media: Media, quick: bool, progress: Progress | None) -> int:
    """Looks for every file that the library needs, and unless `quick` reads it; how many were read."""
    read = 0
    for done, (sha256, why) in enumerate(sorted(result.media.items())):
        if progress:
            progress("files", done, len(result.media))
        if quick:
            found = sha256 if media.there(sha256) else None
        else:
            found = media.hash_of(sha256)
            read += found is not None
        if found != sha256:
            result.fail("file", why, sha256, found)
    return read


def _media(library: Library) -> Media:
    from moderator.store.media import Media
    from moderator.store.shared import SharedMedia

    folder = library.path / "media"
    return SharedMedia(folder, library.team.media) if library.team else Media(folder)


@contextmanager
def _database(locator: str | None) -> Iterator[tuple[Library, Rows]]:
    """The library's database in one state of it, whatever is written meanwhile."""
    from moderator.store.audit import sqlite_rows
    from moderator.store.file import DATABASE, SCHEMA, looking, schema_of

    library = open_library(locator)
    if library.team is not None:
        from moderator.store import server

        with server.reading(library.team.server) as rows:
            yield library, rows
        return
    folder = library.path
    path = folder / DATABASE
    if not path.is_file():
        raise UsageError(f"There is no library at {folder}.")
    schema = schema_of(path)
    if schema < SCHEMA:
        raise LibraryError(f"The library {folder} is of an older version (schema {schema}); open it once, then verify.")
    with looking(path) as connection:
        connection.execute("BEGIN")
        yield library, sqlite_rows(connection)


def export(locator: str | None, out: Path) -> dict[str, Any]:
    """Writes the ledger for others to check with `docs/check_ledger.py`: a line of JSON for each row, key, checkpoint.

    Raises ExportError where it cannot be written.
    """
    count = 0

    def fill(file: BinaryIO) -> None:
        nonlocal count
        for line in _lines(rows):
            count += "row" in line
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")

    with _database(locator) as (_library, rows):
        try:
            durable.write(out, fill)
        except OSError as error:
            raise ExportError(f"{out} could not be written: {error.strerror}.") from error
    return {"path": str(out), "rows": count}


def _lines(rows: Rows) -> Iterator[dict[str, Any]]:
    from moderator.store.chains import COLUMNS
    from moderator.store.seals_check import CHECKPOINT

    (library,) = next(iter(rows("SELECT id FROM library_id")))
    yield {"format": FORMAT, "library": library, "columns": COLUMNS, "checkpoint": CHECKPOINT}
    for key, public in rows("SELECT id, public FROM ledger_key ORDER BY id"):
        yield {"key": key, "public": public}
    for row in rows(f"SELECT {', '.join(COLUMNS)} FROM ledger_entry ORDER BY seq"):
        yield {"row": list(row)}
    for row in rows(f"SELECT {', '.join(CHECKPOINT)} FROM ledger_checkpoint ORDER BY number"):
        yield {"signed": list(row)}
