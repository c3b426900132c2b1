"""What the papers say by themselves: findings to be cited, followed or set aside. Nothing is chosen beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from moderator.domain.findings import Cited, Procedural
from ui.models import procedural
from ui.models.replacing import replaces
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Hairline, Label
from ui.views.case_tab import CaseTab
from ui.views.finding_card import FactLink, FindingCard

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase


class FindingsTab(CaseTab):
    def __init__(self, session: Session) -> None:
        super().__init__(session, session.tr("Findings"))
        self.cards: dict[str, FindingCard] = {}
        self._reason: object = None
        session.draft_changed.connect(self._follow_draft)

    def fill(self, opened: OpenCase) -> None:
        doc = self.session.draft
        self.cards = {}
        self._reason = doc.get("reason")
        hint = self.tr("Each points and proposes; you decide. A fact is cited by a click, ⏎ follows, Del sets aside.")
        self.page.addWidget(Label(hint, tone="third", size="small", wrap=True))
        for notice in opened.notices:
            self.page.addWidget(Label(notice, tone="warn", size="small", wrap=True))
        found = procedural.findings(opened, doc, self.session.desk.now())
        for finding in found:
            if self.cards:
                self.page.addWidget(Hairline())
            self.page.addWidget(self._card(finding))
        if not found:
            self.page.addWidget(Label(self.tr("No finding."), tone="second", size="normal"))

    def _card(self, finding: Procedural) -> FindingCard:
        card = FindingCard(finding)
        card.show_did(procedural.did(self.session.draft, finding.id), self._possible())
        card.followed.connect(self._followed)
        card.set_aside.connect(self._set_aside)
        card.reconsidered.connect(self._reconsidered)
        card.cited.connect(self._cite)
        card.stepped.connect(self._step)
        self.cards[finding.id] = card
        return card

    def _possible(self) -> bool:
        """Whether a verdict is being written: of a decided case only one that replaces the first."""
        opened = self.session.opened
        return opened is not None and (opened.status in ("open", "waiting") or replaces(self.session.draft))

    def focus_first(self) -> None:
        """To the first finding that nobody has followed or set aside yet, else to the first."""
        cards = list(self.cards.values())
        for card in cards:  # a layout would show them a moment later, and what is not shown takes no focus
            card.show()
        waiting = [card for card in cards if card.finding.proposal is not None and not card.did.what]
        for card in (waiting or cards)[:1]:
            self._show(card)

    def _show(self, card: FindingCard) -> None:
        card.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.activate()
        self.verticalScrollBar().setValue(card.y() - GAP)

    def _step(self, finding: str, by: int) -> None:
        ids = list(self.cards)
        at = ids.index(finding) + by
        if 0 <= at < len(ids):
            self._show(self.cards[ids[at]])

    def _follow_draft(self, doc: procedural.Doc) -> None:
        if self.session.opened is None or self._stale:
            return
        if doc.get("reason") != self._reason:
            self.mark_stale()
            return
        for card in self.cards.values():
            card.show_did(procedural.did(doc, card.finding.id), self._possible())

    def _followed(self, finding: str) -> None:
        opened, found = self.session.opened, self.cards[finding].finding
        if opened is not None:
            self.session.edit(self.tr("Follow a finding"), lambda doc: procedural.follow(doc, found, opened))
            key = self.session.actions.caption("draft.undo")
            text = self.tr("Followed: it stands in the draft, and {0} takes it out again.").format(key)
            self.session.message.emit(text, "plain")

    def _set_aside(self, finding: str, why: str) -> None:
        found = self.cards[finding].finding
        what = "set-aside" if why.strip() else ""
        self.session.edit(
            self.tr("Set a finding aside"), lambda doc: procedural.note(doc, found, what, why), merge=True
        )

    def _reconsidered(self, finding: str) -> None:
        found = self.cards[finding].finding
        self.session.edit(self.tr("Open a finding again"), lambda doc: procedural.note(doc, found, ""))

    def _cite(self, link: FactLink) -> None:
        """Offers the questions of the policy; the fact joins the grounds of the one that is chosen."""
        opened = self.session.opened
        policy = None if opened is None else procedural.policy_of(opened, self.session.draft)
        if policy is None or not self._possible():
            return
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Cite the fact for"))
        for requirement in policy.requirements:
            menu.addAction(requirement.text).setData(requirement.id)
        order, fact = tuple(requirement.id for requirement in policy.requirements), link.fact
        menu.triggered.connect(lambda action: self._cited(str(action.data()), fact, order))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(link.mapToGlobal(QPoint(0, link.height())))

    def _cited(self, requirement: str, fact: Cited, order: tuple[str, ...]) -> None:
        self.session.edit(self.tr("Fact of a finding"), lambda doc: procedural.cite(doc, requirement, fact, order))
        self.session.message.emit(self.tr("The fact is cited in the verdict."), "plain")
