"""Where two aligned pictures differ; `moderator.analysis.difference` finds it, inside the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moderator.domain.colour import Rgb, compare, linear, name_of

_GREY = (0.5, 0.5, 0.5)
"""The light was taken out before: grey is grey."""
SAME, OTHER = 4.0, 9.0
"""Mean ΔE of the item, after compensation and slack, up to which nothing differs, and from which its colour does."""


@dataclass(frozen=True)
class DifferingRegion:
    """A box in pixels of the evidence, the mean ΔE in it, and the mean colour of each picture there.

    Both colours are as they look in the listing's light, where the buyer chose one.
    """

    x: int
    y: int
    width: int
    height: int
    delta_e: float
    listing: Rgb
    evidence: Rgb

    @property
    def colours(self) -> str:
        """`navy blue → red`, or the one name where both have it."""
        before, after = name_of(self.listing), name_of(self.evidence)
        return before if before == after else f"{before} → {after}"


@dataclass(frozen=True, eq=False)
class Difference:
    """`map`: HxW uint8 array, twice the ΔE of each pixel of the evidence (255: 127 and more), 0 outside the item.

    `regions`: largest first. `gains`: by what red, green and blue of the listing were multiplied, in linear light, to
    stand in the evidence's. `beyond_light`: they stop at what light can do, and the pictures differ by more than that.
    `item`: mean colour of the whole item in each picture; None where nothing overlaps.
    """

    map: Any
    regions: tuple[DifferingRegion, ...]
    gains: tuple[float, float, float]
    beyond_light: bool
    item: DifferingRegion | None = None

    @property
    def says(self) -> str:
        """What it shows of the whole item, in words that point and do not judge."""
        if self.item is None:
            return "the pictures do not overlap"
        seen = f"ΔE {self.item.delta_e:.1f} over the item"
        if self.item.delta_e < SAME:
            return f"{seen}: no other colour beyond what light explains"
        # Cracks, gloss and shadows differ everywhere too: another colour is one in hue and chroma, on the whole item.
        whole = compare(linear(self.item.listing), linear(self.item.evidence), (_GREY, _GREY))
        if self.item.delta_e < OTHER or whole.same is not False:
            return f"{seen}: parts differ"
        return f"{seen}: another colour, {self.item.colours}"
