"""A case of 50 hostile and 50 good files, opened in the real window: how long its thread stalls, what it grows by.

    python -m tests.bench.hostile_case      prints one JSON line

Exit 1 where a file is left without a final state.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from moderator.desk import make_library, open_desk
from moderator.settings import Settings
from tests.bench import hostile_files
from tests.bench.large_library import case
from tests.bench.misbehaviour import Heart
from tests.bench.next_case import rest, wait
from tests.bench.processes import BenchFailed, output
from tests.bench.table import Row
from tests.builders import write_case_pack
from ui import theme
from ui.app import application, make_window
from ui.models.tray_model import Role
from ui.views.main_window import MainWindow

PATIENCE = 240.0
MEGA = 2**20


def rows() -> Iterator[Row]:
    """Raises BenchFailed where a file has no final state."""
    figures = json.loads(output(["-m", "tests.bench.hostile_case"]).splitlines()[-1])
    if figures["unfinished"]:
        raise BenchFailed(f"without a final state: {', '.join(figures['unfinished'][:5])}")
    for name, what in (
        ("opening", "case of 50 hostile + 50 good files opened"),
        ("showing", "each of its files shown"),
    ):
        stall, work = figures[name]
        yield Row(f"{what}: longest stall of the window (its own work: {work:.0f} ms)", stall, limit=100)
    yield Row("memory of the window over the bombs: growth", figures["growth"], limit=100, unit="MB")


def make(library: Path) -> None:
    """A library of two cases: the hundred files in turns, and the bombs."""
    good, broken = hostile_files.good(50), hostile_files.broken(50)
    mixed = [file for pair in zip(good, broken, strict=True) for file in pair]
    make_library(library, "bench")
    desk = open_desk(library, moderator="bench")
    try:
        with tempfile.TemporaryDirectory() as folder:
            packs = [_pack(Path(folder), 1, mixed), _pack(Path(folder), 2, list(hostile_files.bombs()))]
            for each in desk.import_packs(packs):
                if each.status != "imported":
                    raise BenchFailed(f"{each.pack}: {each.problem}")
    finally:
        desk.close()


def _pack(folder: Path, number: int, files: Iterable[tuple[str, bytes]]) -> Path:
    doc = case(number)
    listing = "media/listing.png"
    media = {listing: next(hostile_files.good(1))[1], **{f"media/{name}": data for name, data in files}}
    doc["evidence"] = [
        {"id": f"E{n}", "from": "buyer", "kind": "photo", "path": path, "submitted_at": doc["opened_at"]}
        for n, path in enumerate(media)
        if path != listing
    ]
    return write_case_pack(folder, doc, media)


def open_case(window: MainWindow, number: int) -> None:
    """Opens a case and waits until every file has been looked at."""
    window.session.open_case(f"BENCH-{number:06}")
    wait(lambda: window.session.opened is not None and window.session.tasks.pending == 0, PATIENCE)


def unfinished(window: MainWindow) -> list[str]:
    """The items that the tray knows nothing of."""
    assert window.case is not None
    tray = window.case.tray.tray
    return [each.item.id for each in tray.entries if tray.index(tray.row_of(each.item.id) or 0).data(Role.LOOK) is None]


def show_each(window: MainWindow) -> None:
    """Shows every file in its pane until it stands there, or the reason why not."""
    assert window.case is not None
    panes = window.case.compare.panes
    for entry in window.case.tray.tray.entries:
        window.session.show(entry.pane, entry.item.id)
        pane = panes[entry.pane]
        wait(lambda pane=pane: pane.is_current or "again" in pane.deeds, PATIENCE)


def memory() -> float:
    """What this process holds now, in MB: its own pages and what it has touched of memory that it shares."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGA


class Worked(Heart):
    """Also knows the most that the window's thread computed between two beats: on a busy machine it waits besides."""

    def __init__(self) -> None:
        super().__init__()
        self._work, self._so_far = 0.0, time.thread_time()

    def _beat(self) -> None:
        super()._beat()
        now = time.thread_time()
        self._work, self._so_far = max(self._work, now - self._so_far), now

    def take(self) -> tuple[float, float]:
        """The longest stall since the last call, and the longest work, in milliseconds."""
        found = (self.longest * 1000, self._work * 1000)
        self.longest = self._work = 0.0
        return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "library")
        app = application()
        theme.apply(app, "light")
        window = make_window(
            open_desk(Path(folder) / "library", moderator="bench"), Settings(Path(folder) / "settings.json")
        )
        window.resize(1440, 900)
        window.show()
        wait(lambda: bool(window.session.rows))
        rest(2.0)  # the worker is up and the code of the case's screen is loaded, as when somebody has read the queue
        figures = measured(window)
        window.close()
    QCoreApplication.quit()
    print(json.dumps(figures), flush=True)
    return 1 if figures["unfinished"] else 0


def measured(window: MainWindow) -> dict[str, Any]:
    """Opens the hundred and shows each, then the bombs."""
    heart = Worked()
    open_case(window, 1)
    opening = heart.take()
    left = unfinished(window)
    show_each(window)
    showing = heart.take()
    before = peak = memory()
    kept = window.session.frame_cache.bytes
    open_case(window, 2)
    assert window.case is not None
    left += unfinished(window)
    for entry in window.case.tray.tray.entries:
        window.session.show(entry.pane, entry.item.id)
        wait(lambda: window.session.tasks.pending == 0, PATIENCE)
        peak = max(peak, memory())
        if window.session.frame_cache.bytes < kept:
            raise BenchFailed("the cache of pictures let go of something, so the growth cannot be told")
    return {"opening": opening, "showing": showing, "growth": peak - before, "before": before, "unfinished": left}


if __name__ == "__main__":
    sys.exit(main())
