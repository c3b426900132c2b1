"""Zips that are larger than they look: bombs must cost neither time nor memory. And the limits, one by one."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from moderator.pack import Limits
from tests.builders import case_doc, jpeg
from tests.moderator.pack.bags import Files, as_zip, assert_refused, bag, problems_of
from tests.moderator.pack.rawzip import DEFLATED, Raw, central_header, end_record, local_header, raw_zip

NAME = "pack.casepack"


def entries(files: Files | None = None) -> list[Raw]:
    return [Raw(path, data, DEFLATED) for path, data in (bag() if files is None else files).items()]


class Cost:
    """What a block of code took: seconds, and bytes of Python memory at its peak."""

    def __enter__(self) -> Cost:
        tracemalloc.start()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._start
        self.memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


HUGE = 2**31 - 2**24
"""Just under the limit of a file. To unpack it takes seconds, so a test that takes less did not."""


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """HUGE zero bytes, deflated to two megabytes: one piece that ends at a whole byte, again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (HUGE // 2**24) + packer.flush()


def test_a_bomb_that_says_so(bomb: bytes, tmp_path: Path) -> None:
    over = {"size": HUGE}
    row = Raw("data/media/bomb.jpg", b"", DEFLATED, body=bomb, local=over, central=over)
    out = raw_zip([*entries(), row], tmp_path / NAME)
    with Cost() as cost:
        problem = assert_refused(out, "expansion", "data/media/bomb.jpg", "200 times", str(over["size"]))
    assert str(len(bomb)) in problem.text
    assert_refused(out, "expansion", NAME, "200 times")
    assert cost.seconds < 1
    assert cost.memory < 4e6


@pytest.mark.parametrize("place", ["data/media/bomb.jpg", "data/case.json", "bagit.txt", "manifest-sha256.txt"])
def test_a_bomb_that_lies_about_its_size(place: str, bomb: bytes, tmp_path: Path) -> None:
    files = bag(extra={place: b"x" * 1000})
    rows = entries(files)
    next(row for row in rows if row.name == place).body = bomb
    rows[0].data = rows[0].data.ljust(60_000, b"\0")
    out = raw_zip(rows, tmp_path / NAME)
    with Cost() as cost:
        problems = problems_of(out)
    assert problems
    assert cost.seconds < 1
    assert cost.memory < 8e6


def test_a_lying_bomb_is_cut_at_what_it_declared(bomb: bytes, tmp_path: Path) -> None:
    """Everything about it is right except what it unpacks to, so only reading it can tell."""
    doc = case_doc()
    doc["evidence"][0]["path"] = "media/bomb.jpg"
    size = len(bomb)
    files = bag(doc, {"media/listing-1.jpg": jpeg(), "media/bomb.jpg": bytes(size)})
    rows = entries(files)
    next(row for row in rows if row.name == "data/media/bomb.jpg").body = bomb
    out = raw_zip(rows, tmp_path / NAME)
    with Cost() as cost:
        assert_refused(out, "file-size", "data/media/bomb.jpg", f"{size} bytes as declared", "found more")
    assert cost.seconds < 2
    assert cost.memory < 8e6


def test_entries_that_share_their_bytes(bomb: bytes, tmp_path: Path) -> None:
    """The overlap bomb: one deflated stream, many entries that point to it."""
    row = Raw("data/0", bytes(1), DEFLATED, body=bomb, local={"size": 2**20}, central={"size": 2**20})
    data = local_header(row) + bomb
    rows = [Raw(f"data/{i}", b"", DEFLATED, body=bomb, central={"size": 2**20, "crc": 0}) for i in range(40)]
    table = b"".join(central_header(each, 0) for each in rows)
    (tmp_path / NAME).write_bytes(data + table + end_record(40, len(table), len(data)))
    with Cost() as cost:
        codes = {problem.code for problem in problems_of(tmp_path / NAME)}
    assert codes <= {"zip-overlap", "zip-mismatch", "expansion"}
    assert codes
    assert cost.seconds < 1
    assert cost.memory < 4e6


def test_an_entry_inside_another(tmp_path: Path) -> None:
    """A stored entry whose bytes are a whole second entry."""
    inner = Raw("data/inner", b"inner")
    outer = Raw("data/outer", local_header(inner) + b"inner")
    data = local_header(outer) + outer.data
    table = central_header(outer, 0) + central_header(inner, len(local_header(outer)))
    (tmp_path / NAME).write_bytes(data + table + end_record(2, len(table), len(data)))
    assert_refused(tmp_path / NAME, "zip-overlap", "data/inner", "inside another entry")


def test_endless_empty_blocks(tmp_path: Path) -> None:
    """Deflate can spend any number of bytes on nothing."""
    body = b"\0\0\0\xff\xff" * 400_000 + zlib.compress(b"x", wbits=-15)
    row = Raw("data/media/x.jpg", b"x", DEFLATED, body=body)
    assert_refused(raw_zip([*entries(), row], tmp_path / NAME), "zip-mismatch", "data/media/x.jpg", str(len(body)))


def test_a_million_empty_entries(tmp_path: Path) -> None:
    table = central_header(Raw("data/x", b""), 0) * 200_000
    data = b"".join([local_header(Raw("data/x", b""))])
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 200_000, 200_000, len(table), len(data))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(data) + len(table), 1)
    end = end_record(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    (tmp_path / NAME).write_bytes(data + table + record + locator + end)
    with Cost() as cost:
        assert_refused(tmp_path / NAME, "files", NAME, "10000", "200000")
    assert cost.seconds < 1
    assert cost.memory < 1e6


def test_a_table_larger_than_any_pack_needs(tmp_path: Path) -> None:
    out = raw_zip(entries(), tmp_path / NAME)
    assert_refused(out, "zip-table-size", NAME, "99", limits=Limits(directory_bytes=99))


@pytest.mark.parametrize(
    ("limits", "code", "pointer"),
    [
        (Limits(files=6), "files", NAME),
        (Limits(file_bytes=1640), "file-size", "data/media/listing-1.jpg"),
        (Limits(pack_bytes=5000), "pack-size", NAME),
        (Limits(tag_bytes=50), "file-size", "bagit.txt"),
        (Limits(json_bytes=500), "file-size", "data/case.json"),
    ],
)
def test_declared_sizes_over_the_limits(limits: Limits, code: str, pointer: str, tmp_path: Path) -> None:
    out = as_zip(bag(), tmp_path / NAME, "", zipfile.ZIP_STORED)
    assert_refused(out, code, pointer, "at most", "found", limits=limits)


def test_expansion_of_the_whole_pack(tmp_path: Path) -> None:
    """Many small files that are each below the floor."""
    doc = case_doc()
    doc["evidence"] = [{**doc["evidence"][0], "id": f"E{i}", "path": f"media/{i}.jpg"} for i in range(40)]
    media = {f"media/{i}.jpg": bytes(2**20 - 1) for i in range(40)} | {"media/listing-1.jpg": jpeg()}
    out = as_zip(bag(doc, media), tmp_path / NAME)
    assert_refused(out, "expansion", NAME, "200 times")
    assert problems_of(out, Limits(expansion=2000)) == ()


def test_the_limits_as_they_stand() -> None:
    limits = Limits()
    assert (limits.pack_bytes, limits.file_bytes) == (4 * 2**30, 2 * 2**30)
    assert (limits.files, limits.expansion) == (10_000, 200)


def test_a_real_file_over_two_gigabytes(tmp_path: Path) -> None:
    """Sparse on disk: its size is real, its zeros cost nothing."""
    size = 2**31 + 1
    row = Raw("data/media/x.mp4", b"", local={"packed": size, "size": size}, central={"packed": size, "size": size})
    with (tmp_path / NAME).open("wb") as file:
        file.write(local_header(row))
        at = file.seek(size, 1)
        table = central_header(row, 0)
        file.write(table + end_record(1, len(table), at))
    with Cost() as cost:
        assert_refused(tmp_path / NAME, "file-size", row.name, f"at most {2**31}", f"found {size}")
    assert cost.seconds < 1


def test_a_real_pack_over_four_gigabytes(tmp_path: Path) -> None:
    with (tmp_path / NAME).open("wb") as file:
        file.truncate(2**32 + 1)
    assert_refused(tmp_path / NAME, "pack-size", NAME, f"at most {2**32}", f"found {2**32 + 1}")
