"""The order: what was bought and paid, every movement of money, and where it was to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout

from ui.models.order_rows import LineRow, PaymentRow, head_rows, line_rows, payment_rows, sum_rows
from ui.models.rows import Row
from ui.session import Session
from ui.theme import BODY, GAP, NORMAL, SMALL
from ui.views.bits import Hairline, Heading, Label
from ui.views.case_tab import CaseTab, fact_rows
from ui.views.party_text import PartyText

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

translate = QCoreApplication.translate

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class OrderTab(CaseTab):
    def __init__(self, session: Session) -> None:
        super().__init__(session, session.tr("Order"))

    def fill(self, opened: OpenCase) -> None:
        case = opened.case
        self.page.addLayout(fact_rows(head_rows(case), self.session))
        self.page.addWidget(Hairline())
        self.page.addLayout(_lines(line_rows(case)))
        self.page.addWidget(Hairline())
        self.page.addLayout(_sums(sum_rows(case, opened.circumstances.before)))
        self.page.addWidget(Hairline())
        self.page.addWidget(Heading(self.tr("Payments")))
        payments = payment_rows(case)
        if payments:
            self.page.addLayout(_payments(payments))
        else:
            self.page.addWidget(Label(self.tr("none in the file"), tone="second", size="normal"))


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(3 * GAP)
    grid.setVerticalSpacing(GAP // 2)
    grid.setColumnStretch(0, 1)
    return grid


def _lines(rows: tuple[LineRow, ...]) -> QGridLayout:
    grid = _grid()
    for row in rows:
        at = grid.rowCount()
        grid.addWidget(PartyText(row.title, size=BODY), at, 0)
        grid.addWidget(Label(row.quantity, tone="second", size="normal"), at, 1, _RIGHT)
        grid.addWidget(Label(row.price, size="normal"), at, 2, _RIGHT)
        if row.detail:
            grid.addWidget(PartyText(row.detail, tone="second", size=SMALL), at + 1, 0, 1, 3)
        if row.claimed:
            text = translate("OrderTab", "claimed: {0}").format(row.claimed)
            grid.addWidget(PartyText(text, tone="buyer", size=SMALL), at + 2, 0, 1, 3)
        grid.setRowMinimumHeight(at + 3, GAP)
    return grid


def _sums(rows: tuple[Row, ...]) -> QGridLayout:
    grid = _grid()
    for row in rows:
        at = grid.rowCount()
        strong = row is rows[-1]
        label = f"{row.label} ({row.note})" if row.note else row.label
        grid.addWidget(
            Label(label, tone="" if strong else "second", size="normal", weight="half" if strong else ""), at, 0
        )
        tone = "" if row.tone == "plain" else row.tone
        grid.addWidget(Label(row.text, tone=tone, size="normal", weight="half" if strong else ""), at, 1, _RIGHT)
    return grid


def _payments(rows: tuple[PaymentRow, ...]) -> QGridLayout:
    grid = _grid()
    for row in rows:
        at = grid.rowCount()
        grid.addWidget(PartyText(row.what, tone=row.tone, size=NORMAL), at, 0)
        grid.addWidget(Label(row.amount, size="normal"), at, 1, _RIGHT)
        grid.addWidget(PartyText(row.detail, tone="second", size=SMALL), at + 1, 0, 1, 2)
        grid.setRowMinimumHeight(at + 2, GAP)
    return grid
