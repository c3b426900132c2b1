"""A homography from matched points, and whether a camera could have made it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.analysis.features import Features
from moderator.analysis.picture import Array, Doubles

_THRESHOLD = 4.0
_LEAST = 6
"""Inliers; four points fit always, and a fifth now and then by chance."""
_STEEPEST = 6.0
"""Ratio of the axes into which a circle goes; a plane seen at 80 degrees has 5.8."""


def robust(source: Array, target: Array, threshold: float = _THRESHOLD) -> tuple[Doubles, NDArray[np.bool_]] | None:
    """The homography (3 x 3) that most of the matches agree on (M x 2 each), and which do; None if too few do.

    MAGSAC++ (Barath et al., CVPR 2020). OpenCV seeds its draws alike every time, so the same matches give the same.
    """
    if len(source) < _LEAST:
        return None
    try:
        matrix, mask = cv2.findHomography(
            source.astype(np.float64), target.astype(np.float64), cv2.USAC_MAGSAC, threshold, None, 5000, 0.9999
        )
    except cv2.error:
        return None
    if matrix is None or not np.isfinite(matrix).all():
        return None
    chosen = np.asarray(mask).ravel() > 0
    return (np.asarray(matrix, float), chosen) if chosen.sum() >= _LEAST else None


def voted(a: Features, b: Features, pairs: NDArray[np.intp], size: tuple[int, int], most: int) -> list[Doubles]:
    """Homographies (affine as yet) that single matches propose and others second, the best seconded first.

    One match of two described patches is an affine map by itself (Lowe, IJCV 2004, section 7.2), so a handful of true
    ones among hundreds of false ones still find each other, where a draw of four would hardly ever be all true.
    """
    source, target = a.points[pairs[:, 0]].astype(float), b.points[pairs[:, 1]].astype(float)
    if len(pairs) < 4:
        return []
    linear = b.shapes[pairs[:, 1]].astype(float) @ np.linalg.inv(a.shapes[pairs[:, 0]].astype(float))
    near = 0.02 * max(size)
    left = np.ones(len(pairs), bool)
    found: list[Doubles] = []
    away = np.einsum("mij,nj->mni", linear, source) - np.einsum("mij,mj->mi", linear, source)[:, None] + target[:, None]
    error = np.linalg.norm(away - target[None], axis=2)
    # A patch tells its surroundings better than what is far away from it.
    reach = np.linalg.norm(away - target[:, None], axis=2)
    agrees = error < near / 2 + 0.15 * np.minimum(reach, 10 * near)
    while left.sum() >= 4 and len(found) < most:
        votes = (agrees & left).sum(1) * left
        best = int(votes.argmax())
        chosen = agrees[best] & left
        if votes[best] < 4:
            break
        left &= ~chosen
        left[best] = False
        matrix = _affine(source[chosen], target[chosen], near / 2)
        if matrix is not None:
            found.append(matrix)
    return found


def _affine(source: Array, target: Array, near: float) -> Doubles | None:
    try:
        rows, _ = cv2.estimateAffine2D(source, target, method=cv2.USAC_MAGSAC, ransacReprojThreshold=near)
    except cv2.error:
        return None
    return np.vstack([rows, [0, 0, 1]]) if rows is not None and np.isfinite(rows).all() else None


def moved(matrix: Doubles, points: Array) -> Doubles:
    """Where points (N x 2) go; those at or behind the camera's plane become NaN."""
    out: Doubles = np.c_[points.astype(float), np.ones(len(points))] @ matrix.T
    side = np.sign(np.median(out[:, 2])) if len(out) else 1.0
    depth = np.where(out[:, 2:] * side > 1e-9, out[:, 2:], np.nan)
    return np.asarray(out[:, :2] / depth)


def jacobian(matrix: Doubles, point: Array) -> Doubles:
    """The 2 x 2 matrix that takes small steps at `point` into the target picture."""
    x, y, w = matrix @ np.array([point[0], point[1], 1.0])
    u, v = x / w, y / w
    return np.asarray((matrix[:2, :2] - np.outer([u, v], matrix[2, :2])) / w)


def plausible(matrix: Doubles, corners: Doubles, size: tuple[int, int]) -> bool:
    """Whether the region (`corners`, 4 x 2) stays in front of the camera, unfolded, and of a size that can be seen."""
    with np.errstate(all="ignore"):
        if not np.isfinite(matrix).all() or not np.isfinite(moved(matrix, corners)).all():
            return False
        areas = []
        for point in np.vstack([corners, corners.mean(0)[None]]):
            step = jacobian(matrix, point)
            long, short = np.linalg.svd(step, compute_uv=False)
            if not np.isfinite(long) or short < 0.03 or long > 20 or long / short > _STEEPEST:
                return False
            if np.linalg.det(step) <= 0:
                return False
            areas.append(long * short)
        # Perspective within one item: its nearest corner at most three times as near as its farthest.
        return max(areas) / min(areas) < 30 and _seen(moved(matrix, corners), size)


def _seen(region: Doubles, size: tuple[int, int]) -> bool:
    area, overlap = seen_area(region, size)
    return area > 0 and overlap > 0.05 * area and overlap > 400


def seen_area(region: Doubles, size: tuple[int, int]) -> tuple[float, float]:
    """Area of a convex region (4 x 2) and of the part of it inside a picture of `size`, in square pixels."""
    frame = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    quad = region.astype(np.float32)
    if not cv2.isContourConvex(quad.reshape(-1, 1, 2)):
        return 0.0, 0.0
    overlap, _ = cv2.intersectConvexConvex(quad, frame)
    return float(cv2.contourArea(quad)), float(overlap)


def tilt(matrix: Doubles, point: Array) -> float:
    """How steeply the plane is seen at `point`, in degrees, as a distant camera would have it."""
    long, short = np.linalg.svd(jacobian(matrix, point), compute_uv=False)
    return float(np.degrees(np.arccos(np.clip(short / max(long, 1e-12), 0, 1))))
