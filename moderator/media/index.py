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
        if packet.is_discard or _hidden(container, packet):
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


def _hidden(container: Container, packet: Packet) -> bool:
    """VP8 packs frames that are never shown in packets of their own: bit 4 of the first byte says so."""
    return container.stream.codec_context.name == "vp8" and not bytes(packet)[0] >> 4 & 1


def _bounded(frames: int) -> None:
    if frames > limits.INDEX_FRAMES:
        raise Unshowable(Reason.TOO_LARGE, frames // 1_000_000, limits.INDEX_FRAMES // 1_000_000)
