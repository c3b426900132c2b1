"""The truth about a video, by other means than ours: the file opened by name and decoded from its first packet on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import av

from moderator.media.colour import plane


def sequential(path: Path) -> list[av.VideoFrame]:
    """Every frame of the first video stream that is no attached picture, as the decoder gives them."""
    with av.open(str(path)) as container:
        stream = next(s for s in container.streams.video if not s.disposition & 1024)
        stream.thread_type = "NONE"
        frames = []
        for packet in container.demux(stream):
            try:
                frames += packet.decode()
            except av.FFmpegError:
                continue
        return frames


def fingerprint(frame: av.VideoFrame) -> str:
    """Of the decoded planes, before any conversion."""
    digest = hashlib.sha256()
    for number in range(len(frame.planes)):
        digest.update(plane(frame, number).tobytes())
    return digest.hexdigest()
