"""Playing a minute of Full HD with sound in the real window, decoded by the real workers.

    python -m tests.bench.playing LIBRARY SECONDS     prints what became of each frame

`due N`: how many frames there were to be shown. `skew MS`, for each that was painted: by how much the sound that is
heard at the end of painting is ahead of it; one that is on time is within half the length of a frame of 0. `woken MS`,
for each frame of ten seconds: how late a program is woken that does nothing but sleep until the frame is due. `alone
N`: how many frames a second a worker gives to somebody who does nothing else.

The sound goes to a device that nobody hears and that asks at the pace of a real one. What is heard is reckoned from its
calls, apart from what the player makes of them: it plays the n-th sample that it got n / 48,000 s after the first.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from moderator.desk import make_library, open_desk
from moderator.domain.sound import RATE
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from moderator.settings import Settings
from tests.bench import storyboard
from tests.bench.next_case import rest, wait
from tests.bench.processes import run
from tests.bench.table import Row
from tests.builders import case_doc, case_media, write_case_pack
from ui import speaker, theme
from ui.app import application, make_window
from ui.prefetch import PANE
from ui.views.pane import Pane
from ui.views.strip import Strip

FILM = "media/e1.mp4"
SECONDS = storyboard.SECONDS - 2
"""How long it plays: what is asked of the last frames is told of no others."""
FRAME_MS = 1000 / storyboard.RATE
PREPARED = 3.0
"""Seconds that somebody looks at the film before playing it."""


def rows() -> Iterator[Row]:
    """How many frames came late or not at all, and how far sound and picture were apart."""
    with tempfile.TemporaryDirectory() as name:
        figures = run(["-m", "tests.bench.playing", str(library(Path(name))), str(SECONDS)])
    due, skew = int(figures["due"][0]), [abs(each) for each in figures["skew"]]
    on_time = sum(each <= FRAME_MS / 2 for each in skew)
    woken = sum(each > FRAME_MS / 2 for each in figures["woken"]) / len(figures["woken"]) * 100
    beside = f"{len(skew)} of {due} painted; a worker alone gives {figures['alone'][0]:.0f} a second"
    beside += f", and {woken:.0f} % are late for one who only sleeps"
    yield Row(
        f"playing {SECONDS} s of Full HD: frames late or dropped ({beside})", 100 - on_time / due * 100, 5, unit="%"
    )
    ninety_five, most = np.percentile(skew, 95), max(skew)
    yield Row(f"sound against picture while it plays, p95 (most {most:.0f} ms)", float(ninety_five), 40)


def library(folder: Path) -> Path:
    """A library with one case, whose evidence is the film."""
    evidence = [{"id": "E1", "from": "buyer", "kind": "video", "path": FILM, "submitted_at": "2026-11-05T10:01:00Z"}]
    doc = case_doc(evidence=evidence)
    media = case_media(doc) | {FILM: spoken(storyboard.film(folder)).read_bytes()}
    pack = write_case_pack(folder / "packs", doc, media)
    make_library(folder / "library", "bench")
    desk = open_desk(folder / "library", moderator="bench")
    try:
        desk.import_packs([pack])
    finally:
        desk.close()
    return folder / "library"


def spoken(silent: Path) -> Path:
    """The film with a tone in every second."""
    at = np.arange(RATE * storyboard.SECONDS) / RATE
    wave = (0.3 * np.sin(2 * np.pi * 440 * at) * (at % 1 < 0.5)).astype(np.float32)
    path = silent.with_name("spoken.mp4")
    with av.open(str(silent)) as source, av.open(str(path), "w") as container:
        picture = container.add_stream_from_template(source.streams.video[0])
        sound: Any = container.add_stream("aac", rate=RATE, layout="mono")
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = picture
                container.mux(packet)
        for start in range(0, len(wave) - 1023, 1024):
            frame = av.AudioFrame.from_ndarray(wave[start : start + 1024].reshape(1, -1), "fltp", "mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


class Listener(speaker.Device):
    """The device that nobody hears, its calls written down: how much it had got before, and what it got then."""

    last: Listener

    def __init__(self, pull: speaker.Pull) -> None:
        self._lock = threading.Lock()
        self._began = 0.0
        self._had: list[int] = []
        self._film: list[int | None] = []
        self._got = 0
        self._feed: Any = getattr(pull, "__self__")  # noqa: B009  what a bound method belongs to
        self._pull = pull
        Listener.last = self
        super().__init__(self._noted, unheard=True)

    def _noted(self, count: int) -> bytes:
        data = self._pull(count)
        after = self._feed._next
        with self._lock:
            self._began = self._began or time.monotonic()
            self._had.append(self._got)
            self._film.append(None if after is None else after - count)
            self._got += count
        return data

    def heard(self, moment: float) -> float | None:
        """The second of the film that is heard then; None where it is none."""
        with self._lock:
            played = (moment - self._began) * RATE
            call = bisect_right(self._had, played) - 1
            film = self._film[call] if call >= 0 else None
            return None if film is None else (film + played - self._had[call]) / RATE


class Watch(QObject):
    """When each frame was painted for the first time."""

    def __init__(self, pane: Pane) -> None:
        super().__init__()
        self._pane = pane
        self.at: dict[int, float] = {}
        pane.canvas.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        loaded = self._pane.loaded
        if event.type() is QEvent.Type.Paint and loaded is not None and loaded.number is not None:
            number = loaded.number
            QTimer.singleShot(0, lambda: self.at.setdefault(number, time.monotonic()))
        return False


def woken(seconds: float) -> Iterator[float]:
    """Milliseconds by which a program is late that only sleeps: what this computer does to everybody."""
    began = time.monotonic()
    for number in range(1, round(seconds * storyboard.RATE)):
        due = began + number / storyboard.RATE
        time.sleep(max(0.0, due - time.monotonic()))
        yield (time.monotonic() - due) * 1000


def alone(library: Path) -> float:
    """Frames a second, asked for one behind the other as the player does, and not shown."""
    film = max((library / "media").glob("*/*"), key=lambda path: path.stat().st_size)
    source = Source.of(film)
    with MediaPool(1) as pool:
        pts = pool.index(source).pts[: 4 * storyboard.RATE]
        pool.frame(source, pts=pts[0], max_size=(PANE, PANE))
        began = time.monotonic()
        for each in pts[1:]:
            pool.frame(source, pts=each, max_size=(PANE, PANE))
    return (len(pts) - 1) / (time.monotonic() - began)


def main(library: str, seconds: float) -> None:
    vars(speaker)["Device"] = Listener
    app = application()
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        window = make_window(open_desk(library, moderator="bench"), Settings(Path(folder) / "settings.json"))
        window.resize(1440, 900)
        window.show()
        wait(lambda: bool(window.session.rows))
        window.session.next_case()
        wait(lambda: window.case is not None)
        assert window.case is not None
        pane, strip = window.case.compare.panes["evidence"], cast(Strip, window.findChild(Strip))
        player, sound = strip.player, strip.sound
        wait(lambda: player.axis is not None and pane.is_current)
        sound.toggle()
        wait(lambda: sound.state == "heard")
        rest(PREPARED)
        watch = Watch(pane)
        player.play_or_pause()
        rest(seconds)
        player.pause()
        axis = player.axis
        assert axis is not None
        due = [number for number in range(1, axis.count) if axis.time(number) - axis.start < seconds - 0.5]
        print("due", len(due))
        for number in due:
            heard = Listener.last.heard(watch.at[number]) if number in watch.at else None
            if heard is not None:
                print("skew", (heard - float(axis.time(number))) * 1000)
        window.close()
    print("alone", alone(Path(library)))
    for late in woken(min(seconds, 10)):
        print("woken", late)
    Listener.last.close()
    QCoreApplication.quit()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
