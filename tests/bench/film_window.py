"""A case of films in the real window, driven by keys, and when each frame stood on the screen."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from moderator.desk import make_library, open_desk
from moderator.settings import Settings
from tests.bench import hostile_files
from tests.bench.large_library import case
from tests.bench.next_case import rest, wait
from tests.bench.processes import BenchFailed
from tests.builders import write_case_pack
from ui import theme
from ui.app import application, make_window
from ui.views.main_window import MainWindow

KEYS = {1: (Qt.Key.Key_Period, "."), -1: (Qt.Key.Key_Comma, ",")}
"""One frame on, one frame back."""
MEGA = 2**20


@contextmanager
def window_on(films: Sequence[Path]) -> Iterator[MainWindow]:
    """A window on a case with these films as evidence, its first one shown, everything looked at."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        _import(library, Path(folder), films)
        app = application()
        theme.apply(app, "light")
        window = make_window(open_desk(library, moderator="bench"), Settings(Path(folder) / "settings.json"))
        window.resize(1440, 900)
        window.show()
        wait(lambda: bool(window.session.rows))
        rest(1.0)
        window.session.open_case("BENCH-000001")
        wait(lambda: window.session.opened is not None and quiet(window), 240)
        yield window
        window.close()
    QCoreApplication.quit()


def _import(library: Path, folder: Path, films: Sequence[Path]) -> None:
    make_library(library, "bench")
    doc = case(1)
    doc["evidence"] = [
        {
            "id": f"E{n}",
            "from": "buyer",
            "kind": "video",
            "path": f"media/{film.name}",
            "submitted_at": doc["opened_at"],
        }
        for n, film in enumerate(films, 1)
    ]
    media = {f"media/{film.name}": film.read_bytes() for film in films}
    pack = write_case_pack(folder, doc, {"media/listing.png": next(hostile_files.good(1))[1], **media})
    desk = open_desk(library, moderator="bench")
    try:
        for each in desk.import_packs([pack]):
            if each.status != "imported":
                raise BenchFailed(f"{each.pack}: {each.problem}")
    finally:
        desk.close()


def quiet(window: MainWindow) -> bool:
    """Whether nothing runs in the background."""
    session = window.session
    return session.tasks.pending == 0 and session.settled


def calm(window: MainWindow, patience: float = 240.0) -> None:
    """Waits until nothing runs and nothing more begins: what looks through a film does so soon after it is shown."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        wait(lambda: quiet(window), patience)
        rest(1.5)
        if quiet(window):
            return


class Screen(QObject):
    """Notes which frame stood on the screen of the evidence pane when: (clock, number), oldest first."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        assert window.case is not None
        self.pane = window.case.compare.panes["evidence"]
        self.seen: list[tuple[float, int]] = []
        self.pane.canvas.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        loaded = self.pane.loaded
        if event.type() is QEvent.Type.Paint and loaded is not None and loaded.number is not None:
            number = loaded.number
            # The filter sees the event before it is handled, and all widgets of a window are painted in one go.
            QTimer.singleShot(0, lambda: self.seen.append((time.perf_counter(), number)))
        return False

    def when(self, since: float, reached: int, way: int) -> float | None:
        """When a frame at least as far as `reached` was first painted after `since`; None: not yet. `way` 0: it."""
        for at, number in self.seen:
            if at >= since and (number == reached if not way else (number - reached) * way >= 0):
                return at
        return None


def press(window: MainWindow, way: int, *, held: bool = False) -> None:
    """A frame on or back by its key, sent to whatever has the focus; `held`: as the keyboard repeats it."""
    key, text = KEYS[way]
    target = QApplication.focusWidget() or window
    QTest.simulateEvent(target, True, key, Qt.KeyboardModifier.NoModifier, text, held)
    if not held:
        QTest.simulateEvent(target, False, key, Qt.KeyboardModifier.NoModifier, text, False)
