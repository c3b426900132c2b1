"""A tool that picks points: by pointer, or with a cross that the arrows move and Enter sets."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.models.viewport import Placement, View
from ui.views.canvas_tool import CanvasTool

MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
STEP, FINE = 8.0, 1.0
"""Logical pixels that an arrow moves the cross; with Shift."""
_ARM = 9.0


class CrossTool(CanvasTool):
    """`cross` is None until a key was used; it is kept inside the picture."""

    left = Signal()
    """Escape: the tool is no longer wanted"""
    keys = (*MOVES, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)

    cross: QPointF | None = None

    def attached(self, canvas: QWidget) -> None:  # noqa: ARG002
        self.cross = None

    def enter(self, placement: Placement, at: QPointF, shift: bool) -> None:
        """Enter was pressed with the cross at `at`."""

    def key(self, placement: Placement, view: View, event: QKeyEvent) -> bool:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        if event.key() not in self.keys:
            return False
        if self.cross is None:
            self.cross = placement.to_picture(view, QPointF(placement.pane.width() / 2, placement.pane.height() / 2))
        if event.key() in MOVES:
            step = FINE if shift else STEP
            way = MOVES[Qt.Key(event.key())]
            at = placement.to_screen(view, self.cross) + QPointF(way[0], way[1]) * step
            self.cross = inside(placement.to_picture(view, at))
            self.changed.emit()
        else:
            self.enter(placement, inside(self.cross), shift)
        return True

    def paint(self, painter: QPainter, placement: Placement, view: View, pane: QRect, colour: QColor) -> None:  # noqa: ARG002
        if self.cross is None:
            return
        at = placement.to_screen(view, self.cross)
        for pen in (QPen(QColor(0, 0, 0, 170), 3), QPen(QColor("#ffffff"), 1)):
            painter.setPen(pen)
            painter.drawLine(at - QPointF(_ARM, 0), at + QPointF(_ARM, 0))
            painter.drawLine(at - QPointF(0, _ARM), at + QPointF(0, _ARM))


def inside(at: QPointF) -> QPointF:
    """The nearest point of the picture."""
    return QPointF(min(max(at.x(), 0.0), 1.0), min(max(at.y(), 0.0), 1.0))
