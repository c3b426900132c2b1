"""Names that no pack may use: as files in a zip, as files in a folder where the disk allows it, and in case.json."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

import pytest

from moderator.pack import Limits
from tests.builders import case_doc, jpeg
from tests.moderator.pack.bags import CARRIERS, assert_refused, bag, problems_of
from tests.moderator.pack.rawzip import Raw, raw_zip

RLO = "\N{RIGHT-TO-LEFT OVERRIDE}"
UNSAFE = [
    ("../evil.jpg", "path-parent", ".."),
    ("media/../../evil.jpg", "path-parent", ".."),
    ("media/..", "path-parent", ".."),
    ("media/./x.jpg", "path-empty", "“.”"),
    ("media//x.jpg", "path-empty", "empty name"),
    ("media\\x.jpg", "path-backslash", "backslash"),
    ("..\\evil.jpg", "path-parent", ".."),
    ("media/x.jpg:hidden", "path-stream", "colon"),
    ("media/con", "name-device", "device"),
    ("media/NUL.jpg", "name-device", "device"),
    ("media/com1.tar.gz", "name-device", "device"),
    ("media/LPT¹.jpg", "name-device", "device"),
    ("media/conout$", "name-device", "device"),
    ("media/aux .jpg", "name-device", "device"),
    ("prn/x.jpg", "name-device", "device"),
    ("media/x.jpg.", "name-ending", "dot"),
    ("media/x.jpg ", "name-ending", "space"),
    ("media./x.jpg", "name-ending", "dot"),
    ("media/a\nb.jpg", "name-character", "U+000A"),
    ("media/a\x00b.jpg", "name-character", "U+0000"),
    ("media/a\x7fb.jpg", "name-character", "U+007F"),
    (f"media/photo{RLO}gpj.exe", "name-character", "U+202E"),
    ("media/a\N{ZERO WIDTH SPACE}b.jpg", "name-character", "U+200B"),
    ("media/a\N{LINE SEPARATOR}b.jpg", "name-character", "U+2028"),
    (f"media/{'x' * 252}.jpg", "name-long", "255"),
    (f"media/{'é' * 126}.jpg", "name-long", "255"),
    ("/".join(["deep" * 20] * 13) + "/x.jpg", "name-long", "1024"),
]
OUTSIDE = [("/etc/evil.jpg", "path-absolute", "absolute"), ("C:/evil.jpg", "path-drive", "drive")]
OUTSIDE += [("C:evil.jpg", "path-drive", "drive"), ("//host/evil.jpg", "path-absolute", "network")]
OUTSIDE += [("\\\\host\\evil.jpg", "path-absolute", "network")]


def shown(path: str) -> str:
    """The pointer at which an unsafe entry is named: safe to print itself."""
    hidden = {"\n", "\x00", "\x7f", RLO, "\N{ZERO WIDTH SPACE}", "\N{LINE SEPARATOR}"}
    text = "".join(f"<U+{ord(c):04X}>" if c in hidden else c for c in path[:200])
    return text + "…" * (len(path) > 200)


@pytest.mark.parametrize(("path", "code", "word"), UNSAFE)
def test_a_zip_entry_with_an_unsafe_name(path: str, code: str, word: str, tmp_path: Path) -> None:
    entries = [Raw(name, data) for name, data in bag().items()]
    out = raw_zip([*entries, Raw(f"data/{path}", b"x")], tmp_path / "pack.casepack")
    assert_refused(out, code, shown(f"data/{path}"), word)


@pytest.mark.parametrize(("path", "code", "word"), UNSAFE + OUTSIDE)
def test_a_zip_entry_with_an_unsafe_name_at_root(path: str, code: str, word: str, tmp_path: Path) -> None:
    entries = [Raw(name, data) for name, data in bag().items()]
    out = raw_zip([*entries, Raw(path, b"x")], tmp_path / "pack.casepack")
    assert_refused(out, code, shown(path), word)


@pytest.mark.parametrize(("path", "code", "word"), UNSAFE + OUTSIDE)
def test_a_folder_entry_with_an_unsafe_name(path: str, code: str, word: str, tmp_path: Path) -> None:
    out = raw_zip(
        [*(Raw(name, data) for name, data in bag().items()), Raw(f"{path}/", b"")], tmp_path / "pack.casepack"
    )
    assert_refused(out, code, shown(path), word)


@pytest.mark.parametrize(("path", "code", "word"), UNSAFE + OUTSIDE)
@pytest.mark.parametrize("kind", ["evidence", "listing"])
def test_an_unsafe_path_in_case_json(kind: str, path: str, code: str, word: str, tmp_path: Path) -> None:
    """The payload has what the path names at first sight, so that only the name can refuse it."""
    doc = case_doc()
    item = doc["evidence"][0] if kind == "evidence" else doc["listing"]["photos"][0]
    item["path"] = path
    out = CARRIERS["zip"](bag(doc, {"media/e1.jpg": jpeg()}), tmp_path)
    pointer = "/evidence/0/path" if kind == "evidence" else "/listing/photos/0/path"
    assert_refused(out, code, pointer, word)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself refuses such names")
@pytest.mark.parametrize(
    ("path", "code", "word"),
    [row for row in UNSAFE if row[1] not in ("path-parent", "path-empty", "name-long") and "\0" not in row[0]],
)
def test_a_folder_on_disk_with_an_unsafe_name(path: str, code: str, word: str, tmp_path: Path) -> None:
    out = CARRIERS["folder"](bag() | {f"data/{path}": b"x"}, tmp_path)
    assert_refused(out, code, shown(f"data/{path}"), word)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep file names in Unicode")
def test_a_folder_on_disk_with_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    out = CARRIERS["folder"](bag(), tmp_path)
    Path(os.fsdecode(os.fsencode(out) + b"/data/media/\xff.jpg")).write_bytes(b"x")
    assert_refused(out, "name-character", "data/media/<U+DCFF>.jpg", "UTF-8")


def test_a_path_that_is_case_json_itself(tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["path"] = "case.json"
    out = CARRIERS["zip"](bag(doc, {"media/listing-1.jpg": jpeg()}), tmp_path)
    assert_refused(out, "path-reserved", "/evidence/0/path", "case.json")


NFC, NFD = (unicodedata.normalize(form, "media/jarrón.jpg") for form in ("NFC", "NFD"))
SAME = [
    ("media/e1.jpg", "media/E1.jpg"),
    ("media/e1.jpg", "Media/other.jpg"),
    ("media/straße.jpg", "media/STRASSE.jpg"),
    (NFC, NFD),
    (NFC, NFD.upper()),
    ("media/e1.jpg", "media/e1.jpg/inner.jpg"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_collide(one: str, other: str, tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["path"] = one
    doc["evidence"].append({**doc["evidence"][0], "id": "E2", "path": other})
    out = CARRIERS["zip"](bag(doc), tmp_path)
    problem = next(each for each in problems_of(out) if each.code == "name-collision")
    assert "same where case is ignored" in problem.text
    assert "expected one" in problem.text


@pytest.mark.parametrize("name", ["BAGIT.TXT", "Data/x.jpg", "data/Case.json", "Manifest-SHA256.txt"])
def test_names_that_collide_with_the_bags_own(name: str, tmp_path: Path) -> None:
    out = CARRIERS["zip"](bag(extra={name: b"x"}), tmp_path)
    assert "name-collision" in {problem.code for problem in problems_of(out)}


@pytest.mark.parametrize(
    "path",
    [
        "media/дом 1.jpg",
        "media/照片.jpg",
        "media/صورة.jpg",
        "media/می\N{ZERO WIDTH NON-JOINER}خواهم.jpg",
        "media/👩\N{ZERO WIDTH JOINER}🔧.jpg",
        "media/console.jpg",
        "media/com10.jpg",
        "media/.hidden",
        "media/..double",
        "media/~x.jpg",
        "~x.jpg",
        "media/100%.jpg",
        "media/*?.jpg",
        "e1.jpg",
        "a/b/c/d.jpg",
    ],
)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_names_that_are_fine(path: str, carrier: str, tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["path"] = path
    assert problems_of(CARRIERS[carrier](bag(doc, version="0.97"), tmp_path)) == ()


def test_the_limits_of_a_name_are_limits_like_others(tmp_path: Path) -> None:
    out = CARRIERS["zip"](bag(), tmp_path)
    assert_refused(out, "name-long", "AE-2026-000123/manifest-sha256.txt", "14", limits=Limits(name_bytes=14))
