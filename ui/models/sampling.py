"""The colour of a patch of a picture: the mean of its light, not of its numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from moderator.domain.colour import Linear, linear

RADIUS = 0.006
"""Of the longer side of the picture: how far a patch reaches around its point."""
_LIGHT = np.array([linear((n, n, n))[0] for n in range(256)])


def patch(pixels: NDArray[np.uint8], at: QPointF, radius: float = RADIUS) -> Linear | None:
    """The mean light around `at` (fractions of the picture), in a square of twice `radius`; None beside the picture.

    `pixels` is HxWx3 uint8 sRGB, of any size of that picture.
    """
    height, width = pixels.shape[:2]
    x, y = at.x() * width, at.y() * height
    if not (0 <= x < width and 0 <= y < height):
        return None
    reach = max(0.5, radius * max(width, height))
    left, right = max(0, int(x - reach)), min(width, int(x + reach) + 1)
    top, bottom = max(0, int(y - reach)), min(height, int(y + reach) + 1)
    r, g, b = (float(each) for each in _LIGHT[pixels[top:bottom, left:right]].mean(axis=(0, 1)))
    return r, g, b
