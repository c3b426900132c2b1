"""What is read out of a decision record, and turned without words: absent parts, exact differences, times, hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from moderator.report.unicode import NBSP

Facts = Mapping[str, Any]


def listed(facts: Facts, key: str) -> list[Any]:
    """A list that may be absent or null, which is the same as empty."""
    return list(facts.get(key) or ())


def within(facts: Facts, key: str) -> Facts:
    """An object that may be absent or null."""
    found: Facts = facts.get(key) or {}
    return found


def text_of(facts: Facts, key: str) -> str:
    """A string that may be absent or null."""
    return str(facts.get(key) or "")


def less(amount: str, *others: str) -> str:
    """`amount` without the others, with as many decimals; exact."""
    return str(Decimal(amount) - sum((Decimal(other) for other in others), Decimal(0)))


def nothing(amount: str) -> bool:
    return Decimal(amount or "0") == 0


def moment(value: str) -> datetime | None:
    """An RFC 3339 time in UTC; None where it is no such time, and is then printed as it stands."""
    try:
        return datetime.fromisoformat(value.strip().upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def stamp(value: str) -> str:
    """`20261112094400`, for the properties of the file."""
    at = moment(value)
    return "20000101000000" if at is None else f"{at.year:04}{at:%m%d%H%M%S}"


def first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def hash_lines(sha256: str) -> str:
    """A hash over two lines of 32 digits."""
    return f"{sha256[:32]}\n{sha256[32:]}" if len(sha256) > 32 else sha256


def short_hash(sha256: str, groups: int = 3) -> str:
    """`7f3a 91c0 22de`."""
    return NBSP.join(sha256[4 * group : 4 * group + 4] for group in range(groups))
