"""The messages as bubbles, each side on its own edge, with the words as written and their translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from moderator.domain.case import Case, Message
from ui.models import dates
from ui.models.party_text import message_said
from ui.session import Session
from ui.theme import BODY, GAP, NORMAL
from ui.views.bits import Chip, Hairline, Label, Panel, SideBar, row
from ui.views.case_tab import CaseTab
from ui.views.party_text import PartyText

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

INDENT = 6 * GAP


class MessagesTab(CaseTab):
    """Buyer left, seller right, the platform in the middle; in the order of time."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, session.tr("Messages"))

    def fill(self, opened: OpenCase) -> None:
        case = opened.case
        if not case.messages:
            self.page.addWidget(Label(self.tr("No message is in the file."), tone="second", size="normal"))
        dated = None
        for message in sorted(case.messages, key=lambda each: each.at):
            if dated is None or (dated < case.opened_at <= message.at):
                self.page.addWidget(self._divider(case, message.at >= case.opened_at))
            dated = message.at
            self.page.addWidget(self._placed(case, message))
        if case.messages:
            self.page.addWidget(Label(self.tr("Times are UTC."), tone="third", size="small"))

    def _divider(self, case: Case, after: bool) -> QWidget:
        opened = dates.moment(case.opened_at, case.escalated_at)
        text = self.tr("dispute opened {0}").format(opened) if after else self.tr("before the dispute")
        line = QWidget()
        line.setLayout(row(Hairline(), Label(text, tone="third", size="small"), Hairline(), gap=2 * GAP))
        return line

    def _placed(self, case: Case, message: Message) -> QWidget:
        place = QWidget()
        layout = QHBoxLayout(place)
        left = {"seller": INDENT, "platform": INDENT // 2}.get(message.from_, 0)
        right = {"buyer": INDENT, "platform": INDENT // 2}.get(message.from_, 0)
        layout.setContentsMargins(left, 0, right, 0)
        layout.addWidget(Bubble(self, case, message))
        return place


class Bubble(Panel):
    """One message: who and when, the translation, then the words as written; originals first when `T` says so."""

    def __init__(self, tab: MessagesTab, case: Case, message: Message) -> None:
        super().__init__("raised")
        session = tab.session
        said = message_said(message)
        name = {"buyer": self.tr("BUYER"), "seller": self.tr("SELLER"), "platform": self.tr("PLATFORM")}[message.from_]
        self.setAccessibleName(self.tr("{0}, message {1}").format(name.capitalize(), message.id))
        when = f"{dates.moment(message.at, case.escalated_at)} · {message.language}"
        head = row(Label(name, tone=message.from_, weight="bold", size="small"), gap=2 * GAP)
        head.addWidget(Label(when, tone="second", size="small"))
        head.addStretch(1)
        if message.automatic:
            head.addWidget(Chip(self.tr("automatic"), "warn"))
        texts = QVBoxLayout()
        texts.setContentsMargins(0, GAP, 2 * GAP, GAP)
        texts.setSpacing(GAP)
        texts.addLayout(head)
        first, second = said.shown(not session.translated), said.shown(session.translated)
        texts.addWidget(PartyText(first, size=BODY))
        if said.english is not None:
            by = (
                self.tr("translated by a machine")
                if said.english.by == "machine"
                else self.tr("translated by a person")
            )
            texts.addWidget(Label(self.tr("as written") if session.translated else by, tone="third", size="small"))
            texts.addWidget(PartyText(second, tone="second", size=NORMAL))
        if message.attachments:
            texts.addLayout(tab.evidence_chips(message.attachments))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(SideBar(message.from_))
        layout.addLayout(texts, 1)
