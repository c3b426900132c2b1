"""Photos: from a file to upright 8-bit sRGB."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageFile

from moderator.media import limits
from moderator.media.files import DECODER_ERRORS, EvidenceFile, Unshowable, read_all
from moderator.media.reasons import Reason
from moderator.media.values import Pixels

_PILLOW = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "bmp": "BMP", "tiff": "TIFF", "heif": "HEIF",
           "avif": "AVIF"}  # fmt: skip
_ORIENTATION = 0x0112
_TURNED = {5, 6, 7, 8}
_DNG_VERSION = 50706
_BAND = 128
_MOST_SCANS = 500
"""Of a JPEG; each may cost as much time as a photo. Cameras write 1, progressive coders about 10."""
_UNREAD = (1, 254, 3)
"""A colour that is laid under a photo before it is decoded: rows that still have it were not reached."""


@dataclass(frozen=True)
class Photo:
    """Pixels, the size of the whole upright photo, and why it is only part of one (Reason.NONE: it is whole)."""

    pixels: Pixels
    full: tuple[int, int]
    reason: Reason = Reason.NONE
    percent: int = 0


def prepare() -> None:
    """Once per worker, before the first photo."""
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and it is checked before anything is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def open_photo(file: EvidenceFile, format_: str) -> tuple[Image.Image, bytes]:
    """The photo with its header read, and the file's bytes. Raises Unshowable."""
    data = read_all(file, limits.STILL_BYTES)
    image = Image.open(io.BytesIO(data), formats=[_PILLOW[format_]])
    width, height = image.size
    if width * height > limits.HEADER_PIXELS or max(width, height) > limits.SIDE * 2:
        raise Unshowable(Reason.TOO_MANY_PIXELS, width, height)
    # Inside a scan a zero follows every 0xff, so this counts beginnings of scans.
    if format_ == "jpeg" and data.count(b"\xff\xda") > _MOST_SCANS:
        raise Unshowable(Reason.DAMAGED)
    if format_ == "tiff" and _DNG_VERSION in getattr(image, "tag_v2", {}):
        raise Unshowable(Reason.TYPE)
    return image, data


def orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none that can be read, and for TIFF, which Pillow turns itself."""
    if image.format == "TIFF":
        return 1
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except DECODER_ERRORS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as shown."""
    width, height = image.size
    return (height, width) if orientation(image) in _TURNED else (width, height)


def decode(file: EvidenceFile, format_: str, max_size: tuple[int, int] | None) -> Photo:
    """The photo, scaled down to fit `max_size` (width, height) where given. Raises Unshowable and DECODER_ERRORS."""
    image, data = open_photo(file, format_)
    full = upright_size(image)
    turn = orientation(image)
    size = fit(full, _bounded(full, max_size, halves=format_ == "jpeg"))
    box = (size[1], size[0]) if turn in _TURNED else size
    profile = image.info.get("icc_profile")
    image, reason, percent, missing = _load(image, data, format_, box)
    pixels = in_bands(image, profile, box) if _huge(image) else np.array(to_rgb(image, profile))
    if (pixels.shape[1], pixels.shape[0]) != box:
        pixels = np.asarray(cv2.resize(pixels, box, interpolation=cv2.INTER_AREA), np.uint8)
    if missing:
        hatch(pixels, round(box[1] * (1 - missing)))
    return Photo(np.ascontiguousarray(_turn(pixels, turn)), full, reason, percent)


def fit(full: tuple[int, int], most: tuple[int, int] | None) -> tuple[int, int]:
    """The largest size of the same shape inside `most`; never larger than `full`."""
    if most is None:
        return full
    scale = min(1.0, most[0] / full[0], most[1] / full[1])
    return min(most[0], max(1, round(full[0] * scale))), min(most[1], max(1, round(full[1] * scale)))


def _bounded(full: tuple[int, int], most: tuple[int, int] | None, *, halves: bool) -> tuple[int, int]:
    """What may be shown of it. With `halves` its sides are halved until it fits: so far a JPEG shrinks while decoding,
    and one of 200 MP is never in memory whole."""
    shrink = min(1.0, (limits.SHOWN_PIXELS / (full[0] * full[1])) ** 0.5, limits.SIDE / max(full))
    if halves:
        shrink = 0.5 ** math.ceil(-math.log2(shrink))
    bound = (max(1, int(full[0] * shrink)), max(1, int(full[1] * shrink)))
    return (min(bound[0], most[0]), min(bound[1], most[1])) if most else bound


def _load(
    image: Image.Image, data: bytes, format_: str, box: tuple[int, int]
) -> tuple[Image.Image, Reason, int, float]:
    """The decoded image, and for one that is cut off: why, how many percent were read, what share of it is missing."""
    if format_ == "jpeg":
        image.draft(image.mode, box)
    try:
        image.load()
    except OSError as error:
        if format_ != "jpeg" or "truncated" not in str(error):
            raise
        return _load_cut_off(data, box)
    return image, Reason.NONE, 100, 0.0


def _load_cut_off(data: bytes, box: tuple[int, int]) -> tuple[Image.Image, Reason, int, float]:
    image = _tolerant(data, box)
    rows = np.array(image)
    unread = _UNREAD[: rows.shape[2]] if rows.ndim == 3 else _UNREAD[:1]
    done = np.flatnonzero((rows.reshape(rows.shape[0], -1, len(unread)) != unread).any(axis=(1, 2)))
    reached = int(done[-1]) + 1 if done.size else 0
    if reached:
        share = reached / rows.shape[0]
        return image, Reason.CUT_OFF, max(1, min(99, int(share * 100))), 1 - share
    # A progressive photo comes in passes: with an end put behind it, those that are there show all of it, coarsely.
    image = Image.open(io.BytesIO(data + b"\xff\xd9"), formats=["JPEG"])
    image.draft(image.mode, box)
    image.load()
    return image, Reason.CUT_OFF_COARSE, 100, 0.0


def _tolerant(data: bytes, box: tuple[int, int]) -> Image.Image:
    stream = io.BytesIO(data)
    image = Image.open(stream, formats=["JPEG"])
    image.draft(image.mode, box)
    bands = len(image.getbands())
    under = _UNREAD[:bands] if bands > 1 else _UNREAD[0]
    image.im = Image.core.fill(image.mode, image.size, under)  # type: ignore[attr-defined]
    # Else Pillow puts an end behind the data, and the decoder fills up what is missing with grey.
    image.load_read = stream.read  # type: ignore[attr-defined]
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return image


def _huge(image: Image.Image) -> bool:
    """Whether it is too large for a second copy of it in memory."""
    return image.size[0] * image.size[1] > limits.SHOWN_PIXELS


def in_bands(image: Image.Image, profile: bytes | None, size: tuple[int, int]) -> Pixels:
    """The image in RGB at `size`, each pixel the average of its area, converted a few rows at a time."""
    width, height = size
    scale = image.size[1] / height
    pixels = np.empty((height, width, 3), np.uint8)
    for row in range(0, height, _BAND):
        after = min(row + _BAND, height)
        top, bottom = math.floor(row * scale), min(image.size[1], math.ceil(after * scale))
        part = to_rgb(image.crop((0, top, image.size[0], bottom)), profile)
        place = (0.0, row * scale - top, float(image.size[0]), min(after * scale - top, float(bottom - top)))
        pixels[row:after] = np.asarray(part.resize((width, after - row), Image.Resampling.BOX, place))
    return pixels


def hatch(pixels: Pixels, first: int) -> None:
    """Hatches the rows from `first` on, so that nobody takes missing rows for grey ones."""
    rows, columns = np.ogrid[first : pixels.shape[0], : pixels.shape[1]]
    step = max(8, min(pixels.shape[:2]) // 40)
    stripes = ((rows + columns) // step) % 2
    pixels[first:] = np.where(stripes[..., None] == 0, np.uint8(200), np.uint8(150))


def _turn(pixels: Pixels, orientation_: int) -> Pixels:
    """Pixels as EXIF orientation 1 to 8 wants them shown."""
    if orientation_ in _TURNED:
        pixels = pixels.transpose(1, 0, 2)
    flip_rows = orientation_ in (3, 4, 7, 8)
    flip_columns = orientation_ in (2, 3, 6, 7)
    return pixels[:: -1 if flip_rows else 1, :: -1 if flip_columns else 1]


def to_rgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """8-bit sRGB without alpha: palettes, 16 bit, CMYK and profiles resolved, transparency laid on white."""
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA", "La", "RGBa") else None
    if alpha is not None:
        image = image.convert("RGB")
    if image.mode in ("1", "HSV", "LAB", "YCbCr"):
        image = image.convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        image = _to_srgb(image, profile)
    if image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is not None:
        image = Image.composite(image, Image.new("RGB", image.size, "white"), alpha)
    return image


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image).astype(np.float64)
    most = 65535.0 if image.mode.startswith("I") else 1.0
    if image.mode == "I" and values.size and values.max() > most:
        most = float(1 << 31)
    if image.mode == "F" and values.size and np.nanmax(values) > 1.0:
        most = 255.0
    scaled = np.nan_to_num(values * (255.0 / most))
    return Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Where the profile cannot be used (broken, or for other channels) the values are taken as sRGB."""
    try:
        transform = _transform(profile, image.mode)
        if transform is None:
            return image
        converted = ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, *DECODER_ERRORS):
        return image
    return image if converted is None else converted


@lru_cache(maxsize=32)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    source = ImageCms.getOpenProfile(io.BytesIO(profile))
    if mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(source):
        return None
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB", intent, flags)
