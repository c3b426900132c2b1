"""Lengths on a picture: calibrated by a known line or a known rectangle, each with its uncertainty.

Points are pixels of the upright picture, its upper left corner at 0,0. Uncertainties are combined as in the GUM
(JCGM 100:2008, 5.1.2): the root of the sum of the squares of the parts in `Measured.parts`. What is known by limits
only counts as evenly spread between them (4.3.7).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from moderator.domain import plane
from moderator.domain.plane import Corners, Point
from moderator.errors import UsageError

COVERAGE = 1.96
"""From a standard uncertainty to the interval that holds 95 %."""
CLICK = 1.0
"""Standard error of one coordinate of a click, in pixels of the picture, at best."""
SCREEN = 0.75
"""The same in pixels of the screen: who clicks on a picture made small is no more exact than that."""
TILT = math.radians(2.5)
"""A line says nothing about how the picture was held: within this, it is taken to look straight down on the item."""
LENS = 0.003
"""Limit of what a lens bends, as a share of the length."""
APART = 0.02
"""A line, depth not answered: known and item lie within this share of the camera's distance (12 mm at 60 cm)."""
RAISED = 0.2
"""A rectangle, depth not answered: what is measured off it lies within this share of its own length of its plane, as
the outline of a body does that lies on the same table; it is seldom thicker than 0.4 of its length."""
AS_NEAR = 0.0125
"""What "as near as" still leaves open, as a share of the camera's distance (7.5 mm at 60 cm)."""
GUESSED = 0.1
"""How well a person knows by how much one thing lies nearer: to a tenth, and no better than 2 mm."""
SHORTEST = 4.0
"""Pixels below which a known length or a side calibrates nothing."""

_EVEN = math.sqrt(3)


@dataclass(frozen=True)
class Depth:
    """The answer to: does the known length lie as near the camera as the item?

    `nearer_mm`: the item lies so much nearer than the known length, negative: farther. `distance_mm`: of the camera
    from the known length, where somebody knows it; it counts as good to a tenth.
    """

    answer: Literal["unknown", "same", "other"] = "unknown"
    nearer_mm: float = 0.0
    distance_mm: float | None = None


@dataclass(frozen=True)
class LineCalibration:
    """A line of a known length: the scale along it holds for the whole picture. Raises UsageError for a line too short.

    `size`: pixels of the upright picture. `known_u`: limit, in mm, of what the known object itself may be off.
    """

    ends: tuple[Point, Point]
    known_mm: float
    size: tuple[float, float]
    click_px: float = CLICK
    known_u: float = 0.0

    def __post_init__(self) -> None:
        _need_positive(self.known_mm)
        if _apart(*self.ends) < SHORTEST:
            raise UsageError("The two ends of the known length lie on one spot; name two that lie apart.")

    @property
    def scale(self) -> float:
        """Millimetres per pixel."""
        return self.known_mm / _apart(*self.ends)


@dataclass(frozen=True)
class PlaneCalibration:
    """A rectangle of known sides, its corners clockwise from one end of the side `width_mm`. `known_u` as for a line.

    Raises UsageError for corners that are no rectangle seen in perspective.
    """

    corners: Corners
    width_mm: float
    height_mm: float
    size: tuple[float, float]
    click_px: float = CLICK
    known_u: float = 0.0

    def __post_init__(self) -> None:
        _need_positive(self.width_mm)
        _need_positive(self.height_mm)
        sides = [_apart(a, b) for a, b in zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)]
        turns = plane.turn(self.corners)
        if min(sides) < SHORTEST or min(abs(turn) for turn in turns) < 0.02:
            raise UsageError("Two corners of the rectangle lie on one spot, or three on one line.")
        if all(turn < 0 for turn in turns):
            raise UsageError("The corners of the rectangle go round anticlockwise; name them clockwise.")
        if any(turn < 0 for turn in turns):
            raise UsageError("The sides of the rectangle cross; name its corners clockwise, one after the other.")

    def camera(self) -> plane.Camera:
        """Where the camera stood."""
        return plane.camera(self.corners, self.width_mm, self.height_mm, self.size, self.click_px)

    def holds(self, *points: Point) -> bool:
        """Whether all points lie on the known rectangle, or as near to its edge as a click can tell."""
        back = plane.way_back(self.corners, self.width_mm, self.height_mm)
        slack = 0.03 * max(self.width_mm, self.height_mm)
        return all(
            -slack <= x <= self.width_mm + slack and -slack <= y <= self.height_mm + slack
            for x, y in (plane.on_plane(back, each) for each in points)
        )


Calibration = LineCalibration | PlaneCalibration


@dataclass(frozen=True)
class Measured:
    """`uncertainty_mm` at 95 %. `parts`: standard uncertainties in mm by their cause, clicks, known, lens, tilt, depth.

    `distance_mm`: how far the camera was from the known length, as far as can be told.
    """

    length_mm: float
    uncertainty_mm: float
    parts: Mapping[str, float] = field(default_factory=dict)
    distance_mm: float = 0.0

    @property
    def share(self) -> float:
        """The uncertainty as a share of the length."""
        return self.uncertainty_mm / self.length_mm


def length(calibration: Calibration, start: Point, end: Point, depth: Depth, click_px: float | None = None) -> Measured:
    """The length between two points. `click_px`: of these two clicks, where they were not as good as the calibration's.

    Raises UsageError for points on one spot, beyond the horizon of the plane, or nearer than the camera.
    """
    return _length(calibration, start, end, depth, calibration.click_px if click_px is None else click_px)


@functools.lru_cache(maxsize=256)
def _length(known: Calibration, start: Point, end: Point, depth: Depth, clicks: float) -> Measured:
    """Kept, since a window asks for the same lengths again at every change of anything."""
    if _apart(start, end) < 1e-6:
        raise UsageError("The two ends of the length lie on one spot; name two that lie apart.")
    if isinstance(known, LineCalibration):
        return _by_line(known, start, end, depth, clicks)
    try:
        return _by_plane(known, start, end, depth, clicks)
    except ValueError as error:
        raise UsageError("A point lies beyond the horizon of the plane; measure on what lies on it.") from error


def _by_line(known: LineCalibration, start: Point, end: Point, depth: Depth, click_px: float) -> Measured:
    pixels, across = _apart(start, end), _apart(*known.ends)
    raw = pixels * known.scale
    away = _apart(_middle(start, end), _middle(*known.ends))
    parts = {
        # of a distance between two clicks the variance is twice that of one coordinate
        "clicks": raw * math.sqrt(2 * (click_px / pixels) ** 2 + 2 * (known.click_px / across) ** 2),
        "known": raw * known.known_u / known.known_mm / _EVEN,
        "lens": raw * LENS / _EVEN,
        "tilt": raw * away / (plane.FOCAL * max(known.size)) * math.tan(TILT) / _EVEN,
    }
    distance = plane.FOCAL * max(known.size) * known.scale
    return _in_depth(raw, parts, depth, (distance, distance * plane.FOCAL_SPREAD), APART)


def _by_plane(known: PlaneCalibration, start: Point, end: Point, depth: Depth, click_px: float) -> Measured:
    raw = _on_plane(known.corners, known, start, end)
    variance = 0.0
    for corner in range(4):
        for axis in range(2):
            ends = [
                _on_plane(plane.nudged(known.corners, corner, axis, step), known, start, end)
                for step in (-known.click_px, known.click_px)
            ]
            variance += ((ends[1] - ends[0]) / 2) ** 2
    for axis in range(2):
        variance += (_moved(known, start, end, axis, click_px) / 2) ** 2
        variance += (_moved(known, end, start, axis, click_px) / 2) ** 2
    parts = {
        "clicks": math.sqrt(variance),
        "known": raw * known.known_u / min(known.width_mm, known.height_mm) / _EVEN,
        "lens": raw * LENS / _EVEN,
    }
    camera = known.camera()
    on_it = known.holds(start, end)
    limit = 0.0 if on_it else RAISED * raw / camera.height_mm
    return _in_depth(raw, parts, depth, (camera.height_mm, camera.height_u), limit)


def _on_plane(corners: Corners, known: PlaneCalibration, start: Point, end: Point) -> float:
    back = plane.way_back(corners, known.width_mm, known.height_mm)
    return _apart(plane.on_plane(back, start), plane.on_plane(back, end))


def _moved(known: PlaneCalibration, one: Point, other: Point, axis: int, by: float) -> float:
    """By how much the length changes while one end moves from `-by` to `by`."""
    ends = [
        _on_plane(known.corners, known, (one[0] + (step if axis == 0 else 0), one[1] + (step if axis else 0)), other)
        for step in (-by, by)
    ]
    return ends[1] - ends[0]


def _in_depth(raw: float, parts: dict[str, float], depth: Depth, camera: tuple[float, float], limit: float) -> Measured:
    """What lies nearer the camera looks larger: by its share of the distance, which is taken off again."""
    distance, distance_u = camera
    if depth.distance_mm is not None:
        distance, distance_u = depth.distance_mm, depth.distance_mm * GUESSED
    nearer = depth.nearer_mm if depth.answer == "other" else 0.0
    if nearer > 0.8 * distance:
        raise UsageError("The item would be as near as the camera itself; say by how much less it lies nearer.")
    if depth.answer == "unknown":
        share = limit / _EVEN
    elif limit == 0.0:  # on the very thing that is known
        share = 0.0
    else:
        guessed = max(2.0, GUESSED * abs(nearer)) if nearer else 0.0
        share = math.hypot(AS_NEAR / _EVEN, guessed / distance, nearer / distance * distance_u / distance)
    factor = 1 - nearer / distance
    found = {name: part * factor for name, part in parts.items()} | {"depth": raw * share}
    return Measured(raw * factor, COVERAGE * math.hypot(*found.values()), MappingProxyType(found), distance)


def click_error(screen_per_pixel: float) -> float:
    """Standard error of a click, in pixels of the picture, shown at so many screen pixels for each of its own."""
    return max(CLICK, SCREEN / screen_per_pixel) if screen_per_pixel > 0 else CLICK


def _need_positive(known: float) -> None:
    if not (math.isfinite(known) and known > 0):
        raise UsageError("A known length is more than nothing.")


def _apart(a: Point, b: Point) -> float:
    return math.hypot(b[0] - a[0], b[1] - a[1])


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
