"""What the sound device is fed: samples where they belong, silence everywhere else; and what is heard just now.

The device calls from a thread of its own, so everything here is under one lock and takes next to no time.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from fractions import Fraction

from moderator.domain.sound import RATE, SAMPLE_BYTES, Stretch, sample_at

KEPT = 24
"""Stretches that are kept, so that a short loop is heard again without being decoded again."""
LOOKED_BACK = 12
"""Calls of the device by which its clock is told: each comes a little late, the earliest of a quarter of a second does
not; and after that the new pace of a device that stumbled is known."""
GONE = 1.0
"""Seconds without a call after which the device is not there any more."""


class Feed:
    """`begin` says which moment of the film belongs to which of the clock; then the device's own pace counts."""

    def __init__(self, periods: int, now: Callable[[], float] = time.monotonic) -> None:
        """`periods`: how many times what it asks for the device holds."""
        self._periods, self._now = periods, now
        self._lock = threading.Lock()
        self._kept: deque[Stretch] = deque(maxlen=KEPT)
        self._begun: tuple[float, Fraction] | None = None
        self._then: tuple[float, Fraction] | None = None
        self._next: int | None = None
        self._late: deque[float] = deque(maxlen=LOOKED_BACK)
        self._delay = 0.0
        self._called: float | None = None
        self.silent = False
        """Whether nothing is to be heard for now, while time goes on."""

    # --- told by the window ---------------------------------------------------------------------------------------

    def fresh(self) -> None:
        """Another device: it has as long to ask for the first time as any has between two."""
        with self._lock:
            self._called = self._now()

    def begin(self, moment: float, film: Fraction) -> None:
        """At `moment` of the clock `film` seconds are to be heard, and what follows them from then on; until then what
        is heard now goes on."""
        with self._lock:
            if self._next is not None and moment > self._now():
                self._then = moment, film
            else:
                self._turn(moment, film)

    def _turn(self, moment: float, film: Fraction) -> None:
        self._begun, self._next, self._then = (moment, film), None, None
        self._late.clear()

    def stop(self) -> None:
        """From the next call on there is silence."""
        with self._lock:
            self._begun = self._next = self._then = None

    def clear(self) -> None:
        """Forgets all samples: another film."""
        with self._lock:
            self._kept.clear()

    def add(self, stretch: Stretch) -> None:
        with self._lock:
            self._kept.append(stretch)

    def lacks(self, sample: int) -> int:
        """The first sample from this one on that is not there."""
        with self._lock:
            for stretch in sorted(self._kept, key=lambda each: each.first):
                if stretch.first <= sample < stretch.end:
                    sample = stretch.end
        return sample

    def heard(self) -> Fraction | None:
        """The moment of the film that is heard now; None while the device has not asked for any of it, or is gone."""
        with self._lock:
            now = self._now()
            if self._next is None or self._then is not None or self._called is None or now - self._called > GONE / 4:
                return None
            return Fraction(now - min(self._late) - self._delay)

    def gone(self) -> bool:
        """Whether the device has ceased to ask."""
        with self._lock:
            return self._called is not None and self._now() - self._called > GONE

    # --- asked by the device --------------------------------------------------------------------------------------

    def pull(self, count: int) -> bytes:
        """`count` samples to be heard next."""
        with self._lock:
            now = self._called = self._now()
            self._delay = (self._periods - 1) * count / RATE
            if self._then is not None and now + self._delay >= self._then[0]:
                self._turn(*self._then)
            if self._begun is None:
                return bytes(count * SAMPLE_BYTES)
            if self._next is None:
                moment, film = self._begun
                self._next = sample_at(film + Fraction(now + self._delay - moment))
            self._late.append(now - self._next / RATE)
            first, self._next = self._next, self._next + count
            return bytes(count * SAMPLE_BYTES) if self.silent else self._cut(first, count)

    def _cut(self, first: int, count: int) -> bytes:
        heard = bytearray(count * SAMPLE_BYTES)
        for stretch in self._kept:
            start, end = max(stretch.first, first), min(stretch.end, first + count)
            if start < end:
                inside = stretch.pcm[(start - stretch.first) * SAMPLE_BYTES : (end - stretch.first) * SAMPLE_BYTES]
                heard[(start - first) * SAMPLE_BYTES : (end - first) * SAMPLE_BYTES] = inside
        return bytes(heard)
