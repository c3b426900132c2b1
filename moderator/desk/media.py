"""Evidence at the desk: pictures and frames by file hash. Every byte is decoded in the worker, never here."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from moderator import durable
from moderator.desk.values import OpenCase, Unreadable
from moderator.domain.exhibit import Frames, Material
from moderator.domain.verdict import Region
from moderator.errors import LibraryError, MediaError

if TYPE_CHECKING:
    from moderator.desk.comparing import Comparing
    from moderator.desk.finding import Finding
    from moderator.desk.hearing import Hearing
    from moderator.desk.looks import Looks
    from moderator.desk.scanning import Scanning
    from moderator.media.cache import PictureCache
    from moderator.media.kept import Elsewhere
    from moderator.media.pool import MediaPool
    from moderator.media.values import Frame, FrameIndex, MediaInfo, Picture, Source

T = TypeVar("T")
_KINDS = {"photo": "photo", "video": "video", "pdf": "document", "text": "document"}
_READABLE = ("shown", "partial")


class MediaDesk:
    """Thread-safe. Every method raises MediaError, with the file's state, for a file that cannot be shown."""

    def __init__(
        self,
        library: Path,
        workers: int = 3,
        *,
        now: Callable[[], str] = str,
        require_isolation: str | None = None,
        pool: MediaPool | None = None,
        fetch: Callable[[str], None] | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Three workers: while one goes through a film and one aligns a pair, the next picture need not wait.

        `now` stamps the states of files; `require_isolation` None: as the settings demand; `pool`: another's;
        `fetch` has a file here that lies elsewhere; `elsewhere`: where a team has what was found in films."""
        self.library = library
        self._workers = workers
        self._now = now
        self._least = require_isolation
        self._pool, self._fetch, self.elsewhere = pool, fetch, elsewhere
        self._looks: Looks | None = None
        self._cache: PictureCache | None = None
        self._lock = threading.Lock()
        self._infos: dict[str, MediaInfo] = {}
        self._indexes: dict[str, FrameIndex] = {}
        self._cases: dict[str, str] = {}

    @property
    def pool(self) -> MediaPool:
        """The worker processes, started on first use."""
        with self._lock:
            if self._pool is None:
                from moderator.media.pool import MediaPool
                from moderator.media.sandbox import Sandbox

                self._pool = MediaPool(self._workers, Sandbox(self.library))
            return self._pool

    @property
    def looks(self) -> Looks:
        """The states of the files."""
        with self._lock:
            if self._looks is None:
                from moderator.desk.looks import Looks

                self._looks = Looks(self.library, self._now)
            return self._looks

    @property
    def cache(self) -> PictureCache:
        with self._lock:
            if self._cache is None:
                from moderator.media.cache import PictureCache
                from moderator.media.versions import decoders

                self._cache = PictureCache(self.library / "cache", decoders())
            return self._cache

    @cached_property
    def comparing(self) -> Comparing:
        """Two pictures against each other."""
        from moderator.desk.comparing import Comparing

        return Comparing(self)

    @cached_property
    def scanning(self) -> Scanning:
        """Whole films."""
        from moderator.desk.scanning import Scanning

        return Scanning(self)

    @cached_property
    def finding(self) -> Finding:
        """Some frames of films."""
        from moderator.desk.finding import Finding

        return Finding(self)

    @cached_property
    def hearing(self) -> Hearing:
        """The sound of films."""
        from moderator.desk.hearing import Hearing

        return Hearing(self)

    @property
    def kept_bytes(self) -> int:
        """What all workers together keep of decoded frames at most, while one of them gives frames backwards."""
        from moderator.media import limits

        return self._workers * limits.KEPT_VIDEOS * limits.KEPT_BYTES + limits.BACK_BYTES - limits.KEPT_BYTES

    def warm(self) -> None:
        """Starts the worker processes without waiting for them, so that the first picture need not."""
        self.pool.warm()

    def level(self) -> str:
        """How well the worker is locked in: full, reduced, or crash-only."""
        return str(self.pool.level())

    def probes(self) -> dict[str, bool]:
        """What the worker tried against its lock when it started, and whether each attempt was denied."""
        return self.pool.probes()

    def belong(self, case: str, hashes: Iterable[str]) -> None:
        """The files of a case share workers with each other and with no other case's."""
        with self._lock:
            self._cases.update(dict.fromkeys(hashes, case))

    def source(self, sha256: str) -> Source:
        from moderator.media.values import Source

        with self._lock:
            case = self._cases.get(sha256, "")
        if self._fetch is not None:
            self._fetch(sha256)
        return Source(self.library / "media" / sha256[:2] / sha256, sha256, case)

    def info(self, sha256: str) -> MediaInfo:
        """What the file is, by its own bytes. What was found before counts as long as the original is itself."""
        self._demand()
        looks = self.looks
        try:
            self._verify(sha256)
            known = looks.info(sha256)
            if known is None or known.state not in _READABLE:
                looks.check(sha256)
        except MediaError as error:
            from moderator.media.answers import unreadable

            return unreadable(error)
        if known is None or known.state not in _READABLE:
            looks.begin(sha256)
            known = self.pool.probe(self.source(sha256))
            looks.end(sha256, known)
        if known.state in _READABLE:
            self._infos[sha256] = known
        return known

    def index(self, sha256: str) -> FrameIndex:
        """Every frame of a video by presentation time."""
        if sha256 not in self._indexes:
            self._indexes[sha256] = self._ask(sha256, lambda source: self.pool.index(source))
        return self._indexes[sha256]

    def still(self, sha256: str, page: int = 0, max_size: tuple[int, int] | None = None) -> Frame:
        def decode(source: Source) -> tuple[Frame]:
            return (self.pool.still(source, page=page, max_size=max_size),)

        (frame,) = self._seen(sha256, ("still", str(page), max_size), decode)
        return frame

    def frame(
        self, sha256: str, *, pts: int | None = None, index: int | None = None, max_size: tuple[int, int] | None = None
    ) -> Frame:
        def decode(source: Source) -> tuple[Frame]:
            return (self.pool.frame(source, pts=pts, index=index, max_size=max_size),)

        at = f"pts {pts}" if index is None else f"index {index}"
        (frame,) = self._seen(sha256, ("frame", at, max_size), decode)
        return frame

    def frames(self, sha256: str, told: Callable[[Frame], bool], **run: Any) -> None:
        """Frames one behind the other, as `run` says (`MediaPool.frames`), each handed on as it comes until `told`
        returns False or somebody else needs the worker. They are fetched ahead of somebody, so a failure is not noted
        as the file's."""
        self._demand()
        self._verify(sha256)
        self.looks.check(sha256)
        self.pool.frames(self.source(sha256), told, **run)

    def storyboard(self, sha256: str, count: int, max_size: tuple[int, int] | None = None) -> tuple[Frame, ...]:
        def decode(source: Source) -> tuple[Frame, ...]:
            return self.pool.storyboard(source, count, max_size=max_size)

        return self._seen(sha256, ("storyboard", str(count), max_size), decode)

    def exhibit(
        self, sha256: str, *, pts: int | None, page: int, redact: Sequence[Region], crop: Region | None = None
    ) -> Picture:
        """The exhibit's picture, or the part `crop` of it, as a JPEG made by us, its redactions burned in. Always
        decoded anew."""
        return self._ask(sha256, lambda source: self.pool.exhibit(source, pts=pts, page=page, redact=redact, crop=crop))

    def read_text(self, sha256: str, limit: int = 200_000) -> str:
        return self._ask(sha256, lambda source: self.pool.read_text(source, limit))

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
        """How the file fared, and why: ("shown", ""), ("refused", "…"). Never raises; this is what a decision lists.

        What a still or a frame has found out since the probe counts; a file that nobody has looked at is looked at.
        """
        try:
            self._verify(sha256)
            row = self.looks.get(sha256)
            if row.state not in ("queued", "probing", "missing", "hash-mismatch"):
                return row.state, row.reason
            info = self.info(sha256)
        except MediaError as error:
            return error.state, str(error)
        return str(info.state), info.reason

    def retry(self, sha256: str) -> tuple[str, str]:
        """Forgets how the file failed and looks at it anew; the state that it is in then. Ends a pause, too."""
        self.looks.forget(sha256)
        self._infos.pop(sha256, None)
        self._indexes.pop(sha256, None)
        return self.state(sha256)

    def unreadable(self, opened: OpenCase) -> tuple[Unreadable, ...]:
        """The items of a case that cannot be shown. Looks at those that nobody has looked at: in the media lane."""
        found = []
        for item in opened.items:
            state, reason = self.state(item.sha256)
            if state not in _READABLE:
                found.append(Unreadable(item.id, item.name, state, reason, item.sha256))
        return tuple(found)

    def save_original(self, sha256: str, folder: Path) -> Path:
        """Copies the file to `folder` as `<sha256>.bin`: never under the party's name, whose ending might run it.

        Raises MediaError for a file that is not what was imported, LibraryError where it cannot be written.
        """
        source = self.source(sha256)
        self._verify(sha256)
        target = folder / f"{sha256}.bin"
        try:
            durable.write(target, partial(_copy, source.path, sha256), mode=0o600)
        except OSError as error:
            raise LibraryError(f"{target} could not be written: {error.strerror or error}.") from error
        return target

    def case_of(self, sha256: str) -> str:
        """The case that the file was last opened with, or ""."""
        with self._lock:
            return self._cases.get(sha256, "")

    def close(self) -> None:
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None
            if self._looks is not None:
                self._looks.close()

    def _demand(self) -> None:
        if self._least is None:
            from moderator import settings

            self._least = settings.load().require_isolation
        from moderator.desk.isolation import demand

        demand(self.pool, self._least)

    def _verify(self, sha256: str) -> None:
        """Raises MediaError unless the original is there and is itself. One that came back is forgiven."""
        try:
            self.pool.verify(self.source(sha256))
        except MediaError as error:
            self.looks.failed(sha256, error)
            self._infos.pop(sha256, None)
            raise
        if self.looks.get(sha256).state in ("missing", "hash-mismatch"):
            self.looks.forget(sha256)

    def _ask(self, sha256: str, decode: Callable[[Source], T], whole: bool = False) -> T:
        """What `decode` makes of the file, its failure noted. The one way to the decoders but for the probe."""
        self._demand()
        self._verify(sha256)
        self.looks.check(sha256)
        try:
            return decode(self.source(sha256))
        except MediaError as error:
            found = self.looks.info(sha256)
            self.looks.failed(sha256, error, whole=whole and found is not None and found.kind == "photo")
            if self.looks.get(sha256).state not in _READABLE:
                self._infos.pop(sha256, None)
            raise

    def _seen(
        self, sha256: str, what: tuple[str, str, Any], decode: Callable[[Source], tuple[Frame, ...]]
    ) -> tuple[Frame, ...]:
        """Pictures from the cache where the file is known to be readable, else decoded and kept."""
        from moderator.media import cache

        name, at, size = what
        if not cache.keeps(name, size):
            return self._ask(sha256, decode, whole=name == "still")
        request = cache.Request(sha256, name, at, size)
        self._demand()
        self._verify(sha256)
        if self.looks.get(sha256).state in _READABLE:
            kept = self.cache.get(request)
            if kept is not None:
                return kept
        frames = self._ask(sha256, decode, whole=name == "still")
        self.cache.put(request, frames)
        return frames

    def remembered(
        self, sha256: str, get: Callable[[str], T | None], put: Callable[[str, T], None], find: Callable[[Source], T]
    ) -> T:
        """What was found out before, where the file is known to be readable; else what `find` finds, and it is kept.

        A failure is not noted as the file's: what is looked for here may take longer than any picture of it.
        """
        self._demand()
        self._verify(sha256)
        if self.looks.get(sha256).state in _READABLE and (kept := get(sha256)) is not None:
            return kept
        self.looks.check(sha256)
        found = find(self.source(sha256))
        put(sha256, found)
        return found

    def unnoted(self, sha256: str, find: Callable[[Source], T]) -> T:
        """What `find` makes of the file, never kept; as there, a failure is not noted as the file's."""
        return self.remembered(sha256, lambda _: None, lambda _hash, _found: None, find)


def _copy(path: Path, sha256: str, out: BinaryIO) -> None:
    """Copies the file, hashed on the way: what was verified may have been changed since."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != sha256:
        from moderator.media.reasons import Reason, refusal

        raise refusal(Reason.HASH)


def _material(sha256: str, info: MediaInfo, index: FrameIndex | None) -> Material:
    frames = None if index is None else Frames(index.stream, index.time_base, index.pts)
    problem = "" if info.state in _READABLE else info.reason or f"the file is {info.state}"
    return Material(sha256, _KINDS.get(info.kind, info.kind), frames, info.pages, problem)
