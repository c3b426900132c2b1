"""Whole films looked through in the worker: cuts, freezes, sharpness, sound; each film once, then from the cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from moderator.domain.scan import Scan
from moderator.errors import MediaError

if TYPE_CHECKING:
    from moderator.desk.media import MediaDesk
    from moderator.media.scan_cache import ScanCache
    from moderator.media.values import Source


class Scanning:
    """Thread-safe. Raises MediaError; that a pass came to nothing says nothing of how the film is shown."""

    def __init__(self, media: MediaDesk) -> None:
        self._media = media

    @cached_property
    def _cache(self) -> ScanCache:
        from moderator.media.scan_cache import ScanCache
        from moderator.media.versions import decoders

        return ScanCache(self._media.library / "cache", decoders(), self._media.elsewhere)

    def scan(self, sha256: str, told: Callable[[Scan], None] | None = None) -> Scan:
        """What there is to see and hear in the film. `told` hears of it on the way; if it raises, all work on it ends.

        From the cache where the original was found to be there and to be itself.
        """

        def look(source: Source) -> Scan:
            pool = self._media.pool
            try:
                loudness = pool.loudness(source)  # it takes a moment, and then stands on the strip from the start
            except MediaError:
                loudness = None

            def tell(found: Scan) -> None:
                if told is not None:
                    told(replace(found, loudness=loudness))

            return replace(pool.scan(source, tell), loudness=loudness)

        return self._media.remembered(sha256, self._cache.get, self._cache.put, look)
