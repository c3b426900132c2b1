"""The band of past awards: what like decisions gave back, as shares, so that one can be held against the others."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from moderator.domain.money import DECIMALS, minor

FEWEST = 5
"""Decisions below which no band is shown: it would be one colleague's habit, or one case that could be told."""
NAME, VERSION = "past-awards", "1"
"""How a decision names the band among the aids that were on the screen."""


@dataclass(frozen=True)
class Band:
    """Quartiles and ends of the shares, each a fraction of what was paid for the items; `count` is of how many."""

    count: int
    least: Fraction
    lower: Fraction
    middle: Fraction
    upper: Fraction
    most: Fraction


@dataclass(frozen=True)
class Awards:
    """`given`: decisions that gave money back; `nothing`: those that refused. `band`: None while there are too few."""

    given: int
    nothing: int
    band: Band | None


def awards_of(shares: Iterable[Fraction], nothing: int) -> Awards:
    """The band of these shares. Quartiles lie between neighbours in proportion, as spreadsheets have them."""
    known = sorted(shares)
    if len(known) < FEWEST:
        return Awards(len(known), nothing, None)
    lower, middle, upper = statistics.quantiles(known, n=4, method="inclusive")
    return Awards(len(known), nothing, Band(len(known), known[0], lower, middle, upper, known[-1]))


def share_of(money: Mapping[str, Any]) -> Fraction | None:
    """What a decision gave back of the lines it names, as a share of what was paid for them with their tax.

    `money` as the decision record has it. Shares, since amounts of other orders and currencies cannot be compared;
    lines alone, since shipping follows from the clause. None where no line got anything, or nothing was paid for it.
    """
    places = DECIMALS[money["currency"]]
    pairs = [(minor(line["refund"], places), minor(line["paid"], places)) for line in money["lines"]]
    given, paid = sum(refund for refund, _ in pairs), sum(paid for refund, paid in pairs if refund)
    return Fraction(given, paid) if given and paid else None
