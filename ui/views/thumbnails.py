"""Thumbnails for the tray, fetched behind everything that somebody waits for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from moderator.errors import MediaError
from ui.images import wrapped
from ui.models.tray_model import Look

if TYPE_CHECKING:
    from moderator.desk.values import Item, OpenCase
    from ui.session import Session
    from ui.tasks import Job

SIZE = 256
"""Longest side in pixels: enough for a thumbnail at scale 2."""
KEPT = 2000
"""Looks that are kept, of this case and others (about 100 kB each)."""


class Thumbnails(QObject):
    """Looks at the files of the open case, in their order; a newer case drops what the one before still wanted."""

    ready = Signal(str, object)
    """item id, Look"""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._known: OrderedDict[str, Look] = OrderedDict()
        self._jobs: list[Job] = []

    @property
    def known(self) -> Mapping[str, Look]:
        """What was seen already, by SHA-256."""
        return self._known

    def look_at(self, opened: OpenCase | None) -> None:
        """Fetches what is not known yet of a case, in its order."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        for item in opened.items if opened is not None else ():
            if not item.missing and item.kind in ("photo", "video", "document") and item.sha256 not in self._known:
                self._jobs.append(self._ask(item))

    def again(self, item: Item) -> None:
        """Looks once more at a file that could not be shown."""
        self._jobs.append(self._ask(item))

    def _ask(self, item: Item) -> Job:
        media = self._session.desk.media

        def work(_stop: object, _progress: object) -> tuple[str, str, Look]:
            return item.id, item.sha256, look_at(media, item)

        return self._session.tasks.run("media", work, self._arrived, self._session.failed)

    def _arrived(self, found: tuple[str, str, Look]) -> None:
        item_id, sha256, look = found
        if look.state in ("shown", "partial"):
            self._known[sha256] = look
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        self.ready.emit(item_id, look)


def look_at(media: Any, item: Item) -> Look:
    """Looks at one file; in the media lane. What is wrong with it is part of the look."""
    try:
        info = media.info(item.sha256)
        if str(info.state) not in ("shown", "partial"):
            return Look(state=str(info.state), reason=info.reason)
        if info.kind == "text":
            return Look()
        box = (SIZE, SIZE)
        if info.kind == "video":
            frames = media.storyboard(item.sha256, 1, max_size=box)
            picture = frames[0]
        else:
            picture = media.still(item.sha256, max_size=box)
    except MediaError as error:
        return Look(state=str(error.state), reason=str(error))
    known = info.duration_pts is not None and info.time_base is not None
    return Look(
        wrapped(picture.pixels).copy(),
        info.duration_pts * info.time_base if known else None,
        info.pages,
        str(info.state),
        info.reason,
    )
