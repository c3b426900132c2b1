"""One video under examination: its index, its geometry, and its frames by whichever source can prove them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import av

from moderator.media import colour, geometry, limits, planes
from moderator.media import index as indexing
from moderator.media.av_source import AvSource
from moderator.media.container import Container, Damage
from moderator.media.files import EvidenceFile, Unshowable
from moderator.media.frame_source import FrameSource, Unproven
from moderator.media.geometry import Geometry
from moderator.media.index import Index
from moderator.media.opencv_source import OpenCvSource
from moderator.media.photo import fit
from moderator.media.reasons import Reason
from moderator.media.sound import Track
from moderator.media.values import Pixels

T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """Upright pixels of one frame, the size of the whole one, its place, and the hash of its planes if asked for."""

    pixels: Pixels
    full: tuple[int, int]
    pts: int
    index: int
    planes: bytes = b""


@dataclass(frozen=True)
class Place:
    """A frame by its PTS, or where that is None by its index."""

    pts: int | None = None
    index: int = 0


class Video:
    """Opened once and kept: stepping to the next frame goes on decoding where the last one stopped.

    All methods raise Unshowable, or DECODER_ERRORS where the file is damaged beyond use.
    """

    def __init__(self, file: EvidenceFile, format_: str) -> None:
        if file.size > limits.VIDEO_BYTES:
            raise Unshowable(Reason.TOO_LARGE, file.size // 1_000_000, limits.VIDEO_BYTES // 1_000_000)
        self._file = file.again()
        self._format = format_
        self._damage = Damage()
        self._lost = 0
        self._container = Container(self._file.again(), format_)
        self._source = AvSource(self._for_frames, self._damage)
        self._opencv: FrameSource | None = None
        self._index: Index | None = None
        self._geometry: Geometry | None = None
        self.sound = Track(self.opened_again)

    @property
    def time_base(self) -> Fraction:
        return self._container.time_base

    @property
    def container(self) -> Container:
        """For what its headers tell; it has been read to its end."""
        return self._container

    def index(self, *, verify: bool = False) -> Index:
        """Every frame shown. Read from packets, unless they cannot be trusted or `verify` asks to decode them all."""
        if self._index is None:
            try:
                self._index = indexing.by_packets(self._container)
            except indexing.Untrusted:
                self._decode_index()
        if verify and self._index is not None and not self._index.decoded:
            self._decode_index()
        assert self._index is not None
        return self._index

    @property
    def lost(self) -> int:
        """How many packets could not be decoded, as far as the file has been decoded."""
        return self._lost

    def first_frame(self) -> av.VideoFrame:
        """The first frame shown, as it was decoded."""
        return self._certain(lambda: self._source.frame(self.index(), 0))

    def geometry(self) -> Geometry:
        """Size and turn, as the first frame shown has them."""
        return self._certain(self._look)

    def frame(self, place: Place, max_size: tuple[int, int] | None, *, hashed: bool = False) -> Shown:
        """One frame, upright, in square pixels, scaled down to fit `max_size`; `hashed`: and its planes' hash."""

        def extract() -> Shown:
            number = self._number(place)
            size = self._stored_size(max_size)
            pixels = self._picture(number, size)
            # OpenCV gives no planes: they are those of PyAV for the same place, whoever drew the picture.
            named = planes.sha256(self._source.frame(self.index(), number)) if hashed else b""
            return self._shown(number, pixels, named)

        return self._certain(extract)

    def run(
        self, first: Place, count: int, max_size: tuple[int, int] | None, way: int = 1, *, hashed: bool = False
    ) -> Iterator[tuple[Shown, bool]]:
        """At most `count` frames from `first` on in the order shown, each as by `frame`, and whether another follows.

        `way` -1: from `first` back. A film whose frames turn out to be others than its index said goes on beside the
        frame given last.
        """
        place = first
        with self._source.keeping(limits.BACK_BYTES if way < 0 else limits.KEPT_BYTES):
            for left in range(max(count, 1) - 1, -1, -1):
                shown = self.frame(place, max_size, hashed=hashed)
                index = self.index()
                following = shown.index + way
                more = left > 0 and 0 <= following < len(index.pts)
                yield shown, more
                if not more:
                    return
                place = Place(index.pts[following]) if index.ordered else Place(index=following)

    def storyboard(self, count: int, max_size: tuple[int, int] | None) -> list[Shown]:
        """At most `count` different key frames, ascending, the first among them; the first frame where none is key."""

        def extract() -> list[Shown]:
            size = self._stored_size(max_size)
            numbers = spread(self.index().keys or (0,), count)
            found = self._alone(numbers, size)
            return [self._shown(number, found[number]) for number in numbers]

        return self._certain(extract)

    def in_order(self) -> Iterator[tuple[int, av.VideoFrame]]:
        """Every frame with its number, by several threads where the file is sound. Raises Unproven where what the
        decoder gives is not what the index says."""
        index, number = self.index(), -1
        container, damage = self.opened_again(), Damage()
        try:
            for number, frame in enumerate(container.frames(damage)):
                if number >= len(index.pts) or frame.pts not in (None, index.pts[number]):
                    raise Unproven
                if damage.count and not (index.decoded and container.threads == 1):
                    raise Unproven
                yield number, frame
        finally:
            container.close()
        if number + 1 != len(index.pts):
            raise Unproven

    def distrust(self) -> None:
        """The index is made anew, of what the decoder really gives."""
        self._decode_index()
        self._source.distrust_seeking()

    def opened_again(self) -> Container:
        """The file once more, for somebody who reads it from its start and closes it."""
        # One thread where the decoder complains: what it makes of damage must not depend on timing.
        return Container(self._file.again(), self._format, threads=1 if self._damage.count else 0)

    def rest(self) -> None:
        """Another film is looked at: the frames kept of this one make room. It can go on at any time."""
        self._source.forget()

    def _for_frames(self, strict: bool) -> Container:
        """The file once more, for exact frames: by one thread where not `strict`."""
        return Container(self._file.again(), self._format, threads=0 if strict else 1, strict=strict)

    def close(self) -> None:
        self.sound.close()
        self._source.close()
        self._container.close()
        self._drop_opencv()
        self._file.close()

    def _certain(self, action: Callable[[], T]) -> T:
        """What `action` gives. Where it cannot prove its place the file is decoded to learn what it really shows, and
        `action` starts again from the PTS or index that was asked for: the numbers of before mean nothing then."""
        try:
            return action()
        except Unproven:
            self.distrust()
        try:
            return action()
        except Unproven as error:
            raise Unshowable(Reason.DAMAGED) from error

    def _look(self) -> Geometry:
        if self._geometry is None:
            frame = self._source.frame(self.index(), 0)
            stream = self._container.stream
            aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
            self._geometry = geometry.of_frame(frame, Fraction(aspect) if aspect else None)
            self._choose_opencv(frame)
        return self._geometry

    def _stored_size(self, max_size: tuple[int, int] | None) -> tuple[int, int]:
        shape = self._look()
        return shape.before_turn(fit(shape.upright, max_size))

    def _shown(self, number: int, pixels: Pixels, named: bytes = b"") -> Shown:
        shape = self._look()
        return Shown(shape.turned(pixels), shape.upright, self.index().pts[number], number, named)

    def _number(self, place: Place) -> int:
        index = self.index()
        if place.pts is None:
            if not 0 <= place.index < len(index.pts):
                raise Unshowable(Reason.NO_SUCH_INDEX, place.index, len(index.pts))
            return place.index
        if not index.ordered:
            raise Unshowable(Reason.TIMES_BROKEN)
        pts = place.pts
        if pts not in index.place:
            raise Unshowable(Reason.NO_SUCH_PTS, pts, min(index.pts, key=lambda each: abs(each - pts)))
        return index.place[pts]

    def _decode_index(self) -> None:
        # Several threads first: a sound film gives the same frames by any number, and is counted in half the time.
        for threads in (0, 1):
            container = Container(self._file.again(), self._format, threads)
            try:
                damage = Damage()
                index = indexing.by_decoding(container, damage)
            finally:
                container.close()
            if not damage.count:
                break
        self._index, self._lost = index, damage.count
        self._damage.count += damage.count
        if self._damage.count or not index.ordered:
            self._drop_opencv()

    def _choose_opencv(self, frame: av.VideoFrame) -> None:
        if not colour.opencv_agrees(frame) or not self.index().ordered or self._damage.count:
            return
        with suppress(Unproven):
            start = self._container.stream.start_time or 0
            self._opencv = OpenCvSource(self._file.again(), self.time_base, start)

    def _drop_opencv(self) -> None:
        if self._opencv is not None:
            self._opencv.close()
            self._opencv = None

    def _picture(self, number: int, size: tuple[int, int]) -> Pixels:
        """By OpenCV where its picture is as good as ours and proven to be of this frame, else by PyAV."""
        if self._opencv is not None:
            with suppress(Unproven):
                return self._opencv.picture(self.index(), number, size)
        return self._source.picture(self.index(), number, size)

    def _alone(self, numbers: list[int], size: tuple[int, int]) -> dict[int, Pixels]:
        """Pictures of key frames, by number: the same pixels as one by one, in a fraction of the time."""
        if self._opencv is not None:
            return {number: self._picture(number, size) for number in numbers}
        frames = self._source.key_frames(self.index(), numbers)
        return {number: colour.to_rgb(frame, size) for number, frame in frames}


def spread(keys: tuple[int, ...], count: int) -> list[int]:
    """At most `count` of them, evenly, the first among them."""
    if len(keys) <= count:
        return list(keys)
    if count == 1:
        return [keys[0]]
    return [keys[round(step * (len(keys) - 1) / (count - 1))] for step in range(count)]
