"""Hard cuts and freezes in a stream of small frames: one pass, constant memory, a verdict some frames late.

What cannot be explained by motion from the frame before is new. A cut is a frame on which much more is new than on all
its neighbours: a pan, a shaking hand or a stutter makes much of every frame new, a cut of one. Repeated frames are
passed over, so a stutter does not look like a standstill with jumps.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.domain.scan import Cut, Freeze

Luma = NDArray[np.uint8]

SIDE = 160
"""The longest side on which motion is followed."""
AROUND = 5
"""So many different frames on each side a cut is held against."""
SAME = 0.1
"""Mean grey levels up to which a frame repeats the one before it: a codec that repeats leaves next to nothing."""
NEW, LEAST_NEW = 20.0, 8.0
"""Grey levels from which a pixel counts as new, in pictures of full and of little contrast."""
SHARE, TIMES_SHARE = 0.03, 2.5
"""The share of new pixels that a cut has at least, beyond so many times the most that a neighbour has."""
LEVEL, TIMES_LEVEL = 1.5, 2.2
"""The same for the mean difference, in grey levels."""
STRONG = 0.3
"""From here on neighbours that are cuts themselves do not hide one: two of them are passed over."""
BACK = 0.35
"""A flash or a damaged picture: what comes after is what was before, up to this part of the jump."""
FREEZE_SECONDS = 0.5


@dataclass(frozen=True, eq=False)
class Seen:
    """A frame that differs from the one before it: what of it is new, and its small picture."""

    number: int
    picture: Luma
    new: float
    level: float


class CutFinder:
    """Takes frames in order; what it has decided on lies in `cuts` and `freezes` until it is taken."""

    def __init__(self) -> None:
        self.cuts: list[Cut] = []
        self.freezes: list[Freeze] = []
        self._seen: deque[Seen] = deque(maxlen=2 * AROUND + 1)
        self._due = 0
        """How many of the last ones in `_seen` are not decided yet."""
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._before: Luma | None = None
        self._still: tuple[int, float, int, float] | None = None
        """The run of repeated frames: its first and last frame and their times."""

    def push(self, number: int, seconds: float, luma: Luma, picture: Luma) -> None:
        """The next frame; `picture` is `luma` scaled to SIDE."""
        before, self._before = self._before, luma
        repeats = before is not None and before.shape == luma.shape and _mean_difference(before, luma) < SAME
        self._hold(number, seconds, repeats)
        if repeats:
            return
        if self._seen:
            new, level = self._news(self._seen[-1].picture, picture)
        else:
            new, level = 0.0, 0.0
        self._seen.append(Seen(number, picture, new, level))
        self._due += 1
        if self._due > AROUND:
            self._decide(len(self._seen) - self._due)

    def finish(self) -> None:
        """There are no more frames."""
        while self._due:
            self._decide(len(self._seen) - self._due)
        self._end_run()

    # --- freezes --------------------------------------------------------------------------------------------------

    def _hold(self, number: int, seconds: float, repeats: bool) -> None:
        if repeats and self._still is not None:
            self._still = (*self._still[:2], number, seconds)
            return
        self._end_run()
        self._still = (number, seconds, number, seconds)

    def _end_run(self) -> None:
        if self._still is not None and self._still[3] - self._still[1] >= FREEZE_SECONDS:
            self.freezes.append(Freeze(self._still[0], self._still[2]))
        self._still = None

    # --- cuts -----------------------------------------------------------------------------------------------------

    def _decide(self, place: int) -> None:
        self._due -= 1
        seen = list(self._seen)
        if place > 0 and self._stands_out(seen, place) and not self._returns(seen, place):
            self.cuts.append(Cut(seen[place].number))

    def _stands_out(self, seen: list[Seen], place: int) -> bool:
        here = seen[place]
        if here.new < SHARE or here.level < LEVEL:
            return False
        around = seen[max(1, place - AROUND) : place] + seen[place + 1 : place + 1 + AROUND]
        if not around:
            return True
        passed = 2 if here.new >= STRONG and len(around) > 3 else 0
        new = sorted(each.new for each in around)[-1 - passed]
        level = sorted(each.level for each in around)[-1 - passed]
        return here.new >= SHARE + TIMES_SHARE * new and here.level >= LEVEL + TIMES_LEVEL * level

    def _returns(self, seen: list[Seen], place: int) -> bool:
        """Whether the picture of before is back soon, or this is it coming back."""
        here, limit = seen[place], BACK * seen[place].new
        before, after = seen[place - 1], seen[place + 1 : place + 1 + AROUND]
        if any(self._news(before.picture, each.picture)[0] < limit for each in after):
            return True
        return any(
            self._news(each.picture, here.picture)[0] < limit for each in seen[max(0, place - AROUND) : place - 1]
        )

    def _news(self, before: Luma, after: Luma) -> tuple[float, float]:
        """The share of `after` that motion from `before` does not explain, and the mean difference that is left."""
        if before.shape != after.shape:
            return 1.0, 255.0
        if _mean_difference(before, after) < LEVEL / 2:
            return 0.0, _mean_difference(before, after)
        flow = np.asarray(self._flow.calc(after, before, np.empty(0, np.float32)), np.float32)
        way = flow + _grid(after.shape)
        moved = cv2.remap(before, way[..., 0], way[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        left = cv2.absdiff(_lit_alike(np.asarray(moved, np.uint8), after), after)
        threshold = min(NEW, max(LEAST_NEW, 0.4 * float(after.std())))
        return float(np.count_nonzero(left > threshold)) / left.size, float(left.mean())


def small(luma: Luma) -> Luma:
    """Scaled so that its longest side is SIDE."""
    height, width = luma.shape
    scale = SIDE / max(height, width)
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def _lit_alike(picture: Luma, other: Luma) -> Luma:
    """A change of exposure is no new picture: the means are made equal."""
    shift = round(float(other.mean()) - float(picture.mean()))
    return np.clip(picture.astype(np.int16) + shift, 0, 255).astype(np.uint8)


def _mean_difference(one: Luma, other: Luma) -> float:
    return float(cv2.norm(one, other, cv2.NORM_L1)) / one.size


_GRIDS: dict[tuple[int, ...], NDArray[np.float32]] = {}


def _grid(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Where each pixel stands; kept, since all frames of a film are of one size."""
    if shape not in _GRIDS:
        _GRIDS.clear()
        down, across = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
        _GRIDS[shape] = np.dstack((across, down))
    return _GRIDS[shape]
