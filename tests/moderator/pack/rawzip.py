"""Zip files byte by byte, with every field free to lie: the standard library would not write most of these."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STORED, DEFLATED = 0, 8


@dataclass
class Raw:
    """One entry. What is None is computed from `data`; `local` and `central` override fields of one header.

    Their fields: name (bytes), flags, method, crc, packed, size, offset, attributes, extra, disk.
    """

    name: str
    data: bytes
    method: int = STORED
    flags: int = 2048
    attributes: int = 0o100644 << 16
    body: bytes | None = None
    """The packed bytes; None packs `data` by `method`."""
    after: bytes = b""
    """What follows the packed bytes, such as a data descriptor."""
    local: dict[str, Any] = field(default_factory=dict)
    central: dict[str, Any] = field(default_factory=dict)

    def packed(self) -> bytes:
        if self.body is not None:
            return self.body
        return deflate(self.data) if self.method == DEFLATED else self.data

    def fields(self, over: dict[str, Any], offset: int) -> dict[str, Any]:
        plain = {
            "name": self.name.encode(),
            "flags": self.flags,
            "method": self.method,
            "crc": zlib.crc32(self.data),
            "packed": len(self.packed()),
            "size": len(self.data),
            "offset": offset,
            "attributes": self.attributes if not self.name.endswith("/") else 0o040755 << 16,
            "extra": b"",
            "disk": 0,
        }
        return plain | over


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def local_header(entry: Raw, offset: int = 0) -> bytes:
    f = entry.fields(entry.local, offset)
    numbers = (20, f["flags"], f["method"], 0, 33, f["crc"], f["packed"], f["size"], len(f["name"]), len(f["extra"]))
    return struct.pack("<4s5H3L2H", b"PK\3\4", *numbers) + f["name"] + f["extra"]


def central_header(entry: Raw, offset: int) -> bytes:
    f = entry.fields(entry.central, offset)
    head = (20 | 3 << 8, 20, f["flags"], f["method"], 0, 33, f["crc"], f["packed"], f["size"])
    tail = (len(f["name"]), len(f["extra"]), 0, f["disk"], 0, f["attributes"], f["offset"])
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", *head, *tail) + f["name"] + f["extra"]


def end_record(entries: int, size: int, offset: int, over: Mapping[str, Any] | None = None) -> bytes:
    f: dict[str, Any] = {"disk": 0, "table_disk": 0, "here": entries, "entries": entries, "size": size}
    f |= {"offset": offset, "comment": b""} | dict(over or {})
    numbers = (f["disk"], f["table_disk"], f["here"], f["entries"], f["size"], f["offset"], len(f["comment"]))
    return struct.pack("<4s4H2LH", b"PK\5\6", *numbers) + f["comment"]


def raw_zip(
    entries: Iterable[Raw],
    out: Path,
    before: bytes = b"",
    after: bytes = b"",
    end: Mapping[str, Any] | None = None,
) -> Path:
    """Writes the entries one behind the other, then the table. `end` overrides fields of the end record."""
    data = bytearray(before)
    table = bytearray()
    count = 0
    for entry in entries:
        table += central_header(entry, len(data))
        data += local_header(entry) + entry.packed() + entry.after
        count += 1
    record = end_record(count, len(table), len(data), end)
    out.write_bytes(bytes(data + table) + record + after)
    return out
