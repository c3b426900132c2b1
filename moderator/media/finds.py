"""What is asked about some frames of a film, and what was found on them: counted numbers and bounded texts.

A text out of a code was written by whoever printed it. It is carried as it is, at most `MOST_TEXT` characters of valid
UTF-8, and means nothing to anybody on its way.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import numpy as np

from moderator.domain.finds import (
    MOST_CODES,
    MOST_LOOKS,
    MOST_TEXT,
    Code,
    CodeFormat,
    CodesSeen,
    Likeness,
    Look,
    Looks,
)
from moderator.media import limits
from moderator.media.values import Pixels
from moderator.media.wire import ProtocolError

_ASKED = struct.Struct("<2I")
"""How many frames, how many photos; then the frames' numbers, the photos' heights and widths, and their pixels."""
_SEEN = struct.Struct("<IqI")
"""Number and PTS of a frame, and how many codes were read on it."""
_CODE = struct.Struct("<2H8H")
"""Format, bytes of text, and four corners, in 65535ths of the picture; then the text."""
_WHOLE = 65535
_LIKENESS = struct.Struct("<Iq2I")
T = TypeVar("T", bound=Look)


def pack_asked(numbers: Sequence[int], photos: Sequence[Pixels] = ()) -> tuple[bytes, ...]:
    """The parts of the payload. Raises ValueError for more than may be asked."""
    if not 0 < len(numbers) <= MOST_LOOKS or len(photos) > limits.LISTING_PHOTOS:
        raise ValueError(f"{len(numbers)} frames and {len(photos)} photos are not to be asked about")
    if any(max(each.shape[:2]) > limits.LISTING_SIDE for each in photos):
        raise ValueError("a photo too large to be looked for")
    sizes = [side for each in photos for side in each.shape[:2]]
    head = _ASKED.pack(len(numbers), len(photos))
    return head, np.array([*numbers, *sizes], "<u4").tobytes(), *(each.tobytes() for each in photos)


def unpack_asked(payload: bytes) -> tuple[list[int], list[Pixels]]:
    """The way back, in the worker. Raises ValueError or struct.error for a payload that is none."""
    frames, photos = _ASKED.unpack_from(payload)
    numbers = np.frombuffer(payload, "<u4", frames + 2 * photos, _ASKED.size)
    place, pixels = _ASKED.size + numbers.nbytes, []
    for high, wide in numbers[frames:].reshape(-1, 2).tolist():
        pixels.append(np.frombuffer(payload, np.uint8, high * wide * 3, place).reshape(high, wide, 3))
        place += high * wide * 3
    return numbers[:frames].tolist(), pixels


def pack_codes(seen: CodesSeen) -> bytes:
    parts = [_SEEN.pack(seen.number, seen.pts, len(seen.codes))]
    for code in seen.codes:
        text = code.text.encode()
        corners = [round(each * _WHOLE) for corner in code.corners for each in corner]
        parts.append(_CODE.pack(code.format, len(text), *corners) + text)
    return b"".join(parts)


def unpack_codes(data: bytes | memoryview) -> CodesSeen:
    """What was read on one frame. Raises ProtocolError for what cannot be."""
    data = bytes(data)
    try:
        number, pts, count = _SEEN.unpack_from(data)
        if count > MOST_CODES:
            raise ProtocolError("more codes than are read")
        place, codes = _SEEN.size, []
        for _ in range(count):
            format_, length, *corners = _CODE.unpack_from(data, place)
            place += _CODE.size + length
            codes.append(_code(format_, data[place - length : place], length, corners))
    except struct.error as error:
        raise ProtocolError("half a code") from error
    if place != len(data):
        raise ProtocolError("codes of another size")
    return CodesSeen(number, pts, tuple(codes))


def _code(format_: int, data: bytes, length: int, corners: Sequence[int]) -> Code:
    if format_ not in CodeFormat.__members__.values() or len(data) != length:
        raise ProtocolError("a code of no kind")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError("text that is none") from error
    if not 0 < len(text) <= MOST_TEXT:
        raise ProtocolError("a code without text, or with too much")
    a, b, c, d, e, f, g, h = (each / _WHOLE for each in corners)
    return Code(CodeFormat(format_), text, ((a, b), (c, d), (e, f), (g, h)))


def pack_likeness(seen: Likeness) -> bytes:
    return _LIKENESS.pack(seen.number, seen.pts, seen.photo, seen.matches)


def unpack_likeness(data: bytes | memoryview) -> Likeness:
    """Raises ProtocolError for what cannot be."""
    try:
        number, pts, photo, matches = _LIKENESS.unpack(data)
    except struct.error as error:
        raise ProtocolError("half a likeness") from error
    if photo >= limits.LISTING_PHOTOS or matches > 10_000:
        raise ProtocolError("a likeness that cannot be")
    return Likeness(number, pts, photo, matches)


class Gathering(Generic[T]):
    """Puts the frames of a pass together as they come; `asked` are the numbers that were asked for."""

    def __init__(self, asked: Sequence[int]) -> None:
        self._asked = frozenset(asked)
        self._begun = 0
        self._seen: list[T] = []

    def add(self, look: T) -> None:
        """One that goes back begins anew, once: the film was not what it said. Raises ProtocolError where none fits."""
        if self._seen and look.number <= self._seen[-1].number and not self._begun:
            self._begun += 1
            self._seen = []
        if look.number not in self._asked or (self._seen and look.number <= self._seen[-1].number):
            raise ProtocolError("a frame that was not asked for")
        self._seen.append(look)

    def looks(self, *, done: bool = False) -> Looks[T]:
        """What is known so far."""
        return Looks(len(self._asked), tuple(self._seen), done)


def pack_all(looks: Looks[T], pack: Callable[[T], bytes]) -> bytes:
    """A whole pass, as it is kept."""
    parts = [struct.pack("<I", looks.total)]
    for each in looks.seen:
        data = pack(each)
        parts.append(struct.pack("<I", len(data)) + data)
    return b"".join(parts)


def unpack_all(data: bytes, unpack: Callable[[bytes], T]) -> Looks[T]:
    """Raises ProtocolError or struct.error for what is no whole pass."""
    (total,), place, seen = struct.unpack_from("<I", data), 4, []
    while place < len(data):
        (length,) = struct.unpack_from("<I", data, place)
        seen.append(unpack(data[place + 4 : place + 4 + length]))
        place += 4 + length
    if place != len(data) or len(seen) > total:
        raise ProtocolError("a pass of another size")
    return Looks(total, tuple(seen), done=True)
