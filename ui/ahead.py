"""The frames where somebody is going, fetched before they get there: the group of pictures around a place after a
jump, the ones after it going forward, the ones before it going back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.frames import FrameRequest
from ui.models.timeline import Axis
from ui.prefetch import PANE
from ui.runs import Run, Runs, runs_of

if TYPE_CHECKING:
    from ui.session import Session

STEP = 2
"""Frames from one picture to the next by which somebody still goes along the film, and does not jump."""
LOW = 30
"""Frames that shall lie ready where somebody is going: a second with the key held down, more than a group takes."""
LEAST, MOST = 30, 120
"""How many are fetched in one go: whole groups of pictures, since each is decoded from its key frame on."""
NEAR = 4
"""Neighbours that are fetched on both sides after a jump, if they are key frames all."""
SHARE = 4
"""The part of the cache that one run may fill: what was just seen and what comes next need room besides."""
REST = 120
"""Milliseconds after a jump before its neighbours are fetched: while somebody drags, they would only be in the way."""

Has = Callable[[int], bool]
"""Whether the frame with this number need not be fetched."""
Ends = tuple[int, int]
"""First and last number of a run, in the order in which they are to come."""


def request_of(sha256: str, axis: Axis, number: int) -> FrameRequest:
    """As panes ask for it: by PTS, and by number alone where the times of the video repeat or go back."""
    return Run(sha256, axis, number, number).request(number)


def after(axis: Axis, number: int, has: Has, most: int) -> Ends | None:
    """What to fetch for somebody who goes forward; None where enough lies ready."""
    low = min(LOW, most)
    first = next((n for n in range(number + 1, min(number + low, axis.count - 1) + 1) if not has(n)), None)
    if first is None:
        return None
    last, key = first, axis.index.key
    while last + 1 < axis.count and last + 1 - first < most and not (last + 1 - first >= LEAST and key[last + 1]):
        last += 1
    return first, last


def before(axis: Axis, number: int, has: Has, most: int) -> Ends | None:
    """The same for somebody who goes back: the nearest first, down to a key frame, since what is decoded on the way
    to the nearest is there already."""
    low = min(LOW, most)
    first = next((n for n in range(number - 1, max(number - low, 0) - 1, -1) if not has(n)), None)
    if first is None:
        return None
    last, key = first, axis.index.key
    while last > 0 and first + 1 - last < most and not (first + 1 - last >= LEAST and key[last]):
        last -= 1
    return first, last


def around(axis: Axis, number: int, has: Has, most: int) -> Ends | None:
    """The group of pictures that the frame is in, without what is there of it at both ends."""
    key, half = axis.index.key, max(most // 2, 1)
    first = last = number
    while first > 0 and number - first < half and not (key[first] and number - first >= NEAR):
        first -= 1
    while last + 1 < axis.count and last - number < half and not (key[last + 1] and last - number >= NEAR):
        last += 1
    missing = [n for n in range(first, last + 1) if not has(n)]
    return (missing[0], missing[-1]) if missing else None


class Ahead(QObject):
    """Told of every move in the video of one pane."""

    def __init__(self, session: Session, side: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._side = session, side
        self._number = -1
        self._axis: Axis | None = None
        self._way = 0
        """1: somebody goes forward, -1: back, 0: neither"""
        self._found: Runs | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._fetch)

    def moved(self, number: int, axis: Axis | None, *, standing: bool) -> None:
        """The frame that is shown now; `standing`: the video does not play."""
        by = number - self._number if axis is self._axis else 0
        self._number, self._axis = number, axis
        if axis is None:
            self.stop()
            return
        if 0 < abs(by) <= STEP:
            self._way = 1 if by > 0 else -1
            self._rest.stop()
            self._drop_unwanted()
            self._fetch()
            return
        self._way = 0
        self._drop_unwanted()
        if standing:
            self._rest.start()

    def stop(self) -> None:
        """Whatever comes next is more urgent."""
        self._rest.stop()
        if self._found is not None:
            self._found.drop(self._side)

    @property
    def _runs(self) -> Runs:
        """Made with the first film, and not before."""
        if self._found is None:
            self._found = runs_of(self._session)
            self._found.ended.connect(self._again)
        return self._found

    def _again(self) -> None:
        """A run is over, perhaps early: there may be more to fetch."""
        if self._axis is not None and not self._rest.isActive() and self._way:
            self._fetch()

    def _drop_unwanted(self) -> None:
        """Ends what was begun for another direction, or another place."""
        if self._axis is None:
            return
        coming, here, way = self._runs.coming(self._side, self._axis), self._number, self._way
        near = range(here + way, here + way * (LOW + 1), way) if way else range(here, here + 1)
        if not any(number in coming for number in near):
            self._runs.drop(self._side)

    def _fetch(self) -> None:
        shown, axis = self._session.shown[self._side], self._axis
        if axis is None or shown is None or shown.pts is None:
            return
        runs, number, sha256 = self._runs, self._number, shown.item.sha256
        here = Run(sha256, axis, number, number)

        def has(other: int) -> bool:
            return runs.has(self._side, here, other)

        ends = {1: after, -1: before, 0: around}[self._way](axis, number, has, self._most(here))
        if ends is not None:
            runs.want(self._side, Run(sha256, axis, *ends))

    def _most(self, here: Run) -> int:
        """How many frames of this film a run may have, by the size of the one that is shown."""
        cache = self._session.frame_cache
        shown = cache.peek(here.request(here.first))
        each = int(shown.pixels.nbytes) if shown is not None else PANE * PANE * 3
        return min(max(cache.limit // SHARE // each, 2), MOST)
