"""The measurements of a case as they are kept in its draft, and as values. Knows no Qt.

They lie under one key that the verdict's format does not know, so that they are saved, undone and taken back with it:
`{"unit": "cm", "known": [...], "lengths": [...]}`. Points are fractions of the upright picture. What cannot be read,
since somebody wrote it by hand, is left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from moderator.domain import measure
from moderator.domain.lengths import UNITS, in_unit, parse_length, spoken
from moderator.errors import UsageError
from ui.drafts import Json, add_exhibit

KEY = "measurements"
MARGIN, LEAST = 0.15, 16.0
"""Around the line that an exhibit shows: of its length, and pixels at least. A level line alone has no height."""

Point = tuple[float, float]
Answer = Literal["unknown", "same", "other"]


@dataclass(frozen=True)
class Place:
    """The picture that something lies on: an item, and of a document the page, of a video the frame.

    `sha256`: of the file, since a later revision of a case may bring another one under the same id.
    """

    source: str
    page: int | None = None
    pts: int | None = None
    sha256: str = ""


@dataclass(frozen=True)
class KnownSize:
    """What a picture is calibrated by. `name`: what it is; sides in millimetres as decimals, "" while not yet told.

    `limit`: mm that the thing may be off; `click`: standard error of a coordinate in pixels of the picture.
    """

    place: Place
    points: tuple[Point, ...]
    size: tuple[int, int]
    name: str
    width: str = ""
    height: str = ""
    limit: float = 0.0
    click: float = measure.CLICK

    @property
    def is_plane(self) -> bool:
        return len(self.points) == 4

    @property
    def is_told(self) -> bool:
        """Whether its size is known."""
        return bool(self.width) and (bool(self.height) or not self.is_plane)

    def calibration(self) -> measure.Calibration:
        """Raises UsageError for points that calibrate nothing, and while the size was not told."""
        if not self.is_told:
            raise UsageError("The known length is not told yet.")
        corners = tuple(_pixels(point, self.size) for point in self.points)
        size = float(self.size[0]), float(self.size[1])
        if self.is_plane:
            a, b, c, d = corners
            width, height = float(self.width), float(self.height)
            return measure.PlaneCalibration((a, b, c, d), width, height, size, self.click, self.limit)
        return measure.LineCalibration((corners[0], corners[1]), float(self.width), size, self.click, self.limit)

    @property
    def called(self) -> str:
        """Its name within a sentence: `ruler`, but `A4 sheet`."""
        return self.name[:1].lower() + self.name[1:] if self.name[1:2].islower() else self.name

    def said(self, unit: str) -> str:
        """`20 cm`, `8.56 × 5.398 cm`; "" while not told."""
        if not self.is_told:
            return ""
        sides = [in_unit(Decimal(each), unit) for each in (self.width, self.height) if each]
        return f"{' × '.join(sides)} {unit}"


@dataclass(frozen=True)
class Length:
    """One measurement. `depth`: whether the known length lies as near the camera; `nearer` mm, negative: farther.

    `listed`: index of the listing's attribute that it is held against. `exhibit`: the exhibit made of it, or "".
    """

    id: str
    name: str
    place: Place
    points: tuple[Point, Point]
    click: float = measure.CLICK
    depth: Answer = "unknown"
    nearer: float = 0.0
    listed: int | None = None
    exhibit: str = ""


@dataclass(frozen=True)
class Book:
    """All measurements of a draft."""

    unit: str = "cm"
    known: tuple[KnownSize, ...] = ()
    lengths: tuple[Length, ...] = ()

    def known_at(self, place: Place) -> KnownSize | None:
        return next((each for each in self.known if each.place == place), None)

    def lengths_at(self, place: Place) -> tuple[Length, ...]:
        return tuple(each for each in self.lengths if each.place == place)

    def length(self, length_id: str) -> Length | None:
        return next((each for each in self.lengths if each.id == length_id), None)

    def measured(self, length: Length) -> measure.Measured | None:
        """None while its picture is not calibrated, or where it cannot be measured; `trouble` says why."""
        try:
            return self._measured(length)
        except UsageError:
            return None

    def trouble(self, length: Length) -> str:
        """Why it cannot be measured; "" where it can, or is not calibrated."""
        known = self.known_at(length.place)
        if known is None or not known.is_told:
            return ""
        try:
            self._measured(length)
        except UsageError as error:
            return str(error)
        return ""

    def _measured(self, length: Length) -> measure.Measured:
        known = self.known_at(length.place)
        if known is None:
            raise UsageError("The picture is not calibrated yet.")
        start, end = (_pixels(point, known.size) for point in length.points)
        depth = measure.Depth(length.depth, length.nearer)
        return measure.length(known.calibration(), start, end, depth, length.click)

    def asks_depth(self, length: Length) -> bool:
        """Whether it matters how near the known length lies: not on the known rectangle itself."""
        found = self.measured(replace(length, depth="unknown"))
        return found is None or found.parts["depth"] > 0

    def free_id(self) -> str:
        taken = {each.id for each in self.lengths}
        return next(f"M{n}" for n in range(1, len(taken) + 2) if f"M{n}" not in taken)


def _pixels(point: Point, size: tuple[int, int]) -> Point:
    return point[0] * size[0], point[1] * size[1]


# --- reading ------------------------------------------------------------------------------------------------------


def read(draft: Mapping[str, Any]) -> Book:
    """What the draft holds; of an id or a picture that is there twice the first."""
    doc = draft.get(KEY)
    if not isinstance(doc, Mapping):
        return Book()
    exhibits = {each.get("id") for each in draft.get("exhibits") or () if each.get("measurement")}
    known = {each.place: each for each in reversed(_each(doc.get("known"), _known))}
    lengths = {each.id: each for each in reversed(_each(doc.get("lengths"), _length))}
    kept = tuple(
        each if each.exhibit in exhibits else replace(each, exhibit="") for each in reversed(tuple(lengths.values()))
    )
    unit = doc.get("unit")
    return Book(str(unit) if str(unit) in UNITS else "cm", tuple(reversed(tuple(known.values()))), kept)


def _each(rows: Any, one: Callable[[Mapping[str, Any]], Any]) -> list[Any]:
    found = []
    for row in rows if isinstance(rows, list) else ():
        try:
            found.append(one(row))
        except (TypeError, ValueError, KeyError, AttributeError, InvalidOperation):
            continue
    return found


def _place(row: Mapping[str, Any]) -> Place:
    page, pts = row.get("page"), row.get("pts")
    sha256 = str(row.get("sha256") or "")
    return Place(str(row["source"]), None if page is None else int(page), None if pts is None else int(pts), sha256)


def _points(row: Mapping[str, Any], *counts: int) -> tuple[Point, ...]:
    points = tuple((float(x), float(y)) for x, y in row["points"])
    if len(points) not in counts:
        raise ValueError("another number of points")
    return points


def _known(row: Mapping[str, Any]) -> KnownSize:
    width, height = row["size"]
    side, other = str(row.get("width") or ""), str(row.get("height") or "")
    if any(each and not 0 < Decimal(each) < 10**7 for each in (side, other)) or min(width, height) < 1:
        raise ValueError("no size")
    return KnownSize(
        _place(row), _points(row, 2, 4), (int(width), int(height)), str(row.get("name") or ""), side, other,
        float(row.get("limit") or 0), float(row.get("click") or measure.CLICK),
    )  # fmt: skip


def _length(row: Mapping[str, Any]) -> Length:
    start, end = _points(row, 2)
    depth, listed = row.get("depth"), row.get("listed")
    return Length(
        str(row["id"]), str(row.get("name") or ""), _place(row), (start, end),
        float(row.get("click") or measure.CLICK), depth if depth in ("same", "other") else "unknown",
        float(row.get("nearer") or 0), listed if isinstance(listed, int) else None, str(row.get("exhibit") or ""),
    )  # fmt: skip


# --- changing: each takes the copy of the draft that `Session.edit` hands out ----------------------------------------


def write(doc: Json, book: Book) -> None:
    """Puts the measurements into the draft; exhibits made of them follow."""
    if not book.known and not book.lengths:
        doc.pop(KEY, None)
        return
    doc[KEY] = {
        "unit": book.unit,
        "known": [_row(each) for each in book.known],
        "lengths": [_row(each) for each in book.lengths],
    }
    for each in book.lengths:
        for exhibit in doc.get("exhibits", ()):
            if each.exhibit and exhibit.get("id") == each.exhibit:
                _describe(exhibit, book, each)


def _row(value: KnownSize | Length) -> Json:
    row = asdict(value)
    place = {name: part for name, part in row.pop("place").items() if part not in (None, "")}
    row["points"] = [[round(x, 6), round(y, 6)] for x, y in value.points]
    row["click"] = round(value.click, 2)
    if isinstance(value, KnownSize):
        row["size"] = list(value.size)
    return place | {name: part for name, part in row.items() if part not in ("", None)}


def calibrate(doc: Json, known: KnownSize) -> None:
    """Calibrates a picture; a calibration that it had is replaced."""
    book = read(doc)
    kept = tuple(each for each in book.known if each.place != known.place)
    write(doc, replace(book, known=(*kept, known)))


def add(doc: Json, length: Length) -> None:
    book = read(doc)
    write(doc, replace(book, lengths=(*book.lengths, length)))


def change(doc: Json, length_id: str, **values: Any) -> None:
    """Changes fields of one measurement; its exhibit goes along."""
    book = read(doc)
    lengths = tuple(replace(each, **values) if each.id == length_id else each for each in book.lengths)
    write(doc, replace(book, lengths=lengths))


def remove(doc: Json, length_id: str) -> None:
    """Removes a measurement; an exhibit made of it stays, as it was measured."""
    book = read(doc)
    write(doc, replace(book, lengths=tuple(each for each in book.lengths if each.id != length_id)))


def remove_known(doc: Json, place: Place) -> None:
    """The picture is not calibrated any more; its lengths stay, unmeasured."""
    book = read(doc)
    write(doc, replace(book, known=tuple(each for each in book.known if each.place != place)))


def set_unit(doc: Json, unit: str) -> None:
    write(doc, replace(read(doc), unit=unit))


def take(doc: Json, length_id: str, bare: Json, unit: str) -> str:
    """Makes an exhibit of a measurement; `bare` names its picture. Returns the exhibit's id, "" where none is made."""
    book = read(doc)
    length = book.length(length_id)
    known = book.known_at(length.place) if length is not None else None
    if length is None or known is None or book.measured(length) is None:
        return ""
    if not length.exhibit:
        exhibit_id = add_exhibit(doc, {**bare, "region": region(length.points, known.size), "note": length.name})
        length = replace(length, exhibit=exhibit_id)
    for each in doc["exhibits"]:
        if each.get("id") == length.exhibit:
            each["measurement"] = {"unit": unit}
            _describe(each, book, length)
    lengths = tuple(length if each.id == length_id else each for each in book.lengths)
    write(doc, replace(book, lengths=lengths))
    return length.exhibit


def _describe(exhibit: Json, book: Book, length: Length) -> None:
    """The exhibit says what the measurement says now."""
    found, known, before = book.measured(length), book.known_at(length.place), exhibit.get("measurement") or {}
    if found is None or known is None:
        return
    unit = str(before["unit"]) if before.get("unit") in UNITS else book.unit
    said = spoken(found.length_mm, found.uncertainty_mm, unit)
    if exhibit.get("note") == before.get("name", exhibit.get("note")):
        exhibit["note"] = length.name
    exhibit["region"] = region(length.points, known.size)
    exhibit["measurement"] = {
        "name": length.name,
        "value": said.value,
        "uncertainty": said.uncertainty,
        "unit": said.unit,
        "known": f"{known.called} {known.said(unit)}".strip(),
    }
    _draw(exhibit, length, str(said))


def _draw(exhibit: Json, length: Length, text: str) -> None:
    """The line is drawn on the exhibit, so that a reader sees what was measured; other drawings keep their numbers."""
    line = {"kind": "freehand", "points": [list(each) for each in length.points], "text": text, "by": KEY}
    drawn = list(exhibit.get("annotations") or ())
    at = next((n for n, each in enumerate(drawn) if isinstance(each, Mapping) and each.get("by") == KEY), len(drawn))
    exhibit["annotations"] = [*drawn[:at], line, *drawn[at + 1 :]]


def typed_size(text: str, unit: str, *, plane: bool) -> tuple[str, str] | None:
    """What somebody typed as a known length, `20 cm`, or as the sides of a rectangle, `29.7 x 21 cm`: millimetres.

    A number without a unit is in `unit`. None for what is neither.
    """
    sides = re.split(r"\s*[x×*]\s*", text.strip())
    named = re.search(r"[^\d\s.,/]+$", text.strip())
    if len(sides) != (2 if plane else 1):
        return None
    found = [parse_length(each, named[0] if named is not None else unit) for each in sides]
    lengths = [in_unit(each, "mm") for each in found if each is not None]
    if len(lengths) != len(sides):
        return None
    return lengths[0], lengths[1] if plane else ""


def region(points: Sequence[Point], size: tuple[int, int]) -> list[float]:
    """The part of the picture around a line: x, y, width, height as fractions. `size`: of the picture, in pixels."""
    (ax, ay), (bx, by) = (_pixels(each, size) for each in (points[0], points[-1]))
    margin = max(MARGIN * math.hypot(bx - ax, by - ay), LEAST)
    left, right = _stretch(ax, bx, margin, size[0])
    top, bottom = _stretch(ay, by, margin, size[1])
    return [left, top, round(right - left, 4), round(bottom - top, 4)]


def _stretch(one: float, other: float, margin: float, whole: int) -> tuple[float, float]:
    low, high = max(0.0, (min(one, other) - margin) / whole), min(1.0, (max(one, other) + margin) / whole)
    # rounded inwards to the four places of a region, so that their sum cannot pass 1
    return math.floor(low * 10_000) / 10_000, math.floor(high * 10_000) / 10_000
