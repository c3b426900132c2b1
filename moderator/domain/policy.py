"""The policy: per reason what must be shown and by whom, and which clauses allow which outcome. Dated TOML files."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from typing import Annotated, Literal, NamedTuple, get_args

from moderator.domain import money
from moderator.domain.canonical import Json
from moderator.domain.case import Case, Outcome, Reason
from moderator.domain.reading import Count, Currency, Id, Percent, Reader, Rule, Version, escape, specs
from moderator.errors import DocumentRefused, ModeratorError, NotFound, Problem

LONGEST_PAYMENT = 366
"""Days; what is written as more is a slip, and could lie beyond the last day that there is."""


@dataclass(frozen=True)
class Requirement:
    """A question that must be answered; `burden` names who has to show it, `if_not_established` what follows else."""

    id: str
    text: str
    burden: Literal["buyer", "seller", "platform"]
    if_not_established: str


@dataclass(frozen=True)
class Clause:
    """`when`: the procedural findings that propose this clause, e.g. "seller-silent"."""

    id: str
    text: str
    outcomes: tuple[Outcome, ...]
    shipping: bool
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Days:
    seller_response: Count
    dispute_window: Count
    decision: Count
    appeal: Count
    carrier_silence: Count = 14
    """After so many days without a scan the carrier counts as silent."""
    payment: Count | None = None
    """What is awarded is paid within so many days of the decision, or of the event that it waits for."""


@dataclass(frozen=True)
class Silence:
    """R9. `default_follows` from no answer at all, or already from no agreement in time."""

    default_follows: Literal["no-answer", "no-agreement"] = "no-answer"


@dataclass(frozen=True)
class Photos:
    """R4. Whether the listing's photos bind the seller: never, for what they show without doubt, or always."""

    bind: Literal["never", "shown", "always"] = "shown"


@dataclass(frozen=True)
class Reopening:
    """R14. Which conditions a dispute that was open before must meet, all of them."""

    conditions: tuple[Literal["cancelled", "protected", "not-for-seller"], ...] = (
        "cancelled",
        "protected",
        "not-for-seller",
    )
    asks: str = "What is new since the first dispute?"


@dataclass(frozen=True)
class Admission:
    """R15. The grounds on which a dispute is not heard."""

    bars: tuple[Literal["window-over", "too-early", "wrong-data", "account-blocked"], ...] = (
        "window-over",
        "too-early",
        "wrong-data",
        "account-blocked",
    )


@dataclass(frozen=True)
class GridRow:
    """A row of a loss-of-value grid: the condition, and the share of the price in percent that answers it."""

    id: Id
    condition: str
    least: Percent
    most: Percent
    clause: str


@dataclass(frozen=True)
class Approval:
    """Awards above this amount are approved by a second person."""

    currency: Currency
    above: Annotated[str, Rule("an amount of money", money.AMOUNT)]

    @property
    def minor(self) -> int:
        return money.minor(self.above, money.DECIMALS[self.currency])


@dataclass(frozen=True)
class ChargebackCode:
    """The code under which the buyer's bank would file the same complaint."""

    scheme: Literal["visa", "mastercard"]
    code: str
    title: str
    when: str = ""
    """Where the reason alone does not say so: in which cases this code and not another."""


@dataclass(frozen=True)
class Objection:
    """`text` prints as it stands; `how`, `where` and `until` say the same in parts."""

    text: str
    how: str = ""
    where: str = ""
    until: str = ""


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
    silence: Silence = Silence()
    photos: Photos = Photos()
    reopening: Reopening = Reopening()
    admission: Admission = Admission()
    grid: tuple[GridRow, ...] = ()
    approvals: tuple[Approval, ...] = ()
    chargebacks: tuple[ChargebackCode, ...] = ()

    def clause(self, clause_id: str | None) -> Clause | None:
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def clause_when(self, finding: str) -> Clause | None:
        """The clause that a procedural finding proposes; None where the policy names none for it."""
        return next((clause for clause in self.clauses if finding in clause.when), None)

    def grid_row(self, row_id: str | None) -> GridRow | None:
        return next((row for row in self.grid if row.id == row_id), None)

    def approved_above(self, currency: str) -> int | None:
        """Minor units above which a second person approves; None where the policy sets no limit in that currency."""
        return next((each.minor for each in self.approvals if each.currency == currency), None)

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
    found = [*reader.problems, *_unknown(Policy, doc), *(_contradictions(policy) if policy else ())]
    if policy is None or found:
        raise DocumentRefused([problem._replace(pointer=f"{name}#{problem.pointer}") for problem in found])
    return policy


def _unknown(kind: type, doc: Json, pointer: str = "") -> Iterator[Problem]:
    """Keys that no policy has: in a file that people write by hand each one is a slip that would change nothing."""
    keys = {spec.key: spec.kind for spec in specs(kind)}
    for key, value in doc.items() if isinstance(doc, dict) else ():
        at = f"{pointer}/{escape(key)}"
        if key not in keys:
            yield Problem(at, "unknown-key", f"“{key}” is no key of a policy here; known are {', '.join(keys)}")
            continue
        inner = next((arg for arg in (*get_args(keys[key]), keys[key]) if is_dataclass(arg)), None)
        if isinstance(inner, type):
            each = value if isinstance(value, list) else [value]
            for i, item in enumerate(each):
                yield from _unknown(inner, item, f"{at}/{i}" if isinstance(value, list) else at)


def _contradictions(policy: Policy) -> Iterator[Problem]:
    """What is well formed and still cannot be."""
    clauses = {clause.id for clause in policy.clauses}
    for key, ids in (
        ("requirements", [each.id for each in policy.requirements]),
        ("clauses", [each.id for each in policy.clauses]),
        ("grid", [each.id for each in policy.grid]),
        ("approvals", [each.currency for each in policy.approvals]),
    ):
        for i, each in enumerate(ids):
            if each in ids[:i]:
                yield Problem(f"/{key}/{i}", "repeated-id", f"“{each}” stands more than once")
    for i, row in enumerate(policy.grid):
        if row.clause not in clauses:
            yield Problem(f"/grid/{i}/clause", "clause", f"there is no clause “{row.clause}”")
        if not Decimal(row.least) <= Decimal(row.most) <= 100:
            text = f"{row.least} to {row.most} is no range of percentages up to 100"
            yield Problem(f"/grid/{i}/most", "range", text)
    for i, approval in enumerate(policy.approvals):
        try:
            money.minor(approval.above, money.DECIMALS[approval.currency])
        except ValueError:
            places = money.DECIMALS[approval.currency]
            text = f"{approval.currency} has {places} decimals, found {approval.above}"
            yield Problem(f"/approvals/{i}/above", "money", text)
    yield from _no_days(policy)


def _no_days(policy: Policy) -> Iterator[Problem]:
    try:
        date.fromisoformat(policy.version)
    except ValueError:
        text = f"a version is the day from which it holds; {policy.version} is none"
        yield Problem("/version", "kind", text)
    if policy.days.payment is not None and policy.days.payment > LONGEST_PAYMENT:
        text = f"{policy.days.payment} days are no time to pay within; at most {LONGEST_PAYMENT}"
        yield Problem("/days/payment", "range", text)


@functools.cache
def installed() -> tuple[Policy, ...]:
    """Every policy that ships with the app, by reason, the oldest version first."""
    folder = resources.files("resources") / "policies"
    files = [f for f in folder.iterdir() if f.name.endswith(".toml")]
    policies = [read_policy(f.read_text("utf-8"), f.name) for f in files]
    return tuple(sorted(policies, key=lambda policy: (policy.reason, policy.version)))


class Policies(NamedTuple):
    """The policies of a library, and a sentence for each file of its folder that could not be used."""

    policies: tuple[Policy, ...]
    notices: tuple[str, ...] = ()


def combined(files: Iterable[tuple[str, str]]) -> Policies:
    """What ships, and over it the (name, text) files of a library: each adds a version, or replaces its like.

    A file that is wrong is left out and said; the shipped policy of that version then holds.
    """
    chosen = {(policy.reason, policy.version): policy for policy in installed()}
    notices: list[str] = []
    taken: dict[tuple[str, str], str] = {}
    for name, text in sorted(files):
        try:
            policy = _read_once(text, name)
        except ModeratorError as error:
            notices.append(f"The policy file {name} is not used: {error}")
            continue
        key = (policy.reason, policy.version)
        if key in taken:
            where = f"{policy.reason} of {policy.version} stands in {taken[key]} already"
            notices.append(f"The policy file {name} is not used: {where}.")
            continue
        taken[key] = name
        chosen[key] = policy
    ordered = tuple(chosen[key] for key in sorted(chosen))
    return Policies(ordered, tuple(notices))


@functools.lru_cache(maxsize=64)
def _read_once(text: str, name: str) -> Policy:
    return read_policy(text, name)


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
