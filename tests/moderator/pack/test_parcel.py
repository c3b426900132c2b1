"""Bags for the road as files: what is written is read, and what was changed on the way is refused, never believed."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain.canonical import canonical, digest
from moderator.errors import ExportError, PackRefused
from moderator.pack.parcel import is_parcel, read_parcel, write_parcel

BAG = {"format": "moderator-bag/1", "bag": "0" * 32}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé/~%", max_size=6), inner, max_size=4),
    max_leaves=12,
)


def written(out: Path, *values: Any) -> list[str]:
    files = {f"documents/{digest(value)}.json": canonical(value) for value in values}
    write_parcel(BAG, {path: (lambda data=data: io.BytesIO(data)) for path, data in files.items()}, out)
    return [digest(value) for value in values]


@settings(max_examples=25, deadline=None)
@given(values=st.lists(VALUES, min_size=1, max_size=3), zipped=st.booleans())
def test_what_is_written_is_read(values: list[Any], zipped: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / ("bag.roadbag" if zipped else "bag")
        named = written(out, *values)
        assert is_parcel(out)
        with read_parcel(out) as parcel:
            assert parcel.doc == BAG
            assert [canonical(parcel.document(each)) for each in named] == [canonical(value) for value in values]
        assert [path.name for path in Path(folder).iterdir()] == [out.name]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_byte_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bag.roadbag"
        (named,) = written(out, {"text": "Ana said so."})
        whole = bytearray(out.read_bytes())
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] ^= 1 << data.draw(st.integers(0, 7))
        out.write_bytes(whole)
        try:
            with read_parcel(out) as parcel:
                assert (parcel.doc, parcel.document(named)) == (BAG, {"text": "Ana said so."})
        except PackRefused:
            pass


def test_a_document_under_another_name_is_refused(tmp_path: Path) -> None:
    wrong = "a" * 64
    write_parcel(BAG, {f"documents/{wrong}.json": lambda: io.BytesIO(b"{}")}, tmp_path / "bag")
    with read_parcel(tmp_path / "bag") as parcel:
        for name in (wrong, "b" * 64):
            with pytest.raises(PackRefused):
                parcel.document(name)
        with pytest.raises(PackRefused):
            parcel.copy_to("media/nothing", io.BytesIO())


def test_a_case_pack_is_no_bag_and_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "letter.txt").write_text("kept")
    with pytest.raises(ExportError):
        written(tmp_path / "there", 1)
    for path in ("../outside", "/etc/x", "a\\b", "con"):
        with pytest.raises(PackRefused):
            write_parcel(BAG, {path: lambda: io.BytesIO(b"")}, tmp_path / "bag")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there"]
