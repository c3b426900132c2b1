"""Photos made for the tests: a picture with four different corners, saved in many ways."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageCms

RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 180, 40), (40, 50, 210), (120, 120, 120)


def corners(width: int = 80, height: int = 60) -> np.ndarray:
    """Red, green / blue, grey."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, GREY
    return pixels


def saved(image: Image.Image, format_: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def at_corners(pixels: np.ndarray) -> list[tuple[int, ...]]:
    """The colours a little inside the four corners, in reading order."""
    height, width = pixels.shape[:2]
    places = (
        (height // 8, width // 8),
        (height // 8, -width // 8),
        (-height // 8, width // 8),
        (-height // 8, -width // 8),
    )
    return [tuple(int(value) for value in pixels[place]) for place in places]


def close(found: Sequence[tuple[int, ...]], wanted: Sequence[tuple[int, ...]], within: int) -> bool:
    return bool(np.abs(np.array(found) - np.array(wanted)).max() <= within)


def linear_profile() -> bytes:
    """An ICC profile by which values are linear light in sRGB's primaries: the smallest that changes what is seen."""

    def s15(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(s15(value) for value in values)

    linear = b"curv\0\0\0\0" + struct.pack(">I", 0)
    text = b"desc\0\0\0\0" + struct.pack(">I", 7) + b"linear\0" + bytes(78)
    tags = {
        b"desc": text,
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.4360, 0.2225, 0.0139),
        b"gXYZ": xyz(0.3851, 0.7169, 0.0971),
        b"bXYZ": xyz(0.1431, 0.0606, 0.7141),
        b"rTRC": linear,
        b"gTRC": linear,
        b"bTRC": linear,
        b"cprt": b"text\0\0\0\0none\0",
    }
    table, body, place = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", place + len(body), len(data))
        body += data
    rest = struct.pack(">I", len(tags)) + table + body
    header = struct.pack(
        ">I4sI4s4s4s12s4s", 128 + len(rest), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ", bytes(12), b"acsp"
    )
    header += bytes(28) + s15(0.9642) + s15(1.0) + s15(0.8249)
    profile = header.ljust(128, b"\0") + rest
    ImageCms.getOpenProfile(io.BytesIO(profile))
    return profile


def png(width: int, height: int, bits: int, rows: bytes) -> bytes:
    """A PNG of RGB written by hand: of 16 bits, or with a header that lies; Pillow writes neither."""
    header = struct.pack(">IIBBBBB", width, height, bits, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
