"""How long "next case" takes in the real window, from the key to both panes painted with their first picture.

    python -m tests.bench.next_case LIBRARY     prints "next MILLISECONDS" for each case, after one warm round

Between two cases it waits, as a moderator who reads: what the window does ahead in that time counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer

from moderator.desk import open_desk
from moderator.settings import Settings
from ui import theme
from ui.app import application, make_window
from ui.views.main_window import MainWindow
from ui.views.pane import Pane

READING = 1.5
PATIENCE = 20.0


class Painted(QObject):
    """Knows when each pane was first painted with what the session shows."""

    def __init__(self, window: MainWindow, panes: dict[str, Pane]) -> None:
        super().__init__()
        self._session = window.session
        self.panes = panes
        self.at: dict[str, float] = {}
        for pane in panes.values():
            for widget in (pane.canvas, pane.notice, pane.text.viewport()):
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            for side, pane in self.panes.items():
                if self._is_final(pane, watched):
                    QTimer.singleShot(0, lambda side=side: self.at.setdefault(side, time.monotonic()))
        return False

    def _is_final(self, pane: Pane, watched: QObject) -> bool:
        """Whether `watched` is what stays on the pane: the picture, the text, or the word that there is nothing."""
        nothing = self._session.shown[pane.side] is None
        return (
            (watched is pane.canvas and pane.is_current)
            or watched is pane.text.viewport()
            or (watched is pane.notice and nothing)
        )

    def all_since(self) -> bool:
        """Whether both were painted since `at` was last cleared."""
        return set(self.at) == set(self.panes)


def wait(until: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Lets the application run until `until()`; ends the program where it takes too long."""
    loop = QEventLoop()
    end = time.monotonic() + seconds
    # Looked at now and then, by a timer: asking all the time would keep the very thread busy that is measured.
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: loop.quit() if until() or time.monotonic() > end else None)
    timer.start()
    if not until():
        loop.exec()
    timer.stop()
    if not until():
        sys.exit(f"nothing was painted within {seconds:g} s")


def rest(seconds: float) -> None:
    """Lets the application run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def round_of(window: MainWindow, painted: Painted, cases: int) -> list[float]:
    """Milliseconds of `cases` times "next case"."""
    times = []
    for _ in range(cases):
        rest(READING)
        painted.at.clear()
        started = time.monotonic()
        window.session.next_case()
        wait(painted.all_since)
        times.append((max(painted.at.values()) - started) * 1000)
    return times


def main(library: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.json")
        app = application()
        theme.apply(app, "light")
        window = make_window(open_desk(library, moderator="bench"), settings)
        window.show()
        wait(lambda: bool(window.session.rows))
        window.session.next_case()
        wait(lambda: window.case is not None)
        assert window.case is not None
        painted = Painted(window, window.case.compare.panes)
        cases = sum(row.status == "open" for row in window.session.rows)
        round_of(window, painted, cases)
        for figure in round_of(window, painted, cases):
            print("next", figure, flush=True)
        window.close()
    QCoreApplication.quit()


if __name__ == "__main__":
    main(sys.argv[1])
