"""Two decoded pictures on their way to a worker, and what comes back of them: counted numbers, like all that travels.

The pixels go as they were shown, so what is compared is what the moderator sees; the worker opens no file for it.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderator.domain.alignment import IDENTITY, Alignment, Matrix, Quality, Why
from moderator.domain.difference import Difference, DifferingRegion
from moderator.media import limits
from moderator.media.values import Pixels
from moderator.media.wire import ProtocolError

Pin = tuple[float, float, float, float]
"""A point of the listing, then the same point of the evidence, in pixels of the pictures that travel with it."""

_HEAD = struct.Struct("<5I9dd")
_PIN = struct.Struct("<4d")
_ALIGNMENT = struct.Struct("<4I9d5d")
_QUALITIES = tuple(Quality)
_REGION = struct.Struct("<4Id6B2x")
_DIFFERENCE = struct.Struct("<3I4x3d")
MOST_REGIONS = 64


@dataclass(frozen=True, eq=False)
class Pair:
    """Listing and evidence, each HxWx3 uint8 RGB. `amount`: an opacity, or a difference in ΔE units."""

    listing: Pixels
    evidence: Pixels
    matrix: Matrix = IDENTITY
    pins: Sequence[Pin] = ()
    amount: float = 0.0

    def pack(self) -> tuple[bytes, ...]:
        """The parts of the payload. Raises ValueError for pictures that are larger than may travel."""
        for pixels in (self.listing, self.evidence):
            if max(pixels.shape[:2]) > limits.PAIR_SIDE:
                raise ValueError(f"a picture of {pixels.shape} is too large to be compared")
        sides = (*self.listing.shape[:2], *self.evidence.shape[:2])
        head = _HEAD.pack(*sides, len(self.pins), *self.matrix, self.amount)
        pins = b"".join(_PIN.pack(*pin) for pin in self.pins)
        return head, pins, self.listing.tobytes(), self.evidence.tobytes()

    @classmethod
    def unpack(cls, payload: bytes) -> Pair:
        """The way back, in the worker. Raises ValueError or struct.error for a payload that is none."""
        high, wide, tall, broad, pins, *rest = _HEAD.unpack_from(payload)
        a, b, c, d, e, f, g, h, i, amount = rest
        place = _HEAD.size + pins * _PIN.size
        found = tuple(_PIN.unpack_from(payload, _HEAD.size + n * _PIN.size) for n in range(pins))
        listing = np.frombuffer(payload, np.uint8, high * wide * 3, place).reshape(high, wide, 3)
        evidence = np.frombuffer(payload, np.uint8, tall * broad * 3, place + listing.nbytes).reshape(tall, broad, 3)
        return cls(listing, evidence, (a, b, c, d, e, f, g, h, i), found, amount)


def pack_alignment(found: Alignment) -> bytes:
    return _ALIGNMENT.pack(
        _QUALITIES.index(found.quality), found.why.value, found.inliers, found.rotation // 90 << 1 | found.mirrored,
        *(found.homography or (0.0,) * 9),
        found.coverage, found.median_error_px, found.support, found.spread_px, 0.0,
    )  # fmt: skip


def unpack_alignment(data: bytes | memoryview) -> Alignment:
    """Raises ProtocolError for what is no alignment."""
    try:
        quality, why, inliers, turned, *numbers = _ALIGNMENT.unpack(data)
        found, reason = _QUALITIES[quality], Why(why)
    except (struct.error, IndexError, ValueError) as error:
        raise ProtocolError("an alignment that is none") from error
    if turned > 7 or not all(math.isfinite(each) and abs(each) < 1e12 for each in numbers):
        raise ProtocolError("an alignment out of bounds")
    a, b, c, d, e, f, g, h, i, coverage, error_px, support, spread, _ = numbers
    matrix = (a, b, c, d, e, f, g, h, i)
    if (found is Quality.NONE) != (matrix == (0.0,) * 9):
        raise ProtocolError("an alignment that contradicts itself")
    return Alignment(
        found, reason, None if found is Quality.NONE else matrix, inliers, coverage, error_px, support, spread,
        bool(turned & 1), (turned >> 1) * 90,
    )  # fmt: skip


def pack_difference(found: Difference) -> bytes:
    regions = found.regions[:MOST_REGIONS]
    whole = () if found.item is None else (found.item,)
    parts = [_DIFFERENCE.pack(len(regions), found.beyond_light, len(whole), *found.gains)]
    for each in (*whole, *regions):
        box = (each.x, each.y, each.width, each.height)
        parts.append(_REGION.pack(*box, each.delta_e, *each.listing, *each.evidence))
    return b"".join((*parts, found.map.tobytes()))


def unpack_difference(data: memoryview, width: int, height: int) -> Difference:
    """Raises ProtocolError for what is no difference of an evidence picture of this size."""
    try:
        count, beyond, whole, *gains = _DIFFERENCE.unpack_from(data)
        place = _DIFFERENCE.size + (whole + count) * _REGION.size
        if count > MOST_REGIONS or beyond > 1 or whole > 1 or len(data) != place + width * height:
            raise ProtocolError("a difference of another size")
        places = range(_DIFFERENCE.size, place, _REGION.size)
        found = tuple(_region(data, each, width, height) for each in places)
    except struct.error as error:
        raise ProtocolError("a difference that is none") from error
    if not all(math.isfinite(each) and 0 < each < 1e3 for each in gains):
        raise ProtocolError("gains that cannot be")
    red, green, blue = gains
    shown = np.frombuffer(data, np.uint8, offset=place).reshape(height, width)
    shown.flags.writeable = False
    return Difference(shown, found[whole:], (red, green, blue), bool(beyond), found[0] if whole else None)


def _region(data: memoryview, place: int, width: int, height: int) -> DifferingRegion:
    x, y, across, down, delta_e, *colours = _REGION.unpack_from(data, place)
    if not (0 < across <= width - x and 0 < down <= height - y and math.isfinite(delta_e) and 0 <= delta_e < 1e3):
        raise ProtocolError("a region outside its picture")
    a, b, c, d, e, f = colours
    return DifferingRegion(x, y, across, down, delta_e, (a, b, c), (d, e, f))
