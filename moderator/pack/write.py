"""Writes a case pack: the same case gives the same bytes, on any machine, and half a pack is never seen."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from moderator import durable
from moderator.domain.canonical import Json
from moderator.domain.case import read_case
from moderator.errors import DocumentRefused, ExportError, PackRefused, Problem
from moderator.pack.bag import MANIFEST, PAYLOAD, TAGMANIFEST
from moderator.pack.hashing import Stop, Watch
from moderator.pack.limits import DEFAULT, Limits
from moderator.pack.names import collisions, path_problems
from moderator.pack.pack import CASE, named_paths
from moderator.pack.read import read_pack, unsafe_paths
from moderator.pack.refusal import refuse, refuse_any
from moderator.pack.tagfiles import DECLARATION, escaped

Media = Callable[[], BinaryIO] | Path
"""Where a file's bytes come from: a path, or a function that opens them."""
SUFFIX = ".casepack"
_CHUNK = 2**20
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_pack(
    doc: Mapping[str, Json],
    media: Mapping[str, Media],
    out: Path,
    limits: Limits = DEFAULT,
    stop: Stop | None = None,
) -> str:
    """Writes `doc` and its `media` (by path as `doc` names them) as a zip if `out` ends in .casepack, else a folder.

    A zip that is there is replaced, a folder only if it is empty. The pack is written beside `out`, synced, read back
    whole, and only then moved there. Returns the SHA-256 of the zip, or of the folder's tagmanifest-sha256.txt, which
    covers every other file. Raises PackRefused for a case that `read_pack` would refuse, ExportError, Cancelled.
    """
    _check(doc, media, limits)
    zipped = out.suffix.lower() == SUFFIX
    check_place(out, zipped)
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    with cleaned(part, out):
        sha256 = write_bag(doc["id"], _payload(doc, media), part, zipped, Watch(stop))
        read_pack(part, limits, stop).close()
        if not zipped and out.is_dir():
            out.rmdir()
        part.replace(out)
        durable.sync_folder(out.parent)
    return sha256


class _Sink(Protocol):
    """Takes a bag's files one after the other."""

    def add(self, path: str, chunks: Iterator[bytes], size: int, /) -> None: ...


class _ZipSink:
    """Everything is stored: media is packed already, and deflate gives other bytes on other machines."""

    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        self._archive = archive
        self._root = root

    def add(self, path: str, chunks: Iterator[bytes], size: int, /) -> None:
        entry = zipfile.ZipInfo(self._root + path, _EPOCH)
        entry.create_system = 3
        entry.external_attr = 0o100644 << 16
        entry.file_size = size
        with self._archive.open(entry, "w") as file:
            for chunk in chunks:
                file.write(chunk)


class _FolderSink:
    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, path: str, chunks: Iterator[bytes], _size: int, /) -> None:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
            _sync(file)


def _payload(doc: Mapping[str, Json], media: Mapping[str, Media]) -> dict[str, Media]:
    """case.json first, then the files in the order of their names."""
    data = case_bytes(doc)
    return {CASE: lambda: io.BytesIO(data), **{path: media[path] for path in sorted(media)}}


def write_packed(doc: Mapping[str, Json], media: Mapping[str, Media], out: BinaryIO, stop: Stop | None = None) -> None:
    """Writes a case pack as a zip into an open file, as `write_pack` does into one of its own."""
    _check(doc, media, DEFAULT)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        _write_files(doc["id"], _payload(doc, media), _ZipSink(archive, "case/"), Watch(stop))


def write_bag(identifier: str, payload: Mapping[str, Media], part: Path, zipped: bool, watch: Watch) -> str:
    """Writes a bag with these files, in their order, synced; the SHA-256 of the zip, or of the folder's tag manifest.

    For who then looks at it and moves it into its place.
    """
    return _write_zip(identifier, payload, part, watch) if zipped else _write_folder(identifier, payload, part, watch)


def _write_zip(identifier: str, payload: Mapping[str, Media], part: Path, watch: Watch) -> str:
    # The folder saves who unzips it by hand from loose files; some ids ("CON", "x.") are no folder names.
    name = identifier if not path_problems(identifier, "") else "case"
    with part.open("xb") as file:
        durable.hold(file)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            _write_files(identifier, payload, _ZipSink(archive, f"{name}/"), watch)
        _sync(file)
    with part.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _write_folder(identifier: str, payload: Mapping[str, Media], part: Path, watch: Watch) -> str:
    part.mkdir()
    sha256 = _write_files(identifier, payload, _FolderSink(part), watch)
    for folder in [part, *(path for path in part.rglob("*") if path.is_dir())]:
        durable.sync_folder(folder)
    return sha256


def _write_files(identifier: str, files: Mapping[str, Media], sink: _Sink, watch: Watch) -> str:
    """Payload first, as its hashes are known only then. Returns the tag manifest's SHA-256."""
    payload: dict[str, tuple[str, int]] = {}
    for path, source in files.items():
        payload[PAYLOAD + path] = _add_media(sink, PAYLOAD + path, source, watch)
    version, spelled = _spelling(payload)
    oxum = f"{sum(size for _, size in payload.values())}.{len(payload)}"
    info = f"External-Identifier: {identifier}\nPayload-Oxum: {oxum}\n"
    manifest = "".join(f"{payload[path][0]}  {spelled(path)}\n" for path in sorted(payload))
    declaration = f"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n"
    tags = {"bag-info.txt": info, DECLARATION: declaration, MANIFEST: manifest}
    hashes = {name: _add_bytes(sink, name, text.encode())[0] for name, text in tags.items()}
    listing = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(hashes.items()))
    return _add_bytes(sink, TAGMANIFEST, listing.encode())[0]


def case_bytes(doc: Mapping[str, Json]) -> bytes:
    """case.json: for people to read, yet the same bytes for equal values."""
    text = json.dumps(doc, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def _spelling(paths: Mapping[str, object]) -> tuple[str, Callable[[str], str]]:
    """The BagIt version and how its manifest spells paths.

    1.0 wants a percent sign written as %25, which the `bagit` library does not read; up to 0.97 it stands as it is,
    except where that would spell a line end.
    """
    percent = any("%" in path for path in paths)
    if percent and not any(re.search("%0[AaDd]", path) for path in paths):
        return "0.97", str
    return "1.0", escaped


def _add_bytes(sink: _Sink, path: str, data: bytes) -> tuple[str, int]:
    sink.add(path, iter([data]), len(data))
    return hashlib.sha256(data).hexdigest(), len(data)


def _add_media(sink: _Sink, path: str, source: Media, watch: Watch) -> tuple[str, int]:
    hasher = hashlib.sha256()
    with source.open("rb") if isinstance(source, Path) else source() as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)

        def hashed() -> Iterator[bytes]:
            while chunk := file.read(_CHUNK):
                watch.read(len(chunk))
                hasher.update(chunk)
                yield chunk

        sink.add(path, hashed(), size)
        return hasher.hexdigest(), file.tell()


def _check(doc: Mapping[str, Json], media: Mapping[str, Media], limits: Limits) -> None:
    try:
        case_bytes(doc)
        read_case(doc)
    except DocumentRefused as refused:
        raise PackRefused(refused.problems) from refused
    except ValueError as error:
        refuse(PAYLOAD + CASE, "json-value", f"expected values that JSON has, found: {error}")
    named = list(named_paths(doc))
    problems = list(unsafe_paths(named, limits))
    for pointer, path in named:
        if path not in media:
            problems.append(Problem(pointer, "payload-missing", f"expected bytes for “{path}”, found none"))
    for path in sorted(set(media) - {path for _, path in named}):
        text = f"expected only files that {CASE} names, found one that it does not"
        problems.append(Problem(PAYLOAD + path, "payload-unnamed", text))
    refuse_any([*problems, *collisions(PAYLOAD + path for path in {*media, CASE})])


def check_place(out: Path, zipped: bool) -> None:
    """Raises ExportError where something else is in the way."""
    if zipped and out.is_dir():
        raise ExportError(f"{out} is a folder; give the pack another name.")
    if not zipped and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"{out} exists and is not an empty folder; give the pack another name.")


@contextmanager
def cleaned(part: Path, out: Path) -> Iterator[None]:
    """Leaves nothing of `part` behind when it fails, and says so in a sentence."""
    try:
        yield
    except OSError as error:
        _remove(part)
        raise ExportError(f"{out} could not be written: {error.strerror or error}.") from error
    except BaseException:
        _remove(part)
        raise


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
