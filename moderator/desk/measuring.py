"""Lengths on a photo by a known line or rectangle, without a library. Of the file only its size is asked."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import settings
from moderator.desk.isolation import demand
from moderator.domain import measure
from moderator.domain.lengths import UNITS, parse_length, spoken
from moderator.domain.plane import Point
from moderator.errors import MediaError, UsageError

if TYPE_CHECKING:
    from moderator.media.values import MediaInfo

_UNITS = ("mm", "cm", "in")


@dataclass(frozen=True)
class Asked:
    """What the command line said, word for word; `read` makes sense of it."""

    known: str | None = None
    plane: str | None = None
    lengths: Sequence[str] = ()
    same_depth: str = "unknown"
    nearer: str | None = None
    distance: str | None = None
    click_px: float = measure.CLICK


@dataclass(frozen=True)
class Read:
    """The same as numbers: the known points and sides (one: a line, two: a rectangle), the lengths, the depth."""

    points: tuple[Point, ...]
    sides: tuple[float, ...]
    lengths: tuple[tuple[Point, Point], ...]
    depth: measure.Depth
    click_px: float


def read(asked: Asked) -> Read:
    """Raises UsageError, naming the option and what it should look like."""
    if (asked.known is None) == (asked.plane is None):
        raise UsageError("Say what is known: --known x1,y1,x2,y2=85.6mm or --plane x1,y1,…,x4,y4=85.6x53.98mm.")
    if not asked.lengths:
        raise UsageError("Say what to measure: --length x1,y1,x2,y2.")
    if not (math.isfinite(asked.click_px) and asked.click_px > 0):
        raise UsageError("--click-error wants a number of pixels above 0.")
    if asked.known is not None:
        points, sides = _known("--known", asked.known, 2, 1)
    else:
        points, sides = _known("--plane", asked.plane or "", 4, 2)
    lengths = tuple(_points("--length", each, 2) for each in asked.lengths)
    return Read(points, sides, tuple((a, b) for a, b in lengths), _depth(asked), asked.click_px)


def measured(file: Path, wanted: Read) -> dict[str, Any]:
    """The document that `moderator measure` prints; uncertainties at 95 %, everything in millimetres.

    Raises MediaError for a file that cannot be shown, UsageError for points that lie beside the picture.
    """
    info = _look(file)
    size = float(info.width or 0), float(info.height or 0)
    for x, y in (*wanted.points, *(point for ends in wanted.lengths for point in ends)):
        if not (0 <= x <= size[0] and 0 <= y <= size[1]):
            raise UsageError(f"{x:g},{y:g} lies beside the picture, which has {size[0]:.0f} x {size[1]:.0f} pixels.")
    known = _calibration(wanted, size)
    found = [_length(known, ends, wanted.depth) for ends in wanted.lengths]
    camera = {"focal_px": round(known.camera().focal, 1)} if isinstance(known, measure.PlaneCalibration) else {}
    doc = {
        "file": str(file),
        "width": info.width,
        "height": info.height,
        "calibration": {"kind": "plane" if camera else "line", "known_mm": list(wanted.sides), **camera},
        "same_depth": {"same": "yes", "other": "no"}.get(wanted.depth.answer, "unknown"),
        "coverage": 0.95,
        "lengths": found,
    }
    return {**(found[0] if len(found) == 1 else {}), **doc}


def _calibration(wanted: Read, size: tuple[float, float]) -> measure.Calibration:
    if len(wanted.points) == 2:
        one, other = wanted.points
        return measure.LineCalibration((one, other), wanted.sides[0], size, wanted.click_px)
    a, b, c, d = wanted.points
    return measure.PlaneCalibration((a, b, c, d), wanted.sides[0], wanted.sides[1], size, wanted.click_px)


def _length(known: measure.Calibration, ends: tuple[Point, Point], depth: measure.Depth) -> dict[str, Any]:
    found = measure.length(known, *ends, depth)
    return {
        "length_mm": round(found.length_mm, 3),
        "uncertainty_mm": round(found.uncertainty_mm, 3),
        "text": str(spoken(found.length_mm, found.uncertainty_mm)),
        "points": [list(end) for end in ends],
        "camera_mm": round(found.distance_mm),
        "parts_mm": {name: round(part, 4) for name, part in found.parts.items()},
    }


def _look(file: Path) -> MediaInfo:
    from moderator.media.pool import MediaPool
    from moderator.media.values import Source

    source = Source.of(file)
    with MediaPool(1) as pool:
        demand(pool, settings.load().require_isolation)
        info = pool.probe(source)
    if str(info.state) not in ("shown", "partial"):
        raise MediaError(f"{file}: {info.reason}", str(info.state), info.code)
    if not info.width or not info.height:
        raise MediaError(f"{file} has no picture to measure on.")
    return info


def _depth(asked: Asked) -> measure.Depth:
    distance = None if asked.distance is None else _millimetres("--distance", asked.distance)
    if asked.nearer is None:
        if asked.same_depth == "no":
            raise UsageError("Say by how much the item lies nearer than the known length: --nearer 3cm; farther: -3cm.")
        return measure.Depth("same" if asked.same_depth == "yes" else "unknown", 0.0, distance)
    if asked.same_depth == "yes":
        raise UsageError("--nearer and --same-depth yes exclude each other.")
    sign = -1 if asked.nearer.lstrip().startswith(("-", "−")) else 1
    return measure.Depth("other", sign * _millimetres("--nearer", asked.nearer.strip(" +-−")), distance)


def _known(option: str, text: str, points: int, sides: int) -> tuple[tuple[Point, ...], tuple[float, ...]]:
    where, equals, size = text.partition("=")
    if not equals:
        raise UsageError(f"{option} wants points, = and what is known, such as 85.6mm; not “{text}”.")
    parts = re.split(r"[x×]", size.strip())
    unit = next((name for name in sorted(UNITS, key=len, reverse=True) if parts[-1].strip().endswith(name)), None)
    if len(parts) != sides:
        raise UsageError(f"{option} wants {'one length' if sides == 1 else 'width x height'} after =; not “{size}”.")
    return _points(option, where, points), tuple(_millimetres(option, each, unit) for each in parts)


def _points(option: str, text: str, count: int) -> tuple[Point, ...]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 2 * count or not all(math.isfinite(each) for each in numbers):
        example = ",".join(f"x{n},y{n}" for n in range(1, count + 1))
        raise UsageError(f"{option} wants {2 * count} numbers, {example}; not “{text}”.")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _millimetres(option: str, text: str, unit: str | None = None) -> float:
    found = parse_length(text, unit)
    if found is None:
        raise UsageError(f"{option}: “{text.strip()}” is no length; write it with its unit: {', '.join(_UNITS)}.")
    return float(found)
