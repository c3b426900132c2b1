"""What of the screen the ledger must know: aids that were shown, harm that was looked at. Noted once a case is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

if TYPE_CHECKING:
    from moderator.desk.values import Item
    from ui.session import Session


class Noted(QObject):
    """One for a session, see `noted_of`. The rows are written in the store's lane; nobody waits for them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._done: set[tuple[str, str]] = set()
        session.case_opened.connect(self._forget)

    def aid(self, name: str) -> None:
        """An aid is on the screen. Its name is what a decision lists it by."""
        desk = self._session.desk
        self._once("aid", name, lambda case: desk.shown_aid(case, name))

    def unveiled(self, item: Item) -> None:
        """A file that may show harm is looked at."""
        desk = self._session.desk
        self._once("unveiled", item.sha256, lambda case: desk.unveiled(case, item.sha256))

    def _once(self, kind: str, what: str, note: Callable[[str], None]) -> None:
        opened = self._session.opened
        if opened is None or (kind, what) in self._done:
            return
        self._done.add((kind, what))
        case = opened.case.id

        def failed(error: Exception) -> None:
            self._done.discard((kind, what))  # with the next time it is tried again
            self._session.failed(error)

        self._session.tasks.run("store", lambda _stop, _tell: note(case), lambda _: None, failed, must=True)

    def _forget(self, _opened: object) -> None:
        self._done.clear()


def noted_of(session: Session) -> Noted:
    """The notes of this session, made with the first of them."""
    found = session.findChild(Noted, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Noted) else Noted(session)
