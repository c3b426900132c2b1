"""What `make bench` prints."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

HEADINGS = ("what", "measured", "floor", "ratio", "limit", "")


class Row(NamedTuple):
    """One measured figure. `floor` is what nothing could be faster than; `limit` is a ratio to it, else in `unit`.

    Without a limit it is only shown.
    """

    name: str
    measured: float
    limit: float = math.inf
    unit: str = "ms"
    floor: float | None = None
    floor_name: str = ""

    @property
    def ratio(self) -> float | None:
        """Measured over floor; None where there is no floor."""
        return self.measured / self.floor if self.floor else None

    @property
    def kept(self) -> bool:
        """Whether the figure is within its limit."""
        return (self.measured if self.ratio is None else self.ratio) <= self.limit

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of HEADINGS."""
        floor = f"{self.floor:.0f} {self.unit} ({self.floor_name})" if self.floor is not None else ""
        ratio = f"{self.ratio:.2f}" if self.ratio is not None else ""
        limit = f"{self.limit:g} ×" if self.ratio is not None else f"{self.limit:g} {self.unit}"
        if math.isinf(self.limit):
            return (self.name, f"{self.measured:.0f} {self.unit}", floor, ratio, "", "")
        kept = "kept" if self.kept else "OVER"
        return (self.name, f"{self.measured:.0f} {self.unit}", floor, ratio, limit, kept)


def lines(rows: list[Row]) -> Iterator[str]:
    """The table, with columns as wide as their widest cell."""
    table = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(HEADINGS))]
    for cells in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
