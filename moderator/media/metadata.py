"""What a file claims of itself: when, where and with what it was made. Short strings; nothing vouches for them."""

from __future__ import annotations

import html
import io
import math
import re
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageCms

from moderator.media import exif
from moderator.media.container import Container
from moderator.media.exif import Exif
from moderator.media.files import DECODER_ERRORS
from moderator.media.wire import Info

Claims = dict[Info, str]
LONGEST = 200
_XMP_BYTES = 256 << 10
# XMP is read by a pattern and by no XML parser: entities are never expanded, nothing that it names is opened.
_XMP = {
    Info.SOFTWARE: re.compile(rb'xmp:CreatorTool(?:\s*=\s*"([^"<]{1,400})"|\s*>([^<]{1,400})<)'),
    Info.CREATED: re.compile(rb'xmp:CreateDate(?:\s*=\s*"([^"<]{1,64})"|\s*>([^<]{1,64})<)'),
}
_WORDS = {
    "title": Info.TITLE, "author": Info.ARTIST, "artist": Info.ARTIST, "description": Info.DESCRIPTION,
    "software": Info.SOFTWARE, "comment": Info.COMMENT, "creation time": Info.CREATED,
}  # fmt: skip
"""Text chunks of PNG by their key words, in lower case; a GIF has one comment."""


def of_photo(image: Image.Image, data: bytes) -> Claims:
    """Of a photo whose header was read, by its EXIF, XMP, text chunks and colour profile."""
    claims: Claims = {}
    for word, value in image.info.items():
        key = _WORDS.get(str(word).lower())
        if key is not None and isinstance(value, (str, bytes)):
            claims.setdefault(key, value[: 4 * LONGEST] if isinstance(value, str) else exif.text_of(value[:LONGEST]))
    found = exif.parse(data if image.format == "TIFF" else _bytes(image.info.get("exif")))
    claims |= _of_exif(found)
    for key, value in _of_xmp(_bytes(image.info.get("xmp"))).items():
        claims.setdefault(key, value)
    claims[Info.COLOUR] = _profile(_bytes(image.info.get("icc_profile")))
    return _short(claims)


def orientation_of(image: Image.Image, data: bytes) -> int:
    """EXIF's number for the turn that the photo is shown with, 1 to 8. Of a HEIF it is the one that its EXIF repeats:
    the turn itself is an instruction to the decoder there."""
    if image.format == "HEIF":
        value: Any = image.info.get("original_orientation")
    else:
        found = exif.parse(data if image.format == "TIFF" else _bytes(image.info.get("exif")))
        value = next(iter(found.numbers(found.main, 0x0112)), 1)
    return int(value) if value in range(1, 9) else 1


def when_and_what(claims: Claims) -> tuple[str, str]:
    """The moment and the device that a file names; "" for what it does not."""
    taken = claims.get(Info.TAKEN) or claims.get(Info.CHANGED) or claims.get(Info.CREATED, "")
    make, model = claims.get(Info.MAKE, ""), claims.get(Info.MODEL, "")
    return taken, model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def of_video(container: Container) -> Claims:
    """Of a video, by the tables of its container and stream; the first that says something counts."""
    tables: tuple[Mapping[str, str], ...] = (container.av.metadata, container.stream.metadata)

    def first(*names: str) -> str:
        return next((table[name] for name in names for table in tables if table.get(name)), "")

    return _short({
        Info.MAKE: first("com.apple.quicktime.make", "com.android.manufacturer", "make"),
        Info.MODEL: first("com.apple.quicktime.model", "com.android.model", "model"),
        Info.SOFTWARE: first("com.apple.quicktime.software", "software", "SOFTWARE"),
        Info.ARTIST: first("artist", "ARTIST"),
        Info.DESCRIPTION: first("description", "DESCRIPTION"),
        Info.COMMENT: first("comment", "COMMENT"),
        Info.TITLE: first("title", "TITLE"),
        Info.TAKEN: first("com.apple.quicktime.creationdate", "date", "DATE"),
        Info.CREATED: first("creation_time"),
        Info.LOCATION: _iso_6709(first("com.apple.quicktime.location.ISO6709", "location", "LOCATION")),
        Info.ENCODER: first("encoder", "ENCODER"),
        Info.BRAND: first("major_brand"),
    }) | _short(_of_streams(container))  # fmt: skip


def of_pdf(document: Any) -> Claims:
    """Of an opened PDF, by its document information."""
    keys = {
        Info.TITLE: "Title", Info.ARTIST: "Author", Info.DESCRIPTION: "Subject", Info.SOFTWARE: "Creator",
        Info.PRODUCER: "Producer", Info.CREATED: "CreationDate", Info.CHANGED: "ModDate",
    }  # fmt: skip
    return _short({key: document.get_metadata_value(name) for key, name in keys.items()})


def _of_exif(found: Exif) -> Claims:
    main, photo = found.main, found.photo
    taken = found.text(photo, 0x9003)
    zone = found.text(photo, 0x9011)
    return _short({
        Info.MAKE: found.text(main, 0x010F),
        Info.MODEL: found.text(main, 0x0110),
        Info.LENS: found.text(photo, 0xA434),
        Info.SOFTWARE: found.text(main, 0x0131),
        Info.ARTIST: found.text(main, 0x013B),
        Info.DESCRIPTION: found.text(main, 0x010E),
        Info.COMMENT: found.comment(),
        Info.TAKEN: f"{taken} {zone}".strip() if taken else "",
        Info.CHANGED: found.text(main, 0x0132),
        Info.CREATED: found.text(photo, 0x9004),
        Info.EXPOSURE: _exposure(found),
        Info.LOCATION: _location(found),
    })  # fmt: skip


def _exposure(found: Exif) -> str:
    def number(tag: int) -> float:
        value = next(iter(found.numbers(found.photo, tag)), 0.0)
        return value if 0 < value < 1e7 else 0.0

    seconds, aperture, speed, length = number(0x829A), number(0x829D), number(0x8827), number(0x920A)
    parts = (
        (f"1/{1 / seconds:.0f} s" if seconds < 0.3 else f"{seconds:g} s") if seconds else "",
        f"f/{aperture:.2g}" if aperture else "",
        f"ISO {speed:.0f}" if speed else "",
        f"{length:.3g} mm" if length else "",
    )
    return ", ".join(part for part in parts if part)


def _location(found: Exif) -> str:
    degrees = []
    for tag, minus in ((2, "S"), (4, "W")):
        parts = found.numbers(found.place, tag)
        reference = found.text(found.place, tag - 1)
        if len(parts) != 3 or reference not in ("N", "S", "E", "W"):
            return ""
        value = parts[0] + parts[1] / 60 + parts[2] / 3600
        degrees.append(-value if reference == minus else value)
    return _place(*degrees)


def _place(latitude: float, longitude: float) -> str:
    """Degrees north and east, or "" for what lies on no map. 0, 0 is what devices write that know no place."""
    known = math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    if not known or (latitude == 0 and longitude == 0):
        return ""
    return ", ".join(f"{each:.6f}".rstrip("0").rstrip(".") for each in (latitude, longitude))


def _iso_6709(text: str) -> str:
    found = re.match(r"([+-]\d{1,2}(?:\.\d{1,8})?)([+-]\d{1,3}(?:\.\d{1,8})?)", text, re.ASCII)
    return _place(float(found[1]), float(found[2])) if found else ""


def _of_xmp(data: bytes) -> Claims:
    claims: Claims = {}
    for key, pattern in _XMP.items():
        if found := pattern.search(data[:_XMP_BYTES]):
            claims[key] = html.unescape(exif.text_of(found[1] or found[2]))
    return _short(claims)


def _profile(data: bytes) -> str:
    if not data:
        return ""
    try:
        return ImageCms.getProfileDescription(ImageCms.getOpenProfile(io.BytesIO(data)))
    except (ImageCms.PyCMSError, *DECODER_ERRORS):
        return "a profile that cannot be read"


def _of_streams(container: Container) -> Claims:
    stream, context = container.stream, container.stream.codec_context
    rate, aspect = stream.average_rate, stream.sample_aspect_ratio or context.sample_aspect_ratio
    kinds = [each.type for each in container.av.streams]
    sound = next(iter(container.av.streams.audio), None)
    return {
        Info.PIXEL_FORMAT: context.pix_fmt or "",
        Info.PROFILE: context.profile or "",
        Info.RATE: f"{rate.numerator}/{rate.denominator}" if rate else "",
        Info.BIT_RATE: str(stream.bit_rate or container.av.bit_rate or ""),
        Info.PIXEL_ASPECT: f"{aspect.numerator}:{aspect.denominator}" if aspect else "",
        Info.STREAMS: ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)),
        Info.AUDIO: sound.codec_context.name if sound is not None and sound.codec_context is not None else "",
    }


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else b""


def _short(claims: Claims) -> Claims:
    """Without what says nothing, each cut to LONGEST."""
    lines = {key: str(value)[: 4 * LONGEST].replace("\0", "").strip()[:LONGEST] for key, value in claims.items()}
    return {key: value for key, value in lines.items() if value}
