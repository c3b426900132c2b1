"""Files by content: every file lies under its SHA-256, written once, read-only."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from moderator import durable
from moderator.errors import LibraryError

INCOMING = "incoming"
"""The folder of what is not whole yet, beside those of the hashes."""
_HELD = 256
"""Parts of one pack that are kept open and locked; a process may not open files without end."""
_HASH = re.compile("[0-9a-f]{64}")


class Staging:
    """Files written beside the others and synced, but not named yet: nobody can see them, and a kill leaves a part
    that `Media.sweep` takes away."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._parts: dict[str, Path] = {}
        self._held: list[BinaryIO] = []

    def tee(self, sha256: str, parts: Iterator[bytes]) -> Iterator[bytes]:
        """Passes `parts` on and writes them, unless the library has that file. Raises OSError."""
        if self._media.kept(sha256) or sha256 in self._parts or not _HASH.fullmatch(sha256):
            yield from parts
            return
        incoming = self._media.folder / INCOMING
        durable.make_folder(incoming)
        handle, name = tempfile.mkstemp(dir=incoming, prefix=f".{sha256[:40]}.", suffix=durable.PART)
        self._parts[sha256] = Path(name)
        out = os.fdopen(handle, "wb")
        try:
            durable.hold(out)
            for part in parts:
                out.write(part)
                yield part
            out.flush()
            os.fsync(out.fileno())
        finally:
            if durable.LOCKS and len(self._held) < _HELD:
                self._held.append(out)  # whoever sweeps meanwhile sees that somebody has it
            else:
                out.close()

    def commit(self) -> None:
        """The files were found to have their hashes: they get their names, for good. Raises OSError."""
        folders = set[Path]()
        for sha256, part in self._parts.items():
            target = under(self._media.folder, sha256)
            durable.make_folder(target.parent)
            part.chmod(0o400)
            part.replace(target)
            folders.add(target.parent)
        named = list(self._parts)
        self._let_go()
        for folder in folders:
            durable.sync_folder(folder)
        self._media.share(named)

    def discard(self) -> None:
        """What cannot be taken away, since the disk has become read-only say, a later import sweeps away."""
        for part in self._parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self._let_go()

    def _let_go(self) -> None:
        self._parts.clear()
        for held in self._held:
            with suppress(OSError):  # it is closed anyhow, but what could not be written is tried once more
                held.close()
        self._held.clear()


def under(folder: Path, sha256: str) -> Path:
    """Where the file of that hash lies in a content-addressed folder."""
    return folder / sha256[:2] / sha256


class Media:
    """The content-addressed folder of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> Iterator[Path]:
        """Every file that is kept, in no order."""
        return (path for path in self.folder.glob("??/*") if path.name.startswith(path.parent.name))

    def path(self, sha256: str) -> Path:
        """Where the file of that hash lies, or would lie."""
        return under(self.folder, sha256)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def there(self, sha256: str) -> bool:
        """Whether the library itself has it, whatever else lies on this computer. Raises LibraryError."""
        return self.has(sha256)

    def kept(self, sha256: str) -> bool:
        """Whether the file is where everybody who has this library finds it."""
        return self.has(sha256)

    def share(self, hashes: Iterable[str]) -> None:
        """Has the files of these hashes, which are in `folder`, where everybody finds them: here they are already."""

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their name. Raises LibraryError if they are gone or were changed."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError as error:
            raise LibraryError(f"The file {sha256[:12]} is missing from the library ({error.strerror}).") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LibraryError(f"The file {sha256[:12]} was changed in the library; it no longer has its hash.")
        return data

    def hash_of(self, sha256: str) -> str | None:
        """The hash that the file of that name has now; None if it is not there. Raises LibraryError."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise LibraryError(f"The file {sha256[:12]} cannot be read ({error.strerror}).") from error

    def add(self, data: bytes) -> str:
        """Keeps `data`; returns its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        self.keep(sha256, lambda out: out.write(data))
        return sha256

    def keep(self, sha256: str, fill: Callable[[BinaryIO], object]) -> None:
        """Has `fill` write the file of that hash, unless it is there: whole or not at all, synced before it is named.

        `fill` must raise if what it wrote does not have the hash; then nothing stays behind.
        """
        target = under(self.folder, sha256)
        try:
            if target.is_file():
                durable.sync_folder(target.parent)  # whoever named it may have been killed before that was for good
            else:
                durable.write(target, fill, mode=0o400, parts=self.folder / INCOMING)
        except OSError as error:
            raise LibraryError(f"The library could not keep a file: {error.strerror or error}.") from error

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """Files that come in while they are being checked. What is not committed by the end is gone."""
        staged = Staging(self)
        try:
            yield staged
        except OSError as error:
            raise LibraryError(f"The library could not keep a file: {error.strerror or error}.") from error
        finally:
            staged.discard()

    def remove(self, sha256: str) -> None:
        """Takes a file away; nothing happens where it is not there. What the disk keeps of it is the disk's matter.

        Raises LibraryError.
        """
        target = under(self.folder, sha256)
        try:
            if sys.platform == "win32" and target.exists():
                target.chmod(0o600)  # there what may only be read cannot be taken away either
            target.unlink(missing_ok=True)
            if target.parent.is_dir():
                durable.sync_folder(target.parent)
        except OSError as error:
            raise LibraryError(f"The file {sha256[:12]} cannot be taken away: {error.strerror or error}.") from error

    def sweep(self) -> None:
        """Removes what a killed process left half written. Cheap: all of it lies in one folder."""
        durable.sweep(self.folder / INCOMING)

    def sweep_old(self) -> None:
        """Removes what versions before left half written, each beside its place. Looks through every folder."""
        limit = time.time() - 3600
        for part in self.folder.glob(f"*/.*{durable.PART}"):
            with suppress(FileNotFoundError):
                if part.stat().st_mtime < limit:
                    part.unlink()
