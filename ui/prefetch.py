"""The next case, fetched while the moderator still reads this one: its papers, and the first picture of each side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ui.frames import FrameRequest

if TYPE_CHECKING:
    from moderator.desk.values import Item, OpenCase
    from ui.frames import Picture
    from ui.session import Session

AFTER = 400
"""Milliseconds after a case was opened: its own pictures come first."""


PANE = 1024
"""The size in which pictures are fetched ahead, and the least that a pane asks for."""
KEPT = 4
"""Cases that are held, the newest last."""


class Prefetch(QObject):
    """Holds a few cases that were read but not opened: the next one, and those that the queue's preview showed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._ready: dict[str, OpenCase] = {}
        self._wanted = ""
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self._fetch)

    def later(self, case_id: str | None) -> None:
        """Fetches that case in a moment."""
        self._wanted = case_id or ""
        if self._wanted:
            self._timer.start()

    def offer(self, opened: OpenCase) -> None:
        """Keeps a case that was just read."""
        self._ready.pop(opened.case.id, None)
        self._ready[opened.case.id] = opened
        while len(self._ready) > KEPT:
            del self._ready[next(iter(self._ready))]

    def take(self, case_id: str) -> OpenCase | None:
        """The case if it was read before, once; None else."""
        return self._ready.pop(case_id, None)

    def forget(self, case_id: str) -> None:
        """That case has changed."""
        self._ready.pop(case_id, None)

    def clear(self) -> None:
        self._ready.clear()

    def _fetch(self) -> None:
        desk, case_id = self._session.desk, self._wanted
        self._session.tasks.run(
            "store", lambda _s, _t: desk.open_case(case_id), self._arrived, self._dropped, key="ahead"
        )

    def _arrived(self, opened: OpenCase) -> None:
        if self._session.opened is not None and self._session.opened.case.id == opened.case.id:
            return
        self.offer(opened)
        for item in first_of_each_side(opened):
            if item.kind == "video":
                self._ask_index(item)
            else:
                self._ask(FrameRequest(item.sha256, size=PANE))

    def _ask(self, request: FrameRequest) -> None:
        self._session.frames.fetch(request, self._kept, self._dropped)

    def _ask_index(self, item: Item) -> None:
        media, sha256 = self._session.desk.media, item.sha256
        self._session.tasks.run("media", lambda _s, _t: (sha256, media.index(sha256)), self._indexed, self._dropped)

    def _indexed(self, found: tuple[str, Any]) -> None:
        sha256, index = found
        self._session.indexes[sha256] = index
        if index.pts:
            self._ask(FrameRequest(sha256, pts=index.pts[0], size=PANE))

    def _kept(self, _picture: Picture) -> None:
        """The cache has it."""

    def _dropped(self, _error: Exception) -> None:
        """Whoever opens that case asks again, and is told then."""


def first_of_each_side(opened: OpenCase) -> list[Item]:
    """The listing photo and the evidence that are shown first when the case is opened."""
    found = []
    for listing in (True, False):
        items = [item for item in opened.items if (item.side == "listing") == listing]
        ranked = sorted(items, key=lambda item: (item.missing, not listing and item.side != "buyer"))
        found += ranked[:1]
    return found
