"""Sound as it leaves the worker: plain samples on the film's own time axis."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

RATE = 48_000
"""Samples a second of every stretch, whatever the file has."""
CHANNELS = 2
SAMPLE_BYTES = 2 * CHANNELS
"""One sample of both channels: 16 bits each, in the order of this machine."""


@dataclass(frozen=True)
class Stretch:
    """`pcm` begins at sample `first`. Sample n is heard `n / RATE` seconds from where the PTS of all streams are 0, so
    that a frame of PTS p belongs to the sample at `p * time_base`. Where the film says nothing there is silence."""

    first: int
    pcm: bytes

    @property
    def count(self) -> int:
        return len(self.pcm) // SAMPLE_BYTES

    @property
    def end(self) -> int:
        """The sample behind the last one."""
        return self.first + self.count


def sample_at(time: Fraction) -> int:
    """The sample that is heard at `time` in seconds."""
    return round(time * RATE)
