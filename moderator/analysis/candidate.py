"""A place where the listing may lie in the evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moderator.analysis.judge import Figures
from moderator.analysis.picture import Doubles


@dataclass(frozen=True)
class Candidate:
    """A homography of the working pictures (of the mirrored listing, where `mirrored`), refined, and its figures.

    `witnesses`: matches of features that lie where it says; `error`: their median distance, in evidence pixels.
    `region` (4 x 2): where the corners of the listing's detail go. `tilt`: in degrees, at the middle of the detail.
    """

    matrix: Doubles
    mirrored: bool
    figures: Figures
    witnesses: int
    error: float
    region: Doubles
    tilt: float

    def apart(self, other: Candidate) -> bool:
        """Whether the other lies elsewhere."""
        return self.mirrored != other.mirrored or self.distance(other.region) > 0.1

    def distance(self, region: Doubles) -> float:
        """Median distance of its corners from those of a region, as a share of its own diagonal."""
        size = float(np.linalg.norm(np.ptp(self.region, axis=0)))
        return float(np.median(np.linalg.norm(self.region - region, axis=1))) / max(size, 1e-9)
