"""The `bagit` library as a second opinion: whatever it refuses, we refuse, over folders changed at random."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import bagit
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.builders import BUYER_PHOTO, LISTING_PHOTO
from tests.moderator.pack.bags import CASE, Files, as_folder, bag, problems_of, seal_tags

Change = Callable[[Files], Files]
TAGS = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-md5.txt", "tagmanifest-sha256.txt"]
PATHS = [*TAGS, CASE, f"data/{BUYER_PHOTO}", f"data/{LISTING_PHOTO}"]
VALUES = ["", "0.97", "1.0", "1", "2.0", "x.y", "1.0.0", "UTF-8", "utf8", "latin-1", "UTF-16", "none"]
VALUES += ["0.0", "1.1", "a.b", "4.3", "99999.3"]
LABELS = ["BagIt-Version", "Tag-File-Character-Encoding", "Payload-Oxum", "Note", ""]
LISTED = [*PATHS, "data/none.jpg", "../../x", "/etc/passwd", "~root/x", "~/x", "data/../bagit.txt", "data/./case.json"]
LISTED += ["*data/case.json", "data//case.json", "data/a%0Ab", "data", "data/media", ".", "fetch.txt", "C:\\x", "", " "]

NEW = ["notes.txt", "data/x.jpg", "fetch.txt", "extra/x", "data/.x", "manifest-sha512.txt"]
MARKS = ["\n", " ", "\t", ":", "#", "\u2028", "é", "%", "\ufeff", "*", "\0"]
pick = st.sampled_from
place = st.integers(0, 400)


def flip(data: bytes, at: int) -> bytes:
    at = at % max(1, len(data))
    return data[:at] + bytes(byte ^ 1 for byte in data[at : at + 1]) + data[at + 1 :]


def repeat_line(data: bytes, at: int, times: int) -> bytes:
    lines = data.splitlines(keepends=True)
    at = at % max(1, len(lines))
    return b"".join(lines[:at] + lines[at : at + 1] * times + lines[at + 1 :])


def edits(paths: list[str], change: Callable[..., bytes], *how: st.SearchStrategy[Any]) -> st.SearchStrategy[Change]:
    """Changes of one file's bytes; a file that an earlier change took away stays away."""

    def apply(path: str, values: tuple[Any, ...], files: Files) -> Files:
        return files | {path: change(files[path], *values)} if path in files else files

    return st.builds(partial, st.just(apply), pick(paths), st.tuples(*how))


def without(path: str, files: Files) -> Files:
    return {name: each for name, each in files.items() if name != path}


def rename(path: str, to: str, files: Files) -> Files:
    return {to if name == path else name: each for name, each in files.items()}


changes = st.one_of(
    edits(PATHS, flip, place),
    edits(PATHS, lambda data, at: data[:at], place),
    edits(TAGS, repeat_line, place, pick([0, 2])),
    edits(TAGS, lambda data, at, mark: data[:at] + mark.encode() + data[at:], place, pick(MARKS)),
    edits(TAGS[2:], lambda data, path: data + f"{'0' * 64}  {path}\n".encode(), pick(LISTED)),
    edits(TAGS[:2], lambda data, *tag: data + ": ".join(tag).encode() + b"\n", pick(LABELS), pick(VALUES)),
    st.builds(partial, st.just(without), pick(PATHS)),
    st.builds(lambda path, data: lambda files: files | {path: data}, pick(NEW), st.binary(max_size=20)),
    st.builds(partial, st.just(rename), pick(PATHS), pick(["data/new.jpg", "new.txt", "data/media/E1.jpg"])),
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Bagit tells its findings to the log as well."""
    logging.getLogger("bagit").setLevel(logging.CRITICAL + 1)
    yield
    logging.getLogger("bagit").setLevel(logging.NOTSET)


def bagit_refuses(folder: Path) -> str:
    """What the library says, or nothing. It also stumbles over some bags (a version given twice): refused as well."""
    try:
        bagit.Bag(str(folder)).validate()
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"
    return ""


@given(st.lists(changes, max_size=3), st.booleans(), st.sampled_from(["0.95", "0.96", "0.97", "1.0"]))
def test_what_bagit_refuses_is_refused(todo: list[Change], resealed: bool, version: str) -> None:
    """With `resealed`, the tag manifest agrees with the change, so that later checks see it."""
    files = bag(algorithms=["sha256", "md5"], version=version)
    for change in todo:
        files = change(files)
    if resealed:
        files = seal_tags(files)
    root = Path(tempfile.mkdtemp())
    try:
        folder = as_folder(files, root / "pack")
        theirs = bagit_refuses(folder)
        ours = problems_of(folder)
        event(f"bagit {'refuses' if theirs else 'accepts'}, we {'refuse' if ours else 'accept'}")
        assert ours or not theirs, theirs
        if not todo:
            assert not ours
    finally:
        shutil.rmtree(root)


@pytest.mark.parametrize("version", ["0.96", "0.97", "1.0"])
def test_bagit_takes_the_unbroken_bag(version: str, tmp_path: Path) -> None:
    assert not bagit_refuses(as_folder(bag(algorithms=["sha256", "md5"], version=version), tmp_path / "pack"))
