"""What the settings demand of the lock around the decoders: below it nothing is decoded, silently or otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderator import settings

if TYPE_CHECKING:
    from moderator.media.pool import MediaPool


def demand(pool: MediaPool, least: str) -> None:
    """Raises MediaError unless the workers are locked in at least as well as `least`; may start one to find out."""
    if least == settings.LEVELS[0]:
        return
    from moderator.media.reasons import Reason, refusal

    if settings.LEVELS.index(str(pool.level())) < settings.LEVELS.index(least):
        raise refusal(Reason.ISOLATION)
