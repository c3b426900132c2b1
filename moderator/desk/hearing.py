"""The sound of films at the desk, stretch by stretch. It is decoded in the worker; what comes out is never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderator.domain.sound import Stretch

if TYPE_CHECKING:
    from moderator.desk.media import MediaDesk


class Hearing:
    """Thread-safe. Raises MediaError; that the sound cannot be had says nothing of how the film is shown."""

    def __init__(self, media: MediaDesk) -> None:
        self._media = media

    def stretch(self, sha256: str, first: int, count: int) -> Stretch | None:
        """`count` samples from `first` on, see `domain.sound`; None where the film has no sound track."""
        return self._media.unnoted(sha256, lambda source: self._media.pool.sound(source, first, count))
