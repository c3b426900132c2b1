"""Runs of frames on their way into the cache: fetched ahead of somebody, one run at a time, and let go of at any frame.

One at a time for all panes together: each holds a thread of the media lane and a worker, and others need those too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from moderator.errors import Cancelled, ModeratorError
from ui.frames import FrameCache, FrameRequest, Picture, PictureSource
from ui.models.timeline import Axis
from ui.prefetch import PANE

if TYPE_CHECKING:
    from ui.session import Session
    from ui.tasks import Job, Tasks

LOST = 100_000
"""Frames that could not be had are not asked for again; of so many they are forgotten."""


@dataclass(frozen=True, eq=False)
class Run:
    """Frames `first` to `last` of a video, both included; where `last` is less than `first` they come backwards."""

    sha256: str
    axis: Axis
    first: int
    last: int

    @property
    def numbers(self) -> range:
        """In the order in which they come."""
        return range(self.first, self.last + 1) if self.first <= self.last else range(self.first, self.last - 1, -1)

    def request(self, number: int) -> FrameRequest:
        """A frame as panes ask for it: by PTS, by number alone where the times of the video repeat or go back."""
        if self.axis.index.ordered:
            return FrameRequest(self.sha256, pts=self.axis.index.pts[number], size=PANE)
        return FrameRequest(self.sha256, index=number, size=PANE)

    def read(self, media: PictureSource, told: Callable[[Picture], bool]) -> None:
        """Decodes it, each frame handed to `told`; in the media lane only. Raises MediaError."""
        start = self.request(self.first)
        media.frames(
            self.sha256, told, count=len(self.numbers), pts=start.pts, index=start.index, max_size=(PANE, PANE),
            back=self.last < self.first,
        )  # fmt: skip


class Runs(QObject):
    """Who asks is named, as a pane is: each has one run that is under way, or one that is next, or both."""

    ended = Signal()
    """A run is over, to its end or not: somebody may want another one now"""
    _came = Signal(object, object)
    """Run, Picture: from the lane's thread"""

    def __init__(
        self, media: Callable[[], PictureSource], tasks: Tasks, cache: FrameCache, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._media, self._tasks, self._cache = media, tasks, cache
        self._wishes: dict[str, Run] = {}
        self._who = ""
        self._run: Run | None = None
        self._job: Job | None = None
        self._got, self._asked = 0, cache.cleared
        self._lost: set[tuple[str, int]] = set()
        self._came.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def want(self, who: str, run: Run) -> None:
        """Fetches that run as soon as the one under way is over; a newer wish of the same pane takes its place."""
        self._wishes[who] = run
        self._next()

    def drop(self, who: str) -> None:
        """Nothing is wanted there any more: what is under way for it ends with the frame that is being decoded."""
        self._wishes.pop(who, None)
        if self._job is not None and self._who == who:
            self._job.halt()

    def coming(self, who: str, axis: Axis) -> range:
        """The frames of that film that are being fetched for that pane, still wanted, and not here yet."""
        run = self._run
        if run is None or self._who != who or run.axis is not axis or self._job is None or self._job.stop():
            return range(0)
        return run.numbers[self._got :]

    def has(self, who: str, run: Run, number: int) -> bool:
        """Whether a frame need not be asked for: it is kept, it is on its way, or it cannot be had."""
        if number in self.coming(who, run.axis):
            return True
        return (run.sha256, number) in self._lost or run.request(number) in self._cache

    def _next(self) -> None:
        if self._job is not None or not self._wishes:
            return
        self._who = next(iter(self._wishes))
        run = self._run = self._wishes.pop(self._who)
        self._got, self._asked = 0, self._cache.cleared
        media, came = self._media, self._came

        def work(stop: Callable[[], bool], _progress: object) -> None:
            def told(picture: Picture) -> bool:
                came.emit(run, picture)
                return not stop()

            run.read(media(), told)

        self._job = self._tasks.run("media", work, self._over, self._failed)

    def _keep(self, run: Run, picture: Picture) -> None:
        ordered = run.axis.index.ordered
        name = FrameRequest(
            run.sha256, pts=picture.pts if ordered else None, index=None if ordered else picture.index, size=PANE
        )
        if name not in self._cache and self._asked == self._cache.cleared:
            self._cache.put(name, picture)
        if run is self._run:
            self._got += 1

    def _over(self, _nothing: None = None) -> None:
        """What was given is not what the axis says where the film turned out to be another on the way."""
        run, self._job = self._run, None
        if run is not None and self._asked == self._cache.cleared:
            given = run.numbers[: max(self._got, 1)]
            self._give_up(run, [number for number in given if run.request(number) not in self._cache])
        self._then()

    def _failed(self, error: Exception) -> None:
        run, self._job = self._run, None
        if isinstance(error, Cancelled):
            pass  # it was dropped before it had begun
        elif isinstance(error, ModeratorError) and run is not None:
            # Whoever steps there is told; here it is only not asked for again.
            self._give_up(run, run.numbers[self._got :])
        else:
            self._tasks.broken.emit(error)
        self._then()

    def _give_up(self, run: Run, numbers: range | list[int]) -> None:
        if len(self._lost) + len(numbers) > LOST:
            self._lost.clear()
        self._lost.update((run.sha256, number) for number in numbers)

    def _then(self) -> None:
        self._run = None
        self._next()
        self.ended.emit()


def runs_of(session: Session) -> Runs:
    """The one of a session, made with its first video."""
    return session.findChild(Runs) or Runs(lambda: session.desk.media, session.tasks, session.frame_cache, session)
