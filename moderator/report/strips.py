"""Strips: the horizontal slices a document is cut into, and how they fill pages.

A strip is never broken. What belongs together (a heading and its first lines, a picture and its caption) is chained
by `keep`; a chain that is taller than a page is broken all the same, so everything always fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from moderator.report.sheet import Sheet

Draw = Callable[[Sheet, float, float], None]
"""Draws a strip: sheet, y of its top, the gap that was left above it."""


@dataclass(frozen=True, slots=True)
class Strip:
    """`height` in points without `gap`, which is left above unless the strip stands at the top of a page.

    `head` is repeated when a page begins with this strip; `name` can be asked for its page.
    """

    height: float
    draw: Draw
    gap: float = 0.0
    keep: bool = False
    head: Strip | None = None
    name: str = ""
    new_page: bool = False


class Placed(NamedTuple):
    strip: Strip
    y: float
    gap: float


def kept_together(strips: Sequence[Strip]) -> list[Strip]:
    """The same strips, all chained but the last."""
    return [replace(strip, keep=True) for strip in strips[:-1]] + list(strips[-1:])


def no_orphans(strips: Sequence[Strip]) -> list[Strip]:
    """The same strips, so chained that no page gets a single first or last one."""
    last = len(strips) - 1
    ends = {0, last - 1} - {last}
    return [replace(strip, keep=strip.keep or place in ends) for place, strip in enumerate(strips)]


def paginate(strips: Sequence[Strip], top: float, bottom: float) -> list[list[Placed]]:
    """The strips of each page with their places, between `top` and `bottom` (points from the page's top)."""
    pages: list[list[Placed]] = [[]]
    y = top
    for group in _chains(strips):
        first = group[0]
        tall = sum(strip.height + strip.gap for strip in group) - first.gap
        room = bottom - y - (first.gap if pages[-1] else 0.0)
        if pages[-1] and (first.new_page or (tall > room and tall + _head(first) <= bottom - top)):
            pages.append([])
        for strip in group:
            y = _place(pages, strip, y if pages[-1] else top, top, bottom)
    return pages


def _place(pages: list[list[Placed]], strip: Strip, y: float, top: float, bottom: float) -> float:
    """Put one strip on the last page or a new one; the y below it."""
    gap = strip.gap if pages[-1] else 0.0
    if pages[-1] and y + gap + strip.height > bottom + 0.01:
        pages.append([])
        y, gap = top, 0.0
    if not pages[-1] and strip.head is not None:
        pages[-1].append(Placed(strip.head, y, 0.0))
        y += strip.head.height
    pages[-1].append(Placed(strip, y + gap, gap))
    return y + gap + strip.height


def _head(strip: Strip) -> float:
    return strip.head.height if strip.head is not None else 0.0


def _chains(strips: Sequence[Strip]) -> list[list[Strip]]:
    chains: list[list[Strip]] = []
    chained = False
    for strip in strips:
        if chained and not strip.new_page:
            chains[-1].append(strip)
        else:
            chains.append([strip])
        chained = strip.keep
    return chains
