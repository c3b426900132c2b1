"""The line at the bottom: the sandbox, when the draft was saved, what is under way, what can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from ui.models.queue_model import QueueModel, shown_count
from ui.plain import set_tip
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Dot, ElidedLabel, KeyCap, Label, Panel, row
from ui.views.link import Link

if TYPE_CHECKING:
    from ui.views.sandbox_sheet import SandboxSheet

translate = QCoreApplication.translate
HEIGHT = 26
SAID = 8000
"""Milliseconds that a quiet message stands."""
PATIENCE = 1000
"""Milliseconds that work may take before progress and Cancel are shown."""


def sandbox_words(level: str) -> tuple[str, str, str]:
    """What is said of a level of the sandbox: words, tone, and the longer honest sentence."""
    if level == "full":
        long = translate("status", "Evidence is decoded in a separate process that can open no file and no connection.")
        return translate("status", "Sandbox full"), "ok", long
    if level == "reduced":
        long = translate("status", "Evidence is decoded in a separate process; this system locks it in only in part.")
        return translate("status", "Sandbox reduced"), "warn", long
    if level == "crash-only":
        long = translate("status", "Evidence is decoded in a separate process, which is not locked in on this system.")
        return translate("status", "Separate process, not locked in"), "warn", long
    return translate("status", "Sandbox not started"), "third", ""


class StatusBar(Panel):
    def __init__(self, session: Session, model: QueueModel) -> None:
        super().__init__("bar")
        self._session, self._model = session, model
        self._level = ("", "")
        self._sheet: SandboxSheet | None = None
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Status"))
        self._dot, self.sandbox = Dot("third"), Link("")
        self.sandbox.clicked.connect(self.open_sandbox)
        self._draft = Label(tone="second", size="small")
        self._said = ElidedLabel(size="small")
        self._hush = QTimer(self, singleShot=True, interval=SAID)
        self._hush.timeout.connect(self._forget_said)
        self._undo = UndoLine(session)
        self._progress = Progress(session)
        self._library = Label(tone="second", size="small")
        self._counts = Label(tone="second", size="small")
        self.setLayout(
            row(
                self._dot, self.sandbox, 3 * GAP, self._draft, self._progress, self._said, self._undo, 2 * GAP,
                self._library, 2 * GAP, self._counts, gap=GAP + 2, margins=(3 * GAP, 0, 3 * GAP, 0),
            )
        )  # fmt: skip
        session.actions.on("sandbox", self.open_sandbox)
        session.theme_changed.connect(self.sandbox.restyle)
        session.draft_saved.connect(self._saved)
        session.message.connect(self._say)
        session.case_opened.connect(self._forget_draft)
        session.case_closed.connect(self._forget_draft)
        session.queue_changed.connect(self._count)
        self._library.setText(self.tr("Library: {0} (SQLite)").format(session.desk.library.name))
        set_tip(self._library, str(session.desk.library.path))
        self.set_level("")
        self._count()

    def ask_level(self) -> None:
        """Asks the media lane how well the worker is locked in; that starts it, so not before the first paint."""
        media = self._session.desk.media
        self._session.tasks.run("media", lambda _s, _t: media.level(), self.set_level, self._session.failed)

    def set_level(self, level: str) -> None:
        text, tone, long = sandbox_words(level)
        self._dot.set_tone(tone)
        self._level = (text, long)
        self.sandbox.setText(text)
        self.sandbox.set_tone(tone)
        self.sandbox.setAccessibleName(self.tr("{0}: show what it keeps out").format(text))
        set_tip(self.sandbox, long)
        self.sandbox.setAccessibleDescription(long)

    def open_sandbox(self) -> None:
        """What stands behind the words: every attempt of the worker against its lock."""
        from ui.views.sandbox_sheet import SandboxSheet

        if self._sheet is None:
            self._sheet = SandboxSheet(self._session, self.window())
        if self._sheet.isVisible():
            self._sheet.dismiss()
        else:
            self._sheet.open_with(*self._level)

    def _saved(self, at: datetime) -> None:
        self._draft.setText(self.tr("Draft saved {0}").format(at.astimezone().strftime("%H:%M:%S")))

    def _say(self, text: str, tone: str) -> None:
        """What is merely good to know is said here for a while; the rest appears over the window."""
        if tone == "plain":
            self._said.set_whole(text)
            self._hush.start()

    def _forget_said(self) -> None:
        self._said.set_whole("")

    def _forget_draft(self, *_opened: object) -> None:
        self._draft.setText("")

    def _count(self) -> None:
        count, due = self._model.open_and_due()
        self._counts.setText(self.tr("{0} open · {1} due today").format(shown_count(count), shown_count(due)))


class UndoLine(QWidget):
    """ "AE-…123, US$ 15.33, 9:41 left": the verdict that can still be taken back, counting down."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._text = Label(tone="second", size="small")
        button = QPushButton(self.tr("Take back"))
        button.setProperty("kind", "quiet")
        button.setStyleSheet("font-size: 11px; min-height: 20px;")
        button.setFixedHeight(22)
        button.clicked.connect(session.actions.action("verdict.withdraw").trigger)
        self.setLayout(row(self._text, button, KeyCap(session.actions, "verdict.withdraw"), gap=GAP))
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)
        session.undo_changed.connect(self._tick)
        self._tick()

    def _tick(self) -> None:
        text = undo_words(self._session)
        self.setVisible(bool(text))
        self._session.actions.enable("verdict.withdraw", bool(text))
        self._text.setText(text)
        if text and not self._timer.isActive():
            self._timer.start()
        elif not text:
            self._timer.stop()


def undo_words(session: Session) -> str:
    """The verdict that can be taken back, with the time left for it; empty if there is none."""
    last = session.undoable
    if last is None:
        return ""
    left = int((last.until - session.desk.now()).total_seconds())
    if left <= 0:
        return ""
    number = last.case if len(last.case) <= 10 else f"{last.case.split('-')[0]}-…{last.case[-3:]}"
    parts = [number, last.total, translate("status", "{0} left").format(f"{left // 60}:{left % 60:02}")]
    return ", ".join(part for part in parts if part)


class Progress(QWidget):
    """What is under way, how far it is, and Cancel; only if it takes more than a second."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._text = Label(tone="second", size="small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(160, 8)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setProperty("kind", "quiet")
        self._cancel.setStyleSheet("font-size: 11px; min-height: 20px;")
        self._cancel.setFixedHeight(22)
        self._cancel.clicked.connect(session.deeds.stop)
        self.setLayout(row(3 * GAP, self._text, self._bar, self._cancel, gap=GAP + 2))
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.show)
        session.busy.connect(self._follow)
        self.hide()

    def _follow(self, text: str, done: int, total: int) -> None:
        if not text:
            self._patience.stop()
            self.hide()
            return
        self._text.setText(text + (f" · {done}/{total}" if total else ""))
        self._bar.setAccessibleName(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if not self.isVisible() and not self._patience.isActive():
            self._patience.start()
