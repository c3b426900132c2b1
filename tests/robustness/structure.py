"""How files of each format are put together: their pieces, and where the number stands that says how long one is."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

MOST = 4000
"""Pieces that are looked at in one file."""


class Piece(NamedTuple):
    """Bytes `start` to `end`; `number` is where a number about it stands, in `width` bytes, 0 for none."""

    start: int
    end: int
    number: int = 0
    width: int = 0


def pieces(format_: str, data: bytes) -> list[Piece]:
    """The pieces of a file, outer ones before those inside; none for what cannot be told apart."""
    found: list[Piece] = []
    for piece in _BY_FORMAT[format_](data):
        if 0 <= piece.start < piece.end <= len(data) and piece.number + piece.width <= len(data):
            found.append(piece)
        if len(found) == MOST:
            break
    return found


def mended_png(data: bytes) -> bytes:
    """The checksums of a PNG made right again, so that more than its checksum test sees what was changed."""
    out = bytearray(data)
    for piece in _png(data):
        if piece.end <= len(data) and piece.end - piece.start >= 12:
            out[piece.end - 4 : piece.end] = struct.pack(">I", zlib.crc32(out[piece.start + 4 : piece.end - 4]))
    return bytes(out)


def _png(data: bytes) -> Iterator[Piece]:
    place = 8
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        yield Piece(place, end, place, 4)
        place = end


def _jpeg(data: bytes) -> Iterator[Piece]:
    marks = [match.start() for match in re.finditer(rb"\xff[\xc0-\xfe]", data)]
    for place in marks:
        if 0xD0 <= data[place + 1] <= 0xD9 or place + 4 > len(data):
            yield Piece(place, place + 2)
        else:
            yield Piece(place, place + 2 + int.from_bytes(data[place + 2 : place + 4], "big"), place + 2, 2)


def _riff(data: bytes, start: int = 12, end: int | None = None) -> Iterator[Piece]:
    place, end = start, len(data) if end is None else min(end, len(data))
    while place + 8 <= end:
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        after = place + 8 + size + size % 2
        yield Piece(place, min(after, end), place + 4, 4)
        if data[place : place + 4] in (b"LIST", b"RIFF", b"ANMF"):
            skip = 24 if data[place : place + 4] == b"ANMF" else 12
            yield from _riff(data, place + skip, after)
        place = after


_BOXES = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"udta", b"moof", b"traf", b"mvex", b"iprp",
          b"ipco", b"meta", b"iinf", b"stsd", b"dref"}  # fmt: skip
_FULL = {b"meta": 4, b"iinf": 6, b"stsd": 8, b"dref": 8}


def _iso(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    place, end = start, len(data) if end is None else min(end, len(data))
    while place + 8 <= end:
        after = place + (int.from_bytes(data[place : place + 4], "big") or end - place)
        if after < place + 8:
            return
        yield Piece(place, min(after, end), place, 4)
        kind = data[place + 4 : place + 8]
        if kind in _BOXES:
            yield from _iso(data, place + 8 + _FULL.get(kind, 0), after)
        place = after


_MASTERS = {0x18538067, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0x1F43B675, 0xA0, 0x1C53BB6B, 0xBB, 0xB7}


def _ebml(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    place, end = start, len(data) if end is None else min(end, len(data))
    while place + 2 <= end and data[place]:
        width = 9 - data[place].bit_length()
        name = int.from_bytes(data[place : place + width], "big")
        at = place + width
        if at >= end or not data[at]:
            return
        size_width = 9 - data[at].bit_length()
        size = int.from_bytes(data[at : at + size_width], "big") & ((1 << 7 * size_width) - 1)
        body = at + size_width
        after = end if size == (1 << 7 * size_width) - 1 else body + size
        yield Piece(place, min(after, end), at, size_width)
        if name in _MASTERS:
            yield from _ebml(data, body, after)
        place = after


def _tiff(data: bytes) -> Iterator[Piece]:
    order = "<" if data[:2] == b"II" else ">"
    place, seen = struct.unpack_from(f"{order}I", data, 4)[0] if len(data) >= 8 else 0, set()
    yield Piece(4, 8, 4, 4)
    while 8 <= place <= len(data) - 2 and place not in seen:
        seen.add(place)
        count = struct.unpack_from(f"{order}H", data, place)[0]
        yield Piece(place, place + 2, place, 2)
        for entry in range(min(count, 100)):
            at = place + 2 + entry * 12
            for number, width in ((at, 2), (at + 2, 2), (at + 4, 4), (at + 8, 4)):
                yield Piece(at, at + 12, number, width)
        after = place + 2 + count * 12
        place = struct.unpack_from(f"{order}I", data, after)[0] if after + 4 <= len(data) else 0


def _gif(data: bytes) -> Iterator[Piece]:
    yield Piece(0, 13, 6, 4)
    for match in re.finditer(rb"[\x21\x2c]", data[13:]):
        place = 13 + match.start()
        yield Piece(place, min(place + 11, len(data)), place + 1, 4)


def _bmp(data: bytes) -> Iterator[Piece]:
    for place in range(2, min(54, len(data) - 4), 4):
        yield Piece(place, place + 4, place, 4)
    for place in range(54, len(data), 16):
        yield Piece(place, min(place + 16, len(data)))


def _pdf(data: bytes) -> Iterator[Piece]:
    for match in re.finditer(rb"\d+ \d+ obj.*?endobj|<<|>>|/[A-Za-z]+|stream\r?\n", data, re.DOTALL):
        yield Piece(match.start(), match.end())
    for match in re.finditer(rb"\d+", data):
        yield Piece(match.start(), match.end(), match.start(), match.end() - match.start())


def _packets(data: bytes) -> Iterator[Piece]:
    for place in range(0, len(data), 188):
        yield Piece(place, min(place + 188, len(data)), place + 1, 4)


def _lines(data: bytes) -> Iterator[Piece]:
    for match in re.finditer(rb"[^\n]*\n", data):
        yield Piece(match.start(), match.end())


_BY_FORMAT: dict[str, Callable[[bytes], Iterator[Piece]]] = {
    "jpeg": _jpeg, "png": _png, "webp": _riff, "gif": _gif, "tiff": _tiff, "bmp": _bmp, "heif": _iso, "avif": _iso,
    "mp4": _iso, "mov": _iso, "matroska": _ebml, "avi": _riff, "pdf": _pdf, "mpegts": _packets, "text": _lines,
}  # fmt: skip
FORMATS = tuple(_BY_FORMAT)
