"""The time axis of a video: which frame is on screen when, how its time is written, and what a typed place means."""

from __future__ import annotations

import re
from bisect import bisect_right
from fractions import Fraction
from typing import Protocol

HALF = Fraction(1, 2000)
"""Half of the millisecond to which times are shown."""


class Index(Protocol):
    """What the desk gives as a frame index: PTS and key flags of every frame, in the order shown; `end` in PTS."""

    @property
    def stream(self) -> int: ...
    @property
    def time_base(self) -> Fraction: ...
    @property
    def pts(self) -> tuple[int, ...]: ...
    @property
    def key(self) -> tuple[bool, ...]: ...
    @property
    def end(self) -> int: ...
    @property
    def ordered(self) -> bool: ...


class NoSuchPlace(ValueError):
    """What was typed names no frame; the message says why."""


class Axis:
    """The axis of one video, from its first frame to the end of its last; times are exact, in seconds."""

    def __init__(self, index: Index) -> None:
        if not index.pts:
            raise ValueError("a video without frames")
        self.index = index
        self.first = min(index.pts)
        self.last = max(index.end, max(index.pts) + 1)

    @property
    def count(self) -> int:
        return len(self.index.pts)

    @property
    def start(self) -> Fraction:
        return self.first * self.index.time_base

    @property
    def end(self) -> Fraction:
        return self.last * self.index.time_base

    @property
    def seconds(self) -> Fraction:
        return self.end - self.start

    def time(self, number: int) -> Fraction:
        """When the frame with this number begins to be shown."""
        return self.index.pts[number] * self.index.time_base

    def at(self, time: Fraction) -> int:
        """The number of the frame on screen at `time`: the greatest PTS <= it; before the first, the first.

        Where PTS repeat or go back no time names a frame, and the place is judged by counting.
        """
        if not self.index.ordered:
            share = (time - self.start) / self.seconds
            return min(max(int(share * self.count), 0), self.count - 1)
        return max(0, bisect_right(self.index.pts, time / self.index.time_base) - 1)

    def share(self, number: int) -> float:
        """Where on the axis, from 0 to 1, the frame begins."""
        if not self.index.ordered:
            return number / self.count
        return float((self.time(number) - self.start) / self.seconds)

    def share_of_pts(self, pts: int) -> float:
        """Where on the axis, from 0 to 1, a presentation time lies."""
        return min(max((pts - self.first) / (self.last - self.first), 0.0), 1.0)

    def under(self, share: float) -> int:
        """The number of the frame on screen at `share` of the axis, from 0 to 1."""
        exact = Fraction(min(max(share, 0.0), 1.0))
        if not self.index.ordered:
            return min(int(exact * self.count), self.count - 1)
        return self.at(self.start + exact * self.seconds)

    def place(self, text: str) -> int:
        """The number of the frame that was typed: "f673", "344576@1/15360", or a time, "0:22.4", "22.433", "1:02:03".

        Times are shown rounded to the millisecond, so a typed one reaches half of one further. Raises NoSuchPlace.
        """
        text = text.strip().lower()
        if match := _FRAME.fullmatch(text):
            number = int(match.group(1))
            if number >= self.count:
                raise NoSuchPlace(str(self.count))
            return number
        time = _ticks(text)
        if time is None:
            time = parsed(text) + HALF
        if time > self.end + 2 * HALF:  # half for the rounding of what was shown, half for what was added here
            raise NoSuchPlace(clock(self.end))
        return self.at(time)


_FRAME = re.compile(r"(?:f|frame|#)\s*(\d{1,9})", re.ASCII)
_TICKS = re.compile(r"(-?\d{1,18})@(\d{1,9})/(\d{1,9})", re.ASCII)
_TIME = re.compile(r"(?:(?:(\d{1,5}):)?(\d{1,5}):)?(\d{1,7})(?:[.,](\d{1,12}))?", re.ASCII)


def parsed(text: str) -> Fraction:
    """Seconds out of "22.433", "0:22.4" or "1:02:03.5". Raises NoSuchPlace where the text is no time."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise NoSuchPlace("")
    hours, minutes, seconds, rest = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole + Fraction(int(rest or 0), 10 ** len(rest or ""))


def _ticks(text: str) -> Fraction | None:
    match = _TICKS.fullmatch(text)
    if match is None or not int(match.group(2)) or not int(match.group(3)):
        return None
    return int(match.group(1)) * Fraction(int(match.group(2)), int(match.group(3)))


def clock(time: Fraction) -> str:
    """A time as it is read: "0:22.433", "1:02:03.500", to the nearest millisecond; a frame is named by its PTS."""
    milliseconds = round(time * 1000)
    seconds, thousandths = divmod(abs(milliseconds), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    front = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{'-' if milliseconds < 0 else ''}{front}:{seconds:02}.{thousandths:03}"


def length(time: Fraction) -> str:
    """A length in whole seconds, "0:25", as it stands on a thumbnail."""
    minutes, seconds = divmod(max(0, round(time)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
