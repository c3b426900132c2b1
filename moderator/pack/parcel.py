"""A bag for the road: BagIt like a case pack, a folder or a zip, with `bag.json` in it and case packs as files.

Read with the same care: sized, named, hashed before anything is trusted. docs/road.md says what lies where.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from moderator import durable
from moderator.domain.canonical import Json, digest
from moderator.errors import DocumentRefused, PackRefused
from moderator.pack.bag import PAYLOAD, Bag
from moderator.pack.container import Container, open_container
from moderator.pack.hashing import Progress, Stop, Watch
from moderator.pack.jsontext import parse
from moderator.pack.limits import DEFAULT, GIB, MIB, Limits
from moderator.pack.names import collisions, path_problems
from moderator.pack.refusal import refuse, refuse_any
from moderator.pack.write import Media, case_bytes, check_place, cleaned, write_bag

BAG, LEDGER = "bag.json", "ledger.json"
SUFFIX = ".roadbag"
LIMITS = replace(DEFAULT, pack_bytes=64 * GIB, file_bytes=4 * GIB, files=50_000, tag_bytes=64 * MIB)
"""Each case pack in it is read with its own limits; no document in it may be larger than those of one."""


class Parcel:
    """A bag that was found whole. A context manager: a zip stays open until `close`."""

    def __init__(self, container: Container, bag: Bag, sha256s: Mapping[str, str], doc: Json) -> None:
        self._container, self._bag, self._sha256s = container, bag, sha256s
        self.doc = doc
        """The JSON value of bag.json."""

    def has(self, path: str) -> bool:
        return PAYLOAD + path in self._bag.files

    def document(self, sha256: str) -> Json:
        """A document of the bag by its hash. Raises PackRefused if it is not there, or not what its name says."""
        value = self.json(f"documents/{sha256}.json")
        if digest(value) != sha256:
            refuse(f"documents/{sha256}.json", "hash", "expected the document of that SHA-256, found another")
        return value

    def json(self, path: str) -> Json:
        """A JSON file of the bag. Raises PackRefused."""
        return _parsed(self._bag, path)

    def text(self, path: str, most: int) -> str:
        """A text of at most so many bytes. Raises PackRefused."""
        self._demand(path)
        try:
            return self._bag.hold(PAYLOAD + path, most).decode("utf-8", "strict")
        except UnicodeDecodeError:
            refuse(path, "encoding", "expected UTF-8")

    def copy_to(self, path: str, out: BinaryIO, stop: Stop | None = None) -> str:
        """Writes a file of the bag to `out`; its SHA-256, which is that of when the bag was opened. Raises PackRefused,
        Cancelled."""
        self._demand(path)
        hasher = hashlib.sha256()
        for chunk in self._bag.chunks(PAYLOAD + path, Watch(stop)):
            hasher.update(chunk)
            out.write(chunk)
        if hasher.hexdigest() != self._sha256s[PAYLOAD + path]:
            refuse(path, "changed", "expected the file that was read before, found another")
        return hasher.hexdigest()

    def _demand(self, path: str) -> None:
        if not self.has(path):
            refuse(path, "payload-missing", "expected this file in the bag, found none")

    def close(self) -> None:
        self._container.close()

    def __enter__(self) -> Parcel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_parcel(
    path: Path, stop: Stop | None = None, progress: Progress | None = None, limits: Limits = LIMITS
) -> Parcel:
    """The bag at `path`, every byte of it hashed once. Raises PackRefused, Cancelled."""
    container = open_container(path, limits, stop)
    try:
        bag = Bag(container, limits, BAG)
        watch = Watch(stop, progress)
        watch.expect(sum(entry.bytes for entry in bag.files.values()))
        found = bag.verify([*bag.tags, *bag.payload], watch)
        return Parcel(container, bag, found, _parsed(bag, BAG))
    except BaseException:
        container.close()
        raise


def is_parcel(path: Path) -> bool:
    """Whether `path` looks like a bag for the road rather than a case pack: nothing is trusted by this."""
    return path.suffix.lower() == SUFFIX or (path / "data" / BAG).is_file()


def _parsed(bag: Bag, path: str) -> Json:
    if PAYLOAD + path not in bag.files:
        refuse(path, "payload-missing", "expected this file in the bag, found none")
    data = bag.hold(PAYLOAD + path, LIMITS.json_bytes)
    try:
        return parse(data, path, LIMITS)
    except DocumentRefused as refused:
        raise PackRefused(refused.problems) from refused


def write_parcel(doc: Mapping[str, Json], files: Mapping[str, Media], out: Path, stop: Stop | None = None) -> str:
    """Writes a bag as a zip if `out` ends in .roadbag, else as a folder: whole, read back, or not at all.

    Returns its SHA-256 (of a folder: of its tag manifest). Raises ExportError, PackRefused, Cancelled.
    """
    zipped = out.suffix.lower() == SUFFIX
    refuse_any([problem for path in files for problem in path_problems(path, path, LIMITS)])
    refuse_any(collisions(PAYLOAD + path for path in (*files, BAG)))
    check_place(out, zipped)
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}{durable.PART}")
    data = case_bytes(doc)
    payload: dict[str, Media] = {BAG: lambda: io.BytesIO(data), **{path: files[path] for path in sorted(files)}}
    with cleaned(part, out):
        out.parent.mkdir(parents=True, exist_ok=True)
        sha256 = write_bag(f"bag-{doc['bag']}", payload, part, zipped, Watch(stop))
        with _held(part):
            read_parcel(part, stop).close()
            if not zipped and out.is_dir():
                out.rmdir()
            part.replace(out)
        durable.sync_folder(out.parent)
    return sha256


@contextmanager
def _held(part: Path) -> Iterator[None]:
    """Nobody who sweeps meanwhile takes it away."""
    if not durable.LOCKS or part.is_dir():
        yield
        return
    with part.open("rb") as file:
        durable.hold(file)
        yield
