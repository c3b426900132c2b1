"""What a disk may hold after a power cut, rebuilt from everything that a process changed, as `shim.c` wrote it down.

The model: what was in a file at its last fsync is there; of what was written since, each piece is there, is not, or is
there in part, by sectors. A name is known to its folder for good once the folder was synced; of the changes since each
may be missing. That is harsher than most file systems, and says nothing of disks that lie about what they have synced.
"""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CREATE, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR, LINK, NOTE = range(1, 11)
_HEAD = struct.Struct("<4IQq")
_SECTORS = (512, 4096)
_SHARED_MEMORY = "-shm"
"""SQLite's index of its log: no process shares it after a power cut, so it is made anew."""


@dataclass(frozen=True)
class Change:
    op: int
    path: str
    to: str
    data: bytes
    inode: int
    at: int


def read_trace(data: bytes) -> Iterator[Change]:
    """What the shim has written. Raises ValueError for a trace that breaks off."""
    at = 0
    while at < len(data):
        op, a, b, size, inode, offset = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        end = at + a + b + size
        if end > len(data):
            raise ValueError("the trace breaks off")
        yield Change(op, os.fsdecode(data[at : at + a]), os.fsdecode(data[at + a : at + a + b]), data[at + a + b : end],
                     inode, offset)  # fmt: skip
        at = end


@dataclass
class File:
    """A file's content at its last sync, and what was written or cut since: (place, bytes), bytes None for a cut."""

    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def now(self) -> bytes:
        return _applied(self.synced, self.pending)


@dataclass(frozen=True)
class Name:
    """A change to what a folder knows: `path` leads to that file or folder from now on, or (None) nowhere."""

    path: str
    file: int | None


def _applied(content: bytes, changes: list[tuple[int, bytes | None]]) -> bytes:
    if not changes:
        return content
    found = bytearray(content)
    for at, data in changes:
        if data is None:
            found = found[:at] + bytes(max(0, at - len(found)))
        else:
            found += bytes(max(0, at - len(found)))
            found[at : at + len(data)] = data
    return bytes(found)


FOLDER = -1


class Disk:
    """A disk while changes happen to it. Folders are names that lead to FOLDER."""

    def __init__(self, root: Path) -> None:
        self.files: dict[int, File] = {}
        self.known: dict[str, int] = {str(root): FOLDER}
        self.pending: list[Name] = []
        self._root = str(root)
        self._numbers: dict[int, int] = {}
        self._folders = {root.stat().st_ino: str(root)}
        for path in sorted(root.rglob("*")):
            if path.is_dir():
                self.known[str(path)] = FOLDER
                self._folders[path.stat().st_ino] = str(path)
            elif not path.name.endswith(_SHARED_MEMORY):
                self.known[str(path)] = self._new(path.stat().st_ino, path.read_bytes())

    def _new(self, inode: int, content: bytes = b"") -> int:
        """Inodes are used again; these numbers are not."""
        number = len(self.files)
        self.files[number] = File(content)
        self._numbers[inode] = number
        self._folders.pop(inode, None)
        return number

    def apply(self, change: Change) -> None:
        if change.path.endswith(_SHARED_MEMORY) or change.op == NOTE:
            return
        if change.op == SYNC:
            self._sync(change.inode)
        elif change.op in (WRITE, TRUNCATE):
            if change.inode in self._numbers:
                piece = None if change.op == TRUNCATE else change.data
                self.files[self._numbers[change.inode]].pending.append((change.at, piece))
        else:
            self.pending += self._named(change)

    def _sync(self, inode: int) -> None:
        if inode in self._folders:
            self.known, self.pending = _settled(self.known, self.pending, self._folders[inode])
        elif inode in self._numbers:
            file = self.files[self._numbers[inode]]
            file.synced, file.pending = file.now(), []

    def _named(self, change: Change) -> list[Name]:
        if change.op == CREATE:
            return [Name(change.path, self._new(change.inode))]
        if change.op == MKDIR:
            self._numbers.pop(change.inode, None)
            self._folders[change.inode] = change.path
            return [Name(change.path, FOLDER)]
        if change.op in (UNLINK, RMDIR):
            return [Name(change.path, None)]
        number = _named(self.known, self.pending).get(change.path)
        gone = [Name(change.path, None)] if change.op == RENAME else []
        return [Name(change.to, number), *gone]

    def after_power_cut(self, dice: random.Random) -> dict[str, bytes | None]:
        """One state that may be found: contents by path below the root, None for a folder."""
        luck = dice.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        names = _named(self.known, [each for each in self.pending if dice.random() < luck])
        found: dict[str, bytes | None] = {}
        for path, number in sorted(names.items()):  # a folder before what is in it
            if path == self._root or str(Path(path).parent) in (self._root, *found):
                found[path] = None if number == FOLDER else _left_of(self.files[number], dice)
        return {path[len(self._root) + 1 :]: data for path, data in found.items() if path != self._root}


def _left_of(file: File, dice: random.Random) -> bytes:
    luck = dice.choice((0.0, 0.2, 0.5, 0.8, 1.0))
    kept: list[tuple[int, bytes | None]] = []
    for at, data in file.pending:
        if dice.random() < luck:
            kept.append((at, data))
        elif data is not None and dice.random() < 0.5:
            kept += _torn(at, data, dice)
    return _applied(file.synced, kept)


def _torn(at: int, data: bytes, dice: random.Random) -> Iterator[tuple[int, bytes]]:
    """Some of the sectors of one write."""
    size = dice.choice(_SECTORS)
    start = at
    while start < at + len(data):
        end = min(at + len(data), start - start % size + size)
        if dice.random() < 0.5:
            yield start, data[start - at : end - at]
        start = end


def _named(known: dict[str, int], changes: list[Name]) -> dict[str, int]:
    names = dict(known)
    for each in changes:
        if each.file is None:
            names.pop(each.path, None)
        else:
            names[each.path] = each.file
    return names


def _settled(known: dict[str, int], pending: list[Name], folder: str) -> tuple[dict[str, int], list[Name]]:
    """The changes in one folder are for good now."""
    inside = [each for each in pending if str(Path(each.path).parent) == folder]
    return _named(known, inside), [each for each in pending if str(Path(each.path).parent) != folder]
