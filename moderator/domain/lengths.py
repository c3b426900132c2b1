"""Lengths as people write them: read in many units, written with their uncertainty, held against what was stated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import Enum
from fractions import Fraction

UNITS = {"mm": Decimal(1), "cm": Decimal(10), "in": Decimal("25.4"), "m": Decimal(1000)}
"""Millimetres of each unit that lengths are written in. An inch is 25.4 mm exactly (international yard, 1959)."""

_WORDS = {
    "mm": "mm millimeter millimetre millimeters millimetres 毫米 мм",
    "cm": "cm centimeter centimetre centimeters centimetres 厘米 公分 см",
    "in": "in inch inches zoll 英寸 \" ″ ” ''",
    "m": "m meter metre meters metres 米 м",
}
_NAMES = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_LENGTH = re.compile(
    r"\s*(?P<number>\d{1,9}(?:[.,]\d{1,9})?|(?:\d{1,9}[\s-]+)?\d{1,4}\s?/\s?\d{1,4})\s*(?P<unit>[^\d\s.,/]*)\.?\s*"
)


def parse_length(text: str, unit: str | None = None) -> Decimal | None:
    """Millimetres of `26 cm`, `10,5 cm`, `10 1/2 in`, `4"`; of a bare number in `unit`.

    None for what states no one length: no unit, a range, a vague word, two sizes, zero, or "1,200", which may be
    1.2 or 1200.
    """
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    name = _NAMES.get((found["unit"] or unit or "").strip().rstrip(".").casefold())
    number = _number(found["number"])
    return None if name is None or not number else number * UNITS[name]


def parse_spread(text: str, unit: str | None, of: Decimal) -> Decimal | None:
    """A tolerance in millimetres: a length, with or without ±, or a percentage of `of`. None where it states none."""
    bare = text.strip().removeprefix("±").removeprefix("+/-").strip()
    if bare.endswith("%"):
        number = _number(bare[:-1].strip())
        return None if number is None else of * number / 100
    if bare in ("0", "0.0", "0,0"):
        return Decimal(0)
    return parse_length(bare, unit)


def unit_named(text: str | None) -> str | None:
    """The unit that a word means: mm, cm, in or m; None for anything else."""
    return _NAMES.get((text or "").strip().rstrip(".").casefold())


def _number(text: str) -> Decimal | None:
    *whole, last = re.split(r"[\s-]+(?=\d{1,4}\s?/)", text)
    if "/" in last:
        top, below = (int(part) for part in last.split("/"))
        if below == 0:
            return None
        value = Fraction(int(whole[0]) if whole and whole[0].isdigit() else 0) + Fraction(top, below)
        return Decimal(value.numerator) / Decimal(value.denominator)
    before, comma, after = last.partition(",")
    if comma and len(after) == 3 and before != "0":
        return None
    return Decimal(last.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", last) else None


@dataclass(frozen=True)
class Spoken:
    """A length as it is written: `17.2`, `0.3`, `cm`."""

    value: str
    uncertainty: str
    unit: str

    def __str__(self) -> str:
        return f"{self.value} ± {self.uncertainty} {self.unit}"


def spoken(length_mm: float, uncertainty_mm: float, unit: str = "cm") -> Spoken:
    """The uncertainty rounded up to one digit, to two where the first is a 1; the length to the same place.

    Rounded up, so that what is written never claims more than was found (GUM, 7.2.6).
    """
    length, spread = Decimal(repr(length_mm)) / UNITS[unit], Decimal(repr(uncertainty_mm)) / UNITS[unit]
    place = _place(spread)
    return Spoken(_plain(length.quantize(place, ROUND_HALF_EVEN)), _plain(spread.quantize(place, ROUND_CEILING)), unit)


def _place(spread: Decimal) -> Decimal:
    """The decimal place at which an uncertainty is cut: 0.1 for 0.251, 0.01 for 0.131."""
    if spread <= 0:
        return Decimal("0.001")
    exponent = spread.adjusted()
    if spread.scaleb(-exponent) < 2:
        exponent -= 1
    return Decimal(1).scaleb(min(max(exponent, -3), 0))


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def in_unit(length_mm: Decimal, unit: str) -> str:
    """An exact length in a unit, without needless zeros: `26`, `8.56`; repeating decimals to three places."""
    value = length_mm / UNITS[unit]
    if value != (short := value.quantize(Decimal("0.001"), ROUND_HALF_EVEN)):
        value = short
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Listed:
    """A length that the listing states. `index`: which of its attributes; `tolerance_mm` 0 where it states none."""

    index: int
    name: str
    length_mm: Decimal
    tolerance_mm: Decimal
    unit: str

    def __str__(self) -> str:
        spread = f" ± {in_unit(self.tolerance_mm, self.unit)}" if self.tolerance_mm else ""
        return f"{in_unit(self.length_mm, self.unit)}{spread} {self.unit}"


def listed_lengths(attributes: Iterable[tuple[str, str, str | None, str | None]]) -> tuple[Listed, ...]:
    """Those of a listing's attributes (name, value, unit, tolerance) that state one length."""
    found = []
    for index, (name, value, unit, tolerance) in enumerate(attributes):
        length = parse_length(value, unit)
        if length is None:
            continue
        written = unit_named(unit) or unit_named(re.sub(r"[\d\s.,/]+", "", value)) or "cm"
        spread = parse_spread(tolerance, unit or written, length) if tolerance else None
        found.append(Listed(index, name, length, spread or Decimal(0), written))
    return tuple(found)


class Says(Enum):
    """What a measurement says of a stated length."""

    DIFFERS = "differs"
    AGREES = "agrees"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Comparison:
    """`difference_mm`: measured less listed; `share`: the same as a share of the listed length."""

    says: Says
    difference_mm: float
    share: float


def compare(length_mm: float, uncertainty_mm: float, listed: Listed) -> Comparison:
    """Differs or agrees only where the whole interval lies outside or inside the tolerance; else it cannot be told."""
    difference = length_mm - float(listed.length_mm)
    share = difference / float(listed.length_mm)
    if abs(difference) - uncertainty_mm > listed.tolerance_mm:
        says = Says.DIFFERS
    elif abs(difference) + uncertainty_mm <= listed.tolerance_mm:
        says = Says.AGREES
    else:
        says = Says.UNDECIDED
    return Comparison(says, difference, share)
