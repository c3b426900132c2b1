"""A draft that is opened again cites files not yet looked at in this sitting, whose frames the gate must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.session import Session

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase


class CitedFiles(QObject):
    """Looks at them in the background once a case is opened, and has the draft checked again."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        session.case_opened.connect(self._opened)

    def _opened(self, opened: OpenCase) -> None:
        doc = opened.draft or {}
        if not doc.get("exhibits"):
            return
        desk = self._session.desk

        def work(_stop: object, _tell: object) -> OpenCase:
            desk.look_at_cited(opened, doc)
            return opened

        self._session.tasks.run("media", work, self._looked, self._session.failed, key="cited files")

    def _looked(self, opened: OpenCase) -> None:
        session = self._session
        if session.opened is opened:
            session.problems = tuple(session.desk.check(opened, session.draft))
            session.problems_changed.emit(session.problems)
