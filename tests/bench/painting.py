"""How smoothly two huge pictures move: a recorded interaction with a pair of 48 MP photos, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.bench.processes import run
from tests.bench.table import Row

SIZE = (1012, 700)
"""What a window of 1440x900 leaves for the two panes and their tools."""
FRAME = 16.0


def rows(runs: int) -> Iterator[Row]:
    """The worst of at most three recordings, beside the static pixmap in the same process."""
    found = [run(["-m", "tests.bench.interaction", *map(str, SIZE)]) for _ in range(min(3, max(1, runs // 2)))]
    slowest = max(found, key=lambda figures: p95(figures["frame"]))
    measured, floor = p95(slowest["frame"]), p95(slowest["floor"])
    worked = p95(slowest["work"])
    name = f"p95 of a frame, 48 MP pair, pan and zoom ({worked:.1f} ms of work; a static pixmap {floor:.1f})"
    yield Row(name, measured, limit=FRAME)
    measured, worked = p95(slowest["wiped"]), p95(slowest["wipe"])
    yield Row(f"the same with one wiped over the other ({worked:.1f} ms of work)", measured, limit=FRAME)


def p95(figures: Sequence[float]) -> float:
    """What 95 of 100 figures do not exceed."""
    return sorted(figures)[min(len(figures) - 1, round(0.95 * len(figures)))]
