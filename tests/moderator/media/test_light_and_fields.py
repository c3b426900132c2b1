"""What is said of films that are not simply progressive SDR, and that their frames stay what the decoder gives."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from moderator.media.pool import MediaPool
from moderator.media.values import Source

TRANSFERS = {"bt709": "", "smpte2084": "pq", "arib-std-b67": "hlg"}
WIDE, HIGH = 96, 64


def film(path: Path, options: dict[str, str], form: str = "yuv420p", codec: str = "libx264") -> Source:
    """Six frames whose two fields differ: even lines dark, odd lines light."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=25, options={"crf": "0", "preset": "ultrafast", **options})
        stream.width, stream.height, stream.pix_fmt = WIDE, HIGH, form
        combed = np.full((HIGH, WIDE, 3), 40, np.uint8)
        combed[1::2] = 200
        for number in range(6):
            frame = av.VideoFrame.from_ndarray(combed, "rgb24").reformat(format=form)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return Source.of(path)


@pytest.mark.parametrize("transfer", TRANSFERS)
def test_hdr_is_named_where_it_is_brought_to_sdr(pool: MediaPool, tmp_path: Path, transfer: str) -> None:
    params = f"colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    source = film(tmp_path / "light.mp4", {"x264-params": params}, "yuv420p10le")
    info = pool.probe(source)
    assert info.hdr == TRANSFERS[transfer]
    assert info.interlaced is False


@pytest.mark.parametrize(("name", "options", "codec"), [
    ("fields.mp4", {"x264-params": "tff=1"}, "libx264"),
    ("fields.mkv", {"x264-params": "bff=1"}, "libx264"),
    ("fields.ts", {"flags": "+ildct+ilme", "qscale": "1"}, "mpeg2video"),
])  # fmt: skip
def test_a_film_of_fields_is_named_and_shown_woven(
    pool: MediaPool, tmp_path: Path, name: str, options: dict[str, str], codec: str
) -> None:
    """A picture that was deinterlaced would have even lines made up from the odd ones, and be no evidence."""
    source = film(tmp_path / name, options, codec=codec)
    assert pool.probe(source).interlaced is True
    shown = pool.frame(source, index=2, planes=True)
    lines = np.asarray(shown.pixels).mean(axis=(1, 2))
    assert lines[0::2].max() < 90
    assert lines[1::2].min() > 150
    with av.open(str(source.path)) as container:
        frame = list(container.decode(video=0))[2]
    planes = b"".join(
        np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width].tobytes()
        for plane in frame.planes
    )
    assert shown.planes == hashlib.sha256(planes).hexdigest(), "it is named by what the decoder gave"


def test_pixels_that_are_no_squares_are_shown_as_squares(pool: MediaPool, tmp_path: Path) -> None:
    source = film(tmp_path / "wide.mp4", {"x264-params": "sar=4/3"})
    info = pool.probe(source)
    assert dict(info.metadata)["pixel_aspect"] == "4:3"
    assert (info.width, info.height) == (128, 64)


def test_a_photo_has_neither(pool: MediaPool, tmp_path: Path) -> None:
    Image.new("RGB", (20, 10), "red").save(tmp_path / "a.png")
    info = pool.probe(Source.of(tmp_path / "a.png"))
    assert (info.hdr, info.interlaced) == ("", None)
