"""Evidence as those send it who have something to lose: broken in many ways, or small files that claim to be huge."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "TIFF": "tif", "BMP": "bmp"}


def good(count: int, size: tuple[int, int] = (2000, 1500)) -> Iterator[tuple[str, bytes]]:
    """So many photos, JPEG and PNG in turns, each of its own."""
    for number in range(count):
        kind = "PNG" if number % 5 == 4 else "JPEG"
        yield f"good-{number:02}.{KINDS[kind]}", _photo(number, kind, size)


def broken(count: int) -> Iterator[tuple[str, bytes]]:
    """So many files of six formats, each broken in one of seven ways; the same ones every time."""
    chance = random.Random(4)
    ways = (_cut, _flipped, _zeroed, _shuffled, _doubled, _renamed, _headless)
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        way = ways[number // len(KINDS) % len(ways)]
        data = way(_photo(number, kind, (400, 300)), chance)
        yield f"{way.__name__[1:]}-{number:02}.{KINDS[kind]}", data


def bombs() -> Iterator[tuple[str, bytes]]:
    """Files of at most a few megabytes that would need gigabytes if anybody believed them."""
    wide = 30_000
    yield "zeros.png", _png(wide, wide, zlib.compress(bytes((wide // 8 + 1) * wide), 9), depth=1, colour=0)
    yield "colour.png", _png(16_000, 16_000, zlib.compress(bytes(3 * 16_000 * 16_000 // 8), 9))
    yield "text.png", _png(8, 8, zlib.compress(bytes(8 * 25)), extra=_chunk(b"zTXt", b"Comment\0\0" + _deflated()))
    yield "profile.png", _png(8, 8, zlib.compress(bytes(8 * 25)), extra=_chunk(b"iCCP", b"ICC\0\0" + _deflated()))
    photo = bytearray(_photo(1, "JPEG", (64, 64)))
    at = photo.index(b"\xff\xc0") + 5
    photo[at : at + 4] = struct.pack(">HH", 65_535, 65_535)
    yield "claims.jpg", bytes(photo)
    yield "claims.gif", b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + _photo(2, "GIF", (64, 64))[10:]
    yield "claims.webp", _webp(16_383, 16_383)
    yield (
        "claims.bmp",
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 200, 0, 0, 54, 40, 32_767, 32_767, 1, 24, 0, 0, 0, 0, 0, 0),
    )
    yield "claims.tif", _tiff(60_000, 60_000)
    big = io.BytesIO()
    Image.new("L", (15_000, 15_000)).save(big, "JPEG", quality=1)
    yield "grey.jpg", big.getvalue()


def _photo(seed: int, kind: str, size: tuple[int, int]) -> bytes:
    noise = np.random.default_rng(seed).integers(0, 255, (size[1] // 20, size[0] // 20, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC).save(out, kind)
    return out.getvalue()


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: int(len(data) * chance.uniform(0.1, 0.9))]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(40):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _zeroed(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(20, len(data) // 2)
    return data[:at] + bytes(len(data) // 3) + data[at + len(data) // 3 :]


def _shuffled(data: bytes, chance: random.Random) -> bytes:
    blocks = [data[at : at + 64] for at in range(64, len(data), 64)]
    chance.shuffle(blocks)
    return data[:64] + b"".join(blocks)


def _doubled(data: bytes, _chance: random.Random) -> bytes:
    return data[: len(data) // 2] + data


def _renamed(data: bytes, _chance: random.Random) -> bytes:
    """Another type than any that is accepted."""
    return b"8BPS\0\1" + data


def _headless(data: bytes, chance: random.Random) -> bytes:
    return data[:12] + chance.randbytes(2000)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(width: int, height: int, pixels: bytes, *, depth: int = 8, colour: int = 2, extra: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + extra + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _deflated() -> bytes:
    """400 MB of nothing in 400 kB."""
    squeeze = zlib.compressobj(9)
    return b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(400)) + squeeze.flush()


def _webp(width: int, height: int) -> bytes:
    claim = struct.pack("<I", (width - 1) | (height - 1) << 14)
    body = b"WEBPVP8L" + struct.pack("<I", 9) + b"\x2f" + claim + bytes(5)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _tiff(width: int, height: int) -> bytes:
    tags = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: height, 279: 100}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)
