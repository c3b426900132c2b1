"""What a second opinion must not know: which decisions are drawn for one, and what is concealed until it is given."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace

from moderator.desk.cases import open_case
from moderator.desk.state import State
from moderator.desk.values import OpenCase, Opinion
from moderator.domain.reading import moment
from moderator.errors import NotFound

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
