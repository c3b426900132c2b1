"""Sending what is no decision: a request for evidence, after which the work goes on, or a closure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from moderator.errors import Problem
from ui.models.replacing import FILLED
from ui.session import Session

if TYPE_CHECKING:
    from moderator.desk.values import Decided, OpenCase

_HEAD = ("format", "case", "revision", "stage", "supersedes", "reason", "internal_note", "referrals", "procedural")


def bare(doc: dict[str, Any]) -> dict[str, Any]:
    """A request or closure without what was written towards a decision: no findings, no money, no statement."""
    kind = str(doc.get("kind"))
    return {key: value for key, value in doc.items() if key in (*_HEAD, "kind", kind)}


def work_so_far(doc: dict[str, Any]) -> dict[str, Any]:
    """The draft with which the case goes on once the request is answered."""
    return {key: value for key, value in doc.items() if key != "request"} | {"kind": "decision"}


def reopen(doc: dict[str, Any], work: dict[str, Any]) -> None:
    """A verdict that was taken back is a draft again; a request gets back the `work` that it was sent without."""
    if "decided_at" in doc:
        for key in FILLED:
            doc.pop(key, None)
    if doc.get("kind") == "request":
        for key, value in work.items():
            if not doc.get(key):
                doc[key] = value


class Dispatch(QObject):
    """Hands such a verdict to the desk. After a request the findings and exhibits so far are the draft again."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._work: dict[str, dict[str, Any]] = {}
        """By case: what the last request of this sitting was sent without."""
        session.case_opened.connect(self._opened)

    def _opened(self, opened: OpenCase) -> None:
        if opened.status in ("open", "waiting") and opened.draft is not None:
            work = self._work.get(opened.case.id, {})
            self._session.edit(self.tr("Taken back"), lambda doc: reopen(doc, work))

    def problems(self) -> tuple[Problem, ...]:
        """What the gate says to what would be sent: of a request or closure, without the unfinished decision in it."""
        session = self._session
        if session.opened is None or session.draft.get("kind") in (None, "decision"):
            return session.problems
        return tuple(session.desk.check(session.opened, bare(session.draft)))

    def send(self) -> None:
        """Sends the draft, which is a request or a closure, if nothing is left to do."""
        session = self._session
        opened = session.opened
        if opened is None or self.problems():
            return
        if opened.second:
            session.deeds.seconding.give(bare(session.draft))
            return
        session.save()
        desk, case_id, version = session.desk, opened.case.id, opened.version
        doc, kept = bare(session.draft), work_so_far(session.draft)
        keeps = session.draft.get("kind") == "request"

        def work(_stop: object, _tell: object) -> tuple[Decided, OpenCase]:
            result = desk.decide(case_id, doc, seen_version=version)
            if keeps:
                desk.save_draft(case_id, kept)
            return result, desk.open_case(case_id)

        session.actions.enable("decide", False)
        session.tasks.run("store", work, self._sent, self._refused, must=True)

    def _sent(self, found: tuple[Decided, OpenCase]) -> None:
        session = self._session
        result, opened = found
        session.actions.enable("decide", True)
        session.forget_draft()
        self._work.pop(opened.case.id, None)
        if result.verdict.get("kind") == "request" and opened.draft is not None:
            self._work[opened.case.id] = opened.draft
        session.prefetch.forget(opened.case.id)
        session.refresh()
        if session.opened is not None and session.opened.case.id == opened.case.id:
            session.accept(opened)
        session.decided.emit(result)

    def _refused(self, error: Exception) -> None:
        self._session.actions.enable("decide", True)
        self._session.refresh()
        self._session.failed(error)
