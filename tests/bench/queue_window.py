"""The queue of very many cases in the real window: python -m tests.bench.queue_window [--cases N] [--every N].

From a choice in the queue until its rows are shown, and from then until the numbers beside the filters are of it; how
long a scroll waits for rows, on the way down and at the end; and the memory of the process when all is done.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop

from moderator.desk import open_desk
from moderator.domain.queue import SORTS
from moderator.settings import Settings
from tests.bench.many_cases import library
from tests.bench.queue_scale import filters
from ui.app import application, make_window
from ui.queue_reader import QueueReader
from ui.views.main_window import MainWindow

SIZE = (1440, 900)
FOLLOW, MEMORY = 300.0, 400.0
"""Milliseconds for the numbers after the rows, MiB for the whole window."""
PATIENCE = 20.0
PAGES = 500


def until(done: Callable[[], bool]) -> float:
    """Milliseconds until `done`, the window doing its work. Raises TimeoutError after PATIENCE."""
    began = time.monotonic()
    loop = QEventLoop()
    while not done():
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError("the window does not show what was asked for")
    return (time.monotonic() - began) * 1000


def choices(reader: QueueReader, every: int) -> Iterator[tuple[float, float]]:
    """For each choice how long its rows took, and its numbers after them."""
    asks = [(wanted, sort) for wanted in filters() for sort in SORTS][::every]
    for wanted, sort in asks:
        if (wanted, sort) == (reader.filter, reader.sorting):
            continue  # is shown already
        before = reader.stretch
        reader.show(wanted, sort)
        shown = until(lambda before=before: reader.stretch is not before)
        yield shown, until(lambda: reader.counted)


def scrolled(reader: QueueReader) -> Iterator[float]:
    """Page after page down, then the end, and page after page up from there."""
    for step, possible in ((reader.more, "below"), (reader.earlier, "above")):
        for _ in range(PAGES):
            if not getattr(reader.stretch, possible):
                break
            before = reader.stretch
            step()
            yield until(lambda before=before: reader.stretch is not before)
        before = reader.stretch
        reader.to_end()
        yield until(lambda before=before: reader.stretch is not before)
        until(lambda: reader.counted)


def memory() -> float:
    """The most that this process had resident, MiB."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def shown(name: str, times: list[float]) -> float:
    p95 = statistics.quantiles(times, n=20)[-1]
    middle = statistics.median(times)
    print(f"{name:<34} p95 {p95:6.1f} ms   median {middle:6.1f}   most {max(times):6.1f}   n {len(times)}")
    return p95


def open_window(cases: int, folder: Path) -> MainWindow:
    settings = Settings(folder / "settings.json")
    window = make_window(open_desk(library(cases), moderator="bench"), settings)
    window.resize(*SIZE)
    window.show()
    return window


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--every", type=int, default=3, help="of the 910 choices each so many-th")
    chosen = options.parse_args()
    app = application()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, {chosen.cases:,} cases")
    with tempfile.TemporaryDirectory() as folder:
        window = open_window(chosen.cases, Path(folder))
        reader = window.session.deeds.reader
        until(lambda: reader.counted)
        rows, counts = zip(*choices(reader, chosen.every), strict=True)
        shown("rows of a choice", list(rows))
        follow = shown("its numbers, after the rows", list(counts))
        shown("a page further, and the end", list(scrolled(reader)))
        most = memory()
        print(f"memory at most {most:.0f} MiB")
        window.close()
        app.processEvents()
    return 0 if follow <= FOLLOW and most <= MEMORY else 1


if __name__ == "__main__":
    raise SystemExit(main())
