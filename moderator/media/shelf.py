"""The frames that a decoder gave last, kept within a number of bytes, so that going back does not decode them again."""

from __future__ import annotations

from collections import OrderedDict

import av

MOST_FRAMES = 128


class Shelf:
    """By their numbers; the one that came last stays whatever it takes."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._frames: OrderedDict[int, tuple[av.VideoFrame, int]] = OrderedDict()
        self._bytes = self._each = 0

    def __contains__(self, number: int) -> bool:
        return number in self._frames

    def __getitem__(self, number: int) -> av.VideoFrame:
        return self._frames[number][0]

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def bytes(self) -> int:
        return self._bytes

    def put(self, number: int, frame: av.VideoFrame, before: int = 0) -> None:
        """Keeps a frame that stands so many before the one that is on the way to be decoded.

        One that would have to go before that is reached is not taken at all: the decoder writes over its memory while
        that is still at hand.
        """
        if before >= MOST_FRAMES or before * self._each > self._room:
            return
        self._drop(number)
        self._each = sum(plane.buffer_size for plane in frame.planes)
        self._frames[number] = (frame, self._each)
        self._bytes += self._each
        self._trim()

    def resize(self, room: int) -> None:
        self._room = room
        self._trim()

    def clear(self) -> None:
        self._frames.clear()
        self._bytes = 0

    def _trim(self) -> None:
        while len(self._frames) > 1 and (len(self._frames) > MOST_FRAMES or self._bytes > self._room):
            self._drop(next(iter(self._frames)))

    def _drop(self, number: int) -> None:
        _, size = self._frames.pop(number, (None, 0))
        self._bytes -= size
