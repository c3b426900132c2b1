"""Pictures with a known truth: an item on a plain backdrop, and scenes that show it, or do not."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

WIDTH, HEIGHT = 800, 700
BOX = (180, 140, 620, 560)
"""Left, top, right and bottom of the item in the listing."""
CORNERS = np.array([[180, 140], [620, 140], [620, 560], [180, 560]], float)


def listing(seed: int) -> Pixels:
    """A box with a printed face, different for each seed, on a light backdrop."""
    left, top, right, bottom = BOX
    picture = np.full((HEIGHT, WIDTH, 3), 238, np.uint8)
    picture[top:bottom, left:right] = printed(seed, right - left, bottom - top)
    return picture


def printed(seed: int, width: int, height: int) -> Pixels:
    """Words, discs and lines in random places, softened as a lens would."""
    rng = np.random.default_rng([seed, 77])
    face = np.full((height, width, 3), rng.integers(60, 200, 3), np.uint8)
    for _ in range(width * height // 1500):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        colour = tuple(int(c) for c in rng.integers(0, 255, 3))
        kind = rng.integers(3)
        if kind == 0:
            cv2.circle(face, (x, y), int(rng.integers(4, 28)), colour, -1, cv2.LINE_AA)
        elif kind == 1:
            word = "".join(chr(65 + int(c)) for c in rng.integers(0, 26, 4))
            cv2.putText(face, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, float(rng.uniform(0.5, 1.2)), colour, 2)
        else:
            end = (x + int(rng.integers(-60, 60)), y + int(rng.integers(-60, 60)))
            cv2.line(face, (x, y), end, colour, int(rng.integers(2, 7)), cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(face, (0, 0), 0.8), np.uint8)


def camera(turn: float = 0.0, scale: float = 0.8, tilt: float = 0.0) -> NDArray[np.float64]:
    """The homography of a listing looked at by a camera: degrees, evidence pixels per listing pixel, degrees."""
    roll, lean = np.radians(turn), np.radians(tilt)
    spin = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    nod = np.array([[1, 0, 0], [0, np.cos(lean), -np.sin(lean)], [0, np.sin(lean), np.cos(lean)]])
    axes, focal = nod @ spin, 1200.0
    lens = np.array([[focal, 0, 500], [0, focal, 400], [0, 0, 1]])
    matrix = lens @ np.c_[axes[:, 0], axes[:, 1], [15, -10, focal / scale]]
    matrix = matrix @ np.array([[1, 0, -WIDTH / 2], [0, 1, -HEIGHT / 2], [0, 0, 1]])
    return np.asarray(matrix / matrix[2, 2])


def evidence(photo: Pixels, matrix: NDArray[np.float64], seed: int = 0, hidden: float = 0.0) -> Pixels:
    """A scene of 1000 x 800 in which the box of `photo` lies, darker, a little soft and noisy.

    `hidden`: the share of the box's height that something else covers.
    """
    rng = np.random.default_rng([seed, 5])
    scene = printed(seed + 1000, 1000, 800)
    left, top, right, bottom = BOX
    mask = np.zeros(photo.shape[:2], np.uint8)
    mask[top : bottom - round(hidden * (bottom - top)), left:right] = 255
    inside = cv2.warpPerspective(mask, matrix, (1000, 800)) > 127
    laid = cv2.warpPerspective(photo, matrix, (1000, 800), flags=cv2.INTER_AREA)
    scene = np.where(inside[..., None], laid, scene)
    soft = cv2.GaussianBlur(scene, (0, 0), 0.7).astype(float) * [0.75, 0.7, 0.8] + rng.normal(0, 2, scene.shape)
    return np.clip(soft, 0, 255).astype(np.uint8)
