"""Changes to finished clips: what muxers would not write."""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence


def without_key_table(data: bytes) -> bytes:
    """As some phones write it: no `stss`, so every frame passes for a key frame."""
    assert data.count(b"stss") == 1
    return data.replace(b"stss", b"free")


def every_frame_key(data: bytes) -> bytes:
    """The table of key frames names the first few frames, one after the other, whatever they are."""
    place = data.index(b"stss") + 8
    (count,) = struct.unpack_from(">I", data, place)
    changed = bytearray(data)
    struct.pack_into(f">{count}I", changed, place + 4, *(1 + 3 * each for each in range(count)))
    return bytes(changed)


def edited(data: bytes, edits: Sequence[tuple[int, int]]) -> bytes:
    """With another edit list: pairs of a length (1/1000 s) and a start in units of the media, -1 for nothing at all.

    The index must stand behind the pictures: nothing in it points to what comes after it.
    """
    assert data.index(b"mdat") < data.index(b"moov")
    entries = b"".join(struct.pack(">IiI", length, start, 0x10000) for length, start in edits)
    body = struct.pack(">II", 0, len(edits)) + entries
    atom = struct.pack(">I4s", len(body) + 8, b"elst") + body
    place = data.index(b"elst") - 4
    (size,) = struct.unpack_from(">I", data, place)
    parents = [data.index(name, data.index(b"moov")) - 4 for name in (b"moov", b"trak", b"edts")]
    changed = bytearray(data[:place] + atom + data[place + size :])
    for parent in parents:
        (old,) = struct.unpack_from(">I", changed, parent)
        struct.pack_into(">I", changed, parent, old + len(atom) - size)
    return bytes(changed)


def holed(data: bytes) -> bytes:
    """Three holes of noise in the middle of the pictures."""
    chance = random.Random(len(data))
    start = max(0, data.find(b"mdat"))
    length = data.find(b"moov", start) - start if b"mdat" in data else len(data)
    changed = bytearray(data)
    for _ in range(3):
        place = start + chance.randrange(length // 3, length * 2 // 3)
        changed[place : place + 60] = chance.randbytes(60)
    return bytes(changed)
