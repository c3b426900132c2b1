"""Ten seconds of panning and zooming a pair of 48 MP photos in the real panes; prints `frame` and `work` in ms.

Then ten more with one wiped over the other: `wiped` and `wipe`.

Input is sent at the rate of a display; in between the window does what it has put off, and each time it is back counts
as a frame as well. Then `floor`: the same window painting one static pixmap of the size of both panes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from moderator.domain.alignment import Matrix
from moderator.media.values import Frame
from moderator.settings import Settings
from tests.fake_comparing import GOOD
from tests.fake_media import FakeMedia
from tests.fakes import FakeDesk
from ui import theme
from ui.actions import Actions
from ui.session import Session
from ui.tasks import Tasks
from ui.views.canvas import Canvas
from ui.views.compare import CompareView

FULL = QSize(8000, 6000)
RATE, SECONDS = 60, 10
Held = Qt.KeyboardModifier
NO_KEY, CONTROL = Held.NoModifier, Held.ControlModifier
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
Step = Callable[[Canvas, int], None]
"""What happens on a canvas in the n-th frame of a part."""


class LargeMedia(FakeMedia):
    """Two photos as busy as real ones: soft shapes under a grain."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Frame] = {}

    def still(self, sha256: str, page: int = 0, max_size: tuple[int, int] | None = None) -> Frame:  # noqa: ARG002
        if sha256 not in self.kept:
            rng = np.random.default_rng(len(self.kept))
            coarse = rng.integers(0, 220, (FULL.height() // 40, FULL.width() // 40, 3), dtype=np.uint8)
            pixels = np.repeat(np.repeat(coarse, 40, 0), 40, 1)
            pixels += rng.integers(0, 30, (FULL.height(), FULL.width(), 1), dtype=np.uint8)
            width, height = FULL.width(), FULL.height()
            self.kept[sha256] = Frame(pixels, width, height, width, height, None, 0, None, sha256)
        return self.kept[sha256]


def drag(canvas: Canvas, n: int, way: tuple[int, int] = (5, 3), held: Held = NO_KEY) -> None:
    middle = QPointF(canvas.width() / 2, canvas.height() / 2)
    here = middle + QPointF((n % 60) * way[0] - 30 * way[0], (n % 60) * way[1] - 30 * way[1])
    if n % 60 == 0:
        _mouse(canvas, QEvent.Type.MouseButtonPress, here, LEFT, held)
    _mouse(canvas, QEvent.Type.MouseMove, here, NONE, held)
    if n % 60 == 59:
        _mouse(canvas, QEvent.Type.MouseButtonRelease, here, LEFT, held)


def wipe(canvas: Canvas, n: int) -> None:
    """The line goes to and fro across the pane."""
    drag(canvas, n, (7 if n // 60 % 2 else -7, 1))


def zoom(canvas: Canvas, _n: int, notches: float = 0.25) -> None:
    """As a touch pad or a fine wheel does: a quarter of a notch in each frame."""
    at = QPointF(canvas.width() * 0.4, canvas.height() * 0.55)
    turned = QPointF(0, notches * 120).toPoint()
    QApplication.sendEvent(
        canvas,
        QWheelEvent(
            at, canvas.mapToGlobal(at), turned, turned, NONE, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def rest(_canvas: Canvas, _n: int) -> None:
    """The pointer stands still."""


PARTS: tuple[tuple[str, Step, float], ...] = (
    ("evidence", lambda c, n: zoom(c, n), 1.0),
    ("evidence", drag, 1.0),
    ("evidence", rest, 0.2),
    ("listing", drag, 1.0),
    ("listing", lambda c, n: zoom(c, n), 0.8),
    ("listing", rest, 0.2),
    ("listing", lambda c, n: drag(c, n, (-4, 6)), 1.0),
    ("evidence", lambda c, n: zoom(c, n, -0.25), 1.3),
    ("evidence", lambda c, n: drag(c, n, (7, -2)), 1.0),
    ("evidence", lambda c, n: zoom(c, n, 0.5), 0.5),
    ("evidence", rest, 0.2),
    ("listing", lambda c, n: drag(c, n, (6, 1)), 1.0),
    ("listing", lambda c, n: zoom(c, n, -0.5), 0.8),
)
"""Which pane, what, and for how many seconds: ten in all."""
WIPED: tuple[tuple[str, Step, float], ...] = (
    ("evidence", lambda c, n: wipe(c, n), 2.0),
    ("evidence", lambda c, n: zoom(c, n), 1.0),
    ("evidence", lambda c, n: wipe(c, n), 2.0),
    ("evidence", lambda c, n: drag(c, n, held=CONTROL), 2.0),
    ("evidence", lambda c, n: zoom(c, n, -0.25), 1.0),
    ("evidence", lambda c, n: wipe(c, n), 2.0),
)
"""The same with the listing wiped over the evidence."""
TURNED: Matrix = (0.62, -0.3, 1900.0, 0.28, 0.66, 700.0, 4e-6, -6e-6, 1.0)
"""How the listing lies on the evidence there: turned, smaller, and seen at an angle."""


def frames(view: CompareView, parts: Sequence[tuple[str, Step, float]]) -> Iterator[tuple[float, float]]:
    """Plays the parts. Gives how long the window was busy each time, and how long it really worked: milliseconds.

    The second is the processor time of the thread; on a machine that is busy otherwise it alone says something.
    """
    app = cast(QApplication, QApplication.instance())
    for side, step, seconds in parts:
        canvas = view.panes[side].canvas
        for n in range(round(seconds * RATE)):
            due = time.perf_counter() + 1 / RATE
            began = _now()
            step(canvas, n)
            app.processEvents()
            yield _since(began)
            while time.perf_counter() < due:
                began = _now()
                app.processEvents()
                if (busy := _since(began))[0] > 1:
                    yield busy
                time.sleep(0.0005)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    clock, work = _now()
    return (clock - began[0]) * 1000, (work - began[1]) * 1000


class Static(QWidget):
    """Paints one pixmap of its size, which nothing can do faster."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.resize(size)
        self._pixmap = QPixmap(size)
        self._pixmap.fill(Qt.GlobalColor.darkCyan)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, 0, self._pixmap)


def floor(size: QSize) -> Iterator[float]:
    app = cast(QApplication, QApplication.instance())
    widget = Static(size)
    widget.show()
    app.processEvents()
    for _ in range(120):
        began = time.perf_counter()
        widget.update()
        app.processEvents()
        yield (time.perf_counter() - began) * 1000
        time.sleep(0.002)


def shown(session: Session, size: QSize) -> CompareView:
    """Both panes on their photo, with every pixel there."""
    app = cast(QApplication, QApplication.instance())
    view = CompareView(session)
    view.resize(size)
    view.show()
    session.open_case("AE-2026-000123")
    for wanted in (False, True):
        limit = time.monotonic() + 60
        while time.monotonic() < limit and not _there(session, view, full=wanted):
            app.processEvents()
            time.sleep(0.01)
        view.zoom_actual()
    view.zoom_fit()
    return view


def _there(session: Session, view: CompareView, *, full: bool) -> bool:
    loaded = [pane.loaded for pane in view.panes.values()]
    here = all(each is not None and (each.pyramid.is_full or not full) for each in loaded)
    return here and session.tasks.pending == 0


def wiped(session: Session, view: CompareView) -> None:
    """Lays the listing over the evidence, all pixels there."""
    app = cast(QApplication, QApplication.instance())
    view.zoom_fit()
    view.looking.to_wipe()
    limit = time.monotonic() + 60
    while (session.tasks.pending or view.looking.laid.matrix != TURNED) and time.monotonic() < limit:
        app.processEvents()
        time.sleep(0.01)


def _mouse(canvas: Canvas, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, keys: Held) -> None:
    held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, keys)
    QApplication.sendEvent(canvas, event)


def main(width: int, height: int) -> None:
    app = QApplication([])
    theme.apply(app, "dark")
    desk = FakeDesk()
    media = LargeMedia()
    media.paths = desk.media.paths
    media.comparing.found = replace(GOOD, homography=TURNED)
    desk.media = media
    with tempfile.TemporaryDirectory() as folder:
        session = Session(cast(Any, desk), Settings(Path(folder) / "settings.json"), Tasks(), Actions())
        view = shown(session, QSize(width, height))
        for busy, worked in frames(view, PARTS):
            print(f"frame {busy:.3f}\nwork {worked:.3f}")
        wiped(session, view)
        for busy, worked in frames(view, WIPED):
            print(f"wiped {busy:.3f}\nwipe {worked:.3f}")
        view.to_side()
        both = view.panes["listing"].canvas.size()
        for busy in floor(QSize(2 * both.width(), both.height())):
            print(f"floor {busy:.3f}")
        session.close()


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:3]))
