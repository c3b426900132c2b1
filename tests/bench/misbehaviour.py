"""Workers that misbehave on command, before a window that has to go on: right state, tile in time, next file shown.

    python -m tests.bench.misbehaviour [ROUNDS]     every kind so many times (default 50); prints one JSON line

Exit 1 where a state was wrong, the next file was not shown, or a result never came.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from moderator.errors import MediaError
from moderator.media.pool import MediaPool
from moderator.media.selftest import Kind
from moderator.media.values import Source
from tests.bench.processes import BenchFailed, output
from tests.bench.table import Row
from ui.tasks import Tasks

DEADLINE = 0.25
PATIENCE = 20_000
STATES = {
    Kind.SEGFAULT: "crashed",
    Kind.ABORT: "crashed",
    Kind.EXIT: "crashed",
    Kind.HANG: "timed-out",
    Kind.SLEEP: "timed-out",
    Kind.DRIP: "timed-out",
    Kind.HALF: "timed-out",
    Kind.ALLOCATE: "refused",
    Kind.FORK: "refused",
    Kind.EXEC: "refused",
    Kind.WRONG_ID: "crashed",
    Kind.OVERSIZE: "crashed",
    Kind.FLOOD: "crashed",
    Kind.NOISE: "crashed",
}


class Tile(QLabel):
    """Shows the state of the one file under way, and knows when it was painted with it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = QEventLoop()
        self.patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self.patience.timeout.connect(self.loop.quit)
        self.painted = 0.0

    def failed(self, error: Exception) -> None:
        self.setText(error.state if isinstance(error, MediaError) else f"a bug: {error!r}")
        self._paint()

    def shown(self, _picture: Any) -> None:
        self.setText("shown")
        self._paint()

    def _paint(self) -> None:
        self.repaint()
        self.painted = time.monotonic()
        self.loop.quit()


class Heart(QObject):
    """A timer due every 5 ms; `longest` is the longest that it had to wait, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.monotonic()
        self._timer = QTimer(self, interval=5)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


def main(rounds: int) -> int:
    """Exit code; prints what was measured, in milliseconds."""
    application = QApplication([])
    tile, heart, tasks, pool = Tile(), Heart(), Tasks(), MediaPool(2)
    tile.show()
    photo = Source.of(Path(__file__).parents[2] / "resources" / "warmup" / "exif.jpg")
    wrong: list[str] = []
    late: list[float] = []
    following: list[float] = []

    def ask(work: Callable[[], object], expected: str) -> float:
        began = time.monotonic()
        tile.setText("waiting")
        tasks.run("media", lambda _s, _p: work(), tile.shown, tile.failed)
        tile.patience.start()
        tile.loop.exec()
        if tile.text() != expected:
            wrong.append(f"{tile.text()}, not {expected}")
        return tile.painted - began

    ask(lambda: pool.still(photo), "shown")
    for _ in range(rounds):
        for kind, state in STATES.items():
            took = ask(partial(pool.selftest, kind, seconds=DEADLINE), state)
            if state == "timed-out":
                late.append(took - DEADLINE)
            following.append(ask(lambda: pool.still(photo), "shown"))
    tasks.close()
    pool.close()
    late.sort()
    figures = {
        "late": late[int(len(late) * 0.99)] * 1000,
        "next": max(following) * 1000,
        "typical": statistics.median(following) * 1000,
        "stall": heart.longest * 1000,
        "wrong": wrong,
    }
    print(json.dumps(figures), flush=True)
    del application
    return 1 if wrong else 0


def rows(rounds: int = 50) -> list[Row]:
    """Raises BenchFailed where a misbehaviour had any other end than its own."""
    figures = json.loads(output(["-m", "tests.bench.misbehaviour", str(rounds)]))
    if figures["wrong"]:
        raise BenchFailed(", ".join(figures["wrong"][:5]))
    name = f"{len(STATES)} misbehaviours x {rounds}"
    return [
        Row(f"{name}: deadline to tile, p99", figures["late"], limit=250),
        Row(f"{name}: next file shown, longest (median {figures['typical']:.0f} ms)", figures["next"], limit=1000),
        Row(f"{name}: longest stall of the window", figures["stall"], limit=100),
    ]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
