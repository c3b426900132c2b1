"""What every way of extracting frames must do; two of them stand behind it, `av_source` and `opencv_source`."""

from __future__ import annotations

from typing import Protocol

from moderator.media.index import Index
from moderator.media.values import Pixels


class Unproven(Exception):
    """The place that was reached is not provably the one that was asked for. Whoever asked must go another way."""


class FrameSource(Protocol):
    def picture(self, index: Index, number: int, size: tuple[int, int]) -> Pixels:
        """RGB of the frame with this number in `index`, at `size` (width, height), not turned.

        Raises Unproven where the decoder does not stand, by its PTS, on the frame that was asked for.
        """
        ...

    def close(self) -> None:
        """Lets go of the file."""
        ...
