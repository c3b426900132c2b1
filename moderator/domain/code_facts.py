"""What a code read on a label or an item has to do with the case: which number of the case it is, or differs from.

It compares letters and digits and nothing else. A number can be copied onto any label; that they are equal points at
something and proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from moderator.domain.case import Case
from moderator.domain.finds import Code, CodeFormat

_PARTING = str.maketrans("", "", " -./\u00a0")
"""Printed between groups of digits, and left out by others."""
_LEAST_WITHIN, _LEAST = 8, 4
"""Characters that a number must have to be looked for inside a longer text, and to be compared at all."""
_ARTICLE = ("ean", "gtin", "upc", "isbn", "barcode", "bar code")
_GOODS = (CodeFormat.EAN_13, CodeFormat.EAN_8, CodeFormat.UPC_E)
_LABELS = (
    CodeFormat.CODE_128, CodeFormat.CODE_39, CodeFormat.CODE_93, CodeFormat.ITF, CodeFormat.CODABAR, CodeFormat.QR,
    CodeFormat.DATA_MATRIX, CodeFormat.AZTEC,
)  # fmt: skip


class About(Enum):
    TRACKING = "tracking"
    ARTICLE = "article"
    ATTRIBUTE = "attribute"
    SKU = "sku"
    ORDER = "order"
    LISTING = "listing"


class Relation(Enum):
    SAME = "same"
    WITHIN = "within"
    """The code holds more than the number"""
    OTHER = "other"
    """A number of the same kind, and another one"""


@dataclass(frozen=True)
class Known:
    """A number of the case. `pointer`: where it stands in the case; `name`: of the parcel, line or attribute."""

    about: About
    value: str
    pointer: str
    name: str = ""
    relation: Relation = Relation.SAME


def known(case: Case, code: Code) -> Known | None:
    """The number of the case that this code is, holds, or is comparable with and differs from; None where none is."""
    text = _bare(code.text)
    if len(text) < _LEAST:
        return None
    numbers = list(_numbers(case))
    for each in numbers:
        if _same(each, text):
            return each
    for each in numbers:
        if len(_bare(each.value)) >= _LEAST_WITHIN and _bare(each.value) in text:
            return replace(each, relation=Relation.WITHIN)
    for each in numbers:
        if _comparable(each, code.format, text):
            return replace(each, relation=Relation.OTHER)
    return None


def _numbers(case: Case) -> Iterator[Known]:
    """In the order in which one of them explains a code best."""
    for n, shipment in enumerate(case.shipments):
        if shipment.tracking_number:
            pointer = f"/shipments/{n}/tracking_number"
            yield Known(About.TRACKING, shipment.tracking_number, pointer, shipment.id)
    for n, attribute in enumerate(case.listing.attributes):
        article = any(word in attribute.name.casefold() for word in _ARTICLE) and _gtin(attribute.value) is not None
        about = About.ARTICLE if article else About.ATTRIBUTE
        if len(_bare(attribute.value)) >= _LEAST:
            yield Known(about, attribute.value, f"/listing/attributes/{n}/value", attribute.name)
    for n, line in enumerate(case.order.lines):
        if line.sku:
            yield Known(About.SKU, line.sku, f"/order/lines/{n}/sku", line.id)
    yield Known(About.ORDER, case.order.number, "/order/number")
    yield Known(About.LISTING, case.listing.id, "/listing/id")


def _same(number: Known, text: str) -> bool:
    if number.about is About.ARTICLE:
        return _gtin(number.value) == _gtin(text)
    return len(_bare(number.value)) >= _LEAST and _bare(number.value) == text


def _comparable(number: Known, format_: CodeFormat, text: str) -> bool:
    """Article numbers with article numbers; what has the very shape of the tracking number with it. Other codes on a
    parcel are routing, postcodes and weights, and differ from it for no reason that matters."""
    if number.about is About.ARTICLE:
        return format_ in _GOODS and _gtin(text) is not None
    return number.about is About.TRACKING and format_ in _LABELS and _shape(_bare(number.value)) == _shape(text)


def _bare(text: str) -> str:
    return text.upper().translate(_PARTING)


def _shape(text: str) -> str:
    """Letters as A, digits as 9: "LT60017734420915" is AA99999999999999. Of numbers alone nothing tells what they are
    but their length, so short ones have no shape of their own."""
    shape = "".join("9" if each in "0123456789" else "A" if each.isalpha() else each for each in text)
    return shape if len(shape) >= _LEAST_WITHIN else text


def _gtin(text: str) -> str | None:
    """As 14 digits; None where it is none by its check digit."""
    digits = _bare(text)
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdigit()):
        return None
    whole = digits.zfill(14)
    total = sum(int(each) * (3 if place % 2 == 0 else 1) for place, each in enumerate(whole))
    return whole if total % 10 == 0 else None
