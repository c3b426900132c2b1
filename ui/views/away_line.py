"""What is said while a team's server is out of reach, and the trying again. A library folder never shows it."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from moderator.errors import LibraryAway
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Label, row

LOOK = 500
"""Milliseconds between two looks at whether the server was out of reach; nothing is asked of it for that."""
FIRST, LONGEST = 1.0, 30.0
"""Seconds until the server is asked again: twice as long each time."""


class AwayLine(QWidget):
    """Everything that asks the server does so in the store lane; this widget only counts the seconds."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._away = self._asking = self._greeted = False
        self._wait, self._due = FIRST, 0.0
        self._text = Label(tone="warn", size="small")
        self._again = QPushButton(self.tr("Try now"))
        self._again.setProperty("kind", "quiet")
        self._again.setStyleSheet("font-size: 11px; min-height: 20px;")
        self._again.setFixedHeight(22)
        self._again.clicked.connect(self.ask)
        self.setLayout(row(self._text, self._again, gap=GAP))
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self.look)
        self.hide()
        if session.desk.library.team is not None:
            self._timer.start()

    def look(self) -> None:
        """Whether the server is away, and whether it is time to ask again."""
        if not self._greeted:  # drafts may lie here from the last time
            self._greeted = True
            self.ask()
        if self._session.desk.away and not self._away:
            self._away, self._wait = True, FIRST
            self._due = time.monotonic() + FIRST
        if self._away and not self._asking and time.monotonic() >= self._due:
            self.ask()
        self._show()

    def ask(self) -> None:
        """Asks the server now."""
        if not self._asking:
            self._asking = True
            desk = self._session.desk
            self._session.tasks.run("store", lambda _stop, _tell: desk.knock(), self._back, self._still)

    def _back(self, overtaken: tuple[str, ...]) -> None:
        self._asking = False
        for case in overtaken:
            text = self.tr("{0} has a newer draft in the team's library; the one kept here was set aside.")
            self._session.message.emit(text.format(case), "warn")
        if self._away:
            self._away = False
            self._session.message.emit(self.tr("The team's library is there again; what was kept is saved."), "plain")
            self._session.refresh()
        self._show()

    def _still(self, error: Exception) -> None:
        self._asking = False
        self._wait = min(2 * self._wait, LONGEST)
        self._due = time.monotonic() + self._wait
        if isinstance(error, LibraryAway):
            self._away = True
        else:
            self._session.failed(error)
        self._show()

    def _show(self) -> None:
        self.setVisible(self._away)
        left = max(0, round(self._due - time.monotonic()))
        text = self.tr("Team's library out of reach; drafts are kept here")
        if self._asking or not left:
            self._text.setText(text + self.tr("; trying …"))
        else:
            self._text.setText(text + self.tr("; trying again in {0} s").format(left))
