"""A case pack that was found good, and the identity of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import BinaryIO

from moderator.domain.canonical import Json, canonical
from moderator.domain.case import Case
from moderator.pack.bag import PAYLOAD, Bag
from moderator.pack.container import Container
from moderator.pack.hashing import Stop, Watch
from moderator.pack.names import shown
from moderator.pack.refusal import refuse

CASE = "case.json"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file that case.json names. `path` is spelled as there, relative to "data/"; `sha256` in hex."""

    path: str
    sha256: str
    bytes: int


class Pack:
    """One case pack that was found good. A context manager: a zip stays open until `close`."""

    def __init__(
        self, container: Container, bag: Bag, doc: Mapping[str, Json], case: Case, sha256s: Mapping[str, str]
    ) -> None:
        """`sha256s`: of every file that `doc` names, by path as it spells it."""
        self._container = container
        self._bag = bag
        self._places = {path: place_of(bag, path) for path in sha256s}
        self.doc = doc
        """The JSON value of case.json, unknown keys included."""
        self.case = case
        self.files: Mapping[str, PackedFile] = MappingProxyType(
            {path: PackedFile(path, sha256s[path], bag.files[self._places[path]].bytes) for path in sha256s}
        )
        """By path as case.json spells it."""
        self.content_sha256 = content_sha256(doc, sha256s)
        """Equal for packs of the same case and files, whatever carries them."""

    def open(self, path: str) -> BinaryIO:
        """The bytes of one of `files`, not hashed again. Raises PackRefused, KeyError for another path."""
        return self._bag.open(self._places[path])

    def copy_to(self, path: str, out: BinaryIO, stop: Stop | None = None) -> str:
        """Writes one of `files` to `out`; returns its SHA-256.

        Raises PackRefused if it is no longer what was read before (throw away what `out` got), Cancelled, and
        KeyError for another path.
        """
        place, expected = self._places[path], self.files[path].sha256
        hasher = hashlib.sha256()
        for chunk in self._bag.chunks(place, Watch(stop)):
            hasher.update(chunk)
            out.write(chunk)
        if hasher.hexdigest() != expected:
            text = f"expected sha256 {expected} as read before, found {hasher.hexdigest()}"
            refuse(shown(place), "changed", text)
        return expected

    def close(self) -> None:
        self._container.close()

    def __enter__(self) -> Pack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def named_paths(doc: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """JSON pointer and path of every file that a valid case document names; two items may share a file."""
    for i, photo in enumerate(doc["listing"].get("photos") or []):
        yield f"/listing/photos/{i}/path", photo["path"]
    for i, item in enumerate(doc.get("evidence") or []):
        yield f"/evidence/{i}/path", item["path"]


def place_of(bag: Bag, path: str) -> str:
    """The bag's spelling of a path of case.json. Raises KeyError if there is no such file."""
    place = bag.resolve(PAYLOAD + path)
    if place is None:
        raise KeyError(path)
    return place


def content_sha256(doc: Json, sha256s: Mapping[str, str]) -> str:
    """The identity of a case's content: its document as a value, and the files by path and SHA-256.

    `null` is the same as absent and an absent list is empty, so neither counts; nor does 2.0 differ from 2.
    """
    hasher = hashlib.sha256(canonical(_plain(doc)))
    for path in sorted(sha256s):
        hasher.update(f"\n{sha256s[path]}  {path}".encode())
    return hasher.hexdigest()


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None and item != []}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
