"""Bringing a film to where another one is: the frame is decoded first, and shown when it is due."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.ahead import request_of

if TYPE_CHECKING:
    from ui.frames import Picture
    from ui.models.timeline import Axis
    from ui.session import Session

KEY = "tied"
LONGEST = 0.25
"""Seconds that decoding is taken to last at most when the next frame is chosen: the further on it lies, the longer it
takes, since all frames before it are decoded as well."""
WORTH = 1.0
"""Seconds before it is due that a frame may lie ready; beyond, the leader has gone elsewhere."""
SHARE = 0.3
"""What the last frame counts for in how long decoding takes."""


class Following(QObject):
    """At most one frame is on its way, so whoever leads has the workers; of those due meanwhile only the last is next.

    While the leader plays, the frame is chosen that will be due once it is decoded, and held back until then.
    """

    def __init__(
        self,
        session: Session,
        show: Callable[[int], None],
        soon: Callable[[float], int],
        parent: QObject,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`soon`: the frame that will be due in so many seconds, or when the leader shows its next one if later."""
        super().__init__(parent)
        self._session, self._show, self._soon, self._now = session, show, soon, now
        self._sha256 = ""
        self._axis: Axis | None = None
        self._here = self._due = 0
        self._way = 0
        self._coming = self._ready = -1
        self._for_later = False
        self._began = self._takes = 0.0

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self._coming = self._ready = -1
        self._session.tasks.cancel(KEY)

    def follow(self, sha256: str, axis: Axis, here: int, due: int, way: int) -> None:
        """The film shows `here` and should show `due`. `way`: 1 or -1 while the leader plays, 0 while it stands."""
        if sha256 != self._sha256 or axis is not self._axis or way * self._way < 0:
            self.stop()
        self._sha256, self._axis, self._here, self._due, self._way = sha256, axis, here, due, way
        if self._ready >= 0:
            self._use(self._ready)
        self._fetch()

    def _use(self, number: int) -> None:
        """A frame that was decoded early is shown if it is due; put away if the leader has gone elsewhere."""
        self._ready = -1
        if (self._due - number) * self._way >= 0 and (self._way or number == self._due):
            self._present(number)
        elif self._way and abs(number - self._due) <= abs(self._soon(WORTH) - self._due):
            self._ready = number

    def _fetch(self) -> None:
        axis = self._axis
        number = self._soon(self._takes) if self._way else self._due
        if axis is None or self._coming >= 0 or self._ready >= 0 or number == self._here:
            return
        self._coming, self._for_later, self._began = number, bool(self._way), self._now()
        request = request_of(self._sha256, axis, number)
        self._session.frames.fetch(request, self._arrived, self._failed, key=KEY, urgent=not self._way)

    def _arrived(self, _picture: Picture) -> None:
        self._there()

    def _failed(self, _error: Exception) -> None:
        """It is gone to all the same: the pane says why the frame cannot be shown, and no other stands for it."""
        self._there()

    def _there(self) -> None:
        number, self._coming = self._coming, -1
        if number < 0:
            return
        took = min(max(self._now() - self._began, 0.0), LONGEST)
        self._takes += SHARE * (took - self._takes)
        if self._for_later:
            self._use(number)
        else:
            self._present(number)
        self._fetch()

    def _present(self, number: int) -> None:
        if number != self._here:
            self._here = number
            self._show(number)
