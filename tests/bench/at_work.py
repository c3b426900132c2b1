"""What a moderator waits for between two cases."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.processes import run
from tests.bench.table import Row
from ui.demo import demo_library


def rows() -> Iterator[Row]:
    """The time to the next sample case, in a window that has shown them all once."""
    with tempfile.TemporaryDirectory() as folder:
        library = demo_library(Path(folder) / "library")
        figures = run(["-m", "tests.bench.next_case", str(library)])["next"]
    name = f"next case painted, median of {len(figures)} (longest {max(figures):.0f} ms)"
    yield Row(name, statistics.median(figures), limit=150)
