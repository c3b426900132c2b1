"""Where listing and evidence differ once they lie on each other: in ΔE, with the light taken out as far as it may be.

Everything happens in the evidence's frame. The light is told by the greys of the item, which stay grey in every colour
that it is sold in; the correction stops at what lamps and cameras do, so that a red shoe is not turned navy by it.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.analysis import ground
from moderator.analysis.ground import Mask
from moderator.analysis.picture import Floats, Pixels
from moderator.domain.alignment import Matrix, product, scaling
from moderator.domain.colour import encoded
from moderator.domain.difference import Difference, DifferingRegion

SIDE = 1280
"""Differences are looked for at this size: finer ones are noise and compression."""
SLACK = 5
"""Pixels, odd: what lies within half of it counts as the same place, since no real item is quite flat."""
NEUTRAL, ENOUGH = 10.0, 0.01
"""Chroma up to which a listing pixel is grey, and the share of the item that has to be."""
LEVELS = (0.35, 2.8)
"""By how much the light may be weaker or stronger."""
CASTS = (0.62, 1.6)
"""How far red and blue may move against green: from lamp light on a camera set to daylight, and back."""
GUESSED = (0.85, 1.18)
"""The same where no grey tells the light, so that the item's own colour would be taken for it."""
SHADE = (0.6, 1.7)
"""How far brightness may vary over the item: shadows and gloss, by a low-pass of its lightness."""
SMALLEST = 0.0008
"""Of the item's area: what is less is no region."""
MOST = 32


def difference(listing: Pixels, evidence: Pixels, matrix: Matrix, threshold: float) -> Difference:
    """HxWx3 uint8 RGB each, the homography from listing to evidence pixels, and the ΔE from which a place counts.

    Raises ValueError for a homography without an inverse.
    """
    height, width = evidence.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    seen = np.asarray(cv2.resize(evidence, size, interpolation=cv2.INTER_AREA), np.uint8)
    warped, inside = laid(listing, product(scaling(scale), matrix), size, ground.item(listing))
    blur = 1.0 + 0.5 * _magnified(matrix, listing) * scale
    one, other = _linear(cv2.GaussianBlur(warped, (0, 0), 1.2)), _linear(cv2.GaussianBlur(seen, (0, 0), min(blur, 3.0)))
    gains, beyond = _light(one, other, inside)
    lit = np.clip(one * np.array(gains, np.float32), 0, 1)
    here, there = _lab(lit), _lab(other)
    here[..., 0] = _shaded(here[..., 0], there[..., 0], inside)
    apart = np.where(inside, _apart(here, there), 0).astype(np.float32)
    # Colours are named as they look in the listing's light: that is where the buyer chose one.
    shown_as = _Look(apart, one, np.clip(other / np.array(gains, np.float32), 0, 1), scale, (width, height))
    regions = _regions(shown_as, inside, threshold)
    shown = np.clip(apart * 2, 0, 255).astype(np.uint8)
    full = np.asarray(cv2.resize(shown, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    return Difference(full, regions, gains, beyond, _whole(shown_as, inside))


def overlay(listing: Pixels, evidence: Pixels, matrix: Matrix, opacity: float) -> Pixels:
    """The evidence with the listing over it, `opacity` 0 to 1, where it lies."""
    height, width = evidence.shape[:2]
    warped, inside = laid(listing, matrix, (width, height), np.ones(listing.shape[:2], bool))
    mixed = cv2.addWeighted(warped, opacity, evidence, 1 - opacity, 0)
    return np.asarray(np.where(inside[..., None], mixed, evidence), np.uint8)


def laid(listing: Pixels, matrix: Matrix, size: tuple[int, int], mask: Mask) -> tuple[Pixels, Mask]:
    """The listing as it lies in an evidence picture of `size` (width, height), and where `mask` of it lies there."""
    forward = np.array(matrix, np.float64).reshape(3, 3)
    if not np.isfinite(forward).all() or abs(np.linalg.det(forward)) < 1e-12:
        raise ValueError("a homography without an inverse")
    shrunk = 1.0 / max(_magnified(matrix, listing), 1e-3)
    soft = cv2.GaussianBlur(listing, (0, 0), min(0.4 * shrunk, 8.0)) if shrunk > 1.3 else listing
    warped = cv2.warpPerspective(soft, forward, size, flags=cv2.INTER_LINEAR)
    covered = cv2.warpPerspective(mask.astype(np.uint8) * 255, forward, size, flags=cv2.INTER_LINEAR)
    return np.asarray(warped, np.uint8), np.asarray(covered > 250)


def _magnified(matrix: Matrix, listing: Pixels) -> float:
    """Evidence pixels per listing pixel in the middle of the listing."""
    h = np.array(matrix, np.float64).reshape(3, 3)
    x, y = listing.shape[1] / 2, listing.shape[0] / 2
    u, v, w = h @ (x, y, 1.0)
    if abs(w) < 1e-9:
        return 1.0
    jacobian = (h[:2, :2] * w - np.outer((u, v), h[2, :2])) / w**2
    return float(np.sqrt(abs(np.linalg.det(jacobian))))


_DECODED = np.where(
    np.arange(256) <= 10, np.arange(256) / 255 / 12.92, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4
).astype(np.float32)


def _linear(pixels: NDArray[np.generic]) -> Floats:
    return np.asarray(_DECODED[np.asarray(pixels, np.uint8)])


def _lab(light: Floats) -> Floats:
    return np.asarray(cv2.cvtColor(light, cv2.COLOR_LRGB2Lab), np.float32)


def _light(one: Floats, other: Floats, inside: Mask) -> tuple[tuple[float, float, float], bool]:
    """By what the listing's light is to be multiplied, and whether that stopped at a limit."""
    usable = inside & (one.min(axis=2) > 0.01) & (other.min(axis=2) > 0.004) & (other.max(axis=2) < 0.97)
    if np.count_nonzero(usable) < 50:
        return (1.0, 1.0, 1.0), False
    chroma = np.linalg.norm(_lab(one)[..., 1:], axis=2)
    grey = usable & (chroma < NEUTRAL)
    told = np.count_nonzero(grey) >= max(50, ENOUGH * np.count_nonzero(inside))
    chosen = grey if told else usable
    ratio = np.log(other[chosen]) - np.log(one[chosen])
    red, green, blue = (float(each) for each in np.median(ratio, axis=0))
    low, high = CASTS if told else GUESSED
    casts = [red - green, blue - green]
    held = [float(np.clip(each, np.log(low), np.log(high))) for each in casts]
    level = float(np.clip(green, *np.log(LEVELS)))
    beyond = level != green or any(abs(a - b) > 0.05 for a, b in zip(casts, held, strict=True))
    gains = np.exp([level + held[0], level, level + held[1]])
    return (float(gains[0]), float(gains[1]), float(gains[2])), beyond


def _shaded(here: Floats, there: Floats, inside: Mask) -> Floats:
    """The listing's lightness with the evidence's shadows in it: what varies slowly is the light's."""
    weight = inside.astype(np.float32)
    mine, its, there_is = (_slow(each) for each in (here * weight, there * weight, weight))
    ratio = (its + 1e-3) / np.maximum(mine, 4.0 * there_is + 1e-3)
    return np.asarray(here * np.clip(ratio, *SHADE), np.float32)


def _slow(values: NDArray[np.floating]) -> Floats:
    """What is left of `values` when all that is smaller than a sixteenth of the picture is gone."""
    height, width = values.shape
    small = cv2.resize(values, (max(1, width // 16), max(1, height // 16)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), max(small.shape) / 16)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _apart(here: Floats, there: Floats) -> Floats:
    """CIE94 of the evidence and the nearest that the listing has within the slack, channel by channel."""
    kernel = np.ones((SLACK, SLACK), np.uint8)
    low, high = cv2.erode(here, kernel), cv2.dilate(here, kernel)
    over = np.maximum(np.maximum(there - high, low - there), 0)
    middle = (low + high) / 2
    c1, c2 = np.linalg.norm(middle[..., 1:], axis=2), np.linalg.norm(there[..., 1:], axis=2)
    chroma = 1 + 0.045 * np.minimum(c1, c2)
    tone = np.linalg.norm(over[..., 1:], axis=2)
    return np.asarray(np.hypot(over[..., 0], tone / chroma), np.float32)


class _Look(NamedTuple):
    """ΔE by pixel, both pictures in the listing's light, the scale at which they are, and the evidence's full size."""

    apart: Floats
    listing: Floats
    evidence: Floats
    scale: float
    full: tuple[int, int]


def _regions(look: _Look, inside: Mask, threshold: float) -> tuple[DifferingRegion, ...]:
    """Connected places over the threshold, those that weigh most (ΔE times area) first."""
    over = cv2.morphologyEx((look.apart >= threshold).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(over, np.uint8), connectivity=8)
    least = max(9.0, SMALLEST * np.count_nonzero(inside))
    weights = np.bincount(labels.ravel(), weights=look.apart.ravel(), minlength=count)
    kept = [n for n in range(1, count) if stats[n, cv2.CC_STAT_AREA] >= least]
    kept.sort(key=lambda n: -weights[n])
    return tuple(_region(look, labels == n, stats[n]) for n in kept[:MOST])


def _region(look: _Look, where: Mask, box: NDArray[np.integer]) -> DifferingRegion:
    x, y, across, down = (int(each) for each in box[:4])
    scale, full = look.scale, look.full
    left, top = min(int(x / scale), full[0] - 1), min(int(y / scale), full[1] - 1)
    right = max(left + 1, min(full[0], int(np.ceil((x + across) / scale))))
    bottom = max(top + 1, min(full[1], int(np.ceil((y + down) / scale))))
    part = np.s_[y : y + down, x : x + across]
    here = where[part]
    return DifferingRegion(
        left, top, right - left, bottom - top, float(look.apart[part][here].mean()),
        _colour(look.listing[part][here]), _colour(look.evidence[part][here]),
    )  # fmt: skip


def _colour(light: Floats) -> tuple[int, int, int]:
    """The mean of the more coloured half: nobody calls a blue shoe grey for its white sole."""
    coloured = light.max(axis=1) - light.min(axis=1)
    r, g, b = (float(each) for each in light[coloured >= np.median(coloured)].mean(axis=0))
    return encoded((r, g, b))


def _whole(look: _Look, inside: Mask) -> DifferingRegion | None:
    """The item as one: what it shows, and what the other shows there."""
    if np.count_nonzero(inside) < 9:
        return None
    x, y, across, down = cv2.boundingRect(inside.astype(np.uint8))
    return _region(look, inside, np.array((x, y, across, down)))
