"""Keeping the library while its window is open: leftovers and the day's backup, and help where it cannot be read."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from moderator.errors import LibraryDamaged
from ui.session import Session


class Care(QObject):
    """Begins once the queue is on the screen, in the lane of long work: nobody waits for it."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._asking = False
        session.queue_changed.connect(self._begin)
        session.deeds.unreadable.connect(self._help)

    def _begin(self) -> None:
        session, desk = self._session, self._session.desk
        session.queue_changed.disconnect(self._begin)
        session.tasks.run("batch", lambda _stop, _tell: desk.care(), self._cared, session.failed, key="care")

    def _cared(self, problem: str | None) -> None:
        if problem:
            self._session.message.emit(problem, "warn")

    def _help(self, error: LibraryDamaged) -> None:
        """The queue cannot be read. The store is left before anything is exchanged, in the lane in which it is used."""
        if self._asking:
            return
        from ui.views.rescue import Rescue

        self._asking = True
        session = self._session
        dialog = Rescue(
            session.desk.library, str(error), session.desk.moderator, session.tasks, "store", session.desk.close,
            self._window,
        )  # fmt: skip
        dialog.accepted.connect(session.deeds.refresh)
        dialog.finished.connect(self._asked)
        dialog.open()

    def _asked(self) -> None:
        self._asking = False
