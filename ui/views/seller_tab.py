"""Buyer and seller side by side, then the offer as it stood: price history, offers like it, text, attributes (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout

from ui.models import dates
from ui.models.party_text import said
from ui.models.seller_rows import Pair, SimilarRow, attributes, history, prices_in_words, similar
from ui.session import Session
from ui.theme import BODY, GAP, NORMAL
from ui.views.bits import Hairline, Heading, Label
from ui.views.case_tab import CaseTab, fact_rows
from ui.views.party_text import PartyText
from ui.views.price_plot import PricePlot

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

translate = QCoreApplication.translate


class SellerTab(CaseTab):
    def __init__(self, session: Session) -> None:
        super().__init__(session, session.tr("Seller"))

    def fill(self, opened: OpenCase) -> None:
        case = opened.case
        self.page.addLayout(_pairs(history(case)))
        hint = self.tr("Facts about the parties; no evidence of fault by themselves.")
        self.page.addWidget(Label(hint, tone="third", size="small", wrap=True))
        self.page.addWidget(Hairline())
        self.page.addWidget(Heading(self.tr("Price history")))
        if case.listing.price_history:
            self.page.addWidget(PricePlot(case))
        self.page.addWidget(Label(prices_in_words(case), tone="second", size="small", wrap=True))
        offers = similar(case)
        if offers:
            self.page.addWidget(Hairline())
            self.page.addWidget(Heading(self.tr("Similar offers")))
            self.page.addLayout(_similar(offers))
        self._listing(opened)

    def _listing(self, opened: OpenCase) -> None:
        listing = opened.case.listing
        self.page.addWidget(Hairline())
        title = self.tr("Listing")
        if listing.captured_at is not None:
            when = dates.day(listing.captured_at, opened.case.escalated_at)
            title = self.tr("Listing, as it stood {0}").format(when)
        self.page.addWidget(Label(title, weight="bold", tone="listing"))
        self.page.addWidget(PartyText(said(listing.title, listing.language, {}).shown(True), size=BODY, bold=True))
        self.page.addLayout(fact_rows(attributes(opened.case), self.session))
        text = said(listing.description, listing.language, {}).shown(True)
        self.page.addWidget(PartyText(text, size=NORMAL))


def _pairs(pairs: tuple[Pair, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(2 * GAP)
    grid.setVerticalSpacing(GAP // 2)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    grid.addWidget(Label(translate("SellerTab", "BUYER"), tone="buyer", weight="bold", size="small"), 0, 1)
    grid.addWidget(Label(translate("SellerTab", "SELLER"), tone="seller", weight="bold", size="small"), 0, 2)
    for at, pair in enumerate(pairs, 1):
        grid.addWidget(Label(pair.label, tone="second", size="normal"), at, 0, Qt.AlignmentFlag.AlignTop)
        for column, text in ((1, pair.buyer), (2, pair.seller)):
            grid.addWidget(PartyText(text, size=NORMAL, name=pair.label), at, column)
    return grid


def _similar(rows: tuple[SimilarRow, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(3 * GAP)
    grid.setVerticalSpacing(GAP // 2)
    grid.setColumnStretch(0, 1)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
    grid.addWidget(Label(translate("SellerTab", "price"), tone="third", size="small"), 0, 1, right)
    grid.addWidget(Label(translate("SellerTab", "rating"), tone="third", size="small"), 0, 2, right)
    for at, offer in enumerate(rows, 1):
        grid.addWidget(PartyText(offer.title, size=NORMAL), at, 0)
        grid.addWidget(Label(offer.price, size="normal"), at, 1, right)
        grid.addWidget(Label(offer.rating, tone="second", size="normal"), at, 2, right)
    return grid
