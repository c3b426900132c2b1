"""How the tray paints: upright labels of the sides, thumbnails with their side's edge, a ring round what is shown."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models.tray_model import Entry, Group, Look, Role
from ui.theme import GAP, RADIUS, SMALL, face, tokens
from ui.veil import Veil

THUMB = QSize(88, 58)
"""Logical pixels of a thumbnail."""
RING = 4
"""Room around a thumbnail for its ring."""
LABEL = 20
"""Width of a side's label."""


class TrayDelegate(QStyledItemDelegate):
    """Rows of `TrayModel`; what the veil covers is painted blurred."""

    def __init__(self, veil: Veil, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._veil = veil

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        tall = THUMB.height() + 2 * RING
        if isinstance(index.data(Role.ROW), Group):
            return QSize(LABEL, tall)
        return QSize(THUMB.width() + 2 * RING, tall)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(Role.ROW)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Group):
            paint_label(painter, rect, row)
        elif isinstance(row, Entry):
            box = rect.adjusted(RING, RING, -RING, -RING)
            look = index.data(Role.LOOK)
            image = look.image if look is not None else None
            if image is not None and self._veil.covers(row.item):
                image = self._veil.thumb(image)
            _paint_thumb(painter, box, row, look, image)
            text = row.item.id if _is_absent(look) else str(index.data(Qt.ItemDataRole.DisplayRole))
            _paint_tag(painter, box, text, look)
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            _paint_ring(painter, rect, chosen=bool(index.data(Role.CHOSEN)), focused=focused)
        painter.restore()


def paint_label(painter: QPainter, rect: QRectF, group: Group) -> None:
    """The label of a side, read from below."""
    painter.save()
    painter.setFont(face(SMALL, QFont.Weight.DemiBold))
    painter.setPen(QColor(tokens().side(group.side)))
    painter.translate(rect.center())
    painter.rotate(-90)
    line = QRectF(-rect.height() / 2, -rect.width() / 2, rect.height(), rect.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, group.text)
    painter.restore()


def _paint_thumb(painter: QPainter, box: QRectF, row: Entry, look: Look | None, image: QImage | None) -> None:
    inside = QPainterPath()
    inside.addRoundedRect(box, 2, 2)
    painter.save()
    painter.setClipPath(inside)
    painter.fillRect(box, QColor(tokens().canvas))
    if image is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, image, _cover(image, box))
    elif look is not None and row.item.kind == "document" and look.state == "shown":
        _paint_page(painter, box)
    elif look is not None:
        _paint_absent(painter, box, look)
    painter.fillRect(QRectF(box.x(), box.bottom() - 2, box.width(), 2), QColor(tokens().side(row.item.side)))
    painter.restore()


def _cover(image: QImage, box: QRectF) -> QRectF:
    """The middle part of the image that fills the box."""
    scale = max(box.width() / image.width(), box.height() / image.height())
    width, height = box.width() / scale, box.height() / scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)


def _paint_page(painter: QPainter, box: QRectF) -> None:
    """A text document: a sheet with lines."""
    sheet = QRectF(box.center().x() - 15, box.top() + 7, 30, 38)
    painter.setPen(QPen(QColor(tokens().third), 1))
    painter.setBrush(QColor(tokens().panel))
    painter.drawRoundedRect(sheet, 2, 2)
    for n in range(5):
        y = sheet.top() + 8 + 6 * n
        painter.drawLine(round(sheet.left() + 5), round(y), round(sheet.right() - (5 if n < 4 else 13)), round(y))


def _is_absent(look: Look | None) -> bool:
    """Whether there is room on the thumbnail for the word that says why it is none."""
    return look is not None and look.image is None and bool(look.word)


def _paint_absent(painter: QPainter, box: QRectF, look: Look) -> None:
    """A file that cannot be shown: a crossed frame, dashed where the file is not there at all, and the word for it."""
    pen = QPen(QColor(tokens().bad), 1.5)
    if look.state == "missing":
        pen.setDashPattern([3, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    sign = QRectF(box.center().x() - 10, box.top() + 5, 20, 15)
    painter.drawRoundedRect(sign, 2, 2)
    painter.drawLine(sign.topLeft(), sign.bottomRight())
    painter.drawLine(sign.topRight(), sign.bottomLeft())
    painter.setFont(face(10, QFont.Weight.DemiBold))
    painter.drawText(QRectF(box.left(), sign.bottom() + 2, box.width(), 14), Qt.AlignmentFlag.AlignCenter, look.word)


def _paint_tag(painter: QPainter, box: QRectF, text: str, look: Look | None) -> None:
    font = face(10, QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 4 * GAP)
    tag = QRectF(box.left() + 3, box.bottom() - 18, metrics.horizontalAdvance(shown) + 2 * GAP, 14)
    bad = look is not None and bool(look.word)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(122, 20, 14, 230) if bad else QColor(16, 17, 19, 190))
    painter.drawRoundedRect(tag, 3, 3)
    painter.setPen(QColor("#ffffff"))
    painter.setFont(font)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, shown)


def _paint_ring(painter: QPainter, rect: QRectF, *, chosen: bool, focused: bool) -> None:
    if not chosen and not focused:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(tokens().action if focused else tokens().text), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
