"""Times as people and verdicts write them, read exactly."""

from __future__ import annotations

import re
from fractions import Fraction

from moderator.errors import UsageError

_SECONDS = re.compile(r"(\d{1,12})(\.\d{1,30})?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,9}):([0-5]\d):([0-5]\d)(\.\d{1,30})?", re.ASCII)
_TICKS = re.compile(r"(-?\d{1,19})@(\d{1,10})/(\d{1,10})", re.ASCII)


def parse_time(text: str) -> Fraction:
    """Seconds from PTS 0, exactly, out of "SECONDS[.fraction]", "H:MM:SS[.fraction]" or "PTS@NUM/DEN".

    Raises UsageError where the text is none of the three.
    """
    if match := _SECONDS.fullmatch(text):
        return Fraction(text)
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds, rest = match.groups()
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds + (rest or ""))
    if match := _TICKS.fullmatch(text):
        pts, numerator, denominator = (int(part) for part in match.groups())
        if numerator and denominator:
            return pts * Fraction(numerator, denominator)
    raise UsageError(f"“{text}” is no time: write SECONDS[.fraction], H:MM:SS[.fraction] or PTS@NUM/DEN.")


def format_time(pts: int, time_base: Fraction) -> str:
    """The time of a frame for reading, to the nearest millisecond: "0:22.433", "1:02:03.500", "-0:00.040".

    It is rounded: a frame is named by its PTS and time base, never by this.
    """
    milliseconds = round(pts * time_base * 1000)
    seconds, thousandths = divmod(abs(milliseconds), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if milliseconds < 0 else ""
    clock = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{sign}{clock}:{seconds:02}.{thousandths:03}"
