"""What one pane shows, on its way: first as large as the pane, then with every pixel that the zoom asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.errors import MediaError
from ui.frames import FrameRequest, Picture, bucket
from ui.images import AT_ONCE, Pyramid, pyramid
from ui.prefetch import PANE

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shown import Shown

TEXT_LIMIT = 200_000
"""Bytes of a text document that are shown."""
READABLE = ("shown", "partial")
REFINE = 120
"""Milliseconds without another wish before more pixels are fetched than the preview has: playing and zooming go on."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """A picture ready to be painted, and of what it is: the page, or the frame's PTS and its number in the index."""

    sha256: str
    page: int
    pts: int | None
    number: int | None
    time_base: Fraction | None
    pyramid: Pyramid

    def is_of(self, shown: Shown) -> bool:
        """Whether this is the very page or frame that is to be shown."""
        same = self.sha256 == shown.item.sha256 and (self.page, self.pts) == (shown.page, shown.pts)
        return same and self.number == shown.index


def request_of(shown: Shown, index: Any, size: int | None) -> FrameRequest | None:
    """What to ask for; None for a video whose frames are not known yet.

    A frame is asked for by its PTS, and by its number alone where the times of the video repeat or go back.
    """
    if not shown.is_video:
        return FrameRequest(shown.item.sha256, page=shown.page, size=size)
    if shown.pts is None:
        return None
    if index is not None and not index.ordered:
        return FrameRequest(shown.item.sha256, index=shown.index, size=size)
    return FrameRequest(shown.item.sha256, pts=shown.pts, size=size)


class Loader(QObject):
    """Fetches for one pane. Only what was asked for last is ever delivered."""

    arrived = Signal(object)
    """Loaded"""
    text_arrived = Signal(str)
    info_arrived = Signal(object)
    """MediaInfo of the file"""
    refused = Signal(object)
    """The exception that says why nothing can be shown"""

    def __init__(self, session: Session, side: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._key, self._info_key = f"pane {side}", f"info {side}"
        self._shown: Shown | None = None
        self._info: Any = None
        self._loaded: Loaded | None = None
        self._asked: FrameRequest | None = None
        self._side_pixels = float(PANE)
        self._refine = QTimer(self, singleShot=True, interval=REFINE)
        self._refine.timeout.connect(self._ask)

    def load(self, shown: Shown | None) -> None:
        """Shows this from now on; what is under way for anything else is dropped."""
        before, self._shown = self._shown, shown
        self._asked = None
        self._refine.stop()
        if shown is None or before is None or before.item != shown.item:
            self._session.tasks.cancel(self._key)
            self._session.tasks.cancel(self._info_key)
            self._info = self._loaded = None
        if shown is not None:
            if self._info is None:
                self._ask_info(shown)
            self._ask()

    def again(self) -> None:
        """Tries once more what failed."""
        shown, self._shown = self._shown, None
        self.load(shown)

    def stop(self) -> None:
        """Lets go of what is under way; nothing arrives until `load` or `again`."""
        self._session.tasks.cancel(self._key)
        self._session.tasks.cancel(self._info_key)
        self._refine.stop()
        self._asked = self._loaded = None

    def need(self, longest: float) -> None:
        """So many device pixels are wanted on the longest side of the whole picture."""
        self._side_pixels = longest
        if self._is_there() and self._loaded is not None and not self._loaded.pyramid.is_full:
            self._refine.start()

    @property
    def info(self) -> Any:
        """MediaInfo of the file; None while it is not known."""
        return self._info

    # --- asking ---------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        shown = self._shown
        if shown is None:
            return
        if shown.item.kind == "document" and (self._info is None or self._info.kind == "text"):
            return
        request = request_of(shown, self._session.indexes.get(shown.item.sha256), self._size())
        if request is None:
            self._watch_index(shown)
            return
        if not self._is_there() and self._session.frame_cache.get(request) is None:
            request = replace(request, size=PANE)
        if request != self._asked:
            self._asked = request
            self._session.frames.fetch(request, self._fetched, self._failed, key=self._key, urgent=True)

    def _is_there(self) -> bool:
        """Whether the very page or frame that is wanted is on screen, if only as a preview."""
        return self._shown is not None and self._loaded is not None and self._loaded.is_of(self._shown)

    def _size(self) -> int | None:
        """The size to ask for: at least a pane's, and never less than what is on screen of the same picture."""
        wanted = max(self._side_pixels, PANE)
        loaded = self._loaded
        if loaded is not None:
            full = max(loaded.pyramid.full_width, loaded.pyramid.full_height)
            wanted = min(wanted, full)
            if self._is_there():
                wanted = max(wanted, loaded.pyramid.levels[0].width(), loaded.pyramid.levels[0].height())
        return bucket(wanted)

    def _watch_index(self, shown: Shown) -> None:
        """The session fetches the index and then shows the first frame; here is heard if there is none."""
        media, sha256 = self._session.desk.media, shown.item.sha256
        self._session.tasks.run(
            "media", lambda _s, _t: media.index(sha256), self._indexed, self._failed, key=self._key, urgent=True
        )

    def _indexed(self, index: Any) -> None:
        if not index.pts:
            self._failed(MediaError(self.tr("There is no frame in this video that can be shown.")))

    def _ask_info(self, shown: Shown) -> None:
        media, sha256 = self._session.desk.media, shown.item.sha256
        urgent = shown.item.kind == "document"
        self._session.tasks.run(
            "media", lambda _s, _t: media.info(sha256), self._informed, self._info_failed, key=self._info_key,
            urgent=urgent,
        )  # fmt: skip

    def _ask_text(self, shown: Shown) -> None:
        media, sha256 = self._session.desk.media, shown.item.sha256
        self._session.tasks.run(
            "media", lambda _s, _t: media.read_text(sha256, TEXT_LIMIT), self.text_arrived.emit, self._failed,
            key=self._key, urgent=True,
        )  # fmt: skip

    # --- hearing --------------------------------------------------------------------------------------------------

    def _informed(self, info: Any) -> None:
        self._info = info
        self.info_arrived.emit(info)
        shown = self._shown
        if shown is None or shown.item.kind != "document":
            return
        if str(info.state) not in READABLE:
            self._failed(MediaError(info.reason or self.tr("The document cannot be shown."), str(info.state)))
        elif info.kind == "text":
            self._ask_text(shown)
        else:
            self._ask()

    def _info_failed(self, error: Exception) -> None:
        if self._shown is not None and self._shown.item.kind == "document":
            self._failed(error)

    def _fetched(self, picture: Picture) -> None:
        if picture.width * picture.height <= AT_ONCE:
            self._built((picture, pyramid(picture)))
            return
        self._session.tasks.run(
            "media", lambda _s, _t: (picture, pyramid(picture)), self._built, self._failed, key=self._key, urgent=True
        )

    def _built(self, found: tuple[Picture, Pyramid]) -> None:
        picture, made = found
        shown = self._shown
        if shown is None:
            return
        base = None if shown.time_base is None else Fraction(shown.time_base)
        self._loaded = Loaded(shown.item.sha256, shown.page, picture.pts, shown.index, base, made)
        self.arrived.emit(self._loaded)

    def _failed(self, error: Exception) -> None:
        """Nothing to show; but a picture that is there stays when only its finer version cannot be had."""
        self._asked = None
        if self._is_there():
            self._session.failed(error)
        elif isinstance(error, MediaError):
            self.refused.emit(error)
        else:
            self._session.tasks.broken.emit(error)
