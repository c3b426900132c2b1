"""What motion does not explain: how much of a picture is new, once that of before was moved to where it fits."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]

SIDE = 160
"""The longest side on which motion is followed."""
NEW, LEAST_NEW = 20.0, 8.0
"""Grey levels from which a pixel counts as new, in pictures of full and of little contrast."""
MOST_MOVED = 0.6
"""The part of its width or height by which a picture may have moved and still be known again."""
NOTHING = 0.75
"""Mean grey levels up to which nobody need look for motion."""


class Motion:
    """Follows motion between two small pictures; keeps what it needs for it."""

    def __init__(self) -> None:
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._places = np.empty((0, 0, 2), np.float32)

    def news(self, before: Luma, after: Luma) -> tuple[float, float]:
        """The share of `after` that motion from `before` does not explain, and the mean difference that is left."""
        if before.shape != after.shape:
            return 1.0, 255.0
        plain = mean_difference(before, after)
        if plain < NOTHING:
            return 0.0, plain
        flow = np.asarray(self._flow.calc(after, before, np.empty(0, np.float32)), np.float32)
        way = flow + self._grid(after.shape)
        moved = cv2.remap(before, way[..., 0], way[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        left = cv2.absdiff(_lit_alike(np.asarray(moved, np.uint8), after), after)
        height, width = after.shape
        inside = (way[..., 0] >= 0) & (way[..., 0] < width) & (way[..., 1] >= 0) & (way[..., 1] < height)
        left[~inside] = 0  # what comes into the picture at its edge was there before, outside
        threshold = min(NEW, max(LEAST_NEW, 0.4 * contrast(after)))
        return float(np.count_nonzero(left > threshold)) / left.size, cv2.mean(left)[0]

    def news_from_far(self, before: Luma, after: Luma) -> float:
        """The share that is new where the whole picture may have moved far in between; only of what both show."""
        new = self.news(before, after)[0]
        if before.shape != after.shape:
            return new
        height, width = after.shape
        window = cv2.createHanningWindow((width, height), cv2.CV_32F)
        (across, down), _ = cv2.phaseCorrelate(before.astype(np.float32), after.astype(np.float32), window)
        x, y = round(across), round(down)
        if abs(x) > MOST_MOVED * width or abs(y) > MOST_MOVED * height:
            return new
        there = before[max(0, -y) : height - max(0, y), max(0, -x) : width - max(0, x)]
        here = after[max(0, y) : height - max(0, -y), max(0, x) : width - max(0, -x)]
        return min(new, self.news(np.ascontiguousarray(there), np.ascontiguousarray(here))[0])

    def _grid(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """Where each pixel stands."""
        if self._places.shape[:2] != shape:
            down, across = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
            self._places = np.dstack((across, down))
        return self._places


def small(luma: Luma) -> Luma:
    """Scaled so that its longest side is SIDE."""
    height, width = luma.shape
    scale = SIDE / max(height, width)
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def mean_difference(one: Luma, other: Luma) -> float:
    """In grey levels."""
    return float(cv2.norm(one, other, cv2.NORM_L1)) / one.size


def _lit_alike(picture: Luma, other: Luma) -> Luma:
    """A change of exposure is no new picture: the means are made equal."""
    shift = round(cv2.mean(other)[0] - cv2.mean(picture)[0])
    return np.asarray(cv2.add(picture, np.full(4, shift, np.float64)) if shift else picture, np.uint8)


def contrast(picture: Luma | NDArray[np.float32]) -> float:
    """Standard deviation, in grey levels. OpenCV's: NumPy takes ten times as long for so small a picture."""
    return float(cv2.meanStdDev(picture)[1][0, 0])
