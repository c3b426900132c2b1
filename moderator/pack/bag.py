"""A BagIt bag inside a container: where it lies, whether it is whole, and whether its bytes are what it says.

Refuses all that the `bagit` library refuses, and what that lets pass: a fetch.txt (a pack needs no network), no SHA-256
manifest, a payload file that only another manifest lists, a tag file outside the tag manifest.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from moderator.errors import PackRefused, Problem
from moderator.pack.container import Container, Entry, reading
from moderator.pack.hashing import ALGORITHMS, Tee, Watch, chunks, digests
from moderator.pack.limits import Limits
from moderator.pack.names import collisions, composed, fold, path_problems, shown
from moderator.pack.refusal import refuse, refuse_any
from moderator.pack.tagfiles import (
    DECLARATION,
    Line,
    payload_oxum,
    read_declaration,
    read_manifest,
    read_tags,
    unescaped,
)

PAYLOAD = "data/"
MANIFEST, TAGMANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_MANIFEST_NAME = re.compile(r"(tag)?manifest-([a-z0-9_]+)\.txt")


class Bag:
    """The files of one bag by their path in it, and the checksums that its manifests give them."""

    def __init__(self, container: Container, limits: Limits, needed: str = "case.json") -> None:
        """Checks names and structure, by what is declared alone. `needed`: what the payload must have.

        Raises PackRefused with all that is wrong.
        """
        self._container = container
        self._limits = limits
        self._held: dict[str, bytes] = {}
        _check_names(container.entries, limits)
        self._root = _root(container)
        self.files: Mapping[str, Entry] = {
            entry.path.removeprefix(self._root): entry for entry in container.entries if not entry.folder
        }
        refuse_any(_structure_problems(self.files, needed))
        self.declaration = read_declaration(self.hold(DECLARATION))
        self._names = {composed(path): path for path in self.files}
        self.checksums: dict[str, dict[str, str]] = {}
        problems: list[Problem] = []
        for name in self._manifests():
            problems += self._load(name)
        refuse_any([*problems, *self._oxum_problems()])

    @property
    def payload(self) -> list[str]:
        """Paths of the payload files, "data/" included."""
        return sorted(path for path in self.files if path.startswith(PAYLOAD))

    @property
    def tags(self) -> list[str]:
        """Paths of all other files."""
        return sorted(path for path in self.files if not path.startswith(PAYLOAD))

    def resolve(self, path: str) -> str | None:
        """The file that `path` means: macOS may have spelled its letters apart in the file's name."""
        return self._names.get(composed(path))

    def open(self, path: str) -> BinaryIO:
        """One file by its path in the bag."""
        if path in self._held:
            return io.BytesIO(self._held[path])
        return self._container.open(self.files[path].path)

    def chunks(self, path: str, watch: Watch) -> Iterator[bytes]:
        """The bytes of one file, exactly as many as declared. Raises PackRefused, Cancelled."""
        with reading(shown(path)), self.open(path) as file:
            yield from chunks(file, path, self.files[path].bytes, watch)

    def hold(self, path: str, most: int | None = None) -> bytes:
        """A small file whole, read once: what is parsed is what is hashed. Raises PackRefused over `most` bytes."""
        size = self.files[path].bytes
        most = self._limits.tag_bytes if most is None else most
        if size > most:
            refuse(shown(path), "file-size", f"expected at most {most} bytes, found {size}")
        if path not in self._held:
            self._held[path] = b"".join(self.chunks(path, Watch()))
        return self._held[path]

    def verify(self, paths: Iterable[str], watch: Watch, tee: Tee | None = None) -> dict[str, str]:
        """SHA-256 of each file by path, every checksum compared. Raises PackRefused naming each that differs."""
        found: dict[str, str] = {}
        problems: list[Problem] = []
        for path in paths:
            try:
                hashed = self._hashed(path, watch, tee)
            except PackRefused as refused:
                problems += refused.problems
                continue
            found[path] = hashed["sha256"]
            problems += [
                Problem(shown(path), "checksum", f"expected {name} {wanted[:64]}, found {hashed[name]}")
                for name, wanted in self.checksums.get(path, {}).items()
                if wanted != hashed[name]
            ]
        refuse_any(problems)
        return found

    def _hashed(self, path: str, watch: Watch, tee: Tee | None) -> dict[str, str]:
        checksums = self.checksums.get(path, {})
        parts = self.chunks(path, watch)
        if tee is not None and "sha256" in checksums:
            parts = tee(checksums["sha256"], parts)
        return digests(parts, {"sha256", *checksums})

    def _manifests(self) -> Iterator[str]:
        for name in self.tags:
            match = _MANIFEST_NAME.fullmatch(name)
            if match and match[2] in ALGORITHMS:
                yield name

    def _load(self, manifest: str) -> list[Problem]:
        lines = read_manifest(manifest, self.hold(manifest), self.declaration.encoding)
        algorithm = manifest.partition("-")[2].removesuffix(".txt")
        problems: list[Problem] = []
        listed: dict[str, str] = {}
        for line, path in zip(lines, self._paths(lines), strict=True):
            if path is None or path.startswith("~"):
                problems += _unfound(manifest, line, self._limits)
                continue
            before = listed.setdefault(path, line.checksum)
            if before != line.checksum:
                text = f"expected one checksum in {manifest}, found two"
                problems.append(Problem(shown(path), "manifest-twice", text))
            self.checksums.setdefault(path, {})[algorithm] = before
        if len(lines) > len(listed) and self.declaration.version >= (1, 0) and not problems:
            problems.append(Problem(manifest, "manifest-twice", "expected each file once, found one listed twice"))
        return problems + self._unlisted(manifest, listed)

    def _paths(self, lines: list[Line]) -> list[str | None]:
        """Which file each line means.

        Percent signs are read as the RFC has it, or as they stand where only that finds every file: the `bagit`
        library writes them so.
        """
        decoded = [self.resolve(unescaped(line.path)) for line in lines]
        verbatim = [self.resolve(line.path) for line in lines]
        return verbatim if None in decoded and None not in verbatim else decoded

    def _unlisted(self, manifest: str, listed: Mapping[str, str]) -> list[Problem]:
        tag = manifest.startswith("tag")
        if manifest not in (MANIFEST, TAGMANIFEST) and (tag or self.declaration.version < (1, 0)):
            return []
        own = {name for name in self._manifests() if name.startswith("tag")}
        missing = [path for path in (self.tags if tag else self.payload) if path not in listed and path not in own]
        code = "tag-unlisted" if tag else "payload-unlisted"
        text = f"expected it in {manifest}, found it is not listed there"
        return [Problem(shown(path), code, text) for path in missing]

    def _oxum_problems(self) -> Iterator[Problem]:
        name = self.declaration.info_name
        if name not in self.files:
            return
        sizes = [self.files[path].bytes for path in self.payload]
        for said in payload_oxum(name, read_tags(name, self.hold(name), self.declaration.encoding)):
            if said != (sum(sizes), len(sizes)):
                expected = f"expected Payload-Oxum {sum(sizes)}.{len(sizes)} for the files that are there"
                yield Problem(name, "oxum", f"{expected}, found {said[0]}.{said[1]}")


def _check_names(entries: Iterable[Entry], limits: Limits) -> None:
    problems: list[Problem] = []
    for entry in entries:
        problems += path_problems(entry.path, shown(entry.path), limits)
    files = [entry.path for entry in entries if not entry.folder]
    folders = [entry.path for entry in entries if entry.folder]
    refuse_any(problems + collisions(files, folders))


def _root(container: Container) -> str:
    """What every path in the bag begins with: nothing, or its one folder and "/". Raises PackRefused."""
    paths = {entry.path for entry in container.entries}
    tops = sorted({path.split("/")[0] for path in paths})
    if len(tops) == 1 and f"{tops[0]}/{DECLARATION}" in paths:
        return f"{tops[0]}/"
    if DECLARATION in paths or PAYLOAD.rstrip("/") in tops:
        return ""
    if len(tops) > 1:
        names = ", ".join(f"“{shown(name)}”" for name in tops[:4])
        refuse(container.label, "roots", f"expected one folder (or {DECLARATION}) at the root, found {names}")
    return ""


def _structure_problems(files: Mapping[str, Entry], needed: str) -> list[Problem]:
    problems = [
        Problem(name, code, f"expected this file in the pack, found none of the name{hint}")
        for name, code, hint in (
            (DECLARATION, "bagit-missing", ": it is no BagIt bag"),
            (MANIFEST, "manifest-missing", ": SHA-256 is required"),
            (TAGMANIFEST, "manifest-missing", ": SHA-256 is required"),
            (f"{PAYLOAD}{needed}", f"{needed.removesuffix('.json')}-missing", ""),
        )
        if name not in files
    ]
    for name in files:
        if fold(name) == "fetch.txt":
            text = "expected every file in the pack itself, found a list of files to fetch"
            problems.append(Problem(shown(name), "fetch", text))
    return problems


def _unfound(manifest: str, line: Line, limits: Limits) -> list[Problem]:
    path = unescaped(line.path)
    unsafe = path_problems(path, manifest, limits)
    if path.startswith("~"):
        text = f"“{shown(path)}” begins with “~”, which can mean a home folder; expected a path inside the pack"
        unsafe.append(Problem(manifest, "path-home", text))
    text = f"expected the file that {manifest} lists, found none"
    return unsafe or [Problem(shown(path), "listed-missing", text)]
