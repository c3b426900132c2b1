"""Two patches and two grey points, by side: what is picked to tell whether two pictures show one colour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QPointF

from moderator.domain.colour import Compared, Linear, compare

Kind = Literal["patch", "grey"]
SIDES = ("listing", "evidence")


@dataclass(frozen=True)
class Picked:
    """A point of a picture (fractions), which picture it was, and the light there."""

    at: QPointF
    of: object
    light: Linear


@dataclass
class Patches:
    """At most one patch and one grey point on each side; those of another picture than the one shown do not count."""

    picked: dict[tuple[str, Kind], Picked] = field(default_factory=dict)

    def set(self, side: str, kind: Kind, picked: Picked) -> None:
        self.picked[side, kind] = picked

    def of(self, side: str, kind: Kind, shown: object) -> Picked | None:
        """What was picked on the very picture that is `shown`."""
        found = self.picked.get((side, kind))
        return found if found is not None and found.of == shown else None

    def clear(self) -> None:
        self.picked.clear()

    def compared(self, shown: dict[str, object]) -> Compared | None:
        """Both patches of the pictures shown; None while one is missing. Grey points count where both are there.

        Raises ValueError for a grey point that is too dark to tell the light by.
        """
        one, other = (self.of(side, "patch", shown[side]) for side in SIDES)
        if one is None or other is None:
            return None
        first, second = (self.of(side, "grey", shown[side]) for side in SIDES)
        greys = None if first is None or second is None else (first.light, second.light)
        return compare(one.light, other.light, greys)
