"""The case file: everything about the case that is no picture, in six tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from ui.session import Session
from ui.theme import GAP, theme
from ui.views.bits import Hairline, Panel, row
from ui.views.case_tab import CaseTab
from ui.views.claim_tab import ClaimTab
from ui.views.findings_tab import FindingsTab
from ui.views.messages_tab import MessagesTab
from ui.views.order_tab import OrderTab
from ui.views.parcel_tab import ParcelTab
from ui.views.seller_tab import SellerTab

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

NAMES = ("claim", "findings", "order", "parcel", "messages", "seller")


class CaseFile(Panel):
    """Claim · Findings · Order · Parcel · Messages n · Seller. Opens with the claim, where both sides speak."""

    def __init__(self, session: Session) -> None:
        super().__init__("panel")
        self._session = session
        self.setAccessibleName(self.tr("Case file"))
        self.bar = QTabBar()
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.setAccessibleName(self.tr("Pages of the case file"))
        self.tabs: dict[str, CaseTab] = {
            "claim": ClaimTab(session),
            "findings": FindingsTab(session),
            "order": OrderTab(session),
            "parcel": ParcelTab(session),
            "messages": MessagesTab(session),
            "seller": SellerTab(session),
        }
        self._stack = QStackedWidget()
        for name, tab in self.tabs.items():
            self.bar.addTab(tab.accessibleName())
            self.bar.setTabData(self.bar.count() - 1, name)
            self._stack.addWidget(tab)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row(self.bar, margins=(4 * GAP, GAP, 4 * GAP, 0)))
        layout.addWidget(Hairline())
        layout.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._turn)
        session.case_opened.connect(self._opened)
        session.case_closed.connect(self._closed)
        session.translation_toggled.connect(self._stale)
        session.queue_changed.connect(self._stale_claim)
        theme().changed.connect(self._stale)
        session.actions.on("findings", self.to_findings)
        if session.opened is not None:
            self._opened(session.opened)

    def sizeHint(self) -> QSize:
        return QSize(370, 300)

    def show_tab(self, name: str) -> None:
        """Turns to a page: claim, findings, order, parcel, messages or seller."""
        self.bar.setCurrentIndex(NAMES.index(name))

    def to_findings(self) -> None:
        """To the first finding that waits for somebody to follow it or to set it aside."""
        self.show_tab("findings")
        tab = self.tabs["findings"]
        if isinstance(tab, FindingsTab):
            tab.focus_first()

    def _turn(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.tabs[NAMES[index]].refresh()

    def _opened(self, opened: OpenCase) -> None:
        count = len(opened.case.messages)
        self.bar.setTabText(
            NAMES.index("messages"), self.tr("Messages {0}").format(count) if count else self.tr("Messages")
        )
        self._stale()

    def _closed(self) -> None:
        self.bar.setCurrentIndex(0)
        self._stale()

    def _stale(self, *_what: object) -> None:
        current = self._stack.currentIndex()
        for name, tab in self.tabs.items():
            tab.mark_stale()
            if NAMES.index(name) == current:
                tab.refresh()

    def _stale_claim(self) -> None:
        self.tabs["claim"].mark_stale()
