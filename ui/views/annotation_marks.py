"""Annotations and redactions as they are painted over a picture: vectors in the colour of its side, on a dark halo."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui.models.party_text import readable
from ui.models.shapes import Shape, disc
from ui.models.viewport import Placement, View
from ui.theme import GAP, SMALL, face, tokens

LINE, HALO = 2.25, 5.5
BRIGHT = 0.4
"""Lightness from which a colour stands on a dark halo, and below it on a light one."""
DISC = 9.0
"""Radius of the disc that holds a number."""
HEAD, HALF = 14.0, 5.5
LABEL = 20.0
"""Height of a text's plate."""
WIDEST = 260.0
HANDLE = 9.0
"""Side of a handle's square, in logical pixels."""
EDGE = QColor(255, 255, 255, 110)


class Paper(NamedTuple):
    """Where shapes are painted: a picture in a pane, and the colour of the pane's side."""

    placement: Placement
    view: View
    pane: QRect
    colour: QColor

    def at(self, point: QPointF) -> QPointF:
        return self.placement.to_screen(self.view, point)

    def points(self, shape: Shape) -> list[QPointF]:
        return [self.at(QPointF(*point)) for point in shape.points]

    @property
    def halo(self) -> QColor:
        """What keeps the lines apart from any picture: dark round a bright colour, light round a dark one."""
        return QColor(0, 0, 0, 170) if self.colour.lightnessF() > BRIGHT else QColor(255, 255, 255, 225)


def paint_shapes(painter: QPainter, paper: Paper, shapes: Sequence[Shape]) -> None:
    """All of them; first the lines, then the numbers, so that none is crossed out."""
    for shape in shapes:
        paint_line(painter, paper, shape)
    for shape in shapes:
        paint_number(painter, paper, shape)


def paint_line(painter: QPainter, paper: Paper, shape: Shape) -> None:
    """The shape without its number."""
    path = _path(shape.kind, paper.points(shape))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((paper.halo, HALO), (paper.colour, LINE)):
        painter.setPen(_pen(colour, width))
        painter.drawPath(path)
    if shape.kind == "arrow":
        head = _head(*paper.points(shape))
        painter.setPen(_pen(paper.halo, HALO - LINE))
        painter.setBrush(paper.halo)
        painter.drawPolygon(head)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(paper.colour)
        painter.drawPolygon(head)


def paint_number(painter: QPainter, paper: Paper, shape: Shape) -> None:
    """The disc with the number; of a text its words beside it."""
    if shape.kind == "redact":
        return
    ink = _ink()
    middle = disc(shape, paper.at)
    if shape.kind == "text":
        box, words = label_box(paper, shape)
        _plate(painter, box, paper)
        painter.setPen(ink)
        painter.setFont(face(SMALL, QFont.Weight.Bold))
        inner = box.adjusted(DISC + 1.5 * GAP, 0, -1.5 * GAP, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.setPen(QPen(paper.halo, 2))
    painter.setBrush(paper.colour)
    painter.drawEllipse(middle, DISC, DISC)
    if shape.at >= 0:
        painter.setPen(ink)
        painter.setFont(face(SMALL, QFont.Weight.Bold))
        box = QRectF(middle.x() - DISC, middle.y() - DISC, 2 * DISC, 2 * DISC)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(shape.number))


def label_box(paper: Paper, shape: Shape) -> tuple[QRectF, str]:
    """The plate of a text, and what of its words it holds."""
    metrics = QFontMetricsF(face(SMALL, QFont.Weight.Bold))
    words = metrics.elidedText(readable(shape.text), Qt.TextElideMode.ElideRight, WIDEST)
    at = disc(shape, paper.at)
    width = metrics.horizontalAdvance(words) + DISC + 3.5 * GAP
    return QRectF(at.x(), at.y() - LABEL / 2, width, LABEL), words


def paint_covered(painter: QPainter, paper: Paper, shape: Shape) -> None:
    """A redaction as it leaves the library: solid black, and why."""
    area = QRectF(*paper.points(shape)).normalized()
    painter.setPen(QPen(EDGE, 1))
    painter.setBrush(QColor(0, 0, 0))
    painter.drawRect(area)
    _tell(painter, area, shape)


def paint_peek(painter: QPainter, paper: Paper, shape: Shape) -> None:
    """A redaction while somebody works on it: hatched, so that they see what it covers."""
    area = QRectF(*paper.points(shape)).normalized()
    painter.fillRect(area, QColor(0, 0, 0, 120))
    painter.fillRect(area, QBrush(QColor(255, 255, 255, 70), Qt.BrushStyle.BDiagPattern))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 170), 4.0), (QColor(255, 255, 255), 1.5)):
        painter.setPen(QPen(colour, width))
        painter.drawRect(area)
    _tell(painter, area, shape)


def paint_left(painter: QPainter, paper: Paper, kept: QRectF) -> None:
    """What lies outside the part that leaves the library goes dark."""
    whole, inside = QPainterPath(), QPainterPath()
    whole.addRect(QRectF(paper.at(QPointF(0, 0)), paper.at(QPointF(1, 1))).normalized())
    inside.addRect(QRectF(paper.at(kept.topLeft()), paper.at(kept.bottomRight())).normalized())
    painter.fillPath(whole.subtracted(inside), QColor(0, 0, 0, 165))


def paint_handles(painter: QPainter, paper: Paper, at: Sequence[QPointF], held: int | None) -> None:
    """Small squares to take hold of; the one that the arrows move is filled."""
    for place, point in enumerate(at):
        middle = paper.at(point)
        box = QRectF(middle.x() - HANDLE / 2, middle.y() - HANDLE / 2, HANDLE, HANDLE)
        painter.setPen(QPen(QColor(0, 0, 0, 200), 1.5))
        painter.setBrush(QColor(tokens().action) if place == held else QColor(255, 255, 255))
        painter.drawRect(box)


def paint_chosen(painter: QPainter, paper: Paper, shape: Shape) -> None:
    """A dashed line around what is chosen."""
    points = paper.points(shape)
    area = QPolygonF(points).boundingRect() if len(points) > 1 else QRectF(points[0], points[0])
    if shape.kind == "text":
        area = label_box(paper, shape)[0].adjusted(-DISC, 0, 0, 0)
    area = area.adjusted(-6, -6, 6, 6)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 160), 2.5))
    painter.drawRoundedRect(area, 3, 3)
    painter.setPen(QPen(QColor(255, 255, 255), 1.25, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(area, 3, 3)


def paint_cursor(painter: QPainter, at: QPointF) -> None:
    """Where the keys would set a point."""
    for colour, width in ((QColor(0, 0, 0, 200), 3.5), (QColor(255, 255, 255), 1.5)):
        painter.setPen(QPen(colour, width))
        for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(at + QPointF(4 * across, 4 * down), at + QPointF(14 * across, 14 * down))


def covered_word(why: str) -> str:
    """What is covered, as a word."""
    words = {
        "address": _tr("address"),
        "face": _tr("face"),
        "payment-card": _tr("payment card"),
        "bank": _tr("bank details"),
        "minor": _tr("minor"),
    }
    return words.get(why, readable(" ".join(why.replace("-", " ").split())))


def _tell(painter: QPainter, area: QRectF, shape: Shape) -> None:
    """Why it is covered, where there is room for it."""
    word = covered_word(shape.text)
    said = _tr("redacted: {0}").format(word) if word else _tr("redacted")
    font = face(SMALL, QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    if area.height() < metrics.height() + 2 or area.width() < 28:
        return
    painter.setFont(font)
    painter.setPen(QColor(255, 255, 255, 230))
    room = area.width() - 2 * GAP
    if word and metrics.horizontalAdvance(said) > room:
        said = word
    shown = metrics.elidedText(said, Qt.TextElideMode.ElideRight, room)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)


def _plate(painter: QPainter, box: QRectF, paper: Paper) -> None:
    painter.setPen(QPen(paper.halo, 2))
    painter.setBrush(paper.colour)
    painter.drawRoundedRect(box, 3, 3)


def _path(kind: str, points: Sequence[QPointF]) -> QPainterPath:
    path = QPainterPath()
    if kind in ("box", "redact"):
        path.addRect(QRectF(points[0], points[1]).normalized())
    elif kind == "ellipse":
        path.addEllipse(QRectF(points[0], points[1]).normalized())
    elif kind == "freehand":
        path.addPolygon(QPolygonF(points))
    elif kind == "arrow":
        foot = _foot(points[0], points[1])
        path.moveTo(points[0])
        path.lineTo(foot)
    return path


def _foot(tail: QPointF, head: QPointF) -> QPointF:
    """Where an arrow's shaft meets its head."""
    along = head - tail
    length = math.hypot(along.x(), along.y())
    return head - along * (min(HEAD, length) / length) if length else head


def _head(tail: QPointF, head: QPointF) -> QPolygonF:
    foot = _foot(tail, head)
    along = head - foot
    across = QPointF(-along.y(), along.x()) * (HALF / HEAD)
    return QPolygonF([head, foot + across, foot - across])


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _ink() -> QColor:
    """Of what is written on the side's colour."""
    look = tokens()
    return QColor(look.panel if look.name == "light" else look.window)


def _tr(text: str) -> str:
    return QCoreApplication.translate("AnnotationMarks", text)
