"""The arithmetic of refunds said a second time: exact fractions over the JSON of the pack, no line of the app's."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

Doc = dict[str, Any]


def units(text: str) -> int:
    return int(text.replace(".", ""))


def apportioned(whole: int, weights: list[Fraction]) -> list[int]:
    """Largest remainder: everybody gets the whole units of their exact part, the leftover units go to those who lost
    most by that, the earlier first."""
    every = sum(weights)
    exact = [whole * weight / every if every else Fraction(whole, len(weights)) for weight in weights]
    parts = [math.floor(each) for each in exact]
    by_loss = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for at in by_loss[: whole - sum(parts)]:
        parts[at] += 1
    return parts


def weights(order: Doc) -> list[Fraction]:
    return [Fraction(units(line["unit_price"])) * line["quantity"] for line in order["lines"]]


def goods(order: Doc) -> int:
    return max(0, units(order["paid"]) - sum(units(order[key]) for key in ("shipping", "tax", "duties")))


def taxes(order: Doc) -> int:
    return units(order["tax"]) + units(order["duties"])


def cap(order: Doc) -> int:
    """Paid, less what went back: by the seller, or through the bank and not reversed."""
    out = sum(
        units(p["amount"]) for p in order["payments"] if (p["kind"], p["status"] != "failed") == ("chargeback", True)
    )
    again = sum(
        units(p["amount"]) for p in order["payments"] if (p["kind"], p["status"]) == ("chargeback-reversed", "settled")
    )
    return max(0, units(order["paid"]) - units(order["refunded"]) - max(0, out - again))


def half_even(value: Fraction) -> int:
    low = math.floor(value)
    rest = value - low
    return low + (1 if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2) else 0)


def claimed(case: Doc) -> dict[str, int]:
    """What was paid, with taxes, for the items that the claim is about."""
    order = case["order"]
    parts = zip(apportioned(goods(order), weights(order)), apportioned(taxes(order), weights(order)), strict=True)
    paid = {line["id"]: share + tax for line, (share, tax) in zip(order["lines"], parts, strict=True)}
    ordered = {line["id"]: line["quantity"] for line in order["lines"]}
    scope = {each["line"]: each["quantity"] for each in case["claim"]["scope"]} or ordered
    return {
        line: apportioned(paid[line], [Fraction(items), Fraction(ordered[line] - items)])[0]
        for line, items in sorted(scope.items(), key=lambda each: list(ordered).index(each[0]))
    }
