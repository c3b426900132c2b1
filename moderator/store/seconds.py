"""Second opinions: which decisions somebody else decides once more, and what was said then. They change nothing."""

from __future__ import annotations

from sqlmodel import Session, col, select

from moderator.domain.canonical import Json
from moderator.errors import NotFound
from moderator.store import covers, documents, drafts, ledger, waiting
from moderator.store.ledger import Act
from moderator.store.locking import LOCKED
from moderator.store.pages import Base
from moderator.store.records import Opinion, OpinionPair
from moderator.store.tables import CaseEntry, Sampling, SecondOpinion, VerdictEntry

ASKED = "second-asked"
"""The action of the ledger by which a decision is put before a second person."""


def ask(session: Session, verdict_id: str, case_id: str, reason: str, act: Act) -> None:
    """Puts a decision before a second person."""
    new = SecondOpinion(verdict_id=verdict_id, case_id=case_id, reason=reason, asked_at=act.at)
    session.add(new)
    session.flush()
    ledger.append(session, act, covers.asked(covers.columns(new, covers.ASKED)), f"second {verdict_id}")


def give(session: Session, base: Base, case_id: str, answer: str, body: Json, act: Act) -> None:
    """Keeps what a second person said; that of the case and its parties stays as it is. Raises NotFound."""
    row = session.get(SecondOpinion, _wanted(base, case_id))
    if row is None:
        raise NotFound(f"The library has lost what was asked about {case_id}.")
    row.given_by, row.given_at, row.answer, row.body = act.actor, act.at, answer, documents.put(session, body)
    session.add(row)
    session.flush()
    ledger.append(session, act, covers.opinion(covers.columns(row, covers.OPINION)), f"opinion {row.verdict_id}")
    drafts.save(session, case_id, None, act.at, act.actor)


def decline(session: Session, base: Base, case_id: str, act: Act) -> None:
    """From now on the first decision is shown to this person, who gives no second one. Raises NotFound."""
    ledger.append(session, act, subject=f"second {_wanted(base, case_id)}")


def _wanted(base: Base, case_id: str) -> str:
    found = waiting.among(base, [case_id]).get(case_id)
    if found is None:
        raise NotFound(f"{case_id} waits for no second opinion that {base.asker.name} could give.")
    return found.verdict


def pairs(session: Session, since: str = "", until: str = "") -> list[OpinionPair]:
    """Every decision that two people decided and nobody took back; the second of them from `since` to before `until`.

    Times compare as the texts they are; empty: without a bound.
    """
    query = select(SecondOpinion, VerdictEntry.body, VerdictEntry.decided_by)
    query = query.join(VerdictEntry, col(VerdictEntry.id) == SecondOpinion.verdict_id)
    query = query.join(CaseEntry, col(CaseEntry.id) == SecondOpinion.case_id)
    query = query.where(col(SecondOpinion.given_at).is_not(None), VerdictEntry.status != "withdrawn")
    query = query.where(col(CaseEntry.status) != LOCKED)
    if since:
        query = query.where(col(SecondOpinion.given_at) >= since)
    if until:
        query = query.where(col(SecondOpinion.given_at) < until)
    found = session.exec(query.order_by(col(SecondOpinion.asked_at), col(SecondOpinion.verdict_id)))
    return [
        OpinionPair(
            row.case_id, row.reason, answer_of(documents.get(session, body)), row.answer or "", decided_by,
            row.given_by or "", row.given_at or "",
        )
        for row, body, decided_by in found
    ]  # fmt: skip


def of_case(session: Session, case_id: str) -> list[Opinion]:
    """The second opinions that were given on a case, the oldest first."""
    query = select(SecondOpinion).where(SecondOpinion.case_id == case_id, col(SecondOpinion.given_at).is_not(None))
    return [
        Opinion(row.verdict_id, row.given_by or "", row.given_at or "", documents.get(session, row.body))
        for row in session.exec(query.order_by(col(SecondOpinion.given_at)))
        if row.body is not None
    ]


def set_share(session: Session, reason: str, share: int, act: Act) -> None:
    """From now on this share of the decisions for a reason is drawn, in millionths."""
    row = session.get(Sampling, reason) or Sampling(reason=reason, share=share, by_person=act.actor, at=act.at)
    row.share, row.by_person, row.at = share, act.actor, act.at
    session.add(row)
    session.flush()
    ledger.append(session, act, covers.sampling(covers.columns(row, covers.SAMPLING)), f"sampling {reason}")


def answer_of(body: Json) -> str:
    """What a verdict says in one word: its outcome, or its kind where it has none."""
    return str(body.get("outcome") or body.get("kind"))
