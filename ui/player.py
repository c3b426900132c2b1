"""Moving through the video in a pane: step, seek, and play at its own pace, dropping frames if need be."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ui.ahead import Ahead, request_of
from ui.frames import Picture
from ui.models.timeline import Axis

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shown import Shown

FASTEST = 8
"""Times the video's own pace."""
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
    ) -> None:
        super().__init__(parent)
        self._session, self._now, self.side = session, now, side
        self.axis: Axis | None = None
        self.speed = 0
        """Times the video's own pace; negative: backwards, 0: standing."""
        self.loop: tuple[int, int] | None = None
        """First and last frame of what is played over and over."""
        self._sha256 = ""
        self._anchor = (0.0, Fraction(0))
        self._coming = 0
        self._scrubbed = self._wanted = -1
        self._ahead = Ahead(session, side, self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._show_coming)
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
        self._ahead.moved(self.number, self.axis, standing=not self.speed)

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
        self.loop = None
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

    def next_frame(self) -> None:
        self.step(1)

    def previous_frame(self) -> None:
        self.step(-1)

    # --- playing --------------------------------------------------------------------------------------------------

    def play_or_pause(self) -> None:
        if self.speed:
            self.pause()
        else:
            self._start(1)

    def forward(self) -> None:
        """Plays; faster each time."""
        self._start(min(self.speed * 2, FASTEST) if self.speed > 0 else 1)

    def backward(self) -> None:
        """Plays backwards; faster each time."""
        self._start(max(self.speed * 2, -FASTEST) if self.speed < 0 else -1)

    def pause(self) -> None:
        if self.speed:
            self._halt()
            self.changed.emit()
            self._ahead.moved(self.number, self.axis, standing=True)

    def start_loop(self, first: int, last: int) -> None:
        """Plays from one frame to another, both included, over and over; going elsewhere ends it."""
        self.loop = (first, last)
        self.seek(first)
        self._run(1)
        self.changed.emit()

    def end_loop(self) -> None:
        """Playing goes on past the end."""
        if self.loop is not None:
            self.loop = None
            self.changed.emit()

    def _start(self, speed: int) -> None:
        axis = self.axis
        if axis is None:
            return
        if speed > 0 and self.number >= axis.count - 1:
            self.seek(0)
        self._run(speed)
        self.changed.emit()

    def _run(self, speed: int) -> None:
        self.speed = speed
        if self.axis is not None:
            self._anchor = (self._now(), self.axis.time(self.number))
            self._fetch_next()

    def _halt(self) -> None:
        self.speed = 0
        self._end_scrub()
        self._ahead.stop()
        self._timer.stop()
        self._session.tasks.cancel(f"{self.side} play")

    def _fetch_next(self) -> None:
        """Decodes the frame that is due by the clock, at least one further; frames between are dropped."""
        axis = self.axis
        if axis is None or not self.speed:
            return
        began, first = self._anchor
        due = axis.at(first + Fraction(self._now() - began) * self.speed)
        number = max(due, self.number + 1) if self.speed > 0 else min(due, self.number - 1)
        if self.loop is not None and not self.loop[0] <= number <= self.loop[1]:
            number = self._wrap(axis, self.loop)
        elif not 0 <= self.number + (1 if self.speed > 0 else -1) < axis.count:
            self.pause()
            return
        self._coming = min(max(number, 0), axis.count - 1)
        request = request_of(self._sha256, axis, self._coming)
        self._session.frames.fetch(request, self._decoded, self._broken, key=f"{self.side} play", urgent=True)

    def _wrap(self, axis: Axis, ends: tuple[int, int]) -> int:
        """The frame at which the loop begins anew, due when the one before it was on screen for its time."""
        began, first = self._anchor
        if self.speed > 0:
            start, over = ends[0], axis.time(ends[1] + 1) if ends[1] + 1 < axis.count else axis.end
        else:
            start, over = ends[1], axis.time(ends[0])
        self._anchor = (max(self._now(), began + float((over - first) / self.speed)), axis.time(start))
        return start

    def _decoded(self, _picture: Picture) -> None:
        """Shows the frame when its time has come."""
        axis = self.axis
        if axis is None or not self.speed:
            return
        began, first = self._anchor
        due = began + float((axis.time(self._coming) - first) / self.speed)
        self._timer.start(max(0, round((due - self._now()) * 1000)))

    def _show_coming(self) -> None:
        shown = self.shown
        if shown is not None and self.speed:
            self._session.show(self.side, shown.item.id, index=self._coming)
            self._fetch_next()

    def _broken(self, error: Exception) -> None:
        self.pause()
        self._end_scrub()
        self._session.failed(error)
