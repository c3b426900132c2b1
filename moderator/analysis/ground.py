"""What of a listing photo is the item, and what the plain ground that shops photograph it on."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.analysis.picture import Pixels

Mask = NDArray[np.bool_]

STEP = 3
"""How far a plain ground may change from one pixel to the next: soft shadows belong to it."""
LEAST, MOST = 0.01, 0.97
"""Shares of the picture between which what is left is an item; else the ground is not plain, and all of it counts."""
SIDE = 512
BAY, HOLE = 9, 0.04
"""Pixels at that size across which the flood may have leaked into the item; the largest hole, of the item's area."""


def item(listing: Pixels) -> Mask:
    """HxW, true on the item: what a flood from the edge does not reach. All true where the ground is not plain."""
    height, width = listing.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.GaussianBlur(cv2.resize(listing, size, interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    flooded = np.zeros((size[1] + 2, size[0] + 2), np.uint8)
    flags = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY
    for seed in _seeds(*size):
        if not flooded[seed[1] + 1, seed[0] + 1]:
            cv2.floodFill(small, flooded, seed, (0, 0, 0), (STEP,) * 3, (STEP,) * 3, flags)
    left = cv2.morphologyEx(255 - flooded[1:-1, 1:-1], cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    left = _mended(np.asarray(left, np.uint8))
    share = float(np.count_nonzero(left)) / left.size
    if not LEAST <= share <= MOST or _edge(np.asarray(left, np.uint8)) > 0.5:
        return np.ones((height, width), bool)
    found = cv2.resize(np.asarray(left), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(found > 127)


def _mended(left: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bays and holes filled that the flood made in a light item; a large hole is ground seen through a loop."""
    closed = cv2.morphologyEx(left, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BAY, BAY)))
    area = max(1, cv2.countNonZero(closed))
    contours, order = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for n, contour in enumerate(contours):
        if order[0][n][3] >= 0 and cv2.contourArea(contour) < HOLE * area:
            cv2.drawContours(closed, contours, n, 255, cv2.FILLED)
    return np.asarray(closed, np.uint8)


def _seeds(width: int, height: int) -> list[tuple[int, int]]:
    """Points along the edge."""
    across = [(round(x), y) for x in np.linspace(0, width - 1, 17) for y in (0, height - 1)]
    down = [(x, round(y)) for y in np.linspace(0, height - 1, 17) for x in (0, width - 1)]
    return across + down


def _edge(mask: NDArray[np.uint8]) -> float:
    """The share of the picture's edge that is item: much of it, and there is no ground around the item."""
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    return float(np.count_nonzero(edge)) / edge.size
