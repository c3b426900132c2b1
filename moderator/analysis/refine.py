"""A homography moved until the pixels agree, and how sure the pixels are of it.

Gauss-Newton on the eight parameters of a small homography laid upon the estimate (Baker and Matthews, "Lucas-Kanade
20 years on", IJCV 2004; gradients of both pictures averaged as in Benhimane and Malis, IROS 2004). Both pictures are
brought to the same local mean and contrast first, so that light and colour do not matter, and places that do not look
alike - covered, glossy, not flat - weigh nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.analysis.frame import Frame
from moderator.analysis.picture import Array, Doubles, Floats

_WINDOW = 25
_FLOOR = 4.0
"""Grey levels; contrast below it is noise or JPEG and is not made larger."""
_BLOCK = 24
"""Pixels of the frame; errors farther apart than that are taken as independent."""
_ALIKE = 0.55
"""Local correlation from which a place counts in the finest level; two unrelated windows rarely have more."""
_SPECK = 17
"""Pixels; narrower spots of likeness are chance, in what covers the item."""
_STEPS, _SETTLED = 10, 0.02
"""Steps of Gauss-Newton on each level, or until one moves less than that (pixels of the frame)."""
_LEAST_SIDE = 20
_FLAT = 1e-9
"""Determinant of a homography that has run away."""
_LUCK = 0.015
"""Share of the textured area that must agree after the coarse levels."""


@dataclass(frozen=True)
class Evidence:
    """What the pixels say of a homography: the normal equations block by block, and how alike the pictures are.

    `normal`: B x 8 x 8, `gradient`: B x 8, in frame coordinates brought to -1..1. `likeness`: H x W, local NCC.
    `centres`: B x 2, in blocks.
    """

    normal: Doubles
    gradient: Doubles
    centres: Doubles
    likeness: Floats
    textured: NDArray[np.bool_]

    def sectors(self, count: int) -> NDArray[np.intp]:
        """The blocks in as many groups of one size: sectors around their middle."""
        away = self.centres - self.centres.mean(0)
        order = np.argsort(np.arctan2(away[:, 1], away[:, 0]), kind="stable")
        group = np.empty(len(order), np.intp)
        group[order] = np.arange(len(order)) * count // max(1, len(order))
        return group


def refined(frame: Frame, matrix: Doubles) -> Doubles | None:
    """The homography (working pictures) moved to where the pixels agree best, from coarse to fine.

    None where after the coarse levels hardly anything agrees: then it was luck, and the finest level is spared.
    """
    for factor in (4, 2, 1):
        level = frame.shrunk(factor) if factor > 1 else frame
        if min(level.evidence.shape) < _LEAST_SIDE:
            continue
        inner = _settled(level, level.inner(matrix), strict=factor == 1)
        if not np.isfinite(inner).all() or abs(np.linalg.det(inner)) < _FLAT:
            return None
        matrix = level.outer(inner)
        if not np.isfinite(matrix).all():
            return None
        if factor == 2 and _agreement(examined(level, matrix)) < _LUCK:
            return None
    return matrix


def _settled(level: Frame, inner: Doubles, *, strict: bool) -> Doubles:
    """The homography of the level when it stops moving."""
    fixed = _even(level.evidence)
    for _ in range(_STEPS):
        found = weighed(level, inner, fixed, strict=strict)
        step = _step(found.normal.sum(0), found.gradient.sum(0))
        inner = _laid_upon(inner, step, level.evidence.shape)
        if np.abs(step).max() < _SETTLED:
            break
    return inner


def _agreement(found: Evidence) -> float:
    """The share of the textured area that surely looks alike."""
    alike = _trust(found.likeness, strict=True)[found.textured] > 0
    return float(alike.mean()) if alike.size else 0.0


def examined(frame: Frame, matrix: Doubles) -> Evidence:
    """What the pixels say of a homography as it is."""
    return weighed(frame, frame.inner(matrix), _even(frame.evidence), strict=True)


def weighed(frame: Frame, inner: Doubles, fixed: Floats, *, strict: bool) -> Evidence:
    """The normal equations at `inner`; `fixed` is the evidence, evened. `strict`: only what surely looks alike."""
    height, width = fixed.shape
    laid, textured = _laid(frame, inner)
    likeness = _likeness(laid, fixed)
    residual = laid - fixed
    mean = np.asarray((laid + fixed) / 2, np.float32)
    across, down = _gradient(mean)
    weight = _trust(likeness, strict=strict) / (1 + (residual / 0.7) ** 2)
    rows, columns = np.nonzero(textured & (weight > 0.01) & (across**2 + down**2 > 0.03**2))
    at = (rows, columns)
    slopes = _slopes(across[at], down[at], *_unit(columns, rows, (height, width)))
    parts = _by_block(slopes, weight[at], residual[at], rows, columns, width)
    return Evidence(*parts, likeness, textured)


def overlaid(frame: Frame, inner: Doubles) -> tuple[Floats, NDArray[np.bool_]]:
    """The listing laid upon the frame and evened, and where it has texture that the evidence shows; H x W each."""
    laid, textured = _laid(frame, inner)
    return laid, textured & (_likeness(laid, _even(frame.evidence)) > _ALIKE)


def _laid(frame: Frame, inner: Doubles) -> tuple[Floats, NDArray[np.bool_]]:
    size = frame.evidence.shape[::-1]
    laid = cv2.warpPerspective(frame.listing, inner, size, borderMode=cv2.BORDER_REPLICATE)
    textured = cv2.warpPerspective(frame.textured, inner, size) > 0.5
    return _even(np.asarray(laid, np.float32)), np.asarray(textured)


def _trust(likeness: Floats, *, strict: bool) -> Floats:
    """0 to 1. What covers the item looks alike here and there by chance, in specks: those are left out."""
    if not strict:
        return np.asarray(np.clip((likeness - 0.3) / 0.4, 0, 1), np.float32)
    alike = (likeness > _ALIKE).astype(np.uint8)
    solid = cv2.morphologyEx(alike, cv2.MORPH_OPEN, np.ones((_SPECK, _SPECK), np.uint8))
    return np.asarray(np.clip((likeness - _ALIKE) / 0.25, 0, 1) * solid, np.float32)


def _unit(columns: Array, rows: Array, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    half = max(shape) / 2
    return ((columns - (shape[1] - 1) / 2) / half).astype(np.float32), ((rows - (shape[0] - 1) / 2) / half).astype(
        np.float32
    )


def _slopes(across: Floats, down: Floats, x: Floats, y: Floats) -> Floats:
    """N x 8: how the grey value under a pixel changes with each of the eight parameters (per half frame)."""
    turn = across * x + down * y
    return np.stack([across * x, across * y, across, down * x, down * y, down, -x * turn, -y * turn], 1)


def _by_block(
    slopes: Floats, weight: Floats, residual: Floats, rows: Array, columns: Array, width: int
) -> tuple[Doubles, Doubles, Doubles]:
    block = (rows // _BLOCK) * (width // _BLOCK + 1) + columns // _BLOCK
    order = np.argsort(block, kind="stable")
    slopes, block = slopes[order], block[order]
    heavy = slopes * weight[order][:, None]
    starts = np.flatnonzero(np.r_[True, np.diff(block) > 0]) if len(block) else np.empty(0, np.intp)
    ends = np.r_[starts[1:], [len(block)] * (len(starts) > 0)].astype(np.intp)
    normal = np.empty((len(starts), 8, 8))
    for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
        normal[k] = heavy[start:end].T @ slopes[start:end]
    pulled = heavy * residual[order][:, None]
    gradient = np.add.reduceat(pulled, starts, axis=0).astype(float) if len(starts) else np.empty((0, 8))
    number = block[starts]
    across = width // _BLOCK + 1
    return normal, gradient, np.stack([number % across, number // across], 1).astype(float)


def _step(normal: Doubles, gradient: Doubles) -> Doubles:
    """Slightly damped: a direction in which the pixels say nothing is left alone."""
    damped = normal + np.diag(np.full(8, 1e-4 * max(np.trace(normal) / 8, 1e-9)))
    return np.asarray(np.linalg.solve(damped, gradient))


def _laid_upon(inner: Doubles, step: Doubles, shape: tuple[int, ...]) -> Doubles:
    """`inner` followed by the small homography of `step`."""
    half = max(shape) / 2
    unit = np.array([[1 / half, 0, -(shape[1] - 1) / 2 / half], [0, 1 / half, -(shape[0] - 1) / 2 / half], [0, 0, 1]])
    # Slopes are per pixel of the frame, so a step is in pixels; over half the frame it is in units.
    a = step / half
    small = np.array([[1 + a[0], a[1], a[2]], [a[3], 1 + a[4], a[5]], [a[6], a[7], 1.0]])
    return np.asarray(np.linalg.inv(unit) @ small @ unit @ inner)


def _gradient(values: Floats) -> tuple[Floats, Floats]:
    across = cv2.Scharr(values, cv2.CV_32F, 1, 0, scale=1 / 32)
    return np.asarray(across, np.float32), np.asarray(cv2.Scharr(values, cv2.CV_32F, 0, 1, scale=1 / 32), np.float32)


def _even(values: Floats) -> Floats:
    mean = cv2.blur(values, (_WINDOW, _WINDOW))
    spread = cv2.blur(values * values, (_WINDOW, _WINDOW)) - mean * mean
    return np.asarray((values - mean) / np.sqrt(np.maximum(spread, 0) + _FLOOR**2), np.float32)


def _likeness(a: Floats, b: Floats) -> Floats:
    """Local correlation of two evened pictures, about -1 to 1."""
    size = (_WINDOW, _WINDOW)
    both = cv2.blur(a * b, size)
    energy = cv2.blur(a * a, size) * cv2.blur(b * b, size)
    return np.asarray(both / np.sqrt(energy + 0.05), np.float32)
