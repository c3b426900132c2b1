"""The policy: per reason what must be shown and by whom, and which clauses allow which outcome. Dated TOML files."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Literal

from moderator.domain.case import Case, Outcome, Reason
from moderator.domain.reading import Count, Reader, Version
from moderator.errors import DocumentRefused, NotFound


@dataclass(frozen=True)
class Requirement:
    """A question that must be answered; `burden` names who has to show it, `if_not_established` what follows else."""

    id: str
    text: str
    burden: Literal["buyer", "seller", "platform"]
    if_not_established: str


@dataclass(frozen=True)
class Clause:
    id: str
    text: str
    outcomes: tuple[Outcome, ...]
    shipping: bool


@dataclass(frozen=True)
class Days:
    seller_response: Count
    dispute_window: Count
    decision: Count
    appeal: Count


@dataclass(frozen=True)
class Objection:
    text: str


@dataclass(frozen=True)
class Policy:
    format: Literal["moderator-policy/1"]
    reason: Reason
    version: Version
    title: str
    days: Days
    requirements: tuple[Requirement, ...]
    clauses: tuple[Clause, ...]
    objection: Objection

    def clause(self, clause_id: str | None) -> Clause | None:
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def requirement(self, requirement_id: str) -> Requirement | None:
        return next((each for each in self.requirements if each.id == requirement_id), None)


def read_policy(text: str, name: str) -> Policy:
    """One policy file. Raises DocumentRefused naming the file and each key that is wrong."""
    try:
        doc = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotFound(f"{name} is no valid TOML: {error}.") from error
    reader = Reader(None)
    policy = reader.read(Policy, doc)
    if policy is None or reader.problems:
        raise DocumentRefused([problem._replace(pointer=f"{name}#{problem.pointer}") for problem in reader.problems])
    return policy


@functools.cache
def installed() -> tuple[Policy, ...]:
    """Every policy that ships with the app, by reason, the oldest version first."""
    folder = resources.files("resources") / "policies"
    files = [f for f in folder.iterdir() if f.name.endswith(".toml")]
    policies = [read_policy(f.read_text("utf-8"), f.name) for f in files]
    return tuple(sorted(policies, key=lambda policy: (policy.reason, policy.version)))


def versions(reason: str, policies: Iterable[Policy] | None = None) -> tuple[Policy, ...]:
    """The versions of one reason's policy, oldest first. Raises NotFound if there is none."""
    found = tuple(p for p in (installed() if policies is None else policies) if p.reason == reason)
    if not found:
        raise NotFound(f"There is no policy for the reason “{reason}”.")
    return found


def applicable(case: Case, reason: str, policies: Iterable[Policy] | None = None) -> Policy:
    """The policy that the case is decided by: the version it names, else the one in force when the order was placed.

    An order older than every version falls under the first. Raises NotFound for a version that is not installed.
    """
    known = versions(reason, policies)
    if case.policy_version is not None:
        for policy in known:
            if policy.version == case.policy_version:
                return policy
        raise NotFound(f"The case is under policy {case.policy_version}, which is not installed for “{reason}”.")
    return in_force(known, case.order.placed_at)


def in_force(known: tuple[Policy, ...], at: datetime) -> Policy:
    """The newest of `known` (oldest first) whose version day is not after `at` (UTC), else the first."""
    day = at.date().isoformat()
    started = [policy for policy in known if policy.version <= day]
    return started[-1] if started else known[0]
