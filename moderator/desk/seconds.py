"""Second opinions: a share of the decisions is decided again by somebody who does not see the first verdict."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from moderator.desk.cases import open_case
from moderator.desk.leases import acts, reason_given
from moderator.desk.state import State
from moderator.desk.values import OpenCase, Opinion
from moderator.domain.canonical import digest
from moderator.domain.queue import Skills
from moderator.domain.reading import moment
from moderator.errors import GateRefused, NotFound

EVERY = "*"
"""Stands for all reasons in the library's shares, where one has no share of its own."""
GRAIN = 1_000_000
"""Shares of a team are kept in so many parts."""


def drawn(state: State, reason: str) -> bool:
    """Whether a decision for that reason is put before a second person, by chance: nobody knows beforehand which."""
    found = shares(state)
    return secrets.randbelow(GRAIN) < found.get(reason, found.get(EVERY, 0.0)) * GRAIN


def shares(state: State) -> Mapping[str, float]:
    """Which share of the first decisions a second person decides too, by reason."""
    if state.library.team is None:
        return state.library.second_review
    return {reason: share / GRAIN for reason, share in state.store.shares().items()}


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


def concealed(state: State, case_ids: Collection[str]) -> frozenset[str]:
    """Those of these cases whose decision this moderator must not see yet."""
    return frozenset() if state.audits or not case_ids else state.store.concealed(case_ids, state.moderator)


def refuse_concealed(state: State, case_id: str) -> None:
    """Raises NotFound for a decision that this moderator must not see yet."""
    if concealed(state, [case_id]):
        raise NotFound(f"{case_id} waits for your second opinion; its decision is shown once you have given it.")


def opened(state: State, case_id: str) -> OpenCase:
    """The case as this moderator may see it: without its decision while that waits for a second opinion of theirs."""
    found = open_case(state, case_id)
    if found.status not in ("decided", "closed"):
        return found
    if concealed(state, [found.case.id]):
        return _conceal(found)
    given = state.store.opinions(found.case.id)
    return replace(found, opinions=tuple(Opinion(o.verdict, o.by, moment(o.at), o.body) for o in given))


def _conceal(found: OpenCase) -> OpenCase:
    """The case as if nobody had decided it: no verdict, no draft but one's own."""
    around = replace(found.circumstances, standing=None, known_ids=frozenset(), earlier=())
    draft = found.draft if found.draft is not None and not found.draft.get("supersedes") else None
    return replace(found, status="open", verdicts=(), draft=draft, circumstances=around, second=True)


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
    from moderator.desk.verdicts import check, look_at_cited
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
