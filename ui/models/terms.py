"""Dates that a verdict sets: so many days from now, to the end of that day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def in_days(now: datetime, days: int) -> str:
    """The last second, UTC, of the day that many days after today, as RFC 3339."""
    day = now.astimezone(UTC).date() + timedelta(days=days)
    return f"{day.isoformat()}T23:59:59Z"


def days_until(text: str, now: datetime) -> int:
    """In how many days a moment as `in_days` writes it lies; 0 for one that is past or cannot be read."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    except ValueError:
        return 0
    return max(0, (at.date() - now.astimezone(UTC).date()).days)
