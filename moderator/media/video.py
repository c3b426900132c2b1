"""One video under examination: its index, its geometry, and its frames by whichever source can prove them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av

from moderator.media import colour, geometry, limits
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
from moderator.media.values import Pixels


@dataclass(frozen=True)
class Shown:
    """Upright pixels of one frame, the size of the whole one, and its place."""

    pixels: Pixels
    full: tuple[int, int]
    pts: int
    index: int


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
        self._container = Container(self._file.again(), format_)
        self._source = AvSource(lambda: Container(self._file.again(), format_), self._damage)
        self._opencv: FrameSource | None = None
        self._index: Index | None = None
        self._geometry: Geometry | None = None

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

    def lost(self) -> int:
        """How many packets the decoder has complained about so far."""
        return self._damage.count

    def geometry(self) -> Geometry:
        """Size and turn, as the first frame shown has them."""
        if self._geometry is None:
            frame = self._proven(0)
            stream = self._container.stream
            aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
            self._geometry = geometry.of_frame(frame, Fraction(aspect) if aspect else None)
            self._choose_opencv(frame.format.name)
        return self._geometry

    def by_pts(self, pts: int) -> int:
        """The number of the frame with this PTS. Raises Unshowable (NO_SUCH_PTS, TIMES_BROKEN)."""
        index = self.index()
        if not index.ordered:
            raise Unshowable(Reason.TIMES_BROKEN)
        if pts not in index.place:
            raise Unshowable(Reason.NO_SUCH_PTS, pts, min(index.pts, key=lambda each: abs(each - pts)))
        return index.place[pts]

    def frame(self, number: int, max_size: tuple[int, int] | None) -> Shown:
        """The frame with this number, upright, in square pixels, scaled down to fit `max_size`."""
        geometry_ = self.geometry()
        size = geometry_.before_turn(fit(geometry_.upright, max_size))
        pixels = self._by_opencv(number, size)
        if pixels is None:
            pixels = colour.to_rgb(self._proven(number), size)
        return self._shown(number, pixels)

    def storyboard(self, count: int, max_size: tuple[int, int] | None) -> list[Shown]:
        """At most `count` different key frames, ascending, the first among them."""
        geometry_ = self.geometry()
        size = geometry_.before_turn(fit(geometry_.upright, max_size))
        shown = []
        for number in spread(self.index().keys or (0,), count):
            frame = self._proven(number, alone=True)
            shown.append(self._shown(number, colour.to_rgb(frame, size)))
        return shown

    def close(self) -> None:
        self._source.close()
        self._container.close()
        if self._opencv is not None:
            self._opencv.close()
        self._file.close()

    def _shown(self, number: int, pixels: Pixels) -> Shown:
        return Shown(self.geometry().turned(pixels), self.geometry().upright, self.index().pts[number], number)

    def _proven(self, number: int, *, alone: bool = False) -> av.VideoFrame:
        """The decoded frame. Where its place cannot be proven the whole file is decoded to learn what it shows."""
        index = self._numbered(number)
        try:
            return self._source.key_frame(index, number) if alone else self._source.frame(index, number)
        except Unproven:
            self._decode_index()
        index = self._numbered(number)
        try:
            self._source.close()
            return self._source.frame(index, number)
        except Unproven as error:
            raise Unshowable(Reason.DAMAGED) from error

    def _numbered(self, number: int) -> Index:
        index = self.index()
        if not 0 <= number < len(index.pts):
            raise Unshowable(Reason.NO_SUCH_INDEX, number, len(index.pts))
        return index

    def _decode_index(self) -> None:
        container = Container(self._file.again(), self._format, threads=1)
        try:
            self._index = indexing.by_decoding(container, self._damage)
        finally:
            container.close()

    def _choose_opencv(self, pixel_format: str) -> None:
        if not colour.opencv_agrees(pixel_format) or not self.index().ordered or self._damage.count:
            return
        try:
            start = self._container.stream.start_time or 0
            self._opencv = OpenCvSource(self._file.again(), self.time_base, start)
        except Unproven:
            self._opencv = None

    def _by_opencv(self, number: int, size: tuple[int, int]) -> Pixels | None:
        """OpenCV's picture where it is as good as ours and proven to be of this frame; else it is not asked again."""
        if self._opencv is None:
            return None
        try:
            return self._opencv.picture(self._numbered(number), number, size)
        except Unproven:
            self._opencv.close()
            self._opencv = None
            return None


def spread(keys: tuple[int, ...], count: int) -> list[int]:
    """At most `count` of them, evenly, the first among them."""
    if len(keys) <= count:
        return list(keys)
    if count == 1:
        return [keys[0]]
    return [keys[round(step * (len(keys) - 1) / (count - 1))] for step in range(count)]
