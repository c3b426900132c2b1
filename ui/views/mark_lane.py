"""The lane of the marks, on the time axis of the storyboard above it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.timeline import Axis
from ui.theme import GAP, face, tokens
from ui.video_marks import VideoMark

LANE = 16
REACH = 6.0
"""Logical pixels from a mark within which the pointer is on it."""


class MarkLane(QWidget):
    """Paints what it is told; says which mark the pointer is on, and which was clicked."""

    wanted = Signal(object)
    """VideoMark that was clicked"""
    hovered = Signal(object)
    """VideoMark under the pointer, or None"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis: Axis | None = None
        self._marks: Sequence[VideoMark] = ()
        self._here: VideoMark | None = None
        self._number = 0
        self.setFixedHeight(LANE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Marks"))

    def set_marks(self, axis: Axis | None, marks: Sequence[VideoMark], here: VideoMark | None, number: int) -> None:
        """`here`: the mark that is stood on; `number`: the frame that is shown."""
        self._axis, self._marks, self._here, self._number = axis, tuple(marks), here, number
        self.update()

    def mark_at(self, x: float) -> VideoMark | None:
        """The mark under this place; of several the one that begins nearest."""
        axis = self._axis
        if axis is None:
            return None
        found = [each for each in self._marks if self._box(axis, each).adjusted(-REACH, 0, REACH, 0).contains(x, 1)]
        return min(found, key=lambda each: abs(self._x(axis, each.pts) - x), default=None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        mark = self.mark_at(event.position().x())
        if mark is not None:
            self.wanted.emit(mark)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        mark = self.mark_at(event.position().x())
        self.setCursor(Qt.CursorShape.PointingHandCursor if mark is not None else Qt.CursorShape.ArrowCursor)
        self.hovered.emit(mark)

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens()
        painter.setFont(face(10))
        painter.setPen(QColor(look.third))
        painter.drawText(QRectF(GAP, 0, 80, LANE), Qt.AlignmentFlag.AlignVCenter, self.tr("marks"))
        painter.setPen(QPen(QColor(look.line), 1))
        painter.drawLine(QPointF(0, LANE - 0.5), QPointF(self.width(), LANE - 0.5))
        axis = self._axis
        if axis is None:
            return
        for mark in self._marks:
            self._paint_mark(painter, axis, mark)
        x = min(axis.share(min(self._number, axis.count - 1)) * self.width(), self.width() - 2.0)
        painter.fillRect(QRectF(x, 0, 2, LANE), QColor(look.listing))

    def _paint_mark(self, painter: QPainter, axis: Axis, mark: VideoMark) -> None:
        """A tick; of a range a pale bar that ends in one. The one stood on has a ring."""
        look, box = tokens(), self._box(axis, mark)
        painter.setPen(Qt.PenStyle.NoPen)
        if mark.is_range:
            painter.setBrush(look.colour("evidence", 0.4))
            painter.drawRoundedRect(QRectF(box.left(), 5, box.width(), LANE - 10), 2, 2)
        painter.setBrush(QColor(look.evidence))
        for x in {box.left(), box.right() - 5}:
            painter.drawRoundedRect(QRectF(x, 3, 5, LANE - 6), 2, 2)
        if mark == self._here:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.text), 1))
            painter.drawRoundedRect(QRectF(box.left() - 1.5, 1.5, box.width() + 3, LANE - 3), 3, 3)

    def _box(self, axis: Axis, mark: VideoMark) -> QRectF:
        left, right = self._x(axis, mark.pts), self._x(axis, mark.last)
        return QRectF(left - 2, 0, max(5.0, right - left + 5), LANE)

    def _x(self, axis: Axis, pts: int) -> float:
        return axis.share_of_pts(pts) * self.width()
