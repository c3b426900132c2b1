"""What passes over films found, kept by the film's hash: beside the pictures of `cache`, under the same rules.

Any entry may be deleted by anybody at any time, a damaged one counts as none. Whoever asks must first have made sure
that the original is there and is itself.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar

from moderator.media.cache import PART, SCAN
from moderator.media.wire import ProtocolError

T = TypeVar("T")
_Head = struct.Struct("<4s32s32s")
"""Magic, what made it, and its key; then the SHA-256 of all, then what is kept."""
_NO_ENTRY = (ProtocolError, struct.error, ValueError)


class Elsewhere(Protocol):
    """Where a team keeps the same for all: entries as they lie in the folder, by file and name. Thread-safe."""

    def get(self, sha256: str, name: str) -> bytes | None:
        """The entry, which may be anything; None where there is none, or nobody can be asked just now."""

    def offer(self, sha256: str, name: str, entry: bytes) -> None:
        """Has a whole entry. Raises LibraryError where it is the place of whoever has it to share it, and cannot."""


class Kept:
    """One folder, in use by any number of threads and processes. No method raises for the disk's sake.

    `made_by` names decoder and method: what another one found counts as nothing. `most`: bytes of one entry. What is
    not there is asked for `elsewhere`.
    """

    def __init__(self, folder: Path, magic: bytes, made_by: str, most: int, elsewhere: Elsewhere | None = None) -> None:
        self._folder, self._magic, self._most, self._elsewhere = folder, magic, most, elsewhere
        self._made_by = hashlib.sha256(made_by.encode()).digest()

    def get(self, sha256: str, read: Callable[[bytes], T], of: str = "") -> T | None:
        """What `read` makes of the entry; None where there is none that is whole, or it raises ProtocolError.

        `of`: what else it was found by, as the photos that were looked for.
        """
        path = self._path(sha256, of)
        try:
            with path.open("rb") as file:
                data = file.read(self._most + 1)
        except OSError:
            return self._from_elsewhere(sha256, read, of)
        try:
            found = read(self._body(data, sha256, of))
        except _NO_ENTRY:
            with suppress(OSError):
                path.unlink()
            return self._from_elsewhere(sha256, read, of)
        with suppress(OSError):
            os.utime(path)  # so the oldest is the one that was not used for longest
        if self._elsewhere is not None:
            self._elsewhere.offer(sha256, self._shared(path), data)
        return found

    def put(self, sha256: str, body: bytes, of: str = "") -> None:
        """Keeps a whole entry. Nothing is synced: half an entry is none."""
        target, head = self._path(sha256, of), self._head(sha256, of)
        entry = head + hashlib.sha256(head + body).digest() + body
        self._write(target, entry)
        if self._elsewhere is not None:
            self._elsewhere.offer(sha256, self._shared(target), entry)

    def _from_elsewhere(self, sha256: str, read: Callable[[bytes], T], of: str) -> T | None:
        target = self._path(sha256, of)
        data = self._elsewhere.get(sha256, self._shared(target)) if self._elsewhere is not None else None
        if data is None:
            return None
        try:
            found = read(self._body(data, sha256, of))
        except _NO_ENTRY:
            return None
        self._write(target, data)
        return found

    def _shared(self, path: Path) -> str:
        """An entry's name where computers share them, whose decoders may be of several versions."""
        return f"{path.stem}-{self._made_by.hex()[:16]}"

    def _write(self, target: Path, entry: bytes) -> None:
        part = target.with_name(f".{secrets.token_hex(8)}{PART}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.write_bytes(entry)
            part.replace(target)
        except OSError:
            with suppress(OSError):
                part.unlink()

    def _body(self, data: bytes, sha256: str, of: str) -> bytes:
        head, start = data[: _Head.size], _Head.size + 32
        if head != self._head(sha256, of) or not start <= len(data) <= self._most:
            raise ValueError("not an entry of ours")
        if hashlib.sha256(head + data[start:]).digest() != data[_Head.size : start]:
            raise ValueError("a damaged entry")
        return data[start:]

    def _head(self, sha256: str, of: str) -> bytes:
        return _Head.pack(self._magic, self._made_by, self._key(sha256, of))

    def _key(self, sha256: str, of: str) -> bytes:
        return hashlib.sha256(f"{sha256}\n{of}".encode()).digest()

    def _path(self, sha256: str, of: str) -> Path:
        name = f"{self._magic.decode()}-{self._key(sha256, of).hex()[:32]}"
        return self._folder / sha256[:2] / f"{sha256[:16]}-{name}{SCAN}"
