"""Which face prints what, and the same faces again by hash."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from moderator.errors import ExportError
from moderator.report import fonts as fonts_module
from moderator.report.fonts import FontSet, installed_fonts


def face_of(text: str, *, bold: bool = False, mono: bool = False, language: str = "en"):
    return installed_fonts().face_for(text, bold, mono, language, None)


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("a", "NotoSans-Regular.ttf"),
        ("ж", "NotoSans-Regular.ttf"),
        ("ω", "NotoSans-Regular.ttf"),
        ("发", "wqy-microhei.ttc"),
        ("が", "wqy-microhei.ttc"),
        ("한", "wqy-microhei.ttc"),
        ("ع", "NotoSansArabic-Regular.ttf"),
        ("ש", "NotoSansHebrew-Regular.ttf"),
        ("क", "NotoSansDevanagari-Regular.ttf"),
        ("ก", "NotoSansThai-Regular.ttf"),
        ("😀", "Symbola_hint.ttf"),
        ("。", "wqy-microhei.ttc"),
    ],
)
def test_each_script_has_its_face(text, file):
    face = face_of(text)
    assert face is not None
    assert face.file == file


def test_bold_and_mono_have_their_own_faces():
    assert face_of("a", bold=True).file == "NotoSans-Bold.ttf"
    assert face_of("a", mono=True).role == "mono"
    assert face_of("ع", bold=True).file == "NotoSansArabic-Bold.ttf"
    assert face_of("发", bold=True).file == "wqy-microhei.ttc"


def test_a_danda_stays_in_the_face_of_its_word():
    devanagari = face_of("क")
    assert installed_fonts().face_for("।", False, False, "bn", devanagari) is devanagari


def test_nothing_has_a_face_for_what_no_font_holds():
    assert face_of("\U0001f9ff") is None


def test_a_set_is_described_by_hash_and_comes_back_from_it():
    small = installed_fonts().only(face for face in installed_fonts().faces if face.role in ("text", "han"))
    entries = small.describe()
    assert [entry["role"] for entry in entries] == ["text", "han"]
    assert entries[0]["sha256"] == hashlib.sha256(small.faces[0].data).hexdigest()
    files = {face.sha256: face.data for face in small.faces}
    assert FontSet.from_bytes(entries, files.__getitem__).describe() == entries


def test_another_file_under_the_same_name_is_refused():
    entry = {"role": "text", "file": "NotoSans-Regular.ttf", "sha256": "0" * 64, "index": 0}
    with pytest.raises(ExportError, match="not the one it was decided with"):
        FontSet.from_bytes([entry], lambda _: b"other")


def test_a_set_without_any_font_says_what_to_install():
    with pytest.raises(ExportError, match="fonts-noto-core"):
        FontSet([])


def _outlines_of_postscript() -> bytes:
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "a"])
    builder.setupCharacterMap({97: "a"})
    pen = T2CharStringPen(600, None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((500, 500))
    pen.closePath()
    shape = pen.getCharString()
    builder.setupCFF("Postscript", {}, {".notdef": shape, "a": shape}, {})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "a": (600, 0)})
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Postscript", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def _forbidden() -> bytes:
    font = TTFont(BytesIO(installed_fonts().faces[0].data))
    font["OS/2"].fsType = 0x0002
    file = BytesIO()
    font.save(file)
    return file.getvalue()


@pytest.mark.parametrize("make", [_outlines_of_postscript, _forbidden])
def test_fonts_that_cannot_or_must_not_be_embedded_are_passed_over(tmp_path: Path, make):
    path = tmp_path / "font.ttf"
    path.write_bytes(make())
    assert not fonts_module._usable((path, 0))


def test_the_choice_follows_from_the_files_alone():
    first = [(face.role, face.file) for face in installed_fonts().faces]
    installed_fonts.cache_clear()
    assert [(face.role, face.file) for face in installed_fonts().faces] == first
