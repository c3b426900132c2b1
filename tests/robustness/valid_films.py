"""Valid videos over codecs and containers, and valid documents, made by code."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

from tests.moderator.media.clips import Recipe, usual_priority, write
from tests.robustness.rasters import scene
from tests.robustness.valid_photos import Valid

SIZE = (64, 48)
_X264 = {"g": "6", "bf": "2", "preset": "ultrafast"}
_X265 = {"x265-params": "keyint=6:bframes=2:log-level=none", "preset": "ultrafast"}
_VP9 = {"g": "6", "deadline": "realtime", "cpu-used": "8"}
_AV1 = {"preset": "12", "g": "6", "svtav1-params": "lp=1"}
_FORMATS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "matroska", ".avi": "avi", ".ts": "mpegts"}


def _clips(frames: int) -> Iterator[Recipe]:
    times = tuple(range(0, frames * 512, 512))

    def clip(name: str, codec: str = "libx264", options: dict[str, str] | None = None, **more: Any) -> Recipe:
        options = _X264 if options is None else options
        return Recipe(name, codec, options=options, size=SIZE, **{"times": times} | more)

    for ending in (".mp4", ".mov", ".mkv", ".avi", ".ts"):
        yield clip(f"h264{ending}", options=_X264 if ending != ".avi" else _X264 | {"bf": "0"})
    for ending in (".mp4", ".mov", ".mkv", ".ts"):
        yield clip(f"hevc{ending}", "libx265", _X265)
    for ending in (".webm", ".mkv"):
        yield clip(f"vp8{ending}", "libvpx", {"g": "6"})
    for ending in (".webm", ".mkv", ".mp4"):
        yield clip(f"vp9{ending}", "libvpx-vp9", _VP9)
    for ending in (".mp4", ".mkv", ".webm"):
        yield clip(f"av1{ending}", "libsvtav1", _AV1)
    for ending in (".avi", ".mov", ".mkv"):
        yield clip(f"mjpeg{ending}", "mjpeg", {}, format="yuvj420p")
    for ending in (".avi", ".mp4", ".mov", ".mkv"):
        yield clip(f"mpeg4{ending}", "mpeg4", {"g": "6"})
    yield clip("ten-bits.mp4", format="yuv420p10le")
    yield clip("full-colour.mp4", format="yuv444p")
    yield clip("turned.mp4", rotation=90)
    yield clip("wide-pixels.mp4", aspect=Fraction(4, 3))
    yield clip("fragmented.mp4", container_options={"movflags": "frag_keyframe+empty_moov"})
    yield clip("index-first.mp4", container_options={"movflags": "faststart"})
    yield clip("two-streams.mp4", second_stream=True)
    yield clip("variable.mkv", times=tuple(sum(range(n)) * 100 for n in range(1, frames + 1)))


def films(frames: int = 14) -> Iterator[Valid]:
    """Small clips, every frame different from the others."""
    with tempfile.TemporaryDirectory() as folder:
        for recipe in _clips(frames):
            path = write(recipe, Path(folder))
            yield Valid(recipe.name, _FORMATS[path.suffix], path.read_bytes())


def deep_avif() -> Iterator[Valid]:
    """AVIF with ten bits: a still picture by the video coder, in the container that FFmpeg writes for it."""
    pixels = scene(*SIZE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deep.avif"
        with usual_priority(), av.open(str(path), "w", format="avif") as container:
            stream = container.add_stream("libsvtav1", rate=1, options={"preset": "8", "crf": "10"})
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p10le"
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuv420p10le", dst_colorspace="ITU709")
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                container.mux(packet)
        yield Valid("avif-10-bits", "avif", path.read_bytes(), pixels, 12)


def pdf(pages: int = 1, **options: Any) -> bytes:
    """Pages of squares and words; the same bytes every time."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=(120, 160), invariant=1, **options)
    for page in range(pages):
        drawing.setFillColorRGB(0.2 * page, 0.5, 0.3)
        drawing.rect(10 + 10 * page, 20, 50, 60, stroke=1, fill=1)
        drawing.drawString(10, 120, f"page {page}")
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def documents() -> Iterator[Valid]:
    yield Valid("one-page.pdf", "pdf", pdf())
    yield Valid("three-pages.pdf", "pdf", pdf(3))
    yield Valid("compressed.pdf", "pdf", pdf(2, pageCompression=1))
    open_to_all = pdfencrypt.StandardEncryption("", ownerPassword="owner", canPrint=0)
    yield Valid("no-printing.pdf", "pdf", pdf(1, encrypt=open_to_all))
    yield Valid("behind-a-line.pdf", "pdf", b"a line before it\n" + pdf())
    yield Valid("plain.txt", "text", b"One line.\nAnother line.\n")
    yield Valid("unicode.txt", "text", "Привет, 你好, مرحبا\r\n".encode())
    yield Valid("marked.txt", "text", "\ufeffwith a mark".encode())
