"""Somebody who presses everything: `python -m tests.robustness.monkey --minutes 10 [--seed N]`.

Random verbs, keys, drags and wheels on the pictures of the sample cases, in the real window with real workers. It ends
with what it did, and with exit 1 where something was raised, was left running, or took more and more memory.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from moderator.desk import open_desk
from moderator.settings import Settings
from ui import theme
from ui.app import application, make_window
from ui.demo import demo_library
from ui.views.main_window import MainWindow

LEFT_ALONE = (
    "quit", "import", "import.folder", "export", "export.all", "preview", "file.save", "name", "decide",
    "verdict.withdraw", "video.play", "video.back", "video.forward",
)  # fmt: skip
"""Verbs that ask for a file, end the case or the program, or never come to rest."""
KEYS = (
    Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up,
    Qt.Key.Key_Down, Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_5, Qt.Key.Key_X,
)  # fmt: skip
HELD = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip
PATIENCE = 60.0
"""Seconds in which all that was begun has to come to its end."""
GROWN = 400
"""Megabytes that the window may have more at the end than after its first fifth: caches fill up."""


@dataclass
class Report:
    """What was done and what came of it."""

    deeds: Counter[str] = field(default_factory=Counter)
    raised: list[str] = field(default_factory=list)
    stuck: bool = False
    grown: int = 0
    children: int = 0
    slowest: tuple[float, str] = (0.0, "")

    @property
    def sound(self) -> bool:
        return not self.raised and not self.stuck and self.grown <= GROWN


class Monkey:
    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self.session = window, window.session
        self.random = random.Random(seed)
        self.report = Report()
        self.session.tasks.broken.connect(lambda error: self.report.raised.append(repr(error)))
        self.cases = [row.case for row in self.session.rows]
        self.verbs = [name for name in self.session.actions.verbs if name not in LEFT_ALONE]

    def run(self, seconds: float) -> None:
        """Does one thing after the other. What Qt's slots raise goes to `sys.excepthook`, and so into the report."""
        before, sys.excepthook = sys.excepthook, lambda *raised: self.report.raised.append(repr(raised[1]))
        try:
            began = time.monotonic()
            early = 0
            while (gone := time.monotonic() - began) < seconds:
                self._do()
                if not early and gone > seconds / 5:
                    early = memory()
            self._rest()
            self.report.grown = max(0, memory() - early) if early else 0
        finally:
            sys.excepthook = before

    def _do(self) -> None:
        deeds = (self._verb,) * 5 + (self._drag, self._drag, self._click, self._wheel, self._key, self._key)
        deed = self.random.choice(
            (*deeds, self._show, self._show, self._case) if self.session.opened else (self._case,)
        )
        began = time.monotonic()
        name = deed()
        spin(self.random.choice((0, 0, 5, 30)))
        took = time.monotonic() - began
        self.report.deeds[name.partition(" ")[0]] += 1
        self.report.slowest = max(self.report.slowest, (took, name))
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()

    def _verb(self) -> str:
        name = self.random.choice(self.verbs)
        self.session.actions.trigger(name)
        return f"verb {name}"

    def _show(self) -> str:
        opened = self.session.opened
        if opened is None:
            return "nothing"
        item = self.random.choice(opened.items)
        side = "listing" if item.side == "listing" else "evidence"
        self.session.show(side, item.id, index=self.random.randrange(200) if item.kind == "video" else None)
        return f"show {item.id}"

    def _case(self) -> str:
        case = self.random.choice(self.cases)
        self.session.open_case(case)
        spin(50)
        return f"case {case}"

    def _canvas(self) -> QWidget | None:
        case = self.window.case
        shown = [] if case is None else [p.canvas for p in case.compare.panes.values() if p.canvas.isVisible()]
        return self.random.choice(shown) if shown else None

    def _point(self, canvas: QWidget) -> QPoint:
        return QPoint(self.random.randrange(max(1, canvas.width())), self.random.randrange(max(1, canvas.height())))

    def _click(self) -> str:
        canvas = self._canvas()
        if canvas is not None:
            QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, self.random.choice(HELD), self._point(canvas))
        return "click"

    def _drag(self) -> str:
        canvas = self._canvas()
        if canvas is None:
            return "nothing"
        held = self.random.choice(HELD)
        start = self._point(canvas)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, held, start)
        for _ in range(self.random.randrange(1, 6)):
            QTest.mouseMove(canvas, self._point(canvas))
            if self.random.random() < 0.03:
                self._verb()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, held, self._point(canvas))
        return "drag"

    def _wheel(self) -> str:
        canvas = self._canvas()
        if canvas is not None:
            at = QPointF(self._point(canvas))
            turned = QPoint(0, self.random.choice((-240, -120, 120, 240)))
            none = Qt.MouseButton.NoButton
            QApplication.sendEvent(
                canvas,
                QWheelEvent(
                    at, QPointF(canvas.mapToGlobal(at.toPoint())), QPoint(), turned, none, self.random.choice(HELD),
                    Qt.ScrollPhase.NoScrollPhase, False,
                ),
            )  # fmt: skip
        return "wheel"

    def _key(self) -> str:
        target = QApplication.focusWidget() or self._canvas()
        if target is not None:
            QTest.keyClick(target, self.random.choice(KEYS), self.random.choice(HELD[:3]))
        return "key"

    def _rest(self) -> None:
        """Everything that was begun has its end, or something is stuck."""
        self.session.actions.trigger("compare.side")
        until = time.monotonic() + PATIENCE
        while self.session.tasks.pending and time.monotonic() < until:
            spin(50)
        self.report.stuck = bool(self.session.tasks.pending)
        gc.collect()


def spin(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def memory() -> int:
    """Megabytes that this process holds; 0 where the system does not tell."""
    try:
        fields = Path("/proc/self/statm").read_text("ascii").split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def play(seconds: float, seed: int, folder: Path) -> Report:
    """Opens the window on a library of samples in `folder`, lets the monkey at it, and closes it again."""
    app = application()
    theme.apply(app, "dark" if seed % 2 else "light")
    window = make_window(
        open_desk(demo_library(folder / "library"), moderator="M. Okafor"), Settings(folder / "settings.json")
    )
    window.resize(1440, 900)
    window.show()
    spin(1500)
    monkey = Monkey(window, seed)
    monkey.run(seconds)
    window.close()
    spin(50)
    return monkey.report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = play(chosen.minutes * 60, chosen.seed, Path(folder))
    print(f"seed {chosen.seed}: {sum(report.deeds.values())} deeds: {dict(report.deeds)}")
    print(f"raised: {report.raised or 'nothing'}; stuck: {report.stuck}; memory grown by {report.grown} MB")
    print(f"slowest: {report.slowest[0]:.2f} s, {report.slowest[1]}")
    return 0 if report.sound else 1


if __name__ == "__main__":
    sys.exit(main())
