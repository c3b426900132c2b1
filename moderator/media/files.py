"""The worker's side of a file: a descriptor without a name, and the ways in which decoding it may fail."""

from __future__ import annotations

import io
import os
import struct
import sys
import zlib
from typing import Any

import av
import cv2

from moderator.media.reasons import Reason


class Unshowable(Exception):
    """The file cannot be shown; the reason and its numbers are all that leaves the worker."""

    def __init__(self, reason: Reason, a: int = 0, b: int = 0) -> None:
        super().__init__(reason.name)
        self.reason, self.a, self.b = reason, a, b


DECODER_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    SyntaxError,
    EOFError,
    RuntimeError,
    AssertionError,
    struct.error,
    zlib.error,
    av.FFmpegError,
    cv2.error,
)
"""What decoders are known to raise over bad bytes. Anything else ends the worker, which is then replaced."""


class EvidenceFile(io.RawIOBase):
    """An open file that has no name, so that no decoder can guess a type from it or look for files beside it.

    Each keeps a position of its own, though all that come from one descriptor share one in the operating system.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._position = 0
        self.size = os.fstat(descriptor).st_size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        data = _read_at(self._descriptor, len(view), self._position)
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def again(self) -> EvidenceFile:
        """The same file from its start, to be closed on its own."""
        return EvidenceFile(os.dup(self._descriptor))

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def _read_at(descriptor: int, count: int, position: int) -> bytes:
    if sys.platform != "win32":
        return os.pread(descriptor, count, position)
    os.lseek(descriptor, position, os.SEEK_SET)
    return os.read(descriptor, count)


def receive_file(descriptor: int | None, handle: int) -> EvidenceFile:
    """The file that came with a request."""
    if descriptor is None and sys.platform == "win32":
        import msvcrt

        descriptor = msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY)
    if descriptor is None:
        raise Unshowable(Reason.MISSING)
    return EvidenceFile(descriptor)


def read_all(file: EvidenceFile, most: int) -> bytes:
    """All bytes of the file. Raises Unshowable (TOO_LARGE)."""
    if file.size > most:
        raise Unshowable(Reason.TOO_LARGE, file.size // 1_000_000, most // 1_000_000)
    file.seek(0)
    return file.readall() or b""
