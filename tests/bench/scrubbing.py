"""Somebody who cannot find the place: drags, jumps, holds keys, plays, in two films; and what that takes of memory."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.film_window import MEGA, press
from tests.bench.next_case import rest
from ui.views.main_window import MainWindow

PATIENCE = 90.0
EACH = 3.0
"""Seconds of one way of moving before the next."""


class Growth(NamedTuple):
    """In MB: the most that window and workers took while they got warm, and how much more it was afterwards."""

    warm: float
    grown: float


def held_by(window: MainWindow) -> float:
    """MB that the window and its workers hold. Memory that two of them share counts twice, and so does not hide."""
    pool = window.session.desk.media.pool
    workers = [worker.process.pid for worker in pool._workers._all if worker.process is not None]
    pages = 0
    for pid in (os.getpid(), *(each for each in workers if each)):
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        except OSError:
            continue  # it was replaced just now
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGA


def filled(window: MainWindow) -> None:
    """Jumps about until the cache holds as much as it may: from then on nothing should grow."""
    assert window.case is not None
    player, cache, number = window.case.strip.player, window.session.frame_cache, 0
    until = time.monotonic() + PATIENCE
    for film in ("E2", "E1"):
        window.session.show("evidence", film)
        rest(1.0)
        while cache.bytes < cache.limit * (0.5 if film == "E2" else 0.97) and time.monotonic() < until:
            assert player.axis is not None
            number = (number + 35) % player.axis.count
            player.seek(number)
            rest(0.2)


def scrubbed(window: MainWindow, warm: float, seconds: float, *, tell: bool = False) -> Growth:
    """Fills the cache, scrubs for `warm` seconds to get warm, then `seconds`. `tell` prints a line now and then."""
    filled(window)
    assert window.case is not None
    player, chance = window.case.strip.player, random.Random(3)
    most = [0.0, 0.0]
    began = time.monotonic()
    while (gone := time.monotonic() - began) < warm + seconds:
        way = chance.choice(("drag", "jump", "on", "back", "play", "film"))
        axis = player.axis
        if way == "film" or axis is None:
            window.session.show("evidence", chance.choice(("E1", "E2")))
            rest(0.5)
            continue
        place = chance.randrange(axis.count)
        until = time.monotonic() + EACH
        if way == "play":
            player.backward() if chance.random() < 0.5 else player.forward()
        while time.monotonic() < until:
            if way == "drag":
                place = (place + chance.randrange(-5, 40)) % axis.count
                player.scrub(place)
            elif way == "jump":
                player.seek(chance.randrange(axis.count))
                rest(0.3)
            elif way != "play":
                press(window, 1 if way == "on" else -1, held=True)
            rest(1 / 30)
            half = int(gone >= warm)
            most[half] = max(most[half], held_by(window))
        player.pause()
        if tell:
            print(f"{gone:5.0f} s  {held_by(window):6.0f} MB, most so far {max(most):.0f} MB", flush=True)
    return Growth(most[0], max(0.0, most[1] - most[0]))
