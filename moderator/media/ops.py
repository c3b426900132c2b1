"""What a worker can be asked: one function for every `wire.Op`, each giving replies and the bytes behind them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import av
import cv2
import numpy as np

from moderator.domain.sound import RATE
from moderator.media import document, exhibit, film, limits, photo
from moderator.media.files import Unshowable
from moderator.media.job import Job
from moderator.media.probe import probe
from moderator.media.reasons import Reason
from moderator.media.values import Pixels
from moderator.media.video import Place, Shown
from moderator.media.wire import BACK, NO_PLANES, NONE, Answer, Op, Reply, Request, pack_info

Part = tuple[Reply, bytes | memoryview]
_EXACT = ("png", "gif", "bmp")
"""Formats in which no pixel leaves a trace in its neighbours."""


def prepare() -> None:
    """Once per worker, before the first file: limits and quiet in every decoder."""
    av.logging.set_level(None)
    cv2.setNumThreads(1)
    photo.prepare()


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Lets OpenCV use so many threads for a while. Not before a worker has split off: threads do not come along."""
    cv2.setNumThreads(count)
    try:
        yield
    finally:
        cv2.setNumThreads(1)


def _probe(job: Job) -> Iterator[Part]:
    data = pack_info(probe(job))
    yield Reply(Answer.INFO, job.request.id, payload=len(data)), data


def _still(job: Job) -> Iterator[Part]:
    pixels, full, page = _still_pixels(job, job.max_size)
    yield _frame(job, pixels, full, index=page)


def _still_pixels(job: Job, max_size: tuple[int, int] | None) -> tuple[Pixels, tuple[int, int], int]:
    if job.payload or job.type().kind == "pdf":
        page = job.request.page
        return *document.render(job.document(), page, max_size, job.request.scale), page
    type_ = job.type()
    if type_.kind != "photo":
        raise Unshowable(Reason.WRONG_KIND)
    decoded = photo.decode(job.file, type_.format, max_size)
    return decoded.pixels, decoded.full, 0


def _index(job: Job) -> Iterator[Part]:
    video = job.video(job.type())
    index = video.index(verify=bool(job.request.count))
    data = np.array(index.pts, "<i8").tobytes() + np.array(index.key, np.uint8).tobytes()
    base = video.time_base
    yield Reply(
        Answer.INDEX, job.request.id, index=video.container.stream.index, pts=index.end,
        numerator=base.numerator, denominator=base.denominator, payload=len(data),
    ), data  # fmt: skip


def _frame_op(job: Job) -> Iterator[Part]:
    type_ = job.type()
    if type_.kind == "photo":
        _only_frame(job.request)
        yield from _still(job)
        return
    video = job.video(type_)
    shown = video.frame(_place(job.request), job.max_size, hashed=bool(job.request.planes))
    yield _video_frame(job, shown, video.time_base)


def _storyboard(job: Job) -> Iterator[Part]:
    type_ = job.type()
    if type_.kind == "photo":
        yield from _still(job)
        return
    video = job.video(type_)
    frames = video.storyboard(job.request.count, job.max_size)
    for place, shown in enumerate(frames):
        yield _video_frame(job, shown, video.time_base, more=int(place < len(frames) - 1))


def _frames(job: Job) -> Iterator[Part]:
    """Frames one behind the other, each as `_frame_op` gives it."""
    type_ = job.type()
    if type_.kind == "photo":
        _only_frame(job.request)
        yield from _still(job)
        return
    video = job.video(type_)
    request, way = job.request, -1 if job.request.page == BACK else 1
    frames = video.run(_place(request), request.count, job.max_size, way, hashed=bool(request.planes))
    for shown, more in frames:
        yield _video_frame(job, shown, video.time_base, more=int(more))


def _exhibit(job: Job) -> Iterator[Part]:
    request = job.request
    boxes = [(x, y, wide, high) for x, y, wide, high in struct.iter_unpack("<4d", job.payload)]
    crop = boxes.pop(0) if request.count and boxes else None  # the first of them, where one is asked for
    pts, base, planes, job.payload = 0, Fraction(0), NO_PLANES, b""
    type_ = job.type()
    if type_.kind == "video":
        video = job.video(type_)
        shown = video.frame(_place(request), None, hashed=True)
        planes = shown.planes
        pixels, full, index, pts, base = shown.pixels, shown.full, shown.index, shown.pts, video.time_base
    else:
        pixels, full, index = _still_pixels(job, None)
    side = request.max_width or limits.SIDE
    if type_.kind == "video" or (type_.kind == "photo" and type_.format not in _EXACT):
        boxes = [exhibit.grown(box, (pixels.shape[1], pixels.shape[0])) for box in boxes]
    jpeg, (width, height) = exhibit.make(pixels, boxes, side, request.quality, crop)
    yield Reply(
        Answer.PICTURE, request.id, width=width, height=height, full_width=full[0], full_height=full[1], index=index,
        pts=pts, numerator=base.numerator, denominator=base.denominator, planes=planes, payload=len(jpeg),
    ), jpeg  # fmt: skip


def _pages(job: Job) -> Iterator[Part]:
    yield Reply(Answer.COUNT, job.request.id, index=document.pages(job.document())), b""


def _text(job: Job) -> Iterator[Part]:
    if job.type().kind != "text":
        raise Unshowable(Reason.WRONG_KIND)
    data = document.text(job.file, job.request.count)
    yield Reply(Answer.TEXT, job.request.id, payload=len(data)), data


def _loudness(job: Job) -> Iterator[Part]:
    found = film.loudness(job.video(job.type()))
    levels = found.levels if found is not None else b""
    yield Reply(Answer.LOUDNESS, job.request.id, payload=len(levels)), levels


def _sound(job: Job) -> Iterator[Part]:
    """The samples asked for; no bytes where there is no sound track."""
    request = job.request
    count = min(max(request.count, 1), limits.SOUND_SAMPLES)
    pcm = job.video(job.type()).sound.stretch(request.pts, count) or b""
    yield Reply(Answer.SOUND, request.id, pts=request.pts, numerator=1, denominator=RATE, payload=len(pcm)), pcm


Ops = Mapping[Op, Callable[[Job], Iterator[Part]]]

OPS: Ops = {
    Op.PROBE: _probe,
    Op.STILL: _still,
    Op.INDEX: _index,
    Op.FRAME: _frame_op,
    Op.STORYBOARD: _storyboard,
    Op.EXHIBIT: _exhibit,
    Op.PAGES: _pages,
    Op.TEXT: _text,
    Op.LOUDNESS: _loudness,
    Op.FRAMES: _frames,
    Op.SOUND: _sound,
}


def _place(request: Request) -> Place:
    return Place(request.pts if request.has_pts else None, request.index if request.index != NONE else 0)


def _only_frame(request: Request) -> None:
    """A photo has one frame: index 0, no PTS."""
    if request.has_pts:
        raise Unshowable(Reason.WRONG_KIND)
    if request.index not in (0, NONE):
        raise Unshowable(Reason.NO_SUCH_INDEX, request.index, 1)


def _video_frame(job: Job, shown: Shown, base: Fraction, more: int = 0) -> Part:
    reply, pixels = _frame(job, shown.pixels, shown.full, shown.index)
    planes = shown.planes or NO_PLANES
    video = replace(
        reply, more=more, pts=shown.pts, numerator=base.numerator, denominator=base.denominator, planes=planes
    )
    return video, pixels


def _frame(job: Job, pixels: Pixels, full: tuple[int, int], index: int = 0) -> Part:
    height, width = pixels.shape[:2]
    reply = Reply(
        Answer.FRAME, job.request.id, width=width, height=height, full_width=full[0], full_height=full[1],
        index=index, payload=pixels.nbytes,
    )  # fmt: skip
    return reply, np.ascontiguousarray(pixels).data.cast("B")
