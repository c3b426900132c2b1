"""From decoded pixels to the picture that a decision shows: redacted, scaled, and a JPEG made by us alone."""

from __future__ import annotations

import io
import math

import cv2
import numpy as np
from PIL import Image

from moderator.media.photo import fit
from moderator.media.values import Pixels

Box = tuple[float, float, float, float]


def redacted(pixels: Pixels, boxes: list[Box]) -> Pixels:
    """A copy in which each box (fractions x, y, width, height) is opaque black, rounded outwards to whole pixels."""
    height, width = pixels.shape[:2]
    done = pixels.copy()
    for x, y, wide, high in boxes:
        left, top = max(0, math.floor(x * width)), max(0, math.floor(y * height))
        right, bottom = min(width, math.ceil((x + wide) * width)), min(height, math.ceil((y + high) * height))
        done[top : max(top, bottom), left : max(left, right)] = 0
    return done


def make(pixels: Pixels, boxes: list[Box], max_side: int, quality: int) -> tuple[bytes, tuple[int, int]]:
    """The JPEG and its size. What is redacted is black before scaling, so no neighbour takes up a trace of it, and
    black again after it, so its edge is not a blend."""
    pixels = redacted(pixels, boxes)
    height, width = pixels.shape[:2]
    size = fit((width, height), (max_side, max_side))
    if size != (width, height):
        pixels = redacted(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), boxes)
    out = io.BytesIO()
    # No subsampling: small coloured print and thin scratches are what exhibits are about.
    Image.fromarray(pixels).save(out, "JPEG", quality=min(max(quality, 1), 95), subsampling=0, optimize=True)
    return out.getvalue(), size
