"""The queue, a page at a time. It is the first thing on the screen, so it loads nothing of what a case is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from moderator.desk.clock import stamp
from moderator.desk.state import State
from moderator.desk.values import QueueRow
from moderator.domain.money import plain, shown
from moderator.domain.persons import folded, same_person
from moderator.domain.queue import Ask, Counts, Filter, Place, Skills, due_range
from moderator.errors import LibraryDamaged, NotFound

if TYPE_CHECKING:
    from moderator.store.pages import Asker
    from moderator.store.records import Row, Team

ALL = Ask(Filter(status="all"))
_SOON = timedelta(hours=24)
_A_PAGE = 500


def page(state: State, ask: Ask) -> tuple[QueueRow, ...]:
    """One page of the queue: from the open store; before it is open, at a glance."""
    from moderator.store import glance

    due = _due(state, ask.filter.due) if ask.filter.due else None
    if _at_a_glance(state, ask.filter):
        rows = glance.page(state.library.path, ask, due, _asker(state))
    else:
        rows = state.store.page(ask, due, _asker(state))
    return tuple(_row(row, state.moderator, state.token) for row in rows)


def _at_a_glance(state: State, wanted: Filter) -> bool:
    """A team's library is opened at once: its server takes longer than what is loaded."""
    from moderator.store import glance

    if state.is_open or wanted.text or state.library.team is not None:
        return False
    return glance.can_read(state.library.path)


def _asker(state: State) -> Asker:
    from moderator.store.pages import Asker

    now = state.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")  # as leases are written
    return Asker(state.moderator, folded(state.moderator), state.token, now)


def around(state: State, ask: Ask, case_id: str) -> tuple[QueueRow, ...]:
    """The page that has a case in its middle; that of `ask` where the library or the filter does not have it."""
    place = state.store.place_of(case_id, ask.sort)
    if place is None:
        return page(state, ask)
    half = replace(ask, place=place, most=ask.most // 2)
    before = page(state, replace(half, backwards=True))
    after = page(state, replace(half, inclusive=True, backwards=False))
    return (*before, *after) if after and after[0].case == case_id else page(state, ask)


def counts(state: State, wanted: Filter) -> Counts:
    """How many cases each choice of the filter would show."""
    from moderator.store import glance

    soon = stamp(state.now() + _SOON)
    if _at_a_glance(state, wanted):
        return glance.count_all(state.library.path, wanted, lambda name: _due(state, name), soon, _asker(state))
    return state.store.count_all(wanted, lambda name: _due(state, name), soon, _asker(state))


def next_case(state: State, skills: Skills, without: Collection[str]) -> str | None:
    """The open case that this moderator should decide next."""
    return state.store.next_case(_asker(state), skills, without)


def _due(state: State, name: str) -> tuple[str, str]:
    return due_range(name, state.now(), stamp)


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
        key=row.key,
        holder=holder,
        held_until=until,
        assigned=assigned,
        recused=recused,
        second=row.second,
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


def listing(state: State, ask: Ask, limit: int | None = None) -> Iterator[dict[str, object]]:
    """Cases as the command line lists them, a page at a time. `ask.place`: a case's id, after which it begins."""
    if ask.place is not None:
        place = state.store.place_of(ask.place.case, ask.sort)
        if place is None:
            raise NotFound(f"There is no case {ask.place.case} in this library to go on after.")
        ask = replace(ask, place=place)
    left = limit
    while left is None or left > 0:
        rows = page(state, replace(ask, most=_A_PAGE if left is None else min(left, _A_PAGE)))
        yield from (_listed(row) for row in rows)
        if not rows:
            return
        left = None if left is None else left - len(rows)
        ask = replace(ask, place=Place(rows[-1].key, rows[-1].case))


def _listed(row: QueueRow) -> dict[str, object]:
    return {
        "case": row.case,
        "revision": row.revision,
        "reason": row.reason,
        "status": row.status,
        "due": stamp(row.due) if row.due else None,
        "currency": row.currency,
        "paid": plain(row.paid, row.currency),
        "outcome": row.outcome,
    }
