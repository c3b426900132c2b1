"""Moving through the video in a pane: step, seek, jump, and play, slower and faster, both ways."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.ahead import Ahead, request_of
from ui.frames import Picture
from ui.models.timeline import Axis
from ui.playing import Playing

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shown import Shown
    from ui.sound import Sound

FASTEST, SLOW, SLOWEST = Fraction(8), Fraction(1, 2), Fraction(1, 4)
"""Times the video's own pace."""
LEAP = 5
"""Seconds of the longer jump."""
SIDE = "evidence"


class Player(QObject):
    """Playing, a frame is first decoded and then shown: what is shown is always what can be taken as an exhibit."""

    changed = Signal()
    """Another video, or another speed"""

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        now: Callable[[], float] = time.monotonic,
        side: str = SIDE,
        sound: Sound | None = None,
    ) -> None:
        """Without `sound` it is silent, as where another player is the one that is heard."""
        super().__init__(parent)
        self._session, self._now, self.side = session, now, side
        self.axis: Axis | None = None
        self.speed = Fraction(0)
        """Times the video's own pace; negative: backwards, 0: standing."""
        self.loop: tuple[int, int] | None = None
        """First and last frame of what is played over and over."""
        self._sha256 = ""
        self._scrubbed = self._wanted = -1
        self._ahead = Ahead(session, side, self)
        self._playing = Playing(session, side, now, sound, self)
        self._playing.due.connect(self._show)
        self._playing.ended.connect(self.pause)
        self._playing.broken.connect(self._broken)
        session.shown_changed.connect(self._shown_changed)
        session.index_ready.connect(self._index_ready)
        session.case_opened.connect(self._case_opened)
        self._shown_changed(side, self.shown)

    # --- which video ----------------------------------------------------------------------------------------------

    @property
    def shown(self) -> Shown | None:
        """The video in the pane, None if there is something else."""
        shown = self._session.shown[self.side]
        return shown if shown is not None and shown.is_video else None

    @property
    def number(self) -> int:
        """The frame that is shown, counted from 0."""
        return (self.shown.index or 0) if self.shown is not None else 0

    def _case_opened(self, _opened: object) -> None:
        if self.shown is None:
            self._turn_to("")

    def _shown_changed(self, side: str, shown: Shown | None) -> None:
        if side != self.side:
            return
        self._turn_to(shown.item.sha256 if shown is not None and shown.is_video else "")
        if not self.speed:  # playing fetches for itself
            self._ahead.moved(self.number, self.axis, standing=True)

    def _index_ready(self, sha256: str, _index: object) -> None:
        if sha256 == self._sha256:
            self._turn_to(sha256)

    def _turn_to(self, sha256: str) -> None:
        index = self._session.indexes.get(sha256)
        axis = Axis(index) if index is not None and index.pts else None
        same = sha256 == self._sha256 and (axis is None) == (self.axis is None)
        if same:
            return
        self._sha256, self.axis = sha256, axis
        self._set_loop(None)
        self._halt()
        self.changed.emit()

    # --- seeking --------------------------------------------------------------------------------------------------

    def seek(self, number: int) -> None:
        """Shows this frame, or the nearest that there is; playing goes on from there."""
        shown, axis = self.shown, self.axis
        if shown is None or axis is None:
            return
        self._end_scrub()
        number = min(max(number, 0), axis.count - 1)
        if self.loop is not None and not self.loop[0] <= number <= self.loop[1]:
            self.end_loop()
        self._session.show(self.side, shown.item.id, index=number)
        if self.speed:
            self._run(self.speed)

    def scrub(self, number: int) -> None:
        """Shows this frame as soon as it is decoded; of frames asked for meanwhile only the last is decoded next."""
        self._wanted = number
        if self.axis is not None and self._scrubbed < 0:
            self._scrub_on(self.axis)

    def _scrub_on(self, axis: Axis) -> None:
        self._scrubbed, self._wanted = self._wanted, -1
        request = request_of(self._sha256, axis, self._scrubbed)
        self._session.frames.fetch(request, self._scrub_shown, self._broken, key=f"{self.side} scrub", urgent=True)

    def _scrub_shown(self, _picture: Picture) -> None:
        shown, axis, number = self.shown, self.axis, self._scrubbed
        self._scrubbed = -1
        if shown is None or axis is None:
            return
        self._session.show(self.side, shown.item.id, index=number)
        if self._wanted >= 0:
            self._scrub_on(axis)

    def _end_scrub(self) -> None:
        self._scrubbed = self._wanted = -1
        self._session.tasks.cancel(f"{self.side} scrub")

    def step(self, frames: int) -> None:
        """So many frames on or back; stops playing."""
        self.pause()
        self.seek(self.number + frames)

    def jump(self, seconds: Fraction | int) -> None:
        """To the frame on screen so much later or earlier, at least one further; playing goes on from there."""
        axis = self.axis
        if axis is None or self.shown is None:
            return
        number = axis.at(axis.time(self.number) + seconds)
        self.seek(max(number, self.number + 1) if seconds > 0 else min(number, self.number - 1))

    def second_on(self) -> None:
        self.jump(1)

    def second_back(self) -> None:
        self.jump(-1)

    def seconds_on(self) -> None:
        self.jump(LEAP)

    def seconds_back(self) -> None:
        self.jump(-LEAP)

    def next_frame(self) -> None:
        self.step(1)

    def previous_frame(self) -> None:
        self.step(-1)

    # --- playing --------------------------------------------------------------------------------------------------

    def play_or_pause(self) -> None:
        if self.speed:
            self.pause()
        else:
            self._start(Fraction(1))

    def forward(self) -> None:
        """Plays; faster each time."""
        self._start(min(self.speed * 2, FASTEST) if self.speed > 0 else Fraction(1))

    def backward(self) -> None:
        """Plays backwards; faster each time."""
        self._start(max(self.speed * 2, -FASTEST) if self.speed < 0 else Fraction(-1))

    def slower(self) -> None:
        """Half as fast, the same way; where it stands, forwards at half the pace."""
        speed = self.speed / 2 if self.speed else SLOW
        self._start(speed if abs(speed) >= SLOWEST else self.speed)

    def faster(self) -> None:
        """Twice as fast, the same way; where it stands, it plays."""
        speed = self.speed * 2 if self.speed else Fraction(1)
        self._start(speed if abs(speed) <= FASTEST else self.speed)

    def pause(self) -> None:
        if self.speed:
            self._halt()
            self.changed.emit()
            self._ahead.moved(self.number, self.axis, standing=True)

    def start_loop(self, first: int, last: int) -> None:
        """Plays from one frame to another, both included, over and over; going elsewhere ends it."""
        self._set_loop((first, last))
        self.seek(first)
        self._run(Fraction(1))
        self.changed.emit()

    def end_loop(self) -> None:
        """Playing goes on past the end."""
        if self.loop is not None:
            self._set_loop(None)
            self.changed.emit()

    def dropping(self) -> tuple[int, int] | None:
        """How many of how many frames were shown in the last second, where the machine is too slow for all."""
        return self._playing.pace.dropping(self._now()) if self.speed else None

    def _set_loop(self, ends: tuple[int, int] | None) -> None:
        self.loop = ends
        self._playing.set_loop(ends)

    def _start(self, speed: Fraction) -> None:
        axis = self.axis
        if axis is None or speed == self.speed:
            return
        if speed > 0 and self.number >= axis.count - 1:
            self.seek(0)
        self._run(speed)
        self.changed.emit()

    def _run(self, speed: Fraction) -> None:
        self.speed = speed
        if self.axis is not None:
            self._ahead.stop()
            self._playing.begin(self._sha256, self.axis, self.number, speed)

    def _halt(self) -> None:
        self.speed = Fraction(0)
        self._end_scrub()
        self._ahead.stop()
        self._playing.halt()

    def _show(self, number: int) -> None:
        shown = self.shown
        if shown is not None:
            self._session.show(self.side, shown.item.id, index=number)

    def _broken(self, error: Exception) -> None:
        self.pause()
        self._end_scrub()
        self._session.failed(error)
