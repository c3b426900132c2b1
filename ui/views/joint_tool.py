"""Pointer on listing and evidence in one pane: the wipe's line, and the listing moved by hand over the evidence."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QTransform

from moderator.domain.alignment import Matrix
from ui.models.viewport import Placement
from ui.views.canvas_tool import CanvasTool, Place
from ui.views.layers import Wipe

NEAR = 36.0
"""Logical pixels around the line's ends in which a drag turns it."""
SCALE, TURN = 1.02, 1.0
"""What one notch does to the listing: times, and degrees."""

_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class JointTool(CanvasTool):
    """With `wipe` a drag anywhere moves the line, at its ends turns it; Ctrl drags pan, Shift drags choose a region.

    With Alt the listing is dragged, and the wheel scales it, or turns it with Shift as well.
    """

    moved = Signal(object)
    """Matrix by which the listing moves, in pixels of the evidence"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wipe: Wipe | None = None
        self._held: Place | None = None
        self._turning = False
        self.cursor = Qt.CursorShape.ArrowCursor

    def press(self, place: Place) -> bool:
        self._held = None
        if place.modifiers & _ALT:
            self._held = place
            return True
        if self.wipe is None or place.modifiers & (_SHIFT | _CONTROL):
            return False
        self._turning = self._at_end(place)
        self._wipe_to(place)
        return True

    def drag(self, place: Place) -> None:
        if self._held is not None:
            a = _pixel(self._held)
            b = _pixel(place)
            self.moved.emit((1.0, 0.0, b.x() - a.x(), 0.0, 1.0, b.y() - a.y(), 0.0, 0.0, 1.0))
            self._held = place
        else:
            self._wipe_to(place)

    def hover(self, place: Place) -> None:
        if self.wipe is None:
            self.cursor = Qt.CursorShape.ArrowCursor
        elif self._at_end(place):
            self.cursor = Qt.CursorShape.SizeAllCursor
        else:
            upright = abs(math.cos(math.radians(self.wipe.angle))) > 0.7
            self.cursor = Qt.CursorShape.SplitHCursor if upright else Qt.CursorShape.SplitVCursor

    def wheel(self, place: Place, notches: float) -> bool:
        if not place.modifiers & _ALT:
            return False
        at = _pixel(place)
        if place.modifiers & _SHIFT:
            self.moved.emit(turned(TURN * notches, at))
        else:
            self.moved.emit(grown(SCALE**notches, at))
        return True

    def _at_end(self, place: Place) -> bool:
        assert self.wipe is not None
        ends = self.wipe.ends(_pane(place))
        return min(math.hypot(*(place.at - end).toTuple()) for end in ends) < NEAR

    def _wipe_to(self, place: Place) -> None:
        if self.wipe is None:
            return
        pane = _pane(place)
        if self._turning:
            middle = self.wipe.line(pane).center()
            across, down = (place.at - middle).toTuple()
            angle = math.degrees(math.atan2(down, across)) - 90
            # The line has two ends; the nearer way round, so that the listing stays on its side.
            self.wipe.angle += (angle - self.wipe.angle + 90) % 180 - 90
        else:
            self.wipe.at = QPointF(place.at.x() / pane.width(), place.at.y() / pane.height())
        self.changed.emit()


def _pane(place: Place) -> QRectF:
    return QRectF(QPointF(0, 0), place.placement.pane)


def _pixel(place: Place) -> QPointF:
    """The pointer in pixels of the evidence, centres at whole numbers."""
    return QPointF(
        place.point.x() * place.placement.picture.width() - 0.5,
        place.point.y() * place.placement.picture.height() - 0.5,
    )


def shifted(across: float, down: float) -> Matrix:
    return 1.0, 0.0, across, 0.0, 1.0, down, 0.0, 0.0, 1.0


def grown(factor: float, at: QPointF) -> Matrix:
    """Larger by `factor`, staying put at a point."""
    return _matrix(QTransform.fromTranslate(at.x(), at.y()).scale(factor, factor).translate(-at.x(), -at.y()))


def turned(degrees: float, at: QPointF) -> Matrix:
    """Clockwise around a point."""
    return _matrix(QTransform.fromTranslate(at.x(), at.y()).rotate(degrees).translate(-at.x(), -at.y()))


def _matrix(t: QTransform) -> Matrix:
    return t.m11(), t.m21(), t.m31(), t.m12(), t.m22(), t.m32(), 0.0, 0.0, 1.0


def middle(placement: Placement) -> QPointF:
    """The middle of the evidence, in its pixels."""
    return QPointF(placement.picture.width() / 2 - 0.5, placement.picture.height() / 2 - 0.5)
