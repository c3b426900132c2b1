"""What of a picture's drawings the pointer is on, and where the keys begin."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from ui.models.shapes import Point, Shape, disc, distance, limited
from ui.models.viewport import Placement, View
from ui.views.annotation_marks import DISC, Paper, label_box

NEAR = 7.0
"""Logical pixels from a line or a handle within which it is taken hold of."""


def is_hit(shape: Shape, paper: Paper, at: QPointF) -> bool:
    """Whether the pointer is on its line, its number or its words."""
    if distance(shape, paper.at, at) <= NEAR:
        return True
    away = disc(shape, paper.at) - at
    if shape.kind != "redact" and max(abs(away.x()), abs(away.y())) <= DISC:
        return True
    return shape.kind == "text" and label_box(paper, shape)[0].contains(at)


def middle(placement: Placement, view: View) -> Point:
    """Of what is visible of the picture."""
    corners = (placement.to_screen(view, QPointF(0, 0)), placement.to_screen(view, QPointF(1, 1)))
    seen = QRectF(*corners).normalized().intersected(QRectF(QPointF(0, 0), placement.pane))
    at = placement.to_picture(view, seen.center())
    return limited((at.x(), at.y()))
