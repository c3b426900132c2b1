"""What an exhibit is taken from: a file by hash and, of a video, the frames that it really has."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Frames:
    """The frames of one video stream: presentation times in `time_base`, in the order in which they are shown."""

    stream: int
    time_base: Fraction
    pts: tuple[int, ...]

    def nearest(self, pts: int) -> int:
        """The presentation time closest to `pts`, of two the earlier. Raises ValueError if there are no frames."""
        ordered = sorted(set(self.pts))
        if not ordered:
            raise ValueError("a video without frames")
        at = bisect_left(ordered, pts)
        return min(ordered[max(0, at - 1) : at + 1], key=lambda each: (abs(each - pts), each))


@dataclass(frozen=True)
class Material:
    """The file behind a listing photo or an evidence item.

    `kind`: photo, video, document, or what else the pack says. `problem`: why the file cannot be shown, else empty.
    `frames` only of a video that was indexed, `pages` only of a document that was opened.
    """

    sha256: str
    kind: str
    frames: Frames | None = None
    pages: int | None = None
    problem: str = ""
