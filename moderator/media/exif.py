"""EXIF as it stands in a file: a few known tags of three directories, and nothing else is read.

By hand, since libraries turn every value into objects before anyone asks for it: here a comment of 10 MB, a directory
that refers to itself or a maker's private notes cost nothing. Exif 3.0 (CIPA DC-008), TIFF 6.0.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_ENTRIES = 256
"""Of one directory no more are looked at: cameras write some thirty."""
_LONGEST = 1024
"""A longer value is cut to so many bytes."""
_EXIF, _GPS = 0x8769, 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 9: 4, 10: 8, 12: 8, 129: 1}
_NUMBERS = {1: "B", 3: "H", 4: "I", 9: "i"}
_TEXT, _RATIONAL, _BYTES, _SIGNED_RATIONAL = 2, 5, 7, 10


@dataclass(frozen=True)
class _Value:
    kind: int
    data: bytes


@dataclass(frozen=True)
class Exif:
    """`main`, `photo` and `place` are the directories IFD0, Exif and GPS; nothing in them is trusted."""

    order: str = "<"
    main: dict[int, _Value] = field(default_factory=dict)
    photo: dict[int, _Value] = field(default_factory=dict)
    place: dict[int, _Value] = field(default_factory=dict)

    def text(self, table: dict[int, _Value], tag: int) -> str:
        """A value as a line of text; "" where there is none."""
        value = table.get(tag)
        if value is None or value.kind not in (_TEXT, _BYTES, 1, 129):
            return ""
        return text_of(value.data.split(b"\0")[0])

    def comment(self) -> str:
        """UserComment, which names its alphabet in its first eight bytes."""
        value = self.photo.get(0x9286)
        if value is None or value.kind not in (_TEXT, _BYTES, 1):
            return ""
        alphabet, rest = value.data[:8], value.data[8:]
        if alphabet.startswith(b"UNICODE"):
            rest = rest[: len(rest) // 2 * 2]
            return rest.decode("utf-16-le" if self.order == "<" else "utf-16-be", "replace").split("\0")[0].strip()
        return text_of(rest.split(b"\0")[0])

    def numbers(self, table: dict[int, _Value], tag: int) -> list[float]:
        """A value's numbers; none where it is no number, or divides by 0."""
        value = table.get(tag)
        if value is None:
            return []
        if value.kind in _NUMBERS:
            form = _NUMBERS[value.kind]
            count = len(value.data) // struct.calcsize(form)
            return [float(each) for each in struct.unpack_from(f"{self.order}{count}{form}", value.data)]
        if value.kind not in (_RATIONAL, _SIGNED_RATIONAL):
            return []
        form = "II" if value.kind == _RATIONAL else "ii"
        count = len(value.data) // 8
        pairs = [struct.unpack_from(self.order + form, value.data, 8 * each) for each in range(count)]
        return [] if any(not below for _, below in pairs) else [above / below for above, below in pairs]


def parse(data: bytes) -> Exif:
    """What can be read of it; broken parts are left out. `data` begins with "Exif", or with the TIFF header."""
    if data.startswith(b"Exif\0\0"):
        data = data[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None or len(data) < 8:
        return Exif()
    main = dict(_directory(data, order, struct.unpack_from(order + "I", data, 4)[0]))
    # Three directories, each visited once: a directory that names itself leads nowhere.
    return Exif(order, main, _linked(data, order, main.get(_EXIF)), _linked(data, order, main.get(_GPS)))


def _linked(data: bytes, order: str, value: _Value | None) -> dict[int, _Value]:
    if value is None or value.kind not in (4, 13) or len(value.data) < 4:
        return {}
    return dict(_directory(data, order, struct.unpack_from(order + "I", value.data)[0]))


def _directory(data: bytes, order: str, place: int) -> Iterator[tuple[int, _Value]]:
    if place + 2 > len(data):
        return
    (count,) = struct.unpack_from(order + "H", data, place)
    for entry in range(min(count, _ENTRIES)):
        start = place + 2 + 12 * entry
        if start + 12 > len(data):
            return
        tag, kind, number = struct.unpack_from(order + "HHI", data, start)
        size = _SIZES.get(kind, 4 if kind == 13 else 0) * number
        where = start + 8 if size <= 4 else struct.unpack_from(order + "I", data, start + 8)[0]
        if size and where < len(data):
            yield tag, _Value(kind, bytes(data[where : where + min(size, _LONGEST)]))


def text_of(data: bytes) -> str:
    """Bytes that should be text: UTF-8, else Latin-1."""
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return data.decode("latin-1").strip()
