"""How sharp a frame is: what its finest detail holds of the contrast that it has in coarse."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]

FULL = 1.5
"""The ratio that counts as 255: what the sharpest frames of real clips reach."""
FLAT = 2.0
"""Grey levels of gradient that noise alone makes: taken off both sides, so that a grey wall is not sharp."""


def sharpness(luma: Luma, coarse: Luma) -> float:
    """Energy of the gradients of `luma` by that of `coarse`, the same a third as large, from 0 to 1.

    Both grow with contrast, so their ratio does not; blur takes the fine one first. Compression takes fine detail in
    the same measure from all frames of a film, so frames of one film can be compared, films cannot.
    """
    fine, base = _energy(luma), _energy(coarse)
    if base <= FLAT:
        return 0.0
    return float(min(1.0, max(0.0, fine - FLAT / 2) / base / FULL))


def _energy(luma: Luma) -> float:
    """Root mean square of the gradient, in grey levels a pixel."""
    across = cv2.Sobel(luma, cv2.CV_16S, 1, 0)
    down = cv2.Sobel(luma, cv2.CV_16S, 0, 1)
    total = cv2.norm(across, cv2.NORM_L2SQR) + cv2.norm(down, cv2.NORM_L2SQR)
    return float(np.sqrt(total / max(1, luma.size)) / 8)
