"""The ways to look at listing and evidence in one pane. Each paints the listing over the evidence in its own way."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from moderator.domain.alignment import Matrix
from ui.images import Pyramid
from ui.models import item_words
from ui.models.viewport import Placement, View
from ui.theme import GAP, RADIUS, SMALL, face, tokens
from ui.views import warped

LABEL = 20.0
KNOB = 9.0


@dataclass
class Laid:
    """The listing and how it lies on the evidence; nothing is painted while either is missing."""

    pyramid: Pyramid | None = None
    matrix: Matrix | None = None
    name: str = ""
    """The id of what is laid over: a listing photo, or evidence that was put into the left pane"""
    party: str = "listing"
    """Whose it is"""

    def paint_all(self, painter: QPainter, placement: Placement, view: View, clip: QRectF) -> None:
        if self.pyramid is not None and self.matrix is not None:
            warped.paint(painter, self.pyramid, self.matrix, placement, view, clip)


class Wipe:
    """The listing on one side of a line, the evidence on the other. `at`: fractions of the pane; `angle` in degrees.

    At angle 0 the line stands upright and the listing is at its left; it turns clockwise.
    """

    def __init__(self, laid: Laid) -> None:
        self.laid = laid
        self.at = QPointF(0.5, 0.5)
        self.angle = 0.0

    def line(self, pane: QRectF) -> QLineF:
        """The line from edge to edge of the pane, and beyond."""
        middle = QPointF(pane.x() + self.at.x() * pane.width(), pane.y() + self.at.y() * pane.height())
        reach = pane.width() + pane.height()
        along = QPointF(-math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle)))
        return QLineF(middle - along * reach, middle + along * reach)

    def ends(self, pane: QRectF) -> tuple[QPointF, QPointF]:
        """Where the line meets the edges of the pane: there it can be turned."""
        line = self.line(pane)
        corners = [pane.topLeft(), pane.topRight(), pane.bottomRight(), pane.bottomLeft()]
        found: list[QPointF] = []
        for n in range(4):
            kind, point = line.intersects(QLineF(corners[n], corners[(n + 1) % 4]))
            if kind == QLineF.IntersectionType.BoundedIntersection:
                found.append(point)
        return (found[0], found[-1]) if found else (line.p1(), line.p2())

    def paint(self, painter: QPainter, placement: Placement, view: View, clip: QRectF) -> None:
        painter.save()
        line = self.line(clip)
        away = QPointF(-math.cos(math.radians(self.angle)), -math.sin(math.radians(self.angle)))
        far = away * (clip.width() + clip.height()) * 2
        side = QPainterPath()
        side.addPolygon(QPolygonF([line.p1(), line.p2(), line.p2() + far, line.p1() + far]))
        side.closeSubpath()
        whole = QPainterPath()
        whole.addRect(clip)
        shown = side.intersected(whole)
        painter.setClipPath(shown)
        painter.fillRect(clip, QColor(tokens().canvas))
        self.laid.paint_all(painter, placement, view, shown.boundingRect())
        painter.restore()
        self._paint_line(painter, line, clip, away)

    def _paint_line(self, painter: QPainter, line: QLineF, clip: QRectF, away: QPointF) -> None:
        painter.save()
        painter.setClipRect(clip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 150), 4))
        painter.drawLine(line)
        painter.setPen(QPen(QColor("#ffffff"), 1.6))
        painter.drawLine(line)
        painter.setBrush(QColor("#ffffff"))
        for end in (*self.ends(clip), line.center()):
            painter.drawEllipse(end, KNOB / 2, KNOB / 2)
        middle = line.center()
        paint_side(painter, self.laid.party, middle + away * 3 * GAP, away, clip, self.laid.name)
        paint_side(painter, "evidence", middle - away * 3 * GAP, -away, clip)
        painter.restore()


class Overlay:
    """The listing over the evidence, as opaque as `opacity` says (0 to 1)."""

    def __init__(self, laid: Laid) -> None:
        self.laid = laid
        self.opacity = 0.5

    def paint(self, painter: QPainter, placement: Placement, view: View, clip: QRectF) -> None:
        painter.save()
        painter.setOpacity(self.opacity)
        self.laid.paint_all(painter, placement, view, clip)
        painter.restore()
        corner = clip.topLeft() + QPointF(2 * GAP, 2 * GAP + LABEL / 2)
        share = f"{self.laid.name}  {round(self.opacity * 100)} %"
        paint_side(painter, self.laid.party, corner, QPointF(1, 0), clip, share)


class Blink:
    """Now the listing, now the evidence, in the same place."""

    def __init__(self, laid: Laid) -> None:
        self.laid = laid
        self.listing = True

    def paint(self, painter: QPainter, placement: Placement, view: View, clip: QRectF) -> None:
        if self.listing:
            self.laid.paint_all(painter, placement, view, clip)
        corner = clip.topLeft() + QPointF(2 * GAP, 2 * GAP + LABEL / 2)
        if self.listing:
            paint_side(painter, self.laid.party, corner, QPointF(1, 0), clip, self.laid.name)
        else:
            paint_side(painter, "evidence", corner, QPointF(1, 0), clip)


def paint_side(painter: QPainter, side: str, at: QPointF, away: QPointF, clip: QRectF, more: str = "") -> None:
    """A small label in the colour of its side: beginning at `at`, to where `away` points, and never outside."""
    text = f"{'EVIDENCE' if side == 'evidence' else item_words.party(side)} {more}".strip()
    font = face(SMALL, QFont.Weight.Bold)
    width = QFontMetricsF(font).horizontalAdvance(text) + 3 * GAP
    left = at.x() if away.x() > 0.01 else at.x() - width if away.x() < -0.01 else at.x() - width / 2
    top = at.y() - LABEL / 2 + away.y() * LABEL / 2
    left = min(max(left, clip.left() + GAP), clip.right() - width - GAP)
    top = min(max(top, clip.top() + GAP), clip.bottom() - LABEL - GAP)
    box = QRectF(left, top, width, LABEL)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(16, 17, 19, 215))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setPen(QColor("#f0a94a" if side == "evidence" else "#6ea8ff"))  # on the dark box of either theme
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
