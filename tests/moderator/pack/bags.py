"""Packs by hand: a bag as {path: bytes}, broken at will, then carried as a folder or a zip."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from moderator.errors import PackRefused, Problem
from moderator.pack import DEFAULT, Limits, read_pack
from tests.builders import case_doc, case_media

Files = dict[str, bytes]
CASE = "data/case.json"
ROOT = "AE-2026-000123/"


def bag(
    doc: Mapping[str, Any] | None = None,
    media: Mapping[str, bytes] | None = None,
    case: bytes | None = None,
    algorithms: Iterable[str] = ("sha256",),
    version: str = "1.0",
    extra: Mapping[str, bytes] | None = None,
) -> Files:
    """A good bag, unless `case` (the bytes of case.json) or `extra` (further files, sealed too) break it."""
    doc = case_doc() if doc is None else doc
    files = {f"data/{path}": data for path, data in (case_media(doc) if media is None else media).items()}
    files[CASE] = json.dumps(doc, ensure_ascii=False).encode() if case is None else case
    return seal(files | dict(extra or {}), algorithms, version)


def seal(files: Mapping[str, bytes], algorithms: Iterable[str] = ("sha256",), version: str = "1.0") -> Files:
    """The files with declaration, bag-info and manifests made anew for all of them."""
    sealed = {path: data for path, data in files.items() if not path.startswith(("manifest-", "tagmanifest-"))}
    payload = {path: data for path, data in sealed.items() if path.startswith("data/")}
    oxum = f"{sum(map(len, payload.values()))}.{len(payload)}"
    sealed.setdefault("bagit.txt", f"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n".encode())
    sealed["bag-info.txt"] = f"Payload-Oxum: {oxum}\n".encode()
    for algorithm in algorithms:
        sealed[f"manifest-{algorithm}.txt"] = manifest(payload, algorithm)
    return seal_tags(sealed, algorithms)


def seal_tags(files: Mapping[str, bytes], algorithms: Iterable[str] = ("sha256",)) -> Files:
    """The files with the tag manifests made anew: for a break that the tag manifest must not be what finds."""
    tags = {path: data for path, data in files.items() if not path.startswith(("data/", "tagmanifest-"))}
    return dict(files) | {f"tagmanifest-{name}.txt": manifest(tags, name) for name in algorithms}


def manifest(files: Mapping[str, bytes], algorithm: str = "sha256") -> bytes:
    lines = (f"{hashlib.new(algorithm, data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    return "".join(lines).encode()


def as_zip(files: Mapping[str, bytes], out: Path, root: str = ROOT, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(out, "w", compression) as archive:
        for path, data in files.items():
            archive.writestr(root + path, data)
    return out


def as_folder(files: Mapping[str, bytes], out: Path) -> Path:
    for path, data in files.items():
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return out


CARRIERS: dict[str, Callable[[Mapping[str, bytes], Path], Path]] = {
    "zip": lambda files, folder: as_zip(files, folder / "pack.casepack"),
    "folder": lambda files, folder: as_folder(files, folder / "pack"),
}


def problems_of(path: Path, limits: Limits = DEFAULT) -> tuple[Problem, ...]:
    """Why `path` is refused; none if it is not. Fails if the refusal wrote, changed or removed anything."""
    before = snapshot(path.parent)
    try:
        read_pack(path, limits).close()
        problems: tuple[Problem, ...] = ()
    except PackRefused as refused:
        problems = refused.problems
    assert snapshot(path.parent) == before
    return problems


def assert_refused(path: Path, code: str, pointer: str, *words: str, limits: Limits = DEFAULT) -> Problem:
    """The one problem with this code and pointer, after checking that its sentence has all `words`."""
    problems = problems_of(path, limits)
    found = [problem for problem in problems if (problem.code, problem.pointer) == (code, pointer)]
    assert found, f"expected {code} at {pointer}, found {problems}"
    for word in ("expected", *words):
        assert word in found[0].text, found[0]
    return found[0]


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Everything in a folder, by size and time of change."""
    found = {}
    for path in folder.rglob("*"):
        state = path.lstat()
        found[str(path)] = (state.st_size, state.st_mtime_ns)
    return found
