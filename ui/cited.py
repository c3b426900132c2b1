"""The files that a draft cites and nobody opened yet: the gate asks which frames they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase
    from ui.session import Session


class Cited(QObject):
    """Has each looked at once a case."""

    looked = Signal(str)
    """Case id: some were looked at, so the gate may say something else now."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._asked: frozenset[str] = frozenset()

    def forget(self) -> None:
        """Another case, or this one read anew."""
        self._asked = frozenset()

    def look(self, opened: OpenCase) -> None:
        desk, doc = self._session.desk, self._session.draft
        cited = frozenset(str(exhibit.get("source")) for exhibit in doc.get("exhibits") or ())
        if cited <= self._asked:
            return
        self._asked |= cited

        def work(_stop: object, _tell: object) -> str:
            desk.look_at_cited(opened, doc)
            return opened.case.id

        session = self._session
        session.tasks.run("media", work, self._looked, session.failed, key="cited", urgent=True)

    def _looked(self, case_id: str) -> None:
        self.looked.emit(case_id)
