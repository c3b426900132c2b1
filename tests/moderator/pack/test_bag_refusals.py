"""Each thing that refuses a bag: a good pack, broken by one change, as a zip and as a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from moderator.pack import read_pack
from tests.builders import BUYER_PHOTO, case_doc, case_media, jpeg
from tests.moderator.pack.bags import CARRIERS, CASE, Files, assert_refused, bag, manifest, problems_of, seal, seal_tags

PHOTO = f"data/{BUYER_PHOTO}"


class Break(NamedTuple):
    """`change` gets the files of a good bag; then `code` stands at `pointer`, and the sentence has the `words`."""

    name: str
    change: Callable[[Files], Files]
    code: str
    pointer: str
    words: tuple[str, ...]


def without(*paths: str) -> Callable[[Files], Files]:
    return lambda files: {path: data for path, data in files.items() if path not in paths}


def with_file(path: str, data: bytes) -> Callable[[Files], Files]:
    return lambda files: files | {path: data}


def with_tag(path: str, data: bytes) -> Callable[[Files], Files]:
    """The tag manifest agrees, so that the file itself must be what is found."""
    return lambda files: seal_tags(files | {path: data})


def edited(path: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        assert old in files[path]
        return seal_tags(files | {path: files[path].replace(old, new, 1)})

    return change


def sealed_with(path: str, data: bytes) -> Callable[[Files], Files]:
    return lambda files: seal(files | {path: data})


def sealed_without(path: str) -> Callable[[Files], Files]:
    return lambda files: seal(without(path)(files))


def two_sums(files: Files) -> Files:
    line = f"{'0' * 64}  {PHOTO}\n".encode()
    return seal_tags(files | {"manifest-sha256.txt": files["manifest-sha256.txt"] + line})


def twice(files: Files) -> Files:
    line = next(each for each in files["manifest-sha256.txt"].splitlines(True) if PHOTO.encode() in each)
    return seal_tags(files | {"manifest-sha256.txt": files["manifest-sha256.txt"] + line})


def manifest_line(line: str) -> Callable[[Files], Files]:
    return lambda files: seal_tags(
        files | {"manifest-sha256.txt": files["manifest-sha256.txt"] + line.encode() + b"\n"}
    )


def md5_wrong(files: Files) -> Files:
    wrong = manifest({path: data + b"x" for path, data in files.items() if path == PHOTO}, "md5")
    right = {path: data for path, data in files.items() if path.startswith("data/") and path != PHOTO}
    return seal_tags(files | {"manifest-md5.txt": wrong + manifest(right, "md5")}, ["sha256"])


def md5_short(files: Files) -> Files:
    payload = {path: data for path, data in files.items() if path.startswith("data/") and path != PHOTO}
    return seal_tags(files | {"manifest-md5.txt": manifest(payload, "md5")})


def only_in_sha512(files: Files) -> Files:
    """A file that SHA-256 does not cover: the `bagit` library takes the manifests together and lets it pass."""
    sha256 = {path: data for path, data in files.items() if path.startswith("data/") and path != PHOTO}
    sha512 = {path: data for path, data in files.items() if path.startswith("data/")}
    files = seal(files, version="0.97")
    made = {"manifest-sha256.txt": manifest(sha256), "manifest-sha512.txt": manifest(sha512, "sha512")}
    return seal_tags(files | made | {"bagit.txt": files["bagit.txt"].replace(b"1.0", b"0.97")})


NOTHING = "0" * 64
MISSING = "expected this file in the pack"
BREAKS = [
    # what the declaration and bag-info say
    Break("no bagit.txt", without("bagit.txt"), "bagit-missing", "bagit.txt", (MISSING,)),
    Break("BOM in bagit.txt", edited("bagit.txt", b"BagIt", b"\xef\xbb\xbfBagIt"), "bagit-txt", "bagit.txt", ("mark",)),
    Break("bagit.txt is no UTF-8", with_tag("bagit.txt", b"\xff\xfe"), "encoding", "bagit.txt", ("utf-8", "ff")),
    Break("no version", edited("bagit.txt", b"BagIt-V", b"V"), "bagit-txt", "bagit.txt", ("BagIt-Version", "0 times")),
    Break(
        "no encoding",
        edited("bagit.txt", b"Tag-File", b"File"),
        "bagit-txt",
        "bagit.txt",
        ("Tag-File-Character-Encoding", "0 times"),
    ),
    Break(
        "version twice",
        edited("bagit.txt", b"Tag", b"BagIt-Version: 1.0\nTag"),
        "bagit-txt",
        "bagit.txt",
        ("once", "2 times"),
    ),
    Break("version 2.0", edited("bagit.txt", b"1.0", b"2.0"), "bagit-version", "bagit.txt", ("0.93 to 1.0", "2.0")),
    Break("version one", edited("bagit.txt", b"1.0", b"one"), "bagit-version", "bagit.txt", ("0.93 to 1.0", "one")),
    Break("no colon", with_tag("bagit.txt", b"BagIt-Version 1.0\n"), "bagit-txt", "bagit.txt", ("line 1", "Version 1")),
    Break("odd encoding", edited("bagit.txt", b"UTF-8", b"EBCDIC-9"), "encoding", "bagit.txt", ("UTF-8", "EBCDIC-9")),
    Break("codec as encoding", edited("bagit.txt", b"UTF-8", b"idna"), "encoding", "bagit.txt", ("UTF-8", "idna")),
    Break(
        "bag-info without colon",
        with_tag("bag-info.txt", b"Contact nobody\n"),
        "bag-info",
        "bag-info.txt",
        ("Label: value", "Contact nobody"),
    ),
    Break("bag-info is no UTF-8", with_tag("bag-info.txt", b"A: \xe9\n"), "encoding", "bag-info.txt", ("utf-8", "e9")),
    Break("oxum too many", edited("bag-info.txt", b".3\n", b".4\n"), "oxum", "bag-info.txt", (".3 for", ".4")),
    Break("oxum too large", edited("bag-info.txt", b"Oxum: ", b"Oxum: 9"), "oxum", "bag-info.txt", ("Oxum", "found 9")),
    Break("oxum is none", with_tag("bag-info.txt", b"Payload-Oxum: all\n"), "oxum", "bag-info.txt", ("BYTES", "all")),
    Break(
        "a second oxum",
        edited("bag-info.txt", b"Payload", b"payload-oxum: 1.1\nPayload"),
        "oxum",
        "bag-info.txt",
        ("found 1.1",),
    ),
    # which files there are
    Break("no payload", lambda f: {p: d for p, d in f.items() if p[:5] != "data/"}, "case-missing", CASE, (MISSING,)),
    Break("no case.json", sealed_without(CASE), "case-missing", CASE, (MISSING,)),
    Break("no manifest", without("manifest-sha256.txt"), "manifest-missing", "manifest-sha256.txt", (MISSING,)),
    Break(
        "no tag manifest", without("tagmanifest-sha256.txt"), "manifest-missing", "tagmanifest-sha256.txt", (MISSING,)
    ),
    Break(
        "only SHA-512",
        lambda _: bag(algorithms=["sha512"]),
        "manifest-missing",
        "manifest-sha256.txt",
        (MISSING, "SHA-256"),
    ),
    Break("fetch.txt", with_tag("fetch.txt", b"https://example.com/x - data/x\n"), "fetch", "fetch.txt", ("fetch",)),
    Break("an empty fetch.txt", with_tag("fetch.txt", b""), "fetch", "fetch.txt", ("fetch",)),
    Break("FETCH.TXT", with_tag("FETCH.TXT", b""), "fetch", "FETCH.TXT", ("fetch",)),
    Break("unlisted tag file", with_file("notes.txt", b"hi"), "tag-unlisted", "notes.txt", ("tagmanifest-sha256.txt",)),
    Break(
        "unlisted tag folder", with_file("notes/a.txt", b"hi"), "tag-unlisted", "notes/a.txt", ("tagmanifest-sha256",)
    ),
    Break(
        "unlisted tag manifest of no known kind",
        with_file("tagmanifest-crc32.txt", b"00  bagit.txt\n"),
        "tag-unlisted",
        "tagmanifest-crc32.txt",
        ("tagmanifest-sha256.txt",),
    ),
    Break(
        "unlisted payload",
        lambda files: seal_tags(files | {"data/media/x.jpg": b"x", "bag-info.txt": b"A: b\n"}),
        "payload-unlisted",
        "data/media/x.jpg",
        ("manifest-sha256.txt",),
    ),
    Break("payload only in SHA-512", only_in_sha512, "payload-unlisted", PHOTO, ("manifest-sha256.txt",)),
    Break("a short MD5 manifest", md5_short, "payload-unlisted", PHOTO, ("manifest-md5.txt",)),
    Break("lost payload", without(PHOTO), "listed-missing", PHOTO, ("manifest-sha256.txt", "found none")),
    Break("lost tag file", without("bag-info.txt"), "listed-missing", "bag-info.txt", ("tagmanifest", "found none")),
    Break(
        "payload under another case",
        lambda files: without(PHOTO)(files) | {"data/media/E1.JPG": files[PHOTO]},
        "listed-missing",
        PHOTO,
        ("found none",),
    ),
    # what the manifests say
    Break("two checksums", two_sums, "manifest-twice", PHOTO, ("one checksum", "two")),
    Break("listed twice", twice, "manifest-twice", "manifest-sha256.txt", ("once", "twice")),
    Break("half a line", manifest_line("abc"), "manifest-line", "manifest-sha256.txt", ("line 4", "abc")),
    Break("absolute", manifest_line(f"{NOTHING}  /etc/hosts"), "path-absolute", "manifest-sha256.txt", ("/etc/hosts",)),
    Break("parent", manifest_line(f"{NOTHING}  data/../../x"), "path-parent", "manifest-sha256.txt", ("data/../../x",)),
    Break("home", manifest_line(f"{NOTHING}  ~root/x"), "path-home", "manifest-sha256.txt", ("~root/x",)),
    Break("drive", manifest_line(f"{NOTHING}  C:/x"), "path-drive", "manifest-sha256.txt", ("C:/x",)),
    Break("UNC", manifest_line(rf"{NOTHING}  \\host\x"), "path-absolute", "manifest-sha256.txt", ("network",)),
    Break("backslash", manifest_line(rf"{NOTHING}  data\x"), "path-backslash", "manifest-sha256.txt", (r"data\x",)),
    Break("line end", manifest_line(f"{NOTHING}  data/a%0Ab"), "name-character", "manifest-sha256.txt", ("U+000A",)),
    Break(
        "manifest is no UTF-8",
        with_tag("manifest-sha256.txt", b"\xe9"),
        "encoding",
        "manifest-sha256.txt",
        ("utf-8", "e9"),
    ),
    # what the files hold
    Break("changed photo", with_file(PHOTO, jpeg("navy")[:-1] + b"x"), "oxum", "bag-info.txt", ("Oxum",)),
    Break("MD5 disagrees", md5_wrong, "checksum", PHOTO, ("md5", hashlib.md5(jpeg("darkred")).hexdigest())),
    Break(
        "changed tag file",
        with_file("bagit.txt", b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"),
        "checksum",
        "bagit.txt",
        ("sha256",),
    ),
    # case.json against the payload
    Break(
        "unnamed payload",
        sealed_with("data/media/x.jpg", b"x"),
        "payload-unnamed",
        "data/media/x.jpg",
        ("case.json", "found a file"),
    ),
    Break(
        "unnamed system file", sealed_with("data/.DS_Store", b"x"), "payload-unnamed", "data/.DS_Store", ("case.json",)
    ),
    Break(
        "evidence without its file",
        sealed_without(PHOTO),
        "payload-missing",
        "/evidence/0/path",
        (PHOTO, "found none"),
    ),
    Break(
        "listing photo without its file",
        sealed_without("data/media/listing-1.jpg"),
        "payload-missing",
        "/listing/photos/0/path",
        ("data/media/listing-1.jpg", "found none"),
    ),
]


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.name)
def test_one_change_refuses_the_pack(case: Break, carrier: str, tmp_path: Path) -> None:
    files = bag()
    read_pack(CARRIERS[carrier](files, mkdir(tmp_path / "good"))).close()
    broken = CARRIERS[carrier](case.change(dict(files)), mkdir(tmp_path / "broken"))
    assert_refused(broken, case.code, case.pointer, *case.words)


@pytest.mark.parametrize("path", sorted(bag()))
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_flipped_bit_anywhere_refuses_the_pack(path: str, carrier: str, tmp_path: Path) -> None:
    files = bag(media={p: data + b"\0" * 99 for p, data in case_media(case_doc()).items()})
    # Not the very last byte: nothing covers the tag manifest, and its last line may end in any way.
    for place in {0, len(files[path]) // 2, len(files[path]) - 2}:
        flipped = bytearray(files[path])
        flipped[place] ^= 1
        folder = mkdir(tmp_path / str(place))
        broken = CARRIERS[carrier](files | {path: bytes(flipped)}, folder)
        assert problems_of(broken), f"byte {place}"


def test_every_wrong_checksum_is_named(tmp_path: Path) -> None:
    files = bag()
    broken = files | {path: data[:-1] + b"x" for path, data in files.items() if path.startswith("data/media/")}
    path = CARRIERS["zip"](broken, tmp_path)
    assert_refused(path, "checksum", PHOTO, hashlib.sha256(files[PHOTO]).hexdigest())
    assert_refused(path, "checksum", PHOTO, hashlib.sha256(broken[PHOTO]).hexdigest())
    assert_refused(path, "checksum", "data/media/listing-1.jpg")


def mkdir(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path


@pytest.mark.parametrize(
    ("version", "name", "refused"),
    [("0.95", "package-info.txt", True), ("0.95", "bag-info.txt", False), ("0.96", "bag-info.txt", True)],
)
def test_bag_info_had_another_name_once(version: str, name: str, refused: bool, tmp_path: Path) -> None:
    files = bag(version=version) | {"bag-info.txt": b"", name: b"Payload-Oxum: 1.1\n"}
    path = CARRIERS["zip"](seal_tags(files), tmp_path)
    if refused:
        assert_refused(path, "oxum", name, "found 1.1")
    else:
        assert problems_of(path) == ()
