"""A zip file's table of contents, read so that no two readers can see different packs in one file.

The standard library's reader takes the last of two entries of one name, lets entries overlap (a bomb of 45 kB
that declares 10 GB), cuts names at a NUL and skips bytes that no entry owns. Here every byte of the file belongs
to exactly one entry or to the table, and both headers of an entry say the same. So a zip with something before it
or between its entries is refused too: tools disagree about what such a file holds.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from moderator.errors import PackRefused, Problem
from moderator.pack.limits import Limits
from moderator.pack.names import shown
from moderator.pack.refusal import refuse

STORED, DEFLATED = 0, 8
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _DESCRIPTOR, _PATCHED, _STRONG, _UTF8, _MASKED = 1, 8, 32, 64, 2048, 8192
_MEANT = _ENCRYPTED | _DESCRIPTOR | _PATCHED | _STRONG | _UTF8 | _MASKED  # others tell how hard a packer tried
_LONGEST_COMMENT = 0xFFFF
_FULL = 0xFFFFFFFF
_REPARSE_POINT = 0x400


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as declared; sizes and offsets in bytes. A folder's name has no "/" at its end."""

    name: str
    raw: bytes
    folder: bool
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int
    data: int = 0
    """Where the packed bytes begin; 0 until the entry's own header was read."""


@dataclass(frozen=True, slots=True)
class _End:
    entries: int
    size: int
    offset: int
    at: int
    """Where the table must end: the first byte of the end records."""


def read_table(file: BinaryIO, label: str, limits: Limits) -> list[Row]:
    """The entries of a zip, in the order of their bytes. `label` names the zip in problems.

    Reads headers only, never more than the limits allow. Raises PackRefused.
    """
    length = file.seek(0, 2)
    end = _find_end(file, length, label)
    most = 2 * limits.files
    if end.entries > most:
        refuse(label, "files", f"expected at most {limits.files} files, found {end.entries} entries")
    if end.size > limits.directory_bytes:
        text = f"expected a table of at most {limits.directory_bytes} bytes, found {end.size}"
        refuse(label, "zip-table-size", text)
    rows = sorted(_read_central(file, end, label), key=lambda row: row.offset)
    problems = [problem for row in rows for problem in _row_problems(row)] + list(_twice(rows))
    if problems:
        raise PackRefused(problems)
    return _place(file, rows, end.at - end.size, label)


def _find_end(file: BinaryIO, length: int, label: str) -> _End:
    start = max(0, length - _LONGEST_COMMENT - _END.size)
    tail = _at(file, start, length - start)
    at = tail.rfind(b"PK\5\6")
    while at >= 0:
        if at + _END.size <= len(tail):
            fields = _END.unpack_from(tail, at)
            if at + _END.size + fields[7] == len(tail):
                return _checked_end(file, start + at, fields, label)
        at = tail.rfind(b"PK\5\6", 0, at)
    refuse(label, "not-a-zip", "expected a case pack (zip or folder), found no zip, or one that is cut off")


def _checked_end(file: BinaryIO, at: int, fields: tuple[int, ...], label: str) -> _End:
    disk, table_disk, here, entries, size, offset = fields[1:7]
    locator = _at(file, at - _LOCATOR.size, _LOCATOR.size) if at >= _LOCATOR.size else b""
    if locator.startswith(b"PK\6\7"):
        _, _, at64, disks = _LOCATOR.unpack(locator)
        record = _at(file, at64, _END64.size) if at64 + _END64.size <= at - _LOCATOR.size else b""
        if not record.startswith(b"PK\6\6"):
            refuse(label, "zip-damaged", "expected a zip64 end record where its locator points, found none")
        sizes = _END64.unpack(record)
        if at64 + 12 + sizes[1] != at - _LOCATOR.size or disks > 1:
            refuse(label, "zip-damaged", "expected the zip64 end record next to its locator, found a gap")
        full = (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, _FULL, _FULL)
        if any(old not in pair for old, *pair in zip(fields[1:7], sizes[4:10], full, strict=True)):
            refuse(label, "zip-mismatch", "expected both end records to agree, found different figures")
        disk, table_disk, here, entries, size, offset = sizes[4:10]
        at = at64
    if disk or table_disk or here != entries:
        refuse(label, "zip-disks", "expected one whole zip file, found a part of several")
    if offset + size != at:
        found = f"found {offset + size}: cut off, or bytes were added"
        refuse(label, "zip-damaged", f"expected the table to end at byte {at}, {found}")
    return _End(entries, size, offset, at)


def _read_central(file: BinaryIO, end: _End, label: str) -> list[Row]:
    table = _at(file, end.offset, end.size)
    rows: list[Row] = []
    at = 0
    while at < len(table):
        if len(table) - at < _CENTRAL.size or table[at : at + 4] != b"PK\1\2":
            refuse(label, "zip-damaged", f"expected a table entry at byte {end.offset + at}, found none")
        fields = _CENTRAL.unpack_from(table, at)
        at += _CENTRAL.size
        name, extra = fields[10], fields[11]
        if at + name + extra + fields[12] > len(table):
            refuse(label, "zip-damaged", "expected the last entry of the table whole, found it cut off")
        rows.append(_row(fields, table[at : at + name], table[at + name : at + name + extra], label))
        at += name + extra + fields[12]
    if len(rows) != end.entries:
        refuse(label, "zip-mismatch", f"expected {end.entries} entries, found {len(rows)} in the table")
    return rows


def _row(fields: tuple[int, ...], raw: bytes, extra: bytes, label: str) -> Row:
    flags, method = fields[3], fields[4]
    name = _name(raw, flags, extra)
    size, packed, offset, disk = _wide(extra, [fields[9], fields[8], fields[16]], fields[13], name, label)
    if disk:
        refuse(shown(name), "zip-disks", "expected one whole zip file, found an entry on another disk")
    folder = name.endswith("/")
    plain = name[:-1] if folder else name
    return Row(plain, raw, folder, flags, method, fields[7], packed, size, offset, fields[15])


def _name(raw: bytes, flags: int, extra: bytes) -> str:
    """Zip says CP437 unless a flag says UTF-8, but most tools outside Windows write UTF-8 without the flag.

    A wrong guess refuses the pack and no more, as the manifest must name the same path.
    """
    if flags & _UTF8 or raw.isascii():
        return raw.decode("utf-8", "surrogateescape")
    for tag, body in _extras(extra):
        if tag == 0x7075 and len(body) > 5 and struct.unpack_from("<L", body, 1)[0] == zlib.crc32(raw):
            return body[5:].decode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        tag, size = struct.unpack_from("<2H", extra, at)
        yield tag, extra[at + 4 : at + 4 + size]
        at += 4 + size


def _wide(extra: bytes, narrow: list[int], disk: int, name: str, label: str) -> tuple[int, int, int, int]:
    """Size, packed size, offset and disk, from the zip64 field wherever the old one is full."""
    body = next((body for tag, body in _extras(extra) if tag == 1), b"")
    values = []
    for value in narrow:
        if value == _FULL:
            if len(body) < 8:
                refuse(shown(name) or label, "zip-damaged", "expected its zip64 sizes, found none")
            value, body = int.from_bytes(body[:8], "little"), body[8:]
        values.append(value)
    if disk == 0xFFFF:
        disk = int.from_bytes(body[:4], "little")
    return values[0], values[1], values[2], disk


def _row_problems(row: Row) -> Iterator[Problem]:
    where = shown(row.name)
    if row.flags & (_ENCRYPTED | _STRONG | _MASKED):
        yield Problem(where, "zip-encrypted", "expected an entry that anyone can read, found it encrypted")
    if row.method not in (STORED, DEFLATED) or row.flags & _PATCHED:
        yield Problem(where, "zip-method", f"expected method 0 (stored) or 8 (deflated), found {row.method}")
    kind = stat.S_IFMT(row.attributes >> 16)
    if kind == stat.S_IFLNK or row.attributes & _REPARSE_POINT:
        yield Problem(where, "link", "expected a file, found a link")
    elif kind not in (0, stat.S_IFDIR if row.folder else stat.S_IFREG):
        yield Problem(where, "special-file", f"expected a file or folder, found mode {kind:o}")
    if row.folder and (row.size or row.packed > 2):
        yield Problem(where, "zip-mismatch", f"expected a folder to be empty, found {row.size} bytes in it")
    if row.method == DEFLATED and row.packed > 2 * row.size + 1024:
        # Deflate adds next to nothing at worst; endless empty blocks would only cost time.
        text = f"expected deflated bytes for a file of {row.size} bytes, found {row.packed}"
        yield Problem(where, "zip-mismatch", text)
    if row.method == STORED and row.packed != row.size:
        text = f"expected a stored entry as long as its file, {row.size} bytes, found {row.packed}"
        yield Problem(where, "zip-mismatch", text)


def _twice(rows: list[Row]) -> Iterator[Problem]:
    seen: set[str] = set()
    for row in rows:
        if row.name in seen:
            yield Problem(shown(row.name), "zip-duplicate", "expected each name once, found it a second time")
        seen.add(row.name)


def _place(file: BinaryIO, rows: list[Row], table: int, label: str) -> list[Row]:
    """The rows with the place of their bytes, once both headers agree and every byte has one owner."""
    placed: list[Row] = []
    at = 0
    for row, following in zip(rows, [*(r.offset for r in rows[1:]), table], strict=False):
        where = shown(row.name) or label
        if row.offset < at:
            text = f"expected it to begin at byte {at}, found {row.offset}, inside another entry"
            refuse(where, "zip-overlap", text)
        if row.offset > at:
            text = f"expected it to begin at byte {at}, found {row.offset - at} bytes of no entry before it"
            refuse(where, "zip-gap", text)
        data = _local(file, row, where)
        at = data + row.packed
        if at > table:
            refuse(where, "zip-overlap", f"expected its bytes to end by byte {table}, found {at}")
        if row.flags & _DESCRIPTOR and following > at:
            at += _descriptor(_at(file, at, min(24, following - at)), row, where)
        placed.append(replace(row, data=data))
    if at != table:
        refuse(label, "zip-gap", f"expected the table at byte {at}, found {table - at} other bytes")
    return placed


def _local(file: BinaryIO, row: Row, where: str) -> int:
    """Where the entry's bytes begin, once its own header says the same as the table."""
    header = _at(file, row.offset, _LOCAL.size)
    if not header.startswith(b"PK\3\4") or len(header) < _LOCAL.size:
        refuse(where, "zip-damaged", f"expected its header at byte {row.offset}, found none")
    _, _, flags, method, _, _, crc, packed, size, name, extra = _LOCAL.unpack(header)
    rest = _at(file, row.offset + _LOCAL.size, name + extra)
    found: dict[str, int | bytes] = {"flags": flags & _MEANT, "method": method, "name": rest[:name]}
    table: dict[str, int | bytes] = {"flags": row.flags & _MEANT, "method": row.method, "name": row.raw}
    if not row.flags & _DESCRIPTOR:
        size, packed, _, _ = _wide(rest[name:], [size, packed, 0], 0, where, where)
        found |= {"CRC-32": crc, "packed size": packed, "size": size}
        table |= {"CRC-32": row.crc, "packed size": row.packed, "size": row.size}
    for what, said in table.items():
        if found[what] != said:
            text = f"expected the {what} {_figure(said)} in its header as in the table, found {_figure(found[what])}"
            refuse(where, "zip-mismatch", text)
    return row.offset + _LOCAL.size + int(name) + int(extra)


def _figure(value: int | bytes) -> str:
    return shown(value.decode("utf-8", "replace")) if isinstance(value, bytes) else str(value)


def _descriptor(found: bytes, row: Row, where: str) -> int:
    """The length of the sizes written behind the bytes of a streamed entry: four forms are in use."""
    for sizes in ("<L2L", "<L2Q"):
        try:
            packed = struct.pack(sizes, row.crc, row.packed, row.size)
        except struct.error:
            continue
        for form in (b"PK\7\x08" + packed, packed):
            if found == form:
                return len(form)
    refuse(where, "zip-mismatch", "expected the sizes behind its bytes to repeat the table, found others")


def _at(file: BinaryIO, offset: int, count: int) -> bytes:
    file.seek(offset)
    return file.read(count)
