"""From decoded pixels to the picture that a decision shows: redacted, cropped, scaled, and a JPEG made by us alone."""

from __future__ import annotations

import io
import math

import cv2
import numpy as np
from PIL import Image

from moderator.media.photo import fit
from moderator.media.values import Pixels

Box = tuple[float, float, float, float]
BLOCK = 16
"""Pixels of the largest block in which photos and films are commonly compressed."""
_HAIR = 1e-6
"""Of a pixel: what a fraction may be off by without losing the pixel."""


def redacted(pixels: Pixels, boxes: list[Box]) -> Pixels:
    """A copy in which each box (fractions x, y, width, height) is opaque black, rounded outwards to whole pixels."""
    height, width = pixels.shape[:2]
    done = pixels.copy()
    for x, y, wide, high in boxes:
        left, top = max(0, math.floor(x * width)), max(0, math.floor(y * height))
        right, bottom = min(width, math.ceil((x + wide) * width)), min(height, math.ceil((y + high) * height))
        done[top : max(top, bottom), left : max(left, right)] = 0
    return done


def grown(box: Box, size: tuple[int, int]) -> Box:
    """The box of a picture of `size` that was compressed in blocks, outwards to their edges and one pixel beyond.

    What stands in a block leaves its traces all over it, and a coarse colour sample reaches into the next pixel. The
    blocks may be counted from either side, since the picture may have been turned upright.
    """
    (left, right), (top, bottom) = (_to_blocks(box[i], box[i + 2], size[i]) for i in (0, 1))
    return left, top, right - left, bottom - top


def _to_blocks(start: float, length: float, side: int) -> tuple[float, float]:
    if length <= 0 or start >= 1 or start + length <= 0:
        return start, start  # covers nothing of the picture, and goes on doing so
    first, last = math.floor(start * side), math.ceil((start + length) * side)
    first = min(first - first % BLOCK, side - math.ceil((side - first) / BLOCK) * BLOCK) - 1
    last = max(math.ceil(last / BLOCK) * BLOCK, side - (side - last) // BLOCK * BLOCK) + 1
    return max(0, first) / side, min(side, last) / side


def cropped(pixels: Pixels, box: Box) -> Pixels:
    """The part of the picture in the box, rounded inwards to whole pixels and never empty: nothing else is in it."""
    height, width = pixels.shape[:2]
    (left, right), (top, bottom) = (_inwards(box[i], box[i + 2], side) for i, side in ((0, width), (1, height)))
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def _inwards(start: float, length: float, side: int) -> tuple[int, int]:
    first = min(max(0, math.ceil(start * side - _HAIR)), side - 1)
    return first, min(max(first + 1, math.floor((start + length) * side + _HAIR)), side)


def make(
    pixels: Pixels, boxes: list[Box], max_side: int, quality: int, crop: Box | None = None
) -> tuple[bytes, tuple[int, int]]:
    """The JPEG and its size; of the picture only the part `crop`, if one is given. What is redacted is black before
    scaling, so no neighbour takes up a trace of it, and black again after it, so its edge is not a blend."""
    pixels = redacted(pixels, boxes)
    if crop is not None:
        pixels = cropped(pixels, crop)
        boxes = [_seen_from(crop, box) for box in boxes]
    height, width = pixels.shape[:2]
    size = fit((width, height), (max_side, max_side))
    if size != (width, height):
        pixels = redacted(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), boxes)
    out = io.BytesIO()
    # No subsampling: small coloured print and thin scratches are what exhibits are about.
    Image.fromarray(pixels).save(out, "JPEG", quality=min(max(quality, 1), 95), subsampling=0, optimize=True)
    return out.getvalue(), size


def _seen_from(crop: Box, box: Box) -> Box:
    """A box as fractions of the part that is left."""
    x, y, wide, high = crop
    return (box[0] - x) / wide, (box[1] - y) / high, box[2] / wide, box[3] / high
