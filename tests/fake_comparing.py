"""Alignment and difference of drawn pictures: what a test says is found, and a plain subtraction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from moderator.desk.comparing import Looked, Pin
from moderator.domain.alignment import Alignment, Matrix, Quality, Why
from moderator.domain.difference import Difference, DifferingRegion

TURN: Matrix = (0.0, -0.6, 1300.0, 0.6, 0.0, 100.0, 0.0, 0.0, 1.0)
"""A quarter turn, smaller: where the listing lies on the evidence."""
GOOD = Alignment(Quality.GOOD, Why.AGREES, TURN, inliers=120, median_error_px=0.9, rotation=90)
NOTHING = Alignment(Quality.NONE, Why.FEW_MATCHES)


class FakeComparing:
    """`found`: the answer to every request. `looks`: what is told on the way. `asked` notes what was asked."""

    def __init__(self) -> None:
        self.found = GOOD
        self.looks: tuple[Alignment, ...] = ()
        self.fails: Exception | None = None
        self.gate: Callable[[], object] = lambda: None
        self.asked: list[tuple[Looked, Looked, tuple[Pin, ...]]] = []
        self.differences: list[tuple[Matrix, float]] = []
        self.regions = (DifferingRegion(40, 30, 20, 10, 33.0, (30, 60, 140), (180, 40, 40)),)

    def align(
        self,
        listing: Looked,
        evidence: Looked,
        pins: Sequence[Pin] = (),
        told: Callable[[Alignment], Any] | None = None,
    ) -> Alignment:
        self.asked.append((listing, evidence, tuple(pins)))
        for look in self.looks:
            if told is not None:
                told(look)
        self.gate()
        if self.fails is not None:
            raise self.fails
        return self.found

    def difference(self, listing: Looked, evidence: Looked, matrix: Matrix, threshold: float) -> Difference:  # noqa: ARG002
        self.differences.append((matrix, threshold))
        lit = np.zeros((75, 100), np.uint8)
        lit[30:40, 40:60] = 200
        return Difference(lit, self.regions, (1.0, 1.0, 1.0), False, self.regions[0])
