"""Drafts: one a case, and beside it those of people who lost the case to somebody."""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import Session, col, delete

from moderator.domain.canonical import Json, canonical
from moderator.domain.persons import same_person
from moderator.errors import LeaseLost
from moderator.store import leases, waiting
from moderator.store.carrying import carried
from moderator.store.cases import entry
from moderator.store.running import base_for
from moderator.store.tables import Draft, DraftAside


def get(session: Session, case_id: str, owner: str = "") -> Json | None:
    """What `owner` finds on opening the case: the own draft that made room, else the case's, whoever wrote it."""
    found = _found(session, case_id, owner)
    return None if found is None else json.loads(found.body)


def saved_at(session: Session, case_id: str, owner: str = "") -> str:
    """When that was saved last; "" if there is nothing."""
    found = _found(session, case_id, owner)
    return "" if found is None else found.saved_at


def _found(session: Session, case_id: str, owner: str) -> Draft | DraftAside | None:
    aside = session.get(DraftAside, (case_id, owner)) if owner else None
    if aside is not None:
        return aside
    stands = session.get(Draft, case_id)
    others = stands is not None and bool(owner) and not same_person(stands.owner, owner)
    return None if others and _concealed(session, case_id, owner) else stands


def _concealed(session: Session, case_id: str, who: str) -> bool:
    """Whether that person could give a second opinion, and so must see nobody's work on the case."""
    return bool(waiting.among(base_for(session, who), [case_id]))


def save(session: Session, case_id: str, body: Json | None, now: str, owner: str = "") -> None:
    """Keeps a draft as the case's, or drops the owner's (None). What somebody else wrote there makes room, and is kept.

    Raises NotFound for an unknown case.
    """
    case = entry(session, case_id)
    stands = session.get(Draft, case_id)
    others = stands is not None and bool(stands.owner and owner) and not same_person(stands.owner, owner)
    _drop_aside(session, case_id, owner)
    if body is None:
        if stands is not None and not others:
            session.delete(stands)
        return
    if stands is not None and others:
        _aside(session, case_id, stands.owner, stands.body, stands.saved_at)
    body = carried(session, case, body)
    session.merge(Draft(case_id=case_id, body=canonical(body), saved_at=now, owner=owner))


def save_typed(session: Session, case_id: str, body: Json | None, owner: str, token: str, now: datetime) -> None:
    """`save` for somebody who may have lost the case by now: then the text is kept beside that of who has it.

    Raises LeaseLost if another desk of the same person has the case: two texts of one person have no second place.
    """
    held = leases.current(session, case_id, now)
    at = leases.text(now)
    if _concealed(session, case_id, owner):  # a second opinion is nobody else's, and needs no lease
        _drop_aside(session, case_id, owner)
        if body is not None:
            _aside(session, case_id, owner, canonical(carried(session, entry(session, case_id), body)), at)
    elif held is None or held.token == token:
        save(session, case_id, body, at, owner)
    elif same_person(held.holder, owner):
        raise LeaseLost(case_id, f"another window of {owner}", held.until)
    elif body is None:
        _drop_aside(session, case_id, owner)
    else:
        _aside(session, case_id, owner, canonical(carried(session, entry(session, case_id), body)), at)


def decided(session: Session, case_id: str, by: str) -> None:
    """The case was decided by `by`, whose draft is used up; one that somebody else wrote there is kept for them."""
    stands = session.get(Draft, case_id)
    _drop_aside(session, case_id, by)
    if stands is not None:
        if stands.owner and not same_person(stands.owner, by):
            _aside(session, case_id, stands.owner, stands.body, stands.saved_at)
        session.delete(stands)


def give(session: Session, case_id: str, to: str) -> None:
    """The case's draft is that person's from now on, unless they have one of their own."""
    stands = session.get(Draft, case_id)
    if stands is not None and session.get(DraftAside, (case_id, to)) is None:
        stands.owner = to
        session.add(stands)


def _drop_aside(session: Session, case_id: str, owner: str) -> None:
    session.exec(delete(DraftAside).where(col(DraftAside.case_id) == case_id, col(DraftAside.owner) == owner))


def _aside(session: Session, case_id: str, owner: str, body: bytes, saved_at: str) -> None:
    session.merge(DraftAside(case_id=case_id, owner=owner, body=body, saved_at=saved_at))
    session.flush()
