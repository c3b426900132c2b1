"""Opening a video: accepted formats and codecs only, no names, no protocols, one chosen stream."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from moderator.media import limits
from moderator.media.files import EvidenceFile, Unshowable
from moderator.media.reasons import Reason

_DEMUXER = {"mp4": "mov", "mov": "mov", "matroska": "matroska", "avi": "avi", "mpegts": "mpegts"}
_WHITELIST = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts"
# fmt: off
CODECS = frozenset({
    "h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mjpeg", "mpeg4", "mpeg2video", "mpeg1video", "h263", "prores",
    "dnxhd", "ffv1", "huffyuv", "ffvhuff", "rawvideo", "png", "dvvideo", "msmpeg4v2", "msmpeg4", "theora", "vc1",
})
# fmt: on
_CONCEALING = ("h264", "hevc")
"""Of 56 real films only the damaged one makes these complain; MPEG-4 complains of sound ones too."""
Packet: TypeAlias = "av.Packet[VideoStream]"


class Damage:
    """How often the decoder complained. A file that was complained about is only ever decoded from its start."""

    def __init__(self) -> None:
        self.count = 0


class Container:
    """One open file and its video stream, demuxed with the demuxer's defaults: edit lists are applied.

    `strict`: a decoder that would conceal damage complains of it, where it can tell that from mere oddity.
    """

    def __init__(self, file: EvidenceFile, format_: str, threads: int = 0, *, strict: bool = False) -> None:
        file.seek(0)
        options = {"format_whitelist": _WHITELIST, "protocol_whitelist": "none", "enable_drefs": "0"}
        self._file = file
        self.av: InputContainer = av.open(
            file, "r", format=_DEMUXER[format_], container_options=options, buffer_size=1 << 18,
            io_open=_refuse, metadata_errors="replace",
        )  # fmt: skip
        self.stream = _choose(self.av)
        context = self.stream.codec_context
        self.threads = threads or min(4, os.cpu_count() or 1)
        context.thread_count = self.threads
        context.thread_type = "AUTO"
        if strict and context.name in _CONCEALING:
            context.options = {"err_detect": "explode"}

    @property
    def time_base(self) -> Fraction:
        return Fraction(self.stream.time_base or Fraction(1, 1))

    def packets(self) -> Iterator[Packet]:
        """The stream's packets in the order of the file, ending with the empty one that drains the decoder."""
        yield from self.av.demux(self.stream)

    def frames(self, damage: Damage) -> Iterator[av.VideoFrame]:
        """Frames as the decoder gives them; what it cannot decode is counted and stepped over."""
        for packet in self._packets_until_damage(damage):
            try:
                yield from packet.decode()
            except av.FFmpegError:
                damage.count += 1

    def sound(self, stream: AudioStream) -> Iterator[av.AudioFrame]:
        """What can be decoded of a sound track; the rest is stepped over."""
        packets = self.av.demux(stream)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError):
                return
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue

    def _packets_until_damage(self, damage: Damage) -> Iterator[Packet]:
        try:
            yield from self.packets()
        except av.FFmpegError:
            damage.count += 1

    def seek(self, timestamp: int) -> None:
        """To the key frame at or before `timestamp`, in units of the stream's time base."""
        self.av.seek(timestamp, stream=self.stream)

    def close(self) -> None:
        self.av.close()
        self._file.close()


def _refuse(*_: Any) -> NoReturn:
    raise PermissionError("nothing but the file itself is opened")


def _choose(container: InputContainer) -> VideoStream:
    """The first video stream that is no attached picture. Raises Unshowable."""
    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:
            continue
        context = stream.codec_context
        if context is None or context.name not in CODECS:
            raise Unshowable(Reason.CODEC)
        if context.width * context.height > limits.FRAME_PIXELS:
            raise Unshowable(Reason.TOO_MANY_PIXELS, context.width, context.height)
        return stream
    raise Unshowable(Reason.NO_VIDEO)
