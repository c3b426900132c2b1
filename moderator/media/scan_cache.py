"""What passes over films found, kept by the file's hash: beside the pictures of `cache`, under the same rules.

Any entry may be deleted by anybody at any time, a damaged one counts as none. Whoever asks must first have made sure
that the original is there and is itself.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from moderator.domain.scan import Scan
from moderator.media import limits
from moderator.media.cache import PART, SCAN
from moderator.media.scan import pack_scan, unpack_loudness, unpack_scan
from moderator.media.wire import ProtocolError

METHOD = 2
"""Raised whenever another method would find something else: then every film is looked through anew."""
_MAGIC = b"MDf1"
_Head = struct.Struct("<4s32s32sQQ")
"""Magic, decoder and method, file, bytes of the pass and of the loudness; then the SHA-256 of all, then both."""
_MOST = limits.INDEX_FRAMES * 40 + limits.SOUND_BINS


class ScanCache:
    """One folder, in use by any number of threads and processes. No method raises for the disk's sake."""

    def __init__(self, folder: Path, decoder: str) -> None:
        self._folder = folder
        self._made_by = hashlib.sha256(f"{decoder}, pass {METHOD}".encode()).digest()

    def get(self, sha256: str) -> Scan | None:
        """What was found in this file; None where nothing is kept that is whole and of today's method."""
        path = self._path(sha256)
        try:
            with path.open("rb") as file:
                data = file.read(_MOST + 1)
        except OSError:
            return None
        try:
            scan = self._read(data, sha256)
        except (ProtocolError, struct.error, ValueError):
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)  # so the oldest is the one that was not used for longest
        return scan

    def put(self, sha256: str, scan: Scan) -> None:
        """Keeps a whole pass. Nothing is synced: half an entry is none."""
        if not scan.done:
            return
        target = self._path(sha256)
        part = target.with_name(f".{secrets.token_hex(8)}{PART}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.write_bytes(self._written(sha256, scan))
            part.replace(target)
        except OSError:
            with suppress(OSError):
                part.unlink()

    def _written(self, sha256: str, scan: Scan) -> bytes:
        film, sound = pack_scan(scan), scan.loudness.levels if scan.loudness is not None else b""
        head = _Head.pack(_MAGIC, self._made_by, bytes.fromhex(sha256), len(film), len(sound))
        return head + hashlib.sha256(head + film + sound).digest() + film + sound

    def _read(self, data: bytes, sha256: str) -> Scan:
        magic, made_by, file, film, sound = _Head.unpack_from(data)
        head, start = data[: _Head.size], _Head.size + 32
        if (magic, made_by, file.hex()) != (_MAGIC, self._made_by, sha256) or len(data) != start + film + sound:
            raise ValueError("not an entry of ours")
        if hashlib.sha256(head + data[start:]).digest() != data[_Head.size : start]:
            raise ValueError("a damaged entry")
        scan, first = unpack_scan(data[start : start + film])
        if first or len(scan.pts) != scan.total:
            raise ValueError("half a pass")
        return replace(scan, done=True, loudness=unpack_loudness(data[start + film :]))

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256[:32]}{SCAN}"
