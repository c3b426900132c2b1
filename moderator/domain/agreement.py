"""How far two people who decided the same cases by themselves agree, beyond what chance would give: Cohen's kappa.

Kappa: J. Cohen, “A coefficient of agreement for nominal scales”, Educational and Psychological Measurement 20 (1960).
Its standard error: J. L. Fleiss, J. Cohen and B. S. Everitt, “Large sample standard errors of kappa and weighted
kappa”, Psychological Bulletin 72 (1969), formula 13.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

NORMAL_95 = 1.959964
FEW = 30
"""Below so many pairs the interval is no more than a hint: it is derived for large numbers."""


@dataclass(frozen=True)
class Agreement:
    """`observed` and `by_chance` are shares. `kappa` None: nothing to compare, or all said the same one thing."""

    pairs: int
    observed: float | None = None
    by_chance: float | None = None
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Agreement of pairs of answers, the first person's and the second's, with the 95 % interval of kappa."""
    cells = Counter(pairs)
    n = cells.total()
    if not n:
        return Agreement(0)
    share = {cell: count / n for cell, count in cells.items()}
    answers = sorted({answer for cell in cells for answer in cell})
    first = {a: sum(p for (one, _), p in share.items() if one == a) for a in answers}
    second = {a: sum(p for (_, other), p in share.items() if other == a) for a in answers}
    observed = sum(p for (one, other), p in share.items() if one == other)
    by_chance = sum(first[a] * second[a] for a in answers)
    if math.isclose(by_chance, 1.0):
        return Agreement(n, observed, by_chance)
    kappa = (observed - by_chance) / (1 - by_chance)
    error = _error(share, first, second, kappa, by_chance, n)
    low, high = max(-1.0, kappa - NORMAL_95 * error), min(1.0, kappa + NORMAL_95 * error)
    return Agreement(n, observed, by_chance, kappa, low, high)


def _error(
    share: dict[tuple[str, str], float],
    first: dict[str, float],
    second: dict[str, float],
    kappa: float,
    by_chance: float,
    n: int,
) -> float:
    """The standard error of kappa."""
    agreed = sum(
        p * (1 - (first[one] + second[one]) * (1 - kappa)) ** 2 for (one, other), p in share.items() if one == other
    )
    differed = sum(p * (second[one] + first[other]) ** 2 for (one, other), p in share.items() if one != other)
    variance = agreed + (1 - kappa) ** 2 * differed - (kappa - by_chance * (1 - kappa)) ** 2
    return math.sqrt(max(0.0, variance) / n) / (1 - by_chance)
