"""The desk's clock: the real one, or a demo library's, which starts at a fixed time and runs on from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal


def _real() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """`starts` is the time that a demo library shows at `made_at`; both None for the real clock."""

    starts: datetime | None = None
    made_at: datetime | None = None
    real: Callable[[], datetime] = _real

    @property
    def kind(self) -> Literal["real", "demo"]:
        return "real" if self.starts is None else "demo"

    def now(self) -> datetime:
        """The present, in UTC."""
        now = self.real()
        if self.starts is None or self.made_at is None:
            return now
        return self.starts + max(now - self.made_at, now - now)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC to the second, as rows and records keep it: `2026-11-12T09:44:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
