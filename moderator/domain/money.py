"""Money as integer minor units with an ISO 4217 currency; no float ever touches it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

AMOUNT = r"(0|[1-9][0-9]{0,11})(\.[0-9]+)?"
_AMOUNT = re.compile(AMOUNT)

_TWO = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK "
    "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
    "SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG "
    "YER ZAR ZMW ZWG ZWL"
)
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

DECIMALS: dict[str, int] = {
    code: places for places, codes in ((2, _TWO), (0, _ZERO), (3, _THREE), (4, _FOUR)) for code in codes.split()
}
"""Minor-unit digits of each currency, after ISO 4217 table A.1."""

_SIGNS = {"USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "BRL": "R$", "INR": "₹", "KRW": "₩", "CNY": "CN¥"}


def minor(text: str, decimals: int) -> int:
    """`"23.90"` with 2 decimals as 2390. Raises ValueError unless it has exactly that many decimals."""
    match = _AMOUNT.fullmatch(text)
    if match is None or len(match[2] or ".") - 1 != decimals:
        raise ValueError(text)
    return int(match[1] + (match[2] or "")[1:])


def plain(amount: int, currency: str) -> str:
    """The amount as packs and verdicts write it: `2390` USD as `"23.90"`. Negative differences keep their sign."""
    places = DECIMALS[currency]
    digits = str(abs(amount)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if amount < 0 else text


def shown(amount: int, currency: str) -> str:
    """The amount as people read it, `US$ 1,023.90`; the same on every machine, whatever its locale."""
    text = plain(abs(amount), currency)
    whole, dot, rest = text.partition(".")
    sign = "−" if amount < 0 else ""
    return f"{_SIGNS.get(currency, currency)} {sign}{int(whole):,}{dot}{rest}"


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` ≥ 0 split in proportion to `weights` ≥ 0 by largest remainder; the parts sum to `total`.

    Equal remainders go to the earlier part; without any weight all parts count the same.
    """
    if not weights:
        return ()
    scale = sum(weights)
    if scale == 0:
        weights, scale = [1] * len(weights), len(weights)
    parts = [total * weight // scale for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % scale), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return tuple(parts)


def percent_of(amount: int, percent: str) -> int:
    """`percent` ("45.21") of a minor amount, rounded half to even. Raises ValueError if it is no number."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", percent):
        raise ValueError(percent)
    exact = Decimal(amount) * Decimal(percent) / 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
