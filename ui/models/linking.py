"""Two panes in step: from the view of one to that of the other, by alignment where there is one, and by offset."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from moderator.domain.alignment import Matrix, moved
from ui.models.viewport import Placement, View


@dataclass(frozen=True)
class Offset:
    """How the second pane's view differs from where the link alone would put it."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def turned(self) -> Offset:
        """The same seen from the other pane."""
        return Offset(1 / self.zoom, -self.x, -self.y)


NONE = Offset()


def follow(view: View, pane: Placement | None, other: Placement | None, matrix: Matrix | None) -> View:
    """The view of `other` that shows what `view` shows of `pane`; `matrix` takes the pane's picture to the other's.

    Without a matrix, or without one of the pictures, it is the same view: the same part, as large against fit.
    """
    if matrix is None or pane is None or other is None:
        return view
    middle = pane.middle(view)
    x, y = middle.x() * pane.picture.width() - 0.5, middle.y() * pane.picture.height() - 0.5
    try:
        there = moved(matrix, x, y)
        finer = magnified(matrix, x, y)
    except ValueError:
        return view
    if not all(math.isfinite(each) for each in (*there, finer)) or finer < 1e-6:
        return view
    zoom = pane.scale(view) / finer / other.fit_scale
    at = QPointF((there[0] + 0.5) / other.picture.width(), (there[1] + 0.5) / other.picture.height())
    return other.centred(View(zoom), at)


def shifted(view: View, offset: Offset) -> View:
    return View(view.zoom * offset.zoom, view.x + offset.x, view.y + offset.y).limited()


def offset_of(expected: View, actual: View) -> Offset:
    """What `shifted` needs to get from one to the other."""
    return Offset(actual.zoom / expected.zoom, actual.x - expected.x, actual.y - expected.y)


def magnified(matrix: Matrix, x: float, y: float) -> float:
    """Pixels of the second picture per pixel of the first, around a point. Raises ValueError as `moved` does."""
    u, v = moved(matrix, x, y)
    depth = matrix[6] * x + matrix[7] * y + matrix[8]
    a, b = (matrix[0] - u * matrix[6]) / depth, (matrix[1] - u * matrix[7]) / depth
    c, d = (matrix[3] - v * matrix[6]) / depth, (matrix[4] - v * matrix[7]) / depth
    return math.sqrt(abs(a * d - b * c))


def across(point: QPointF, pane: Placement, other: Placement, matrix: Matrix | None) -> QPointF | None:
    """A point of one picture in the other, both as fractions; None where it goes to infinity."""
    if matrix is None:
        return point
    try:
        x, y = moved(matrix, point.x() * pane.picture.width() - 0.5, point.y() * pane.picture.height() - 0.5)
    except ValueError:
        return None
    return QPointF((x + 0.5) / other.picture.width(), (y + 0.5) / other.picture.height())
