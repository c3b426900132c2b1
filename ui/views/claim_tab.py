"""The claim: both sides in two equal halves, then what was asked, offered and paid, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.case import Case
from moderator.domain.policy import Policy
from moderator.errors import NotFound
from ui.models import dates, procedural, times
from ui.models.case_words import words
from ui.models.claim_rows import claim_rows
from ui.models.party_text import Said, buyer_says, seller_answer
from ui.plain import set_tip
from ui.session import Session
from ui.theme import BODY, GAP, NORMAL
from ui.views.bits import Chip, KeyCap, Label, SideBar, row
from ui.views.case_tab import CaseTab, fact_rows
from ui.views.flow import Flow
from ui.views.link import Link
from ui.views.party_text import PartyText

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

translate = QCoreApplication.translate


LONG = 120
"""Characters from which both sides are set a size smaller, so that what was asked and paid stays in sight."""


class ClaimTab(CaseTab):
    """Opens with both sides at the same size, whoever wrote more."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, session.tr("Claim"))
        self.halves: dict[str, Half] = {}
        self._done: object = None
        session.draft_changed.connect(self._follow_draft)

    def _follow_draft(self, doc: dict[str, Any]) -> None:
        """The chip of the proposals follows what was done with them."""
        done = procedural.done(doc)
        if done != self._done:
            self._done = done
            self.mark_stale()

    def fill(self, opened: OpenCase) -> None:
        self._done = procedural.done(self.session.draft)
        case, policy = opened.case, policy_of(opened)
        buyer, seller = buyer_says(case), seller_answer(case)
        self.page.addLayout(self._chips(opened))
        halves = QHBoxLayout()
        halves.setSpacing(2 * GAP)
        original = not self.session.translated
        said = [each for each in (buyer, seller) if each is not None]
        size = NORMAL if any(len(each.shown(original)) > LONG for each in said) else BODY
        silence = times.silence(case, policy)
        self.halves = {
            "buyer": Half("buyer", self.tr("BUYER"), HalfText(buyer, original, size), case),
            "seller": Half("seller", self.tr("SELLER"), HalfText(seller, original, size, silence), case),
        }
        for half in self.halves.values():
            halves.addWidget(half, 1, Qt.AlignmentFlag.AlignTop)
        self.page.addLayout(halves)
        if any(each.is_translated for each in said):
            self.page.addWidget(TranslationLine(self.session, said))
        self.page.addLayout(fact_rows(claim_rows(case, policy), self.session))

    def _chips(self, opened: OpenCase) -> Flow:
        flow = Flow(gap=2 * GAP)
        if opened.status in ("open", "waiting"):
            text, tone = dates.time_left(self._due(opened.case), self.session.desk.now())
            flow.addWidget(Chip(text, "bad" if tone == "bad" else "warn" if tone == "warn" else "plain"))
        if opened.status != "open":
            flow.addWidget(Chip(words_of_status(opened.status), "plain"))
        flow.addWidget(Chip(words(opened.case.reason)))
        if opened.case.delivery != "delivered":
            said = Chip(words(opened.case.delivery), "buyer")
            said.setAccessibleName(self.tr("the buyer says: {0}").format(said.caption()))
            flow.addWidget(said)
        waiting = procedural.waiting(
            procedural.findings(opened, self.session.draft, self.session.desk.now()), self.session.draft
        )
        if waiting:
            flow.addWidget(self._findings(waiting))
        return flow

    def _findings(self, waiting: int) -> Chip:
        """Leads to what the papers say; how many of them propose something."""
        text = self.tr("1 proposal") if waiting == 1 else self.tr("{0} proposals").format(waiting)
        chip = Chip(text, "hollow", clickable=True)
        chip.setAccessibleName(self.tr("{0} of what the papers say; go there").format(text))
        set_tip(chip, f"{chip.accessibleName()} ({self.session.actions.caption('findings')})")
        chip.clicked.connect(lambda: self.session.actions.trigger("findings"))
        return chip

    def _due(self, case: Case) -> datetime | None:
        rows = (each for each in self.session.rows if each.case == case.id)
        found = next(rows, None)
        return case.decision_due_at if found is None else found.due


def words_of_status(status: str) -> str:
    names = {
        "waiting": translate("ClaimTab", "waiting for evidence"),
        "decided": translate("ClaimTab", "decided"),
        "closed": translate("ClaimTab", "closed"),
    }
    return names.get(status, status)


def policy_of(opened: OpenCase) -> Policy | None:
    """The policy of the buyer's reason; None where none is installed, which the gate then says."""
    try:
        return opened.policy_for(opened.case.reason)
    except NotFound:
        return None


@dataclass(frozen=True)
class HalfText:
    """What one side says, in which words and size; `silence` stands there for a side that says nothing."""

    said: Said | None
    original: bool
    size: int
    silence: str = ""

    @property
    def shown(self) -> str:
        return self.silence if self.said is None else self.said.shown(self.original)


class Half(QWidget):
    """One side: its name in its colour, language and day, and what it says."""

    def __init__(self, side: str, title: str, what: HalfText, case: Case) -> None:
        super().__init__()
        self.setAccessibleName(title.capitalize())
        said = what.said
        meta = "" if said is None else said.language
        if said is not None and said.at is not None:
            meta += f", {dates.day(said.at, case.escalated_at)}"
        head = row(Label(title, tone=side, weight="bold"), Label(meta, tone="third"), None, gap=GAP)
        self.text = PartyText(what.shown, tone="warn" if said is None else "plain", size=what.size, name=title)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(self.text)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(2 * GAP)
        outer.addWidget(SideBar(side))
        outer.addLayout(inner, 1)


class TranslationLine(QWidget):
    """`machine translation · originals [T]`: says what is shown, and changes it."""

    def __init__(self, session: Session, said: list[Said]) -> None:
        super().__init__()
        kinds = {each.english.by for each in said if each.english is not None}
        if not session.translated:
            shown, other = self.tr("original words"), self.tr("translation")
        elif kinds == {"human"}:
            shown, other = self.tr("translated by a person"), self.tr("originals")
        elif kinds == {"machine"}:
            shown, other = self.tr("machine translation"), self.tr("originals")
        else:
            shown, other = self.tr("translations, machine and human"), self.tr("originals")
        link = Link(other, self.tr("Original or translation"))
        link.clicked.connect(session.toggle_translation)
        parts = (Label(shown, tone="second", size="small"), Label("·", tone="second", size="small"), link)
        self.setLayout(row(*parts, KeyCap(session.actions, "text.translation"), None, gap=GAP))
