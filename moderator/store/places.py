"""Where documents go under names of their own: a folder, or any place that fsspec reaches.

Unlike the media, which lie by their hash, a name may be written again: what lies there is compared before.
"""

from __future__ import annotations

import hashlib
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from moderator import durable
from moderator.errors import LibraryError
from moderator.store.shared import _URL, _WHOLE, _failures


class Place(Protocol):
    """Every method raises OSError where the place cannot be reached or refuses."""

    def called(self, name: str) -> str:
        """What a person finds the document by."""

    def hash_of(self, name: str) -> str | None:
        """SHA-256 of what is there, None if nothing is."""

    def write(self, name: str, data: bytes) -> None:
        """Puts the document there, whole or not at all."""

    def demand(self) -> None:
        """Raises OSError for a place that is not there; a folder that is not mounted is no folder to be made."""

    def sweep(self) -> None:
        """Takes away what writers that were killed left half written; what somebody still writes stays."""


def place(where: str | Path) -> Place:
    """What stands for a folder or URL. Raises LibraryError for one that cannot be used on this computer."""
    if isinstance(where, Path) or not _URL.match(where):
        return Folder(Path(where))
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(where)
    except (ImportError, ValueError, OSError) as error:
        raise LibraryError(f"{where} cannot be reached from this computer: {error}.") from error
    protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
    if "file" in protocols:
        return Folder(Path(root))  # synced to the disk, which fsspec does not
    return Remote(system, root, where.rstrip("/"), whole=bool(protocols & _WHOLE))


class Folder:
    """A folder of this computer, or one that it has mounted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def called(self, name: str) -> str:
        return str(self._folder / name)

    def hash_of(self, name: str) -> str | None:
        try:
            with (self._folder / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        durable.write_bytes(self._folder / name, data)

    def demand(self) -> None:
        if not self._folder.is_dir():
            raise NotADirectoryError(0, "the folder is not there; is it mounted?")

    def sweep(self) -> None:
        durable.sweep(self._folder)


class Remote:
    """A place behind fsspec."""

    def __init__(self, system: Any, root: str, shown: str, *, whole: bool) -> None:
        self._system, self._root, self._shown, self._whole = system, root.rstrip("/"), shown, whole

    def called(self, name: str) -> str:
        return f"{self._shown}/{name}"

    def hash_of(self, name: str) -> str | None:
        digest = hashlib.sha256()
        try:
            with self._system.open(f"{self._root}/{name}", "rb") as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
        except FileNotFoundError:
            return None
        except _failures() as error:
            raise _told(error) from error
        return digest.hexdigest()

    def write(self, name: str, data: bytes) -> None:
        target = f"{self._root}/{name}"
        part = target if self._whole else f"{self._root}/.{name}.{uuid.uuid4().hex}{durable.PART}"
        try:
            self._system.makedirs(self._root, exist_ok=True)
            self._system.pipe_file(part, data)
            if part != target:
                self._system.mv(part, target)
        except _failures() as error:
            with suppress(*_failures()):
                if part != target:
                    self._system.rm_file(part)
            raise _told(error) from error

    def demand(self) -> None:
        """A bucket is reached or not; that shows when it is written to."""

    def sweep(self) -> None:
        """A part may stay where files are moved; it is hidden, and nobody reads it."""


def _told(error: BaseException) -> OSError:
    why = getattr(error, "strerror", None) or " ".join(str(error).split())[:200] or type(error).__name__
    return OSError(0, why)
