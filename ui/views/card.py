"""An area of its own within the window: rounded, a hairline around, in the panel's colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from ui.theme import RADIUS_LARGE, tokens


class Card(QFrame):
    """What is docked under the pictures, and a group of tools."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens().line), 1))
        painter.setBrush(QColor(tokens().panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_LARGE, RADIUS_LARGE)
