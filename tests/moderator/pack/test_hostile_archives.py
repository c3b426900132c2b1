"""Hostile archives in one table: each is refused by a sentence that names its entry, quickly and in little memory.

What each refusal says in full is tested where it belongs, in the tests beside this one. The rules for
names are those of every operating system, on every operating system.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from moderator.errors import PackRefused
from moderator.pack import read_pack
from tests.moderator.pack.bags import bag
from tests.moderator.pack.rawzip import DEFLATED, Raw, central_header, end_record, local_header, raw_zip
from tests.moderator.pack.test_name_refusals import OUTSIDE, UNSAFE, shown
from tests.moderator.pack.test_zip_bombs import Cost
from tests.moderator.pack.test_zip_refusals import PHOTO, ROWS, broken, entries

NAME = "pack.casepack"
SECONDS, MEMORY = 3.0, 200e6
Archive = tuple[str, Callable[[Path], Path], str]
"""What it is called, how it is made in a folder, and the entry that the refusal must name."""


def _lie(change: Callable[[Raw], None]) -> Callable[[Path], Path]:
    return lambda folder: broken(folder, change)


def _beside(*rows: Raw) -> Callable[[Path], Path]:
    """A good pack and some more entries."""
    return lambda folder: raw_zip([*entries(), *rows], folder / NAME)


def _named(path: str) -> Callable[[Path], Path]:
    return _beside(Raw(path, b"x"))


def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def _declared_bomb(folder: Path) -> Path:
    over = {"size": 400 << 20}
    return _beside(Raw("data/bomb.jpg", b"", DEFLATED, body=_bomb(400), local=over, central=over))(folder)


def _lying_bomb(folder: Path) -> Path:
    return _beside(Raw("data/bomb.jpg", b"x" * 1000, DEFLATED, body=_bomb(400)))(folder)


def _bomb_in_place_of_the_case(folder: Path) -> Path:
    def change(row: Raw) -> None:
        row.body = _bomb(100)

    return broken(folder, change, "data/case.json")


def _endless_blocks(folder: Path) -> Path:
    body = b"\0\0\0\xff\xff" * 400_000 + zlib.compress(b"x", wbits=-15)
    return _beside(Raw("data/x.jpg", b"x", DEFLATED, body=body))(folder)


def _shared_bytes(folder: Path) -> Path:
    body = _bomb(50)
    first = Raw("data/0", bytes(1), DEFLATED, body=body, local={"size": 1 << 20}, central={"size": 1 << 20})
    rows = [Raw(f"data/{i}", b"", DEFLATED, body=body, central={"size": 1 << 20, "crc": 0}) for i in range(40)]
    table, data = b"".join(central_header(row, 0) for row in rows), local_header(first) + body
    (folder / NAME).write_bytes(data + table + end_record(40, len(table), len(data)))
    return folder / NAME


def _nested_entry(folder: Path) -> Path:
    inner = Raw("data/inner", b"inner")
    outer = Raw("data/outer", local_header(inner) + b"inner")
    data = local_header(outer) + outer.data
    table = central_header(outer, 0) + central_header(inner, len(local_header(outer)))
    (folder / NAME).write_bytes(data + table + end_record(2, len(table), len(data)))
    return folder / NAME


def _million_entries(folder: Path) -> Path:
    table, data = central_header(Raw("data/x", b""), 0) * 200_000, local_header(Raw("data/x", b""))
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 200_000, 200_000, len(table), len(data))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(data) + len(table), 1)
    end = end_record(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    (folder / NAME).write_bytes(data + table + record + locator + end)
    return folder / NAME


def _cut_off(folder: Path) -> Path:
    whole = raw_zip(entries(), folder / NAME).read_bytes()
    (folder / NAME).write_bytes(whole[: len(whole) // 2])
    return folder / NAME


def _behind_a_program(folder: Path) -> Path:
    return raw_zip(entries(), folder / NAME, before=b"MZ this is a program")


def _unlisted(folder: Path) -> Path:
    rows = entries()
    rows[0].after = local_header(Raw("data/hidden", b"x")) + b"x"
    return raw_zip(rows, folder / NAME)


ARCHIVES: list[Archive] = [
    *((name, _lie(change), PHOTO) for name, change, *_ in ROWS),
    *((f"name {path[:30]!r}", _named(f"data/{path}"), shown(f"data/{path}")) for path, *_ in UNSAFE),
    *((f"name {path!r}", _named(path), shown(path)) for path, *_ in OUTSIDE),
    ("case clash", _named("data/MEDIA/E1.JPG"), "data/MEDIA/E1.JPG"),
    ("case clash with the bag", _named("BAGIT.TXT"), "BAGIT.TXT"),
    ("the same twice", _named(PHOTO), PHOTO),
    ("a folder in the place of a file", _beside(Raw(f"{PHOTO}/", b"")), PHOTO),
    ("a folder with bytes", _beside(Raw("data/media/", b"four")), "data/media"),
    ("a file below a file", _named(f"{PHOTO}/inner.jpg"), PHOTO),
    ("a file of no manifest", _named("data/stowaway.exe"), "data/stowaway.exe"),
    ("declared bomb", _declared_bomb, "data/bomb.jpg"),
    ("lying bomb", _lying_bomb, "data/bomb.jpg"),
    ("case.json that is a bomb", _bomb_in_place_of_the_case, "data/case.json"),
    ("endless empty blocks", _endless_blocks, "data/x.jpg"),
    ("entries that share their bytes", _shared_bytes, "data/0"),
    ("an entry inside another", _nested_entry, "data/inner"),
    ("more entries than allowed", _million_entries, NAME),
    ("cut off", _cut_off, NAME),
    ("behind a program", _behind_a_program, "data/media/listing-1.jpg"),
    ("an entry that no table lists", _unlisted, PHOTO),
]


def test_there_are_sixty_different_ones() -> None:
    assert len({name for name, *_ in ARCHIVES}) == len(ARCHIVES) >= 60


@pytest.mark.parametrize(("make", "entry"), [row[1:] for row in ARCHIVES], ids=[row[0] for row in ARCHIVES])
def test_refused_by_name(make: Callable[[Path], Path], entry: str, tmp_path: Path) -> None:
    path = make(tmp_path)
    with Cost() as cost, pytest.raises(PackRefused) as refused:
        read_pack(path).close()
    named = [problem for problem in refused.value.problems if entry in str(problem)]
    assert named, refused.value.problems
    assert str(named[0]).isprintable()
    assert cost.seconds < SECONDS
    assert cost.memory < MEMORY
    assert [each.name for each in tmp_path.iterdir()] == [NAME], "something was unpacked"


def test_without_a_lie_it_is_read(tmp_path: Path) -> None:
    assert bag()
    read_pack(raw_zip(entries(), tmp_path / NAME)).close()
