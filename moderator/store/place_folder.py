"""A folder that packs come into, or that decisions go to."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from moderator import durable
from moderator.errors import PlaceError
from moderator.store import only_one
from moderator.store.places import Found, harmless, is_ours, kind_of, numbered

LOCK = ".moderator-inbox"
MOST = 20_000
"""Names in a folder that is a pack which are looked at; beyond it is too large to be one."""
DEEPEST = 1024
"""Characters of a path in it."""


class FolderPlace:
    """A folder that must be there: one that is not mounted is no empty one, and nothing is made in its stead."""

    appears_whole = False

    def __init__(self, folder: Path) -> None:
        self._folder, self.shown = folder, str(folder)

    def demand(self) -> None:
        with self._telling():
            self._listed()

    def list(self) -> list[Found]:
        with self._telling():
            with os.scandir(self._folder) as items:
                names = sorted(item.name for item in items if not is_ours(item.name))
            found = [self._look(name) for name in names]
        return [each for each in found if each is not None]

    def look(self, name: str) -> Found | None:
        with self._telling():
            return self._look(name)

    def _look(self, name: str) -> Found | None:
        path = self._folder / name
        try:
            seen = path.lstat()
        except FileNotFoundError:
            return None
        kind = kind_of(seen.st_mode)
        mark = f"{seen.st_ino} {seen.st_size} {seen.st_mtime_ns}"
        if kind == "folder":
            mark += _content(path)
        return Found(name, kind, seen.st_size, mark)

    def path(self, found: Found, into: Path) -> Path:  # noqa: ARG002  nothing needs to be copied
        return self._folder / found.name

    def read(self, name: str, most: int) -> bytes:
        with self._telling(), (self._folder / name).open("rb") as file:
            return file.read(most)

    def put(self, name: str, data: bytes) -> None:
        target = self._folder / name
        with self._telling():
            if target.parent == self._folder:
                self._listed()
            else:
                self._own(target.parent)
            durable.write_bytes(target, data)

    def move(self, name: str, folder: str, target: str) -> bool:
        with self._telling():
            self._own(self._folder / folder)
            try:
                (self._folder / name).rename(self._folder / folder / target)
            except FileNotFoundError:
                return False
            durable.sync_folder(self._folder / folder)
            durable.sync_folder(self._folder)
        return True

    def free(self, name: str, folder: str) -> str:
        with self._telling():
            own = self._folder / folder
            return next(each for each in numbered(harmless(name)) if not os.path.lexists(own / each))

    @contextmanager
    def alone(self) -> Iterator[bool]:
        with ExitStack() as stack:
            with self._telling():
                mine = stack.enter_context(only_one.by_file(self._folder / LOCK))
            yield mine

    def sweep(self) -> None:
        """Takes away what was left half written here."""
        with self._telling():
            durable.sweep(self._folder)

    def _listed(self) -> None:
        """Raises OSError unless the folder is there, even an empty one."""
        next(self._folder.iterdir(), None)

    def _own(self, folder: Path) -> None:
        """Makes one of our folders. One that leads elsewhere is not used."""
        if not os.path.lexists(folder):
            folder.mkdir()
            durable.sync_folder(self._folder)
        if kind_of(folder.lstat().st_mode) != "folder":
            raise PlaceError(f"{folder} is a link or a file, and should be a folder; take it away.")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = "it is not there; is it mounted?" if not self._folder.is_dir() else (error.strerror or str(error))
            raise PlaceError(f"The folder {self.shown} cannot be used: {why}") from error


def _content(root: Path) -> str:
    """A hash of what a folder's content looks like from outside: names, sizes and times. Follows nothing, and ends."""
    digest, waiting, seen = hashlib.sha256(), [""], 0
    while waiting and seen < MOST:
        inside = waiting.pop()
        try:
            with os.scandir(root / inside) as items:
                for item in items:
                    seen += 1
                    if seen >= MOST:
                        break
                    found = item.stat(follow_symlinks=False)
                    path = f"{inside}/{item.name}" if inside else item.name
                    line = f"{path}\0{found.st_mode}\0{found.st_ino}\0{found.st_size}\0{found.st_mtime_ns}\n"
                    digest.update(line.encode("utf-8", "surrogateescape"))
                    if kind_of(found.st_mode) == "folder" and len(path) <= DEEPEST:
                        waiting.append(path)
        except OSError as error:
            digest.update(f"{inside}\0{error.errno}\n".encode("utf-8", "surrogateescape"))
    return f" {digest.hexdigest()}"
