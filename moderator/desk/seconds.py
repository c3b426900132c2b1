"""Second opinions: a share of the decisions is decided again by somebody who does not see the first verdict."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from moderator.desk.concealing import opened
from moderator.desk.leases import acts, reason_given
from moderator.desk.state import State
from moderator.desk.values import OpenCase
from moderator.desk.verdicts import check, look_at_cited
from moderator.domain.canonical import digest
from moderator.domain.queue import Skills
from moderator.errors import GateRefused, NotFound


def waiting(state: State) -> list[str]:
    """The cases that this moderator can give a second opinion on, the longest waiting first."""
    return [] if state.audits else [each.case for each in state.store.waiting_for(state.moderator)]


def next_second(state: State, skills: Skills, without: Collection[str]) -> str | None:
    """The one of them within these skills that waits longest."""
    found = () if state.audits else state.store.waiting_for(state.moderator)
    fit = (
        each.case
        for each in found
        if (not skills.reasons or each.reason in skills.reasons)
        and (not skills.languages or each.language in skills.languages)
    )
    return next((case for case in fit if case not in without), None)


def open_second(state: State, case_id: str) -> OpenCase:
    """A case that waits for this moderator's second opinion. Raises NotFound for any other."""
    found = opened(state, case_id)
    if not found.second:
        raise NotFound(f"{case_id} waits for no second opinion that {state.moderator} could give.")
    return found


def give(state: State, case_id: str, doc: Mapping[str, Any]) -> None:
    """Keeps a second opinion; it passes the gate as a first verdict does and has no effect on the parties.

    Raises GateRefused with everything that is missing, and NotFound if no opinion is waited for.
    """
    from moderator.store.ledger import Act
    from moderator.store.seconds import answer_of

    found = open_second(state, case_id)
    look_at_cited(state, found, doc)
    problems = check(state, found, doc)
    if problems:
        raise GateRefused(problems)
    body = {key: value for key, value in doc.items() if value is not None}
    act = Act(state.stamp(), state.moderator, "second-given", found.case.id, digest(body))
    state.store.give_second(found.case.id, answer_of(body), body, act)


def decline(state: State, case_id: str, why: str) -> None:
    """This moderator sees the decision and gives no second opinion on it. Raises NotFound, UsageError."""
    found = open_second(state, case_id)
    state.store.decline_second(found.case.id, state.moderator, reason_given(why), acts(state))
