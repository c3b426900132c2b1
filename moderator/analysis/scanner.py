"""One pass over a film: every frame goes through all that is measured, and is forgotten."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.analysis.best import BestFrames
from moderator.analysis.cuts import CutFinder
from moderator.analysis.gradual import GradualFinder
from moderator.analysis.motion import small
from moderator.analysis.sharpness import sharpness
from moderator.domain.scan import Cut, Scan

Luma = NDArray[np.uint8]


class Scanner:
    """`push` every frame in order; `taken` gives what became known since it was called last."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._finder, self._gradual = CutFinder(), GradualFinder()
        self._best = BestFrames(total)
        self._pts: list[int] = []
        self._sharp, self._light = bytearray(), bytearray()

    def push(self, number: int, pts: int, seconds: float, luma: Luma) -> None:
        picture = small(luma)
        sharp = sharpness(luma, picture)
        self._finder.push(number, seconds, luma, picture)
        self._gradual.push(number, picture)
        self._best.push(number, sharp, picture)
        self._pts.append(pts)
        self._sharp.append(round(255 * sharp))
        self._light.append(round(cv2.mean(picture)[0]))

    @property
    def waiting(self) -> int:
        """How many frames were pushed since `taken`."""
        return len(self._pts)

    def taken(self, *, done: bool = False) -> Scan:
        """The news; with `done` there are no more frames, and the best are chosen."""
        settled = self._gradual.settled
        if done:
            self._finder.finish()
            self._gradual.finish()
            settled = self._total
        cuts, freezes = self._cuts(settled), tuple(self._finder.freezes)
        self._finder.freezes.clear()
        scan = Scan(
            self._total, tuple(self._pts), bytes(self._sharp), bytes(self._light), cuts, freezes,
            self._best.chosen() if done else (), done=done,
        )  # fmt: skip
        self._pts.clear()
        self._sharp.clear()
        self._light.clear()
        return scan

    def _cuts(self, settled: int) -> tuple[Cut, ...]:
        """Those before a frame, hard and gradual. A hard one within a gradual one stands alone, but where everything
        went dark: there the step out of the dark is part of it."""
        hard = [cut.frame for cut in self._finder.cuts if cut.frame < settled]
        kept = []
        for found in self._gradual.found:
            within = [frame for frame in hard if found.cut.begins < frame <= found.cut.frame]
            if found.empty:
                hard = [frame for frame in hard if frame not in within]
            if found.empty or not within:
                kept.append(found.cut)
        self._finder.cuts = [cut for cut in self._finder.cuts if cut.frame >= settled]
        self._gradual.found.clear()
        return tuple(sorted([*kept, *map(Cut, hard)], key=lambda cut: cut.frame))
