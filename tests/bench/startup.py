"""Start-up, as whole processes: from starting Python to what stands on the screen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.large_library import make_library
from tests.bench.processes import side_by_side, told
from tests.bench.table import Row

BARE = ["tests/bench/bare_window.py"]
BARE_AFTER_SQLMODEL = [*BARE, "sqlmodel"]
PROBE = "tests/bench/probe.py"
CASES = 1_000


def rows(runs: int) -> Iterator[Row]:
    """The painted window of an empty library, its pauses afterwards, and the painted queue of a full one."""
    with tempfile.TemporaryDirectory() as folder:
        empty = ["--library", str(Path(folder) / "empty")]
        app, floor = side_by_side([PROBE, "window", *empty], BARE, runs)
        yield Row(
            "start to painted window, empty library",
            app["painted"] * 1000,
            limit=2.0,
            floor=floor["painted"] * 1000,
            floor_name="a bare PySide6 window",
        )
        pauses = [told([PROBE, "window", "--watch", "3", *empty])["pause"] for _ in range(max(1, runs // 2))]
        yield Row("longest pause of the event loop after it", max(pauses), limit=100)

        full = Path(folder) / "full"
        make_library(full, CASES)
        app, floor = side_by_side([PROBE, "queue", "--library", str(full)], BARE_AFTER_SQLMODEL, runs)
        yield Row(
            f"start to painted queue, {CASES:,} cases",
            app["painted"] * 1000,
            limit=1.5,
            floor=floor["painted"] * 1000,
            floor_name="SQLModel imported and that window",
        )
