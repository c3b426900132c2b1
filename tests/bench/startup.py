"""Start-up, as whole processes: from starting Python to what stands on the screen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.large_library import make_library
from tests.bench.processes import run, side_by_side
from tests.bench.table import Row

BARE = ["tests/bench/bare_window.py"]
BARE_AFTER_SQLMODEL = [*BARE, "sqlmodel"]
PROBE = "tests/bench/probe.py"
CASES = 1_000


def rows(runs: int) -> Iterator[Row]:
    """The painted window of an empty library, its pauses afterwards, and the painted queue of a full one."""
    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder) / "empty", Path(folder) / "full"
        yield ratio("start to painted window, empty library", "window", empty, BARE, runs)
        watch = [PROBE, "window", "--watch", "3", "--library", str(empty)]
        pauses = [run(watch)["pause"][0] for _ in range(max(1, runs // 2))]
        yield Row("longest pause of the event loop after it", max(pauses), limit=100)
        make_library(full, CASES)
        yield ratio(f"start to painted queue, {CASES:,} cases", "queue", full, BARE_AFTER_SQLMODEL, runs)


LIMITS = {"window": 2.0, "queue": 1.5}
FLOORS = {"window": "a bare PySide6 window", "queue": "SQLModel imported and that window"}


def ratio(name: str, until: str, library: Path, bare: list[str], runs: int) -> Row:
    """The real program on `library` until its window or queue is painted, beside a bare window."""
    app, floor = side_by_side([PROBE, until, "--library", str(library)], bare, runs)
    return Row(name, app * 1000, limit=LIMITS[until], floor=floor * 1000, floor_name=FLOORS[until])
