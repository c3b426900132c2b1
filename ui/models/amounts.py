"""What a person types into a money field, read exactly or refused in words; and what share an amount is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QCoreApplication

from moderator.domain.money import DECIMALS, minor, percent_of, plain
from moderator.errors import ModeratorError

translate = QCoreApplication.translate

_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,6}))?\s*%")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]*))?")


class NoAmount(ModeratorError):
    """What was typed is no amount of this currency; the message says why, for the line under the field."""


@dataclass(frozen=True)
class Typed:
    """An amount in minor units; `percent` ("70") if it was given as a share, which then is its working."""

    amount: int
    percent: str | None = None


def typed(text: str, currency: str, base: int) -> Typed:
    """`15.33`, `15,33`, `15` or, of `base`, `70%`. Raises NoAmount."""
    text = text.strip().replace("\u00a0", " ")
    share = _PERCENT.fullmatch(text)
    if share is not None:
        return _share(share, base)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        if "%" in text:
            raise NoAmount(translate("amounts", "“{text}” is no percentage: write 70%").format(text=text))
        example = plain(1590 if DECIMALS[currency] else 15, currency)
        raise NoAmount(
            translate("amounts", "“{text}” is no amount: write {example} or 70%").format(text=text, example=example)
        )
    return Typed(_minor(match[1], match[2] or "", currency))


def _share(match: re.Match[str], base: int) -> Typed:
    whole, part = str(int(match[1])), (match[2] or "").rstrip("0")
    percent = f"{whole}.{part}" if part else whole
    if Fraction(percent) > 100:
        raise NoAmount(translate("amounts", "{percent} % is more than the whole").format(percent=percent))
    return Typed(percent_of(base, percent), percent)


def _minor(whole: str, part: str, currency: str) -> int:
    places = DECIMALS[currency]
    if len(part) > places:
        text = (
            translate("amounts", "{currency} has {places} decimals")
            if places
            else translate("amounts", "{currency} has no decimals")
        )
        if len(part) == 3:  # 1,000 and 1.000 mean a thousand to half of the world
            text += translate("amounts", "; for thousands write {plain}, without a separator")
        value = plain(int(whole + part) * 10**places, currency)
        raise NoAmount(text.format(currency=currency, places=places, plain=value))
    return int(whole + part.ljust(places, "0"))


def amount_in(text: Any, currency: str) -> int | None:
    """An amount of the draft in minor units; None where there is none that can be read (the gate says so then)."""
    try:
        return minor(text, DECIMALS[currency]) if isinstance(text, str) else None
    except ValueError:
        return None


def percent_text(amount: int, base: int) -> str:
    """Which share of `base` an amount is: `70 %` where that is exact, else `≈ 45.21 %`; empty without a base."""
    if base <= 0:
        return ""
    share = Fraction(amount * 100, base)
    exact = (share * 100).denominator == 1
    hundredths = round(share * 100)
    text = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"{text} %" if exact else f"≈ {text} %"
