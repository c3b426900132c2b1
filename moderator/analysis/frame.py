"""The part of the evidence where a listing is thought to lie, and both pictures at one scale."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from moderator.analysis import fit
from moderator.analysis.picture import Doubles, Floats, Picture

_PIXELS = 500_000
"""Of a frame: more of them cost time and make no figure better than a tenth of a pixel."""
_MARGIN = 12
_LEAST_SIDE = 24
"""Of a part of the evidence, to be compared at all."""
_LEAST = 16


@dataclass(frozen=True)
class Frame:
    """A part of the evidence, at a scale no finer than the listing's: where the two are compared.

    `place` (3 x 3) takes evidence pixels to frame pixels. `listing` is the picture brought near that scale and
    `into` takes listing pixels to its pixels. `textured` is 1 where the listing has detail.
    """

    place: Doubles
    evidence: Floats
    into: Doubles
    listing: Floats
    textured: Floats

    def shrunk(self, factor: int) -> Frame:
        """The same at a fraction of the size."""
        shrink = _scaling(1 / factor)
        return Frame(shrink @ self.place, _reduced(self.evidence, factor), shrink @ self.into,
                     _reduced(self.listing, factor), _reduced(self.textured, factor))  # fmt: skip

    def inner(self, matrix: Doubles) -> Doubles:
        """A homography of the two working pictures as one from `listing` to `evidence` here."""
        return np.asarray(self.place @ matrix @ np.linalg.inv(self.into))

    def outer(self, inner: Doubles) -> Doubles:
        """The way back from `inner`, with 1 at its end."""
        matrix = np.linalg.inv(self.place) @ inner @ self.into
        return np.asarray(matrix / matrix[2, 2])


def framed(listing: Picture, evidence: Picture, matrix: Doubles) -> Frame | None:
    """The frame for a homography of the working pictures; None where the detail falls outside the evidence."""
    corners = fit.moved(matrix, listing.corners())
    if not np.isfinite(corners).all():
        return None
    margin = _MARGIN + 0.04 * np.ptp(corners, axis=0).max()
    low = np.floor(np.clip(corners.min(0) - margin, 0, evidence.size)).astype(int)
    high = np.ceil(np.clip(corners.max(0) + margin + 1, 0, evidence.size)).astype(int)
    if (high - low).min() < _LEAST_SIDE:
        return None
    scale = float(np.sqrt(abs(np.linalg.det(fit.jacobian(matrix, listing.corners().mean(0))))))
    factor = min(1.0, 1.2 / max(scale, 1e-6), float(_PIXELS / np.prod(high - low)) ** 0.5)
    part, place = _resized(evidence.grey[low[1] : high[1], low[0] : high[0]].astype(np.float32), factor)
    place[:2, 2] -= place[:2, :2] @ low
    # Area averages of a finer listing, lest its detail alias; a little finer than the frame is no harm.
    shrink = min(1.0, 1.1 * scale * factor)
    grey, into = _resized(listing.grey.astype(np.float32), shrink if shrink < 0.9 else 1.0)
    textured = cv2.resize(listing.detail.astype(np.float32), grey.shape[::-1], interpolation=cv2.INTER_AREA)
    return Frame(place, part, into, grey, np.asarray(textured, np.float32))


def _resized(values: Floats, factor: float) -> tuple[Floats, Doubles]:
    """The picture at a fraction of its size, and what takes its pixels there (3 x 3)."""
    height, width = values.shape
    size = (max(_LEAST, round(width * factor)), max(_LEAST, round(height * factor))) if factor < 1 else (width, height)
    matrix = np.diag([size[0] / width, size[1] / height, 1.0])
    matrix[:2, 2] = (np.diag(matrix)[:2] - 1) / 2
    if factor >= 1:
        return values, matrix
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32), matrix


def _reduced(values: Floats, factor: int) -> Floats:
    size = (max(1, values.shape[1] // factor), max(1, values.shape[0] // factor))
    cut = values[: size[1] * factor, : size[0] * factor]
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.float32) if cut.size else values


def _scaling(factor: float) -> Doubles:
    return np.array([[factor, 0, (factor - 1) / 2], [0, factor, (factor - 1) / 2], [0, 0, 1]])
