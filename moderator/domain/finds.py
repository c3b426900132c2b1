"""What was found on some frames of a film: codes that could be read, and how much of the listing. It judges nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

MOST_CODES = 16
"""Of one frame; a sheet full of codes tells no more."""
MOST_TEXT = 500
"""Characters of a code that are kept."""
CODES_A_SECOND, LIKENESS_A_SECOND = 5, 2
"""How many frames of a second are looked at, most of all."""
MOST_LOOKS, MOST_LIKENESSES = 3000, 1200
"""Frames of one film; of a longer one fewer a second are looked at. Ten minutes have as many as may be."""
NOISE = 3
"""So many matches agree by chance, whatever is seen: docs/scanning.md."""
PLAIN = 16
"""From so many on it is beyond doubt that something of that photo is seen."""
_GAP = 5
"""A code that was not read on so many looks in a row is seen anew."""
_APART = 2
"""Looks between two frames that are worth going to."""


class CodeFormat(IntEnum):
    """What stands on labels and goods. `label`: as it is called."""

    QR = 1
    DATA_MATRIX = 2
    AZTEC = 3
    PDF417 = 4
    MAXICODE = 5
    CODE_128 = 6
    CODE_93 = 7
    CODE_39 = 8
    ITF = 9
    CODABAR = 10
    EAN_13 = 11
    EAN_8 = 12
    UPC_E = 13
    DATABAR = 14

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    CodeFormat.QR: "QR code", CodeFormat.DATA_MATRIX: "Data Matrix", CodeFormat.AZTEC: "Aztec",
    CodeFormat.PDF417: "PDF417", CodeFormat.MAXICODE: "MaxiCode", CodeFormat.CODE_128: "Code 128",
    CodeFormat.CODE_93: "Code 93", CodeFormat.CODE_39: "Code 39", CodeFormat.ITF: "ITF", CodeFormat.CODABAR: "Codabar",
    CodeFormat.EAN_13: "EAN-13", CodeFormat.EAN_8: "EAN-8", CodeFormat.UPC_E: "UPC-E",
    CodeFormat.DATABAR: "DataBar",
}  # fmt: skip
_WEAK = frozenset({CodeFormat.CODE_39, CodeFormat.ITF, CodeFormat.CODABAR, CodeFormat.UPC_E, CodeFormat.EAN_8})
"""No check digit, or a short one: now and then stripes are taken for such a code, but not twice for the same."""
Corner = tuple[float, float]


@dataclass(frozen=True)
class Code:
    """`text` is what the code holds, written by whoever printed it; longer ones end in "…". `corners`: fractions of the
    upright picture, clockwise from the code's own top left."""

    format: CodeFormat
    text: str
    corners: tuple[Corner, Corner, Corner, Corner]


@dataclass(frozen=True)
class CodesSeen:
    """A frame that was looked at, and what was read on it."""

    number: int
    pts: int
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """A frame that was looked at, the listing photo of which most is found in it, and how many matches agree on that.

    `photo` counts from 0 in the order in which the photos were handed over.
    """

    number: int
    pts: int
    photo: int = 0
    matches: int = 0

    @property
    def height(self) -> float:
        """From 0, no more than chance, to 1."""
        return min(1.0, max(0, self.matches - NOISE) / (PLAIN - NOISE))


class Look(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def pts(self) -> int: ...


T = TypeVar("T", bound=Look)


@dataclass(frozen=True)
class Looks(Generic[T]):
    """Frames that were looked at so far, ascending, of `total` that are to be."""

    total: int
    seen: tuple[T, ...] = ()
    done: bool = False

    @property
    def share(self) -> float:
        """How much has been looked at, from 0 to 1."""
        return 1.0 if self.done else min(1.0, len(self.seen) / max(1, self.total))


Codes = Looks[CodesSeen]
Likenesses = Looks[Likeness]


@dataclass(frozen=True)
class Run:
    """The same code from look to look: from the first frame on which it was read to the last."""

    first: int
    last: int
    code: Code
    times: int = 1
    """On how many frames it was read"""


def runs(seen: Sequence[CodesSeen]) -> tuple[Run, ...]:
    """What was read, in the order in which it comes. Read once, a code with a poor check counts for nothing."""
    open_: dict[tuple[CodeFormat, str], tuple[int, Run]] = {}
    found: list[Run] = []
    for place, look in enumerate(seen):
        for code in look.codes:
            key = (code.format, code.text)
            at, run = open_.get(key, (place, None))
            if run is not None and run.last == look.number:
                continue  # twice on one frame
            if run is None or place - at > _GAP:
                found += [run] if run is not None else []
                run = Run(look.number, look.number, code, 0)
            open_[key] = place, Run(run.first, look.number, run.code, run.times + 1)
    found += [run for _, run in open_.values()]
    kept = [run for run in found if run.times > 1 or run.code.format not in _WEAK]
    return tuple(sorted(kept, key=lambda run: (run.first, run.code.format, run.code.text)))


def best_likenesses(seen: Sequence[Likeness], most: int = 8) -> tuple[Likeness, ...]:
    """The frames on which most of the listing is found: each more than what lies around it, the best of them, in the
    order of time."""
    tops = []
    for place, look in enumerate(seen):
        around = seen[max(0, place - _APART) : place + _APART + 1]
        before = seen[max(0, place - _APART) : place]
        most_here = look.matches >= max(each.matches for each in around)
        if look.matches > NOISE + 1 and most_here and all(each.matches < look.matches for each in before):
            tops.append(look)
    tops.sort(key=lambda look: -look.matches)
    return tuple(sorted(tops[:most], key=lambda look: look.number))


def sharpest(pts: Sequence[int], base: Fraction, sharpness: bytes, a_second: int, most: int = MOST_LOOKS) -> list[int]:
    """Numbers of frames that stand for the film: of each stretch of time the sharpest, or where that is not known the
    one in its middle. Stretches are as short as `a_second` says, longer where there would be more than `most`.

    Where times do not rise, stretches hold so many frames each as if there were thirty a second.
    """
    rising = all(a < b for a, b in pairwise(pts))
    if rising:
        length = max(1 / (a_second * base), Fraction(pts[-1] - pts[0] + 1, most)) if pts else Fraction(1)
        ends = _ends(pts, length)
    else:
        step = max(30 // a_second, -(-len(pts) // most), 1)
        ends = iter(range(step, len(pts) + step, step))
    chosen, start = [], 0
    for end in ends:
        stretch = range(start, min(end, len(pts)))
        if len(sharpness) >= stretch.stop:
            chosen.append(max(stretch, key=sharpness.__getitem__))
        else:
            chosen.append(stretch[len(stretch) // 2])
        start = end
    return chosen[:most]


def _ends(pts: Sequence[int], length: Fraction) -> Iterator[int]:
    """Where each stretch that holds a frame ends: the number of the first frame behind it."""
    start = 0
    while start < len(pts):
        part = (pts[start] - pts[0]) // length + 1
        end = bisect_right(pts, pts[0] + part * length - Fraction(1, 2), lo=start + 1)
        yield end
        start = end
