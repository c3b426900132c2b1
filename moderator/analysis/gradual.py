"""Gradual cuts in a stream of small frames: dissolves, fades through black or white, wipes.

Between two pictures that have nothing in common, those in the middle say how one became the other: mixtures of both
(dissolve), each pixel from one of them (wipe), or nothing at all (fade). Whatever a camera's motion leaves between two
pictures is none of these. Checked for a few lengths at every frame, on pictures of some thousand pixels.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.analysis.motion import Luma, Motion, contrast
from moderator.domain.scan import Cut, CutKind

Thumb = NDArray[np.float32]

SIDE = 48
LENGTHS = (10, 14, 20, 28)
"""Frames between the two pictures. Over longer ones a hand that fills the picture looks like a slow dissolve."""
QUARTERS = (0.25, 0.375, 0.5, 0.625, 0.75)
APART, ALIKE = 12.0, 0.5
"""The two pictures differ by so many grey levels at least, and are no more correlated than this."""
UNLIKE = 0.4
"""So much of the second picture is new, whatever moved."""
FITS = 0.22
"""The part of that difference which the mixture may leave unexplained."""
LEAST, MOST = 0.08, 0.92
"""How far the change has come in the middle frames, from 0 to 1."""
EARLY, LATE = 0.42, 0.58
"""How far at most in the first of them, and at least in the last."""
EMPTY, FULL = 5.0, 20.0
"""Contrast of a black frame at most, and of a picture at least."""


@dataclass(frozen=True)
class Found:
    """`empty`: on the way there was nothing to be seen. `left`: how badly it fits."""

    cut: Cut
    left: float
    empty: bool


@dataclass(frozen=True, eq=False)
class _Thumb:
    number: int
    whole: Luma
    picture: Thumb
    contrast: float


class GradualFinder:
    """`push` every frame; what was found lies in `found`. Nothing before `settled` will change any more."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self._motion = Motion()
        self._thumbs: deque[_Thumb] = deque(maxlen=max(LENGTHS) + 1)
        self._best: Found | None = None

    def push(self, number: int, picture: Luma) -> None:
        height, width = picture.shape
        scale = SIDE / max(height, width)
        size = (max(8, round(width * scale)), max(8, round(height * scale)))
        thumb = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
        if self._thumbs and self._thumbs[-1].picture.shape != thumb.shape:
            self._thumbs.clear()
        self._thumbs.append(_Thumb(number, picture, thumb, contrast(thumb)))
        for length in LENGTHS:
            if len(self._thumbs) > length:
                self._look(length)
        if self._best is not None and number > self._best.cut.frame + max(LENGTHS):
            self.finish()

    @property
    def settled(self) -> int:
        """Number of the first frame of which something may still be found."""
        first = self._thumbs[0].number if self._thumbs else 0
        return min(first, self._best.cut.begins) if self._best is not None else first

    def finish(self) -> None:
        if self._best is not None:
            self.found.append(self._best)
            self._best = None

    def _look(self, length: int) -> None:
        """Whether the last frame became what it is from the one `length` before it."""
        first, last = self._thumbs[-1 - length], self._thumbs[-1]
        if min(first.contrast, last.contrast) < FULL:
            return
        step = last.picture - first.picture
        apart = cv2.norm(last.picture, first.picture, cv2.NORM_L1) / step.size
        if apart < APART or _alike(first, last) > ALIKE:
            return
        middle = [self._thumbs[round(-1 - length * (1 - share))] for share in QUARTERS]
        left = min(_mixed(first.picture, step, middle), _wiped(first.picture, step, middle)) / apart
        empty = any(each.contrast < EMPTY for each in middle)
        left = 0.0 if empty else left
        if left > FITS or self._motion.news(first.whole, last.whole)[0] < UNLIKE:
            return
        found = Found(Cut(last.number, CutKind.GRADUAL, first.number), left, empty)
        if self._best is None or first.number > self._best.cut.frame:
            self.finish()
            self._best = found
        elif left < self._best.left:
            self._best = found


def _alike(one: _Thumb, other: _Thumb) -> float:
    product = float(((one.picture - one.picture.mean()) * (other.picture - other.picture.mean())).mean())
    return product / (one.contrast * other.contrast)


def _mixed(first: Thumb, step: Thumb, middle: list[_Thumb]) -> float:
    """What is left of the middle frames when each is the best mixture of both ends; endless where none rises."""
    whole = float((step * step).sum())
    shares = [float(((each.picture - first) * step).sum()) / whole for each in middle]
    if not _rising(shares):
        return float("inf")
    left = [np.abs(each.picture - first - share * step) for each, share in zip(middle, shares, strict=True)]
    return max(float(each.mean()) for each in left)


def _wiped(first: Thumb, step: Thumb, middle: list[_Thumb]) -> float:
    """The same where each pixel is that of one end."""
    told = np.abs(step) > APART / 2
    shares, left = [], []
    for each in middle:
        old, new = np.abs(each.picture - first), np.abs(each.picture - first - step)
        shares.append(float(np.count_nonzero((new < old) & told)) / max(1, int(np.count_nonzero(told))))
        left.append(float(np.minimum(old, new).mean()))
    return max(left) if _rising(shares) else float("inf")


def _rising(shares: list[float]) -> bool:
    """Whether they go from one picture to the other, and nowhere back."""
    ends = LEAST <= shares[0] <= EARLY and LATE <= shares[-1] <= MOST
    return ends and all(a <= b for a, b in pairwise(shares))
