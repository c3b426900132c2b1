"""A picture as an alignment sees it: grey, at a working size, with a map of where its detail lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""H x W x 3, RGB, C-contiguous."""
Grey = NDArray[np.uint8]
"""H x W."""
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Array = NDArray[Any]

LISTING_SIDE, EVIDENCE_SIDE = 1280, 1600
"""Longest sides at work. The listing shows its item large; in the evidence it may be small, so that keeps more."""
_AREA = 1600 * 1200
"""SIFT takes some 240 bytes a pixel, for it begins with the picture at twice its size."""
_SMALLEST = 24
"""A side shorter than this holds no window to compare."""
_WINDOW = 25
_CONTRAST = 6.0
"""Grey levels (standard deviation in a window) that count as detail; noise and JPEG blocks stay under 3."""


@dataclass(frozen=True)
class Picture:
    """`grey` at work; `shrink` (3 x 3) takes given pixels to working ones;
    `detail` (H x W bool) is where windows have texture."""

    grey: Grey
    shrink: Doubles
    detail: NDArray[np.bool_]

    @property
    def scale(self) -> float:
        """Working pixels per given pixel."""
        return float(np.sqrt(self.shrink[0, 0] * self.shrink[1, 1]))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.grey.shape[1], self.grey.shape[0]

    @property
    def plain(self) -> bool:
        """Whether there is too little in it to be matched."""
        return min(self.size) < _SMALLEST or int(self.detail.sum()) < _WINDOW * _WINDOW

    def mirrored(self) -> Picture:
        """The same, left to right."""
        return Picture(
            np.ascontiguousarray(self.grey[:, ::-1]), self.shrink, np.ascontiguousarray(self.detail[:, ::-1])
        )

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom (beyond the last) of the detail; the whole picture where there is none."""
        columns, rows = np.flatnonzero(self.detail.any(0)), np.flatnonzero(self.detail.any(1))
        if not columns.size:
            return 0, 0, *self.size
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1

    def corners(self) -> Doubles:
        """4 x 2, the corners of `box`, clockwise from the top left."""
        left, top, right, bottom = self.box()
        return np.array([[left, top], [right - 1, top], [right - 1, bottom - 1], [left, bottom - 1]], float)


def prepared(pixels: Pixels, side: int) -> Picture:
    """The picture at a longest side of `side` or, where it is smaller, at its own size."""
    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(height, width), float(np.sqrt(_AREA / (height * width))))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    shrink = np.diag([size[0] / width, size[1] / height, 1.0])
    shrink[:2, 2] = (np.diag(shrink)[:2] - 1) / 2
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(small), cv2.COLOR_RGB2GRAY), np.uint8)
    return Picture(grey, shrink, _detail(grey))


def _detail(grey: Grey) -> NDArray[np.bool_]:
    values = grey.astype(np.float32)
    mean = cv2.blur(values, (_WINDOW, _WINDOW))
    square = cv2.blur(values * values, (_WINDOW, _WINDOW))
    return np.asarray(square - mean * mean > _CONTRAST**2)
