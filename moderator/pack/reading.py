"""A case pack read, sized and hashed. Only then is it trusted; nothing is ever written here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import BinaryIO

from moderator.domain.canonical import Json, canonical
from moderator.domain.case import Case, read_case
from moderator.errors import DocumentRefused, PackRefused, Problem
from moderator.pack.bag import PAYLOAD, Bag
from moderator.pack.container import Container, open_container, reading
from moderator.pack.hashing import Progress, Stop, Watch, chunks
from moderator.pack.jsontext import parse
from moderator.pack.limits import DEFAULT, Limits
from moderator.pack.names import composed, path_problems, shown
from moderator.pack.refusal import refuse, refuse_any

CASE = "case.json"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file that case.json names. `path` is spelled as there, relative to "data/"; `sha256` in hex."""

    path: str
    sha256: str
    bytes: int


class Pack:
    """One case pack that was found good. A context manager: the zip stays open until `close`."""

    def __init__(
        self, container: Container, bag: Bag, doc: Mapping[str, Json], case: Case, files: Mapping[str, PackedFile]
    ) -> None:
        self.doc = doc
        """The JSON value of case.json, unknown keys included."""
        self.case = case
        self.files = MappingProxyType(dict(files))
        """By path as case.json spells it."""
        self.content_sha256 = content_sha256(doc, {path: file.sha256 for path, file in files.items()})
        """Equal for packs of the same case and files, whatever carries them."""
        self._container = container
        self._bag = bag

    def open(self, path: str) -> BinaryIO:
        """The bytes of one file of `files`, not hashed again. Raises KeyError for another path, PackRefused."""
        return self._bag.open(_found(self._bag, self.files[path].path))

    def copy_to(self, path: str, out: BinaryIO) -> str:
        """Writes one file to `out` and returns its SHA-256. Raises PackRefused if it is not what was read before:
        what `out` got by then must be thrown away."""
        expected = self.files[path]
        hasher = hashlib.sha256()
        where = shown(PAYLOAD + path)
        with reading(where), self.open(path) as file:
            for chunk in chunks(file, PAYLOAD + path, expected.bytes, Watch()):
                hasher.update(chunk)
                out.write(chunk)
        if hasher.hexdigest() != expected.sha256:
            refuse(where, "changed", f"expected sha256 {expected.sha256} as read before, found {hasher.hexdigest()}")
        return expected.sha256

    def close(self) -> None:
        self._container.close()

    def __enter__(self) -> Pack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_pack(
    path: Path, limits: Limits = DEFAULT, stop: Stop | None = None, progress: Progress | None = None
) -> Pack:
    """The pack at `path`, a zip or a folder, every byte of it hashed once.

    `stop` is asked between chunks, `progress` gets bytes done and in all. Raises PackRefused with every problem of the
    first level that has any (container, names, bag, case.json, files), and Cancelled.
    """
    watch = Watch(stop, progress)
    with ExitStack() as stack:
        container = open_container(path, limits, stop)
        stack.callback(container.close)
        bag = Bag(container, limits)
        watch.expect(sum(entry.bytes for entry in bag.files.values()))
        doc, case = _case(bag, limits, watch)
        named = named_paths(doc)
        refuse_any([*unsafe_paths(named, limits), *_unmatched(bag, named)])
        found = bag.verify((path for path in bag.payload if path != PAYLOAD + CASE), watch)
        files = {}
        for name in dict.fromkeys(named.values()):
            at = _found(bag, name)
            files[name] = PackedFile(name, found[at], bag.files[at].bytes)
        stack.pop_all()
        return Pack(container, bag, doc, case, files)


def named_paths(doc: Mapping[str, Json]) -> dict[str, str]:
    """Every path that a case document names, by JSON pointer; two items may share a file."""
    photos = doc["listing"].get("photos") or []
    named = {f"/listing/photos/{i}/path": photo["path"] for i, photo in enumerate(photos)}
    named |= {f"/evidence/{i}/path": item["path"] for i, item in enumerate(doc.get("evidence") or [])}
    return named


def content_sha256(doc: Json, sha256s: Mapping[str, str]) -> str:
    """The identity of a case's content: its document and its files' hashes by path.

    `null` is the same as absent and an absent list is empty, so neither counts.
    """
    hasher = hashlib.sha256(canonical(_plain(doc)))
    for path in sorted(sha256s):
        hasher.update(f"\n{sha256s[path]}  {path}".encode())
    return hasher.hexdigest()


def _case(bag: Bag, limits: Limits, watch: Watch) -> tuple[Mapping[str, Json], Case]:
    name = PAYLOAD + CASE
    data = bag.hold(name, limits.json_bytes)
    bag.verify([*bag.tags, name], watch)
    try:
        doc = parse(data, name, limits)
        if not isinstance(doc, dict):
            refuse(name, "kind", f"expected an object, found {_kind(doc)}")
        return doc, read_case(doc)
    except DocumentRefused as refused:
        raise PackRefused(refused.problems) from refused


def unsafe_paths(named: Mapping[str, str], limits: Limits = DEFAULT) -> Iterator[Problem]:
    """What is wrong with paths of `named_paths`, each at its JSON pointer."""
    for pointer, path in named.items():
        yield from path_problems(path, pointer, limits)
        if path == CASE:
            yield Problem(pointer, "path-reserved", f"expected the item's own file, found {CASE}, the case itself")


def _unmatched(bag: Bag, named: Mapping[str, str]) -> Iterator[Problem]:
    wanted = {composed(PAYLOAD + path) for path in named.values()} | {PAYLOAD + CASE}
    for pointer, path in named.items():
        if _lookup(bag, path) is None:
            yield Problem(pointer, "payload-missing", f"expected the file {PAYLOAD}{shown(path)}, found none")
    for path in bag.payload:
        if composed(path) not in wanted:
            text = f"expected only files that {CASE} names in {PAYLOAD}, found one that it does not"
            yield Problem(shown(path), "payload-unnamed", text)


def _lookup(bag: Bag, path: str) -> str | None:
    at = bag.resolve(PAYLOAD + path)
    return at if at is not None and at.startswith(PAYLOAD) else None


def _found(bag: Bag, path: str) -> str:
    at = _lookup(bag, path)
    if at is None:
        raise KeyError(path)
    return at


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None and item != []}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _kind(value: Json) -> str:
    kinds = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
