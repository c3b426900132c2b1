"""Small videos made for the tests, each with its own trouble. Every frame is told from every other by its picture."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

BASE = Fraction(1, 15360)


@dataclass(frozen=True)
class Recipe:
    """How a clip is coded. `times` are the PTS of its frames, in units of BASE."""

    name: str
    codec: str = "libx264"
    format: str = "yuv420p"
    options: dict[str, str] = field(default_factory=lambda: {"g": "8", "bf": "2", "preset": "ultrafast"})
    size: tuple[int, int] = (96, 64)
    times: Sequence[int] = tuple(range(0, 36 * 512, 512))
    rotation: int | None = None
    aspect: Fraction | None = None
    second_stream: bool = False
    container_options: dict[str, str] = field(default_factory=dict)


def picture(number: int, size: tuple[int, int]) -> np.ndarray:
    """A picture that no other number has: its bits as bars over a moving ramp."""
    width, height = size
    rows, columns = np.mgrid[:height, :width]
    red = (columns * 2 + number * 5) % 256
    green = (rows * 3 + number * 11) % 256
    blue = np.full_like(red, (number * 29) % 256)
    pixels = np.stack([red, green, blue], axis=-1).astype(np.uint8)
    for bit in range(8):
        pixels[: height // 3, bit * width // 8 : (bit + 1) * width // 8] = 235 if number >> bit & 1 else 20
    return pixels


@contextmanager
def usual_priority() -> Iterator[None]:
    """SVT-AV1 gives the thread that encodes real-time priority, where it may, and leaves it so: every process that the
    tests start would then wait for them."""
    if not hasattr(os, "sched_setscheduler"):
        yield
        return
    before, how = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, before, how)


def write(recipe: Recipe, folder: Path, retime: Callable[[Any], None] | None = None) -> Path:
    """The clip as a file. `retime` may change each packet before it is written."""
    path = folder / recipe.name
    with usual_priority(), av.open(str(path), "w", options=recipe.container_options) as container:
        streams = [_stream(container, recipe)] + ([_stream(container, recipe)] if recipe.second_stream else [])
        for place, stream in enumerate(streams):
            for number, pts in enumerate(recipe.times):
                shown = picture(number + 100 * place, recipe.size)
                frame = av.VideoFrame.from_ndarray(shown, "rgb24").reformat(format=recipe.format)
                frame.pts, frame.time_base = pts, BASE
                _mux(container, stream.encode(frame), retime)
            _mux(container, stream.encode(None), retime)
    return path


def _stream(container: Any, recipe: Recipe) -> Any:
    stream = container.add_stream(recipe.codec, rate=30, options=dict(recipe.options))
    stream.width, stream.height = recipe.size
    stream.pix_fmt = recipe.format
    stream.codec_context.time_base = BASE
    stream.time_base = BASE
    if recipe.aspect is not None:
        stream.codec_context.sample_aspect_ratio = recipe.aspect
    if recipe.rotation is not None:
        stream.set_display_rotation(recipe.rotation)
    return stream


def _mux(container: Any, packets: Sequence[Any], retime: Callable[[Any], None] | None) -> None:
    for packet in packets:
        if retime is not None:
            retime(packet)
        container.mux(packet)


_VARIABLE = tuple(int(512 * step) for step in np.cumsum([0, 1, 1, 3, 1, 0.5, 7, 1, 1, 2] + [1.25] * 20))
_X265 = {"x265-params": "keyint=10:bframes=2:log-level=none", "preset": "ultrafast"}
_VP9 = {"g": "10", "deadline": "realtime", "cpu-used": "8", "auto-alt-ref": "1", "lag-in-frames": "12"}

RECIPES = (
    Recipe("h264.mp4"),
    Recipe("h264.mkv"),
    Recipe("h264.ts"),
    Recipe("h264.mov", times=tuple(range(2048, 2048 + 36 * 512, 512))),
    Recipe("variable.mp4", times=_VARIABLE),
    Recipe("fragmented.mp4", container_options={"movflags": "frag_keyframe+empty_moov"}),
    Recipe("open-gop.mp4", options={"preset": "veryfast", "x264-params": "open-gop=1:keyint=9:bframes=3:scenecut=0"}),
    Recipe("one-key.mp4", options={"g": "1000", "bf": "3", "preset": "ultrafast"}),
    Recipe("turned.mp4", rotation=90),
    Recipe("wide-pixels.mp4", aspect=Fraction(4, 3)),
    Recipe("ten-bits.mp4", format="yuv420p10le"),
    Recipe("full-colour.mp4", format="yuv444p"),
    Recipe("two-streams.mp4", second_stream=True),
    Recipe("hevc.mp4", codec="libx265", options=_X265),
    Recipe("vp9.webm", codec="libvpx-vp9", options=_VP9),
    Recipe("vp8.webm", codec="libvpx", options={"g": "10", "auto-alt-ref": "1", "lag-in-frames": "12"}),
    Recipe("av1.mp4", codec="libsvtav1", options={"preset": "12", "g": "10"}),
    Recipe("mjpeg.avi", codec="mjpeg", format="yuvj420p", options={}),
    Recipe("mpeg4.avi", codec="mpeg4", options={"g": "6"}),
)


def _twice(packet: Any) -> None:
    """Every fifth frame gets the time of the one before it."""
    if packet.pts // 512 % 5 == 4:
        packet.pts -= 512
    packet.dts -= 4 * 512


def _backwards(packet: Any) -> None:
    """Times of display swap places in threes, while the order of decoding stays."""
    number = packet.pts // 512
    packet.pts = (number - number % 3 + (2 - number % 3)) * 512
    packet.dts -= 4 * 512


def _early(packet: Any) -> None:
    """Everything begins eleven frames before zero: an edit list cuts it off."""
    packet.pts -= 11 * 512
    packet.dts -= 11 * 512


_NO_B = {"g": "8", "bf": "0", "preset": "ultrafast"}
TROUBLED: tuple[tuple[Recipe, Callable[[Any], None]], ...] = (
    (Recipe("repeated.mkv", options=_NO_B), _twice),
    (Recipe("falling.mkv", options=_NO_B), _backwards),
    (Recipe("edited.mp4", container_options={"avoid_negative_ts": "disabled"}), _early),
)
