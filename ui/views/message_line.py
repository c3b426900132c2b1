"""One sentence over the bottom of the window, with what can be done about it; quiet ones leave by themselves."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Dot, KeyCap, Label, row
from ui.views.popover import SHADOW, Popover

STAYS = {"plain": 4000, "ok": 7000}
"""Milliseconds; what went wrong stays until it is closed or followed by another message."""

SIDE = 370
"""Width in pixels of the papers beside an open case: the line lies over the pictures, not over Decide."""


class MessageLine(Popover):
    """`say` shows a sentence, and offers verbs of the action table beside it."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._dot = Dot("plain")
        self._text = Label(wrap=False)
        self._text.setMaximumWidth(900)
        self._verbs = QWidget()
        close = QPushButton("×")
        close.setProperty("kind", "quiet")
        close.setFixedSize(24, 24)
        close.setAccessibleName(self.tr("Close the message"))
        close.clicked.connect(self.hide)
        self._inner = row(
            self._dot, self._text, self._verbs, close, margins=(3 * GAP, 2 * GAP, 2 * GAP, 2 * GAP), gap=2 * GAP
        )
        self.setLayout(self._inner)
        self._inner.setContentsMargins(SHADOW + 3 * GAP, SHADOW + GAP, SHADOW + GAP, SHADOW + GAP)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)

    def say(self, text: str, tone: str = "plain", verbs: tuple[tuple[str, str], ...] = ()) -> None:
        """Shows `text`; `verbs` are (name, words) of the action table. Replaces what was said before."""
        self._dot.set_tone(tone)
        self._text.setWordWrap(len(text) > 110)
        self._text.setText(text)
        self.setAccessibleName(text)
        self._offer(verbs)
        self.appear()
        self._timer.stop()
        if tone in STAYS:
            self._timer.start(STAYS[tone] * (2 if verbs else 1))

    @property
    def text(self) -> str:
        """What is said now; empty while nothing is."""
        return self._text.text() if self.isVisible() else ""

    def place(self) -> None:
        size = self._size()
        bottom = self._window.height() - 26 - size.height() + SHADOW - 2 * GAP
        room = self._window.width() - (SIDE if self._session.opened is not None else 0)
        self.setGeometry(max(0, (room - size.width()) // 2), bottom, size.width(), size.height())

    def appear(self) -> None:
        """On top, without taking the focus."""
        self.place()
        self.show()
        self.raise_()

    def _size(self) -> QSize:
        self._inner.activate()
        wanted = self.sizeHint()
        width = min(wanted.width(), self._window.width() - 8 * GAP)
        height = self.heightForWidth(width) if self.hasHeightForWidth() else wanted.height()
        return QSize(width, max(height, wanted.height() if not self._text.wordWrap() else 0))

    def _offer(self, verbs: tuple[tuple[str, str], ...]) -> None:
        old = self._verbs
        self._verbs = QWidget(self)  # a child from the start: shown without a parent it would be a window
        parts: list[QWidget | int | None] = []
        for name, words in verbs:
            button = QPushButton(words)
            button.clicked.connect(self._session.actions.action(name).trigger)
            button.clicked.connect(self.hide)
            parts += [button, KeyCap(self._session.actions, name)]
        self._verbs.setLayout(row(*parts, gap=GAP + 2))
        self._verbs.setVisible(bool(verbs))
        self._inner.replaceWidget(old, self._verbs)
        old.hide()
        old.deleteLater()
