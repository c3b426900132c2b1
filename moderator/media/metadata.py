"""What a file claims of itself: when it was made and with what. Short strings; nothing vouches for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image

from moderator.media.files import DECODER_ERRORS


def of_photo(image: Image.Image) -> tuple[str, str]:
    """When it was taken and with what device, by EXIF; "" for what it does not say."""
    try:
        exif = image.getexif()
        detail = exif.get_ifd(ExifTags.IFD.Exif)
        taken = _text(detail.get(ExifTags.Base.DateTimeOriginal)) or _text(exif.get(ExifTags.Base.DateTime))
        offset = _text(detail.get(ExifTags.Base.OffsetTimeOriginal))
        device = _device(_text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model)))
    except DECODER_ERRORS:
        return "", ""
    return f"{taken} {offset}".strip() if taken else "", device


def of_video(*tables: Mapping[str, str]) -> tuple[str, str]:
    """The same of a video's container and stream; the first table that says something counts."""

    def first(*names: str) -> str:
        return next((_text(table[name]) for name in names for table in tables if table.get(name)), "")

    taken = first("com.apple.quicktime.creationdate", "creation_time", "date", "DATE")
    make = first("com.apple.quicktime.make", "com.android.manufacturer", "make")
    model = first("com.apple.quicktime.model", "com.android.model", "model")
    return taken, _device(make, model)


def _device(make: str, model: str) -> str:
    return model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return str(value).replace("\0", "").strip()[:100] if value is not None else ""
