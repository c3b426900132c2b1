"""What a person does about who has a case: take it, step back, give it away, release it, and look at both verdicts."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from moderator.domain.persons import same_person
from moderator.errors import NotFound
from ui.models import replacing
from ui.models.claim_words import standing_doc
from ui.models.two_verdicts import adopt, has_text, pairs
from ui.session import Session
from ui.views.ask_why import AskWhy
from ui.views.two_verdicts import TwoVerdicts, Whose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from moderator.desk.values import OpenCase, Opinion


class ClaimDeeds(QObject):
    """Wires the verbs `claim.*`."""

    def __init__(self, session: Session, view: QWidget) -> None:
        super().__init__(view)
        self._session, self._view = session, view
        on = session.actions.on
        on("claim.take", session.claims.take)
        on("claim.show", session.claims.show)
        on("claim.compare", self.compare)
        on("second.decline", self.decline)
        session.deeds.seconding.given.connect(self._given)
        on("claim.recuse", self.recuse)
        on("claim.reassign", self.reassign)
        on("claim.free", self.free)
        for changed in (session.claims.changed, session.case_opened, session.case_closed, session.draft_changed):
            changed.connect(self._enable)
        self._enable()

    def _enable(self, _changed: object = None) -> None:
        session = self._session
        state, fresh = session.claims.state, session.claims.fresh
        opened = session.opened
        is_open = opened is not None and opened.status in ("open", "waiting") and fresh is None
        second = opened is not None and opened.second and fresh is None
        enable = session.actions.enable
        enable("claim.take", state in ("own", "lost", "given"))
        enable("claim.show", fresh is not None)
        enable("claim.compare", self._writes() or self._opinion() is not None)
        enable("second.decline", second)
        enable("claim.recuse", is_open and state != "recused")
        enable("claim.reassign", is_open and not second)
        enable("claim.free", state in ("held", "own"))

    # --- the ledger keeps why ---------------------------------------------------------------------------------------

    def recuse(self) -> None:
        about = self.tr("You will not be offered this case again and cannot decide it. Your draft is kept.")
        self._ask(self.tr("Step back from this case"), about, self.tr("Step back"), self._recuse)

    def decline(self) -> None:
        about = self.tr("You see the decision, and give no second opinion on it. Others still can.")
        self._ask(self.tr("Show the decision"), about, self.tr("Show it"), self._decline)

    def reassign(self) -> None:
        about = self.tr(
            "Case and draft go to that person. The library cannot prove who you are; the ledger notes both."
        )
        title = self.tr("Give this case to somebody")
        self._ask(title, about, self.tr("Give"), self._reassign, with_name=True)

    def free(self) -> None:
        about = self.tr("For colleagues who are away: whoever has the case loses it, the draft is kept.")
        self._ask(self.tr("Release this case"), about, self.tr("Release"), self._free)

    def _ask(
        self, title: str, about: str, deed: str, then: Callable[[str, str], None], *, with_name: bool = False
    ) -> None:
        dialog = AskWhy(title, about, deed, self._view.window(), with_name=with_name)
        dialog.given.connect(then)
        dialog.open()
        (dialog.name if with_name else dialog.why).setFocus()

    def _recuse(self, _name: str, why: str) -> None:
        self._do(lambda desk, case: desk.recuse(case, why))

    def _decline(self, _name: str, why: str) -> None:
        self._do(lambda desk, case: desk.decline_second(case, why))

    def _reassign(self, to: str, why: str) -> None:
        self._do(lambda desk, case: desk.reassign(case, to, why))

    def _free(self, _name: str, why: str) -> None:
        self._do(lambda desk, case: desk.free(case, why))

    def _do(self, deed: Callable[[Any, str], object]) -> None:
        """The draft first, so that it goes along; then the deed, and the case as it stands after it."""
        session = self._session
        if session.opened is None:
            return
        session.save()
        desk, case_id = session.desk, session.opened.case.id

        def work(_stop: object, _tell: object) -> OpenCase:
            deed(desk, case_id)
            return desk.open_case(case_id)

        session.tasks.run("store", work, self._done, session.failed, must=True)

    def _done(self, opened: OpenCase) -> None:
        session = self._session
        session.prefetch.clear()
        session.deeds.read_queue()
        if session.opened is not None and session.opened.case.id == opened.case.id:
            session.accept(opened)

    # --- both verdicts ----------------------------------------------------------------------------------------------

    def _other(self) -> OpenCase | None:
        """The case as it was decided, if somebody decided it."""
        claims = self._session.claims
        opened = claims.fresh or self._session.opened
        decided = opened is not None and opened.status in ("decided", "closed")
        return opened if decided and not replacing.replaces(self._session.draft) else None

    def _writes(self) -> bool:
        """Whether there is an own draft that came too late."""
        return self._other() is not None and has_text(self._session.draft)

    def _opinion(self) -> Opinion | None:
        """The newest second opinion on the decision that holds."""
        opened = self._session.opened
        standing = None if opened is None else standing_doc(opened)
        if opened is None or standing is None:
            return None
        return next((each for each in reversed(opened.opinions) if each.verdict == standing.get("id")), None)

    def compare(self) -> None:
        """The own draft that came too late, or else the second opinion, beside the decision that holds."""
        other = self._other()
        if other is not None and self._writes():
            self._show_both(other, self._session.draft, None)
        else:
            self._given(self._session.opened)

    def _given(self, opened: OpenCase | None) -> None:
        """Somebody has decided a second time: whatever else is being written on the case, both are shown."""
        opinion = self._opinion()
        if opened is not None and opinion is not None:
            self._show_both(opened, opinion.doc, opinion)

    def _show_both(self, other: OpenCase, draft: Mapping[str, Any], opinion: Opinion | None) -> None:
        standing = standing_doc(other)
        if standing is None:
            return
        try:
            policy = other.policy_for(str(standing.get("reason") or other.case.reason))
        except NotFound:
            policy = None
        rows = pairs(other.case, policy, draft, standing)
        ways = self._ways(other, standing) if opinion is None else {}
        dialog = TwoVerdicts(rows, standing, ways, self._view.window(), self._whose(opinion))
        dialog.chosen.connect(lambda way: self._go(way, other, standing))
        dialog.open()

    def _whose(self, opinion: Opinion | None) -> Whose | None:
        """Of a second opinion: who gave it, "" for oneself, and when."""
        if opinion is None:
            return None
        own = same_person(opinion.by, self._session.desk.moderator)
        return Whose("" if own else opinion.by, opinion.at)

    def _ways(self, other: OpenCase, standing: Mapping[str, Any]) -> dict[str, str]:
        """What may be done with the draft at this stage of the case."""
        session, ways = self._session, {"discard": self.tr("Discard my draft")}
        last = session.undoable
        can_undo = last is not None and last.case == other.case.id and last.until > session.desk.now()
        own = same_person(str(standing.get("decided_by") or ""), session.desk.moderator)
        if replacing.open_appeals(other.case, standing) and not own:
            ways["appeal"] = self.tr("Decide the appeal with mine")
        if not can_undo:
            ways["reversal"] = self.tr("Second opinion: reverse with mine")
        return ways

    def _go(self, way: str, other: OpenCase, standing: Mapping[str, Any]) -> None:
        session = self._session
        if session.opened is None or session.opened.case.id != other.case.id:
            return
        if way == "discard":
            self._discard(other.case.id)
            return
        mine, revision = deepcopy(session.draft), other.case.revision
        if session.claims.fresh is not None:
            session.accept(other)
        name = self.tr("Appeal") if way == "appeal" else self.tr("Second opinion")
        session.edit(name, lambda doc: adopt(doc, mine, standing, way, revision))

    def _discard(self, case_id: str) -> None:
        session = self._session
        session.forget_draft()
        desk = session.desk

        def work(_stop: object, _tell: object) -> OpenCase:
            desk.save_draft(case_id, None)
            return desk.open_case(case_id)

        session.tasks.run("store", work, self._done, session.failed, must=True)
