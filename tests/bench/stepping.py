"""Moving through a minute of Full HD in the real window, from the key to the painted frame; and what memory it takes.

    python -m tests.bench.stepping                  prints one JSON line
    python -m tests.bench.stepping --minutes 10     scrubs for so long, and prints the memory of window and workers

Steps come as from a keyboard: held down, thirty a second, over several groups of pictures, and one by one. A jump is
to a random frame, by the desk and in turns with a bare one: PyAV in this process, to the key frame, forward to the PTS,
to RGB of the same size.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
from PySide6.QtCore import QEventLoop, Qt, QTimer

from tests.bench.film_window import Screen, calm, press, quiet, window_on
from tests.bench.next_case import rest, wait
from tests.bench.painting import p95
from tests.bench.processes import output
from tests.bench.scrubbing import Growth, scrubbed
from tests.bench.storyboard import copy, film, timed
from tests.bench.table import Row
from ui.prefetch import PANE
from ui.views.main_window import MainWindow

COPIES = 5
"""Films that are opened, each for the first time."""
HELD, SINGLE, JUMPS = 120, 24, 24
"""Steps with the key held, steps one by one, jumps; each way."""
PACE = 1 / 30
WARM, SECONDS = 20.0, 25.0
"""Of scrubbing in the table: to get warm, and measured."""


def rows() -> list[Row]:
    figures = json.loads(output(["-m", "tests.bench.stepping"]).splitlines()[-1])
    on, back = (figures["on held"] + figures["on"], figures["back held"] + figures["back"])
    painted = statistics.median(figures["painted jump"])
    held = f"(held {p95(figures['on held']):.0f}, singly {p95(figures['on']):.0f})"
    backs = f"(held {p95(figures['back held']):.0f}, singly {p95(figures['back']):.0f})"
    growth = Growth(*figures["memory"])
    return [
        Row(f"step forward, key to painted frame, p95 {held}", p95(on), 40),
        Row(f"step back, p95 {backs}", p95(back), 1.5, floor=p95(on), floor_name="step forward"),
        Row(
            f"jump to a frame {PANE} px wide, median (in the window to the painted one: {painted:.0f} ms)",
            statistics.median(figures["jump"]), 1.2, floor=statistics.median(figures["bare"]),
            floor_name="bare PyAV seek to RGB",
        ),
        Row("first picture of a film after opening it, median", statistics.median(figures["first"]), 250),
        Row(f"memory while scrubbing: growth after it got warm (at {growth.warm:.0f} MB)", growth.grown, 64, "MB"),
    ]  # fmt: skip


class Bare:
    """What nothing could be much faster than: no index, no proof, no process, no window."""

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"

    def jump(self, pts: int) -> float:
        """Milliseconds."""
        began = time.perf_counter()
        self._container.seek(pts, stream=self._stream)
        frame = next(frame for frame in self._container.decode(self._stream) if frame.pts == pts)
        frame.reformat(width=PANE, height=PANE * frame.height // frame.width, format="rgb24").to_ndarray()
        return (time.perf_counter() - began) * 1000


def first_pictures(window: MainWindow, screen: Screen) -> list[float]:
    """Milliseconds from showing each film but the first to its first frame."""
    assert window.case is not None
    found = []
    for entry in window.case.tray.tray.entries:
        if entry.item.kind != "video" or entry.item.id == "E1":
            continue
        began = time.perf_counter()
        window.session.show("evidence", entry.item.id)
        wait(lambda began=began: screen.pane.is_current and screen.when(began, 0, 0) is not None)
        found.append(((screen.when(began, 0, 0) or 0) - began) * 1000)
        wait(lambda: quiet(window), 240)
    return found


def held(window: MainWindow, screen: Screen, way: int) -> list[float]:
    """Milliseconds from each key to a frame painted that is at least as far: nobody waits for one that was passed."""
    assert window.case is not None
    player = window.case.strip.player
    pressed: list[tuple[float, int]] = []
    loop = QEventLoop()
    timer = QTimer(interval=round(PACE * 1000), timerType=Qt.TimerType.PreciseTimer)

    def tick() -> None:
        if len(pressed) == HELD:
            loop.quit()
            return
        began = time.perf_counter()
        press(window, way, held=True)
        pressed.append((began, player.number))

    timer.timeout.connect(tick)
    timer.start()
    loop.exec()
    timer.stop()
    wait(lambda: screen.when(*pressed[-1], way) is not None)
    return [((screen.when(began, number, way) or 0) - began) * 1000 for began, number in pressed]


def single(window: MainWindow, screen: Screen, way: int) -> float:
    assert window.case is not None
    began = time.perf_counter()
    press(window, way)
    number = window.case.strip.player.number
    wait(lambda: screen.when(began, number, way) is not None)
    return ((screen.when(began, number, way) or 0) - began) * 1000


def jumped(window: MainWindow, screen: Screen, number: int) -> float:
    assert window.case is not None
    began = time.perf_counter()
    window.case.strip.player.seek(number)
    wait(lambda: screen.when(began, number, 0) is not None)
    return ((screen.when(began, number, 0) or 0) - began) * 1000


def measured(window: MainWindow, path: Path) -> dict[str, Any]:
    assert window.case is not None
    screen, strip = Screen(window), window.case.strip
    figures: dict[str, Any] = {"first": first_pictures(window, screen)}
    window.session.show("evidence", "E1")
    calm(window)  # looked through, too: what is measured is stepping alone
    axis = strip.player.axis
    assert axis is not None
    chance = random.Random(7)
    for name, way in (("on", 1), ("back", -1)):
        figures[f"{name} held"], figures[name] = [], []
        for _ in range(2):
            jumped(window, screen, chance.randrange(HELD + 200, axis.count - HELD - 200))
            rest(0.3)
            figures[f"{name} held"] += held(window, screen, way)
        for number in range(SINGLE):
            if number % 6 == 0:
                jumped(window, screen, chance.randrange(100, axis.count - 100))
            rest(0.25)
            figures[name].append(single(window, screen, way))
    figures |= jumps(window, screen, path, chance)
    return figures


def jumps(window: MainWindow, screen: Screen, path: Path, chance: random.Random) -> dict[str, list[float]]:
    """To the painted frame, then to the pixels alone, in turns with a bare one to the same frame."""
    assert window.case is not None
    axis, bare = window.case.strip.player.axis, Bare(path)
    assert axis is not None
    media, item = window.session.desk.media, window.case.strip.player.shown
    assert item is not None
    figures: dict[str, list[float]] = {"painted jump": [], "jump": [], "bare": []}
    for number in chance.sample(range(axis.count), JUMPS):
        window.session.frame_cache.clear()
        figures["painted jump"].append(jumped(window, screen, number))
        for _ in range(2):  # what is fetched around it begins a moment later
            rest(0.2)
            wait(lambda: quiet(window))
        for other in chance.sample(range(axis.count), 2):
            pts = axis.index.pts[other]
            figures["jump"].append(timed(lambda pts=pts: media.frame(item.item.sha256, pts=pts, max_size=(PANE, PANE))))
            figures["bare"].append(bare.jump(pts))
    return figures


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.stepping", description=__doc__)
    parser.add_argument("--minutes", type=float, default=0.0)
    minutes = parser.parse_args(arguments).minutes
    with tempfile.TemporaryDirectory() as folder:
        made = film(Path(folder))
        films = [copy(made, number).path for number in range(1, 3 if minutes else COPIES + 1)]
        with window_on(films) as window:
            if minutes:
                growth = scrubbed(window, 60, minutes * 60, tell=True)
                print(f"warm {growth.warm:.0f} MB, grown by {growth.grown:.0f} MB in {minutes:g} minutes")
                return 0
            figures = measured(window, made)
            figures["memory"] = scrubbed(window, WARM, SECONDS)
    print(json.dumps(figures), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
