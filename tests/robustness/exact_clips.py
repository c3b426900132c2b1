"""Clips in which a frame is easily mistaken for its neighbour: one of each kind of trouble, made by code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np

from tests.moderator.media.clips import BASE, RECIPES, TROUBLED, Recipe, picture, write
from tests.robustness import exact_patches as patches

STEP = 512
_NO_B = {"g": "8", "bf": "0", "preset": "ultrafast"}
_OPEN_264 = {"preset": "veryfast", "x264-params": "open-gop=1:keyint=9:bframes=3:scenecut=0"}
_OPEN_265 = {"preset": "ultrafast", "x265-params": "open-gop=1:keyint=9:bframes=3:scenecut=0:log-level=none"}
_CLOSED_265 = {"preset": "ultrafast", "x265-params": "keyint=9:bframes=2:log-level=none"}
_VP9 = {"g": "12", "cpu-used": "5", "deadline": "good", "auto-alt-ref": "1", "lag-in-frames": "16"}
_AV1 = {"preset": "10", "g": "12", "svtav1-params": "lp=1"}
_VARIABLE = tuple(int(STEP * step) for step in np.cumsum([0] + [1, 4, 1, 0.25, 0.25, 9, 1, 2, 1] * 4))


class Clip(NamedTuple):
    """A file to be made in a folder. `ordered` False: its times repeat or fall, so only an index names a frame.

    `damaged`: some packets show nothing, which no header tells, so its index has to be verified before it counts.
    """

    name: str
    make: Callable[[Path], Path]
    ordered: bool = True
    damaged: bool = False


def _coded(recipe: Recipe, retime: Callable[[Any], None] | None = None, ordered: bool = True) -> Clip:
    return Clip(recipe.name, lambda folder: write(recipe, folder, retime), ordered)


def _patched(recipe: Recipe, patch: Callable[[bytes], bytes], name: str, damaged: bool = False) -> Clip:
    """A clip whose bytes are changed after it was written."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(patch(write(recipe, folder).read_bytes()))
        return path

    return Clip(name, make, damaged=damaged)


def _twice(packet: Any) -> None:
    if packet.pts // STEP % 5 == 4:
        packet.pts -= STEP
    packet.dts -= 4 * STEP


def _backwards(packet: Any) -> None:
    number = packet.pts // STEP
    packet.pts = (number - number % 3 + (2 - number % 3)) * STEP
    packet.dts -= 4 * STEP


def _negative(packet: Any) -> None:
    packet.pts -= 7 * STEP
    packet.dts -= 7 * STEP


def _late(packet: Any) -> None:
    packet.pts += 100_000
    packet.dts += 100_000


_WRAP = (1 << 33) * 15360 // 90000
"""Where the 33 bits of a transport stream's clock run over, in units of BASE."""


def _over_the_wrap(packet: Any) -> None:
    packet.pts += _WRAP - 20 * STEP
    packet.dts += _WRAP - 20 * STEP


_TS = {"mpegts_copyts": "1"}
_COPY = {"avoid_negative_ts": "disabled"}


def _codecs() -> Iterable[Clip]:
    for ending in (".mp4", ".mkv", ".ts"):
        yield _coded(Recipe(f"open-264{ending}", options=_OPEN_264))
        yield _coded(Recipe(f"open-265{ending}", codec="libx265", options=_OPEN_265))
    yield _coded(Recipe("closed-265.mkv", codec="libx265", options=_CLOSED_265))
    yield _coded(Recipe("ten-bits-265.mp4", codec="libx265", format="yuv420p10le", options=_OPEN_265, times=_VARIABLE))
    yield _coded(Recipe("altref.webm", codec="libvpx-vp9", options=_VP9, times=tuple(range(0, 50 * STEP, STEP))))
    yield _coded(Recipe("altref.mp4", codec="libvpx-vp9", options=_VP9))
    yield _coded(Recipe("av1.mkv", codec="libsvtav1", options=_AV1, times=tuple(range(0, 50 * STEP, STEP))))
    yield _coded(Recipe("ten-bits-av1.webm", codec="libsvtav1", format="yuv420p10le", options=_AV1, times=_VARIABLE))
    yield _coded(Recipe("mjpeg.mov", codec="mjpeg", format="yuvj422p", options={}, times=_VARIABLE))
    yield _coded(Recipe("mpeg4-b.mp4", codec="mpeg4", options={"g": "9", "bf": "2"}))
    yield _coded(Recipe("mpeg4-b.avi", codec="mpeg4", options={"g": "9", "bf": "2"}))
    yield Clip("mpeg2-b.ts", lambda folder: _television(folder / "mpeg2-b.ts"))
    yield Clip("mpeg2-b.mkv", lambda folder: _television(folder / "mpeg2-b.mkv"))
    yield _coded(Recipe("prores.mov", codec="prores_ks", format="yuv422p10le", options={}))
    yield _coded(Recipe("ffv1.mkv", codec="ffv1", format="yuv444p", options={"g": "5"}, size=(97, 63)))
    yield _coded(Recipe("png.mov", codec="png", format="rgb24", options={}))


def _kinds() -> Iterable[Clip]:
    yield _coded(Recipe("one-frame.mp4", times=(0,)))
    yield _coded(Recipe("interlaced.mp4", options={"g": "8", "bf": "2", "x264-params": "tff=1", "preset": "veryfast"}))
    yield _coded(Recipe("refresh.mp4", options={"x264-params": "intra-refresh=1:keyint=12:bframes=0"}))
    yield _coded(Recipe("variable-b.mkv", times=_VARIABLE))
    yield _coded(Recipe("turned-variable.mp4", rotation=270, times=_VARIABLE))
    yield _coded(
        Recipe("fragments.mp4", options=_OPEN_264, container_options={"movflags": "frag_every_frame+empty_moov"})
    )
    yield _coded(Recipe("late.mkv", options=_OPEN_264), _late)
    yield _coded(Recipe("late.ts", options=_OPEN_264), _late)
    yield _coded(Recipe("negative.mp4", options=_OPEN_264, container_options=_COPY), _negative)
    yield _coded(Recipe("wrap.ts", container_options=_TS), _over_the_wrap)
    yield _coded(Recipe("repeated.mp4", options=_NO_B), _twice, ordered=False)
    yield _coded(Recipe("falling.mp4", options=_NO_B), _backwards, ordered=False)
    yield _coded(Recipe("falling.ts", options=_NO_B), _backwards, ordered=False)
    yield Clip("two-sizes.mp4", _two_videos)
    yield Clip("two-sizes.mkv", _two_videos)
    yield Clip("growing.ts", _growing)
    yield Clip("starts-late-265.mkv", lambda folder: _headless(folder, "libx265", _OPEN_265, "starts-late-265.mkv"))
    yield Clip("starts-late-264.ts", lambda folder: _headless(folder, "libx264", _OPEN_264, "starts-late-264.ts"))


def _damaged() -> Iterable[Clip]:
    plain, opened = Recipe("plain.mp4"), Recipe("opened.mp4", options=_OPEN_264)
    yield _patched(plain, patches.without_key_table, "no-stss.mp4")
    yield _patched(Recipe("p.mp4", options=_NO_B), patches.every_frame_key, "all-keys-264.mp4")
    yield _patched(Recipe("q.mp4", codec="mpeg4", options={"g": "9"}), patches.every_frame_key, "all-keys-mpeg4.mp4")
    # Twice the same part, a gap before it, starts between key frames: in units of the film, 1/1000 s.
    yield _patched(opened, lambda data: patches.edited(data, [(500, 7 * STEP), (400, 3 * STEP)]), "edits.mp4")
    yield _patched(opened, lambda data: patches.edited(data, [(300, -1), (600, 5 * STEP)]), "gap.mp4")
    yield _patched(plain, lambda data: patches.edited(data, [(200, 0), (300, 20 * STEP)]), "cut-out.mp4")
    holes = ("h264.mp4", plain), ("h264-open.mp4", opened), ("h264.ts", Recipe("plain.ts"))
    codecs = (
        ("hevc.mp4", Recipe("h.mp4", codec="libx265", options=_CLOSED_265)),
        ("vp9.webm", Recipe("v.webm", codec="libvpx-vp9", options=_VP9)),
        ("av1.mp4", Recipe("a.mp4", codec="libsvtav1", options=_AV1)),
        ("mjpeg.avi", Recipe("m.avi", codec="mjpeg", format="yuvj420p", options={})),
        ("mpeg4.avi", Recipe("n.avi", codec="mpeg4", options={"g": "9"})),
    )
    for name, recipe in (*holes, *codecs):
        yield _patched(recipe, patches.holed, f"holed-{name}", damaged=True)
    yield _patched(Recipe("cut.mkv"), lambda data: data[: len(data) * 2 // 3], "cut-off.mkv")


def _two_videos(folder: Path) -> Path:
    """The second stream is larger and longer; the first is the one that is shown."""
    path = folder / ("two-sizes.mkv" if (folder / "two-sizes.mp4").exists() else "two-sizes.mp4")
    with av.open(str(path), "w") as container:
        small = _video(container, (96, 64), "libx264", _NO_B)
        large = _video(container, (160, 120), "libx264", _OPEN_264)
        for number in range(48):
            for stream, most in ((small, 36), (large, 48)):
                if number < most:
                    container.mux(stream.encode(_frame(number + stream.width, (stream.width, stream.height), number)))
        for stream in (small, large):
            container.mux(stream.encode(None))
    return path


def _television(path: Path) -> Path:
    """MPEG-2 knows only the rates of television, so it counts frames and not units of BASE."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg2video", rate=25, options={"g": "9", "bf": "2"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(40):
            frame = _frame(number, (96, 64), number)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _growing(folder: Path) -> Path:
    """The picture changes its size in the middle, as a call does that turns the phone."""
    path, first = folder / "growing.ts", True
    with av.open(str(path), "w") as container:
        out = _video(container, (96, 64), "libx264", _NO_B)
        for start, size in ((0, (96, 64)), (20, (128, 96)), (40, (96, 64))):
            context = av.CodecContext.create("libx264", "w")
            context.width, context.height, context.pix_fmt = *size, "yuv420p"
            context.time_base, context.options = BASE, _NO_B
            for packet in _all(context, size, range(start, start + 20)):
                packet.stream = out
                container.mux(packet)
                first = False
    assert not first
    return path


def _headless(folder: Path, codec: str, options: dict[str, str], name: str) -> Path:
    """Begins with the second key frame: the frames that are shown before it lack what they refer to."""
    whole = write(Recipe(f"whole-{name}", codec=codec, options=options), folder)
    path, keys = folder / name, 0
    with av.open(str(whole)) as source, av.open(str(path), "w") as container:
        out = container.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            keys += packet.is_keyframe
            if keys > 1 and packet.dts is not None:
                packet.stream = out
                container.mux(packet)
    return path


def _video(container: Any, size: tuple[int, int], codec: str, options: dict[str, str]) -> Any:
    stream = container.add_stream(codec, rate=30, options=dict(options))
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = BASE
    stream.time_base = BASE
    return stream


def _frame(seed: int, size: tuple[int, int], number: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(picture(seed, size), "rgb24").reformat(format="yuv420p")
    frame.pts, frame.time_base = number * STEP, BASE
    return frame


def _all(context: Any, size: tuple[int, int], numbers: Sequence[int]) -> Iterable[Any]:
    for number in numbers:
        yield from context.encode(_frame(number, size, number))
    yield from context.encode(None)


CLIPS: tuple[Clip, ...] = (
    *(_coded(recipe) for recipe in RECIPES),
    *(_coded(recipe, retime, recipe.name == "edited.mp4") for recipe, retime in TROUBLED),
    *_codecs(),
    *_kinds(),
    *_damaged(),
)
