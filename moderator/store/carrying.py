"""Drafts that go on at a newer revision of their case."""

from __future__ import annotations

import json
from copy import deepcopy

from sqlmodel import Session, select

from moderator.domain.canonical import Json, canonical, resolve
from moderator.errors import LibraryError
from moderator.store import documents
from moderator.store.tables import CaseEntry, Draft, DraftAside, Revision


def carry(session: Session, case_id: str, revision: int, before: str, after: Json) -> None:
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


def carried(session: Session, case: CaseEntry, body: Json) -> Json:
    """A draft as it is to be kept: one that was typed on an older revision than the case's goes on at that."""
    written_on = body.get("revision")
    if not isinstance(written_on, int) or written_on >= case.revision:
        return body
    found = session.get(Revision, (case.id, written_on))
    old = None if found is None else _old(session, found.facts)
    return _carried(deepcopy(dict(body)), old, documents.get(session, case.facts), case.revision)


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
