"""What can be done to the measurements of a draft: each is one step that can be undone, by its name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from moderator.errors import UsageError
from ui.models import measure_words, measurements
from ui.models.measurements import KnownSize, Length, Place, Point
from ui.views import measure_show

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shown import Shown

translate = QCoreApplication.translate


def calibrate(session: Session, known: KnownSize) -> bool:
    """Keeps a calibration, unless it calibrates nothing, which is said."""
    try:
        replace(known, width=known.width or "1", height=known.height or "1").calibration()
    except UsageError as error:
        session.message.emit(str(error), "warn")
        return False
    session.edit(translate("measure", "Calibration"), lambda doc: measurements.calibrate(doc, known))
    return True


def forget_calibration(session: Session, place: Place) -> None:
    text = translate("measure", "Remove the calibration")
    session.edit(text, lambda doc: measurements.remove_known(doc, place))


def add(session: Session, place: Place, ends: tuple[Point, Point], click: float) -> str:
    """Adds a measurement, its depth answered as for the one before it on the picture; its id, "" if without length."""
    book = measurements.read(session.draft)
    if ends[0] == ends[1]:
        session.message.emit(translate("measure", "The two ends lie on one spot; name two that lie apart."), "warn")
        return ""
    length = Length(book.free_id(), measure_words.free_name(book.lengths), place, ends, click)
    before = next(reversed(book.lengths_at(place)), None)
    if before is not None:
        length = replace(length, depth=before.depth, nearer=before.nearer)
    session.edit(translate("measure", "Measurement"), lambda doc: measurements.add(doc, length))
    return length.id


def move(session: Session, length_id: str, ends: tuple[Point, Point], click: float) -> None:
    text = translate("measure", "Move an end")
    session.edit(text, lambda doc: measurements.change(doc, length_id, points=ends, click=click))


def rename(session: Session, length_id: str, name: str) -> None:
    text = translate("measure", "Name of a measurement")
    session.edit(text, lambda doc: measurements.change(doc, length_id, name=name), merge=True)


def hold_against(session: Session, length_id: str, index: int | None) -> None:
    """Held against an attribute of the listing, or none; one that nobody named yet takes its name."""
    length, opened = measurements.read(session.draft).length(length_id), session.opened
    if length is None or opened is None:
        return
    values: dict[str, object] = {"listed": index}
    if index is not None and measure_words.is_unnamed(length):
        values["name"] = opened.case.listing.attributes[index].name
    text = translate("measure", "Compare with the listing")
    session.edit(text, lambda doc: measurements.change(doc, length_id, **values))


def answer(session: Session, length_id: str, depth: str, nearer: float) -> None:
    """Whether the known length lies as near the camera; by how many mm the item lies nearer."""
    text = translate("measure", "As near the camera?")
    session.edit(text, lambda doc: measurements.change(doc, length_id, depth=depth, nearer=nearer))


def remove(session: Session, length_id: str) -> None:
    session.edit(translate("measure", "Remove a measurement"), lambda doc: measurements.remove(doc, length_id))


def set_unit(session: Session, unit: str) -> None:
    session.edit(translate("measure", "Unit"), lambda doc: measurements.set_unit(doc, unit))


def take(session: Session, length_id: str, shown: Shown | None) -> None:
    """A measurement becomes an exhibit, or the exhibit that it is gets shown. `shown`: in the active pane."""
    book, opened = measurements.read(session.draft), session.opened
    length = book.length(length_id)
    if length is None or opened is None:
        return
    if length.exhibit:
        session.show_exhibit(length.exhibit)
        return
    bare = measure_show.bare_exhibit(length.place, shown, opened)
    if bare is None or book.measured(length) is None:
        said = translate("measure", "Show its picture, calibrated, before it becomes an exhibit.")
        session.message.emit(said, "warn")
        return
    taken: list[str] = []
    unit = measure_words.unit_of(book, measure_show.held(measure_show.stated(opened), length))
    text = translate("measure", "Exhibit of a measurement")
    session.edit(text, lambda doc: taken.append(measurements.take(doc, length_id, bare, unit)))
    if taken and taken[0]:
        said = translate("measure", "{0} taken as exhibit {1}.").format(length.name, taken[0])
        session.message.emit(said, "plain")
        session.exhibit_taken.emit(taken[0])
