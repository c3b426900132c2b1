"""Each thing that refuses a zip as such: made byte by byte, one lie at a time."""

from __future__ import annotations

import stat
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import BUYER_PHOTO, jpeg
from tests.moderator.pack.bags import ROOT, Files, assert_refused, bag, problems_of
from tests.moderator.pack.rawzip import DEFLATED, Raw, local_header, raw_zip

PHOTO = f"data/{BUYER_PHOTO}"
NAME = "pack.casepack"


def entries(files: Files | None = None, method: int = DEFLATED) -> list[Raw]:
    return [Raw(path, data, method) for path, data in (bag() if files is None else files).items()]


def broken(tmp_path: Path, change: Callable[[Raw], None], path: str = PHOTO) -> Path:
    rows = entries()
    change(next(row for row in rows if row.name == path))
    return raw_zip(rows, tmp_path / NAME)


def test_the_same_bytes_unbroken_are_a_good_pack(tmp_path: Path) -> None:
    assert problems_of(raw_zip(entries(), tmp_path / NAME)) == ()


def set_to(**fields: object) -> Callable[[Raw], None]:
    def change(row: Raw) -> None:
        for name, value in fields.items():
            setattr(row, name, value)

    return change


ROWS = [
    ("encrypted", set_to(flags=2049), "zip-encrypted", ("anyone can read", "encrypted")),
    ("strongly encrypted", set_to(flags=2048 + 64), "zip-encrypted", ("encrypted",)),
    ("masked headers", set_to(flags=2048 + 8192), "zip-encrypted", ("encrypted",)),
    ("bzip2", set_to(method=12, body=b"BZh9"), "zip-method", ("0 (stored) or 8", "12")),
    ("lzma", set_to(method=14, body=b"x"), "zip-method", ("0 (stored) or 8", "14")),
    ("zstandard", set_to(method=93, body=b"x"), "zip-method", ("0 (stored) or 8", "93")),
    ("deflate64", set_to(method=9, body=b"x"), "zip-method", ("0 (stored) or 8", "9")),
    ("patched", set_to(flags=2048 + 32), "zip-method", ("stored",)),
    ("link", set_to(attributes=(stat.S_IFLNK | 0o777) << 16, data=b"/etc/passwd"), "link", ("a file", "a link")),
    ("Windows link", set_to(attributes=0x400), "link", ("a file", "a link")),
    ("pipe", set_to(attributes=stat.S_IFIFO << 16), "special-file", ("file or folder", "10000")),
    ("device", set_to(attributes=stat.S_IFCHR << 16), "special-file", ("file or folder", "20000")),
    ("folder mode on a file", set_to(attributes=stat.S_IFDIR << 16), "special-file", ("40000",)),
    ("other name inside", set_to(local={"name": b"data/media/e2.jpg"}), "zip-mismatch", ("name data/media/e1.jpg",)),
    ("other size inside", set_to(local={"size": 7}), "zip-mismatch", ("the size", "as in the table, found 7")),
    ("other packed size inside", set_to(local={"packed": 7}), "zip-mismatch", ("the packed size", "found 7")),
    ("other checksum inside", set_to(local={"crc": 7}), "zip-mismatch", ("the CRC-32", "found 7")),
    ("other method inside", set_to(local={"method": 0}), "zip-mismatch", ("the method 8", "found 0")),
    ("encrypted only inside", set_to(local={"flags": 2049}), "zip-mismatch", ("the flags 2048", "found 2049")),
    ("stored, two sizes", set_to(method=0, central={"size": 7}), "zip-mismatch", ("7 bytes",)),
    ("no header there", set_to(central={"offset": 3}), "zip-overlap", ("begin at byte", "3")),
    ("another disk", set_to(central={"disk": 1}), "zip-disks", ("one whole zip",)),
    ("half a zip64 size", set_to(central={"size": 0xFFFFFFFF}), "zip-damaged", ("zip64",)),
    ("wrong checksum", set_to(local={"crc": 7}, central={"crc": 7}), "checksum", ("CRC-32 00000007",)),
    ("damaged deflate", set_to(body=b"\xff" * 99), "zip-damaged", ("deflated", "damage")),
    ("deflate cut off", lambda row: set_to(body=row.packed()[:-9])(row), "zip-damaged", ("bytes, found",)),
    ("bytes behind deflate", lambda row: set_to(body=row.packed() + b"xx")(row), "zip-damaged", ("2 more",)),
    ("descriptor lies", set_to(flags=2056, after=b"PK\7\x08" + bytes(12)), "zip-mismatch", ("behind its bytes",)),
]


@pytest.mark.parametrize(("change", "code", "words"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_one_lie_about_an_entry(
    change: Callable[[Raw], None], code: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    assert_refused(broken(tmp_path, change), code, PHOTO, *words)


def test_more_bytes_than_declared(tmp_path: Path) -> None:
    over = {"size": 900}
    out = broken(tmp_path, set_to(local=over, central=over))
    assert_refused(out, "oxum", "bag-info.txt", ".3 for")
    files = {path: data for path, data in bag().items() if path != "bag-info.txt"}
    rows = entries(files | {"tagmanifest-sha256.txt": b""})
    next(row for row in rows if row.name == "bagit.txt").__dict__.update(local={"size": 9}, central={"size": 9})
    out = raw_zip(rows, tmp_path / NAME)
    assert_refused(out, "file-size", "bagit.txt", "9 bytes as declared", "found more")


def test_fewer_bytes_than_declared(tmp_path: Path) -> None:
    over = {"size": 999}
    out = broken(tmp_path, set_to(local=over, central=over), "bagit.txt")
    assert_refused(out, "file-size", "bagit.txt", "999 bytes as declared", "found 54")


def test_an_entry_twice(tmp_path: Path) -> None:
    out = raw_zip([*entries(), Raw(PHOTO, jpeg("darkred"))], tmp_path / NAME)
    assert_refused(out, "zip-duplicate", PHOTO, "once", "second time")


def test_a_folder_twice_and_a_folder_that_is_a_file_too(tmp_path: Path) -> None:
    out = raw_zip([*entries(), Raw("data/", b""), Raw("data/", b"")], tmp_path / NAME)
    assert_refused(out, "zip-duplicate", "data", "once", "second time")
    out = raw_zip([*entries(), Raw(f"{PHOTO}/", b"")], tmp_path / NAME)
    assert_refused(out, "zip-duplicate", PHOTO, "once", "second time")


def test_a_folder_with_bytes(tmp_path: Path) -> None:
    out = raw_zip([*entries(), Raw("data/media/", b"four")], tmp_path / NAME)
    assert_refused(out, "zip-mismatch", "data/media", "a folder to be empty", "4 bytes")


def test_two_roots(tmp_path: Path) -> None:
    rows = [Raw(f"{root}/{row.name}", row.data) for root in ("one", "two") for row in entries()]
    out = raw_zip(rows, tmp_path / NAME)
    assert_refused(out, "roots", NAME, "one folder", "“one”, “two”")


@pytest.mark.parametrize("beside", ["readme.txt", "__MACOSX/x", "empty/"])
def test_something_beside_the_one_folder(beside: str, tmp_path: Path) -> None:
    rows = [Raw(ROOT + row.name, row.data) for row in entries()]
    out = raw_zip([*rows, Raw(beside, b"" if beside[-1] == "/" else b"x")], tmp_path / NAME)
    assert_refused(out, "roots", NAME, "one folder", beside.split("/")[0])


def test_a_bag_two_folders_deep(tmp_path: Path) -> None:
    out = raw_zip([Raw(f"a/b/{row.name}", row.data) for row in entries()], tmp_path / NAME)
    assert_refused(out, "bagit-missing", "bagit.txt")


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "not-a-zip"), (b"PK", "not-a-zip"), (b"%PDF-1.7\n" * 99, "not-a-zip"), (b"PK\5\6" * 999, "not-a-zip")],
)
def test_what_is_no_zip_at_all(data: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(data)
    assert_refused(tmp_path / NAME, code, NAME, "zip or folder", "no zip")


def test_an_empty_zip(tmp_path: Path) -> None:
    assert_refused(raw_zip([], tmp_path / NAME), "bagit-missing", "bagit.txt", "no BagIt bag")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_zip_cut_off_anywhere(share: float, tmp_path: Path) -> None:
    whole = raw_zip(entries(), tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(whole[: int(len(whole) * share)])
    assert_refused(tmp_path / NAME, "not-a-zip", NAME, "cut off")


def test_bytes_that_belong_to_nothing(tmp_path: Path) -> None:
    first = "data/media/listing-1.jpg"
    out = raw_zip(entries(), tmp_path / NAME, before=b"#!/bin/sh\n")
    assert_refused(out, "zip-gap", first, "begin at byte 0", "10 bytes of no entry")
    out = raw_zip(entries(), tmp_path / NAME, after=b"more")
    assert_refused(out, "not-a-zip", NAME, "cut off")
    rows = entries()
    rows[0].after = b"hidden"
    assert_refused(raw_zip(rows, tmp_path / NAME), "zip-gap", PHOTO, "6 bytes of no entry")
    rows = entries()
    rows[-1].after = b"hidden"
    assert_refused(raw_zip(rows, tmp_path / NAME), "zip-gap", NAME, "6 other bytes")


def test_an_entry_that_only_its_own_header_names(tmp_path: Path) -> None:
    """A reader that goes by headers, as streaming ones do, would see one file more."""
    rows = entries()
    rows[0].after = local_header(Raw("data/x", b"x")) + b"x"
    assert "zip-gap" in {problem.code for problem in problems_of(raw_zip(rows, tmp_path / NAME))}


@pytest.mark.parametrize(
    ("over", "code", "word"),
    [
        ({"disk": 1}, "zip-disks", "one whole zip"),
        ({"table_disk": 1}, "zip-disks", "one whole zip"),
        ({"here": 3}, "zip-disks", "one whole zip"),
        ({"entries": 9, "here": 9}, "zip-mismatch", "9 entries"),
        ({"size": 7}, "zip-damaged", "to end at byte"),
        ({"offset": 7}, "zip-damaged", "to end at byte"),
        ({"size": 0xFFFFFFFF}, "zip-damaged", "to end at byte"),
    ],
)
def test_an_end_record_that_lies(over: dict[str, int], code: str, word: str, tmp_path: Path) -> None:
    assert_refused(raw_zip(entries(), tmp_path / NAME, end=over), code, NAME, word)


def test_a_table_of_something_else(tmp_path: Path) -> None:
    out = raw_zip(entries(), tmp_path / NAME)
    out.write_bytes(out.read_bytes().replace(b"PK\1\2", b"PK\1\3"))
    assert_refused(out, "zip-damaged", NAME, "table entry", "found none")


def test_a_zip64_record_beyond_the_end(tmp_path: Path) -> None:
    whole = raw_zip(entries(), tmp_path / NAME).read_bytes()
    for at in (len(whole) - 40, 2**40):
        locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
        (tmp_path / NAME).write_bytes(whole[:-22] + locator + whole[-22:])
        assert_refused(tmp_path / NAME, "zip-damaged", NAME, "where its locator points", "found none")


def test_a_header_without_its_mark(tmp_path: Path) -> None:
    out = raw_zip(entries(), tmp_path / NAME)
    whole = out.read_bytes()
    at = whole.index(b"PK\3\4", 1)
    out.write_bytes(whole[:at] + b"PK\3\5" + whole[at + 4 :])
    assert_refused(out, "zip-damaged", PHOTO, f"expected its header at byte {at}, found none")


def test_an_entry_that_ends_behind_its_table(tmp_path: Path) -> None:
    out = raw_zip(entries(), tmp_path / NAME)
    data = bytearray(out.read_bytes())
    last = data.rindex(b"PK\1\2")
    data[last + 32 : last + 34] = struct.pack("<H", 9)  # the length of its comment
    out.write_bytes(bytes(data))
    assert_refused(out, "zip-damaged", NAME, "last entry of the table whole", "cut off")


def test_a_disk_in_the_zip64_field(tmp_path: Path) -> None:
    for disk, codes in ((0, set()), (1, {"zip-disks"})):
        extra = struct.pack("<2HL", 1, 4, disk)
        out = broken(tmp_path, set_to(central={"disk": 0xFFFF, "extra": extra}))
        assert {problem.code for problem in problems_of(out)} == codes


def test_a_name_that_is_said_to_be_utf8_and_is_not(tmp_path: Path) -> None:
    name = {"name": b"data/\xff.jpg"}
    out = raw_zip([*entries(), Raw("data/x.jpg", b"x", local=name, central=name)], tmp_path / NAME)
    assert_refused(out, "name-character", "data/<U+DCFF>.jpg", "UTF-8")


def test_zip64_records_that_disagree(tmp_path: Path) -> None:
    out = raw_zip(entries(), tmp_path / NAME)
    whole = out.read_bytes()
    end = whole[-22:]
    count, size, offset = struct.unpack("<HLL", end[10:20])
    for figures, code in (
        ((count, count, size, offset), None),
        ((count + 1, count + 1, size, offset), "zip-mismatch"),
        ((count, count, size, offset - 1), "zip-mismatch"),
    ):
        record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *figures)
        locator = struct.pack("<4sLQL", b"PK\6\7", 0, offset + size, 1)
        out.write_bytes(whole[:-22] + record + locator + end)
        if code is None:
            assert problems_of(out) == ()
        else:
            assert_refused(out, code, NAME, "end records to agree")
        out.write_bytes(whole[:-22] + record + struct.pack("<4sLQL", b"PK\6\7", 0, 5, 1) + end)
        assert_refused(out, "zip-damaged", NAME, "zip64 end record")
        out.write_bytes(whole[:-22] + record + b"gap" + locator + end)
        assert_refused(out, "zip-damaged", NAME, "zip64 end record")
