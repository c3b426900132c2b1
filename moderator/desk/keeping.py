"""Keeping a library: leftovers, backups, and the way back. Works beside an open store, from any thread."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.desk import leftovers
from moderator.desk.clock import stamp
from moderator.desk.library import Library
from moderator.desk.state import State
from moderator.errors import LibraryError, UsageError

if TYPE_CHECKING:
    from moderator.store.restoring import Lost

_LARGEST = 64 << 20
"""Bytes of a signed decision that is looked into; our own have a few million."""


def care(state: State) -> str | None:
    """What is due when a library is opened: leftovers go, files of erased cases too, and once a day a backup is made.

    Returns what could not be done, for the screen; what the person wants to do goes on all the same.
    """
    library = state.library
    leftovers.sweep(library.path)
    said = [each for each in (_finish_erasing(state), _back_up_daily(library)) if each]
    return " ".join(said) or None


def _finish_erasing(state: State) -> str | None:
    """Takes up what a killed run of retention has left; in a team that is for a lead, who has retention run there."""
    from moderator.desk import retention

    try:
        if state.library.team is None:
            retention.finish(state)
    except LibraryError as error:
        return f"Files of erased cases are still there and could not be removed. {error}"
    return None


def _back_up_daily(library: Library) -> str | None:
    from moderator.store import backups
    from moderator.store.media import Media

    if library.team is not None:
        return None  # its server is backed up where it runs
    now = library.clock.now()
    try:
        if backups.due(library.path, now):
            Media(library.path / "media").sweep_old()
            backups.make(library.path, now, "daily")
    except LibraryError as error:
        return f"Today’s backup could not be made. {error}"
    return None


def _only_a_folder(library: Library) -> None:
    if library.team is not None:
        raise UsageError("A team’s library is backed up where its server runs, with PostgreSQL’s own means.")


def back_up(library: Library, out: Path | None) -> dict[str, Any]:
    """A backup now, into the library's own folder or as the file `out`. Raises LibraryError."""
    from moderator.store import backups

    _only_a_folder(library)
    made = backups.make(library.path, library.clock.now(), "asked", out)
    return _told(made.path, made.at, made.why)


def prune(library: Library) -> dict[str, Any]:
    """A backup now, and away with those of before the last erasure and with what restores have put aside.

    The new one is made and looked at before any goes. Raises LibraryError.
    """
    from moderator.store import backups

    _only_a_folder(library)
    made = backups.make(library.path, library.clock.now(), "asked")
    gone = backups.of_before(library.path, backups.last_erasure(made.path))
    for path in gone:
        backups.take_away(path)
    return {**_told(made.path, made.at, made.why), "pruned": [str(path) for path in gone]}


def listed(library: Library) -> list[dict[str, Any]]:
    """The backups of the library, the newest first; `why_not` of one that does not hold."""
    from moderator.store import backups

    _only_a_folder(library)
    return [_told(each.path, each.at, each.why) for each in backups.kept(library.path)]


def _told(path: Path, at: datetime, why: str) -> dict[str, Any]:
    from moderator.store import backups

    told: dict[str, Any] = {"backup": path.name, "path": str(path), "at": stamp(at), "why": why, "holds": False}
    try:
        content = backups.look(path)
    except LibraryError as error:
        return {**told, "why_not": str(error)}
    last = " ".join(content.last) if content.last else None
    counted = {"schema": content.schema, "cases": content.cases, "verdicts": content.verdicts, "rows": content.rows}
    return {**told, "holds": True, "why_not": None, **counted, "last": last}


def chosen(library: Library, name: str) -> Path:
    """The backup of that name, or the file of that path. Raises UsageError."""
    from moderator.store import backups

    for path in (*(each.path for each in backups.kept(library.path) if each.path.name == name), Path(name)):
        if path.is_file():
            return path.absolute()
    raise UsageError(f"There is no backup “{name}”; `moderator restore` lists them.")


def loss(library: Library, backup: Path) -> dict[str, Any]:
    """What the library has and the backup has not: verdicts by the database as far as it can be read, and by the
    decisions that lie signed on the disk. Raises LibraryError for a backup that does not hold."""
    from moderator.store.restoring import lost

    found = lost(library.path, backup)
    verdicts = {each.id: {"id": each.id, "case": each.case, "by": each.by, "at": each.at} for each in found.verdicts}
    papers = {each["id"]: each for each in _papers(library.path, found)}
    return {
        "verdicts": sorted({**papers, **verdicts}.values(), key=lambda each: (each["at"], each["id"])),
        "cases": list(found.cases),
        "unread": found.unread,
        "papers": sorted(each["path"] for each in papers.values()),
    }


def _papers(library: Path, found: Lost) -> Iterator[dict[str, str]]:
    """Decisions on the disk that the backup does not know: signed ones of the library, and those that were exported."""
    from moderator.store.media import Media

    signed = (path for path in Media(library / "media").all() if path.name not in found.known_files)
    exported = (path for folder in leftovers.folders(library) for path in Path(folder).glob("*.pdf"))
    for path in (*signed, *exported):
        record = _record(path)
        if record and record["id"] not in found.known_verdicts:
            yield {**record, "path": str(path)}


def _record(path: Path) -> dict[str, str] | None:
    """Which verdict a file is the document of; None for every other file."""
    from moderator.report.opening import opened

    try:
        with path.open("rb") as file:
            if file.read(5) != b"%PDF-" or path.stat().st_size > _LARGEST:
                return None
            file.seek(0)
            doc = json.loads(opened(file.read(_LARGEST)).decision)
        texts = (doc["verdict"]["id"], doc["case"]["id"], doc["moderator"], doc["decided_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return dict(zip(("id", "case", "by", "at"), map(str, texts), strict=True))


def restore(library: Library, backup: Path, moderator: str) -> dict[str, Any]:
    """Puts the backup in the place of the database, and notes it in the ledger. The store must be closed.

    Raises LibraryError; then the present database is where it was, or, had the disk failed midway, whole in `aside`.
    """
    import hashlib

    from moderator.desk.seals import Seals
    from moderator.store import restoring
    from moderator.store.ledger import Act
    from moderator.store.store import Store

    now = library.clock.now()
    with backup.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    aside = restoring.restore(library.path, backup, now)
    seals = Seals()
    if known := restoring.library_id(library.path):
        _remembered_anew(seals.place(known), now)
    store = Store(library.path, seals, library.clock.now)
    try:
        store.log(Act(stamp(now), moderator, "restore", "", sha256))
    finally:
        store.close()
    return {"backup": str(backup), "aside": str(aside) if aside else None, "at": stamp(now)}


def _remembered_anew(note: Path, now: datetime) -> None:
    """How far this person has seen the library is put aside, not forgotten: else `verify` would find for ever what the
    ledger now says itself, that an older state came back. Others who have seen more go on finding it."""
    with suppress(OSError):
        note.rename(note.with_name(f"{note.name}.before-restore-{now:%Y-%m-%dT%H-%M-%SZ}"))
