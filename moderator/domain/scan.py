"""What a pass over a whole film found: cuts, freezes, sharpness, light, sound. It points and judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

MISSES_ONE_IN = 5
"""Of cuts within one take, at which nothing but time is lacking, one in so many was missed: docs/scanning.md."""
BINS_PER_SECOND = 50
"""How finely loudness is told."""
SILENCE_DB = -100
NO_SOUND = 255
"""Stands in `Loudness.levels` where the film has no sound at all."""
MOST_BEST = 12


class CutKind(IntEnum):
    HARD = 1
    GRADUAL = 2


@dataclass(frozen=True)
class Cut:
    """`frame` is the first of the new shot, counted as shown; `begins`: where a gradual one begins, else the same."""

    frame: int
    kind: CutKind = CutKind.HARD
    begins: int = -1

    def __post_init__(self) -> None:
        if self.begins < 0:
            object.__setattr__(self, "begins", self.frame)


@dataclass(frozen=True)
class Freeze:
    """The same picture from frame `first` to frame `last`, for half a second or more."""

    first: int
    last: int


@dataclass(frozen=True)
class Loudness:
    """One byte a bin, `BINS_PER_SECOND` from the first frame on: half decibels over `SILENCE_DB`, full scale is 200."""

    levels: bytes

    def db(self, place: int) -> float | None:
        """The level of a bin in dB below full scale; None where the film has no sound."""
        level = self.levels[place]
        return None if level == NO_SOUND else SILENCE_DB + level / 2


@dataclass(frozen=True)
class Scan:
    """One film, from its first frame to as far as the pass has come. Bytes stand one a frame.

    `total`: the frames that there are. `sharpness`: 255 is as sharp as a frame gets. `light`: mean luma. `best`: sharp
    frames that differ from each other, ascending; known once the pass is done.
    """

    total: int
    pts: tuple[int, ...] = ()
    sharpness: bytes = b""
    light: bytes = b""
    cuts: tuple[Cut, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    best: tuple[int, ...] = ()
    loudness: Loudness | None = None
    done: bool = False

    @property
    def share(self) -> float:
        """How much of the film has been looked at, from 0 to 1."""
        return 1.0 if self.done else min(1.0, len(self.pts) / max(1, self.total))
