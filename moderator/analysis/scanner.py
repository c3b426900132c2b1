"""One pass over a film: every frame goes through all that is measured, and is forgotten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moderator.analysis.best import BestFrames
from moderator.analysis.cuts import CutFinder, small
from moderator.analysis.sharpness import sharpness
from moderator.domain.scan import Cut, Freeze, Scan

Luma = NDArray[np.uint8]


class Scanner:
    """`push` every frame in order; `taken` gives what became known since it was called last."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._finder = CutFinder()
        self._best = BestFrames(total)
        self._pts: list[int] = []
        self._sharp, self._light = bytearray(), bytearray()

    def push(self, number: int, pts: int, seconds: float, luma: Luma) -> None:
        picture = small(luma)
        sharp = sharpness(luma, picture)
        self._finder.push(number, seconds, luma, picture)
        self._best.push(number, sharp, picture)
        self._pts.append(pts)
        self._sharp.append(round(255 * sharp))
        self._light.append(round(float(picture.mean())))

    @property
    def waiting(self) -> int:
        """How many frames were pushed since `taken`."""
        return len(self._pts)

    def taken(self, *, done: bool = False) -> Scan:
        """The news; with `done` there are no more frames, and the best are chosen."""
        if done:
            self._finder.finish()
        cuts, freezes = self._news()
        scan = Scan(
            self._total, tuple(self._pts), bytes(self._sharp), bytes(self._light), cuts, freezes,
            self._best.chosen() if done else (), done=done,
        )  # fmt: skip
        self._pts.clear()
        self._sharp.clear()
        self._light.clear()
        return scan

    def _news(self) -> tuple[tuple[Cut, ...], tuple[Freeze, ...]]:
        cuts, freezes = tuple(self._finder.cuts), tuple(self._finder.freezes)
        self._finder.cuts.clear()
        self._finder.freezes.clear()
        return cuts, freezes
