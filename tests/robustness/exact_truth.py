"""What FFmpeg's own sequential decode says of a film, and how often we said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

from moderator.media import colour, geometry
from moderator.media.photo import fit
from moderator.media.values import Pixels
from tests.moderator.media.reference import fingerprint, one_by_one


@dataclass
class Truth:
    """The frames as FFmpeg shows them: hash of the planes and PTS of each, in the order of output."""

    prints: list[str]
    pts: list[int | None]
    base: Fraction

    @classmethod
    def of(cls, path: Path) -> Truth:
        frames = [(fingerprint(frame), frame.pts, frame.time_base) for frame in one_by_one(path)]
        base = next((Fraction(each[2]) for each in frames if each[2]), Fraction(1))
        return cls([each[0] for each in frames], [each[1] for each in frames], base)

    @property
    def ordered(self) -> bool:
        known = [pts for pts in self.pts if pts is not None]
        return len(known) == len(self.pts) and all(a < b for a, b in pairwise(known))

    def at(self, time: Fraction) -> int:
        """By looking at every frame, so that nothing of ours is taken for granted."""
        before = [number for number, pts in enumerate(self.pts) if pts is not None and pts * self.base <= time]
        return before[-1] if before else 0


@dataclass
class Tally:
    """How many frames were asked for by jumps and by steps, and what was wrong with them."""

    jumps: int = 0
    wrong: list[str] = field(default_factory=list)
    steps: int = 0

    def add(self, more: Tally) -> None:
        self.jumps += more.jumps
        self.steps += more.steps
        self.wrong += more.wrong


def painted_wrong(path: Path, painted: Mapping[int, Pixels], box: tuple[int, int]) -> list[str]:
    """Which of these pictures are not the RGB that `colour` makes of the planes of the sequential decode.

    Where OpenCV may have drawn them, one level off is right. A film that is not turned the same all the way, or changes
    its size, is measured by its first frame, as everywhere.
    """
    wrong, shape = [], None
    for number, frame in enumerate(one_by_one(path)):
        shape = shape or geometry.of_frame(frame, _aspect(path))
        if number not in painted:
            continue
        size = shape.before_turn(fit(shape.upright, box))
        ours = shape.turned(colour.to_rgb(frame, size))
        apart = np.abs(ours.astype(int) - painted[number]).max() if ours.shape == painted[number].shape else 256
        if apart > int(colour.opencv_agrees(frame)):
            wrong.append(f"{path.name}: frame {number} is painted up to {apart} levels off")
    return wrong


def _aspect(path: Path) -> Fraction | None:
    with av.open(str(path)) as container:
        stream = next(s for s in container.streams.video if not s.disposition & 1024)
        aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
        return Fraction(aspect) if aspect else None
