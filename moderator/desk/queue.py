"""The queue, as rows. It is the first thing on the screen, so it loads nothing of what a case is made of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderator.desk.clock import stamp
from moderator.desk.state import State
from moderator.desk.values import QueueRow
from moderator.domain.money import plain, shown
from moderator.domain.persons import folded, same_person
from moderator.errors import LibraryDamaged

if TYPE_CHECKING:
    from moderator.store.records import Row, Team


def queue(state: State) -> tuple[QueueRow, ...]:
    """All cases, the earliest due first."""
    return tuple(_row(row, state.moderator, state.token) for row in _rows(state))


def _rows(state: State) -> list[Row]:
    """From the open store; before it is open, at a glance."""
    from moderator.store import glance

    if not state.is_open and glance.can_read(state.library.path):
        return glance.rows(state.library.path)
    return state.store.rows()


def _row(row: Row, who: str, token: str) -> QueueRow:
    facts = row.facts
    holder, until, assigned, recused = _team(row.id, row.team, who, token)
    return QueueRow(
        case=row.id,
        revision=row.revision,
        claim=facts.claim,
        title=facts.title,
        reason=facts.reason,
        status=row.status,
        due=_moment(row.id, facts.due_at) if facts.due_at else None,
        currency=facts.currency,
        paid=facts.paid,
        paid_text=shown(facts.paid, facts.currency),
        outcome=row.outcome,
        buyer_country=facts.buyer_country,
        photos=facts.photos,
        videos=facts.videos,
        documents=facts.documents,
        escalated_at=_moment(row.id, facts.escalated_at),
        draft=row.draft,
        holder=holder,
        held_until=until,
        assigned=assigned,
        recused=recused,
    )


def _team(case: str, team: Team | None, who: str, token: str) -> tuple[str, datetime | None, str, bool]:
    """As this desk sees it: who else has the case and until when, who else it was given to, own recusal."""
    if team is None:
        return "", None, "", False
    lease = team.lease if team.lease is not None and team.lease.token != token else None
    holder, until = (lease.holder, _moment(case, lease.until)) if lease is not None else ("", None)
    assigned = team.assigned if team.assigned and not same_person(team.assigned, who) else ""
    return holder, until, assigned, folded(who) in team.recused


def _moment(case: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise LibraryDamaged(f"A date of {case} is damaged in the library: “{text}”.") from error


def listing(state: State, status: str) -> list[dict[str, object]]:
    """Cases by id as the command line lists them."""
    return [
        {
            "case": r.case,
            "revision": r.revision,
            "reason": r.reason,
            "status": r.status,
            "due": stamp(r.due) if r.due else None,
            "currency": r.currency,
            "paid": plain(r.paid, r.currency),
            "outcome": r.outcome,
        }
        for r in sorted(queue(state), key=lambda row: row.case)
        if status in ("all", r.status)
    ]
