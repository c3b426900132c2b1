"""The frames around the one that is shown, fetched before somebody steps there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.frames import FrameRequest, Picture
from ui.models.timeline import Axis
from ui.prefetch import PANE

if TYPE_CHECKING:
    from ui.session import Session

NEAR = (1, -1, 2, -2)
"""Which neighbours of a frame are fetched, in this order."""
REST = 120
"""Milliseconds after a jump before its neighbours are fetched: while somebody drags, they would only be in the way."""


def request_of(sha256: str, axis: Axis, number: int) -> FrameRequest:
    """As panes ask for it: by PTS, and by number alone where the times of the video repeat or go back."""
    if axis.index.ordered:
        return FrameRequest(sha256, pts=axis.index.pts[number], size=PANE)
    return FrameRequest(sha256, index=number, size=PANE)


class Ahead(QObject):
    """Told of every move in the video of one pane."""

    def __init__(self, session: Session, side: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._side = session, side
        self._number = -1
        self._axis: Axis | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._fetch)

    def moved(self, number: int, axis: Axis | None, *, standing: bool) -> None:
        """The frame that is shown now; `standing`: the video does not play."""
        by, self._number, self._axis = abs(number - self._number), number, axis
        if axis is None or not standing:
            return
        if by <= max(NEAR):
            self._fetch()
        else:
            self._rest.start()

    def stop(self) -> None:
        """Whatever comes next is more urgent."""
        self._rest.stop()

    def _fetch(self) -> None:
        shown = self._session.shown[self._side]
        if self._axis is None or shown is None or shown.pts is None:
            return
        for by in NEAR:
            number = self._number + by
            if 0 <= number < self._axis.count:
                request = request_of(shown.item.sha256, self._axis, number)
                self._session.frames.fetch(request, self._kept, self._not_kept, key=f"{self._side} near {by}")

    def _kept(self, _picture: Picture) -> None:
        """The cache has it."""

    def _not_kept(self, _error: Exception) -> None:
        """Whoever steps there is told."""
