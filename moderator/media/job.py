"""One request inside a worker, with the file that came with it and the videos that stay open between requests."""

from __future__ import annotations

from collections import OrderedDict

from moderator.media import limits
from moderator.media.files import EvidenceFile, Unshowable, read_all
from moderator.media.reasons import Reason
from moderator.media.sniff import Type, sniff
from moderator.media.video import Video
from moderator.media.wire import Request


class Job:
    """One request with its file or its bytes. `videos` are those that this worker keeps open, by hash."""

    def __init__(
        self, request: Request, file: EvidenceFile | None, payload: bytes, videos: OrderedDict[bytes, Video]
    ) -> None:
        self.request, self.payload, self._videos = request, payload, videos
        self._file = file

    @property
    def file(self) -> EvidenceFile:
        if self._file is None:
            raise Unshowable(Reason.MISSING)
        return self._file

    def type(self) -> Type:
        type_ = sniff(self.file)
        if type_.kind == "unknown":
            raise Unshowable(Reason.TYPE)
        return type_

    def document(self) -> bytes:
        """The bytes of a PDF: ours, that came with the request, or a piece of evidence."""
        if self._file is None:
            return self.payload
        if self.type().kind != "pdf":
            raise Unshowable(Reason.WRONG_KIND)
        return read_all(self.file, limits.DOCUMENT_BYTES)

    def video(self, type_: Type) -> Video:
        if type_.kind != "video":
            raise Unshowable(Reason.WRONG_KIND)
        digest = self.request.sha256
        if digest not in self._videos:
            self._videos[digest] = Video(self.file, type_.format)
        self._videos.move_to_end(digest)
        while len(self._videos) > limits.OPEN_VIDEOS:
            self._videos.popitem(last=False)[1].close()
        for resting in list(self._videos)[: -limits.KEPT_VIDEOS]:
            self._videos[resting].rest()
        return self._videos[digest]

    @property
    def max_size(self) -> tuple[int, int] | None:
        request = self.request
        if not request.max_width and not request.max_height:
            return None
        return request.max_width or limits.SIDE, request.max_height or limits.SIDE
