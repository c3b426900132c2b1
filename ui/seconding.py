"""Second opinions in the window: giving one, asking to see the first instead, and whose turn it is at Ctrl N."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from moderator.domain.queue import Skills
from moderator.errors import GateRefused

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase
    from ui.drafts import Json
    from ui.session import Session

EVERY = 5
"""Each fifth time that somebody asks for a case, a second opinion that waits is offered before the queue's own cases:
else a queue that never ends would leave them lying. While none is left in the queue, they are offered at once."""


class Seconding(QObject):
    """The session's hands for them. Every method returns at once."""

    given = Signal(object)
    """OpenCase: as it was decided, now that one's own answer is in the library; it is the open one"""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._asked = 0

    def give(self, doc: Json) -> None:
        """Gives the second opinion on the open case; the first verdict is shown then."""
        session, opened = self._session, self._session.opened
        if opened is None or not opened.second:
            return
        session.save()
        desk, case_id = session.desk, opened.case.id

        def work(_stop: object, _tell: object) -> OpenCase:
            desk.give_second(case_id, doc)
            return desk.open_case(case_id)

        session.actions.enable("decide", False)
        session.tasks.run("store", work, self._given, self._not_given, must=True)

    def _given(self, opened: OpenCase) -> None:
        session = self._session
        session.actions.enable("decide", True)
        session.forget_draft()
        session.prefetch.clear()
        session.deeds.refresh()
        text = self.tr("Your second opinion on {0} is kept. It changes nothing for the parties.")
        session.message.emit(text.format(opened.case.id), "ok")
        if session.opened is not None and session.opened.case.id == opened.case.id:
            session.accept(opened)
            self.given.emit(opened)

    def _not_given(self, error: Exception) -> None:
        session = self._session
        session.actions.enable("decide", True)
        if isinstance(error, GateRefused):
            session.problems = error.problems
            session.problems_changed.emit(error.problems)
        session.failed(error)

    def offer(self, skills: Skills, here: tuple[str, ...]) -> Callable[[object, object], str | None]:
        """The work that finds the case to decide next, in turn."""
        self._asked += 1
        desk, turn = self._session.desk, self._asked % EVERY == 0

        def work(_stop: object, _tell: object) -> str | None:
            if turn:
                return desk.next_second(skills, here) or desk.next_case(skills, here)
            return desk.next_case(skills, here) or desk.next_second(skills, here)

        return work
