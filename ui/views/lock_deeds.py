"""Reporting and locking the open case: asked, done, and nothing of it left on the screen or in memory."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.session import Session
from ui.views.lock_dialog import LockDialog


class LockDeeds(QObject):
    """Wires the verb `case.lock`."""

    def __init__(self, session: Session, view: QWidget) -> None:
        super().__init__(view)
        self._session, self._view = session, view
        session.actions.on("case.lock", self.ask)

    def ask(self) -> None:
        opened = self._session.opened
        if opened is None:
            return
        dialog = LockDialog(opened.case.id, self._view.window())
        dialog.given.connect(lambda kind, note: self._lock(opened.case.id, kind, note))
        dialog.open()
        next(iter(dialog.kinds.values())).setFocus()

    def _lock(self, case_id: str, kind: str, note: str) -> None:
        """What was typed is saved first: it is preserved with the case."""
        session = self._session
        session.save()
        desk = session.desk
        work = lambda _stop, _tell: desk.lock(case_id, kind, note)  # noqa: E731
        session.tasks.run("store", work, session.claims.locked, session.failed, must=True)
