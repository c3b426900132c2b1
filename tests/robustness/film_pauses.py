"""Opens hostile films in the real window, steps, drags and plays through each, and closes it; prints one JSON line.

    QT_QPA_PLATFORM=offscreen python -m tests.robustness.film_pauses [NAME…]      all of `hostile_films`, or these

Of each: how it ended, by a picture or a sentence, and the longest pause of the window's thread in milliseconds while it
was opened, moved through and closed. What the thread waited for a processor that others had does not count: a pause is
what it computed, or waited for somebody, and would on any machine.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from moderator.desk.values import Item
from tests.bench.film_window import press, quiet, window_on
from tests.bench.next_case import rest, wait
from tests.moderator.media.clips import Recipe, write
from tests.robustness.hostile_films import films
from ui.views.main_window import MainWindow

PATIENCE = 120.0
BEAT = 5
GOOD = "good.mp4"
"""The film that is shown first, and between the others."""


class Pauses(QObject):
    """A timer due all the time, and the longest that it had to wait since it was last asked."""

    def __init__(self) -> None:
        super().__init__()
        self._queue = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._longest = 0.0
        self._last = self._now()
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _now(self) -> float:
        """Seconds, without those in which the thread was ready and had no processor."""
        queued = int(self._queue.read_text("ascii").split()[1]) / 1e9 if self._queue.exists() else 0.0
        return time.perf_counter() - queued

    def _beat(self) -> None:
        now = self._now()
        self._longest, self._last = max(self._longest, now - self._last), now

    def take(self) -> float:
        """Milliseconds."""
        self._beat()
        found, self._longest = self._longest * 1000, 0.0
        return found


def settled(window: MainWindow) -> bool:
    """Whether the evidence pane shows what it should, or says why it cannot."""
    assert window.case is not None
    pane = window.case.compare.panes["evidence"]
    return pane.is_current or "again" in pane.deeds


def end_of(window: MainWindow) -> str:
    """The sentence in the pane, or how many frames there are."""
    assert window.case is not None
    pane, axis = window.case.compare.panes["evidence"], window.case.strip.player.axis
    if pane.is_current:
        return f"{axis.count if axis is not None else 0} frames"
    notice = pane.notice.notice
    return notice.sentence if notice is not None else ""


def moved(window: MainWindow) -> None:
    """Steps, jumps, drags and plays, at the ends and in between."""
    assert window.case is not None
    player, chance = window.case.strip.player, random.Random(1)
    axis = player.axis
    if axis is None:
        return
    for number in (0, axis.count - 1, axis.count // 2):
        player.seek(number)
        for way in (1, 1, 1, -1, -1, -1, -1):
            press(window, way, held=True)
            rest(0.02)
    for _ in range(8):
        player.scrub(chance.randrange(axis.count))
        rest(0.02)
    for play in (player.forward, player.backward):
        play()
        rest(0.15)
        player.pause()
    wait(lambda: settled(window), PATIENCE)


def gone_through(window: MainWindow, item: Item, pauses: Pauses) -> dict[str, Any]:
    found: dict[str, Any] = {}
    pauses.take()
    window.session.show("evidence", item.id)
    wait(lambda: settled(window), PATIENCE)
    player = window.case.strip.player if window.case is not None else None
    many = player is not None and player.axis is not None and player.axis.count > 1000
    rest(2.0 if many else 0.2)  # the strip is drawn; of a long film the pass over it has begun, and its lanes fill
    found["opening"] = pauses.take()
    moved(window)
    found["moving"], found["end"] = pauses.take(), end_of(window)
    window.session.show("evidence", "E1")
    wait(lambda: settled(window) and window.case is not None and window.case.strip.player.axis is not None, PATIENCE)
    found["closing"] = pauses.take()
    return found


def main(wanted: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        paths = [write(Recipe(GOOD), Path(folder))]
        paths += [path for name, path in films(Path(folder)) if not wanted or name in wanted]
        with window_on(paths) as window:
            pauses, found = Pauses(), {}
            assert window.case is not None
            wait(lambda: quiet(window), PATIENCE)
            for entry in window.case.tray.tray.entries:
                if entry.item.kind == "video" and entry.item.id != "E1":
                    found[entry.item.name] = gone_through(window, entry.item, pauses)
    print(json.dumps(found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
