"""Evidence at the desk: pictures and frames by file hash. Every byte is decoded in the worker, never here."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from moderator.domain.exhibit import Frames, Material
from moderator.errors import MediaError

if TYPE_CHECKING:
    from moderator.media.pool import MediaPool
    from moderator.media.values import Frame, FrameIndex, MediaInfo, Picture

_KINDS = {"photo": "photo", "video": "video", "pdf": "document", "text": "document"}
_READABLE = ("shown", "partial")


class MediaDesk:
    """Thread-safe. Every method raises MediaError, with the file's state, for a file that cannot be shown."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder = folder
        self._workers = workers
        self._pool: MediaPool | None = None
        self._lock = threading.Lock()
        self._infos: dict[str, MediaInfo] = {}
        self._indexes: dict[str, FrameIndex] = {}

    def _source(self, sha256: str) -> tuple[MediaPool, Path]:
        return self.pool, self._folder / sha256[:2] / sha256

    @property
    def pool(self) -> MediaPool:
        """The worker processes, started on first use."""
        with self._lock:
            if self._pool is None:
                from moderator.media.pool import MediaPool

                self._pool = MediaPool(self._workers)
            return self._pool

    def warm(self) -> None:
        """Starts the worker processes without waiting for them, so that the first picture need not."""
        self.pool.warm()

    def level(self) -> str:
        """How well the worker is locked in: full, reduced, or crash-only."""
        return str(self.pool.level())

    def info(self, sha256: str) -> MediaInfo:
        """What the file is, by its own bytes. Remembered; a failure is not, so that it can be tried again."""
        known = self._infos.get(sha256)
        if known is None:
            from moderator.media.values import Source

            pool, path = self._source(sha256)
            known = pool.probe(Source(path, sha256))
            if known.state in _READABLE:
                self._infos[sha256] = known
        return known

    def index(self, sha256: str) -> FrameIndex:
        """Every frame of a video by presentation time."""
        if sha256 not in self._indexes:
            from moderator.media.values import Source

            pool, path = self._source(sha256)
            self._indexes[sha256] = pool.index(Source(path, sha256))
        return self._indexes[sha256]

    def still(self, sha256: str, page: int = 0, max_size: tuple[int, int] | None = None) -> Frame:
        from moderator.media.values import Source

        pool, path = self._source(sha256)
        return pool.still(Source(path, sha256), page=page, max_size=max_size)

    def frame(
        self, sha256: str, *, pts: int | None = None, index: int | None = None, max_size: tuple[int, int] | None = None
    ) -> Frame:
        from moderator.media.values import Source

        pool, path = self._source(sha256)
        return pool.frame(Source(path, sha256), pts=pts, index=index, max_size=max_size)

    def storyboard(self, sha256: str, count: int, max_size: tuple[int, int] | None = None) -> tuple[Frame, ...]:
        from moderator.media.values import Source

        pool, path = self._source(sha256)
        return pool.storyboard(Source(path, sha256), count, max_size=max_size)

    def exhibit(
        self, sha256: str, *, pts: int | None, page: int, redact: Sequence[tuple[float, float, float, float]]
    ) -> Picture:
        """The exhibit's picture as a JPEG made by us, its redactions burned in."""
        from moderator.media.values import Source

        pool, path = self._source(sha256)
        return pool.exhibit(Source(path, sha256), pts=pts, page=page, redact=redact)

    def read_text(self, sha256: str, limit: int = 200_000) -> str:
        from moderator.media.values import Source

        pool, path = self._source(sha256)
        return pool.read_text(Source(path, sha256), limit)

    def render_pdf(self, data: bytes, page: int, scale: float) -> Frame:
        return self.pool.render_pdf(data, page, scale)

    def pdf_pages(self, data: bytes) -> int:
        return self.pool.pdf_pages(data)

    def known(self, sha256: str) -> Material | None:
        """What the gate must know of a file, if it was looked at already; never waits."""
        info = self._infos.get(sha256)
        index = self._indexes.get(sha256)
        if info is None or (info.kind == "video" and index is None):
            return None
        return _material(sha256, info, index)

    def material(self, sha256: str, kind: str) -> Material:
        """What the gate must know of a file, looked at now. An unreadable one is named so, it does not raise."""
        try:
            info = self.info(sha256)
            index = self.index(sha256) if info.kind == "video" and info.state in _READABLE else None
        except MediaError as error:
            return Material(sha256, kind, problem=str(error))
        return _material(sha256, info, index)

    def state(self, sha256: str) -> tuple[str, str]:
        """How the file fared, and why: ("shown", ""), ("refused", "…"). Never raises; this is what a decision lists."""
        try:
            info = self.info(sha256)
        except MediaError as error:
            return error.state, str(error)
        return info.state, info.reason

    def close(self) -> None:
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None


def _material(sha256: str, info: MediaInfo, index: FrameIndex | None) -> Material:
    frames = None if index is None else Frames(index.stream, index.time_base, index.pts)
    problem = "" if info.state in _READABLE else info.reason or f"the file is {info.state}"
    return Material(sha256, _KINDS.get(info.kind, info.kind), frames, info.pages, problem)
