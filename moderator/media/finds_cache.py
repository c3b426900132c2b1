"""Codes read and likenesses found in films, kept by the file's hash."""

from __future__ import annotations

from pathlib import Path

from moderator.domain.finds import MOST_LOOKS, Codes, Likenesses
from moderator.media.finds import (
    pack_all,
    pack_codes,
    pack_likeness,
    unpack_all,
    unpack_codes,
    unpack_likeness,
)
from moderator.media.kept import Elsewhere, Kept
from moderator.media.versions import of
from moderator.media.wire import ANSWERS, Op

METHOD = 1
"""Raised whenever another method would find something else: then every film is looked at anew."""


class FindsCache:
    """As `Kept`. `photos`: the hashes of the listing's photos, in the order in which they are counted."""

    def __init__(self, folder: Path, decoder: str, elsewhere: Elsewhere | None = None) -> None:
        by = f"{decoder}, zxing-cpp {of('zxing-cpp') or '?'}, finds {METHOD}"
        self._codes = Kept(folder, b"MDc2", by, MOST_LOOKS * ANSWERS[Op.CODES][1], elsewhere)
        self._likenesses = Kept(folder, b"MDs1", by, MOST_LOOKS * ANSWERS[Op.SIMILARITY][1], elsewhere)

    def codes(self, sha256: str) -> Codes | None:
        return self._codes.get(sha256, lambda data: unpack_all(data, unpack_codes))

    def keep_codes(self, sha256: str, found: Codes) -> None:
        if found.done:
            self._codes.put(sha256, pack_all(found, pack_codes))

    def likenesses(self, sha256: str, photos: str) -> Likenesses | None:
        return self._likenesses.get(sha256, lambda data: unpack_all(data, unpack_likeness), photos)

    def keep_likenesses(self, sha256: str, photos: str, found: Likenesses) -> None:
        if found.done:
            self._likenesses.put(sha256, pack_all(found, pack_likeness), photos)
