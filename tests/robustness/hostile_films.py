"""Films as those send them who hope that nobody can look: cut off, lying, empty, endless, huge. All made by code."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.moderator.media.clips import Recipe, write
from tests.robustness.rasters import chunk

MANY = 100_000
HUGE = 16_000
_X264 = {"g": "12", "bf": "2", "preset": "ultrafast"}
_TIMES = tuple(range(0, 48 * 512, 512))
Film = tuple[str, Path]


def films(folder: Path) -> Iterator[Film]:
    """Name and file of each, one for every trouble."""
    for make in (_cut, _lying, _empty, _endless, _huge, _headers):
        yield from make(folder)


def _clip(folder: Path, name: str, **more: Any) -> Path:
    return write(Recipe(name, options=_X264, times=_TIMES, **more), folder)


def _changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> Film:
    target = path.with_name(name)
    target.write_bytes(change(path.read_bytes()))
    return name, target


def _cut(folder: Path) -> Iterator[Film]:
    """The tail is missing, or the index, or nearly everything."""
    first = _clip(folder, "first.mp4", container_options={"movflags": "faststart"})
    yield _changed(first, "cut.mp4", lambda data: data[: len(data) * 2 // 3])
    yield _changed(_clip(folder, "last.mp4"), "cut-index.mp4", lambda data: data[: len(data) * 2 // 3])
    for ending in ("mkv", "ts"):
        yield _changed(_clip(folder, f"whole.{ending}"), f"cut.{ending}", lambda data: data[: len(data) * 2 // 3])
    yield _changed(first, "cut-in-a-header.mp4", lambda data: data[:200])


def _field(data: bytes, box: bytes, offset: int, value: bytes) -> bytes:
    """The first box of that name with other bytes so far behind its name."""
    at = data.index(box) + 4 + offset
    return data[:at] + value + data[at + len(value) :]


def _lying(folder: Path) -> Iterator[Film]:
    """What the headers say of its length is not so: a hundred years, no time at all, fewer and more frames."""
    film = _clip(folder, "honest.mp4")
    for name, value in (("years", b"\x7f\xff\xff\xf0"), ("nothing", bytes(4))):

        def lie(data: bytes, value: bytes = value) -> bytes:
            for box, offset in ((b"mvhd", 16), (b"tkhd", 20), (b"mdhd", 16)):
                data = _field(data, box, offset, value)
            return data

        yield _changed(film, f"lasts-{name}.mp4", lie)
    yield _changed(film, "frames-last-years.mp4", lambda data: _field(data, b"stts", 12, b"\x7f\xff\xff\x00"))
    yield _changed(film, "more-frames.mp4", lambda data: _field(data, b"stsz", 8, b"\0\0\x40\0"))
    yield _changed(film, "fewer-frames.mp4", lambda data: _field(data, b"stsz", 8, b"\0\0\0\x05"))


def _muxed(path: Path, codec: str, size: int, packets: Iterator[bytes], format_: str = "yuvj420p") -> Film:
    """Packets that are there already, one a frame; no encoder is asked."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=30)
        stream.width = stream.height = size
        stream.pix_fmt = format_
        container.start_encoding()
        for number, data in enumerate(packets):
            packet = av.Packet(data)
            packet.stream = stream
            packet.pts = packet.dts = number
            packet.duration, packet.time_base, packet.is_keyframe = 1, Fraction(1, 30), True
            container.mux(packet)
    return path.name, path


def _jpeg(side: int, shade: int) -> bytes:
    context = av.CodecContext.create("mjpeg", "w")
    context.width = context.height = side
    context.pix_fmt, context.time_base = "yuvj420p", Fraction(1, 30)
    grey = av.VideoFrame.from_ndarray(np.full((side * 3 // 2, side), shade, np.uint8), "yuvj420p")
    return b"".join(bytes(packet) for packet in [*context.encode(grey), *context.encode(None)])


def _empty(folder: Path) -> Iterator[Film]:
    yield _muxed(folder / "no-frame.mp4", "mjpeg", 16, iter(()))
    yield _muxed(folder / "no-frame.mkv", "mjpeg", 16, iter(()))
    yield _muxed(folder / "frames-of-nothing.avi", "mjpeg", 16, iter([b"\0"] * 20))
    yield "one-frame.mp4", _clip(folder, "one.mp4").with_name(write(Recipe("one-frame.mp4", times=(0,)), folder).name)
    yield _muxed(folder / "one-frame.avi", "mjpeg", 64, iter([_jpeg(64, 90)]))


def _endless(folder: Path) -> Iterator[Film]:
    """So many frames that whoever goes through all of them in the window's thread is noticed."""
    shades = [_jpeg(16, shade) for shade in range(20, 240, 10)]
    yield _muxed(folder / "many-keys.mp4", "mjpeg", 16, (shades[number % len(shades)] for number in range(MANY)))
    path = folder / "many.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast", "g": "250", "bf": "0"})
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.full((24, 16), 120, np.uint8), "yuv420p")
        group = []
        for number in range(250):
            frame.pts, frame.time_base = number, Fraction(1, 30)
            group += [(bytes(packet), packet.is_keyframe) for packet in stream.encode(frame)]
        group += [(bytes(packet), packet.is_keyframe) for packet in stream.encode(None)]
        for number in range(MANY):
            data, key = group[number % len(group)]
            packet = av.Packet(data)
            packet.stream, packet.is_keyframe = stream, key
            packet.pts = packet.dts = number * 33
            packet.duration, packet.time_base = 33, Fraction(1, 1000)
            container.mux(packet)
    yield path.name, path


def _huge(folder: Path) -> Iterator[Film]:
    """Pictures that would take a gigabyte: one is really there, one only says so."""
    bits = zlib.compress(bytes((HUGE // 8 + 1) * HUGE), 1)
    head = struct.pack(">IIBBBBB", HUGE, HUGE, 1, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", bits) + chunk(b"IEND", b"")
    yield _muxed(folder / "huge.mov", "png", HUGE, iter([png] * 3), "rgb24")
    jpeg = bytearray(_jpeg(64, 120))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", HUGE, HUGE)
    yield _muxed(folder / "says-huge.avi", "mjpeg", 64, iter([bytes(jpeg)] * 10))


def _headers(folder: Path) -> Iterator[Film]:
    """Counts, scales and sizes that nobody may believe."""
    film = _clip(folder, "headers.mp4")
    for name, box, offset, value in (
        ("no-clock", b"mdhd", 12, bytes(4)),
        ("fast-clock", b"mdhd", 12, b"\xff\xff\xff\xff"),
        ("chunks", b"stsc", 4, b"\xff\xff\xff\xff"),
        ("times", b"stts", 4, b"\xff\xff\xff\xff"),
        ("sizes", b"stsz", 4, b"\x7f\xff\xff\xff"),
        ("places", b"stco", 8, b"\xff\xff\xff\xf0"),
        ("wide", b"avc1", 24, b"\xff\xff\xff\xff"),
        ("box", b"trak", -8, b"\xff\xff\xff\xff"),
    ):

        def change(data: bytes, box: bytes = box, offset: int = offset, value: bytes = value) -> bytes:
            return _field(data, box, offset, value)

        yield _changed(film, f"header-{name}.mp4", change)
    yield _changed(_muxed(folder / "plain.avi", "mjpeg", 64, iter([_jpeg(64, 90)] * 20))[1], "rate.avi", _no_rate)


def _no_rate(data: bytes) -> bytes:
    """An AVI of which no frame lasts any time, and whose index claims four thousand million."""
    data = _field(data, b"strh", 24, bytes(4))
    return _field(data, b"avih", 4 + 16, b"\xff\xff\xff\xff")
