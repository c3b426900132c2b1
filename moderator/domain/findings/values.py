"""A procedural finding: what the papers say by themselves, with its facts, its working and what it proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from moderator.domain.before import NOTHING, Before
from moderator.domain.case import Case, Outcome, Party
from moderator.domain.money import plain, shown
from moderator.domain.policy import Policy
from moderator.domain.verdict import Answer, ClosureAs

Side = Literal["buyer", "seller", "neither"]


@dataclass(frozen=True)
class Cited:
    """A fact of the case: where it stands, what stands there, and the same in words that a decision can print."""

    pointer: str
    value: str
    says: str


@dataclass(frozen=True)
class Proposal:
    """What would follow. Nothing of it is in a draft until a moderator follows it.

    `answers`: (requirement, answer), only of requirements that the policy has. `ask`: whom to ask for more, and
    `requirements` for what. `referral`: about whom, and of which kind.
    """

    text: str
    outcome: Outcome | None = None
    clause: str | None = None
    answers: tuple[tuple[str, Answer], ...] = ()
    closure: ClosureAs | None = None
    ask: tuple[Party, ...] = ()
    requirements: tuple[str, ...] = ()
    referral: tuple[str, str] | None = None

    @property
    def acts(self) -> bool:
        """Whether following it changes a draft by more than a note."""
        return bool(self.outcome or self.closure or self.answers or self.ask or self.referral)


@dataclass(frozen=True)
class Procedural:
    """`id`: the kind, with what it is about where there can be several, "carrier-silent:S1"; unique in a case.

    `points`: whom it helps, by itself. `working`: the dates and sums, a line each.
    """

    id: str
    rule: str
    text: str
    facts: tuple[Cited, ...] = ()
    working: tuple[str, ...] = ()
    points: Side = "neither"
    proposal: Proposal | None = None

    @property
    def kind(self) -> str:
        return self.id.partition(":")[0]


@dataclass(frozen=True)
class Given:
    """All that a rule may look at. Built once a case, so that each rule is a plain function of it."""

    case: Case
    policy: Policy
    now: datetime
    before: Before = NOTHING
    """What this library's own decisions already gave back of the same order."""

    @property
    def as_of(self) -> datetime:
        """The day of the figures: the carrier's silence ends where our knowledge of it does."""
        return min(self.case.facts_as_of or self.now, self.now)

    def money(self, amount: int) -> str:
        return shown(amount, self.case.order.currency)

    def clause(self, kind: str, outcome: Outcome | None = None) -> str | None:
        """The clause that the policy names for a kind of finding, if it allows the outcome."""
        found = self.policy.clause_when(kind)
        return found.id if found is not None and (outcome is None or outcome in found.outcomes) else None

    def answers(self, *answers: tuple[str, Answer]) -> tuple[tuple[str, Answer], ...]:
        """Those of the answers whose requirement this policy has."""
        return tuple(each for each in answers if self.policy.requirement(each[0]) is not None)

    def full(self, kind: str, text: str, *answers: tuple[str, Answer], referral: str = "") -> Proposal:
        """A full refund under the clause that the policy names for this kind."""
        about = ("seller", referral) if referral else None
        return Proposal(text, "full-refund", self.clause(kind, "full-refund"), self.answers(*answers), referral=about)


Rule = Callable[[Given], Iterator[Procedural]]


def day(at: datetime) -> str:
    """`4 Nov 2026`, the day in UTC."""
    at = at.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def when(at: datetime) -> str:
    """`4 Nov 2026, 12:31 UTC`."""
    return f"{day(at)}, {at.astimezone(UTC):%H:%M} UTC"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def later(at: datetime, days: int) -> datetime:
    """So many days after; the end of time for a policy that counts beyond it."""
    try:
        return at + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def span(between: timedelta) -> str:
    """`3 days 4 hours`, `45 seconds`: as much as one needs to follow the arithmetic."""
    seconds = abs(int(between.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days:
        return _count(days, "day") + (f" {_count(hours, 'hour')}" if hours else "")
    if hours:
        return _count(hours, "hour") + (f" {_count(minutes, 'minute')}" if minutes else "")
    return _count(seconds, "second") if seconds < 120 else _count(minutes, "minute")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def moment(pointer: str, at: datetime, what: str) -> Cited:
    return Cited(pointer, at.astimezone(UTC).isoformat().replace("+00:00", "Z"), f"{what} {when(at)}")


def text(pointer: str, value: str, says: str = "") -> Cited:
    return Cited(pointer, value, says or value)


def amount(pointer: str, value: int, currency: str, what: str) -> Cited:
    return Cited(pointer, plain(value, currency), f"{what} {shown(value, currency)}")


def whole(pointer: str, value: int, what: str) -> Cited:
    return Cited(pointer, str(value), f"{what} {value}")


def quoted(words: str, length: int = 90) -> str:
    """Words of a party in one line, short enough to stand in a sentence."""
    line = " ".join(words.split())
    return f"“{line if len(line) <= length else line[: length - 1].rstrip() + '…'}”"
