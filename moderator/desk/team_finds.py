"""What a team's workers found in films, for all its desks: what one computer has looked through, no other need.

Who may add to it is who PostgreSQL says: workers alone, whose login it notes. It points at places in a film, and every
frame is still decoded by whoever looks at it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from moderator.errors import LibraryError

if TYPE_CHECKING:
    from moderator.store.found import Access
    from moderator.store.store import Store


class TeamFinds:
    """An `Elsewhere`. `store` is asked for once somebody wants something; `away` says whether that is of use."""

    def __init__(self, store: Callable[[], Store], away: Callable[[], bool]) -> None:
        self._store, self._away = store, away

    def prepare(self) -> None:
        """Whoever means to share is to know now whether that is possible. Raises LibraryError."""
        _ = self._access

    def get(self, sha256: str, name: str) -> bytes | None:
        """None also where the server is away: whoever asks looks through the film, as without a team."""
        if self._away():
            return None
        try:
            return self._store().found(sha256, name) if self._access.reads else None
        except LibraryError:
            return None

    def offer(self, sha256: str, name: str, entry: bytes) -> None:
        """Raises LibraryError where a worker cannot share it; nobody else does."""
        if "_access" not in vars(self) and self._away():
            return  # nothing is lost: who is to share has asked before the work began
        try:
            writes = self._access.writes
        except LibraryError:
            return
        if writes:
            self._store().add_found(sha256, name, entry)

    @cached_property
    def _access(self) -> Access:
        return self._store().found_access()
