"""The bytes of one zip entry, unpacked as they are read and never beyond what the entry declares."""

from __future__ import annotations

import io
import threading
import zlib
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from moderator.errors import PackRefused, Problem
from moderator.pack.names import shown
from moderator.pack.ziptable import DEFLATED, Row

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 2**18


class SharedFile:
    """One open file read at many places, by any thread."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()

    def read_at(self, offset: int, count: int) -> bytes:
        with self._lock:
            self._file.seek(offset)
            return self._file.read(count)

    def close(self) -> None:
        self._file.close()


class EntryReader(io.RawIOBase):
    """Reads one entry, front to back. Raises PackRefused when length, checksum or packing are not as declared."""

    def __init__(self, file: SharedFile, row: Row) -> None:
        super().__init__()
        self._file = file
        self._row = row
        self._taken = 0
        self._given = 0
        self._crc = 0
        self._waiting = b""
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS) if row.method == DEFLATED else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer).cast("B")
        if not self._waiting:
            self._waiting = self._next()
        count = min(len(target), len(self._waiting))
        target[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        return count

    def _next(self) -> bytes:
        data = self._stored() if self._inflater is None else self._inflated(self._inflater)
        self._given += len(data)
        self._crc = zlib.crc32(data, self._crc)
        if self._given > self._row.size:
            self._refuse("file-size", f"expected {self._row.size} bytes as declared, found more")
        if not data:
            self._check_end()
        return data

    def _stored(self) -> bytes:
        data = self._file.read_at(self._row.data + self._taken, min(_CHUNK, self._row.packed - self._taken))
        self._taken += len(data)
        return data

    def _inflated(self, inflater: zlib._Decompress) -> bytes:
        # One byte more than declared is enough to know that the declaration lies.
        most = min(_CHUNK, self._row.size - self._given + 1)
        while not inflater.eof:
            packed = inflater.unconsumed_tail or self._stored()
            try:
                data = inflater.decompress(packed, most)
            except zlib.error as error:
                self._refuse("zip-damaged", f"expected deflated bytes, found damage ({error})")
            if data:
                return data
            if not packed:
                self._refuse("zip-damaged", f"expected {self._row.size} bytes, found {self._given}")
        return b""

    def _check_end(self) -> None:
        if self._given != self._row.size:
            self._refuse("file-size", f"expected {self._row.size} bytes as declared, found {self._given}")
        if self._crc != self._row.crc:
            self._refuse("checksum", f"expected CRC-32 {self._row.crc:08x}, found {self._crc:08x}")
        left = self._row.packed - self._taken
        if self._inflater is not None:
            left += len(self._inflater.unused_data)
        if left:
            self._refuse("zip-damaged", f"expected its packed bytes to end, found {left} more")

    def _refuse(self, code: str, text: str) -> NoReturn:
        raise PackRefused([Problem(shown(self._row.name), code, text)])
