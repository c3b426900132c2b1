"""Packs that must load: every shape, and what other tools make."""

from __future__ import annotations

import functools
import hashlib
import io
import re
import struct
import subprocess
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import bagit
import pytest

from moderator.errors import PackRefused
from moderator.pack import PackedFile, content_sha256, read_pack
from moderator.pack.container import FolderContainer, ZipContainer
from tests.builders import BUYER_PHOTO, LISTING_PHOTO, case_doc, case_media, jpeg, write_case_pack
from tests.moderator.pack.bags import (
    CARRIERS,
    ROOT,
    Files,
    as_folder,
    as_zip,
    bag,
    manifest,
    problems_of,
    seal,
    seal_tags,
)
from tests.moderator.pack.rawzip import DEFLATED, Raw, raw_zip

CONTENT = content_sha256(
    case_doc(), {path: hashlib.sha256(data).hexdigest() for path, data in case_media(case_doc()).items()}
)


def assert_good(path: Path) -> None:
    """The pack at `path` holds the builder's case and pictures, whatever carries them."""
    with read_pack(path) as pack:
        assert pack.doc == case_doc()
        assert pack.case.id == "AE-2026-000123"
        assert pack.content_sha256 == CONTENT
        assert set(pack.files) == {LISTING_PHOTO, BUYER_PHOTO}
        picture = jpeg("darkred")
        sha256 = hashlib.sha256(picture).hexdigest()
        assert pack.files[BUYER_PHOTO] == PackedFile(BUYER_PHOTO, sha256, len(picture))
        with pack.open(BUYER_PHOTO) as file:
            assert file.read() == picture
        copy = io.BytesIO()
        assert pack.copy_to(BUYER_PHOTO, copy) == sha256
        assert copy.getvalue() == picture
        with pytest.raises(KeyError):
            pack.open("media/none.jpg")


@pytest.mark.parametrize("root", ["", ROOT, "любая папка/", "data/"])
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_with_and_without_a_folder(root: str, compression: int, tmp_path: Path) -> None:
    assert_good(as_zip(bag(), tmp_path / "any.name", root, compression))


@pytest.mark.parametrize("inner", ["", "AE-2026-000123"])
def test_a_folder_and_a_folder_in_a_folder(inner: str, tmp_path: Path) -> None:
    as_folder(bag(), tmp_path / "pack" / inner)
    assert_good(tmp_path / "pack")


def test_a_link_to_a_pack(tmp_path: Path) -> None:
    folder = as_folder(bag(), tmp_path / "pack")
    for name, target in (("folder", folder), ("zip", as_zip(bag(), tmp_path / "pack.casepack"))):
        (tmp_path / name).symlink_to(target)
        assert_good(tmp_path / name)


@pytest.mark.parametrize("version", ["0.93", "0.95", "0.96", "0.97", "1.0"])
@pytest.mark.parametrize("algorithms", [["sha256"], ["sha256", "md5"], ["sha512", "sha256", "sha1", "sha3_256"]])
def test_versions_and_algorithms(version: str, algorithms: list[str], tmp_path: Path) -> None:
    assert_good(as_zip(bag(version=version, algorithms=algorithms), tmp_path / "pack.casepack"))


@pytest.mark.parametrize("checksums", [["sha256"], ["sha256", "sha512"], ["md5", "sha1", "sha256"]])
def test_what_the_bagit_library_makes(checksums: list[str], tmp_path: Path) -> None:
    folder = as_folder({path[5:]: data for path, data in bag().items() if path.startswith("data/")}, tmp_path / "made")
    info = {"Contact-Name": "Ω", "Contact-Phone": ["1", "2"], "External-Description": "x" * 300}
    bagit.make_bag(str(folder), info, checksums=checksums)
    assert_good(folder)
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert_good(as_zip({name: path.read_bytes() for name, path in files.items()}, tmp_path / "z"))


def edit(path: str, change: Callable[[bytes], bytes]) -> Files:
    files = bag(version="0.97")
    return seal_tags(files | {path: change(files[path])})


@pytest.mark.parametrize(
    "files",
    [
        edit("manifest-sha256.txt", lambda data: data.replace(b"\n", b"\r\n")),
        edit("manifest-sha256.txt", lambda data: data.replace(b"  ", b" *")),
        edit("manifest-sha256.txt", lambda data: data.replace(b"  ", b"\t")),
        edit("manifest-sha256.txt", lambda data: data.replace(b"  data/", b"  ./data/")),
        edit("manifest-sha256.txt", lambda data: data.rstrip()),
        edit("manifest-sha256.txt", lambda data: b"# made by hand\n\n" + data),
        edit("manifest-sha256.txt", lambda data: b"\xef\xbb\xbf" + data),
        edit("manifest-sha256.txt", lambda data: data + data),
        edit("manifest-sha256.txt", lambda data: re.sub(b"(?m)^[0-9a-f]+", lambda m: m[0].upper(), data)),
        edit("bag-info.txt", lambda data: data + b"Note: a long\n  story\n\told\n\nNote: again\n"),
        edit("bag-info.txt", lambda _: b""),
        edit("bagit.txt", lambda data: data.replace(b"UTF-8", b"utf8").replace(b"\n", b"\r\n")),
        edit("bagit.txt", lambda data: data.replace(b"UTF-8", b"ISO-8859-1")),
        seal(bag() | {"notes/read me.txt": b"hello", "manifest-crc32.txt": b"00  x\n"}),
        bag() | {"tagmanifest-md5.txt": manifest({"bagit.txt": bag()["bagit.txt"]}, "md5")},
        {path: data for path, data in bag().items() if path != "bag-info.txt"}
        | {"tagmanifest-sha256.txt": manifest({p: bag()[p] for p in ("bagit.txt", "manifest-sha256.txt")})},
    ],
)
def test_bags_as_other_tools_write_them(files: Files, tmp_path: Path) -> None:
    assert_good(as_zip(files, tmp_path / "pack.casepack"))


@pytest.mark.parametrize("options", ["-r", "-r0", "-r9", "-rX", "-rD", "-rfd", "-rfz", "-r -UN=UTF8"])
@pytest.mark.parametrize("root", [True, False])
def test_the_zip_program(options: str, root: bool, tool: Callable[[str], str], tmp_path: Path) -> None:
    folder = as_folder(bag(), tmp_path / "pack")
    there, what = (tmp_path, "pack") if root else (folder, ".")
    out = tmp_path / "out.zip"
    command = [tool("zip"), "-q", *options.split()]
    subprocess.run([*command, str(out), what], cwd=there, check=True)
    assert_good(out)
    if options != "-rfz":  # into a pipe, it forgets the zip64 end record and no reader takes it
        piped = subprocess.run([*command, "-", what], cwd=there, check=True, stdout=subprocess.PIPE)
        out.write_bytes(piped.stdout)
        assert_good(out)


def python_zip(out: Path, files: Files, streamed: bool = False, zip64: bool = False, comment: bytes = b"") -> Path:
    buffer = Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        archive.mkdir("pack")
        archive.mkdir("pack/data")
        for path, data in files.items():
            with archive.open(f"pack/{path}", "w", force_zip64=zip64) as file:
                file.write(data)
    out.write_bytes(buffer.getvalue())
    return out


class Unseekable(io.BytesIO):
    """A pipe: its writer cannot go back to fill in the sizes."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: int) -> int:
        raise OSError


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("comment", [b"", b"a comment", b"PK\5\6 in a comment, long enough", bytes(65535)])
def test_what_python_writes(streamed: bool, zip64: bool, comment: bytes, tmp_path: Path) -> None:
    assert_good(python_zip(tmp_path / "out.zip", bag(), streamed, zip64, comment))


@pytest.mark.parametrize("flags", [0, 2048])
@pytest.mark.parametrize("name", ["media/é 中.jpg", "media/👩🔧.jpg"])
def test_names_in_utf8_with_and_without_the_flag(flags: int, name: str, tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["path"] = name
    rows = [Raw(path, data, DEFLATED, flags) for path, data in bag(doc).items()]
    with read_pack(raw_zip(rows, tmp_path / "pack.casepack")) as pack:
        assert name in pack.files


def test_names_in_cp437(tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["path"] = "media/über.jpg"
    rows = [Raw(path, data, flags=0) for path, data in bag(doc).items()]
    for row in rows:
        row.local = row.central = {"name": row.name.encode("cp437")}
    assert problems_of(raw_zip(rows, tmp_path / "pack.casepack")) == ()


@pytest.mark.parametrize("sum_is_right", [True, False])
def test_names_in_a_field_of_their_own(sum_is_right: bool, tmp_path: Path) -> None:
    """Info-ZIP's unicode path field counts where its checksum shows that nobody renamed the entry since."""
    doc = case_doc()
    doc["evidence"][0]["path"] = "media/照片.jpg"
    rows = [Raw(path, data, flags=0) for path, data in bag(doc).items()]
    for row in rows:
        if not row.name.isascii():
            raw = b"data/media/\x8f\x90.jpg"
            body = struct.pack("<BL", 1, zlib.crc32(raw) ^ (not sum_is_right)) + row.name.encode()
            row.local = row.central = {"name": raw, "extra": struct.pack("<2H", 0x7075, len(body)) + body}
    problems = problems_of(raw_zip(rows, tmp_path / "pack.casepack"))
    codes = {problem.code for problem in problems}
    assert codes == (set() if sum_is_right else {"payload-unlisted", "listed-missing"})


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_macos_spells_letters_apart(form: Literal["NFC", "NFD"], tmp_path: Path) -> None:
    name = "media/jarrón.jpg"
    doc = case_doc()
    doc["evidence"][0]["path"] = name
    files = {unicodedata.normalize(form, path): data for path, data in bag(doc).items()}
    with read_pack(as_folder(files, tmp_path / "pack")) as pack:
        assert name in pack.files
        assert pack.copy_to(name, io.BytesIO()) == hashlib.sha256(jpeg("darkred")).hexdigest()


@pytest.mark.parametrize(
    ("name", "written", "version"),
    [
        ("media/100%.jpg", "media/100%25.jpg", "1.0"),
        ("media/100%.jpg", "media/100%.jpg", "0.97"),
        ("media/100%.jpg", "media/100%.jpg", "1.0"),
        ("media/a%25b.jpg", "media/a%2525b.jpg", "1.0"),
        ("media/a%25b.jpg", "media/a%25b.jpg", "0.97"),
        ("media/a%0Ab.jpg", "media/a%250Ab.jpg", "1.0"),
    ],
)
def test_percent_signs_in_manifests(name: str, written: str, version: str, tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["path"] = name
    files = bag(doc, version=version)
    text = files["manifest-sha256.txt"].replace(name.encode(), written.encode())
    with read_pack(as_zip(seal_tags(files | {"manifest-sha256.txt": text}), tmp_path / "z")) as pack:
        assert name in pack.files


def test_two_items_may_share_a_file(tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"].append({**doc["evidence"][0], "id": "E2"})
    doc["listing"]["photos"][0]["path"] = BUYER_PHOTO
    with read_pack(as_zip(bag(doc), tmp_path / "z")) as pack:
        assert list(pack.files) == [BUYER_PHOTO]


def test_no_photos_and_no_evidence(tmp_path: Path) -> None:
    doc = case_doc(evidence=None)
    doc["listing"]["photos"] = None
    with read_pack(as_zip(bag(doc), tmp_path / "z")) as pack:
        assert (dict(pack.files), pack.case.evidence) == ({}, ())


def test_null_and_absent_are_the_same_content(tmp_path: Path) -> None:
    plain = case_doc()
    other = case_doc() | {"legal_hold": None, "offers": [], "unknown": None, "revision": 1.0}
    other["evidence"][0] |= {"caption": None, "sensitive": []}
    with read_pack(as_zip(bag(plain), tmp_path / "a")) as a, read_pack(as_zip(bag(other), tmp_path / "b")) as b:
        assert a.content_sha256 == b.content_sha256
        assert b.doc == other


@pytest.mark.parametrize("change", ["text", "file", "path", "unknown"])
def test_other_content_is_another_content(change: str, tmp_path: Path) -> None:
    doc, media = case_doc(), case_media(case_doc())
    if change == "text":
        doc["claim"]["text"] += " "
    elif change == "file":
        media[BUYER_PHOTO] = jpeg("green")
    elif change == "path":
        doc["evidence"][0]["path"] = "media/other.jpg"
        media["media/other.jpg"] = media.pop(BUYER_PHOTO)
    else:
        doc["unknown"] = 1
    with read_pack(as_zip(bag(doc, media), tmp_path / "z")) as pack:
        assert pack.content_sha256 != CONTENT


def test_what_this_program_writes(tmp_path: Path) -> None:
    for suffix in (".casepack", ""):
        assert_good(write_case_pack(tmp_path / f"pack{suffix}", suffix=suffix))


def test_many_files(tmp_path: Path) -> None:
    """As many as the limit lets in: case.json, 9 995 photos and the bag's own four."""
    doc = case_doc()
    doc["evidence"] = [{**doc["evidence"][0], "id": f"E{i}", "path": f"media/{i}.jpg"} for i in range(9994)]
    media = {f"media/{i}.jpg": b"%d" % i for i in range(9994)} | {LISTING_PHOTO: jpeg()}
    with read_pack(as_zip(bag(doc, media), tmp_path / "z")) as pack:
        assert len(pack.files) == 9995
    doc["evidence"].append({**doc["evidence"][0], "id": "E9994", "path": "media/9994.jpg"})
    with pytest.raises(PackRefused, match="at most 10000 files, found 10001"):
        read_pack(as_zip(bag(doc, media | {"media/9994.jpg": b"x"}), tmp_path / "more"))


@pytest.mark.parametrize("step", [7, 4096, 100_003, 400_009, 10**7])
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_reading_in_pieces_and_two_at_a_time(step: int, compression: int, tmp_path: Path) -> None:
    big = b"".join(b"%d " % i for i in range(200_000))
    out = as_zip(bag(media={LISTING_PHOTO: jpeg("navy"), BUYER_PHOTO: big}), tmp_path / "z", compression=compression)
    with read_pack(out) as pack, pack.open(BUYER_PHOTO) as one, pack.open(LISTING_PHOTO) as other:
        assert other.read(3) == jpeg("navy")[:3]
        pieces = list(iter(functools.partial(one.read, step), b""))
        assert other.read() == jpeg("navy")[3:]
        assert b"".join(pieces) == big


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_file_is_read_once(carrier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is parsed is what was hashed: a second reading could find other bytes."""
    opened: list[str] = []
    for kind in (FolderContainer, ZipContainer):

        def watched(self: Any, path: str, real: Callable[..., Any] = kind.open) -> Any:
            opened.append(path.removeprefix(ROOT))
            return real(self, path)

        monkeypatch.setattr(kind, "open", watched)
    read_pack(CARRIERS[carrier](bag(algorithms=["sha256", "md5"]), tmp_path)).close()
    assert sorted(opened) == sorted(bag(algorithms=["sha256", "md5"]))
