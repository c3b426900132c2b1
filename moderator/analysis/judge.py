"""What a homography is worth: figures that tell a true one from a lucky one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from moderator.analysis import fit, refine
from moderator.analysis.frame import Frame
from moderator.analysis.picture import Array, Doubles, Picture

_ALIKE = 0.5
_GROUPS = 12
_FEWEST_BLOCKS = 12
"""Each block holds up one or two of the eight parameters."""

_NEXT, _VALLEY = 4, 0.4
"""A next place lies farther off than so many pixels, beyond a valley lower than that share of the peak."""


@dataclass(frozen=True)
class Figures:
    """The first four are shares of the listing's textured area, as it would lie in the evidence.

    `support`: what looks alike there. `mass`: the same, weighed by how alike it is (0 at the threshold, 1 at a perfect
    correlation). `hull`: what lies within the hull of that. `seen`: what lies in the evidence's frame at all.
    `strong`: median local correlation of what looks alike. `spread`: how far a corner of the detail moves (evidence
    pixels at work, the worst of four) when sectors of the evidence are left out; `sigma`: the same, from the scatter
    of its blocks. `repeat`: how well the listing fits when moved aside, to the best other place, as a share of how
    well it fits here: a pattern that repeats comes near 1.
    """

    support: float = 0.0
    mass: float = 0.0
    hull: float = 0.0
    seen: float = 0.0
    strong: float = 0.0
    spread: float = math.inf
    sigma: float = math.inf
    repeat: float = 0.0

    @property
    def shift(self) -> float:
        """How far a corner may be off, as one standard deviation: the worse of two opinions."""
        return max(self.spread, self.sigma)


def figures(frame: Frame, matrix: Doubles, listing: Picture) -> Figures:
    """The figures of a homography of the working pictures."""
    found = refine.examined(frame, matrix)
    alike = found.textured & (found.likeness > _ALIKE)
    shown = float(found.textured.sum())
    whole = max(_whole_area(frame, matrix), shown)
    if not alike.any():
        return Figures(seen=shown / max(whole, 1.0))
    spread, sigma = _shifts(found, frame, matrix, listing)
    return Figures(
        support=float(alike.sum()) / whole,
        mass=float((found.likeness[alike] - _ALIKE).sum()) / (1 - _ALIKE) / whole,
        hull=float((found.textured & _hull(alike)).sum()) / whole,
        seen=shown / whole,
        strong=float(np.median(found.likeness[alike])),
        spread=spread,
        sigma=sigma,
        repeat=_repeat(frame, matrix),
    )


def _repeat(frame: Frame, matrix: Doubles) -> float:
    """What is seen of the listing, shifted over all of it: the highest other peak of correlation over that at no shift.

    A valley must lie before it: else it is the same peak, drawn out along a strap or a cable, which makes `spread` and
    `sigma` large.
    """
    level = frame.shrunk(2) if min(frame.evidence.shape) > 4 * _NEXT else frame
    laid, seen = refine.overlaid(level, level.inner(matrix))
    size = [cv2.getOptimalDFTSize(2 * n) for n in laid.shape]
    products = np.fft.rfft2(laid, size) * np.conj(np.fft.rfft2(laid * seen, size))
    surface = np.fft.fftshift(np.fft.irfft2(products, size)).astype(np.float32)
    middle = np.array(size) // 2
    reach = (np.array(laid.shape) // 2).tolist()
    part = surface[middle[0] - reach[0] : middle[0] + reach[0] + 1, middle[1] - reach[1] : middle[1] + reach[1] + 1]
    centre = float(part[reach[0], reach[1]])
    if centre <= 0:
        return 1.0
    highest = cv2.dilate(part, np.ones((5, 5), np.uint8))
    rows, columns = np.nonzero((part == highest) & (part > 0.5 * centre))
    steps = np.linspace(0, 1, 32)[:, None]
    lines = part[
        np.rint(reach[0] + steps * (rows - reach[0])).astype(int),
        np.rint(reach[1] + steps * (columns - reach[1])).astype(int),
    ]
    apart = np.hypot(rows - reach[0], columns - reach[1]) > _NEXT
    apart &= lines.min(0, initial=centre) < _VALLEY * centre
    return float(part[rows, columns][apart].max(initial=0.0)) / centre


def _shifts(found: refine.Evidence, frame: Frame, matrix: Doubles, listing: Picture) -> tuple[float, float]:
    """`spread` and `sigma` in evidence pixels; infinite where there is too little to resample."""
    if len(found.gradient) < _FEWEST_BLOCKS:
        return math.inf, math.inf
    corners = fit.moved(frame.place @ matrix, listing.corners())
    to_evidence = 1 / float(np.sqrt(np.linalg.det(frame.place[:2, :2])))
    moves = _moves(corners, found.likeness.shape) * to_evidence
    return _spread(found, moves), _sigma(found, moves)


def _whole_area(frame: Frame, matrix: Doubles) -> float:
    """Frame pixels that the listing's textured area would take if the frame went on for ever."""
    rows, columns = np.nonzero(frame.textured[::4, ::4] > 0.5)
    if not len(rows):
        return 0.0
    inner = frame.inner(matrix)
    points = np.c_[columns, rows, np.full(len(rows), 0.25)] * 4.0
    depth = points @ inner[2]
    areas = np.abs(np.linalg.det(inner)) / np.maximum(np.abs(depth), 1e-9) ** 3
    return float(16 * areas.sum())


def _hull(alike: Array) -> Array:
    rows, columns = np.nonzero(alike)
    out = np.zeros(alike.shape, np.uint8)
    if len(rows) > 2:
        hull = cv2.convexHull(np.stack([columns, rows], 1).astype(np.int32))
        cv2.fillConvexPoly(out, hull, 1)
    return out > 0


def _moves(corners: Doubles, shape: tuple[int, ...]) -> Doubles:
    """4 x 2 x 8: how the corners (frame pixels) move with the eight parameters."""
    half = max(shape) / 2
    x, y = (corners - (np.array(shape[::-1]) - 1) / 2).T / half
    none, one = np.zeros(4), np.ones(4)
    right = np.stack([x, y, one, none, none, none, -x * x, -x * y], 1)
    down = np.stack([none, none, none, x, y, one, -x * y, -y * y], 1)
    return np.stack([right, down], 1)


def _solved(normal: Doubles, gradient: Doubles) -> Doubles:
    damped = normal + np.eye(8) * (1e-6 * max(float(np.trace(normal)), 1e-9))
    return np.asarray(np.linalg.solve(damped, gradient))


def _spread(found: refine.Evidence, moves: Doubles) -> float:
    normal, gradient = found.normal.sum(0), found.gradient.sum(0)
    base = _solved(normal, gradient)
    group = found.sectors(_GROUPS)
    total = np.zeros(4)
    for number in range(_GROUPS):
        chosen = group == number
        step = _solved(normal - found.normal[chosen].sum(0), gradient - found.gradient[chosen].sum(0))
        total += ((moves @ (step - base)) ** 2).sum(1)
    return float(np.sqrt(total.max() * (_GROUPS - 1) / _GROUPS))


def _sigma(found: refine.Evidence, moves: Doubles) -> float:
    """The sandwich estimator with blocks as clusters (Liang and Zeger, Biometrika 1986)."""
    count = len(found.gradient)
    scatter = found.gradient.T @ found.gradient * count / (count - 8)
    bread = np.linalg.inv(found.normal.sum(0) + np.eye(8) * 1e-6 * np.trace(found.normal.sum(0)))
    cover = bread @ scatter @ bread
    return float(np.sqrt(np.einsum("cik,kl,cil->c", moves, cover, moves).max()))
