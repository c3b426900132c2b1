"""What a canvas paints between its own picture and the marks on it, and what it paints over everything."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.models.viewport import Placement, View


class Layer(Protocol):
    def paint(self, painter: QPainter, placement: Placement, view: View, clip: QRectF) -> None:
        """Paints within `clip`, in the pane's logical pixels."""


class Inset(Protocol):
    def paint(self, painter: QPainter, placement: Placement, view: View) -> None:
        """Paints over picture, marks and caption."""
