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
"""The size in which pictures are fetched ahead: what a pane asks for to fit them."""


class Prefetch(QObject):
    """Holds at most one case that nobody has opened yet."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._ready: OpenCase | None = None
        self._wanted = ""
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self._fetch)

    def later(self, case_id: str | None) -> None:
        """Fetches that case in a moment."""
        self._wanted = case_id or ""
        if self._wanted:
            self._timer.start()

    def take(self, case_id: str) -> OpenCase | None:
        """The case if it was fetched, once; None else."""
        ready, self._ready = self._ready, None
        return ready if ready is not None and ready.case.id == case_id else None

    def forget(self, case_id: str) -> None:
        """That case has changed."""
        if self._ready is not None and self._ready.case.id == case_id:
            self._ready = None

    def clear(self) -> None:
        self._ready = None

    def _fetch(self) -> None:
        desk, case_id = self._session.desk, self._wanted
        self._session.tasks.run(
            "store", lambda _s, _t: desk.open_case(case_id), self._arrived, self._dropped, key="ahead"
        )

    def _arrived(self, opened: OpenCase) -> None:
        if self._session.opened is not None and self._session.opened.case.id == opened.case.id:
            return
        self._ready = opened
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
