"""Points of a picture that can be found again, and which of them look alike in two pictures."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.analysis.picture import Array, Doubles, Floats, Picture

_MOST, _MOST_TILTED = 5000, 1500
_TILTED_SIDE = 800
_MARGIN = 16
"""Pixels around the detail in which a point may still lie."""
_RATIO = 0.82
"""Of the nearest descriptor's distance to the second nearest's. Lowe's 0.7 loses half of the true ones here."""
_EDGE, _CONTRAST = 12.0, 0.02
"""Lower contrast than SIFT's 0.04: evidence is often dark or soft."""
_ROWS = 1024


@dataclass(frozen=True)
class Features:
    """`points`: N x 2 (x, y) in pixels of the picture. `descriptors`: N x 128, RootSIFT, of unit length.

    `shapes`: N x 2 x 2, from the unit circle to the patch that was described: its size, turn and, where the picture
    was tilted to find it, its slant. Two alike patches thus tell an affine map between the pictures.
    """

    points: Floats
    descriptors: Floats
    shapes: Floats

    def __len__(self) -> int:
        return len(self.points)

    def mirrored(self, width: int) -> Features:
        """Those of the same picture mirrored left to right.

        A SIFT descriptor has 4 x 4 cells of 8 directions, turned with its point: mirroring swaps the rows of cells
        across the point's direction and turns the directions the other way round, so nothing is detected anew.
        """
        cells = self.descriptors.reshape(-1, 4, 4, 8)
        turned = cells[:, ::-1, :, [0, 7, 6, 5, 4, 3, 2, 1]].reshape(-1, 128)
        points = (self.points * [-1, 1] + [width - 1, 0]).astype(np.float32)
        # The described direction keeps its own axis, so the patch is flipped on both sides of its shape.
        shapes = (self.shapes * [[-1, 1], [1, -1]]).astype(np.float32)
        return Features(points, np.ascontiguousarray(turned), shapes)


EMPTY = Features(np.empty((0, 2), np.float32), np.empty((0, 128), np.float32), np.empty((0, 2, 2), np.float32))


def detect(picture: Picture, *, crop: bool = False, most: int = _MOST) -> Features:
    """SIFT points, described as RootSIFT (Arandjelovic and Zisserman, CVPR 2012). `crop`: only around the detail;
    `most`: the strongest of them."""
    if picture.plain:
        return EMPTY
    left, top, right, bottom = picture.box() if crop else (0, 0, *picture.size)
    left, top = max(0, left - _MARGIN), max(0, top - _MARGIN)
    part = np.ascontiguousarray(picture.grey[top : bottom + _MARGIN, left : right + _MARGIN])
    found = _sift(part, None, most)
    origin = np.array([left, top], np.float32)
    return Features(found.points + origin, found.descriptors, found.shapes)


def tilted(picture: Picture, squeeze: float, angles: tuple[float, ...]) -> Features:
    """Points of the picture as it looks when tilted: squeezed by `squeeze` along each of the angles (degrees).

    The idea is ASIFT's (Morel and Yu, SIAM J. Imaging Sciences 2009). The points are those of the picture itself; it
    is looked at smaller than it is, since what is seen so slantingly is never seen large.
    """
    left, top, right, bottom = picture.box()
    left, top = max(0, left - _MARGIN), max(0, top - _MARGIN)
    crop = picture.grey[top : bottom + _MARGIN, left : right + _MARGIN]
    shrink = min(1.0, _TILTED_SIDE / max(crop.shape))
    size = (max(1, round(crop.shape[1] * shrink)), max(1, round(crop.shape[0] * shrink)))
    small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    parts = joined([_squeezed(small, squeeze, angle) for angle in angles])
    stretch = np.array([crop.shape[1] / size[0], crop.shape[0] / size[1]])
    points = (parts.points + 0.5) * stretch - 0.5 + [left, top]
    shapes = parts.shapes * stretch[:, None]
    return Features(points.astype(np.float32), parts.descriptors, shapes.astype(np.float32))


def joined(parts: list[Features]) -> Features:
    """All of them as one."""
    return Features(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.descriptors for part in parts]),
        np.concatenate([part.shapes for part in parts]),
    )


def _squeezed(crop: Array, squeeze: float, angle: float) -> Features:
    height, width = crop.shape
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], float) @ turn[:, :2].T
    turn[:, 2] -= frame.min(0)
    size = np.ceil(np.ptp(frame, axis=0)).astype(int)
    turned = cv2.warpAffine(crop, turn, (int(size[0]), int(size[1])), borderMode=cv2.BORDER_REPLICATE)
    # What a tilt hides must be gone before pixels are left out, or the squeezed picture shows false detail.
    turned = cv2.GaussianBlur(turned, (0, 0), sigmaX=0.8 * (squeeze**2 - 1) ** 0.5, sigmaY=0.01)
    small = cv2.resize(turned, (max(1, round(size[0] / squeeze)), int(size[1])), interpolation=cv2.INTER_LINEAR)
    inside = cv2.warpAffine(np.full(crop.shape, 255, np.uint8), turn, (int(size[0]), int(size[1])))
    found = _sift(
        small, cv2.resize(inside, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_NEAREST), _MOST_TILTED
    )
    stretch = np.array([size[0] / small.shape[1], 1.0])
    back = cv2.invertAffineTransform(turn)
    points = ((found.points + 0.5) * stretch - 0.5) @ back[:, :2].T + back[:, 2]
    shapes = (back[:, :2] @ np.diag(stretch)) @ found.shapes
    return Features(points.astype(np.float32), found.descriptors, shapes.astype(np.float32))


def _sift(grey: Array, mask: Array | None, most: int) -> Features:
    if min(grey.shape) < 8:
        return EMPTY
    points, descriptors = cv2.SIFT.create(most, 3, _CONTRAST, _EDGE).detectAndCompute(grey, mask)
    if descriptors is None or not len(points):
        return EMPTY
    root = np.sqrt(descriptors / np.maximum(descriptors.sum(1, keepdims=True), 1e-9))
    angle = np.radians([point.angle for point in points])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shapes = (turn * [point.size for point in points]).transpose(2, 0, 1)
    return Features(
        np.array([point.pt for point in points], np.float32), np.asarray(root, np.float32), shapes.astype(np.float32)
    )


def matches(a: Features, b: Features) -> NDArray[np.intp]:
    """M x 2 indices into a and b: each the other's nearest, and clearly nearer than the next, best first."""
    if len(a) < 2 or len(b) < 2:
        return np.empty((0, 2), np.intp)
    nearest, first, second = _two_nearest(a.descriptors, b.descriptors)
    back, _, _ = _two_nearest(b.descriptors, a.descriptors)
    chosen = np.flatnonzero((back[nearest] == np.arange(len(a))) & (first < _RATIO * second))
    order = np.argsort((first / np.maximum(second, 1e-9))[chosen], kind="stable")
    return np.stack([chosen, nearest[chosen]], 1)[order]


def _two_nearest(a: Floats, b: Floats) -> tuple[NDArray[np.intp], Doubles, Doubles]:
    nearest = np.empty(len(a), np.intp)
    distances = np.empty((2, len(a)))
    for start in range(0, len(a), _ROWS):
        likeness = a[start : start + _ROWS] @ b.T
        best = likeness.argmax(1)
        rows = np.arange(len(best))
        part = slice(start, start + len(best))
        nearest[part], distances[0, part] = best, likeness[rows, best]
        likeness[rows, best] = -1
        distances[1, part] = likeness.max(1)
    first, second = np.sqrt(np.maximum(0, 2 - 2 * distances))
    return nearest, first, second


def guided(a: Features, b: Features, expected: Floats, radius: float) -> NDArray[np.intp]:
    """M x 2 indices: for each point of a, the most alike of b within `radius` of where it is expected (N x 2)."""
    pairs: list[Array] = []
    for start in range(0, len(a), _ROWS):
        place = expected[start : start + _ROWS]
        near = ((place[:, None, 0] - b.points[:, 0]) ** 2 + (place[:, None, 1] - b.points[:, 1]) ** 2) < radius**2
        likeness = np.where(near, a.descriptors[start : start + _ROWS] @ b.descriptors.T, -1)
        best = likeness.argmax(1)
        alike = np.flatnonzero(likeness[np.arange(len(best)), best] > 0.75)
        pairs.append(np.stack([alike + start, best[alike]], 1))
    return np.concatenate(pairs) if pairs else np.empty((0, 2), np.intp)
