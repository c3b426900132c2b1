"""The queue as it is asked for: which cases, in which order, from where on, and how many of what kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from moderator.domain.money import DECIMALS

Sort = Literal["due", "amount", "newest", "oldest", "id", "reason", "status"]
SORTS: tuple[Sort, ...] = get_args(Sort)
STATUSES = ("open", "waiting", "decided", "closed")
ERASED = "erased"
"""A status that is shown only when it is asked for by name; a locked case is never shown."""
UNDECIDED = ("open", "waiting")
"""Only these are due: what was decided in time or late is no longer waited for."""
REASONS = ("not-received", "damaged", "substandard", "not-as-described", "wrong-item", "payment-problem")
BANDS = ("under-10", "10-50", "50-200", "200-1000", "from-1000")
"""Of the amount's figure, whatever its currency: nobody here knows an exchange rate."""
_LIMITS = (10, 50, 200, 1000)
DUES = ("overdue", "day", "week", "later", "none")
NEVER = "9999-12-31T23:59:59Z"
"""Where a case without a date stands among the due ones: last."""
EXACT = 10_000
"""Counts are exact up to here; a search looks at no more cases than these, the newest in the library first."""
_PLACES = 4
"""No currency has more digits after the point."""


@dataclass(frozen=True)
class Filter:
    """What the queue shows. An empty field lets everything through; `text` is what a person typed, whatever it is."""

    status: str = "open"
    reasons: frozenset[str] = frozenset()
    video: bool = False
    text: str = ""
    due: str = ""
    band: str = ""
    country: str = ""
    currency: str = ""
    language: str = ""
    free: bool = False
    """Those alone that nobody else has or was given, and that one did not step back from."""
    second: bool = False
    """Those alone whose decision waits for one's own second opinion."""

    @property
    def statuses(self) -> tuple[str, ...]:
        if self.second:
            return () if self.due else ("decided",)  # nothing else is drawn
        chosen = STATUSES if self.status == "all" else (self.status,)
        return tuple(each for each in chosen if each in UNDECIDED) if self.due else chosen

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the status is chosen."""
        return replace(self, status="open") == Filter()


@dataclass(frozen=True)
class Place:
    """Where a row stands in an order: its key in that order, and its id, since keys repeat."""

    key: str | int
    case: str


@dataclass(frozen=True)
class Ask:
    """One page: up to `most` cases from `place` on (with it if `inclusive`), or the last ones before it.

    Without a place: from the beginning, or with `backwards` from the end.
    """

    filter: Filter = field(default_factory=Filter)
    sort: Sort = "due"
    place: Place | None = None
    backwards: bool = False
    inclusive: bool = False
    most: int = 200


@dataclass(frozen=True)
class Counts:
    """How many cases each choice would show, the others left as they are; absent is none. Over EXACT: EXACT + 1.

    `total` is what the filter shows; `open`, `due` (within a day, or overdue) and `finished` (decided, closed) are of
    the whole library. `bounded`: the search found more than it may look at, and only the newest were sorted.
    """

    of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    total: int = 0
    open: int = 0
    due: int = 0
    bounded: bool = False
    finished: int = 0


def figure(paid: int, currency: str) -> int:
    """An amount in ten-thousandths of its currency's unit, so that figures compare whatever the currency's digits."""
    return int(paid * 10 ** (_PLACES - DECIMALS[currency]))


def band(value: int) -> int:
    """Which of BANDS a figure falls into."""
    return sum(value >= limit * 10**_PLACES for limit in _LIMITS)


def figures(name: str) -> tuple[int, int]:
    """From which figure (inclusive) to which one of BANDS reaches. Raises ValueError for another word."""
    edges = (0, *(limit * 10**_PLACES for limit in _LIMITS), 2**62)
    at = BANDS.index(name)
    return edges[at], edges[at + 1]


def due_range(name: str, now: datetime, stamp: Callable[[datetime], str]) -> tuple[str, str]:
    """From when (inclusive) until when a case of that kind is due, as the library writes times.

    Raises KeyError for a word that is none of DUES.
    """
    at, day, week = (stamp(now + timedelta(days=days)) for days in (0, 1, 7))
    return {
        "overdue": ("", at),
        "day": (at, day),
        "week": (day, week),
        "later": (week, NEVER),
        "none": (NEVER, NEVER + "~"),
    }[name]


def saved(wanted: Filter) -> dict[str, Any]:
    """A filter as the settings keep it: what differs from the usual one."""
    usual = Filter()
    found = {each.name: getattr(wanted, each.name) for each in fields(Filter)}
    changed = {name: value for name, value in found.items() if value != getattr(usual, name)}
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in changed.items()}


def read_filter(doc: Mapping[str, Any]) -> Filter:
    """A filter from the settings or the command line. Raises ValueError with the name of what is wrong."""
    known = {each.name for each in fields(Filter)}
    for name, value in doc.items():
        if name not in known or not _is_right(name, value):
            raise ValueError(name)
    given: dict[str, Any] = {name: frozenset(v) if name == "reasons" else v for name, v in doc.items()}
    return Filter(**given)


_CHOICES: dict[str, tuple[str, ...]] = {"status": (*STATUSES, ERASED, "all"), "due": DUES, "band": BANDS}


def _is_right(name: str, value: object) -> bool:
    if name in ("video", "free", "second"):
        return isinstance(value, bool)
    if name == "reasons":
        return isinstance(value, list | tuple | frozenset) and all(each in REASONS for each in value)
    return isinstance(value, str) and (name not in _CHOICES or value in _CHOICES[name])


@dataclass(frozen=True)
class Skills:
    """What a moderator is offered: cases in these languages, for these reasons; nothing chosen means all."""

    languages: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
