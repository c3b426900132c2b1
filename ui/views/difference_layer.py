"""Where listing and evidence differ: the evidence dimmed, what differs lit in it, and the largest places outlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from ui.images import wrapped
from ui.models.viewport import Placement, View
from ui.theme import GAP, RADIUS, SMALL, face

if TYPE_CHECKING:
    from moderator.domain.difference import Difference, DifferingRegion

DIM = QColor(0, 0, 0, 165)
_GLOW = np.array([255, 170, 60], np.float32)
OUTLINED = 12
"""Regions that are outlined at once; the others are reached by stepping."""
TAG = 20.0


class DifferenceLayer:
    """`chosen`: the region that was stepped to, -1 for none."""

    def __init__(self) -> None:
        self.found: Difference | None = None
        self.threshold = 12.0
        self.chosen = -1
        self.words = ""
        self._image = QImage()
        self._pixels = np.zeros((1, 1, 3), np.uint8)

    def show(self, found: Difference | None, threshold: float) -> None:
        """Paints this from now on."""
        self.found, self.threshold = found, threshold
        self.chosen = min(self.chosen, len(found.regions) - 1) if found is not None else -1
        if found is None:
            return
        # The map holds twice the ΔE. What is under the threshold stays dim, so that noise does not glow.
        level = np.arange(256, dtype=np.float32) / 2
        light = np.clip((level - threshold * 0.6) / max(24.0, threshold), 0, 1) ** 0.7
        table = np.clip(light[:, None] * _GLOW, 0, 255).astype(np.uint8)
        self._pixels = np.ascontiguousarray(table[found.map])
        self._image = wrapped(self._pixels)

    def area(self, region: DifferingRegion) -> QRectF:
        """A region as fractions of the upright picture."""
        assert self.found is not None
        height, width = self.found.map.shape
        return QRectF(region.x / width, region.y / height, region.width / width, region.height / height)

    def paint(self, painter: QPainter, placement: Placement, view: View, clip: QRectF) -> None:
        painter.save()
        painter.fillRect(placement.rect(view).intersected(clip), DIM)
        if self.found is not None:
            painter.setClipRect(clip)
            self._paint_map(painter, placement, view)
            self._outline(painter, placement, view, clip)
        if self.words:
            corner = clip.topLeft() + QPointF(2 * GAP, 2 * GAP)
            _tag(painter, self.words, QRectF(corner, QSizeF(1, 0)), clip)
        painter.restore()

    def _paint_map(self, painter: QPainter, placement: Placement, view: View) -> None:
        painter.save()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width, height = placement.picture.width(), placement.picture.height()
        painter.setTransform(placement.transform(view), True)
        painter.drawImage(QRectF(0, 0, width, height), self._image)
        painter.restore()

    def _outline(self, painter: QPainter, placement: Placement, view: View, clip: QRectF) -> None:
        assert self.found is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, region in enumerate(self.found.regions):
            chosen = number == self.chosen
            if number >= OUTLINED and not chosen:
                continue
            box = placement.area_to_screen(view, self.area(region)).normalized().adjusted(-3, -3, 3, 3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(0, 0, 0, 160), 4 if chosen else 3))
            painter.drawRect(box)
            painter.setPen(QPen(QColor("#ffffff"), 2.4 if chosen else 1.2))
            painter.drawRect(box)
            text = f"{number + 1} · ΔE {region.delta_e:.0f}"
            _tag(painter, text + (f" · {region.colours}" if chosen else ""), box, clip)


def _tag(painter: QPainter, text: str, box: QRectF, clip: QRectF) -> None:
    font = face(SMALL, QFont.Weight.Bold)
    width = QFontMetricsF(font).horizontalAdvance(text) + 2 * GAP
    left = min(max(box.left(), clip.left()), clip.right() - width)
    top = box.top() - TAG if box.top() - TAG > clip.top() else min(box.bottom(), clip.bottom() - TAG)
    area = QRectF(QPointF(left, top), QPointF(left + width, top + TAG))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(16, 17, 19, 215))
    painter.drawRoundedRect(area, RADIUS, RADIUS)
    painter.setPen(QColor("#ffffff"))
    painter.setFont(font)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
