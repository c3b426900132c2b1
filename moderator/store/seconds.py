"""Second opinions: which decisions somebody else decides once more, and what was said then. They change nothing."""

from __future__ import annotations

from sqlmodel import Session, col, select

from moderator.domain.canonical import Json
from moderator.domain.persons import same_person
from moderator.errors import NotFound
from moderator.store import documents
from moderator.store.locking import LOCKED, SHOWN
from moderator.store.tables import CaseEntry, SecondOpinion, VerdictEntry


def ask(session: Session, verdict_id: str, case_id: str, reason: str, now: str) -> None:
    """Puts a decision before a second person."""
    session.add(SecondOpinion(verdict_id=verdict_id, case_id=case_id, reason=reason, asked_at=now))


def waiting(session: Session, who: str, most: int) -> list[str]:
    """The cases whose decision waits for a second opinion that this person can give, the longest waiting first."""
    query = select(SecondOpinion.case_id, VerdictEntry.decided_by)
    query = query.join(VerdictEntry, col(VerdictEntry.id) == SecondOpinion.verdict_id)
    query = query.join(CaseEntry, col(CaseEntry.id) == SecondOpinion.case_id)
    query = query.where(col(SecondOpinion.given_at).is_(None), VerdictEntry.status == "active")
    query = query.where(col(CaseEntry.status).in_(SHOWN))
    found = session.exec(query.order_by(col(SecondOpinion.asked_at), col(SecondOpinion.case_id)))
    others = [case for case, decided_by in found if not same_person(decided_by, who)]
    return others[:most]


def give(session: Session, case_id: str, who: str, answer: str, body: Json, now: str) -> None:
    """Keeps what a second person said; that of the case and its parties stays as it is. Raises NotFound."""
    query = select(SecondOpinion, VerdictEntry).where(SecondOpinion.case_id == case_id)
    query = query.join(VerdictEntry, col(VerdictEntry.id) == SecondOpinion.verdict_id)
    query = query.where(col(SecondOpinion.given_at).is_(None), VerdictEntry.status == "active")
    row = next((each for each, verdict in session.exec(query) if not same_person(verdict.decided_by, who)), None)
    if row is None:
        raise NotFound(f"{case_id} waits for no second opinion that {who} could give.")
    row.given_by, row.given_at, row.answer, row.body = who, now, answer, documents.put(session, body)
    session.add(row)


def pairs(session: Session) -> list[tuple[str, str, str]]:
    """Reason, first answer and second of every decision that two people decided and nobody took back."""
    query = select(SecondOpinion.reason, VerdictEntry.body, SecondOpinion.answer)
    query = query.join(VerdictEntry, col(VerdictEntry.id) == SecondOpinion.verdict_id)
    query = query.join(CaseEntry, col(CaseEntry.id) == SecondOpinion.case_id)
    query = query.where(col(SecondOpinion.given_at).is_not(None), VerdictEntry.status != "withdrawn")
    query = query.where(col(CaseEntry.status) != LOCKED)
    found = session.exec(query.order_by(col(SecondOpinion.asked_at), col(SecondOpinion.verdict_id)))
    return [(reason, answer_of(documents.get(session, body)), answer or "") for reason, body, answer in found]


def answer_of(body: Json) -> str:
    """What a verdict says in one word: its outcome, or its kind where it has none."""
    return str(body.get("outcome") or body.get("kind"))
