"""Measurements in words: what a row says, what the question is, what a picture is calibrated by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication

from moderator.domain.lengths import UNITS, Listed, Says, compare, spoken
from moderator.domain.measure import Measured
from ui.models.measurements import Book, KnownSize, Length

translate = QCoreApplication.translate

Tone = Literal["plain", "second", "third", "ok", "warn", "bad"]


def measured(book: Book, length: Length, unit: str) -> str:
    """`17.2 ± 0.3 cm`, or nothing while it is not measured."""
    found = book.measured(length)
    return "" if found is None else str(spoken(found.length_mm, found.uncertainty_mm, unit))


def unit_of(book: Book, listed: Listed | None) -> str:
    """What a length is written in: the unit of what it is held against, else the one that was chosen."""
    return book.unit if listed is None else listed.unit


def says(found: Measured, listed: Listed, unit: str) -> tuple[str, Tone]:
    """`8.8 cm short (34 %)`, `within the tolerance`, or that it cannot be told; with its tone."""
    compared = compare(found.length_mm, found.uncertainty_mm, listed)
    said = spoken(found.length_mm, found.uncertainty_mm, unit)
    if compared.says is Says.AGREES:
        return translate("measure", "within the tolerance"), "ok"
    if compared.says is Says.UNDECIDED:
        text = translate("measure", "cannot be told apart: {0} ± {1} against {2}")
        return text.format(said.value, said.uncertainty, listed), "warn"
    apart = spoken(abs(compared.difference_mm), found.uncertainty_mm, unit)
    text = (
        translate("measure", "{0} {1} short ({2} %)")
        if compared.difference_mm < 0
        else translate("measure", "{0} {1} too long ({2} %)")
    )
    return text.format(apart.value, unit, percent(abs(compared.share))), "bad"


def percent(share: float) -> str:
    """A share as a whole percentage, below 10 % to one place."""
    return f"{share * 100:.0f}" if share >= 0.0995 else f"{share * 100:.1f}"


def calibrated(known: KnownSize | None, unit: str) -> str:
    """What a picture is calibrated by, as a chip has it."""
    if known is None:
        return translate("measure", "not calibrated")
    if not known.is_told:
        return translate("measure", "how long is the known line?")
    name = known.called
    if known.is_plane:
        return translate("measure", "calibrated: {0} {1}, in perspective").format(name, known.said(unit))
    return translate("measure", "calibrated: {0} {1}").format(name, known.said(unit))


def state(known: KnownSize | None) -> str:
    """The same beside the field that already says by what."""
    if known is None or not known.is_told:
        return calibrated(known, "cm")
    return translate("measure", "in perspective") if known.is_plane else ""


def cause(found: Measured, length: Length) -> str:
    """What most of the uncertainty comes from, and what would lessen it."""
    causes = {
        "clicks": translate("measure", "± mostly clicks: zoom in, move the ends"),
        "known": translate("measure", "± mostly what the known thing may be off"),
        "lens": translate("measure", "± mostly the lens"),
        "tilt": translate("measure", "± mostly tilt: a known rectangle tells it"),
        "depth": translate("measure", "± mostly how much nearer it lies")
        if length.depth != "unknown"
        else translate("measure", "± mostly the open question below"),
    }
    return causes[max(found.parts, key=lambda name: found.parts[name])]


def known_tag(known: KnownSize, unit: str) -> str:
    """Beside the known line on the picture."""
    size = known.said(unit)
    return translate("measure", "known {0}").format(size) if size else translate("measure", "known: how long?")


def distance(found: Measured, unit: str) -> str:
    """`camera about 47 cm away`."""
    away = found.distance_mm / float(UNITS[unit])
    return translate("measure", "camera about {0} {1} away").format(f"{away:.0f}", unit)


def free_name(lengths: Sequence[Length]) -> str:
    """`Length 2`: what a measurement is called until somebody names it."""
    taken = {each.name for each in lengths}
    names = (translate("measure", "Length {0}").format(n) for n in range(1, len(lengths) + 2))
    return next(name for name in names if name not in taken)


def is_unnamed(length: Length) -> bool:
    """Whether it still has the name that it was given."""
    return any(length.name == translate("measure", "Length {0}").format(n) for n in range(1, 100))
