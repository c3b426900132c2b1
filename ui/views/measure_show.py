"""From the measurements of a draft to what tool and panel show of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QPointF

from moderator.domain.known_objects import Known
from moderator.domain.lengths import Listed, listed_lengths
from ui.drafts import Json
from ui.models import measure_words
from ui.models.measurements import Book, KnownSize, Length, Place
from ui.models.timeline import clock
from ui.plain import set_tip
from ui.shown import exhibit_of
from ui.views.measure_marks import Drawn
from ui.views.measure_panel import MeasurePanel
from ui.views.measure_row import MeasureRow

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase
    from ui.shown import Shown

translate = QCoreApplication.translate


def stated(opened: OpenCase | None) -> tuple[Listed, ...]:
    """The lengths that the listing states."""
    attributes = opened.case.listing.attributes if opened is not None else ()
    return listed_lengths((each.name, each.value, each.unit, each.tolerance) for each in attributes)


def place_of(shown: Shown) -> Place:
    """The picture that is shown."""
    item = shown.item
    return Place(item.id, shown.page if item.kind == "document" else None, shown.pts, item.sha256)


def bare_exhibit(place: Place, shown: Shown | None, opened: OpenCase | None) -> Json | None:
    """The exhibit that names a picture; of a video only while it is shown, else None."""
    if shown is not None and place_of(shown) == place:
        return exhibit_of(shown, None, "")
    item = opened.item(place.source) if opened is not None and place.pts is None else None
    if item is None or item.sha256 != place.sha256:
        return None
    page = {} if place.page is None else {"page": place.page + 1}
    return {"source": item.id, "sha256": item.sha256, **page}


def held(listed: Sequence[Listed], length: Length | None) -> Listed | None:
    """What a measurement is held against."""
    return next((each for each in listed if length is not None and each.index == length.listed), None)


def drawn(book: Book, place: Place, chosen: str, listed: Sequence[Listed]) -> list[Drawn]:
    """What lies on a picture."""
    known = book.known_at(place)
    found = []
    if known is not None:
        label = measure_words.known_tag(known, book.unit)
        found.append(Drawn("known", _points(known.points), label, chosen == "known"))
    for each in book.lengths_at(place):
        said = measure_words.measured(book, each, measure_words.unit_of(book, held(listed, each)))
        found.append(Drawn(each.id, _points(each.points), said or each.name, each.id == chosen))
    return found


def _points(points: Sequence[tuple[float, float]]) -> tuple[QPointF, ...]:
    return tuple(QPointF(x, y) for x, y in points)


def time_bases(opened: OpenCase | None, indexes: Mapping[str, Any]) -> dict[str, Fraction]:
    """Of each video item whose frames are known; `indexes` by SHA-256."""
    items = opened.items if opened is not None else ()
    return {each.id: indexes[each.sha256].time_base for each in items if each.sha256 in indexes}


def fill_row(
    row: MeasureRow, length: Length, book: Book, listed: Sequence[Listed], bases: Mapping[str, Fraction], chosen: str
) -> None:
    """`bases`: the time base of each video item, as far as it is known."""
    against = held(listed, length)
    unit = measure_words.unit_of(book, against)
    found = book.measured(length)
    if found is not None and against is not None:
        says: tuple[str, str] = measure_words.says(found, against, unit)
    elif found is not None:
        says = measure_words.cause(found, length), "second"
    else:
        says = book.trouble(length) or translate("measure", "its picture is not calibrated"), "second"
    on = length.place.source
    if length.place.pts is not None and on in bases:
        on = f"{on} {clock(length.place.pts * bases[on])}"
    elif length.place.page is not None:
        on = translate("measure", "{0} p. {1}").format(on, length.place.page + 1)
    said = measure_words.measured(book, length, unit)
    row.show_length(length, on, said, says, listed, chosen=length.id == chosen)
    set_tip(row.measured, measure_words.cause(found, length) if found is not None else "")


def fill_known(panel: MeasurePanel, known: KnownSize | None, by: Known, unit: str, *, plane: bool) -> None:
    """The chooser speaks of the calibration that is there, or of what the next one will be by."""
    if known is None:
        sides = (by.width_mm, by.height_mm or "")
        known = KnownSize(Place(""), ((0.0, 0.0),) * (4 if plane else 2), (1, 1), by.name, *sides)
    panel.known.show_known(known.name, known.said(unit).replace("×", "x"), plane=plane)
    panel.state.set_whole(measure_words.state(None if not known.place.source else known))


def fill_question(panel: MeasurePanel, book: Book, length: Length | None, unit: str) -> None:
    """The question is asked of a measurement on a calibrated picture, and of no other."""
    found = book.measured(length) if length is not None else None
    panel.question.setVisible(found is not None)
    if length is None or found is None:
        return
    asked = book.asks_depth(replace(length, depth="unknown"))
    note = measure_words.distance(found, unit) if length.depth == "other" else ""
    panel.question.show_answer(length.depth, length.nearer, note, asked=asked)


def what_to_do(book: Book, place: Place | None, mode: str) -> str:
    """Instead of rows that are not there yet: the way to the first one, and where on it one is."""
    if book.lengths:
        return ""
    if place is None:
        return translate("measure", "Show a photo or a frame to measure on it.")
    known = book.known_at(place)
    told = known is not None and known.is_told
    if mode == "plane":
        first = translate("measure", "Mark the four corners of the known rectangle, clockwise from its longer side.")
    elif known is None:
        first = translate("measure", "Mark both ends of something known: ruler, coin, card. At an angle: + plane.")
    elif not told:
        first = translate("measure", "Say how long the known line is.")
    else:
        first = translate("measure", "{0} is calibrated.").format(place.source)
    steps = (
        first,
        translate("measure", "Mark both ends of what is measured on {0}.").format(place.source),
        translate(
            "measure", "Say whether both lie as near the camera, compare with the listing, take it as an exhibit."
        ),
    )
    at = 1 if told and mode != "plane" else 0
    marks = ("✓" if n < at else "▸" if n == at else str(n + 1) for n in range(len(steps)))
    return "\n".join(f"{mark}  {step}" for mark, step in zip(marks, steps, strict=True))
