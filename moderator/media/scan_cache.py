"""What passes over films found, kept by the file's hash."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

from moderator.domain.scan import Scan
from moderator.media import limits
from moderator.media.kept import Elsewhere, Kept
from moderator.media.scan import pack_scan, unpack_loudness, unpack_scan

METHOD = 2
"""Raised whenever another method would find something else: then every film is looked through anew."""
_MAGIC = b"MDf2"
_Sizes = struct.Struct("<QQ")
"""Bytes of the pass and of the loudness, then both."""
_MOST = limits.INDEX_FRAMES * 40 + limits.SOUND_BINS


class ScanCache:
    """As `Kept`."""

    def __init__(self, folder: Path, decoder: str, elsewhere: Elsewhere | None = None) -> None:
        self._kept = Kept(folder, _MAGIC, f"{decoder}, pass {METHOD}", _MOST, elsewhere)

    def get(self, sha256: str) -> Scan | None:
        """What was found in this file; None where nothing is kept that is whole and of today's method."""
        return self._kept.get(sha256, _read)

    def put(self, sha256: str, scan: Scan) -> None:
        """Keeps a whole pass."""
        if scan.done:
            film, sound = pack_scan(scan), scan.loudness.levels if scan.loudness is not None else b""
            self._kept.put(sha256, _Sizes.pack(len(film), len(sound)) + film + sound)


def _read(data: bytes) -> Scan:
    film, sound = _Sizes.unpack_from(data)
    if len(data) != _Sizes.size + film + sound:
        raise ValueError("a pass of another size")
    scan, first = unpack_scan(data[_Sizes.size : _Sizes.size + film])
    if first or len(scan.pts) != scan.total:
        raise ValueError("half a pass")
    return replace(scan, done=True, loudness=unpack_loudness(data[_Sizes.size + film :]))
