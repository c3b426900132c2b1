"""The draft of the open case, saved by itself a moment after an edit, also while somebody goes on typing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from ui.session import Session

AFTER = 300
"""Milliseconds from the first edit that is not saved yet to the saved draft."""


class Autosave(QObject):
    """Knows whether there is something to save. What could not be saved is said, and tried again with the next edit."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._unsaved = False
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self.now)

    def later(self) -> None:
        """The draft was edited."""
        self._unsaved = True
        if not self._timer.isActive():  # else who types without a pause would have nothing saved
            self._timer.start()

    def now(self) -> None:
        """Saves what is unsaved; the work is finished even while the window closes."""
        self._timer.stop()
        session = self._session
        if not self._unsaved or session.opened is None:
            return
        self._unsaved = False
        desk, case_id, doc = session.desk, session.opened.case.id, session.draft

        def work(_stop: object, _tell: object) -> datetime:
            desk.save_draft(case_id, doc)
            return desk.now()

        session.tasks.run("store", work, self._saved, self._failed, must=True)

    def forget(self) -> None:
        """Nothing of the draft is left to be saved: it was decided, or it is as the library has it."""
        self._timer.stop()
        self._unsaved = False

    def _saved(self, at: datetime) -> None:
        self._session.draft_saved.emit(at)

    def _failed(self, error: Exception) -> None:
        self._unsaved = True
        self._session.failed(error)
