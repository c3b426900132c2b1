"""The files of a team: in a folder that all share, or in any place that fsspec reaches (S3 and compatible, SFTP, …).

Whoever needs a file gets a copy on this computer, under its hash and checked against it, so a decoder reads no network
and a file that was changed at its place is not used.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from moderator import durable
from moderator.domain.locators import is_url
from moderator.errors import LibraryError
from moderator.store.media import Media, under

_WHOLE = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "memory"}
"""Where an object appears under its name once all of it is there; elsewhere it is written beside and moved."""


class Origin(Protocol):
    """Where the files of a team really are. Every method raises OSError or what `failures` names."""

    def has(self, sha256: str) -> bool: ...

    def open(self, sha256: str) -> BinaryIO: ...

    def keep(self, sha256: str, copy: Path) -> None: ...

    def remove(self, sha256: str) -> None: ...

    def sweep(self) -> None: ...


class SharedMedia(Media):
    """`folder` has this computer's copies, `place` is where the team's files are: a folder or a URL. Thread-safe."""

    def __init__(self, folder: Path, place: str) -> None:
        super().__init__(folder)
        self._origin, self._called = origin(place), place

    def path(self, sha256: str) -> Path:
        """Where the copy lies, fetched if need be; nothing lies there if the team does not have the file either.

        Raises LibraryError if the place cannot be reached, or what it has is not what was imported.
        """
        copy = under(self.folder, sha256)
        if not copy.is_file():
            try:
                self._fetch(sha256, copy)
            except FileNotFoundError:
                pass
            except failures() as error:
                raise self._failed(sha256, error) from error
        return copy

    def has(self, sha256: str) -> bool:
        return under(self.folder, sha256).is_file() or self.there(sha256)

    def there(self, sha256: str) -> bool:
        try:
            return self._origin.has(sha256)
        except failures() as error:
            raise self._failed(sha256, error) from error

    def hash_of(self, sha256: str) -> str | None:
        """Of the team's file, not of the copy."""
        try:
            with self._origin.open(sha256) as file:
                digest = hashlib.sha256()
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
                return digest.hexdigest()
        except FileNotFoundError:
            return None
        except failures() as error:
            raise self._failed(sha256, error) from error

    def keep(self, sha256: str, fill: Callable[[BinaryIO], object]) -> None:
        """As in a library of one's own; it is kept once the team's place has it."""
        super().keep(sha256, fill)
        self.share([sha256])

    def kept(self, sha256: str) -> bool:
        return self.there(sha256)

    def share(self, hashes: Iterable[str]) -> None:
        for sha256 in hashes:
            try:
                if not self._origin.has(sha256):
                    self._origin.keep(sha256, under(self.folder, sha256))
            except failures() as error:
                raise self._failed(sha256, error) from error

    def remove(self, sha256: str) -> None:
        """At the team's place and of the copies that one on this computer."""
        super().remove(sha256)
        try:
            self._origin.remove(sha256)
        except failures() as error:
            raise self._failed(sha256, error) from error

    def sweep(self) -> None:
        super().sweep()
        with suppress(*failures()):  # leftovers are in nobody's way
            self._origin.sweep()

    def _fetch(self, sha256: str, copy: Path) -> None:
        with self._origin.open(sha256) as file:
            durable.write(copy, lambda out: _copied(file, out, sha256), mode=0o400)

    def _failed(self, sha256: str, error: BaseException) -> LibraryError:
        return LibraryError(
            f"The file {sha256[:12]} cannot be reached at the team's place {self._called} ({why(error)})."
        )


def _copied(file: BinaryIO, out: BinaryIO | None, sha256: str) -> None:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        if out is not None:
            out.write(chunk)
    if digest.hexdigest() != sha256:
        raise LibraryError(f"The file {sha256[:12]} was changed where it lies; it no longer has its hash.")


def origin(place: str) -> Origin:
    """What stands for a place. Raises LibraryError for one that cannot be used on this computer."""
    if not is_url(place):
        return Shared(Path(place))
    try:
        system, root, whole = reached(place)
    except (ImportError, ValueError, OSError) as error:
        raise LibraryError(f"The team's files at {place} cannot be reached from this computer: {error}.") from error
    return Shared(Path(root)) if whole is None else Remote(system, root, whole=whole)


def reached(url: str) -> tuple[Any, str, bool | None]:
    """What reaches a URL, the path in it, and whether an object appears there once all of it is there; None: a folder
    of this computer, which is synced to the disk as fsspec does not. Raises ImportError, ValueError, OSError."""
    from fsspec.core import url_to_fs

    system, root = url_to_fs(url, use_listings_cache=False)  # others change what is there
    protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
    return system, root, None if "file" in protocols else bool(protocols & _WHOLE)


class Shared:
    """A folder that every member of the team has mounted."""

    def __init__(self, folder: Path) -> None:
        self._media = Media(folder)

    def has(self, sha256: str) -> bool:
        self._demand_mounted()
        return self._media.has(sha256)

    def open(self, sha256: str) -> BinaryIO:
        self._demand_mounted()
        return self._media.path(sha256).open("rb")

    def keep(self, sha256: str, copy: Path) -> None:
        with copy.open("rb") as file:
            self._media.keep(sha256, lambda out: _copied(file, out, sha256))

    def remove(self, sha256: str) -> None:
        self._demand_mounted()
        self._media.remove(sha256)

    def sweep(self) -> None:
        self._media.sweep()

    def _demand_mounted(self) -> None:
        """A folder that is not there is no folder without files: nothing may be written where it will be mounted."""
        if not self._media.folder.is_dir():
            raise OSError("the folder is not there; is it mounted?")


class Remote:
    """Files behind fsspec."""

    def __init__(self, system: Any, root: str, *, whole: bool) -> None:
        self._system, self._root, self._whole = system, root.rstrip("/"), whole

    def has(self, sha256: str) -> bool:
        try:
            self._system.info(self._name(sha256))
        except FileNotFoundError:  # `exists` of some systems says no as well where nobody answers
            return False
        return True

    def open(self, sha256: str) -> BinaryIO:
        file: BinaryIO = self._system.open(self._name(sha256), "rb")
        return file

    def keep(self, sha256: str, copy: Path) -> None:
        with copy.open("rb") as file:
            _copied(file, None, sha256)  # the copy may have been changed since it was fetched
        target = self._name(sha256)
        folder, _, name = target.rpartition("/")
        part = target if self._whole else f"{folder}/.{name}.{uuid.uuid4().hex}{durable.PART}"
        if not self._whole:  # a bucket has no folders, and is not made if its name is wrong
            self._system.makedirs(folder, exist_ok=True)
        try:
            self._system.put_file(str(copy), part)
            if part != target:
                self._system.mv(part, target)
        except failures():
            with suppress(*failures()):
                self._system.rm_file(part)
            raise

    def remove(self, sha256: str) -> None:
        with suppress(FileNotFoundError):
            self._system.rm_file(self._name(sha256))

    def sweep(self) -> None:
        """A writer that was killed may leave a part behind where files are moved; nobody reads it."""

    def _name(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}"


def why(error: BaseException) -> str:
    """The reason in a few words."""
    return getattr(error, "strerror", None) or " ".join(str(error).split())[:200] or type(error).__name__


def failures() -> tuple[type[Exception], ...]:
    """What a place raises that cannot be reached. Some libraries under fsspec have errors of their own."""
    found: list[type[Exception]] = [OSError]
    for module, name in (("botocore.exceptions", "BotoCoreError"), ("aiohttp", "ClientError")):
        if module in sys.modules:
            found.append(getattr(sys.modules[module], name))
    return tuple(found)
