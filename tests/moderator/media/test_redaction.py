"""What is covered leaves no trace: no byte of the file's own, no pixel, not even in the blocks beside it."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject

from moderator.media.exhibit import BLOCK, cropped, grown, make
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from moderator.report.pdf import installed_fonts, render
from tests.moderator.report.records import changed, jpeg

from . import clips
from .photos import saved

SIZE = (640, 480)
BOX = (0.262, 0.31, 0.334, 0.243)
"""No edge of it lies on the edge of a block."""
MAKER, ARTIST = b"SECRET-CAMERA", b"SECRET-OWNER"
LATITUDE = (b"51", b"30", b"26")


def exif() -> Image.Exif:
    """Maker, owner and the place where it was taken."""
    made = Image.Exif()
    made[0x010F], made[0x013B] = MAKER.decode(), ARTIST.decode()
    made.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return made


def pattern(seed: int) -> np.ndarray:
    """A smooth picture, the same for all, with coloured noise under BOX that depends on `seed`."""
    width, height = SIZE
    rows, columns = np.mgrid[:height, :width]
    pixels = np.stack([columns * 255 // width, rows * 255 // height, (rows + columns) % 256], axis=-1).astype(np.uint8)
    left, top = int(BOX[0] * width) + 1, int(BOX[1] * height) + 1
    right, bottom = int((BOX[0] + BOX[2]) * width), int((BOX[1] + BOX[3]) * height)
    noise = np.random.default_rng(seed).integers(0, 2, (bottom - top, right - left, 3), np.uint8) * 255
    pixels[top:bottom, left:right] = noise
    return pixels


def coded(kind: str, seed: int) -> bytes:
    image, planted = Image.fromarray(pattern(seed)), exif()
    if kind == "heic":
        pillow_heif = pytest.importorskip("pillow_heif")
        pillow_heif.register_heif_opener()
        return saved(image, "HEIF", exif=planted.tobytes(), quality=80)
    if kind == "rotated":
        planted[0x0112] = 6
        return saved(image.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=planted, quality=85)
    if kind == "png":
        return saved(image, "PNG", exif=planted)
    return saved(image, "JPEG", exif=planted, quality=85, subsampling=2)


def source(data: bytes, folder: Path) -> Source:
    path = folder / hashlib.sha256(data).hexdigest()
    path.write_bytes(data)
    return Source.of(path)


def film(folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setattr(clips, "picture", lambda _number, _size: pattern(seed))
    recipe = clips.Recipe(f"film{seed}.mp4", size=SIZE, times=tuple(range(0, 6 * 512, 512)))
    return Source.of(clips.write(recipe, folder))


def opened(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
        return np.asarray(image.convert("RGB")).astype(int)


def assert_gone(picture: bytes, box: tuple[float, float, float, float] = BOX) -> None:
    """Black within the box, but for what the last coding makes of an edge."""
    pixels = opened(picture)
    height, width = pixels.shape[:2]
    left, top = int(box[0] * width), int(box[1] * height)
    right, bottom = int((box[0] + box[2]) * width) + 1, int((box[1] + box[3]) * height) + 1
    covered = pixels[top:bottom, left:right]
    assert covered.max() <= 40
    assert covered[8:-8, 8:-8].max() <= 8
    for secret in (MAKER, ARTIST, b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com"):
        assert secret not in picture


@pytest.mark.parametrize("kind", ["jpeg", "rotated", "png", "heic"])
def test_of_a_photo_neither_pixel_nor_metadata_survives(pool: MediaPool, tmp_path: Path, kind: str) -> None:
    data = coded(kind, 1)
    assert MAKER in data, "it was planted"
    assert_gone(pool.exhibit(source(data, tmp_path), redact=[BOX]).jpeg)


def test_of_a_frame_no_pixel_survives(pool: MediaPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = film(tmp_path, 1, monkeypatch)
    assert_gone(pool.exhibit(clip, pts=3 * 512, redact=[BOX]).jpeg)


@pytest.mark.parametrize("kind", ["jpeg", "rotated", "png"])
def test_twins_that_differ_only_beneath_give_the_same_bytes(pool: MediaPool, tmp_path: Path, kind: str) -> None:
    one, other = (source(coded(kind, seed), tmp_path) for seed in (1, 2))
    assert one.sha256 != other.sha256
    for side in (1600, 300):
        assert (
            pool.exhibit(one, redact=[BOX], max_side=side).jpeg == pool.exhibit(other, redact=[BOX], max_side=side).jpeg
        )
    bare = [pool.exhibit(each).jpeg for each in (one, other)]
    assert bare[0] != bare[1], "the twins do differ"


def test_nothing_of_it_is_in_the_blocks_beside() -> None:
    """Against the same picture painted black before it was ever compressed, in our own coding."""
    black = pattern(1)
    left, top = int(BOX[0] * SIZE[0]), int(BOX[1] * SIZE[1])
    black[top : top + int(BOX[3] * SIZE[1]) + 2, left : left + int(BOX[2] * SIZE[0]) + 2] = 0
    assert make(pattern(1), [BOX], 1600, 90) == make(black, [BOX], 1600, 90)


def test_the_embedded_picture_of_the_document_is_that_jpeg(pool: MediaPool, tmp_path: Path) -> None:
    picture = pool.exhibit(source(coded("jpeg", 1), tmp_path), redact=[BOX])
    name = hashlib.sha256(picture.jpeg).hexdigest()
    drawn = [{"kind": "arrow", "points": [[0.1, 0.1], [0.4, 0.4]], "text": "here"}]

    def change(record: dict[str, object]) -> None:
        exhibits = record["exhibits"]
        assert isinstance(exhibits, list)
        exhibits[0] |= {"picture": name, "annotations": drawn, "redacted": ["address"]}

    known = {name: picture.jpeg, **{hashlib.sha256(jpeg(x)).hexdigest(): jpeg(x) for x in ("X2", "X3", "L1")}}
    printed = render(changed(change), known.__getitem__, installed_fonts()).data
    objects = PdfReader(io.BytesIO(printed)).pages[1].images
    found = [image.indirect_reference.get_object() for image in objects if image.indirect_reference is not None]
    images = [bytes(each._data) for each in found if isinstance(each, StreamObject)]
    assert picture.jpeg in images, "the very bytes that were checked, and nothing beside them"
    assert_gone(images[images.index(picture.jpeg)])
    for secret in (MAKER, ARTIST, b"Exif"):
        assert secret not in printed


def test_only_the_region_leaves(pool: MediaPool, tmp_path: Path) -> None:
    photo = source(coded("png", 1), tmp_path)
    region = (0.25, 0.25, 0.5, 0.5)
    picture = pool.exhibit(photo, redact=[BOX], crop=region)
    assert (picture.width, picture.height, picture.full_width) == (320, 240, 640)
    whole, part = opened(pool.exhibit(photo, redact=[BOX]).jpeg), opened(picture.jpeg)
    assert np.abs(whole[120:360, 160:480] - part).mean() < 2
    assert_gone(picture.jpeg, ((BOX[0] - 0.25) * 2, (BOX[1] - 0.25) * 2, BOX[2] * 2, BOX[3] * 2))
    small = pool.exhibit(photo, redact=[BOX], crop=region, max_side=100)
    assert (small.width, small.height) == (100, 75)


def test_a_crop_is_never_empty_and_never_more_than_asked() -> None:
    pixels = np.arange(10 * 10 * 3, dtype=np.uint8).reshape(10, 10, 3)
    assert cropped(pixels, (0.0, 0.0, 1.0, 1.0)).shape == (10, 10, 3)
    assert cropped(pixels, (0.11, 0.11, 0.38, 0.38)).shape == (2, 2, 3)
    assert cropped(pixels, (0.99, 0.99, 0.001, 0.001)).shape == (1, 1, 3)
    assert cropped(pixels, (0.7, 0.1, 0.3, 0.2)).tolist() == pixels[1:3, 7:].tolist()


def test_a_redaction_grows_to_the_blocks_counted_from_either_side() -> None:
    size = (100, 50)
    x, y, width, height = grown((0.33, 0.34, 0.02, 0.02), size)
    left, right = round(x * 100), round((x + width) * 100)
    assert (left, right) == (19, 49), "from 0: 32 to 48; from 100: 20 to 36; and a pixel more"
    assert (round(y * 50), round((y + height) * 50)) == (1, 35)
    assert grown((0.0, 0.0, 1.0, 1.0), size) == (0.0, 0.0, 1.0, 1.0)
    assert grown((0.5, 0.5, -0.2, 0.1), size)[2] == 0
    assert BLOCK == 16
