"""Which frames a video shows, and where: read from its packets in milliseconds, or decoded where those may lie."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import av

from moderator.media import limits
from moderator.media.container import Container, Damage, Packet
from moderator.media.files import Unshowable
from moderator.media.reasons import Reason

_ONE_EACH = frozenset({
    "h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mjpeg", "prores", "dnxhd", "ffv1", "huffyuv", "ffvhuff", "png",
    "rawvideo", "dvvideo",
})  # fmt: skip
"""Codecs of which every packet shows one frame, or says that it shows none. Older ones skip and repeat frames."""


class Untrusted(Exception):
    """The packets do not say which frames are shown."""


@dataclass(frozen=True)
class Index:
    """Frames in the order shown. `seek` is the timestamp by which a demuxer finds each frame's packet (its DTS)."""

    pts: tuple[int, ...]
    key: tuple[bool, ...]
    seek: tuple[int, ...]
    end: int
    decoded: bool

    @cached_property
    def ordered(self) -> bool:
        return all(a < b for a, b in pairwise(self.pts))

    @cached_property
    def variable(self) -> bool:
        """Whether frames last differently long, by more than rounding to the time base explains."""
        steps = [after - before for before, after in pairwise(self.pts)]
        return bool(steps) and max(steps) - min(steps) > 1

    @cached_property
    def place(self) -> dict[int, int]:
        """From PTS to index; of use only where `ordered`."""
        return {pts: index for index, pts in enumerate(self.pts)}

    @cached_property
    def keys(self) -> tuple[int, ...]:
        return tuple(index for index, key in enumerate(self.key) if key)

    def key_before(self, index: int) -> int | None:
        """The index of the key frame at or before a frame; None where the first frames shown have none."""
        count = bisect_right(self.keys, index)
        return self.keys[count - 1] if count else None


def by_packets(container: Container) -> Index:
    """The index out of packet headers alone. Raises Untrusted where decoding might show something else."""
    if container.stream.codec_context.name not in _ONE_EACH:
        raise Untrusted("packets of this codec may show no frame, or two")
    shown: list[tuple[int, int, int, bool]] = []
    dts_before: int | None = None
    first: int | None = None
    reordered = False
    for packet in _full(container.packets()):
        pts, dts = _times(packet, dts_before)
        dts_before = dts if dts is not None else dts_before
        reordered = reordered or dts not in (None, pts)
        if first is None and not packet.is_keyframe:
            raise Untrusted("it does not begin with a key frame")
        first = pts if first is None else first
        if packet.is_discard or not _shows(container.stream.codec_context.name, packet):
            continue
        if pts < first:
            raise Untrusted("frames that lead the first key frame")
        shown.append((pts, dts if dts is not None else pts, packet.duration or 0, packet.is_keyframe))
        _bounded(len(shown))
    if container.stream.codec_context.has_b_frames and not reordered and len(shown) > 1:
        raise Untrusted("frames are reordered, their times are not")
    shown.sort()
    if not shown or any(a[0] == b[0] for a, b in pairwise(shown)):
        raise Untrusted("no frames, or two at one time")
    return _index(shown, decoded=False)


def _times(packet: Packet, dts_before: int | None) -> tuple[int, int | None]:
    """PTS and DTS of a packet. Raises Untrusted where they contradict each other or what came before."""
    pts, dts = packet.pts, packet.dts
    if pts is None or packet.is_corrupt or packet.size == 0:
        raise Untrusted("a packet without a time, or a damaged one")
    if dts is not None and (dts > pts or (dts_before is not None and dts <= dts_before)):
        raise Untrusted("decoding times that go back")
    return pts, dts


def by_decoding(container: Container, damage: Damage) -> Index:
    """The index of what the decoder really gives, first packet to last. Raises Unshowable where it gives nothing."""
    shown: list[tuple[int, int, int, bool]] = []
    for frame in container.frames(damage):
        previous = shown[-1][0] if shown else -1
        pts = frame.pts if frame.pts is not None else frame.dts
        # A frame without any time repeats its predecessor's: so the index says that times name nothing here.
        pts = pts if pts is not None else max(previous, 0)
        shown.append((pts, frame.dts if frame.dts is not None else pts, frame.duration or 0, bool(frame.key_frame)))
        _bounded(len(shown))
    if not shown:
        raise Unshowable(Reason.DAMAGED)
    return _index(shown, decoded=True)


def _index(shown: list[tuple[int, int, int, bool]], *, decoded: bool) -> Index:
    pts, seek, durations, key = zip(*shown, strict=True)
    last = max(range(len(pts)), key=lambda i: pts[i])
    gap = pts[-1] - pts[-2] if len(pts) > 1 else 1
    return Index(pts, key, seek, pts[last] + (durations[last] or max(gap, 1)), decoded)


def _full(packets: Iterable[Packet]) -> Iterator[Packet]:
    """Without the empty packet at the end that drains the decoder. Raises Untrusted where the file breaks off."""
    try:
        for packet in packets:
            if packet.size or packet.pts is not None:
                yield packet
    except av.FFmpegError as error:
        raise Untrusted("the file breaks off") from error


def _shows(codec: str, packet: Packet) -> bool:
    """Whether a packet shows a frame. VP8 packs those that are never shown in packets of their own: bit 4 of the first
    byte says so. VP9 puts them before the one that is shown. Raises Untrusted where it shows several."""
    if codec == "vp8":
        return bool(bytes(packet)[0] >> 4 & 1)
    if codec != "vp9":
        return True
    shown = sum(map(_shown_in_vp9, _vp9_frames(bytes(packet))))
    if shown > 1:
        raise Untrusted("several frames at one time")
    return shown == 1


def _vp9_frames(data: bytes) -> list[bytes]:
    """The frames of a superframe, by the index at its end (VP9 bitstream specification, annex B)."""
    mark = data[-1]
    count, wide = (mark & 7) + 1, (mark >> 3 & 3) + 1
    sizes = data[-1 - count * wide : -1]
    if mark & 0xE0 != 0xC0 or len(data) < 2 + count * wide or data[-2 - count * wide] != mark:
        return [data]
    frames, place = [], 0
    for number in range(count):
        size = int.from_bytes(sizes[number * wide : (number + 1) * wide], "little")
        frames.append(data[place : place + size])
        place += size
    return [frame for frame in frames if frame]


def _shown_in_vp9(frame: bytes) -> bool:
    """`show_existing_frame` or `show_frame` in the uncompressed header (the same, 6.2)."""
    profile = frame[0] >> 5 & 1 | frame[0] >> 3 & 2
    bits = f"{int.from_bytes(frame[:2].ljust(2, bytes(1)), 'big'):016b}"[4 + (profile == 3) :]
    return bits[0] == "1" or bits[2] == "1"


def _bounded(frames: int) -> None:
    if frames > limits.INDEX_FRAMES:
        raise Unshowable(Reason.TOO_LARGE, frames // 1_000_000, limits.INDEX_FRAMES // 1_000_000)
