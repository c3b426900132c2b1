"""Writes `resources/warmup`: one tiny file of each format, which every worker decodes before it is locked in.

`python packaging/warmup.py`. The files are committed, since the encoders that make them are not those that read them.
"""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pillow_heif
from PIL import Image, ImageCms
from reportlab.pdfgen.canvas import Canvas

OUT = Path(__file__).resolve().parent.parent / "resources" / "warmup"
SIZE = 32
CLIPS = {
    "h264.mp4": ("libx264", "yuv420p", {"preset": "ultrafast", "g": "2"}),
    "h264-444.mp4": ("libx264", "yuv444p", {"preset": "ultrafast", "g": "2"}),
    "h264-10.mov": ("libx264", "yuv420p10le", {"preset": "ultrafast"}),
    "hevc.mp4": ("libx265", "yuv420p", {"preset": "ultrafast", "x265-params": "log-level=none"}),
    "vp8.webm": ("libvpx", "yuv420p", {}),
    "vp9.webm": ("libvpx-vp9", "yuv420p", {}),
    "av1.mp4": ("libsvtav1", "yuv420p", {"preset": "12"}),
    "mjpeg.avi": ("mjpeg", "yuvj420p", {}),
    "mpeg4.avi": ("mpeg4", "yuv420p", {}),
    "mpeg2.ts": ("mpeg2video", "yuv420p", {}),
}


def picture() -> Image.Image:
    rows, columns = np.mgrid[:SIZE, :SIZE]
    return Image.fromarray(np.stack([rows * 8, columns * 8, (rows + columns) * 4], axis=-1).astype(np.uint8))


def saved(image: Image.Image, format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def photos() -> dict[str, bytes]:
    image = picture()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "Moderator", b"ASCII\0\0\0warm-up"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole = saved(image, "JPEG", exif=exif, icc_profile=srgb, progressive=True)
    deep = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    return {
        "exif.jpg": whole,
        "other-profile.jpg": saved(image, "JPEG", icc_profile=profile),
        "cmyk.jpg": saved(image.convert("CMYK"), "JPEG"),
        "cut-off.jpg": saved(image, "JPEG", quality=95)[:-120],
        "alpha.png": saved(image.convert("RGBA"), "PNG", icc_profile=srgb),
        "palette.png": saved(image.quantize(16), "PNG", transparency=0),
        "deep.png": saved(deep, "PNG"),
        "lossy.webp": saved(image, "WEBP", exif=exif),
        "lossless.webp": saved(image.convert("RGBA"), "WEBP", lossless=True),
        "one.gif": saved(image.quantize(16), "GIF"),
        "packed.tiff": saved(image, "TIFF", compression="tiff_lzw"),
        "jpeg.tiff": saved(image, "TIFF", compression="jpeg"),
        "one.bmp": saved(image, "BMP"),
        "one.avif": saved(image.convert("RGBA"), "AVIF", exif=exif),
        "one.heic": heif(image),
    }


def heif(image: Image.Image) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out)
    return out.getvalue()


def document() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(72, 72), invariant=1)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(8, 40, "Aäß")
    canvas.drawInlineImage(picture(), 8, 8, 16, 16)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def clip(path: Path, codec: str, format_: str, options: dict[str, str]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25, options=options)
        stream.width = stream.height = 2 * SIZE
        stream.pix_fmt = format_
        for number in range(4):
            shown = np.roll(np.asarray(picture().resize((2 * SIZE, 2 * SIZE))), number * 8, axis=1)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(shown), "rgb24").reformat(format=format_)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def sounding(path: Path) -> None:
    """A film with a tone: decoding and mixing sound have parts of their own."""
    with av.open(str(path), "w") as container:
        film = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "crf": "35"})
        film.width, film.height, film.pix_fmt = 16, 16, "yuv420p"
        sound = container.add_stream("aac", rate=16000, layout="stereo")
        sound.bit_rate = 16000
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(np.full((24, 16), 60 + number * 40, np.uint8), "yuv420p")
            frame.pts = number
            container.mux(film.encode(frame))
        container.mux(film.encode(None))
        tone = np.tile(np.sin(np.arange(2048) / 8).astype(np.float32) * 0.3, (2, 1))
        heard = av.AudioFrame.from_ndarray(tone, "fltp", "stereo")
        heard.sample_rate, heard.pts = 16000, 0
        container.mux(sound.encode(heard))
        container.mux(sound.encode(None))


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    for name, data in {**photos(), "page.pdf": document(), "words.txt": "Grüße – 你好\n".encode()}.items():
        (OUT / name).write_bytes(data)
    for name, (codec, format_, options) in CLIPS.items():
        clip(OUT / name, codec, format_, options)
    sounding(OUT / "sound.mp4")


if __name__ == "__main__":
    main()
