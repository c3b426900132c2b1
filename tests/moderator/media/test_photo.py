"""Every way in which a photo may be stored gives the same upright picture."""

from __future__ import annotations

import io
import time
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from moderator.errors import MediaError
from moderator.media import photo
from moderator.media.pool import MediaPool
from moderator.media.values import Frame, Source

from .photos import BLUE, GREEN, GREY, RED, at_corners, close, corners, linear_profile, png, saved

UPRIGHT = [RED, GREEN, BLUE, GREY]


@pytest.fixture
def shown(pool: MediaPool, tmp_path: Path):
    """The picture in some bytes, under a name that says nothing true about them."""

    def show(data: bytes, **options) -> Frame:
        path = tmp_path / "evidence.exe"
        path.write_bytes(data)
        return pool.still(Source.of(path), **options)

    return show


def _heif() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(corners())).save(out, quality=95)
    return out.getvalue()


def _stored(format_: str) -> bytes:
    image = Image.fromarray(corners())
    if format_ == "HEIF":
        return _heif()
    return saved(image, format_, **({"quality": 95} if format_ in ("JPEG", "WEBP", "AVIF") else {}))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
def test_formats(pool: MediaPool, shown, tmp_path: Path, format_: str) -> None:
    frame = shown(_stored(format_))
    assert (frame.width, frame.height, frame.full_width, frame.full_height) == (80, 60, 80, 60)
    assert frame.pixels.flags.c_contiguous
    assert (frame.pts, frame.index, frame.time_base) == (None, 0, None)
    assert close(at_corners(frame.pixels), UPRIGHT, 8)
    info = pool.probe(Source.of(tmp_path / "evidence.exe"))
    assert (info.kind, info.format, info.state, info.reason) == ("photo", format_.lower(), "shown", "")
    assert (info.width, info.height) == (80, 60)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_orientations(shown, format_: str, orientation: int) -> None:
    """Stored as a camera held that way would, so that upright it is always the same."""
    turn = {
        1: lambda p: p, 2: np.fliplr, 3: lambda p: np.rot90(p, 2), 4: np.flipud,
        5: lambda p: p.transpose(1, 0, 2), 6: lambda p: np.rot90(p, 1), 7: lambda p: np.rot90(p.transpose(1, 0, 2), 2),
        8: lambda p: np.rot90(p, 3),
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(turn(corners())))
    for max_size in (None, (40, 40)):
        frame = shown(saved(stored, format_, exif=exif), max_size=max_size)
        assert (frame.full_width, frame.full_height) == (80, 60)
        assert (frame.width, frame.height) == ((80, 60) if max_size is None else (40, 30))
        assert close(at_corners(frame.pixels), UPRIGHT, 14)


def test_a_broken_orientation_is_none(shown) -> None:
    exif = Image.Exif()
    exif[0x0112] = 99
    assert shown(saved(Image.fromarray(corners()), "JPEG", exif=exif)).width == 80
    data = saved(Image.fromarray(corners()), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01")
    assert shown(data).width == 80


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA", "I;16", "YCbCr"])
def test_modes(shown, mode: str) -> None:
    image = Image.fromarray(corners())
    if mode == "I;16":
        values = np.asarray(image.convert("L")).astype(np.uint16) * 257
        data, wanted = saved(Image.fromarray(values), "PNG"), np.asarray(image.convert("L").convert("RGB"))
    else:
        converted = image.convert(mode)
        data = saved(converted, "JPEG" if mode in ("CMYK", "YCbCr") else "PNG", quality=100)
        wanted = np.asarray(converted.convert("RGB"))
    assert close(at_corners(shown(data).pixels), at_corners(wanted), 4)


def test_sixteen_bits_of_colour(shown) -> None:
    values = corners().astype(">u2") * 257
    data = png(80, 60, 16, b"".join(b"\0" + row.tobytes() for row in values))
    assert np.array_equal(shown(data).pixels, corners())


def test_transparency_lies_on_white(shown) -> None:
    pixels = np.dstack([corners(), np.full((60, 80), 255, np.uint8)])
    pixels[:30, :40, 3] = 0
    pixels[30:, :40, 3] = 128
    found = at_corners(shown(saved(Image.fromarray(pixels), "PNG")).pixels)
    assert close(found, [(255, 255, 255), GREEN, (147, 152, 232), GREY], 2)
    palette = Image.fromarray(corners()).convert("P", palette=Image.Palette.ADAPTIVE, colors=8)
    index = palette.getpixel((5, 5))
    found = at_corners(shown(saved(palette, "PNG", transparency=index)).pixels)
    assert close(found, [(255, 255, 255), GREEN, BLUE, GREY], 3)


def test_a_profile_is_honoured_and_a_broken_one_ignored(shown) -> None:
    """Linear light of 0.5 is sRGB 188."""
    image = Image.fromarray(np.full((20, 20, 3), 128, np.uint8))
    for format_ in ("PNG", "JPEG"):
        assert abs(int(shown(saved(image, format_, icc_profile=linear_profile())).pixels[5, 5, 0]) - 188) <= 2
        assert abs(int(shown(saved(image, format_, icc_profile=b"no profile at all")).pixels[5, 5, 0]) - 128) <= 1


def test_the_first_of_several_frames(shown) -> None:
    first, second = Image.fromarray(corners()), Image.new("RGB", (80, 60), "yellow")
    for format_ in ("GIF", "WEBP", "PNG", "TIFF"):
        data = saved(first, format_, save_all=True, append_images=[second])
        assert close(at_corners(shown(data).pixels), UPRIGHT, 25), format_


def _large() -> np.ndarray:
    rows, columns = np.mgrid[:600, :800]
    return np.stack([rows % 256, columns % 256, (rows * columns // 500) % 256], axis=-1).astype(np.uint8)


def test_cut_off_in_the_middle(pool: MediaPool, shown, tmp_path: Path) -> None:
    whole = _large()
    data = saved(Image.fromarray(whole), "JPEG", quality=95)
    frame = shown(data[: len(data) // 2])
    info = pool.probe(Source.of(tmp_path / "evidence.exe"))
    assert info.state == "partial"
    percent = int(info.reason.split("about ")[1].split(" %")[0])
    assert 35 <= percent <= 65
    rows = 600 * percent // 100
    assert np.abs(frame.pixels[: rows - 16].astype(int) - whole[: rows - 16]).mean() < 6
    hatched = frame.pixels[rows + 16 :]
    assert set(np.unique(hatched)) == {150, 200}
    small = shown(data[: len(data) // 2], max_size=(200, 200))
    assert small.height == 150
    assert set(np.unique(small.pixels[150 * percent // 100 + 6 :])) == {150, 200}


def test_cut_off_and_turned(shown) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(Image.fromarray(_large()), "JPEG", quality=95, exif=exif)
    frame = shown(data[: len(data) // 2])
    assert (frame.width, frame.height) == (600, 800)
    assert set(np.unique(frame.pixels[:, :200])) == {150, 200}
    assert len(np.unique(frame.pixels[:, -200:])) > 50


def test_a_cut_off_progressive_photo_is_coarse(pool: MediaPool, shown, tmp_path: Path) -> None:
    whole = _large()
    data = saved(Image.fromarray(whole), "JPEG", quality=95, progressive=True)
    frame = shown(data[: len(data) // 2])
    assert "coarsely" in pool.probe(Source.of(tmp_path / "evidence.exe")).reason
    assert np.abs(frame.pixels.astype(int) - whole).mean() < 40


@pytest.mark.parametrize("format_", ["PNG", "WEBP", "GIF", "AVIF", "HEIF"])
def test_other_formats_cut_off_are_refused(shown, format_: str) -> None:
    data = _stored(format_)
    with pytest.raises(MediaError, match="damaged") as caught:
        shown(data[: len(data) // 2])
    assert caught.value.state == "refused"


def test_a_bomb_is_refused_by_its_header(shown) -> None:
    data = png(60000, 60000, 8, bytes(1000))
    with pytest.raises(MediaError, match="60000 x 60000"):
        shown(data)


@pytest.mark.parametrize(
    "data",
    [b"8BPS\0\1" + bytes(200), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF", bytes(300),
     b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(50), b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(50), b"PK\3\4" + bytes(100)],
    ids=["psd", "svg", "eps", "zeroes", "jxl", "jp2", "zip"],
)  # fmt: skip
def test_what_is_no_photo(shown, data: bytes) -> None:
    with pytest.raises(MediaError) as caught:
        shown(data)
    assert caught.value.state == "refused"


def test_a_raw_photo_in_tiff_clothes(shown) -> None:
    exif = Image.Exif()
    exif[50706] = b"\1\4\0\0"
    with pytest.raises(MediaError, match="not accepted"):
        shown(saved(Image.fromarray(corners()), "TIFF", exif=exif))


def test_large_photos_come_scaled_but_say_their_size(shown) -> None:
    frame = shown(saved(Image.new("L", (16000, 5000), 90), "PNG"))
    assert (frame.full_width, frame.full_height) == (16000, 5000)
    assert frame.width * frame.height <= 64_000_000
    assert frame.width > 14000


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_two_hundred_megapixels(shown, format_: str) -> None:
    """What a phone may take today: more than one copy of it would not fit the memory of a worker."""
    image = Image.new("RGB", (16000, 12500), (90, 120, 60))
    image.paste(RED, (0, 0, 8000, 6250))
    data = saved(image, format_, compress_level=1, progressive=True)
    del image
    for max_size in (None, (1600, 1600)):
        frame = shown(data, max_size=max_size)
        assert (frame.full_width, frame.full_height) == (16000, 12500)
        assert 0.4 < frame.width / (1600 if max_size else 16000) <= 1
        assert close(at_corners(frame.pixels), [RED, *[(90, 120, 60)] * 3], 4)


def test_a_photo_of_a_thousand_scans_is_refused(shown) -> None:
    data = saved(Image.fromarray(_large()), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    began = time.monotonic()
    with pytest.raises(MediaError, match="damaged"):
        shown(data[:-2] + last * 1000 + data[-2:])
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "I;16"])
def test_bands_are_the_picture(mode: str) -> None:
    """In a pattern that an error of one row would move."""
    rows, columns = np.mgrid[:907, :300]
    pattern = ((rows // 13 + columns // 17) % 2 * 200).astype(np.uint8)
    image = Image.fromarray(pattern.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(pattern)
    image = image if mode in ("L", "I;16") else image.convert(mode)
    wanted = np.asarray(Image.fromarray(pattern).resize((211, 638), Image.Resampling.BOX))
    found = photo.in_bands(image, None, (211, 638))
    assert found.shape == (638, 211, 3)
    assert np.abs(found[..., 0].astype(int) - wanted).max() <= 2


def test_metadata(pool: MediaPool, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Orivo", "Orivo N9\0\n\u202ereversed"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:06 18:42:11"
    exif.get_ifd(0x8769)[0x9011] = "+01:00"
    path = tmp_path / "a"
    path.write_bytes(saved(Image.fromarray(corners()), "JPEG", exif=exif))
    info = pool.probe(Source.of(path))
    assert info.captured_at == "2026:11:06 18:42:11 +01:00"
    assert info.device.startswith("Orivo N9")
    assert not any(char in info.device for char in "\0\n\u202e")


def test_real_photos(pool: MediaPool, shared_media: Path) -> None:
    folder = shared_media / "formats"
    for name in ("immich_publicdomain/IMG_2682.heic", "immich_publicdomain/8bit-sRGB.avif", "pillow_heif/zPug_3.heic"):
        assert pool.still(Source.of(folder / name), max_size=(300, 300)).width > 50
    upright, turned = (
        pool.still(Source.of(folder / "immich_publicdomain" / name), max_size=(100, 100)).pixels.astype(int)
        for name in ("portrait.jpg", "portrait-orientation-6.jpg")
    )
    assert np.abs(upright - turned).mean() < 12
    for name in ("corrupted.heic", "corrupted.hif"):
        assert pool.probe(Source.of(folder / "pillow_heif" / name)).state == "refused"
