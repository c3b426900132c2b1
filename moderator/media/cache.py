"""Pictures that were decoded before: thumbnails, storyboards and views, by the file's hash and what was asked.

Nothing here is a record: any entry may be deleted by anybody at any time, a damaged one counts as none, and where the
disk is full or read-only there is no cache. Whoever asks must first have made sure that the original is there and is
itself; full pictures and exhibits are never kept, so that nothing is decided on what lay in a cache.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from moderator.media import limits
from moderator.media.values import Frame, Pixels

CACHE_BYTES = 1 << 30
"""What the cache of a library may hold."""
LONGEST_SIDE = {"still": 2048, "storyboard": 2048, "frame": 512}
"""Pictures that were asked for larger than this are not kept; a film that is played would fill the disk else."""
ENTRY_BYTES = 64 << 20
_RECOUNT = 64 << 20
"""After so many written bytes the folder is counted anew: another process may write into it too."""
_KEPT_SHARE = 0.9
_SUFFIX, PART, SCAN = ".pictures", ".part", ".scan"
"""Pictures, what is not whole yet, and what `scan_cache` keeps: all count as one cache."""
_MAGIC, _VERSION = b"MDc1", 1
_NONE = -1

_Head = struct.Struct("<4sHHII32s32sIIIIqqqq")
"""Magic, version, flags (1: has a PTS, 2: has a time base), place, count, decoder, key, width, height, full width, full
height, PTS, index, numerator, denominator. Then the SHA-256 of all this and the pixels, then the pixels."""
_BEFORE = _Head.size + 32


@dataclass(frozen=True)
class Request:
    """What was asked of a file. `what`: still, frame or storyboard; `at`: page, PTS, index or count, with its name."""

    sha256: str
    what: str
    at: str
    size: tuple[int, int]

    @property
    def key(self) -> bytes:
        text = f"{self.sha256}\n{self.what}\n{self.at}\n{self.size[0]}x{self.size[1]}"
        return hashlib.sha256(text.encode()).digest()


def keeps(what: str, max_size: tuple[int, int] | None) -> bool:
    """Whether pictures that were asked for in this size are kept."""
    return max_size is not None and min(max_size) >= 1 and max(max_size) <= LONGEST_SIDE[what]


def forget(folder: Path, sha256: str) -> None:
    """Takes away all that was made of a file, by whatever decoder. What cannot be taken away is raised as OSError."""
    for path in (folder / sha256[:2]).glob(f"{sha256[:16]}-*"):
        path.unlink(missing_ok=True)


class PictureCache:
    """One folder, in use by any number of threads and processes. No method raises for the disk's sake."""

    def __init__(self, folder: Path, decoder: str, limit: int = CACHE_BYTES) -> None:
        self._folder = folder
        self._decoder = hashlib.sha256(decoder.encode()).digest()
        self._limit = limit
        self._lock = threading.Lock()
        self._bytes = 0
        self._uncounted = _RECOUNT  # the first entry has the folder counted

    def get(self, request: Request) -> tuple[Frame, ...] | None:
        """The pictures that were kept for this request; None if there are none that are whole and ours."""
        path = self._path(request)
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_size > ENTRY_BYTES:
                    raise ValueError("too long")
                frames = _read(file.read(ENTRY_BYTES + 1), request, self._decoder)
        except OSError:
            return None
        except ValueError:
            self._drop(path)
            return None
        with suppress(OSError):
            os.utime(path)  # so the oldest is the one that was not used for longest
        return frames

    def put(self, request: Request, frames: Sequence[Frame]) -> None:
        """Keeps pictures. Nothing is synced: half an entry is none."""
        size = sum(_BEFORE + frame.pixels.nbytes for frame in frames)
        if not frames or size > min(ENTRY_BYTES, self._limit):
            return
        target = self._path(request)
        part = target.with_name(f".{secrets.token_hex(8)}{PART}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with part.open("xb") as out:
                for place, frame in enumerate(frames):
                    out.write(_header(request, self._decoder, frame, place, len(frames)))
                    out.write(frame.pixels.data)
            part.replace(target)
        except OSError:
            self._drop(part)
            return
        self._grown(size)

    def _path(self, request: Request) -> Path:
        return self._folder / request.sha256[:2] / f"{request.sha256[:16]}-{request.key.hex()[:32]}{_SUFFIX}"

    def _drop(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink()

    def _grown(self, size: int) -> None:
        with self._lock:
            self._bytes += size
            self._uncounted += size
            if self._uncounted >= _RECOUNT or self._bytes > self._limit:
                self._bytes = self._evict()
                self._uncounted = 0

    def _evict(self) -> int:
        """Deletes what was not used for longest until there is room; returns the bytes that stay."""
        entries = sorted(self._entries())
        total = sum(size for _, size, _ in entries)
        most = self._limit if total <= self._limit else int(self._limit * _KEPT_SHARE)
        for _, size, path in entries:
            if total <= most:
                break
            self._drop(path)
            total -= size
        return total

    def _entries(self) -> list[tuple[float, int, Path]]:
        """When used, size and path of everything in the folder, what a killed process left half written too."""
        found = []
        for path in self._folder.glob("*/*"):
            with suppress(OSError):
                status = path.stat()
                if path.suffix in (_SUFFIX, PART, SCAN):
                    found.append((status.st_mtime, status.st_size, path))
        return found


def _header(request: Request, decoder: bytes, frame: Frame, place: int, count: int) -> bytes:
    """What stands before the pixels of a picture."""
    base = frame.time_base
    head = _Head.pack(
        _MAGIC,
        _VERSION,
        (frame.pts is not None) | (base is not None) << 1,
        place,
        count,
        decoder,
        request.key,
        frame.width,
        frame.height,
        frame.full_width,
        frame.full_height,
        frame.pts or 0,
        _NONE if frame.index is None else frame.index,
        base.numerator if base else 0,
        base.denominator if base else 1,
    )
    return head + _digest(head, frame.pixels)


def _digest(head: bytes, pixels: Pixels) -> bytes:
    digest = hashlib.sha256(head)
    digest.update(pixels.data)
    return digest.digest()


def _read(data: bytes, request: Request, decoder: bytes) -> tuple[Frame, ...]:
    """The pictures of an entry. Raises ValueError unless every byte of it is as we would have written it."""
    frames: list[Frame] = []
    offset, count = 0, 1
    while len(frames) < count:
        frame, count, offset = _one(data, offset, len(frames), request, decoder)
        frames.append(frame)
    _need(offset == len(data))
    return tuple(frames)


def _one(data: bytes, offset: int, place: int, request: Request, decoder: bytes) -> tuple[Frame, int, int]:
    """A picture, how many there are, and where the next one begins."""
    _need(offset + _BEFORE <= len(data))
    magic, version, flags, at, count, made_by, key, *numbers = _Head.unpack_from(data, offset)
    width, height, full_width, full_height, pts, index, numerator, denominator = numbers
    _need((magic, version, at, made_by, key) == (_MAGIC, _VERSION, place, decoder, request.key))
    _need(flags in (0, 1, 2, 3) and place < count <= limits.STORYBOARD)
    _need(all(1 <= side <= limits.SIDE * 2 for side in (width, height, full_width, full_height)))
    _need(width <= request.size[0] and height <= request.size[1])
    _need(_NONE <= index < limits.INDEX_FRAMES and (bool(flags & 1) or pts == 0))
    timed = bool(flags & 2)
    _need(0 < numerator < 1 << 31 and 0 < denominator < 1 << 31 if timed else (numerator, denominator) == (0, 1))
    start = offset + _BEFORE
    end = start + width * height * 3
    _need(end <= len(data))
    pixels = np.frombuffer(data, np.uint8, width * height * 3, start).reshape(height, width, 3)
    head = data[offset : offset + _Head.size]
    _need(_digest(head, pixels) == data[start - 32 : start])
    frame = Frame(
        pixels=pixels,
        width=width,
        height=height,
        full_width=full_width,
        full_height=full_height,
        pts=pts if flags & 1 else None,
        index=None if index == _NONE else index,
        time_base=Fraction(numerator, denominator) if timed else None,
        sha256=request.sha256,
    )
    return frame, count, end


def _need(holds: bool) -> None:
    if not holds:
        raise ValueError("not an entry of ours")
