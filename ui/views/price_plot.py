"""The price history as a small plot: steps, since a price holds until the next; the order's day and price marked."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from moderator.domain.case import Case
from moderator.domain.money import plain, shown
from ui.models import dates
from ui.models.seller_rows import prices_in_words
from ui.plain import show_tip
from ui.theme import GAP, SMALL, face, tokens

HEIGHT = 96
_TOP, _BOTTOM, _LEFT, _RIGHT = 14, 18, 2, 6


class PricePlot(QWidget):
    """Prices of the listing over time, and what this order paid for a piece. The same in words as accessible text."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self._currency = case.order.currency
        self._near = case.escalated_at
        self._points = sorted((each.at, each.price) for each in case.listing.price_history)
        self._order = (case.order.placed_at, case.order.lines[0].unit_price)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Price history"))
        paid = self.tr("ordered {0} for {1}").format(
            dates.day(self._order[0], self._near), shown(self._order[1], self._currency)
        )
        self.setAccessibleDescription(f"{prices_in_words(case)}; {paid}")

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    @property
    def span(self) -> tuple[datetime, datetime]:
        times = [at for at, _ in self._points] + [self._order[0]]
        return min(times), max(times)

    @property
    def prices(self) -> tuple[int, int]:
        """Lowest and highest price drawn, in minor units."""
        found = [price for _, price in self._points] + [self._order[1]]
        return min(found), max(found)

    def _x(self, at: datetime) -> float:
        first, last = self.span
        room = self.width() - _LEFT - _RIGHT
        if first == last:
            return _LEFT + room / 2
        return _LEFT + room * ((at - first) / (last - first))

    def _y(self, price: int) -> float:
        low, high = self.prices
        room = self.height() - _TOP - _BOTTOM
        if low == high:
            return _TOP + room / 2
        return _TOP + room * (high - price) / (high - low)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(face(SMALL))
        self._grid(painter)
        painter.setPen(QPen(QColor(look.listing), 1.5))
        painter.drawPolyline(self._steps())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.listing))
        for at, price in self._points:
            painter.drawEllipse(QPointF(self._x(at), self._y(price)), 2, 2)
        self._mark_order(painter)

    def _steps(self) -> QPolygonF:
        line = QPolygonF()
        for i, (at, price) in enumerate(self._points):
            if i:
                line.append(QPointF(self._x(at), self._y(self._points[i - 1][1])))
            line.append(QPointF(self._x(at), self._y(price)))
        line.append(QPointF(self._x(self.span[1]), self._y(self._points[-1][1])))
        return line

    def _grid(self, painter: QPainter) -> None:
        look = tokens()
        for price in dict.fromkeys(self.prices):
            y = self._y(price)
            painter.setPen(QPen(QColor(look.line), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(_LEFT, y), QPointF(self.width() - _RIGHT, y))
            painter.setPen(QColor(look.third))
            painter.drawText(QPointF(_LEFT, y - 3), plain(price, self._currency))
        first, last = self.span
        painter.setPen(QColor(look.third))
        foot = QRectF(_LEFT, self.height() - _BOTTOM + 3, self.width() - _LEFT - _RIGHT, _BOTTOM - 3)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, dates.day(first, self._near))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, dates.day(last, self._near))

    def _mark_order(self, painter: QPainter) -> None:
        look = tokens()
        point = QPointF(self._x(self._order[0]), self._y(self._order[1]))
        painter.setPen(QPen(QColor(look.text), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(point.x(), _TOP - GAP), QPointF(point.x(), self.height() - _BOTTOM))
        painter.setPen(QPen(QColor(look.text), 1.5))
        painter.setBrush(QColor(look.panel))
        painter.drawEllipse(point, 3.5, 3.5)
        text = self.tr("this order {0}").format(plain(self._order[1], self._currency))
        wide = painter.fontMetrics().horizontalAdvance(text)
        left = point.x() + GAP if point.x() + GAP + wide < self.width() else point.x() - GAP - wide
        painter.drawText(QPointF(left, 9), text)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at, price = min(self._points, key=lambda each: abs(self._x(each[0]) - event.pos().x()))
            text = f"{dates.day(at, self._near)}: {shown(price, self._currency)}"
            show_tip(event.globalPos(), text, self)
            return True
        return super().event(event)
