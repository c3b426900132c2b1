"""What `write_pack` writes: the same bytes for the same case, readable by all, and never half of it."""

from __future__ import annotations

import copy
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.errors import Cancelled, ExportError, PackRefused
from moderator.pack import Limits, Pack, read_pack, write_pack
from tests.builders import BUYER_PHOTO, LISTING_PHOTO, case_doc, case_media, jpeg, write_case_pack
from tests.moderator.pack.bags import snapshot

SUFFIXES = [".casepack", ""]


def sources(doc: dict[str, Any], media: dict[str, bytes] | None = None) -> dict[str, Callable[[], BinaryIO]]:
    return {path: partial(io.BytesIO, data) for path, data in (media or case_media(doc)).items()}


# Everything that JSON can hold and case.json may keep for others. Half a surrogate pair is no text in UTF-8.
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
KNOWN = {"format", "id", "revision", "reason", "delivery", "claim", "order", "listing", "buyer", "seller", "shipments"}
KNOWN |= {"facts_as_of", "opened_at", "escalated_at", "decision_due_at", "protection_ends_at", "seller_responded_at"}
KNOWN |= {"dispute_window_ends_at", "seller_response_due_at", "policy_version", "reopens", "related", "external"}
KNOWN |= {"appeals", "legal_hold", "messages", "offers", "evidence"}
unknown = st.dictionaries(text.filter(lambda key: key not in KNOWN), values, max_size=4)
name = st.text(st.characters(codec="utf-8", exclude_characters='/\\:<>"|?*', exclude_categories=["C", "Z"]), min_size=1)
paths = name.map(lambda each: f"media/x{each[:40]}.jpg")
IDS = ["AE-1", "CON", "x.", "a..b", "A" * 64]


@given(extra=unknown, where=st.sampled_from(["", "claim", "order", "listing", "buyer"]), path=paths,
       data=st.binary(max_size=500), id_=st.sampled_from(IDS))  # fmt: skip
def test_written_and_read_back_it_is_equal(extra: dict[str, Any], where: str, path: str, data: bytes, id_: str) -> None:
    """Unknown keys, nulls and media bytes come back as they were; a folder and a zip have the same content."""
    doc = case_doc(id=id_)
    target = doc[where] if where else doc
    doc["evidence"][0] |= {"path": path, "caption": None}
    for key, value in extra.items():
        target.setdefault(key, value)
    before = copy.deepcopy(doc)
    media = {path: data, LISTING_PHOTO: jpeg()}
    with tempfile.TemporaryDirectory() as made:
        contents = set()
        for suffix in SUFFIXES:
            out = Path(made) / f"pack{suffix}"
            write_pack(doc, sources(doc, media), out)
            with read_pack(out) as pack:
                assert pack.doc == before == doc
                assert repr(pack.doc["evidence"][0]["caption"]) == "None"
                assert {each: copied(pack, each) for each in pack.files} == media
                contents.add(pack.content_sha256)
        assert len(contents) == 1


def copied(pack: Pack, path: str) -> bytes:
    out = io.BytesIO()
    pack.copy_to(path, out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_case_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    doc = case_doc()
    turned = {key: doc[key] for key in reversed(doc)}
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    one = write_pack(doc, sources(doc), first)
    two = write_pack(turned, dict(reversed(sources(doc).items())), second)
    assert one == two
    assert files_in(first) == files_in(second)


def test_the_bytes_do_not_depend_on_zone_locale_or_day(tmp_path: Path) -> None:
    code = "import sys, pathlib; from tests.builders import write_case_pack; write_case_pack(pathlib.Path(sys.argv[1]))"
    made: list[bytes] = []
    for zone, language in (("UTC", "C.UTF-8"), ("Asia/Tokyo", "ja_JP.UTF-8")):
        env = os.environ | {"TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": str(len(made))}
        folder = tmp_path / language
        subprocess.run([sys.executable, "-c", code, str(folder)], env=env, check=True, cwd=Path(__file__).parents[3])
        made.append((folder / "AE-2026-000123.casepack").read_bytes())
    assert made[0] == made[1]


def files_in(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {"": path.read_bytes()}
    return {str(each.relative_to(path)): each.read_bytes() for each in path.rglob("*") if each.is_file()}


def test_the_sum_that_it_returns(tmp_path: Path) -> None:
    doc = case_doc()
    zipped = write_pack(doc, sources(doc), tmp_path / "a.casepack")
    assert zipped == hashlib.sha256((tmp_path / "a.casepack").read_bytes()).hexdigest()
    folder = write_pack(doc, sources(doc), tmp_path / "a")
    assert folder == hashlib.sha256((tmp_path / "a/tagmanifest-sha256.txt").read_bytes()).hexdigest()


@pytest.mark.parametrize("path", ["media/e1.jpg", "media/100%.jpg", "media/照片 1.jpg", "e1.jpg", "a%25b.jpg"])
def test_bagit_and_unzip_take_it(path: str, tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["path"] = path
    bag = bagit.Bag(str(write_case_pack(tmp_path, doc, suffix="")))
    assert bag.validate()
    assert bag.version_info == ((0, 97) if "%" in path else (1, 0))
    with zipfile.ZipFile(write_case_pack(tmp_path, doc)) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unzipped")
    bag = bagit.Bag(str(tmp_path / "unzipped/AE-2026-000123"))
    assert bag.validate()
    assert bag.info["External-Identifier"] == "AE-2026-000123"


@pytest.mark.parametrize("path", ["media/a%0Ab.jpg", "media/a%0d%25.jpg"])
def test_names_that_look_like_escapes(path: str, tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["path"] = path
    with read_pack(write_case_pack(tmp_path, doc)) as pack:
        assert path in pack.files


def test_media_from_files(tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(jpeg())
    write_pack(case_doc(), {BUYER_PHOTO: photo, LISTING_PHOTO: photo}, tmp_path / "a.casepack")
    with read_pack(tmp_path / "a.casepack") as pack:
        assert pack.files[BUYER_PHOTO].sha256 == hashlib.sha256(jpeg()).hexdigest()


def test_a_zip_is_replaced_and_an_empty_folder_filled(tmp_path: Path) -> None:
    (tmp_path / "AE-2026-000123.casepack").write_bytes(b"old")
    (tmp_path / "AE-2026-000123").mkdir()
    for suffix in SUFFIXES:
        read_pack(write_case_pack(tmp_path, suffix=suffix)).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["AE-2026-000123", "AE-2026-000123.casepack"]


def test_what_stands_in_the_way_stays(tmp_path: Path) -> None:
    doc = case_doc()
    (tmp_path / "a.casepack").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = snapshot(tmp_path)
    for out in ("a.casepack", "full", "file", "none/a.casepack", "none/a"):
        with pytest.raises(ExportError, match=out.split("/")[0]):
            write_pack(doc, sources(doc), tmp_path / out)
    assert snapshot(tmp_path) == before


class Failing(io.BytesIO):
    """Evidence on a stick that is pulled out half-way."""

    def __init__(self, error: Exception) -> None:
        super().__init__(bytes(3 * 2**20))
        self._error = error

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 2**20:
            raise self._error
        return super().read(size)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("error", "told"), [(OSError(5, "Input/output error"), ExportError), (Cancelled(), Cancelled)])
def test_nothing_is_left_of_half_a_pack(suffix: str, error: Exception, told: type[Exception], tmp_path: Path) -> None:
    doc = case_doc()
    out = write_case_pack(tmp_path, doc) if suffix else tmp_path / "pack"
    before = snapshot(tmp_path)
    media = sources(doc) | {LISTING_PHOTO: partial(Failing, error)}
    with pytest.raises(told):
        write_pack(doc, media, out)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_writing_can_be_stopped(suffix: str, tmp_path: Path) -> None:
    doc = case_doc()
    for asks in range(6):
        left = iter(range(asks))
        with pytest.raises(Cancelled):
            write_pack(doc, sources(doc), tmp_path / f"a{suffix}", stop=lambda left=left: next(left, None) is None)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_could_not_be_read_again_is_not_written(suffix: str, tmp_path: Path) -> None:
    doc = case_doc()
    refusals: list[tuple[dict[str, Any], dict[str, Callable[[], BinaryIO]], str]] = [
        (case_doc(reason="regret"), sources(doc), "/reason"),
        (doc, {BUYER_PHOTO: sources(doc)[BUYER_PHOTO]}, "/listing/photos/0/path"),
        (doc, sources(doc) | {"media/x.jpg": io.BytesIO}, "data/media/x.jpg"),
        (case_doc(x=float("nan")), sources(doc), "data/case.json"),
        (case_doc(x="\ud83d"), sources(doc), "data/case.json"),
    ]
    for path in ("../x.jpg", "/x.jpg", "media/con", "MEDIA/x.jpg", "case.json"):
        bad = case_doc()
        bad["evidence"][0]["path"] = path
        pointer = "data/" if path.isupper() or path.startswith("MEDIA") else "/evidence/0/path"
        refusals.append((bad, sources(bad), pointer))
    for broken, media, pointer in refusals:
        with pytest.raises(PackRefused) as refused:
            write_pack(broken, media, tmp_path / f"a{suffix}")
        assert any(problem.pointer.startswith(pointer) for problem in refused.value.problems)
        assert list(tmp_path.iterdir()) == []


def test_a_pack_over_the_limits_is_not_written(tmp_path: Path) -> None:
    doc = case_doc()
    with pytest.raises(PackRefused, match="at most 1000 bytes"):
        write_pack(doc, sources(doc), tmp_path / "a.casepack", Limits(file_bytes=1000))
    assert list(tmp_path.iterdir()) == []


def test_the_moment_it_is_there_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written and synced beside, then moved: at the time of the move the pack reads as good."""
    moves = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        read_pack(self).close()
        moves.append((self.parent, target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    out = write_case_pack(tmp_path)
    assert moves == [(tmp_path, out)]
