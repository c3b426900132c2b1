"""Codes read in films, and where the listing's item is to be seen in them: in the worker, once, then from the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from moderator.domain.finds import (
    CODES_A_SECOND,
    LIKENESS_A_SECOND,
    MOST_LIKENESSES,
    MOST_LOOKS,
    Codes,
    Likenesses,
    sharpest,
)
from moderator.errors import MediaError

if TYPE_CHECKING:
    from moderator.desk.media import MediaDesk
    from moderator.domain.scan import Scan
    from moderator.media.finds_cache import FindsCache
    from moderator.media.values import Pixels, Source


class Finding:
    """Thread-safe. Raises MediaError; that nothing came of it says nothing of how the film is shown.

    `scan` is what the pass over the whole film found, None where it came to nothing: of each stretch of time the
    sharpest frame is looked at. `told` hears what is known so far; if it raises, all work on it ends.
    """

    def __init__(self, media: MediaDesk) -> None:
        self._media = media

    @cached_property
    def _cache(self) -> FindsCache:
        from moderator.media.finds_cache import FindsCache
        from moderator.media.versions import decoders

        return FindsCache(self._media.library / "cache", decoders(), self._media.elsewhere)

    def codes(self, sha256: str, scan: Scan | None, told: Callable[[Codes], None] | None = None) -> Codes:
        """Which codes could be read."""

        def look(source: Source) -> Codes:
            return self._media.pool.codes(source, self._frames(sha256, scan, CODES_A_SECOND, MOST_LOOKS), told)

        return self._media.remembered(sha256, self._cache.codes, self._cache.keep_codes, look)

    def likenesses(
        self,
        sha256: str,
        scan: Scan | None,
        listing: Sequence[str],
        told: Callable[[Likenesses], None] | None = None,
    ) -> Likenesses:
        """How much of the listing's photos, by their hashes, is found. What cannot be shown of them is left out of the
        search, not of the counting: `Likeness.photo` is a place in `listing`."""
        from moderator.media.limits import LISTING_PHOTOS

        wanted = listing[:LISTING_PHOTOS]
        names = "\n".join(wanted)
        lost: list[str] = []

        def look(source: Source) -> Likenesses:
            photos = [self._photo(each, lost) for each in wanted]
            frames = self._frames(sha256, scan, LIKENESS_A_SECOND, MOST_LIKENESSES)
            return self._media.pool.similarity(source, frames, photos, told)

        def get(sha256: str) -> Likenesses | None:
            return self._cache.likenesses(sha256, names)

        def keep(sha256: str, found: Likenesses) -> None:
            if not lost:  # perhaps it can be shown another time
                self._cache.keep_likenesses(sha256, names, found)

        return self._media.remembered(sha256, get, keep, look)

    def _frames(self, sha256: str, scan: Scan | None, a_second: int, most: int) -> list[int]:
        index = self._media.index(sha256)
        whole = scan is not None and scan.done
        pts, sharpness = (scan.pts, scan.sharpness) if scan is not None and whole else (index.pts, b"")
        return sharpest(pts, index.time_base, sharpness, a_second, most)

    def _photo(self, sha256: str, lost: list[str]) -> Pixels:
        """The photo as it is looked for; grey where it cannot be shown: nothing is found of it then."""
        import numpy as np

        from moderator.media.limits import LISTING_SIDE

        try:
            return self._media.still(sha256, max_size=(LISTING_SIDE, LISTING_SIDE)).pixels
        except MediaError:
            lost.append(sha256)
            return np.full((32, 32, 3), 128, np.uint8)
