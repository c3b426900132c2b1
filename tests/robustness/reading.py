"""Whether a word that is known can be seen in a picture: how it looks when drawn is sought at many sizes.

Text recognition would not have to know the word; but none comes as a small wheel that leaves this project's OpenCV
alone (they bring `opencv-python` or a model to be fetched). To prove that a known secret is gone, this is as good, and
it finds what a reader of text would give up on.
"""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = 30
"""Pixels of the letters as they are planted."""
SCALES = tuple(0.4 * 1.03**step for step in range(63))
"""Up to two and a half times, in steps that a word of this width still matches between."""
SEEN = 0.6
"""Of a correlation from -1 to 1. Measured: the word 0.7 to 1.0, another word of its length up to 0.52, no word 0.3."""


def draw_word(draw: ImageDraw.ImageDraw, at: tuple[int, int], word: str) -> None:
    draw.text(at, word, fill="black", font=ImageFont.load_default(SIZE))


def likeness(picture: bytes, word: str) -> float:
    """How much like the drawn word the best place of a picture looks, at the best size."""
    whole = np.asarray(Image.open(io.BytesIO(picture)).convert("L"), np.float32)
    # Where nothing varies a correlation is undefined; a little noise makes it nought there.
    whole = whole + np.random.default_rng(0).normal(0, 1.5, whole.shape).astype(np.float32)
    drawn = _drawn(word)
    best = -1.0
    for scale in SCALES:
        wide, high = round(drawn.shape[1] * scale), round(drawn.shape[0] * scale)
        if wide <= whole.shape[1] and high <= whole.shape[0]:
            small = cv2.resize(drawn, (wide, high), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
            best = max(best, float(cv2.matchTemplate(whole, small, cv2.TM_CCOEFF_NORMED).max()))
    return best


def can_be_seen(picture: bytes, word: str) -> bool:
    return likeness(picture, word) >= SEEN


def _drawn(word: str) -> np.ndarray:
    left, top, right, bottom = (int(edge) for edge in ImageFont.load_default(SIZE).getbbox(word))
    image = Image.new("L", (right + 8, bottom + 8), 255)
    draw_word(ImageDraw.Draw(image), (0, 0), word)
    return np.asarray(image.crop((max(0, left - 3), max(0, top - 3), right + 3, bottom + 3)), np.float32)
