"""What is drawn over an exhibit's picture: arrows, boxes, ellipses, lines by free hand, text; as numbers, never pixels.

Verdict files come from anywhere, so reading is tolerant and never fails: what is of no known kind is kept and named,
what is broken is left out, and the gate says where. The place in the list is the number printed beside the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from moderator.domain.canonical import Json
from moderator.errors import Problem

Point = tuple[float, float]
"""x and y as fractions of the whole picture as it is shown upright."""

COUNTS = {"arrow": (2, 2), "box": (2, 2), "ellipse": (2, 2), "freehand": (2, 2000), "text": (1, 1)}
"""The kinds, and how many points each has at least and at most: an arrow its tail and head, box and ellipse two
opposite corners, a line by free hand its course, a text its anchor."""
KINDS = tuple(COUNTS)
LONGEST = 200
"""Characters of a label."""
MOST = 99
"""Annotations of one exhibit: their numbers stand in small discs."""


def _of_kind(kind: str) -> dict[str, Json]:
    """The JSON Schema of what an annotation of this kind holds besides."""
    least, most = COUNTS[kind]
    share = {"type": "number", "minimum": 0, "maximum": 1}
    point = {"type": "array", "prefixItems": [share, share], "minItems": 2, "maxItems": 2}
    holds: dict[str, Json] = {
        "required": ["points", "text"] if kind == "text" else ["points"],
        "properties": {
            "points": {"type": "array", "items": point, "minItems": least, "maxItems": most},
            "text": {"type": "string" if kind == "text" else ["string", "null"], "maxLength": LONGEST},
        },
    }
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": holds}


SCHEMA: dict[str, Json] = {
    "type": "object",
    "properties": {"kind": {"type": "string", "description": f"{', '.join(KINDS)}, or one of a later version"}},
    "required": ["kind"],
    "allOf": [_of_kind(kind) for kind in KINDS],
}


@dataclass(frozen=True)
class Annotation:
    """One drawing. `points` is empty where its kind is not known here; then nothing is drawn."""

    number: int
    kind: str
    points: tuple[Point, ...] = ()
    text: str = ""


def read(raw: Sequence[Json]) -> tuple[Annotation, ...]:
    """What of a list can be drawn, or at least named, each with the number of its place."""
    found = ((number, each) for number, each in enumerate(raw[:MOST], 1) if not _faults(each))
    return tuple(_annotation(number, each) for number, each in found)


def problems(raw: Sequence[Json], at: str) -> Iterator[Problem]:
    """Everything that is wrong with a list whose pointer is `at`. A kind of a later version is not wrong."""
    if len(raw) > MOST:
        yield Problem(at, "annotation", f"an exhibit has at most {MOST} annotations, found {len(raw)}")
    for k, each in enumerate(raw[:MOST]):
        for key, text in _faults(each):
            yield Problem(f"{at}/{k}{key}", "annotation", text)


def legend(annotations: Sequence[Annotation]) -> str:
    """`1 impact point; 2 dented bezel`; what has no label is not in it, what cannot be drawn is said."""
    said = []
    for each in annotations:
        if not each.points:
            said.append(f"{each.number} {each.text} (“{each.kind}”, cannot be drawn)".replace("  ", " "))
        elif each.text:
            said.append(f"{each.number} {each.text}")
    return "; ".join(said)


def simplified(points: Sequence[Point], tolerance: float, most: int = COUNTS["freehand"][1]) -> tuple[Point, ...]:
    """The course with fewer points: none that is left out lies further from it than `tolerance` (Douglas, Peucker).

    With more than `most` points left the tolerance is doubled until they fit.
    """
    if len(points) < 3:
        return tuple(points)
    kept = [0, len(points) - 1]
    open_: list[tuple[int, int]] = [(0, len(points) - 1)]
    while open_:
        first, last = open_.pop()
        far, at = max(
            ((_distance(points[i], points[first], points[last]), i) for i in range(first + 1, last)), default=(0.0, 0)
        )
        if far > tolerance:
            kept.append(at)
            open_ += [(first, at), (at, last)]
    if len(kept) > most:
        return simplified(points, max(2 * tolerance, 1e-6), most)
    return tuple(points[i] for i in sorted(kept))


def _distance(point: Point, start: Point, end: Point) -> float:
    """From the point to the straight piece between two others."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    share = 0.0
    if length:
        share = min(max(((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length, 0.0), 1.0)
    x, y = point[0] - start[0] - share * across, point[1] - start[1] - share * down
    return float((x * x + y * y) ** 0.5)


def _annotation(number: int, raw: dict[str, Json]) -> Annotation:
    kind = " ".join(raw["kind"].split())[:40]
    label = raw.get("text")
    text = " ".join(label.split())[:LONGEST] if isinstance(label, str) else ""
    if kind not in COUNTS:
        return Annotation(number, kind, (), text)
    return Annotation(number, kind, tuple((float(x), float(y)) for x, y in raw["points"]), text)


def _faults(raw: Json) -> list[tuple[str, str]]:
    """Key and sentence for each fault of one entry."""
    if not isinstance(raw, dict):
        return [("", "an annotation is an object with kind and points")]
    kind = raw.get("kind")
    if not isinstance(kind, str) or not kind.strip():
        return [("/kind", f"an annotation has a kind: {', '.join(KINDS)}")]
    return [*_point_faults(kind, raw.get("points")), *_text_faults(kind, raw.get("text"))] if kind in COUNTS else []


def _point_faults(kind: str, points: Json) -> Iterator[tuple[str, str]]:
    least, most = COUNTS[kind]
    if not isinstance(points, list) or not least <= len(points) <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        found = len(points) if isinstance(points, list) else "none"
        yield "/points", f"the points of “{kind}” are a list of {wanted}, found {found}"
        return
    for i, point in enumerate(points):
        if not isinstance(point, list) or len(point) != 2 or not all(map(_is_share, point)):
            yield f"/points/{i}", "a point is x and y as fractions (0 to 1) of the whole picture"
            return
    if least > 1 and all(one == other for one, other in pairwise(points)):
        yield "/points", f"the points of “{kind}” are all the same"


def _text_faults(kind: str, text: Json) -> Iterator[tuple[str, str]]:
    if text is None or text == "":
        if kind == "text":
            yield "/text", "an annotation of the kind “text” has words"
    elif not isinstance(text, str) or len(text) > LONGEST:
        yield "/text", f"a label is a text of at most {LONGEST} characters"
    elif kind == "text" and not text.strip():
        yield "/text", "an annotation of the kind “text” has words"


def _is_share(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
