"""What carries a pack, a folder or a zip, as entries and their bytes. Nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from moderator.errors import Cancelled, PackRefused, Problem
from moderator.pack.limits import Limits
from moderator.pack.names import shown
from moderator.pack.refusal import refuse
from moderator.pack.zipentry import EntryReader, SharedFile
from moderator.pack.ziptable import Row, read_table

Stop = Callable[[], bool]
_REPARSE_POINT = 0x400


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder as its container declares it. `path` has "/" between names and none at its end."""

    path: str
    bytes: int
    folder: bool


class Container(Protocol):
    """The entries of a pack file. `label` names it in messages."""

    label: str
    entries: tuple[Entry, ...]

    def open(self, path: str) -> BinaryIO:
        """The bytes of one file. Raises PackRefused where they are not as declared, now or while read."""

    def close(self) -> None: ...


def open_container(path: Path, limits: Limits, stop: Stop | None = None) -> Container:
    """The zip or folder at `path`, with every declared size within `limits`. Raises PackRefused."""
    label = shown(path.name or str(path))
    with reading(label):
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return FolderContainer(path, label, limits, stop)
        if not stat.S_ISREG(mode):
            refuse(label, "special-file", "expected a case pack (zip or folder), found a device or pipe")
        return ZipContainer(path, label, limits)


@contextmanager
def reading(pointer: str) -> Iterator[None]:
    """Turns what the disk says into a refusal that names the file."""
    try:
        yield
    except FileNotFoundError:
        refuse(pointer, "unreadable", "expected a file or folder, found none of this name")
    except OSError as error:
        refuse(pointer, "unreadable", f"expected to read it, found: {error.strerror or error}")


class FolderContainer:
    """A folder on disk. Links, pipes and devices in it are refused; they are never opened."""

    def __init__(self, root: Path, label: str, limits: Limits, stop: Stop | None = None) -> None:
        self.label = label
        self._root = root
        self.entries = self._scan(limits, stop)

    def open(self, path: str) -> BinaryIO:
        # A pipe or link put there since the scan must neither hang us nor lead elsewhere.
        flags = os.O_RDONLY
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
            flags |= getattr(os, name, 0)
        with reading(shown(path)):
            descriptor = os.open(self._root / path, flags)
            file = os.fdopen(descriptor, "rb")
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                file.close()
                refuse(shown(path), "changed", "expected the file that was checked, found a pipe or device")
            return file

    def close(self) -> None:
        """Nothing is kept open."""

    def _scan(self, limits: Limits, stop: Stop | None) -> tuple[Entry, ...]:
        entries: list[Entry] = []
        problems: list[Problem] = []
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            with os.scandir(self._root / folder) as items:
                for item in items:
                    if stop is not None and stop():
                        raise Cancelled
                    path = f"{folder}/{item.name}" if folder else item.name
                    entry = self._entry(path, item.stat(follow_symlinks=False), problems)
                    if entry is None:
                        continue
                    entries.append(entry)
                    if entry.folder and len(path) <= limits.path_bytes:
                        waiting.append(path)
                    if len(entries) > 2 * limits.files:
                        refuse(self.label, "files", f"expected at most {limits.files} files, found more")
        problems += size_problems(entries, self.label, limits)
        if problems:
            raise PackRefused(problems)
        return tuple(sorted(entries, key=lambda entry: entry.path))

    def _entry(self, path: str, found: os.stat_result, problems: list[Problem]) -> Entry | None:
        where = shown(path)
        if stat.S_ISLNK(found.st_mode) or getattr(found, "st_file_attributes", 0) & _REPARSE_POINT:
            problems.append(Problem(where, "link", "expected a file, found a link"))
        elif stat.S_ISREG(found.st_mode):
            return Entry(path, found.st_size, folder=False)
        elif stat.S_ISDIR(found.st_mode):
            return Entry(path, 0, folder=True)
        else:
            text = f"expected a file or folder, found mode {stat.S_IFMT(found.st_mode):o}"
            problems.append(Problem(where, "special-file", text))
        return None


class ZipContainer:
    """A zip file, held open: putting another file in its place changes nothing."""

    def __init__(self, path: Path, label: str, limits: Limits) -> None:
        self.label = label
        file = path.open("rb")
        try:
            self._rows = self._checked_rows(file, limits)
        except BaseException:
            file.close()
            raise
        self._file = SharedFile(file)
        self.entries = tuple(Entry(row.name, row.size, row.folder) for row in self._rows.values())

    def open(self, path: str) -> BinaryIO:
        return io.BufferedReader(EntryReader(self._file, self._rows[path]), 2**18)

    def close(self) -> None:
        self._file.close()

    def _checked_rows(self, file: BinaryIO, limits: Limits) -> dict[str, Row]:
        length = file.seek(0, 2)
        if length > limits.pack_bytes:
            refuse(self.label, "pack-size", f"expected at most {limits.pack_bytes} bytes, found {length}")
        rows = read_table(file, self.label, limits)
        entries = [Entry(row.name, row.size, row.folder) for row in rows]
        problems = size_problems(entries, self.label, limits) + self._expansion(rows, length, limits)
        if problems:
            raise PackRefused(problems)
        return {row.name: row for row in rows}

    def _expansion(self, rows: list[Row], length: int, limits: Limits) -> list[Problem]:
        expected = f"expected at most {limits.expansion} times its packed size"
        total = sum(row.size for row in rows)
        problems = [
            Problem(shown(row.name), "expansion", f"{expected}, found {row.size} from {row.packed}")
            for row in rows
            if row.size > limits.expansion_floor and row.size > limits.expansion * row.packed
        ]
        if total > limits.expansion * length:
            text = f"{expected}, found {total} bytes from {length}"
            problems.append(Problem(self.label, "expansion", text))
        return problems


def size_problems(entries: Iterable[Entry], label: str, limits: Limits) -> list[Problem]:
    """Every declared size and count over its limit."""
    files = [entry for entry in entries if not entry.folder]
    expected = "expected at most"
    problems = [
        Problem(shown(entry.path), "file-size", f"{expected} {limits.file_bytes} bytes, found {entry.bytes}")
        for entry in files
        if entry.bytes > limits.file_bytes
    ]
    total = sum(entry.bytes for entry in files)
    if total > limits.pack_bytes:
        text = f"{expected} {limits.pack_bytes} bytes in all, found {total}"
        problems.append(Problem(label, "pack-size", text))
    if len(files) > limits.files:
        text = f"{expected} {limits.files} files, found {len(files)}"
        problems.append(Problem(label, "files", text))
    return problems
