"""Cases, their revisions and files, and drafts: rows in, values out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable, Mapping

from sqlmodel import Session, col, delete, func, select

from moderator.domain.canonical import Json, canonical, resolve
from moderator.errors import LibraryError, NotFound
from moderator.store import documents, keys, records, search
from moderator.store.records import Facts, Head, StoredFile, status
from moderator.store.tables import CaseEntry, Draft, File, FileState, Revision, VerdictEntry


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
) -> None:
    """Makes `revision` the current one of the case. Earlier ones stay, since drafts and decisions cite them."""
    sha256 = documents.put(session, document)
    columns = dataclasses.asdict(facts) | keys.columns(session, facts, document)
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
        _carry_draft(session, case_id, revision, before, document)
    session.flush()
    session.add(Revision(case_id=case_id, revision=revision, facts=sha256, content=content, imported_at=now))
    _add_files(session, case_id, revision, files, now)
    search.put(session, case_id, document)


def _add_files(session: Session, case_id: str, revision: int, files: Iterable[StoredFile], now: str) -> None:
    """Nothing is decoded at import: a file waits to be looked at, and what is known of it by its hash stays."""
    hashes: dict[str, None] = {}  # two paths may hold the same file
    for file in files:
        session.add(File(case_id=case_id, revision=revision, **dataclasses.asdict(file)))
        hashes[file.sha256] = None
    for sha256 in hashes:
        if session.get(FileState, sha256) is None:
            session.add(FileState(**dataclasses.asdict(records.FileState(sha256, at=now))))
    session.flush()


def _carry_draft(session: Session, case_id: str, revision: int, before: str, after: Json) -> None:
    """A draft goes on at the new revision; exhibits whose file is gone fail the gate by their hash, and say so.

    A cited fact that the revision changed is marked, which reopens the answer that rests on it. `before`: hash of the
    facts until now; where the library has lost them nobody can say what changed, and every fact is looked at again.
    """
    draft = session.get(Draft, case_id)
    if draft is not None:
        old = _old(session, before)
        body = {**json.loads(draft.body), "revision": revision}
        findings = body.get("findings")
        for finding in findings if isinstance(findings, list) else ():
            facts = finding.get("facts") if isinstance(finding, dict) else None
            for fact in facts if isinstance(facts, list) else ():
                pointer = fact.get("pointer") if isinstance(fact, dict) else None
                if isinstance(pointer, str) and (old is None or _at(old, pointer) != _at(after, pointer)):
                    fact["changed_in"] = revision
        draft.body = canonical(body)
        session.add(draft)


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


def ids(session: Session, wanted: str) -> list[str]:
    """The ids of all cases of one status ("all": of every), ascending."""
    query = select(CaseEntry.id).order_by(CaseEntry.id)
    return list(session.exec(query if wanted == "all" else query.where(CaseEntry.status == wanted)))


def currencies(session: Session, wanted: Collection[str]) -> dict[str, str]:
    """The currency of each of a few cases."""
    query = select(CaseEntry.id, CaseEntry.currency).where(col(CaseEntry.id).in_(wanted))
    return dict(session.exec(query).all())


def finished(session: Session, only: Mapping[str, str], since: str) -> list[str]:
    """The ids of the decided and closed cases whose columns have these values, ascending.

    `since`: only those whose standing verdict is of then or later; times compare as the texts they are.
    """
    query = select(CaseEntry.id).where(col(CaseEntry.status).in_(("decided", "closed")))
    for name, value in only.items():
        query = query.where(func.coalesce(getattr(CaseEntry, name), "") == value)
    if since:
        later = select(VerdictEntry.case_id).where(
            VerdictEntry.status == "active", VerdictEntry.kind != "request", VerdictEntry.decided_at >= since
        )
        query = query.where(col(CaseEntry.id).in_(later))
    return list(session.exec(query.order_by(col(CaseEntry.id))))


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


def draft(session: Session, case_id: str) -> Json | None:
    """The draft of a case; None if nothing was written yet."""
    found = session.get(Draft, case_id)
    return None if found is None else json.loads(found.body)


def save_draft(session: Session, case_id: str, body: Json | None, now: str) -> None:
    """Keeps a draft, or drops it (None). Raises NotFound for an unknown case."""
    entry(session, case_id)
    if body is None:
        session.exec(delete(Draft).where(col(Draft.case_id) == case_id))
        return
    session.merge(Draft(case_id=case_id, body=canonical(body), saved_at=now))
