"""When a decided case may be erased, and what keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from moderator.domain.case import Case

EVERY = "*"
"""Stands for all reasons that have no days of their own."""
ON_THE_WAY = timedelta(days=14)
"""A decision is received at the latest so long after it was written for the parties: the time to object begins then."""


@dataclass(frozen=True)
class Decided:
    """A decision as retention sees it. `given`: when its document for the parties was written first; None: never.

    `objection`: days in which a party may object, by the policy that it was decided by. `standing`: ids of the
    verdicts that hold.
    """

    at: datetime
    given: datetime | None
    objection: int
    standing: Collection[str]


def days_for(reason: str, rules: Mapping[str, int]) -> int | None:
    """After how many days cases of that reason are erased; None: never."""
    return rules.get(reason, rules.get(EVERY))


def rule(reason: str, days: int) -> str:
    """The rule in words, as it stands in the note of an erasure."""
    return f"decided cases of the reason “{reason}” are kept for {days} days."


def is_old(decided: datetime, days: int, now: datetime) -> bool:
    return decided + timedelta(days=days) <= now


def kept_by(case: Case, decided: Decided, now: datetime) -> Iterator[str]:
    """What keeps a case that is old enough, a sentence each; nothing: it may go."""
    if case.legal_hold:
        yield "its case.json says legal_hold"
    for appeal in case.appeals:
        if appeal.against in decided.standing:
            yield f"the appeal {appeal.id} is not decided"
    for each in case.external:
        if each.status == "open":
            yield f"a proceeding elsewhere ({each.kind}) is open"
    if decided.given is None:
        yield "its decision was never exported for the parties, so the time to object has not begun"
        return
    ends = decided.given + ON_THE_WAY + timedelta(days=decided.objection)
    if ends > now:
        yield f"the parties may object until {ends.date().isoformat()}"
