"""Drafts that do not begin empty: a reversal, a decision on an appeal, and a decision like another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from moderator.errors import NotFound
from ui.drafts import fresh
from ui.models import dates, replacing
from ui.models.case_words import words
from ui.models.decided_rows import appeal_barred, headline
from ui.models.party_text import readable
from ui.session import Session
from ui.views.bits import Label, row
from ui.views.decided_view import standing_of
from ui.views.link import Link

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from moderator.desk.values import Like, OpenCase


class Beginning(QObject):
    """Wires the verbs `verdict.reverse`, `verdict.appeal` and `verdict.like`; `line` says what the draft replaces."""

    def __init__(self, session: Session, panel: QWidget) -> None:
        super().__init__(panel)
        self._session, self._panel = session, panel
        self.text = Label("", tone="warn", size="normal", wrap=True)
        self.give_up = Link(self.tr("give up"), self.tr("Give this draft up; the decision stands"))
        self.line = QWidget()
        self.line.setLayout(row(self.text, self.give_up))
        self.give_up.clicked.connect(self.let_it_stand)
        self.line.hide()
        for verb, slot in (("reverse", self.reverse), ("appeal", self.appeal), ("like", self.ask_like)):
            session.actions.on(f"verdict.{verb}", slot)
        session.case_opened.connect(self._enable)
        session.case_closed.connect(self._enable)
        session.undo_changed.connect(self._enable)
        session.draft_changed.connect(self._enable)
        self._enable()

    # --- what is possible -----------------------------------------------------------------------------------------

    def _enable(self, _changed: object = None) -> None:
        session = self._session
        standing = self._standing()
        free = standing is not None and not replacing.replaces(session.draft)
        actions = session.actions
        actions.enable("verdict.reverse", free and not self._can_be_taken_back())
        actions.enable("verdict.appeal", free and bool(self._appeals()))
        opened = session.opened
        actions.enable("verdict.like", opened is not None and (standing is None or replacing.replaces(session.draft)))

    def _standing(self) -> Mapping[str, Any] | None:
        """The decision or closure that holds."""
        opened = self._session.opened
        if opened is None or opened.status not in ("decided", "closed"):
            return None
        found = standing_of(opened)
        return None if found is None else found.doc

    def _can_be_taken_back(self) -> bool:
        """While it can simply be taken back nobody has to reverse it."""
        last, opened = self._session.undoable, self._session.opened
        here = last is not None and opened is not None and last.case == opened.case.id
        return here and last is not None and last.until > self._session.desk.now()

    def _appeals(self) -> bool:
        opened, standing = self._session.opened, self._standing()
        return opened is not None and standing is not None and bool(replacing.open_appeals(opened.case, standing))

    # --- a verdict in the place of another ------------------------------------------------------------------------

    def reverse(self) -> None:
        """The decision becomes the draft of its reversal."""
        self._begin("reversal", self.tr("Reversal"))

    def appeal(self) -> None:
        """The decision becomes the draft of the decision on the appeal, for anybody but who made it."""
        standing, opened = self._standing(), self._session.opened
        if standing is None or opened is None:
            return
        against = appeal_barred(opened, standing, self._session.desk.moderator)
        if against:
            self._session.message.emit(against, "warn")
            return
        self._begin("appeal", self.tr("Appeal"))

    def _begin(self, stage: str, name: str) -> None:
        standing, opened = self._standing(), self._session.opened
        if standing is None or opened is None:
            return
        if replacing.replaces(self._session.draft):
            return
        revision = opened.case.revision
        self._session.edit(name, lambda doc: replacing.begin(doc, standing, stage, revision))

    def let_it_stand(self) -> None:
        """The draft goes, the decision stands; undo brings the draft back."""
        opened = self._session.opened
        if opened is None:
            return
        case = opened.case

        def change(doc: dict[str, Any]) -> None:
            doc.clear()
            doc.update(fresh(case.id, case.revision))

        self._session.edit(self.tr("Give up"), change)

    def show_line(self, opened: OpenCase, doc: Mapping[str, Any]) -> None:
        """Says of which decision this is a reversal, and what that one gave."""
        shown = replacing.replaces(doc)
        self.line.setVisible(shown)
        if not shown:
            return
        before = next((each.doc for each in opened.verdicts if each.doc.get("id") == doc.get("supersedes")), None)
        given = headline(opened.case, before) if before is not None else "–"
        text = self.tr("Reversal of {0}: {1}") if doc.get("stage") == "reversal" else self.tr("Appeal against {0}: {1}")
        self.text.setText(text.format(readable(str(doc.get("supersedes"))), given))

    # --- like another ---------------------------------------------------------------------------------------------

    def ask_like(self) -> None:
        """Looks for decisions on other cases of the same reason."""
        session, opened = self._session, self._session.opened
        if opened is None:
            return
        desk = session.desk
        session.tasks.run("store", lambda _s, _t: desk.like(opened), self._offer, session.failed, key="like")

    def _offer(self, found: tuple[Like, ...]) -> None:
        opened = self._session.opened
        if opened is None:
            return
        if not found:
            reason = words(opened.case.reason)
            self._session.message.emit(self.tr("No other case of “{0}” is decided yet.").format(reason), "plain")
            return
        menu = QMenu(self._panel)
        for each in found:
            menu.addAction(self._described(each, opened)).triggered.connect(
                lambda _on=False, each=each: self.begin_like(each)
            )
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._panel.mapToGlobal(self._panel.rect().topLeft()))

    def _described(self, like: Like, opened: OpenCase) -> str:
        share = " + ".join(f"{percent} %" for percent in replacing.shares(like.doc))
        parts = [like.case, words(str(like.doc.get("outcome") or "")), like.total, share]
        parts.append(dates.day(like.decided_at, opened.case.escalated_at))
        return " · ".join(part for part in parts if part)

    def begin_like(self, like: Like) -> None:
        """What may hold here too is taken over; every answer still needs grounds of this case."""
        opened = self._session.opened
        if opened is None:
            return
        case, reason = opened.case, str(self._session.draft.get("reason") or opened.case.reason)
        try:
            policy = opened.policy_for(reason)
        except NotFound as error:
            self._session.failed(error)
            return
        name = self.tr("Like {0}").format(like.case)
        self._session.edit(name, lambda doc: replacing.begin_like(doc, like.doc, case, policy))
        text = self.tr("Begun like {0}. Exhibits, facts and amounts are this case's own: look at each answer.")
        self._session.message.emit(text.format(like.case), "plain")
