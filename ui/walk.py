"""A walk through the sample cases in the real window: open, look, take the shipped verdict, decide, export, photograph.

Nobody sits before it; what a person does with keys is done on the session, and the window is grabbed as it stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QPointF, QSize, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog

from moderator.desk.values import Decided, Exported, OpenCase
from moderator.errors import ModeratorError
from ui.views.main_window import MainWindow

PATIENCE = 60_000
"""Milliseconds after which something that should happen counts as not happening."""
SETTLE = 1200
"""Milliseconds in which thumbnails and storyboards of a case arrive, so that a picture shows them."""


@dataclass
class Made:
    """What the walk made."""

    decided: list[str] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)


class Walk:
    """Drives one window. Raises ModeratorError where something does not happen."""

    def __init__(self, window: MainWindow, out: Path) -> None:
        self.window, self.session, self.out = window, window.session, out
        self.made = Made()
        self._said: list[str] = []
        self.session.message.connect(self._hear)

    def _hear(self, text: str, tone: str) -> None:
        if tone == "bad":
            self._said.append(text)

    def until(self, what: str, ready: Callable[[], bool], every: int = 15) -> None:
        """Lets the window run until `ready`. Raises ModeratorError, with what the window said, after PATIENCE."""
        loop, timer, limit = QEventLoop(), QTimer(interval=every), QTimer(singleShot=True, interval=PATIENCE)
        timer.timeout.connect(lambda: loop.quit() if ready() or self._said else None)
        limit.timeout.connect(loop.quit)
        timer.start()
        limit.start()
        loop.exec()
        if self._said or not ready():
            raise ModeratorError(f"{what} did not happen. {' '.join(self._said)}".strip())

    def settle(self, milliseconds: int = SETTLE) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def picture(self, name: str) -> None:
        """Saves the window, with every dialog over it, as `name`.png."""
        self.out.mkdir(parents=True, exist_ok=True)
        path = self.out / f"{name}.png"
        ratio = self.window.devicePixelRatioF()
        image = QImage(self.window.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.drawPixmap(0, 0, self.window.grab())
        for dialog in (w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()):
            painter.fillRect(self.window.rect(), QColor(0, 0, 0, 70))
            place = self.window.rect().center() - dialog.rect().center()
            painter.drawPixmap(place, dialog.grab())
        painter.end()
        if not image.save(str(path)):
            raise ModeratorError(f"{path} could not be written.")
        self.made.pictures.append(path)

    def open(self, case_id: str) -> OpenCase:
        """Opens a case and waits until a listing photo and the first evidence have something to show."""
        session = self.session
        session.open_case(case_id)
        self.until(f"Opening {case_id}", lambda: session.opened is not None and session.opened.case.id == case_id)
        assert session.opened is not None
        return session.opened

    def painted(self) -> None:
        """Waits until both panes show what they should."""
        case = self.window.case
        assert case is not None
        wanted = [case.compare.panes[side] for side, shown in self.session.shown.items() if shown is not None]
        self.until("Painting the pictures", lambda: all(pane.is_current for pane in wanted))

    def take(self, verdict: dict[str, Any]) -> None:
        """The shipped verdict becomes the draft; its first exhibit of each side is shown."""

        def replace(doc: dict[str, Any]) -> None:
            doc.clear()
            doc.update(verdict)

        self.session.edit("The shipped verdict", replace)
        opened = self.session.opened
        for exhibit in reversed(verdict.get("exhibits", [])):
            item = opened.item(exhibit["source"]) if opened else None
            if item is not None:
                side = "listing" if item.side == "listing" else "evidence"
                self.session.show(side, item.id, page=(exhibit.get("page") or 1) - 1, pts=exhibit.get("pts"))

    def decide(self) -> None:
        """Decides as the draft stands, and waits for it."""
        done: list[Decided] = []
        session = self.session
        self.until("Passing the gate", lambda: not session.problems)
        session.decided.connect(done.append)
        session.decide()
        self.until("Deciding", lambda: bool(done))
        session.decided.disconnect(done.append)
        self.made.decided.append(done[0].verdict["case"])

    def export(self) -> None:
        """Writes every decision as a PDF, once none can be taken back any more."""
        self.session.desk.put_clock_ahead(timedelta(hours=1))
        found: list[list[Exported]] = []
        self.session.exported.connect(found.append)
        self.session.export(None, self.out / "decisions")
        self.until("Exporting", lambda: bool(found))
        for each in found[0]:
            if each.path is None:
                raise ModeratorError(f"{each.case} was not exported: {each.problem}")
            self.made.documents.append(Path(each.path))


def verdict_of(verdicts: Path, case_id: str) -> dict[str, Any]:
    """The verdict that ships with a sample case."""
    found: dict[str, Any] = json.loads((verdicts / f"{case_id}.json").read_text("utf-8"))
    return found


def start(window: MainWindow, out: Path, size: QSize) -> Walk:
    """Shows the window and waits for its queue."""
    window.resize(size)
    window.show()
    walk = Walk(window, out)
    walk.until("Reading the queue", lambda: bool(walk.session.rows))
    walk.settle()  # the preview waits a moment for who moves on
    walk.until("Showing the first case", lambda: not walk.session.tasks.pending)
    walk.settle()
    walk.picture("queue")
    return walk


def through(window: MainWindow, verdicts: Path, out: Path, size: QSize) -> Made:
    """Walks the open cases of the window's library in the order in which they are due."""
    walk = start(window, out, size)
    for number, case_id in enumerate([row.case for row in walk.session.rows if row.status == "open"]):
        walk.open(case_id)
        walk.take(verdict_of(verdicts, case_id))
        walk.painted()
        if number == 0:
            walk.settle()
            walk.picture("review")
        walk.decide()
    walk.settle()
    walk.picture("decided")
    walk.export()
    return walk.made


def compared(walk: Walk) -> None:
    """The frame in which the watch is held up, beside its listing and under it."""
    session, trigger = walk.session, walk.session.actions.trigger
    walk.open("AE-2026-000123")
    assert walk.window.case is not None
    looking = walk.window.case.compare.looking
    session.show("listing", "L1")
    session.show("evidence", "E4", index=673)
    walk.painted()
    trigger("compare.align")
    walk.until("Aligning", lambda: looking.aligner.alignment is not None and not looking.aligner.running)
    trigger("compare.loupe")
    walk.settle()
    walk.picture("loupe")
    trigger("compare.loupe")
    trigger("compare.wipe")
    trigger("compare.next")
    walk.settle()
    walk.picture("wipe")
    trigger("compare.difference")
    walk.until("Finding differences", lambda: looking.difference.found is not None)
    trigger("compare.next")
    walk.settle()
    walk.picture("difference")
    trigger("compare.side")


def measured(walk: Walk) -> None:
    """The bottle beside a ruler; the points were read off the photo."""
    assert walk.window.case is not None
    measuring = walk.window.case.measuring
    walk.session.show("listing", "L3")
    walk.painted()
    walk.session.actions.trigger("measure")
    measuring.panel.known.typed.emit("20 cm")
    for mode, ends in (("known", (335.5, 814, 1320.5, 814)), ("line", (376, 542.5, 1224.5, 543))):
        a, b, c, d = ends
        measuring.tool.placed.emit(mode, (QPointF(a / 2000, b / 1500), QPointF(c / 2000, d / 1500)), 1.0)
    walk.settle()
    walk.picture("measure")
    walk.session.actions.trigger("compare.side")


def screens(window: MainWindow, verdicts: Path, out: Path, size: QSize) -> Made:
    """The main states of the window, for the documentation: queue, cases of several kinds, a decision, its document."""
    walk = start(window, out, size)
    for name, case_id, tab in (("video", "AE-2026-000123", "claim"), ("document", "AE-2026-000131", "messages")):
        walk.open(case_id)
        walk.take(verdict_of(verdicts, case_id))
        assert window.case is not None
        window.case.file.show_tab(tab)
        walk.painted()
        walk.settle()
        walk.picture(name)
    compared(walk)
    walk.open("AE-2026-000140")
    measured(walk)
    walk.session.actions.action("outcome.2").trigger()
    assert window.case is not None
    window.case.file.show_tab("seller")
    walk.painted()
    walk.settle()
    walk.picture("started")
    walk.open("AE-2026-000123")
    walk.decide()
    window.case.file.show_tab("claim")
    walk.settle()
    walk.picture("decided")
    walk.session.actions.action("preview").trigger()
    walk.settle(2 * SETTLE)
    walk.picture("preview")
    return walk.made
