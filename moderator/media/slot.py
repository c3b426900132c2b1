"""The piece of shared memory in which one worker hands over pixels. The application makes it and sizes it.

The application never maps it: it reads a counted copy, so nothing can change under its hands, and a worker that took
the memory away could only shorten what is read.
"""

from __future__ import annotations

import os
import sys
import tempfile
from io import FileIO
from pathlib import Path

import numpy as np

from moderator.media import limits

KEPT = 64 << 20
"""After a longer answer the memory is given back."""


class Slot:
    """The application's end."""

    def __init__(self) -> None:
        """Raises OSError where there is no memory or no room for it."""
        self._file = _anonymous()
        self._file.truncate(limits.SLOT_BYTES)

    def fileno(self) -> int:
        return self._file.fileno()

    def read(self, size: int) -> memoryview:
        """A copy of the first `size` bytes; shorter where the worker has cut its memory off."""
        # Not a bytearray: it would be filled with zeros first, and numpy asks for large pages (12 MP: 10 ms, not 27).
        view = np.empty(size, np.uint8).data
        place = 0
        while place < size:
            got = self._read_at(view[place:], place)
            if not got:
                break
            place += got
        if size > KEPT:
            self._file.truncate(0)
            self._file.truncate(limits.SLOT_BYTES)
        return view[:place]

    def _read_at(self, view: memoryview, place: int) -> int:
        if sys.platform == "win32":
            self._file.seek(place)
            return self._file.readinto(view) or 0
        return os.preadv(self._file.fileno(), [view], place)

    def close(self) -> None:
        self._file.close()


def _anonymous() -> FileIO:
    """Memory as a file without a name; where the system has no such thing, a temporary file that has lost its name."""
    if sys.platform == "linux":
        return FileIO(os.memfd_create("moderator", os.MFD_CLOEXEC), "r+b")
    if sys.platform == "win32":
        place = Path(tempfile.mkdtemp()) / "slot"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_BINARY | os.O_TEMPORARY | os.O_SHORT_LIVED
        return FileIO(os.open(place, flags, 0o600), "r+b")
    descriptor, name = tempfile.mkstemp()
    os.unlink(name)  # noqa: PTH108  a descriptor's other half, not a path of ours
    return FileIO(descriptor, "r+b")
