"""The hash that names a frame: what `ffmpeg -f framehash` prints, for every layout of samples that can come up."""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from moderator.media import planes
from moderator.media.pool import MediaPool
from moderator.media.values import Source

from .clips import Recipe, write
from .reference import framehash

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the ffmpeg program is not installed")
RAW = (
    "yuv420p", "yuv422p", "yuv444p", "yuv410p", "yuv411p", "yuv440p", "yuva420p", "yuv420p10le", "yuv422p10le",
    "yuva444p10le", "yuv420p16le", "yuyv422", "uyvy422", "nv12", "nv21", "rgb24", "bgr24", "rgba", "0rgb",
    "rgb565le", "rgb48le", "rgb48be", "gbrp", "gbrp10le", "gbrap", "gray", "gray10le", "gray16be", "ya8", "monow",
    "pal8",
)  # fmt: skip


@needs_ffmpeg
@pytest.mark.parametrize("size", ["48x32", "37x23"])
@pytest.mark.parametrize("format_", RAW)
def test_every_layout(tmp_path: Path, format_: str, size: str) -> None:
    """NUT keeps raw pictures of any format as they are; odd sizes end in half a group of samples."""
    path = tmp_path / "raw.nut"
    picture = f"testsrc2=s={size}:d=0.08"
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture, "-pix_fmt", format_, "-c:v", "rawvideo", str(path)]
    subprocess.run(made, check=True)
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        assert {frame.format.name for frame in frames} == {format_}
        assert [planes.sha256(frame).hex() for frame in frames] == framehash(path)


@needs_ffmpeg
def test_rows_that_are_stored_upside_down(tmp_path: Path) -> None:
    path = tmp_path / "raw.avi"
    picture = ["-f", "lavfi", "-i", "testsrc2=s=36x24:d=0.08", "-pix_fmt", "bgr24"]
    subprocess.run(["ffmpeg", "-v", "error", *picture, "-c:v", "rawvideo", str(path)], check=True)
    data = bytearray(path.read_bytes())
    height = data.index(b"strf") + 16
    assert struct.unpack_from("<i", data, height) == (-24,)
    struct.pack_into("<i", data, height, 24)
    path.write_bytes(data)
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    assert frames[0].planes[0].line_size < 0
    assert [planes.sha256(frame).hex() for frame in frames] == framehash(path)


def test_padding_does_not_count() -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (30, 45, 3), np.uint8)
    frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
    assert planes.sha256(frame) == hashlib.sha256(pixels.tobytes()).digest()
    one = frame.reformat(format="yuv444p")
    assert one.planes[0].line_size > 45
    assert planes.sha256(one) == hashlib.sha256(one.to_ndarray().tobytes()).digest()


@needs_ffmpeg
def test_a_frame_is_named_by_it_whoever_draws_the_picture(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    """OpenCV draws those of `full-colour.mp4`; views, turned pictures and exhibits have the name of the whole frame."""
    _, source = clip
    truth = framehash(source.path)
    assert len(pool.index(source).pts) == len(truth)
    for number in (0, len(truth) // 2, len(truth) - 1, 3):
        frame = pool.frame(source, index=number, planes=True)
        assert frame.planes == truth[number]
        assert pool.frame(source, pts=frame.pts, max_size=(20, 20), planes=True).planes == truth[number]
        assert pool.exhibit(source, pts=frame.pts).planes == truth[number]
        assert pool.frame(source, index=number).planes == ""


def test_a_photo_has_none(pool: MediaPool, tmp_path: Path) -> None:
    clip = Source.of(write(Recipe("a.mp4"), tmp_path))
    assert {frame.planes for frame in pool.storyboard(clip, 3)} == {""}
    Image.new("RGB", (20, 10)).save(tmp_path / "photo.png")
    photo = Source.of(tmp_path / "photo.png")
    assert pool.frame(photo, index=0, planes=True).planes == ""
    assert pool.exhibit(photo).planes == ""
