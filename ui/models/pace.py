"""How well a video keeps its pace: how many of the frames that were due in the last second were shown."""

from __future__ import annotations

from collections import deque
from fractions import Fraction

WINDOW = 1.0
"""Seconds that are looked back."""
ENOUGH = 0.9
"""What share of the frames must be shown for nothing to be said."""
DISPLAYED = 60
"""Frames a second of which nobody sees more: playing fast may leave the others out."""


class Pace:
    """Told of each frame that is shown. Moments are in seconds and only grow."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._began = 0.0

    def begin(self, moment: float) -> None:
        """Playing begins: nothing was late yet."""
        self._seen.clear()
        self._began = moment

    def shown(self, moment: float, passed: int) -> None:
        """A frame is shown, `passed` frames after the one before it: 1 where none was dropped."""
        self._seen.append((moment, passed))
        while self._seen[0][0] <= moment - WINDOW:
            self._seen.popleft()

    def dropping(self, moment: float) -> tuple[int, int] | None:
        """How many frames of how many were shown in the last second; None where that is as it should be.

        In the first second of all nothing is said: a decoder that has to find its place is not slow.
        """
        if moment - self._began < WINDOW:
            return None
        recent = [passed for at, passed in self._seen if at > moment - WINDOW]
        due = sum(recent)
        return None if not recent or len(recent) >= ENOUGH * min(due, DISPLAYED * WINDOW) else (len(recent), due)


_PARTS = {Fraction(1, 2): "½", Fraction(1, 4): "¼"}


def speed_words(speed: Fraction) -> str:
    """A speed as it stands on the screen: "1 ×", "½ ×", "−¼ ×"; standing, the one that it would play at."""
    size = abs(speed) or Fraction(1)
    return f"{'−' if speed < 0 else ''}{_PARTS.get(size, str(size))} ×"
