"""Codes drawn as on a label, and films in which such a label is held before the camera for a while."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from tests.moderator.media.shots import film

WIDTH, HEIGHT = 640, 360


def drawn(text: str, kind: zxingcpp.BarcodeFormat, scale: int = 2) -> np.ndarray:
    """A code with the white around it that it needs."""
    made = zxingcpp.create_barcode(text, kind)
    return np.array(zxingcpp.write_barcode_to_image(made, scale=scale))


def scene(number: int = 0) -> np.ndarray:
    """A table, with the noise of a camera."""
    rng = np.random.default_rng(number)
    place = np.full((HEIGHT, WIDTH), 120, np.int16) + rng.integers(-6, 7, (HEIGHT, WIDTH), dtype=np.int16)
    place[:, WIDTH // 2 :] -= 30
    return place.astype(np.uint8)


def put(place: np.ndarray, thing: np.ndarray, x: int, y: int) -> np.ndarray:
    place[y : y + thing.shape[0], x : x + thing.shape[1]] = thing
    return place


def labelled(path: Path, held: Sequence[tuple[int, int, np.ndarray]], frames: int = 90) -> Path:
    """`held`: first frame, frame behind the last, and what is to be seen meanwhile."""
    shots = []
    for number in range(frames):
        place = scene(number)
        for first, end, thing in held:
            if first <= number < end:
                put(place, thing, 60 + number % 5, 40)
        shots.append(place)
    return film(path, shots)


def turned(thing: np.ndarray, degrees: float) -> np.ndarray:
    """As held askew, on white."""
    side = int(np.hypot(*thing.shape)) + 8
    square = np.full((side, side), 255, np.uint8)
    put(square, thing, (side - thing.shape[1]) // 2, (side - thing.shape[0]) // 2)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(square, turn, (side, side), borderValue=(255,)), np.uint8)
