"""What files claim of themselves, honest ones and hostile ones: short lines, quickly, or nothing."""

from __future__ import annotations

import io
import struct
import time
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational
from reportlab.pdfgen.canvas import Canvas

from moderator.media import exif, geometry, photo
from moderator.media.metadata import LONGEST, _location
from moderator.media.pool import MediaPool
from moderator.media.values import MediaInfo, Source

from .clips import Recipe, write

MAIN, PHOTO, PLACE = 0, 0x8769, 0x8825


def full_exif() -> Image.Exif:
    made = Image.Exif()
    words = {0x010F: "Orivo", 0x0110: "N9", 0x0112: 6, 0x0131: "camera 3.1", 0x013B: "A. Muster", 0x0132: "2026:11:07"}
    made.update(words)
    inside = made.get_ifd(PHOTO)
    inside |= {0x9003: "2026:11:06 18:42:11", 0x9011: "+01:00", 0xA434: "26mm f/1.8", 0x8827: 320}
    inside |= {0x829A: IFDRational(1, 50), 0x829D: IFDRational(9, 5), 0x920A: IFDRational(27, 5)}
    inside[0x9286] = b"ASCII\0\0\0zerkratzt"
    place = made.get_ifd(PLACE)
    place |= {1: "N", 2: (50.0, 4.0, 31.8), 3: "W", 4: (14.0, 26.0, 16.08)}
    return made


def told(pool: MediaPool, path: Path, data: bytes) -> MediaInfo:
    path.write_bytes(data)
    return pool.probe(Source.of(path))


def saved(format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (24, 16), "red").save(out, format_, **options)
    return out.getvalue()


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif(pool: MediaPool, tmp_path: Path, format_: str) -> None:
    info = told(pool, tmp_path / "photo", saved(format_, exif=full_exif().tobytes()))
    claims = dict(info.metadata)
    assert (info.orientation, info.width, info.height, info.frames) == (6, 16, 24, 1)
    assert info.captured_at == claims["taken"] == "2026:11:06 18:42:11 +01:00"
    assert info.device == "Orivo N9"
    assert claims["location"] == "50.0755, -14.437800".rstrip("0")
    assert claims["exposure"] == "1/50 s, f/1.8, ISO 320, 5.4 mm"
    assert (claims["make"], claims["model"], claims["lens"]) == ("Orivo", "N9", "26mm f/1.8")
    assert (claims["software"], claims["artist"], claims["changed"]) == ("camera 3.1", "A. Muster", "2026:11:07")
    assert claims["comment"] == "zerkratzt"


def test_text_chunks_profile_and_xmp(pool: MediaPool, tmp_path: Path) -> None:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Software", "Paint")
    chunks.add_itxt("Description", "ein Müll\u202e")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    claims = dict(told(pool, tmp_path / "a", saved("PNG", pnginfo=chunks, icc_profile=profile)).metadata)
    assert claims["software"] == "Paint"
    assert claims["description"] == "ein Müll\ufffd"
    assert "sRGB" in claims["colour"]
    assert dict(told(pool, tmp_path / "b", saved("GIF", comment=b"hello")).metadata)["comment"] == "hello"
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for form in ('<d xmp:CreatorTool="Edit &amp; Co"/>', "<xmp:CreatorTool>Edit &amp; Co</xmp:CreatorTool>"):
        xmp = (entity + form + "<xmp:CreateDate>&a;</xmp:CreateDate>").encode()
        claims = dict(told(pool, tmp_path / "c", saved("WEBP", xmp=xmp)).metadata)
        assert claims["software"] == "Edit & Co"
        assert claims["created"] == "&a;"


def test_a_profile_that_is_none(pool: MediaPool, tmp_path: Path) -> None:
    info = told(pool, tmp_path / "a", saved("JPEG", icc_profile=b"nonsense" * 40))
    assert info.state.value == "shown"
    assert dict(info.metadata)["colour"] == "a profile that cannot be read"


def entry(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack("<HHII", tag, kind, count, value)


def tiff(*entries: bytes, count: int | None = None, more: bytes = b"") -> bytes:
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries) if count is None else count) + b"".join(entries) + more


HOSTILE = {
    "turned by 99": tiff(entry(0x0112, 3, 1, 99)),
    "turned by 0": tiff(entry(0x0112, 3, 1, 0)),
    "turned by a word": tiff(entry(0x0112, 2, 4, 0x36363636)),
    "names itself": tiff(entry(PHOTO, 4, 1, 8), entry(PLACE, 4, 1, 8), entry(0x9286, 7, 4, 0x41414141)),
    "two that name each other": tiff(entry(PHOTO, 4, 1, 26), more=tiff(entry(PHOTO, 4, 1, 8))[8:]),
    "65535 entries": tiff(entry(0x010F, 2, 4, 0x41414141), count=65535, more=entry(0x9286, 7, 1 << 31, 12) * 5000),
    "ends in an entry": tiff(entry(0x010F, 2, 4, 0x41414141))[:15],
    "points past its end": tiff(entry(0x010F, 2, 100, 0xFFFFFFF0), entry(PHOTO, 4, 1, 0xFFFFFFF0)),
    "a length of 4 GB": tiff(entry(0x010F, 2, 0xFFFFFFFF, 8), entry(0x829A, 5, 0xFFFFFFFF, 8)),
    "an unknown kind": tiff(entry(0x010F, 77, 4, 1)),
    "maker's notes": tiff(
        entry(PHOTO, 4, 1, 26), more=struct.pack("<H", 1) + entry(0x927C, 7, 40000, 8) + bytes(40000)
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_exif(pool: MediaPool, tmp_path: Path, name: str) -> None:
    for prefix in (b"Exif\0\0", b""):
        parsed = exif.parse(prefix + HOSTILE[name])
        assert parsed.numbers(parsed.main, 0x0112) in ([], [99.0], [0.0])
    info = told(pool, tmp_path / "photo", saved("JPEG", exif=HOSTILE[name]))
    assert (info.state.value, info.orientation) == ("shown", 1)


@pytest.mark.parametrize(("order", "coding"), [("<", "utf-16-le"), (">", "utf-16-be")])
def test_a_comment_names_its_alphabet(order: str, coding: str) -> None:
    words = b"UNICODE\0" + "Kratzer 划痕".encode(coding)
    inside = struct.pack(order + "HHHII", 1, 0x9286, 7, len(words), 44)
    main = struct.pack(order + "HHHII", 1, PHOTO, 4, 1, 26)
    start = {"<": b"II*\0\x08\0\0\0", ">": b"MM\0*\0\0\0\x08"}[order]
    assert exif.parse((start + main).ljust(26, b"\0") + inside.ljust(18, b"\0") + words).comment() == "Kratzer 划痕"


def test_ten_megabytes_of_comment(pool: MediaPool, tmp_path: Path) -> None:
    words = b"ASCII\0\0\0" + b"A\x1b[2J" * 2_000_000
    inside = struct.pack("<H", 1) + entry(0x9286, 7, len(words), 26 + 14 + 4) + bytes(4)
    bomb = tiff(entry(PHOTO, 4, 1, 26), more=bytes(4) + inside + words)
    parsed = exif.parse(bomb)
    began = time.monotonic()
    info = told(pool, tmp_path / "photo", saved("PNG", exif=bomb))
    assert time.monotonic() - began < 2
    assert parsed.comment().startswith("A\x1b[2J")
    comment = dict(info.metadata)["comment"]
    assert len(comment) == LONGEST
    assert "\x1b" not in comment


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [((0, 0), (1, 1)), ((91, 1), (1, 1)), ((1, 1), (181, 1)), ((0, 1), (0, 1)), ((1, 0), (1, 0))],
)
def test_places_that_are_none(latitude: tuple[int, int], longitude: tuple[int, int]) -> None:
    def coordinate(value: tuple[int, int]) -> bytes:
        return struct.pack("<6I", *value, 0, 1, 0, 1)

    table = struct.pack("<H", 4) + entry(1, 2, 2, ord("N")) + entry(2, 5, 3, 80)
    table += entry(3, 2, 2, ord("E")) + entry(4, 5, 3, 104)
    data = tiff(entry(PLACE, 4, 1, 26), more=bytes(4) + table).ljust(80, b"\0") + coordinate(latitude)
    found = exif.parse(data + coordinate(longitude))
    assert found.place
    assert _location(found) == ""


def test_the_turn_of_a_video_is_the_one_that_exif_has() -> None:
    pixels = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    for turn, number in geometry._EXIF.items():
        shape = geometry.Geometry((6, 4), turn)
        assert shape.orientation == number
        assert np.array_equal(shape.turned(pixels), photo._turn(pixels, number)), number


def test_a_video(pool: MediaPool, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update({"com.apple.quicktime.make": "Orivo", "com.apple.quicktime.model": "N9"})
        container.metadata["com.apple.quicktime.location.ISO6709"] = "+50.0755+014.4378+190.0/"
        container.metadata["comment"] = "x" * 5000 + "\u202e"
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    info = pool.probe(Source.of(path))
    claims = dict(info.metadata)
    assert (claims["make"], info.device, claims["location"]) == ("Orivo", "Orivo N9", "50.0755, 14.4378")
    assert claims["comment"] == "x" * LONGEST
    assert (claims["pixel_format"], claims["rate"], claims["streams"]) == ("yuv420p", "30/1", "1 video")
    assert (claims["profile"], claims["brand"]) == ("High", "isom")
    assert (info.vfr, info.frames, info.orientation) == (False, 1, 1)


def test_rates(pool: MediaPool, tmp_path: Path) -> None:
    """Rounded to the time base's milliseconds by Matroska, 30 frames a second are still even."""
    even = write(Recipe("even.mkv"), tmp_path)
    uneven = write(Recipe("uneven.mkv", times=(0, 512, 1024, 4096, 4608)), tmp_path)
    turned = write(Recipe("turned.mp4", rotation=90), tmp_path)
    assert pool.probe(Source.of(even)).vfr is False
    assert pool.probe(Source.of(uneven)).vfr is True
    assert pool.probe(Source.of(turned)).orientation == 8


def test_a_document(pool: MediaPool, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setTitle("Rechnung")
    canvas.setProducer("ours")
    canvas.setCreator("a printer")
    canvas.drawString(10, 10, "x")
    canvas.save()
    info = pool.probe(Source.of(tmp_path / "a.pdf"))
    claims = dict(info.metadata)
    assert (claims["title"], claims["producer"], claims["software"]) == ("Rechnung", "ours", "a printer")
    assert (info.captured_at, info.frames, info.vfr, info.orientation) == ("", None, None, None)
