"""Second opinions: a share of the decisions is decided again by somebody who does not see the first verdict."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from moderator.desk.cases import open_case
from moderator.desk.state import State
from moderator.desk.values import OpenCase
from moderator.desk.verdicts import check, look_at_cited
from moderator.domain.agreement import FEW, agreement
from moderator.domain.canonical import digest
from moderator.errors import GateRefused, NotFound

EVERY = "*"
"""Stands for all reasons in the library's shares, where one has no share of its own."""
_GRAIN = 1_000_000
MOST = 200


def sample(state: State, verdict_id: str, case_id: str, reason: str) -> None:
    """Puts a decision before a second person, by chance: nobody can know beforehand which."""
    from moderator.store.ledger import Act

    shares = state.library.second_review
    share = shares.get(reason, shares.get(EVERY, 0.0))
    if secrets.randbelow(_GRAIN) < share * _GRAIN:
        act = Act(state.stamp(), state.moderator, "second-asked", case_id, digest(verdict_id))
        state.store.ask_second(verdict_id, case_id, reason, act)


def waiting(state: State) -> list[str]:
    """The cases that this moderator can give a second opinion on, the longest waiting first."""
    return state.store.waiting_for_second(state.moderator, MOST)


def open_second(state: State, case_id: str) -> OpenCase:
    """The case as if nobody had decided it: no verdict, no draft. Raises NotFound if no opinion is waited for."""
    if case_id not in waiting(state):
        raise NotFound(f"{case_id} waits for no second opinion that {state.moderator} could give.")
    opened = open_case(state, case_id)
    around = replace(opened.circumstances, standing=None, known_ids=frozenset(), earlier=())
    return replace(opened, status="open", verdicts=(), draft=None, circumstances=around)


def give(state: State, case_id: str, doc: Mapping[str, Any]) -> None:
    """Keeps a second opinion; it passes the gate as a first verdict does and has no effect on the parties.

    Raises GateRefused with everything that is missing, and NotFound if no opinion is waited for.
    """
    from moderator.store.ledger import Act
    from moderator.store.seconds import answer_of

    opened = open_second(state, case_id)
    look_at_cited(state, opened, doc)
    found = check(state, opened, doc)
    if found:
        raise GateRefused(found)
    body = {key: value for key, value in doc.items() if value is not None}
    act = Act(state.stamp(), state.moderator, "second-given", opened.case.id, digest(body))
    state.store.give_second(opened.case.id, answer_of(body), body, act)


def report(state: State) -> list[dict[str, object]]:
    """Cohen's kappa for each reason, and for all of them together."""
    return list(_rows(state.store.second_pairs()))


def _rows(pairs: list[tuple[str, str, str]]) -> Iterator[dict[str, object]]:
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for reason, first, second in pairs:
        by_reason.setdefault(reason, []).append((first, second))
    everything = [pair for each in by_reason.values() for pair in each]
    for reason, answers in (*sorted(by_reason.items()), ("all", everything)):
        found = agreement(answers)
        numbers = {name: round(v, 4) if isinstance(v, float) else v for name, v in asdict(found).items()}
        yield {"reason": reason, **numbers, "few": found.pairs < FEW}
