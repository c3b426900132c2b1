"""How a case looks in the queue and in the rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models import dates
from ui.models.case_words import words
from ui.models.party_text import readable
from ui.models.queue_model import ROW, QueueModel, details, short_left, status_words, team
from ui.theme import BODY, GAP, NORMAL, face, tokens
from ui.theme import ROW as HEIGHT
from ui.views.bits import CHIP_HEIGHT, chip_width, paint_chip

if TYPE_CHECKING:
    from moderator.desk.values import QueueRow

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NAME = 18
"""Characters of a colleague's name in a chip."""
_HALF = QFont.Weight.DemiBold


def _state(option: QStyleOptionViewItem) -> tuple[bool, bool, bool]:
    """Selected, under the pointer, with the focus."""
    state: QStyle.StateFlag = option.state
    flag = QStyle.StateFlag
    return bool(state & flag.State_Selected), bool(state & flag.State_MouseOver), bool(state & flag.State_HasFocus)


def _rect(option: QStyleOptionViewItem) -> QRect:
    return QRect(option.rect)


class QueueDelegate(QStyledItemDelegate):
    """56 pixels: a bar for the deadline, claim over id and evidence, time left over reason and amount."""

    def __init__(self, model: QueueModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(_rect(option).width(), HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: QueueRow | None = index.data(ROW)
        if row is None:
            return
        look, box = tokens(), _rect(option)
        selected, hovered, _ = _state(option)
        painter.save()
        painter.fillRect(box, QColor(look.selected if selected else look.raised if hovered else look.panel))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, QColor(look.line))
        tone = dates.time_left(row.due, self._model.now())[1] if row.status == "open" else "plain"
        bar = QColor(look.line if tone == "plain" else look.tone(tone))
        painter.fillRect(QRect(box.left(), box.top() + 2 * GAP, 4, box.height() - 4 * GAP), bar)
        inner = box.adjusted(14, 8, -12, -9)
        upper = QRect(inner.topLeft(), QSize(inner.width(), 20))
        lower = QRect(inner.left(), inner.bottom() - 17, inner.width(), 18)
        used = self._right_side(painter, row, tone, upper, lower, selected)
        chips = self._chips(row)
        room = upper.width() - used[0] - sum(chip_width(text) + 2 * GAP for text, _ in chips)
        end = _text(painter, upper, index.data(), face(BODY, _HALF), look.text, room)
        for text, chip_tone in chips:
            spot = QRectF(end + 2 * GAP, upper.top(), chip_width(text), CHIP_HEIGHT)
            paint_chip(painter, spot, text, chip_tone)
            end = round(spot.right())
        _text(painter, lower, details(row, self._model.now()), face(NORMAL), look.second, lower.width() - used[1])
        painter.restore()

    def _chips(self, row: QueueRow) -> list[tuple[str, str]]:
        chips = []
        whose = team(row, self._model.now()) if row.status in ("open", "waiting") else ""
        if whose:
            chips.append((_short(readable(whose)), "plain" if row.recused else "warn"))
        if row.opinions:
            chips.append((self.tr("second opinion"), "warn"))
        if row.draft and row.status == "open":
            chips.append((self.tr("draft"), "plain"))
        return chips

    def _right_side(
        self, painter: QPainter, row: QueueRow, tone: str, upper: QRect, lower: QRect, selected: bool
    ) -> tuple[int, int]:
        """Paints chip, reason and amount; returns the widths that they take of the two lines."""
        look = tokens()
        text = short_left(row.due, self._model.now()) if row.status == "open" else status_words(row)
        width = chip_width(text) + (14 if row.status == "open" and row.due else 0)
        spot = QRectF(upper.right() - width + 1, upper.top(), width, CHIP_HEIGHT)
        if row.status == "open" and row.due:
            paint_chip(painter, spot, "", tone)
            colour = QColor(look.second if tone == "plain" else look.tone(tone))
            _clock(painter, QPoint(round(spot.left()) + 13, round(spot.center().y())), colour)
            painter.setFont(face(NORMAL))
            painter.setPen(colour)
            painter.drawText(spot.adjusted(20, 0, -8, 0), int(_LEFT), text)
        else:
            paint_chip(painter, spot, text, "plain")
        what = words(row.reason) if row.outcome is None else words(row.outcome)
        said = what if row.status == "erased" else f"{what} · {row.paid_text}"
        painter.setFont(face(NORMAL))
        painter.setPen(QColor(look.text if selected else look.second))
        painter.drawText(lower, int(_RIGHT), said)
        return width + 3 * GAP, QFontMetrics(face(NORMAL)).horizontalAdvance(said) + 4 * GAP


class RailDelegate(QStyledItemDelegate):
    """56 by 44 pixels: the time left over the end of the case id."""

    def __init__(self, model: QueueModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(_rect(option).width(), 42)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: QueueRow | None = index.data(ROW)
        if row is None:
            return
        look, box = tokens(), _rect(option).adjusted(6, 2, -4, -4)
        selected, hovered, _ = _state(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected or hovered:
            painter.setBrush(QColor(look.selected if selected else look.raised))
            painter.drawRoundedRect(box, GAP, GAP)
        if selected:
            painter.fillRect(QRect(box.left(), box.top() + 2, 2, box.height() - 4), QColor(look.action))
        text, tone = short_left(row.due, self._model.now()), dates.time_left(row.due, self._model.now())[1]
        if row.status != "open":
            text, tone = self.tr("2nd") if row.second else words(row.status), "plain"
        upper = QRect(box.left(), box.top() + 3, box.width(), 16)
        painter.setFont(face(NORMAL, _HALF) if row.status == "open" else face(11))
        painter.setPen(QColor(look.second if tone == "plain" else look.tone(tone)))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(face(11))
        painter.setPen(QColor(look.text if selected else look.second))
        lower = QRect(box.left(), box.top() + 18, box.width(), 16)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, short_id(row.case))
        painter.restore()


def _short(name: str) -> str:
    """A name as a chip has room for it."""
    text = " ".join(name.split())
    return text if len(text) <= NAME else f"{text[: NAME - 1]}…"


def short_id(case_id: str) -> str:
    """The end of a case id that fits into the rail: what follows its last dash, at most six characters."""
    return case_id.rsplit("-", 1)[-1][-6:]


def _clock(painter: QPainter, centre: QPoint, colour: QColor) -> None:
    """A small clock face: the deadline is a time, whatever its colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colour)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(centre.x() - 4.5, centre.y() - 4.5, 9, 9))
    painter.drawLine(centre, QPoint(centre.x(), centre.y() - 3))
    painter.drawLine(centre, QPoint(centre.x() + 2, centre.y()))
    painter.restore()


def _text(painter: QPainter, box: QRect, text: str, font: QFont, colour: str, room: int) -> int:
    """One elided line at the left of `box`; returns where it ends."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, max(0, room))
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, int(_LEFT), shown)
    return box.left() + metrics.horizontalAdvance(shown)
