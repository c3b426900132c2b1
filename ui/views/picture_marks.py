"""What is painted over a picture: frames of exhibits with their tags, the rectangle being chosen, the caption."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from ui.models.marks import Mark
from ui.theme import GAP, NORMAL, RADIUS, SMALL, face, tokens
from ui.views.annotation_marks import Paper, paint_covered, paint_shapes
from ui.views.canvas_tool import CanvasTool

TAG = 20.0
"""Height of a tag in logical pixels."""
DIM = QColor(0, 0, 0, 110)
"""Over what lies outside the rectangle being chosen."""


def paint_marks(painter: QPainter, paper: Paper, marks: Sequence[Mark], tool: CanvasTool | None) -> None:
    """The exhibits on a picture: what they cover, what is drawn on them, their frames; but for what a tool paints.

    What is covered is black for the moderator too, so that the screen shows what will leave; whoever wants to look
    beneath takes the tool that redacts, and sees through it.
    """
    if tool is None or not tool.peeks:
        for mark in marks:
            for shape in mark.redactions:
                paint_covered(painter, paper, shape)
    for mark in marks:
        area = paper.placement.area_to_screen(paper.view, mark.area)
        paint_frame(painter, area, mark.tag, paper.colour, paper.pane)
    for mark in marks:
        if tool is None or tool.draws != mark.id:
            paint_shapes(painter, paper, mark.annotations)


def paint_frame(painter: QPainter, area: QRectF, tag: str, colour: QColor, pane: QRect) -> None:
    """An exhibit: a frame in the colour of its side and a tag that stays inside the pane."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 90), 4))
    painter.drawRect(area)
    painter.setPen(QPen(colour, 2))
    painter.drawRect(area)
    if not tag or not area.intersects(QRectF(pane)):
        return
    font = face(SMALL, QFont.Weight.Bold)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(tag, Qt.TextElideMode.ElideRight, max(60.0, min(280.0, pane.width() - 24.0)))
    width = metrics.horizontalAdvance(shown) + 3 * GAP
    left = max(min(area.left() - 1, pane.right() - width), float(pane.left()))
    top = area.top() - TAG if area.top() - TAG >= pane.top() else max(area.top(), float(pane.top()))
    box = QRectF(left, top, width, TAG)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 2, 2)
    look = tokens()
    painter.setPen(QColor(look.panel if look.name == "light" else look.window))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def paint_region(painter: QPainter, area: QRectF, colour: QColor, pane: QRect) -> None:
    """The rectangle being chosen: what lies outside it goes dim."""
    outside = QPainterPath()
    outside.addRect(QRectF(pane))
    inside = QPainterPath()
    inside.addRect(area)
    painter.fillPath(outside.subtracted(inside), DIM)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor("#ffffff"), 2))
    painter.drawRect(area)
    painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
    painter.drawRect(area)


def paint_caption(painter: QPainter, text: str, pane: QRect) -> None:
    """A line at the lower left, readable on any picture."""
    if not text:
        return
    font = face(NORMAL)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, pane.width() - 10.0 * GAP)
    width = metrics.horizontalAdvance(shown) + 4 * GAP
    box = QRectF(pane.left() + 2 * GAP, pane.bottom() + 1 - 2 * GAP - TAG, width, TAG)
    painter.setPen(QPen(QColor(255, 255, 255, 40), 1))
    painter.setBrush(QColor(16, 17, 19, 200))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setPen(QColor("#ffffff"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
