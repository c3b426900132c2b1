"""The truth about a video, by other means than ours: the file opened by name and decoded from its first packet on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import av

from moderator.media import planes


def sequential(path: Path) -> list[av.VideoFrame]:
    """Every frame of the first video stream that is no attached picture, as the decoder gives them."""
    return list(one_by_one(path))


def one_by_one(path: Path) -> Iterator[av.VideoFrame]:
    """The same without keeping them all."""
    with av.open(str(path)) as container:
        stream = next(s for s in container.streams.video if not s.disposition & 1024)
        stream.thread_type, stream.codec_context.thread_count = "NONE", 1
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue


def fingerprint(frame: av.VideoFrame) -> str:
    """Of the decoded planes, before any conversion."""
    return planes.sha256(frame).hex()


def framehash(path: Path) -> list[str]:
    """The same by the `ffmpeg` program, of every frame of the same stream."""
    with av.open(str(path)) as container:
        stream = next(s.index for s in container.streams.video if not s.disposition & 1024)
    quiet = ["ffmpeg", "-v", "quiet", "-noautorotate", "-threads", "1", "-i", str(path), "-map", f"0:{stream}"]
    command = [*quiet, "-fps_mode", "passthrough", "-f", "framehash", "-hash", "sha256", "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [line.rsplit(",", 1)[1].strip() for line in printed.splitlines() if not line.startswith("#")]
