"""Zips damaged at random: refused, or the very same case; never another error, never another content."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.errors import PackRefused
from moderator.pack import read_pack
from tests.builders import case_doc, case_media
from tests.moderator.pack.bags import as_zip, bag


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("whole") / "pack.casepack"
    return as_zip(bag(), out, compression=zipfile.ZIP_DEFLATED).read_bytes()


def read(data: bytes) -> str:
    """What becomes of a pack of these bytes: "refused", or "read" once it is found to hold what it should."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.casepack"
        path.write_bytes(data)
        try:
            pack = read_pack(path)
        except PackRefused:
            return "refused"
        with pack:
            assert pack.doc == case_doc()
            for name, expected in case_media(case_doc()).items():
                copy = io.BytesIO()
                pack.copy_to(name, copy)
                assert copy.getvalue() == expected
        return "read"


def test_unharmed_it_reads(whole: bytes) -> None:
    assert read(whole) == "read"


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=3))
def test_bytes_changed_anywhere(whole: bytes, places: list[tuple[float, int]]) -> None:
    data = bytearray(whole)
    for share, mask in places:
        data[int(share * len(data))] ^= mask
    read(bytes(data))


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_bytes_changed_in_the_table(whole: bytes, share: float, mask: int) -> None:
    """Where a lie does most harm: the headers are a small part of the file, so they get a test of their own."""
    start = whole.index(b"PK\1\2")
    data = bytearray(whole)
    data[start + int(share * (len(data) - start))] ^= mask
    read(bytes(data))


@given(st.floats(0, 1), st.floats(0, 1), st.binary(max_size=40))
def test_pieces_cut_out_and_put_in(whole: bytes, one: float, other: float, piece: bytes) -> None:
    first, last = sorted((int(one * len(whole)), int(other * len(whole))))
    data = whole[:first] + piece + whole[last:]
    assert read(data) == ("read" if data == whole else "refused")


@given(st.binary(max_size=200))
def test_anything(data: bytes) -> None:
    assert read(data) == "refused"
    assert read(b"PK\3\4" + data + b"PK\5\6" + bytes(18)) == "refused"


NO_BAG = {"bagit-missing", "manifest-missing", "case-missing", "roots"}
WHOLE = {"NtfsTimestamp", "cygwin-info-zip", "deflate", "directories", "empty", "linux-info-zip", "streaming"}
WHOLE |= {"unicode", "unix-epoch", "windows-7-zip", "windows-compressed-folder", "zip64"}


def test_the_edge_cases_of_another_zip_reader(shared_media: Path) -> None:
    """None of them is a case pack. What other tools made well is refused for that alone, the rest for its zip."""
    zips = sorted((shared_media.parent / "media-malformed/yauzl_zip_edge/test").rglob("*.zip"))
    assert {path.stem for path in zips} > WHOLE
    for path in zips:
        with pytest.raises(PackRefused) as refused:
            read_pack(path)
        if path.stem in WHOLE:
            assert {problem.code for problem in refused.value.problems} <= NO_BAG
