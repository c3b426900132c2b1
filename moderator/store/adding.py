"""Cases that come in, many in one transaction. New ones table by table, not case by case: that is what takes time."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from moderator.domain.canonical import canonical, digest
from moderator.errors import LibraryError
from moderator.store import carrying, cases, covers, documents, keys, ledger, locking, locks, records, search
from moderator.store.ledger import Act
from moderator.store.records import NewCase
from moderator.store.tables import CaseEntry

Incoming = tuple[NewCase, Act]
There = Callable[[str], bool]


def add_all(session: Session, incoming: Sequence[Incoming], there: There | None = None) -> list[LibraryError | None]:
    """Adds cases within the caller's transaction, each of another id; what kept each out, or None. `there`: whether a
    file is; one that was taken away since its pack was read is no longer, and from here on none is that a case has.

    One that was changed since its pack was read leaves nothing behind, and does not hold up the others.
    """
    for case_id in sorted(new.id for new, _ in incoming):
        locks.case(session, case_id)
    locks.ledger_tail(session)  # from here on, since what two imports share they would else take in any order
    lost = {new.id for new, _ in incoming if there and not all(there(file.sha256) for file in new.files)}
    fresh = [each for each in incoming if each[0].seen_version is None and each[0].id not in lost]
    try:
        with session.begin_nested():
            late = _insert(session, fresh)
            _log(session, [each for each in fresh if each[0].id not in late])
    except IntegrityError:  # somebody else brought one of them in this very moment: each for itself
        late = {new.id for new, act in fresh if not _alone(session, new, act)}
    found: list[LibraryError | None] = []
    for new, act in incoming:
        if new.id in lost:
            found.append(LibraryError(f"A file of {new.id} was erased while its pack was read; import it again."))
        elif new.seen_version is None:
            found.append(_changed(new) if new.id in late else None)
        else:
            found.append(_revise(session, new, act))
    return found


def _changed(new: NewCase) -> LibraryError:
    return LibraryError(f"{new.id} was changed while its pack was read; import it again.")


def _alone(session: Session, new: NewCase, act: Act) -> bool:
    try:
        with session.begin_nested():
            late = _insert(session, [(new, act)])
            if not late:
                _log(session, [(new, act)])
    except IntegrityError:
        return False
    return not late


def _log(session: Session, incoming: Iterable[Incoming]) -> None:
    """The events, each of which vouches for the rows of its revision and files, see `covers`."""
    events = []
    for new, act in incoming:
        row = _revision(new, act)
        of_files = covers.files([file.path, file.sha256, file.bytes] for file in new.files)
        vouched = covers.revision([row[name] for name in covers.REVISION], of_files)
        events.append((act._replace(subject=f"revision {new.revision}"), vouched))
    ledger.append_all(session, events)


def _revision(new: NewCase, act: Act) -> dict[str, Any]:
    """The row of a revision."""
    shown = covers.shown([new.id, *dataclasses.asdict(new.facts).values()])
    row = {"case_id": new.id, "revision": new.revision, "facts": digest(new.document), "content": new.content}
    return row | {"imported_at": act.at, "shown": shown}


def _insert(session: Session, incoming: Sequence[Incoming]) -> set[str]:
    """Inserts what the library does not have; the ids of the others."""
    late = {new.id for new, _ in incoming if cases.head(session, new.id) is not None}
    new_ones = [each for each in incoming if each[0].id not in late]
    documents_, entries, revisions = list[dict[str, Any]](), list[dict[str, Any]](), list[dict[str, Any]]()
    known: dict[tuple[str, str, str], int] = {}
    for new, act in new_ones:
        body = canonical(new.document)
        sha256 = hashlib.sha256(body).hexdigest()
        documents_.append({"sha256": sha256, "body": body})
        entry = {"id": new.id, "folded": new.id.casefold(), "revision": new.revision, "version": 1, "status": "open"}
        entry |= {"facts": sha256, "content": new.content, **dataclasses.asdict(new.facts)}
        entries.append(entry | keys.columns(session, new.facts, new.document, known))
        revisions.append(_revision(new, act))
    _many(session, "document", documents_, or_leave=True)
    _many(session, "case_entry", entries)
    _many(session, "revision", revisions)
    _files(session, new_ones)
    search.put_new(session, [(new.id, new.document) for new, _ in new_ones])
    return late


def _files(session: Session, incoming: Iterable[Incoming]) -> None:
    """Nothing is decoded at import: a file waits to be looked at, and what is known of it by its hash stays."""
    files, states = list[dict[str, Any]](), dict[str, dict[str, Any]]()
    for new, act in incoming:
        for file in new.files:
            files.append({"case_id": new.id, "revision": new.revision, **dataclasses.asdict(file)})
            # two paths, and two cases, may hold the same file
            states.setdefault(file.sha256, dataclasses.asdict(records.FileState(file.sha256, at=act.at)))
    _many(session, "file", files)
    if not locks.on_server(session):  # a team's are kept by each computer for itself
        _many(session, "file_state", list(states.values()), or_leave=True)


def _many(session: Session, table: str, rows: Sequence[dict[str, Any]], or_leave: bool = False) -> None:
    """Inserts rows; `or_leave`: what is there stays as it is."""
    if rows:
        names = list(rows[0])
        values = ", ".join(f":{name}" for name in names)
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"
        session.execute(text(f"{sql} ON CONFLICT DO NOTHING" if or_leave else sql), rows)


def _revise(session: Session, new: NewCase, act: Act) -> LibraryError | None:
    """Makes a revision the current one of its case. Earlier ones stay, since drafts and decisions cite them."""
    locking.demand(session, new.id, write=True)
    existing = session.get(CaseEntry, new.id)
    if existing is None or existing.version != new.seen_version:
        return _changed(new)
    sha256 = documents.put(session, new.document)
    columns = dataclasses.asdict(new.facts) | keys.columns(session, new.facts, new.document, {})
    for name, value in columns.items():
        setattr(existing, name, value)
    before = existing.facts
    existing.revision, existing.facts, existing.content = new.revision, sha256, new.content
    existing.version += 1
    if existing.status == "waiting":
        existing.status = "open"  # what was asked for may be in it: the case comes back
    session.add(existing)
    carrying.carry(session, new.id, new.revision, before, new.document)
    session.flush()
    _many(session, "revision", [_revision(new, act)])
    _files(session, [(new, act)])
    search.put(session, new.id, new.document)
    _log(session, [(new, act)])
    return None
