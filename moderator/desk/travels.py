"""What a moderator can do about cases on the road: a part of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.desk.state import State

if TYPE_CHECKING:
    from moderator.desk.values import Progress, Stop
    from moderator.domain.queue import Ask


class Travels:
    """docs/road.md says what is meant."""

    _state: State

    def checkout(
        self,
        wanted: Ask | Sequence[str],
        out: Path,
        *,
        days: int = 7,
        most: int = 200,
        stop: Stop | None = None,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Takes cases for the road, and writes their bag."""
        from moderator.desk import checkout

        return checkout.checkout(self._state, wanted, out, days, most, stop, progress)

    def pack_back(
        self, out: Path, home: str = "", *, stop: Stop | None = None, progress: Progress | None = None
    ) -> dict[str, Any]:
        """Writes the bag that goes home."""
        from moderator.desk import checkout

        return checkout.pack_back(self._state, out, home, stop, progress)

    def checkin(
        self, path: Path, *, still_out: bool = False, stop: Stop | None = None, progress: Progress | None = None
    ) -> dict[str, Any]:
        """Takes in what comes home."""
        from moderator.desk import checkin

        return checkin.checkin(self._state, path, still_out, stop, progress)
