"""Cases, their revisions and files, and drafts: rows in, values out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from sqlmodel import Session, col, func, select

from moderator.domain.canonical import Json, canonical, resolve
from moderator.errors import LibraryError, NotFound
from moderator.store import covers, documents, locks, records
from moderator.store.records import Facts, Head, Row, StoredFile, Team, status
from moderator.store.tables import CaseEntry, Draft, DraftAside, File, FileState, Revision

_FACTS = tuple(field.name for field in dataclasses.fields(Facts))


def head(session: Session, case_id: str) -> Head | None:
    """Where the case of that id stands, whatever its letters' case; None if the library does not have it."""
    entry = session.exec(select(CaseEntry).where(CaseEntry.folded == case_id.casefold())).first()
    return None if entry is None else _head(entry)


def entry(session: Session, case_id: str) -> CaseEntry:
    """The row of a case, for this package only. Raises NotFound."""
    found = session.get(CaseEntry, case_id)
    if found is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    return found


def _head(entry: CaseEntry) -> Head:
    return Head(entry.id, entry.revision, entry.version, status(entry.status), entry.content, entry.facts)


def add(
    session: Session,
    case_id: str,
    revision: int,
    document: Json,
    content: str,
    facts: Facts,
    files: Iterable[StoredFile],
    now: str,
) -> str:
    """Makes `revision` the current one of the case. Earlier ones stay, since drafts and decisions cite them.

    The hash of the rows for the ledger, see `covers`.
    """
    sha256 = documents.put(session, document)
    columns = dataclasses.asdict(facts)
    _make_current(session, case_id, revision, sha256, content, document, columns)
    session.flush()
    shown = covers.shown([case_id, *columns.values()])
    return _add_revision(session, case_id, revision, sha256, content, shown, files, now)


def _make_current(
    session: Session,
    case_id: str,
    revision: int,
    sha256: str,
    content: str,
    document: Json,
    columns: Mapping[str, Any],
) -> None:
    existing = session.get(CaseEntry, case_id)
    if existing is None:
        folded = case_id.casefold()
        session.add(
            CaseEntry(
                id=case_id,
                folded=folded,
                revision=revision,
                status="open",
                facts=sha256,
                content=content,
                **columns,
            )
        )
    else:
        for name, value in columns.items():
            setattr(existing, name, value)
        before = existing.facts
        existing.revision, existing.facts, existing.content = revision, sha256, content
        existing.version += 1
        if existing.status == "waiting":
            existing.status = "open"  # what was asked for may be in it: the case comes back
        session.add(existing)
        _carry_drafts(session, case_id, revision, before, document)


def _add_revision(
    session: Session,
    case_id: str,
    revision: int,
    facts: str,
    content: str,
    shown: str,
    files: Iterable[StoredFile],
    now: str,
) -> str:
    """The revision's row and those of its files; their hash for the ledger."""
    row = Revision(case_id=case_id, revision=revision, facts=facts, content=content, imported_at=now, shown=shown)
    session.add(row)
    kept = list(files)
    _add_files(session, case_id, revision, kept, now)
    of_files = covers.files(covers.columns(file, covers.FILE) for file in kept)
    return covers.revision(covers.columns(row, covers.REVISION), of_files)


def _add_files(session: Session, case_id: str, revision: int, files: Iterable[StoredFile], now: str) -> None:
    """Nothing is decoded at import: a file waits to be looked at, and what is known of it by its hash stays."""
    hashes: dict[str, None] = {}  # two paths may hold the same file
    for file in files:
        session.add(File(case_id=case_id, revision=revision, **dataclasses.asdict(file)))
        hashes[file.sha256] = None
    for sha256 in hashes if not locks.on_server(session) else ():  # a team's are kept by each computer for itself
        if session.get(FileState, sha256) is None:
            session.add(FileState(**dataclasses.asdict(records.FileState(sha256, at=now))))
    session.flush()


def _carry_drafts(session: Session, case_id: str, revision: int, before: str, after: Json) -> None:
    """Drafts go on at the new revision; exhibits whose file is gone fail the gate by their hash, and say so.

    `before`: hash of the facts until now; where the library has lost them nobody can say what changed, and every fact
    is looked at again.
    """
    current = session.exec(select(Draft).where(Draft.case_id == case_id)).all()
    aside = session.exec(select(DraftAside).where(DraftAside.case_id == case_id)).all()
    drafts: tuple[Draft | DraftAside, ...] = (*current, *aside)
    for draft in drafts:
        draft.body = canonical(_carried(json.loads(draft.body), _old(session, before), after, revision))
        session.add(draft)


def _carried(body: Json, old: Json | None, after: Json, revision: int) -> Json:
    """A cited fact that the revision changed is marked, which reopens the answer that rests on it."""
    body = {**body, "revision": revision}
    findings = body.get("findings")
    for finding in findings if isinstance(findings, list) else ():
        facts = finding.get("facts") if isinstance(finding, dict) else None
        for fact in facts if isinstance(facts, list) else ():
            pointer = fact.get("pointer") if isinstance(fact, dict) else None
            if isinstance(pointer, str) and (old is None or _at(old, pointer) != _at(after, pointer)):
                fact["changed_in"] = revision
    return body


def carried(session: Session, case: CaseEntry, body: Json) -> Json:
    """A draft as it is to be kept: one that was typed on an older revision than the case's goes on at that."""
    written_on = body.get("revision")
    if not isinstance(written_on, int) or written_on >= case.revision:
        return body
    found = session.get(Revision, (case.id, written_on))
    old = None if found is None else _old(session, found.facts)
    return _carried(deepcopy(dict(body)), old, documents.get(session, case.facts), case.revision)


def _old(session: Session, facts: str) -> Json | None:
    try:
        return documents.get(session, facts)
    except LibraryError:
        return None


def _at(document: Json, pointer: str) -> tuple[bool, Json]:
    """Whether the pointer leads anywhere, and what stands there."""
    try:
        return True, resolve(document, pointer)
    except KeyError:
        return False, None


def rows(session: Session, teams: Mapping[str, Team], limit: int | None = None) -> list[Row]:
    """The queue: the earliest due first, cases without a date last, then by id. `teams` by case."""
    columns = [getattr(CaseEntry, name) for name in ("id", "revision", "status", "outcome", *_FACTS)]
    query = select(*columns, col(Draft.case_id).is_not(None)).join(Draft, isouter=True)  # type: ignore[call-overload]
    order = (col(CaseEntry.due_at).is_(None), col(CaseEntry.due_at), col(CaseEntry.id))
    found = session.exec(query.order_by(*order).limit(limit))
    return [Row(r[0], r[1], status(r[2]), r[3], bool(r[-1]), Facts(*r[4:-1]), teams.get(r[0])) for r in found]


def ids(session: Session, wanted: str) -> list[str]:
    """The ids of all cases of one status ("all": of every), ascending."""
    query = select(CaseEntry.id).order_by(CaseEntry.id)
    return list(session.exec(query if wanted == "all" else query.where(CaseEntry.status == wanted)))


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(CaseEntry)).one()


def document(session: Session, case_id: str, revision: int | None = None) -> Json:
    """case.json of a revision, the current one by default. Raises NotFound."""
    if revision is None:
        return documents.get(session, entry(session, case_id).facts)
    found = session.get(Revision, (case_id, revision))
    if found is None:
        raise NotFound(f"This library does not have revision {revision} of {case_id}.")
    return documents.get(session, found.facts)


def files(session: Session, case_id: str, revision: int) -> dict[str, StoredFile]:
    """The payload files of a revision, by path."""
    query = select(File).where(File.case_id == case_id, File.revision == revision)
    return {row.path: StoredFile(row.path, row.sha256, row.bytes) for row in session.exec(query)}


def marked(body: Json | None) -> dict[str, Json]:
    """What of a draft points at evidence: its exhibits and marks."""
    return {key: body[key] for key in ("exhibits", "marks") if body and body.get(key)}
