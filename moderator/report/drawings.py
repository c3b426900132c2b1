"""Annotations over an exhibit's plate: vectors in the colour of its side with a white halo, each with its number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from moderator.report.blocks import Drawing, Span, Tone
from moderator.report.lines import Line
from moderator.report.setting import Setter, baseline
from moderator.report.sheet import Path, Sheet, ellipse, polyline

_LINE, _HALO = 1.5, 3.1
_HEAD, _HALF = 8.5, 3.4
"""Length of an arrow's head and half its width, in points."""
_DISC, _RING = 5.1, 0.9
"""Radius of the disc that holds a number, and the white around it."""
_NUMBER = 6.6
_LABEL, _LEADING = 6.8, 8.6
_LABEL_LINES = 3
_SHARE = 0.55
"""Of the picture's width a text takes at most."""
_WHITE = Tone.PAPER.value

At = tuple[float, float]


class Set(NamedTuple):
    """An annotation with its number and, of a text, its words in lines."""

    drawing: Drawing
    number: Line
    label: list[Line]


class Plate(NamedTuple):
    """The picture on the page: points from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    def at(self, point: At) -> At:
        return self.x + point[0] * self.width, self.y + point[1] * self.height

    def inside(self, at: At, margin: float) -> At:
        """The nearest place that keeps `margin` from the picture's edges."""
        left, top = self.x + margin, self.y + margin
        right, bottom = max(left, self.x + self.width - margin), max(top, self.y + self.height - margin)
        return min(max(at[0], left), right), min(max(at[1], top), bottom)


def set_drawing(drawing: Drawing, setter: Setter, width: float) -> Set:
    """Sets what is written of an annotation of a picture that is `width` points wide."""
    number = setter.lines((Span(drawing.number, bold=True, tone=Tone.PAPER),), 40, _NUMBER)[0]
    label: list[Line] = []
    if drawing.kind == "text":
        label = setter.lines((Span(drawing.text, bold=True, tone=Tone.PAPER),), width * _SHARE, _LABEL)
    return Set(drawing, number, label[:_LABEL_LINES])


def draw_drawings(drawings: Sequence[Set], sheet: Sheet, plate: Plate, colour: int) -> None:
    """All annotations of a picture, clipped to it, yet without their numbers: these come last, so that nothing crosses
    them out."""
    with sheet.within(*plate):
        for each in drawings:
            _draw_lines(each.drawing, sheet, plate, colour)
        for each in drawings:
            _draw_label(each, sheet, plate, colour)


def draw_numbers(drawings: Sequence[Set], sheet: Sheet, plate: Plate, colour: int) -> None:
    """The discs with the numbers."""
    for each in drawings:
        _draw_disc(each, sheet, plate, colour)


def _draw_lines(drawing: Drawing, sheet: Sheet, plate: Plate, colour: int) -> None:
    points = [plate.at(point) for point in drawing.points]
    if drawing.kind == "arrow":
        _draw_arrow(points[0], points[1], sheet, colour)
        return
    path = _path(drawing.kind, points)
    if path:
        sheet.stroke(path, _WHITE, _HALO)
        sheet.stroke(path, colour, _LINE)


def _path(kind: str, points: Sequence[At]) -> Path:
    if kind == "freehand":
        return polyline(points)
    if kind not in ("box", "ellipse"):
        return []
    (x1, y1), (x2, y2) = points
    left, top, width, height = min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)
    if kind == "ellipse":
        return ellipse(left, top, width, height)
    return polyline([(left, top), (left + width, top), (left + width, top + height), (left, top + height)], closed=True)


def _draw_arrow(tail: At, head: At, sheet: Sheet, colour: int) -> None:
    length = math.dist(tail, head)
    if length < 1e-6:
        return
    across, down = (head[0] - tail[0]) / length, (head[1] - tail[1]) / length
    long = min(_HEAD, length)
    foot = head[0] - across * long, head[1] - down * long
    half = _HALF * long / _HEAD
    barbs = (foot[0] - down * half, foot[1] + across * half), (foot[0] + down * half, foot[1] - across * half)
    shaft, point = polyline([tail, foot]), polyline([head, *barbs], closed=True)
    for path in (shaft, point):
        sheet.stroke(path, _WHITE, _HALO if path is shaft else _HALO - _LINE)
    sheet.stroke(shaft, colour, _LINE)
    sheet.shape(point, colour)


def disc_at(drawing: Drawing, plate: Plate) -> At:
    """Where the number stands: at an arrow's tail, a line's beginning, the upper right of box and ellipse."""
    points = [plate.at(point) for point in drawing.points]
    at = points[0]
    if drawing.kind in ("arrow", "freehand") and plate.inside(at, 0) != at:
        at = _first_seen(points, plate)
    if drawing.kind in ("box", "ellipse"):
        (x1, y1), (x2, y2) = points
        at = max(x1, x2), min(y1, y2)
        if drawing.kind == "ellipse":
            share = (1 - math.sqrt(0.5)) / 2
            at = at[0] - share * abs(x2 - x1), at[1] + share * abs(y2 - y1)
    return plate.inside(at, _DISC + _RING)


def _first_seen(points: Sequence[At], plate: Plate) -> At:
    """Where a line that begins off the printed part comes onto it; stepped along, which is exact enough for a disc."""
    for one, other in pairwise(points):
        for step in range(1, 65):
            at = one[0] + (other[0] - one[0]) * step / 64, one[1] + (other[1] - one[1]) * step / 64
            if plate.inside(at, 0) == at:
                return at
    return points[0]


def _draw_disc(each: Set, sheet: Sheet, plate: Plate, colour: int) -> None:
    x, y = disc_at(each.drawing, plate)
    for radius, paint in ((_DISC + _RING, _WHITE), (_DISC, colour)):
        sheet.shape(ellipse(x - radius, y - radius, 2 * radius, 2 * radius), paint)
    sheet.text(each.number, x - each.number.width / 2, y - _DISC + baseline(2 * _DISC, _NUMBER))


def _draw_label(each: Set, sheet: Sheet, plate: Plate, colour: int) -> None:
    """A text's words on a plate right of its number, or left where there is no room."""
    if not each.label:
        return
    x, y = disc_at(each.drawing, plate)
    width = max(line.width for line in each.label) + 2 * _DISC + 7
    height = len(each.label) * _LEADING + 2.4
    fits = x + width <= plate.x + plate.width
    left = x if fits else max(plate.x, x - width)
    top = plate.inside((x, y + height / 2 - _DISC - 0.4), height / 2)[1] - height / 2
    sheet.fill(left - _RING, top - _RING, width + 2 * _RING, height + 2 * _RING, _WHITE)
    sheet.fill(left, top, width, height, colour)
    for place, line in enumerate(each.label):
        start = left + (_DISC + 3.5 if fits else 3.5)
        sheet.text(line, start, top + 1.2 + place * _LEADING + baseline(_LEADING, _LABEL))
