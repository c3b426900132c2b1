"""Each shipment as a timeline, its tracking number to copy, its destination held against the address of the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.models.parcel_rows import EventRow, ShipmentRows, shipments
from ui.session import Session
from ui.theme import BODY, GAP, NORMAL, SMALL, tokens
from ui.views.bits import Hairline, Label, row
from ui.views.case_tab import LABEL_WIDTH, CaseTab, fact_rows
from ui.views.party_text import PartyText

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase


class ParcelTab(CaseTab):
    def __init__(self, session: Session) -> None:
        super().__init__(session, session.tr("Parcel"))

    def fill(self, opened: OpenCase) -> None:
        found = shipments(opened.case)
        if not found:
            self.page.addWidget(Label(self.tr("No shipment is in the file."), tone="warn", size="normal", wrap=True))
        for i, shipment in enumerate(found):
            if i:
                self.page.addWidget(Hairline())
            self._shipment(shipment)
        if any(shipment.events for shipment in found):
            self.page.addWidget(Label(self.tr("Times are UTC."), tone="third", size="small"))

    def _shipment(self, shipment: ShipmentRows) -> None:
        self.page.addWidget(PartyText(shipment.title, size=BODY, bold=True))
        label = Label(self.tr("Tracking"), tone="second", size="normal")
        label.setFixedWidth(LABEL_WIDTH)
        if shipment.tracking_number:
            number: QWidget = TrackingNumber(shipment.tracking_number)
        else:
            number = Label(self.tr("no tracking number"), tone="warn", size="normal")
        self.page.addLayout(row(label, number, gap=3 * GAP))
        self.page.addLayout(fact_rows(shipment.rows, self.session))
        if shipment.events:
            self.page.addLayout(self._timeline(shipment.events))
        else:
            self.page.addWidget(Label(self.tr("The carrier reports nothing."), tone="warn", size="normal"))

    def _timeline(self, events: tuple[EventRow, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, GAP, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for i, event in enumerate(events):
            mark = TimelineMark(event.tone, first=i == 0, last=i == len(events) - 1)
            grid.addWidget(mark, i, 0)
            grid.addLayout(self._event(event), i, 1)
        return grid

    def _event(self, event: EventRow) -> QVBoxLayout:
        texts = QVBoxLayout()
        texts.setContentsMargins(0, 0, 0, 2 * GAP)
        texts.setSpacing(0)
        status = event.status if event.known else self.tr("“{0}”, as the carrier wrote it").format(event.status)
        head = PartyText(status, tone=event.tone if event.tone != "ok" else "plain", size=NORMAL, bold=event.known)
        when = Label(event.at, tone="second", size="small")
        line = row(head, when)
        line.setAlignment(when, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        texts.addLayout(line)
        if event.place:
            texts.addWidget(PartyText(event.place, tone="second", size=NORMAL))
        if event.said is not None:
            texts.addWidget(PartyText(event.said.shown(not self.session.translated), tone="second", size=SMALL))
        return texts


class TrackingNumber(QLineEdit):
    """The number in figures of one width, to select and copy."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.setReadOnly(True)
        self.setFrame(False)
        self.setAccessibleName(self.tr("Tracking number {0}").format(number))
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        bare = "background: transparent; border: 0; padding: 0; min-height: 18px;"
        self.setStyleSheet(f'TrackingNumber {{ {bare} font: 12px "{family}"; }}')
        self.setCursorPosition(0)


class TimelineMark(QWidget):
    """A point of the timeline and its line to the next; carrier's sand, amber where the scan bodes ill."""

    def __init__(self, tone: str, *, first: bool, last: bool) -> None:
        super().__init__()
        self._tone, self._first, self._last = tone, first, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(12, 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.line), 2))
        top = 8 if self._first else 0
        bottom = 8 if self._last else self.height()
        painter.drawLine(QPointF(6, top), QPointF(6, bottom))
        colour = QColor(look.warn if self._tone == "warn" else look.carrier)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if self._last else QColor(look.panel))
        painter.drawEllipse(QRectF(2.5, 4.5, 7, 7))
