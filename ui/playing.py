"""Playing: frames are decoded ahead of their time and each is shown when it is due; what cannot be is dropped.

Time is that of the sound while there is sound, else of the clock. It never waits for a picture.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ui.ahead import request_of
from ui.models.pace import Pace
from ui.models.timeline import Axis

if TYPE_CHECKING:
    from ui.frames import Picture
    from ui.session import Session
    from ui.sound import Sound

DEPTH = 8
"""Frames that are decoded before they are due: what one frame takes too long for, the others have saved."""
SHOWN_A_SECOND = 60
"""As many as a display shows: of a film that plays faster the others are not even asked for."""
PAINTED = 0.006
"""Seconds from when a frame is handed to the window to when it stands there: so much earlier it is handed over."""
LEAST = 0.02
"""Seconds. While frames come late, the next is one that is due when it will have been decoded; that takes so long at
least, and as long as the last ones did."""


class Playing(QObject):
    """One run through a video: from `begin` to `halt`, at one speed."""

    due = Signal(int)
    """The frame with this number is decoded and its time has come"""
    ended = Signal()
    """There is nothing further that way"""
    broken = Signal(object)
    """The exception that says why a frame cannot be shown"""

    def __init__(
        self, session: Session, side: str, now: Callable[[], float], sound: Sound | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._now, self._sound = session, now, sound
        self._key = f"{side} play"
        self.pace = Pace()
        self._axis: Axis | None = None
        self._sha256 = ""
        self._speed = Fraction(0)
        self._anchor = (0.0, Fraction(0))
        self._shown = self._head = 0
        self._ready: deque[int] = deque()
        self._asked = False
        self._asked_at, self._takes = 0.0, LEAST
        self._loop: tuple[int, int] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._show)

    def begin(self, sha256: str, axis: Axis, number: int, speed: Fraction) -> None:
        """Plays on from a frame that is shown."""
        self.halt()
        self._sha256, self._axis, self._speed = sha256, axis, speed
        self._shown = self._head = number
        self.pace.begin(self._now())
        self._set_off(self._now(), number)
        self._fetch()

    def halt(self) -> None:
        """Nothing is shown or heard any more."""
        self._axis = None
        self._timer.stop()
        self._ready.clear()
        self._asked = False
        self._session.tasks.cancel(self._key)
        if self._sound is not None:
            self._sound.stop()

    def set_loop(self, ends: tuple[int, int] | None) -> None:
        """The first and last frame between which it goes round and round."""
        self._loop = ends

    @property
    def time(self) -> Fraction:
        """The moment of the film that it is now."""
        began, first = self._anchor
        now = self._now()
        heard = self._sound.heard() if self._sound is not None and self._speed == 1 and now >= began else None
        if heard is not None:
            self._anchor = now, heard
            return heard
        return first + Fraction(now - began) * self._speed

    # --- fetching -------------------------------------------------------------------------------------------------

    def _set_off(self, moment: float, number: int) -> None:
        """From `moment` on time goes on from the frame with that number, and so does the sound."""
        assert self._axis is not None
        self._anchor = moment, self._axis.time(number)
        if self._sound is not None and self._speed == 1:
            self._sound.follow(self._sha256, self._axis.time(number), self._axis.end, moment)

    def _fetch(self) -> None:
        """Decodes the next frame that can be shown in time, up to DEPTH of them; frames between are dropped."""
        axis = self._axis
        if axis is None or self._asked or len(self._ready) >= DEPTH:
            return
        number = self._next(axis)
        if number is None:
            if not self._ready:
                self.ended.emit()
            return
        self._head, self._asked, self._asked_at = number, True, time.perf_counter()
        request = request_of(self._sha256, axis, number)
        self._session.frames.fetch(request, self._decoded, self.broken.emit, key=self._key, urgent=True)

    def _next(self, axis: Axis) -> int | None:
        """The number of the frame to decode now; None where none follows the last."""
        forward = self._speed > 0
        step, last = (1, axis.count - 1) if forward else (-1, 0)
        if self._loop is not None:
            if self._head == self._loop[1 if forward else 0]:
                return None if self._ready else self._wrap(axis, self._loop)
            last = self._loop[1 if forward else 0]
        elif self._head == last:
            return None
        number = self._head + step
        if abs(self._speed) > 1:
            number = self._further(number, axis.at(axis.time(self._head) + self._speed / SHOWN_A_SECOND))
        due = axis.at(self.time)
        if number != due and self._further(number, due) == due:
            number = self._further(due, axis.at(self.time + Fraction(self._takes) * self._speed))
        return min(number, last) if forward else max(number, last)

    def _further(self, one: int, other: int) -> int:
        """That of two frames which comes later as it plays now."""
        return max(one, other) if self._speed > 0 else min(one, other)

    def _wrap(self, axis: Axis, ends: tuple[int, int]) -> int:
        """The frame at which the loop begins anew, due when the one before it was on screen for its time."""
        began, first = self._anchor
        if self._speed > 0:
            start, over = ends[0], axis.time(ends[1] + 1) if ends[1] + 1 < axis.count else axis.end
        else:
            start, over = ends[1], axis.time(ends[0])
        self._shown = start
        self._set_off(max(self._now(), began + float((over - first) / self._speed)), start)
        return start

    def _decoded(self, _picture: Picture) -> None:
        if self._axis is None:
            return
        self._asked = False
        took = time.perf_counter() - self._asked_at
        self._takes = max(LEAST, 0.8 * self._takes + 0.2 * took)
        self._ready.append(self._head)
        if len(self._ready) == 1 and self._until(self._head) <= 0:
            self._show()
            return
        self._arm()
        self._fetch()

    # --- showing --------------------------------------------------------------------------------------------------

    def _arm(self) -> None:
        if self._axis is not None and self._ready and not self._timer.isActive():
            self._timer.start(max(0, round((self._until(self._ready[0]) - PAINTED) * 1000)))

    def _until(self, number: int) -> float:
        """Seconds until the frame is due; negative where it should be there already."""
        assert self._axis is not None
        return float((self._axis.time(number) - self.time) / self._speed)

    def _show(self) -> None:
        """Shows the frame whose time has come; of several only the last."""
        if self._axis is None or not self._ready:
            return
        number = self._ready.popleft()
        while self._ready and self._until(self._ready[0]) <= 0:
            number = self._ready.popleft()
        self.pace.shown(self._now(), abs(number - self._shown) or 1)
        self._shown = number
        self.due.emit(number)
        self._arm()
        self._fetch()
