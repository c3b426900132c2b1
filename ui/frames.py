"""Pictures on their way to the screen: what is asked for, what was kept, and the media lane that fetches the rest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ui.tasks import Job, Tasks

BUCKETS = (256, 512, 1024, 2048, 4096)
"""Longest sides in pixels in which pictures are fetched, so that a slightly larger pane asks for the same picture."""
EVERY = 1 << 30
KEPT = 512 * 2**20
"""Bytes of decoded pictures that are kept, where the settings say nothing else: here and in the workers together."""
LEAST = 64 * 2**20
"""What is kept here at least: a photo that is looked at must fit."""


Size = tuple[int, int]


class Picture(Protocol):
    """What the desk hands out as a frame: `pixels` is HxWx3 uint8 RGB, C-contiguous, upright."""

    @property
    def pixels(self) -> Any: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def full_width(self) -> int: ...
    @property
    def full_height(self) -> int: ...
    @property
    def pts(self) -> int | None: ...
    @property
    def index(self) -> int | None: ...


class PictureSource(Protocol):
    """The part of the desk's media that gives pictures."""

    @property
    def kept_bytes(self) -> int: ...
    def still(self, sha256: str, page: int = 0, max_size: Size | None = None) -> Picture: ...
    def frame(
        self, sha256: str, *, pts: int | None = None, index: int | None = None, max_size: Size | None = None
    ) -> Picture: ...
    def frames(
        self,
        sha256: str,
        told: Callable[[Any], bool],
        *,
        count: int,
        pts: int | None = None,
        index: int | None = None,
        max_size: Size | None = None,
        back: bool = False,
    ) -> None: ...


@dataclass(frozen=True)
class FrameRequest:
    """One picture of one file. A video frame is named by `pts`, or by `index` before its pts is known; else a still.

    `size`: the longest side wanted, one of BUCKETS, or None for every pixel.
    """

    sha256: str
    page: int = 0
    pts: int | None = None
    index: int | None = None
    size: int | None = None

    def read(self, media: PictureSource) -> Picture:
        """Decodes it; in the media lane only. Raises MediaError."""
        box = None if self.size is None else (self.size, self.size)
        if self.pts is None and self.index is None:
            return media.still(self.sha256, self.page, max_size=box)
        if self.pts is not None:
            return media.frame(self.sha256, pts=self.pts, max_size=box)
        return media.frame(self.sha256, index=self.index, max_size=box)


def bucket(pixels: float) -> int | None:
    """The smallest of BUCKETS that holds `pixels` on the longest side; None (every pixel) beyond the largest."""
    return next((size for size in BUCKETS if size >= pixels), None)


class FrameCache:
    """The pictures seen last, up to `limit` bytes of pixels. A larger picture serves where a smaller one is asked."""

    def __init__(self, limit: int = KEPT) -> None:
        self._limit = limit
        self._bytes = 0
        self._kept: OrderedDict[FrameRequest, Picture] = OrderedDict()
        self._sizes: dict[FrameRequest, list[int]] = {}
        """By request without a size: the sizes kept, ascending; EVERY stands for all pixels."""
        self.cleared = 0
        """How often: what was asked for before is not to be kept when it comes."""

    def get(self, request: FrameRequest) -> Picture | None:
        """A picture at least as large as asked, or None if it has to be fetched; it counts as seen now."""
        found = self._found(request)
        if found is None:
            return None
        self._kept.move_to_end(found)
        return self._kept[found]

    def peek(self, request: FrameRequest) -> Picture | None:
        """The same, and it does not count as seen."""
        found = self._found(request)
        return None if found is None else self._kept[found]

    def __contains__(self, request: FrameRequest) -> bool:
        return self._found(request) is not None

    def _found(self, request: FrameRequest) -> FrameRequest | None:
        wanted = _size(request)
        for size in self._sizes.get(replace(request, size=None), ()):
            if size >= wanted:
                return replace(request, size=None if size == EVERY else size)
        return None

    def put(self, request: FrameRequest, picture: Picture) -> None:
        """Keeps a picture and lets go of those not seen for longest."""
        if request in self._kept:
            self._drop(request)
        self._kept[request] = picture
        self._bytes += int(picture.pixels.nbytes)
        sizes = self._sizes.setdefault(replace(request, size=None), [])
        sizes.append(_size(request))
        sizes.sort()
        while self._bytes > self._limit and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        self._kept.clear()
        self._sizes.clear()
        self._bytes = 0
        self.cleared += 1

    @property
    def bytes(self) -> int:
        return self._bytes

    @property
    def limit(self) -> int:
        return self._limit

    def _drop(self, request: FrameRequest) -> None:
        gone = self._kept.pop(request)
        self._bytes -= int(gone.pixels.nbytes)
        name = replace(request, size=None)
        self._sizes[name].remove(_size(request))
        if not self._sizes[name]:
            del self._sizes[name]


def _size(request: FrameRequest) -> int:
    return EVERY if request.size is None else request.size


class Frames(QObject):
    """Gives pictures: at once where they are kept, else from the media lane."""

    def __init__(
        self, media: Callable[[], PictureSource], tasks: Tasks, kept: int = KEPT, parent: QObject | None = None
    ) -> None:
        """`kept`: bytes of decoded pictures in this process and its workers."""
        super().__init__(parent)
        self.cache = FrameCache(max(kept - media().kept_bytes, LEAST))
        self._media, self._tasks = media, tasks

    def fetch(
        self,
        request: FrameRequest,
        done: Callable[[Picture], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        key: str | None = None,
        urgent: bool = False,
    ) -> Job | None:
        """Calls `done(picture)`: now if it is kept, else once it is decoded. A newer fetch with that `key` wins."""
        kept = self.cache.get(request)
        if kept is not None:
            if key is not None:
                self._tasks.cancel(key)
            done(kept)
            return None
        delivery = _Delivery(self.cache, request, done)
        media = self._media

        def work(_stop: object, _progress: object) -> Picture:
            return request.read(media())

        return self._tasks.run("media", work, delivery.arrived, failed, key=key, urgent=urgent)


class _Delivery:
    """Keeps the picture, then hands it on."""

    def __init__(self, cache: FrameCache, request: FrameRequest, done: Callable[[Picture], None]) -> None:
        self._cache, self._request, self._done = cache, request, done
        self._asked = cache.cleared
        self.receiver = getattr(done, "__self__", None)

    def arrived(self, picture: Picture) -> None:
        import shiboken6

        if self._asked == self._cache.cleared:
            self._cache.put(self._request, picture)
        if not isinstance(self.receiver, QObject) or shiboken6.isValid(self.receiver):
            self._done(picture)
