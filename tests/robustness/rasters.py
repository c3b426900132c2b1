"""One picture, and writers for files that no library writes: PNG of any depth, BMP of any age, TIFF in tiles."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Raster = NDArray[np.uint8]
Samples = NDArray[Any]
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of each pass of an interlaced PNG: first column, first row, step of columns, step of rows."""


def scene(width: int = 64, height: int = 48, seed: int = 0) -> Raster:
    """Smooth colours with a square whose place depends on the seed: height x width x 3, no two corners alike."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[:height, :width]
    red = 40 + 170 * columns / width
    green = 200 - 150 * rows / height
    blue = 60 + 120 * (rows + columns) / (width + height)
    pixels = np.stack([red, green, blue], axis=-1)
    x, y = random.integers(width // 4, width // 2), random.integers(height // 4, height // 2)
    pixels[y : y + height // 4, x : x + width // 4] = random.integers(30, 220, 3)
    return np.rint(pixels).astype(np.uint8)


def grey(pixels: Raster) -> Raster:
    """Luma by BT.601, as Pillow rounds it: height x width."""
    red, green, blue = (pixels[..., band].astype(np.uint32) for band in range(3))
    return ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16).astype(np.uint8)


def pack_bits(samples: Samples, bits: int) -> list[bytes]:
    """Rows of samples (height x samples of a row) as bytes, the first sample in the highest bits."""
    if bits == 16:
        return [row.astype(">u2").tobytes() for row in samples]
    if bits == 8:
        return [row.astype(np.uint8).tobytes() for row in samples]
    parts = (samples[..., None] >> np.arange(bits - 1, -1, -1)) & 1
    return [np.packbits(row.reshape(-1).astype(np.uint8)).tobytes() for row in parts]


# --- PNG ------------------------------------------------------------------------------------------


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    samples: Samples,
    bits: int,
    colour: int,
    interlaced: bool = False,
    before: Sequence[tuple[bytes, bytes]] = (),
) -> bytes:
    """`samples` is height x width x bands, `colour` the PNG colour type, `before` are chunks ahead of the pixels."""
    height, width = samples.shape[:2]
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    lines = bytearray()
    for x, y, step_x, step_y in passes:
        part = samples[y::step_y, x::step_x]
        if part.size:
            for row in pack_bits(part.reshape(part.shape[0], -1), bits):
                lines += b"\0" + row
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, int(interlaced))
    chunks = [(b"IHDR", header), *before, (b"IDAT", zlib.compress(bytes(lines))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, body) for name, body in chunks)


# --- BMP ------------------------------------------------------------------------------------------


def bmp(
    rows: Iterable[bytes],
    size: tuple[int, int],
    bits: int,
    palette: bytes = b"",
    compression: int = 0,
    masks: bytes = b"",
    header: int = 40,
    top_down: bool = False,
) -> bytes:
    """`rows` as they lie in the file, unpadded, or one packed stream. `header` 12, 40, 56, 108 or 124 bytes."""
    packed = compression in (1, 2)
    body = b"".join(row if packed else row + bytes(-len(row) % 4) for row in rows)
    width, height = size
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        colours = len(palette) // 4
        signed = -height if top_down else height
        info = struct.pack(
            "<IiiHHIIiiII", header, width, signed, 1, bits, compression, len(body), 2835, 2835, colours, 0
        )
        info = (info + (masks if header > 40 else b"")).ljust(header, b"\0")
    extra = masks if header == 40 else b""
    offset = 14 + len(info) + len(extra) + len(palette)
    return struct.pack("<2sIHHI", b"BM", offset + len(body), 0, 0, offset) + info + extra + palette + body


def run_lengths(indices: Raster, bits: int) -> bytes:
    """A picture of palette indices as BMP RLE8 or RLE4: runs, literals, ends of lines and one end."""
    out = bytearray()
    for row in indices[::-1]:
        place = 0
        while place < len(row):
            length = 1
            while place + length < len(row) and row[place + length] == row[place] and length < 255:
                length += 1
            value = int(row[place])
            out += bytes((length, value if bits == 8 else value << 4 | value))
            place += length
        out += b"\0\0"
    return bytes(out) + b"\0\1"


# --- TIFF -----------------------------------------------------------------------------------------


def tiff(
    tags: dict[int, tuple[int, Sequence[int]]],
    blocks: Sequence[bytes],
    offsets_tag: int,
    big_endian: bool = False,
) -> bytes:
    """`tags`: number to (type 3 or 4, values). `blocks` are strips or tiles; `offsets_tag` 273 or 324 names them."""
    order = ">" if big_endian else "<"
    place, offsets = 8, []
    for block in blocks:
        offsets.append(place)
        place += len(block)
    lengths_tag = 279 if offsets_tag == 273 else 325
    tags = tags | {offsets_tag: (4, offsets), lengths_tag: (4, [len(block) for block in blocks])}
    start = place + place % 2
    after = start + 2 + 12 * len(tags) + 4
    entries, extra = b"", b""
    for number, (kind, values) in sorted(tags.items()):
        data = struct.pack(f"{order}{len(values)}{'H' if kind == 3 else 'I'}", *values)
        entries += struct.pack(f"{order}HHI", number, kind, len(values))
        if len(data) <= 4:
            entries += data.ljust(4, b"\0")
        else:
            entries += struct.pack(f"{order}I", after + len(extra))
            extra += data + bytes(len(data) % 2)
    head = (b"MM\0*" if big_endian else b"II*\0") + struct.pack(f"{order}I", start)
    directory = struct.pack(f"{order}H", len(tags)) + entries + bytes(4)
    return head + b"".join(blocks) + bytes(start - place) + directory + extra


def tiff_tags(size: tuple[int, int], bits: Sequence[int], photometric: int, compression: int = 1) -> dict:
    """The tags that every TIFF has, without those of its strips or tiles."""
    return {
        256: (4, [size[0]]),
        257: (4, [size[1]]),
        258: (3, list(bits)),
        259: (3, [compression]),
        262: (3, [photometric]),
        277: (3, [len(bits)]),
    }


def tiles(samples: NDArray, side: int, pack: Callable[[bytes], bytes] = bytes) -> list[bytes]:
    """The picture in squares of `side`, the last ones filled up with zeroes."""
    height, width, bands = samples.shape
    parts = []
    for y in range(0, height, side):
        for x in range(0, width, side):
            square = np.zeros((side, side, bands), samples.dtype)
            part = samples[y : y + side, x : x + side]
            square[: part.shape[0], : part.shape[1]] = part
            parts.append(pack(square.tobytes()))
    return parts
