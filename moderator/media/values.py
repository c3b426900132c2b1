"""What media gives to the rest of the program: frozen values, checked and copied out of the worker's answer."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderator.media.reasons import Reason, refusal
from moderator.media.state import State

Pixels = NDArray[np.uint8]
"""Height x width x 3, red, green and blue, C-contiguous."""

Kind = Literal["photo", "video", "pdf", "text", "unknown"]


@dataclass(frozen=True)
class Source:
    """One stored evidence file: where it lies and the SHA-256 that it must have, in lower-case hexadecimal.

    `case`: files of different cases are never decoded by the same worker.
    """

    path: Path
    sha256: str
    case: str = ""

    @classmethod
    def of(cls, path: Path) -> Source:
        """The source for a file whose hash nobody has told yet. Raises MediaError where it cannot be read."""
        try:
            with path.open("rb") as file:
                return cls(path, hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as error:
            raise refusal(Reason.MISSING) from error


@dataclass(frozen=True)
class MediaInfo:
    """What a file is, by its bytes. `state` and `reason` say whether it can be shown.

    Sizes are upright, in square pixels. `duration_pts` counts units of `time_base`; `frames` is the number of frames
    shown after edit lists. `captured_at`, `device` and `metadata` are what the file claims, as it stands there; nothing
    vouches for it. `orientation` is the EXIF number (1 to 8) of the turn that was applied, for videos too; `vfr` says
    whether the frames of a video last differently long. `code` names the reason for programs, as `MediaError.why` does.
    """

    kind: Kind
    format: str
    state: State
    reason: str = ""
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    duration_pts: int | None = None
    time_base: Fraction | None = None
    stream: int | None = None
    codec: str = ""
    frames: int | None = None
    captured_at: str = ""
    device: str = ""
    code: str = ""
    orientation: int | None = None
    vfr: bool | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    hdr: str = ""
    """"pq" or "hlg" of a film that is brought to SDR here"""
    interlaced: bool | None = None
    """Whether the film consists of fields. A frame is shown as it was decoded, both of them woven"""


@dataclass(frozen=True, eq=False)
class Frame:
    """Pixels, and which pixels they are. `full_width` x `full_height` is the upright picture before any scaling.

    `pts` and `time_base` are set for a frame of a video, `index` counts frames as shown, or is the page, or 0.
    `planes`, where it was asked for, is the SHA-256 of the decoder's planes before any conversion: Y, U, V one behind
    the other without padding, samples over 8 bits in two little-endian bytes (what `ffmpeg -f framehash` hashes).
    """

    pixels: Pixels
    width: int
    height: int
    full_width: int
    full_height: int
    pts: int | None
    index: int | None
    time_base: Fraction | None
    sha256: str
    planes: str = ""


@dataclass(frozen=True)
class Picture:
    """An exhibit: a JPEG made by us from decoded pixels, redactions burnt in. The same request gives the same bytes.

    `planes` as in Frame; "" for what is no frame of a video.
    """

    jpeg: bytes
    width: int
    height: int
    full_width: int
    full_height: int
    pts: int | None
    index: int | None
    time_base: Fraction | None
    sha256: str
    planes: str = ""


@dataclass(frozen=True)
class FrameIndex:
    """Every frame of a video in the order shown, `pts` and `key` in step. `end`: the PTS at which the last one ends."""

    sha256: str
    stream: int
    time_base: Fraction
    pts: tuple[int, ...]
    key: tuple[bool, ...]
    end: int

    @cached_property
    def ordered(self) -> bool:
        """False where PTS repeat or go back: then a time names no frame, only its index does."""
        return all(a < b for a, b in pairwise(self.pts))

    def at_or_before(self, time: Fraction) -> int:
        """The index of the frame on screen at `time` seconds: the greatest PTS <= it; before the first, the first.

        Raises MediaError past the end, and where PTS repeat or go back.
        """
        self._need_order()
        ticks = time / self.time_base
        if ticks >= self.end:
            raise refusal(Reason.PAST_END)
        return max(0, bisect_right(self.pts, ticks) - 1)

    def of(self, pts: int) -> int:
        """The index of the frame with exactly this PTS. Raises MediaError naming the nearest where no frame has it."""
        self._need_order()
        place = bisect_left(self.pts, pts)
        if place < len(self.pts) and self.pts[place] == pts:
            return place
        raise refusal(Reason.NO_SUCH_PTS, pts, self.pts[self.nearest(pts)])

    def nearest(self, pts: int) -> int:
        """The index of the frame whose PTS is nearest; of two equally near, the earlier."""
        return min(range(len(self.pts)), key=lambda i: (abs(self.pts[i] - pts), i))

    def _need_order(self) -> None:
        if not self.ordered:
            raise refusal(Reason.TIMES_BROKEN)
