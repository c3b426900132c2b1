"""A place behind a URL: an S3 bucket and the like, SFTP, whatever fsspec reaches."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from moderator import durable
from moderator.errors import PlaceError
from moderator.store.places import Found, Kind, harmless, is_ours, numbered
from moderator.store.shared import failures, why


class RemotePlace:
    """Packs are single objects here: nobody could tell when a folder of them is complete.

    `whole`: an object appears once all of it is there. Two inboxes on one place are kept apart by their library alone.
    """

    def __init__(self, locator: str, system: Any, root: str, whole: bool) -> None:
        self.shown, self._system, self._root, self.appears_whole = locator, system, root.rstrip("/"), whole

    def demand(self) -> None:
        """Whoever may only write might not be told whether the bucket is there."""

    def list(self) -> list[Found]:
        with self._telling():
            self._system.invalidate_cache()
            try:
                rows = self._system.ls(self._root, detail=True)
            except FileNotFoundError:  # an empty folder of a bucket is none
                bucket = self._root.lstrip("/").partition("/")[0]
                if not self.appears_whole or not self._system.exists(bucket):
                    raise
                rows = []
        found = [_found(str(row["name"]).rsplit("/", 1)[-1], row) for row in rows if not self._is_root(row)]
        packs = (each for each in found if each.kind != "folder" and not is_ours(each.name))
        return sorted(packs, key=lambda each: each.name)

    def _is_root(self, row: Mapping[str, Any]) -> bool:
        """Some programs make an empty object for a folder."""
        return str(row["name"]).strip("/") == self._root.strip("/")

    def look(self, name: str) -> Found | None:
        with self._telling():
            return self._look(self._at(name))

    def _look(self, path: str) -> Found | None:
        self._system.invalidate_cache()
        try:
            return _found(path.rsplit("/", 1)[-1], self._system.info(path))
        except FileNotFoundError:
            return None

    def path(self, found: Found, into: Path) -> Path:
        with self._telling():
            copy = Path(tempfile.mkdtemp(dir=into)) / harmless(found.name)  # messages call it as it is called here
            self._system.get_file(self._at(found.name), str(copy))
            if copy.stat().st_size != found.bytes:
                raise PlaceError(f"{harmless(found.name)} came from {self.shown} in part; it is tried again.")
        return copy

    def read(self, name: str, most: int) -> bytes:
        with self._telling(), self._system.open(self._at(name), "rb") as file:
            return bytes(file.read(most))

    def put(self, name: str, data: bytes) -> None:
        target = self._at(name)
        with self._telling():
            if self.appears_whole:
                self._system.pipe_file(target, data)
                return
            folder, _, last = target.rpartition("/")
            part = f"{folder}/.{last}.{uuid.uuid4().hex}{durable.PART}"
            try:
                self._system.makedirs(folder, exist_ok=True)
                self._system.pipe_file(part, data)
                self._system.mv(part, target)
            except failures():
                with suppress(*failures()):
                    self._system.rm_file(part)
                raise

    def move(self, name: str, folder: str, target: str) -> bool:
        source, goal = self._at(name), self._at(f"{folder}/{target}")
        with self._telling():
            try:
                if not self.appears_whole:
                    self._system.makedirs(self._at(folder), exist_ok=True)
                    self._system.mv(source, goal)
                    return True
                self._system.cp_file(source, goal)
                self._system.rm_file(source)
            except FileNotFoundError:
                if self._look(source) is not None:
                    raise
                return False
        return True

    def free(self, name: str, folder: str) -> str:
        """A copy that was killed before its original was taken away is written once more."""
        with self._telling():
            mine = self._look(self._at(name))
            for each in numbered(harmless(name)):
                there = self._look(self._at(f"{folder}/{each}"))
                if there is None or (mine is not None and _same(mine, there)):
                    return each
        raise PlaceError(f"{self.shown} has too many packs of the name {harmless(name)}; clear {folder} up.")

    @contextmanager
    def alone(self) -> Iterator[bool]:
        yield True

    def sweep(self) -> None:
        """A writer that was killed may leave a part behind where files are moved; nobody reads it."""

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except failures() as error:
            raise PlaceError(f"{self.shown} cannot be used: {why(error)}") from error


def _found(name: str, info: Mapping[str, Any]) -> Found:
    kinds: dict[str, Kind] = {"file": "file", "link": "link", "directory": "folder"}
    kind = kinds.get(str(info.get("type")), "special")
    changed = next((info[key] for key in ("ETag", "mtime", "LastModified", "modified", "created") if info.get(key)), "")
    if isinstance(changed, datetime):  # some systems say it in two ways
        changed = changed.timestamp()
    size = int(info.get("size") or 0)
    return Found(name, kind, size, f"{size} {changed}")


def _same(one: Found, other: Found) -> bool:
    """Whether an object is a copy of another, as far as its checksum is known."""
    return '"' in one.mark and one.mark == other.mark
