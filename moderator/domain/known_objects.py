"""Things whose size everybody can look up, to measure by.

`limit_mm`: how far a good one may be from its size. Coins and cards are worn by less than a click is worth.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """`height_mm` None: a length; else a rectangle, `width_mm` the longer side."""

    name: str
    width_mm: str
    height_mm: str | None = None
    limit_mm: float = 0.0


RECTANGLES = (
    # ISO/IEC 7810:2019, 5.1.1: ID-1, 85.47 to 85.72 mm by 53.92 to 54.03 mm
    Known("Bank card", "85.60", "53.98", 0.13),
    # ISO 216:2007, 4: sides up to 150 mm ± 1.5, up to 600 mm ± 2
    Known("A4 sheet", "297", "210", 2.0),
    Known("A5 sheet", "210", "148", 2.0),
    # ANSI/ASME Y14.1: 8.5 by 11 inches; cut as exactly as ISO demands
    Known("US Letter sheet", "279.4", "215.9", 2.0),
)

LENGTHS = (
    Known("Bank card, long side", "85.60", None, 0.13),
    Known("Bank card, short side", "53.98", None, 0.06),
    Known("A4 sheet, long side", "297", None, 2.0),
    Known("A4 sheet, short side", "210", None, 2.0),
    Known("US Letter, long side", "279.4", None, 2.0),
    Known("US Letter, short side", "215.9", None, 2.0),
)

COINS = (
    # Council Regulation (EU) No 729/2014, Annex I
    Known("2 euro", "25.75"),
    Known("1 euro", "23.25"),
    Known("50 euro cent", "24.25"),
    Known("20 euro cent", "22.25"),
    Known("10 euro cent", "19.75"),
    Known("5 euro cent", "21.25"),
    Known("2 euro cent", "18.75"),
    Known("1 euro cent", "16.25"),
    # United States Mint, Coin Specifications
    Known("US half dollar", "30.61"),
    Known("US quarter", "24.26"),
    Known("US nickel", "21.21"),
    Known("US dime", "17.91"),
    Known("US cent", "19.05"),
    # The Royal Mint, UK coin specifications; the twelve-sided pound is left out
    Known("UK 2 pound", "28.40"),
    Known("UK 10 pence", "24.50"),
    Known("UK 2 pence", "25.90"),
    Known("UK penny", "20.30"),
)
