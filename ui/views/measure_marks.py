"""Measured lines, known lengths and rectangles over a picture, and the glass under which a point is put."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui.images import Pyramid
from ui.models.viewport import Placement, View
from ui.theme import GAP, NORMAL, SMALL, face, tokens
from ui.views.picture_marks import TAG

TICK = 7.0
"""Half the length of the tick at an end, logical pixels."""
HANDLE = 4.0
HALO = QColor(0, 0, 0, 120)
GLASS = 132.0
"""Side of the glass, logical pixels."""
MAGNIFIED = 6.0
"""Logical pixels for each of the picture's, under the glass, at least."""


@dataclass(frozen=True)
class Drawn:
    """A line or a rectangle. `key`: "known", or the id of a measurement; points as fractions of the upright picture."""

    key: str
    points: tuple[QPointF, ...]
    label: str
    chosen: bool = False

    @property
    def is_known(self) -> bool:
        return self.key == "known"


def paint_drawn(
    painter: QPainter, drawn: Drawn, placement: Placement, view: View, colour: QColor, *, closed: bool = True
) -> None:
    """A line with a tick at each end, or an outline (open unless `closed`); handles where it is chosen."""
    points = [placement.to_screen(view, each) for each in drawn.points]
    if not points:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    if len(points) > 2 or (len(drawn.points) == 2 and not closed):
        path.addPolygon(QPolygonF([*points, points[0]] if closed else points))
    elif len(points) == 2:
        path.moveTo(points[0])
        path.lineTo(points[1])
        for end in points:
            across = _across(points[0], points[1], TICK)
            path.moveTo(end - across)
            path.lineTo(end + across)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    wide = 3.0 if drawn.chosen else 2.0
    for pen in (QPen(HALO, wide + 2.5), QPen(colour, wide)):
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawPath(path)
    if drawn.chosen or len(points) == 1 or not closed:
        _paint_handles(painter, points, colour)
    painter.restore()


def paint_label(
    painter: QPainter, drawn: Drawn, placement: Placement, view: View, pane: QRect, colour: QColor, taken: list[QRectF]
) -> None:
    """What it measures, beside it; painted after all lines, so that none crosses it, and never over one of `taken`."""
    points = [placement.to_screen(view, each) for each in drawn.points]
    if not points or not drawn.label:
        return
    font = face(NORMAL, QFont.Weight.Bold)
    width = QFontMetricsF(font).horizontalAdvance(drawn.label) + 4 * GAP
    box = label_box(points, width, pane, taken)
    if box is None:
        return
    taken.append(box)
    look = tokens()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(look.panel if look.name == "light" else look.window))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, drawn.label)


def label_box(points: Sequence[QPointF], width: float, pane: QRect, taken: Sequence[QRectF]) -> QRectF | None:
    """Above the middle of a level line, right of the middle of an upright one, within the pane; where another label
    lies there, below or left, then nearer to an end. None where the line lies outside the pane."""
    middle = QPointF(sum(p.x() for p in points) / len(points), sum(p.y() for p in points) / len(points))
    if not QRectF(pane).adjusted(-width, -TAG, width, TAG).contains(middle):
        return None
    found = [_moved_in(each, pane) for each in _beside(points, middle, width)]
    free = (each for each in found if not any(each.intersects(other) for other in taken))
    return next(free, found[0])


def _beside(points: Sequence[QPointF], middle: QPointF, width: float) -> list[QRectF]:
    if len(points) != 2:
        return [QRectF(middle.x() - width / 2, middle.y() - TAG / 2 + down * TAG, width, TAG) for down in (0, 1, -1)]
    along = points[1] - points[0]
    level = abs(along.x()) >= abs(along.y())
    found = []
    for share in (0.5, 0.25, 0.75):
        at = points[0] + along * share
        if level:
            found += [QRectF(at.x() - width / 2, at.y() + off, width, TAG) for off in (-TAG - TICK - 1, TICK + 1)]
        else:
            found += [QRectF(at.x() + off, at.y() - TAG / 2, width, TAG) for off in (TICK + 3, -width - TICK - 3)]
    return found


def _moved_in(box: QRectF, pane: QRect) -> QRectF:
    left = max(pane.left() + 2.0, min(box.left(), pane.right() - box.width() - 2.0))
    top = max(pane.top() + 2.0, min(box.top(), pane.bottom() - TAG - 2.0))
    return QRectF(left, top, box.width(), box.height())


def _across(a: QPointF, b: QPointF, half: float) -> QPointF:
    """Square to the line from a to b, so long."""
    far = math.hypot(b.x() - a.x(), b.y() - a.y())
    return QPointF(0, half) if far < 1e-6 else QPointF(-(b.y() - a.y()) / far * half, (b.x() - a.x()) / far * half)


def _paint_handles(painter: QPainter, points: Sequence[QPointF], colour: QColor) -> None:
    painter.setPen(QPen(colour, 2))
    painter.setBrush(QColor(255, 255, 255, 235))
    for each in points:
        painter.drawEllipse(each, HANDLE, HANDLE)


def paint_cross(painter: QPainter, at: QPointF, pane: QRect) -> None:
    """The cross that keys move: over the whole pane, open in the middle."""
    painter.save()
    for pen in (QPen(HALO, 3), QPen(QColor(255, 255, 255, 220), 1)):
        painter.setPen(pen)
        painter.drawLine(QPointF(pane.left(), at.y()), QPointF(at.x() - 6, at.y()))
        painter.drawLine(QPointF(at.x() + 6, at.y()), QPointF(pane.right(), at.y()))
        painter.drawLine(QPointF(at.x(), pane.top()), QPointF(at.x(), at.y() - 6))
        painter.drawLine(QPointF(at.x(), at.y() + 6), QPointF(at.x(), pane.bottom()))
    painter.restore()


def paint_glass(
    painter: QPainter, pyramid: Pyramid, placement: Placement, view: View, pane: QRect, at: QPointF, colour: QColor
) -> None:
    """What lies under the point `at` (fractions of the picture), magnified, in the corner that is farther from it."""
    if pane.width() < 2.2 * GLASS or pane.height() < 1.6 * GLASS:
        return
    pointer = placement.to_screen(view, at)
    right = pointer.x() < pane.center().x()
    corner = QPointF(pane.right() - GLASS - 2 * GAP if right else pane.left() + 2 * GAP, pane.top() + 2.0 * GAP)
    inside = Placement(QSizeF(GLASS, GLASS), placement.picture, placement.ratio)
    scale = max(MAGNIFIED, 2 * placement.scale(view))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(corner)
    box = QRectF(0, 0, GLASS, GLASS)
    clip = QPainterPath()
    clip.addRoundedRect(box, 6, 6)
    painter.setClipPath(clip)
    painter.fillRect(box, QColor(tokens().canvas))
    pyramid.paint(painter, inside.rect(View(scale / inside.fit_scale, at.x(), at.y())), box, placement.ratio)
    painter.setClipping(False)
    middle = box.center()
    for pen in (QPen(HALO, 3), QPen(QColor(255, 255, 255), 1)):
        painter.setPen(pen)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(middle + QPointF(4 * dx, 4 * dy), middle + QPointF(30 * dx, 30 * dy))
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
    badge = QRectF(GLASS - 36, GLASS - 22, 30, 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(16, 17, 19, 200))
    painter.drawRoundedRect(badge, 3, 3)
    painter.setFont(face(SMALL, QFont.Weight.Bold))
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, f"{scale:.0f} ×")
    painter.restore()
