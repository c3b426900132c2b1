"""A rectangle seen in perspective: the way from picture pixels to millimetres on its plane, and where the camera was.

The rectangle's corners are named clockwise as they are seen. Pixels count from the picture's upper left corner.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from moderator.domain.alignment import Matrix, inverse, product

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]

FOCAL = 1.0
"""What is assumed of a camera's focal length before the picture tells: as long as the longer side of the picture.
Phones have 0.7 (26 mm as on 35 mm film) to 1.4 (their twofold lens), cameras are often longer."""
FOCAL_SPREAD = 0.45
"""Standard deviation of its logarithm: two in three cameras lie between 0.64 and 1.57."""


def to_picture(corners: Corners, width: float, height: float) -> Matrix:
    """Millimetres on the plane (first corner 0,0; second `width`,0) to pixels.

    P. Heckbert, Fundamentals of Texture Mapping and Image Warping (1989), 2.2.3. Raises ValueError where three corners
    lie on one line.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    below = dx1 * dy2 - dx2 * dy1
    if abs(below) < 1e-9:
        raise ValueError("three corners on one line")
    g, h = (sx * dy2 - dx2 * sy) / below, (dx1 * sy - sx * dy1) / below
    square = (x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1.0)
    return product(square, (1 / width, 0.0, 0.0, 0.0, 1 / height, 0.0, 0.0, 0.0, 1.0))


def on_plane(back: Matrix, at: Point) -> Point:
    """Where a pixel lies on the plane, by the inverse of `to_picture`.

    Raises ValueError for a pixel on the plane's horizon or beyond it.
    """
    depth = back[6] * at[0] + back[7] * at[1] + back[8]
    if depth <= 1e-12:
        raise ValueError("beyond the horizon")
    return (
        (back[0] * at[0] + back[1] * at[1] + back[2]) / depth,
        (back[3] * at[0] + back[4] * at[1] + back[5]) / depth,
    )


def way_back(corners: Corners, width: float, height: float) -> Matrix:
    """Pixels to millimetres on the plane, with the sign that `on_plane` expects. Raises ValueError as `to_picture`."""
    back = inverse(to_picture(corners, width, height))
    middle = sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4
    if back[6] * middle[0] + back[7] * middle[1] + back[8] > 0:
        return back
    return tuple(-each for each in back)  # type: ignore[return-value]


def turn(corners: Sequence[Point]) -> list[float]:
    """At each corner the sine of the turn: all positive, they go round clockwise as seen and the outline is convex."""
    found = []
    for (ax, ay), (bx, by), (cx, cy) in zip(
        corners, (*corners[1:], *corners[:1]), (*corners[2:], *corners[:2]), strict=True
    ):
        sides = math.hypot(bx - ax, by - ay) * math.hypot(cx - bx, cy - by)
        found.append(((bx - ax) * (cy - by) - (by - ay) * (cx - bx)) / sides if sides else 0.0)
    return found


@dataclass(frozen=True)
class Camera:
    """`focal`: focal length in pixels; `height_mm`: distance of the camera from the plane, with its standard
    uncertainty."""

    focal: float
    height_mm: float
    height_u: float


@functools.lru_cache(maxsize=16)
def camera(corners: Corners, width: float, height: float, size: tuple[float, float], click_px: float) -> Camera:
    """Where the camera stood, its optical axis in the middle of the picture of `size` pixels.

    The images of a rectangle's two directions are perpendicular and equally long on the plane; that gives the focal
    length (Z. Zhang, A Flexible New Technique for Camera Calibration, 2000, 3.1). Seen straight on they tell nothing:
    so what they tell is weighed, by the error of the clicks, against what is assumed of cameras.
    """
    assumed = math.log(FOCAL * max(size))
    weight, logarithm = 1 / FOCAL_SPREAD**2, assumed / FOCAL_SPREAD**2
    square = _focal_squared(_centred(corners, size), width, height)
    if square > 0:
        u = _spread(corners, width, height, size, click_px) / (2 * square)
        if 0 < u < 3:
            weight, logarithm = weight + 1 / u**2, logarithm + math.log(square) / 2 / u**2
    focal, spread = math.exp(logarithm / weight), weight**-0.5
    heights = [_height(_centred(corners, size), width, height, focal * math.exp(k * spread)) for k in (-1, 0, 1)]
    return Camera(focal, heights[1], abs(heights[2] - heights[0]) / 2)


def _centred(corners: Corners, size: tuple[float, float]) -> Corners:
    a, b, c, d = ((x - size[0] / 2, y - size[1] / 2) for x, y in corners)
    return a, b, c, d


def _focal_squared(corners: Corners, width: float, height: float) -> float:
    """By least squares of both conditions; 0 where the plane is seen straight on."""
    h = to_picture(corners, width, height)
    rows = (
        (2 * (h[0] * h[1] + h[3] * h[4]), 2 * h[6] * h[7]),
        (h[0] ** 2 + h[3] ** 2 - h[1] ** 2 - h[4] ** 2, h[6] ** 2 - h[7] ** 2),
    )
    below = sum(b * b for _, b in rows)
    return -sum(a * b for a, b in rows) / below if below > 1e-30 else 0.0


def _spread(corners: Corners, width: float, height: float, size: tuple[float, float], click_px: float) -> float:
    """Standard uncertainty of the squared focal length, from that of the clicks."""
    total = 0.0
    for corner in range(4):
        for axis in range(2):
            ends = [
                _focal_squared(_centred(nudged(corners, corner, axis, step), size), width, height)
                for step in (-click_px, click_px)
            ]
            total += ((ends[1] - ends[0]) / 2) ** 2
    return math.sqrt(total)


def nudged(corners: Corners, corner: int, axis: int, step: float) -> Corners:
    """The corners with one of them moved by `step` pixels across (axis 0) or down (1)."""
    moved = [list(each) for each in corners]
    moved[corner][axis] += step
    a, b, c, d = ((x, y) for x, y in moved)
    return a, b, c, d


def _height(corners: Corners, width: float, height: float, focal: float) -> float:
    h = to_picture(corners, width, height)
    one, two, origin = ((h[k] / focal, h[3 + k] / focal, h[6 + k]) for k in range(3))
    scale = math.sqrt(math.hypot(*one) * math.hypot(*two))
    normal = _cross(one, two)
    return abs(sum(n * o for n, o in zip(normal, origin, strict=True))) / (math.hypot(*normal) * scale)


def _cross(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float, float]:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
