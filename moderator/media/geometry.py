"""From a coded picture to one that is upright and has square pixels."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np

from moderator.media import limits
from moderator.media.values import Pixels

_ODDEST = 16
"""Pixels more than so many times as wide as high, or the other way, are taken as a mistake and shown square."""

_EXIF = {
    (1, 0, 0, 1): 1, (-1, 0, 0, 1): 2, (-1, 0, 0, -1): 3, (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5, (0, 1, -1, 0): 6, (0, -1, -1, 0): 7, (0, -1, 1, 0): 8,
}  # fmt: skip


@dataclass(frozen=True)
class Geometry:
    """`square` is the size before turning; `turn` a 2 x 2 matrix of 0 and +-1 from stored to shown coordinates."""

    square: tuple[int, int]
    turn: tuple[int, int, int, int]

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height as shown."""
        return self.square if self.turn[0] else (self.square[1], self.square[0])

    @property
    def orientation(self) -> int:
        """The number that EXIF has for the turn, 1 to 8."""
        return _EXIF[self.turn]

    def before_turn(self, size: tuple[int, int]) -> tuple[int, int]:
        """The size to which the stored picture is brought so that the shown one has `size`."""
        return size if self.turn[0] else (size[1], size[0])

    def turned(self, pixels: Pixels) -> Pixels:
        """The stored picture as it is shown, C-contiguous."""
        a, b, c, d = self.turn
        if not a:
            pixels = pixels.transpose(1, 0, 2)
        columns, rows = (a, d) if a else (c, b)
        return np.ascontiguousarray(pixels[::rows, ::columns])


def of_frame(frame: av.VideoFrame, aspect: Fraction | None) -> Geometry:
    """`aspect` is the width of a pixel over its height, None or 0 for unknown."""
    return Geometry(_square(frame.width, frame.height, aspect), _turn(frame))


def _square(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """The picture is only ever stretched, never squeezed, so that no column or line of it is lost."""
    if not aspect or aspect == 1 or not Fraction(1, _ODDEST) <= aspect <= _ODDEST:
        return width, height
    wide = (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
    return wide if wide[0] * wide[1] <= limits.FRAME_PIXELS and max(wide) <= limits.SIDE else (width, height)


def _turn(frame: av.VideoFrame) -> tuple[int, int, int, int]:
    """The display matrix brought to the nearest of the eight turns and mirrors."""
    side: Any = frame.side_data.get("DISPLAYMATRIX")
    if side is None:
        return (1, 0, 0, 1)
    a, b, _, c, d, *_ = struct.unpack("<9i", bytes(side)[:36])
    return _nearest(a, b, c, d)


def _nearest(a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return (-1 if a < 0 else 1, 0, 0, -1 if d < 0 else 1)
    return (0, -1 if b < 0 else 1, -1 if c < 0 else 1, 0)
