"""Who has which case: claiming, the heartbeat, letting go; stepping back, giving a case away, freeing one.

A folder of files proves nobody's identity: names are what people call themselves, and the ledger says who claimed to
be whom. Times are the library's (docs/claims.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from moderator.desk.state import State
from moderator.desk.tokens import gone
from moderator.desk.values import CaseNow, Held
from moderator.domain.persons import same_person
from moderator.domain.travel import is_road
from moderator.errors import LeaseHeld, LeaseLost, LibraryError, NotFound, UsageError

if TYPE_CHECKING:
    from moderator.store.ledger import Act
    from moderator.store.records import Lease, Pulse

BEATS = 4
"""Heartbeats in the time that a lease lasts: three may be late before the case is lost."""


def claim(state: State, case_id: str, over: bool = False) -> CaseNow:
    """Takes the case if nobody has it and it was given to nobody else; says who has it now. An auditor takes nothing.

    `over`: also from another window of the same person, and a case that was given to somebody. Raises NotFound.
    """
    now = pulse(state, case_id)
    if state.audits or (now.assigned and not over and not same_person(now.assigned, state.moderator)):
        return now
    with state.leasing, suppress(LeaseHeld):  # what is returned says who has it
        state.holds[case_id] = _take(state, case_id, over)
    return pulse(state, case_id)


def _take(state: State, case_id: str, over: bool = False) -> Lease:
    def may(had: Lease) -> bool:
        if is_road(had.token):  # decided elsewhere meanwhile, perhaps: only a release ends that
            return False
        return gone(had.token) or (over and same_person(had.holder, state.moderator))

    return state.store.claim(case_id, state.moderator, state.token, state.lease_seconds, may, acts(state))


def pulse(state: State, case_id: str, beat: bool = False) -> CaseNow:
    """Where the case stands and who has it; with `beat` an own lease is lengthened first. Raises NotFound."""
    with state.leasing:
        mine = state.holds.get(case_id)
        if mine is not None and beat:
            mine = _beat(state, mine)
    found, now = state.store.pulse(case_id)
    if found is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    held = _held(state, found, mine, now)
    return CaseNow(found.case, found.revision, found.version, found.status, held, found.assigned, state.audits)


def _beat(state: State, lease: Lease) -> Lease | None:
    try:
        state.holds[lease.case] = state.store.beat(lease, state.lease_seconds)
    except LeaseLost:
        state.holds.pop(lease.case, None)
    return state.holds.get(lease.case)


def _held(state: State, found: Pulse, mine: Lease | None, now: datetime) -> Held | None:
    lease = found.lease
    if lease is None or not lease.token:
        return None
    until = datetime.fromisoformat(lease.until)
    if until <= now:
        return None
    is_mine = mine is not None and (lease.token, lease.fence) == (mine.token, mine.fence)
    return Held(lease.holder, until, is_mine, same_person(lease.holder, state.moderator), is_road(lease.token))


def let_go(state: State, case_id: str) -> None:
    """The case is closed here; nothing happens if it is not ours any more."""
    with state.leasing:
        lease = state.holds.pop(case_id, None)
        if lease is not None:
            state.store.let_go(lease, acts(state))


def let_all_go(state: State) -> None:
    """On the way out. A library that refuses is not waited for: a lease runs out by itself."""
    for case_id in tuple(state.holds):
        with suppress(LibraryError):
            let_go(state, case_id)


@contextmanager
def deciding(state: State, case_id: str) -> Iterator[Lease]:
    """The lease to decide under: the one that this desk has, or one for the moment.

    Raises LeaseLost if this desk had the case and has it no longer, LeaseHeld if somebody else has it.
    """
    with state.leasing:
        held = state.holds.get(case_id)
        if held is not None:
            yield from _under(state, held)
            return
        lease = _take(state, case_id)
        try:
            yield lease
        finally:  # a verdict has ended it already
            state.store.let_go(lease, acts(state))


def _under(state: State, held: Lease) -> Iterator[Lease]:
    """Under the lease that this desk has; a verdict ends it, a refusal does not."""
    try:
        yield state.store.beat(held, state.lease_seconds)
    except LeaseLost:
        state.holds.pop(held.case, None)
        raise
    found, _now = state.store.pulse(held.case)
    if found is None or found.lease is None or found.lease.token != held.token:
        state.holds.pop(held.case, None)


def recuse(state: State, case_id: str, why: str) -> None:
    """This moderator steps back: is never offered the case again and cannot decide it. Raises NotFound, UsageError."""
    from moderator.store.records import Recusal

    case_id = known(state, case_id)
    state.store.recuse(Recusal(case_id, state.moderator, reason_given(why), state.stamp()), acts(state))
    state.holds.pop(case_id, None)


def reassign(state: State, case_id: str, to: str, why: str) -> None:
    """Case and draft go to somebody. Raises NotFound, UsageError, and GateRefused for one who stepped back from it."""
    name = " ".join(to.split())
    if not name:
        raise UsageError("Say to whom the case goes.")
    case_id = known(state, case_id)
    state.store.reassign(case_id, name, state.moderator, reason_given(why), acts(state))
    if not same_person(name, state.moderator):
        state.holds.pop(case_id, None)


def free(state: State, case_id: str, why: str) -> str:
    """Ends the lease of somebody who is away; whose it was, "" if nobody had the case. Raises NotFound, UsageError."""
    case_id = known(state, case_id)
    had = state.store.free(case_id, reason_given(why), acts(state))
    state.holds.pop(case_id, None)
    return "" if had is None else had.holder


def known(state: State, case_id: str) -> str:
    """The id as the library spells it. Raises NotFound."""
    head = state.store.head(case_id)
    if head is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    return head.id


def reason_given(why: str) -> str:
    """What a person said why, which the ledger keeps. Raises UsageError for nothing."""
    text = " ".join(why.split())
    if not text:
        raise UsageError("Say why: the ledger keeps the reason.")
    return text


def acts(state: State) -> Callable[[str, str, str], Act]:
    """Makes the ledger's row of what this moderator does now."""
    from moderator.store.ledger import Act

    at, actor = state.stamp(), state.moderator
    return lambda action, case_id, entry: Act(at, actor, action, case_id, entry)
