"""Annotations and redactions as things to take hold of: read from the draft, moved, resized, written back.

Points are fractions of the upright picture, so a shape means the same at every zoom and however the picture is turned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from PySide6.QtCore import QPointF, QRectF

from moderator.domain import annotation

What = Literal["annotate", "redact"]
ANNOTATE: What = "annotate"
REDACT: What = "redact"
KINDS = annotation.KINDS
WHYS = ("address", "face", "payment-card", "bank", "minor", "")
"""Why something is covered; an empty one for another reason, which the decision does not name."""
LISTS: Mapping[What, str] = {"annotate": "annotations", "redact": "redact"}
"""Under which key of the exhibit they stand."""
DIGITS = 4
"""Decimals of a fraction: a hundredth of a percent, less than a pixel of most pictures."""
_PARTS = 10_000

Point = tuple[float, float]
ToScreen = Callable[[QPointF], QPointF]


@dataclass(frozen=True)
class Shape:
    """`kind`: arrow, box, ellipse, freehand, text, or redact. `text`: its label; of a redaction why. `at`: its place
    in the exhibit's list, -1 while it is in none."""

    kind: str
    points: tuple[Point, ...]
    text: str = ""
    at: int = -1

    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def is_rectangular(self) -> bool:
        """Whether its two points are opposite corners."""
        return self.kind in ("box", "ellipse", "redact")

    @property
    def area(self) -> QRectF:
        """What all of its points lie in."""
        across, down = [x for x, _ in self.points], [y for _, y in self.points]
        return QRectF(QPointF(min(across), min(down)), QPointF(max(across), max(down)))

    def document(self) -> dict[str, Any]:
        """As the draft keeps it. A redaction is rounded outwards, everything else to the nearest."""
        if self.kind == "redact":
            area = self.area
            left, top = _down(area.left()), _down(area.top())
            region = [left, top, round(_up(area.right()) - left, DIGITS), round(_up(area.bottom()) - top, DIGITS)]
            return {"region": region, "why": self.text} if self.text else {"region": region}
        doc = {"kind": self.kind, "points": [[round(x, DIGITS), round(y, DIGITS)] for x, y in self.points]}
        return {**doc, "text": self.text} if self.text else doc


def shapes(exhibit: Mapping[str, Any], what: What) -> tuple[Shape, ...]:
    """What of an exhibit's list can be shown; what is broken or of a later version stays in the draft, unseen."""
    found = exhibit.get(LISTS[what])
    if not isinstance(found, list):
        return ()
    if what == ANNOTATE:
        read = annotation.read(found)
        return tuple(Shape(each.kind, each.points, each.text, each.number - 1) for each in read if each.points)
    return tuple(shape for at, each in enumerate(found) if (shape := _redaction(each, at)) is not None)


def _redaction(raw: Any, at: int) -> Shape | None:
    region = raw.get("region") if isinstance(raw, Mapping) else None
    if not isinstance(region, list | tuple) or len(region) != 4 or not all(map(_is_number, region)):
        return None
    x, y, width, height = map(float, region)
    why = raw.get("why")
    return Shape("redact", ((x, y), (x + width, y + height)), why if isinstance(why, str) else "", at)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -2 <= value <= 2


def handles(shape: Shape) -> tuple[Point, ...]:
    """The points to take hold of: the ends of an arrow, the corners of what has some."""
    if shape.kind == "arrow":
        return shape.points
    if not shape.is_rectangular:
        return ()
    (x1, y1), (x2, y2) = shape.points
    return (x1, y1), (x2, y1), (x2, y2), (x1, y2)


def resized(shape: Shape, handle: int, to: Point) -> Shape:
    """The handle lies at `to` from now on; the opposite corner or the other end stays."""
    x, y = limited(to)
    if shape.kind == "arrow":
        points = ((x, y), shape.points[1]) if handle == 0 else (shape.points[0], (x, y))
        return replace(shape, points=points)
    (x1, y1), (x2, y2) = shape.points
    if handle in (0, 3):
        x1 = x
    else:
        x2 = x
    if handle in (0, 1):
        y1 = y
    else:
        y2 = y
    return replace(shape, points=((x1, y1), (x2, y2)))


def moved(shape: Shape, across: float, down: float) -> Shape:
    """The whole shape so far away, but not off the picture."""
    area = shape.area
    across = min(max(across, -area.left()), 1 - area.right())
    down = min(max(down, -area.top()), 1 - area.bottom())
    return replace(shape, points=tuple((x + across, y + down) for x, y in shape.points))


def limited(point: Point) -> Point:
    """The nearest point of the picture."""
    return min(max(point[0], 0.0), 1.0), min(max(point[1], 0.0), 1.0)


def distance(shape: Shape, to_screen: ToScreen, at: QPointF) -> float:
    """Logical pixels from a place on the screen to the shape's line; inside a redaction none."""
    points = [to_screen(QPointF(*point)) for point in shape.points]
    if shape.kind == "ellipse":
        return _from_ellipse(QRectF(points[0], points[1]).normalized(), at)
    if shape.is_rectangular:
        area = QRectF(points[0], points[1]).normalized()
        if shape.kind == "redact" and area.contains(at):
            return 0.0
        points = [area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft(), area.topLeft()]
    if len(points) == 1:
        return _length(at - points[0])
    return min(_from_line(at, one, other) for one, other in pairwise(points))


def disc(shape: Shape, to_screen: ToScreen) -> QPointF:
    """Where the number stands: an arrow's tail, a line's beginning, the upper right of box and ellipse, as seen."""
    points = [to_screen(QPointF(*point)) for point in shape.points]
    if not shape.is_rectangular:
        return points[0]
    area = QRectF(points[0], points[1]).normalized()
    if shape.kind != "ellipse":
        return area.topRight()
    share = (1 - math.sqrt(0.5)) / 2
    return area.topRight() + QPointF(-share * area.width(), share * area.height())


def _from_ellipse(area: QRectF, at: QPointF) -> float:
    """About: along the ray from the middle."""
    away = at - area.center()
    a, b = max(area.width() / 2, 0.5), max(area.height() / 2, 0.5)
    radii = math.hypot(away.x() / a, away.y() / b)
    return abs(radii - 1) * (_length(away) / radii if radii > 1e-6 else min(a, b))


def _from_line(at: QPointF, one: QPointF, other: QPointF) -> float:
    along, away = other - one, at - one
    length = QPointF.dotProduct(along, along)
    share = min(max(QPointF.dotProduct(away, along) / length, 0.0), 1.0) if length else 0.0
    return _length(away - along * share)


def _length(vector: QPointF) -> float:
    return math.hypot(vector.x(), vector.y())


def _down(value: float) -> float:
    return max(0.0, math.floor(value * _PARTS + 1e-6) / _PARTS)


def _up(value: float) -> float:
    return min(1.0, math.ceil(value * _PARTS - 1e-6) / _PARTS)
