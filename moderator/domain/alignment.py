"""An alignment of two pictures, and what it thinks of itself.

The homography takes listing pixels to evidence pixels of the upright pictures; the centre of the top left pixel is
0,0, as in OpenCV. Nothing here computes one: `moderator.analysis.align` does, inside the sandbox.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

Matrix = tuple[float, float, float, float, float, float, float, float, float]
"""Nine numbers row by row; the last is 1 unless the point 0,0 goes to infinity."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


class Quality(Enum):
    """What an alignment says of itself."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    NONE = "none"


class Why(Enum):
    """The reason of a quality; `reason` has the words."""

    AGREES = 1
    BY_HAND = 2
    FIRST_LOOK = 3
    LITTLE_SUPPORT = 4
    UNSTEADY = 5
    SMALL_PART = 6
    STEEP = 7
    FEW_MATCHES = 8
    NO_TEXTURE = 9
    IMPLAUSIBLE = 10
    NOT_FLAT = 11
    PINS_DEGENERATE = 12
    TWO_PLACES = 13


_WORDS = {
    Why.AGREES: "the pictures agree where they overlap",
    Why.BY_HAND: "set by hand with pins",
    Why.FIRST_LOOK: "a first look; still being checked",
    Why.LITTLE_SUPPORT: "too little of the listing's detail is found again at its place",
    Why.UNSTEADY: "the match moves when a part of the evidence is left out",
    Why.SMALL_PART: "only a small part of the item matches",
    Why.STEEP: "the item is seen from a very different angle",
    Why.FEW_MATCHES: "too few details of the listing are found in the evidence",
    Why.NO_TEXTURE: "a picture has too little detail to be matched",
    Why.IMPLAUSIBLE: "the best match would fold or tear the picture",
    Why.NOT_FLAT: "the item is not flat enough for one plane",
    Why.TWO_PLACES: "the listing fits the evidence in two ways, and neither is clearly the better",
    Why.PINS_DEGENERATE: "the pins lie too close together, or on one line",
}


@dataclass(frozen=True)
class Alignment:
    """`homography` is None exactly where `quality` is NONE.

    `inliers`: matched points that agree. `coverage`: share (0 to 1) of the listing's detail area that they span.
    `median_error_px`: median distance of the inliers from their place, in evidence pixels. `support`: share of the
    listing's textured windows that look alike after warping. `spread_px`: how far the listing's corners move, in
    evidence pixels, when parts of the evidence for the homography are resampled. `mirrored`: the evidence shows the
    listing mirrored. `rotation`: quarter turns, clockwise in degrees (0, 90, 180, 270), nearest to the evidence's turn.
    """

    quality: Quality
    why: Why
    homography: Matrix | None = None
    inliers: int = 0
    coverage: float = 0.0
    median_error_px: float = 0.0
    support: float = 0.0
    spread_px: float = 0.0
    mirrored: bool = False
    rotation: int = 0

    @property
    def reason(self) -> str:
        """Why it is that good and no better, in words."""
        return _WORDS[self.why]


def scaling(factor: float) -> Matrix:
    """From pixels to pixels `factor` times as many; centres of pixels at whole numbers, so corners stay corners."""
    shift = (factor - 1) / 2
    return (factor, 0.0, shift, 0.0, factor, shift, 0.0, 0.0, 1.0)


def product(a: Matrix, b: Matrix) -> Matrix:
    """First b, then a."""
    entries = [sum(a[3 * row + k] * b[3 * k + column] for k in range(3)) for row in range(3) for column in range(3)]
    return _nine(entries)


def inverse(a: Matrix) -> Matrix:
    """The way back. Raises ValueError where there is none."""
    p, q, r, s, t, u, v, w, x = a
    cofactors = [
        t * x - u * w, r * w - q * x, q * u - r * t,
        u * v - s * x, p * x - r * v, r * s - p * u,
        s * w - t * v, q * v - p * w, p * t - q * s,
    ]  # fmt: skip
    determinant = p * cofactors[0] + q * cofactors[3] + r * cofactors[6]
    if not math.isfinite(determinant) or abs(determinant) < 1e-300:
        raise ValueError("a matrix without an inverse")
    return _nine([each / determinant for each in cofactors])


def normal(a: Matrix) -> Matrix:
    """The same homography with 1 at its end, where that is possible."""
    return _nine([each / a[8] for each in a]) if abs(a[8]) > 1e-12 else a


def moved(a: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a point goes. Raises ValueError for one that goes to infinity or behind the camera's plane."""
    depth = a[6] * x + a[7] * y + a[8]
    if abs(depth) < 1e-12:
        raise ValueError("a point at infinity")
    return (a[0] * x + a[1] * y + a[2]) / depth, (a[3] * x + a[4] * y + a[5]) / depth


def _nine(entries: list[float]) -> Matrix:
    a, b, c, d, e, f, g, h, i = entries
    return a, b, c, d, e, f, g, h, i
