"""The sharpest frames of a film that differ from each other, spread over all of it: where to look first."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.analysis.motion import contrast
from moderator.domain.scan import MOST_BEST

Luma = NDArray[np.uint8]

SLOTS = 40
"""The film is divided into so many stretches; of each its sharpest frame is a candidate."""
SIGNATURE = (16, 12)
DIFFERENT = 0.12
"""From this distance of their signatures two frames show something different."""
SHARP_ENOUGH = 0.6
"""Candidates below this part of the upper quartile are blurred by this film's own measure, and are not shown."""
BLANK = 3.0
"""Standard deviation of luma below which there is nothing to see."""


@dataclass(frozen=True, eq=False)
class Candidate:
    number: int
    sharp: float
    signature: NDArray[np.float32]


class BestFrames:
    """`total` is how many frames there are to come; memory does not grow with them."""

    def __init__(self, total: int) -> None:
        self._total = max(1, total)
        self._slots: dict[int, Candidate] = {}

    def push(self, number: int, sharp: float, picture: Luma) -> None:
        slot = min(number * SLOTS // self._total, SLOTS - 1)
        kept = self._slots.get(slot)
        if (kept is None or sharp > kept.sharp) and contrast(picture) > BLANK:
            self._slots[slot] = Candidate(number, sharp, _signature(picture))

    def chosen(self) -> tuple[int, ...]:
        """Ascending. The sharpest first, then always the one that differs most from all taken, weighed by sharpness."""
        left = list(self._slots.values())
        if not left:
            return ()
        least = SHARP_ENOUGH * float(np.percentile([each.sharp for each in left], 75))
        left = [each for each in left if each.sharp >= least]
        most = max(each.sharp for each in left) or 1.0
        taken = [max(left, key=lambda each: each.sharp)]
        while len(taken) < MOST_BEST:
            rated = [(_apart(each, taken), each) for each in left if each not in taken]
            rated = [(apart, each) for apart, each in rated if apart >= DIFFERENT]
            if not rated:
                break
            taken.append(max(rated, key=lambda pair: pair[0] * (0.5 + pair[1].sharp / most))[1])
        return tuple(sorted(each.number for each in taken))


def _signature(picture: Luma) -> NDArray[np.float32]:
    """The picture coarsely, without its brightness and contrast."""
    coarse = cv2.resize(picture, SIGNATURE, interpolation=cv2.INTER_AREA).astype(np.float32)
    coarse -= coarse.mean()
    return np.asarray(coarse / (float(np.linalg.norm(coarse)) or 1.0), np.float32)


def _apart(one: Candidate, others: list[Candidate]) -> float:
    """One less the correlation with the one that is most alike."""
    return 1.0 - max(float((one.signature * other.signature).sum()) for other in others)
