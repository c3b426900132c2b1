"""Valid photos in every accepted format and variant, made by code from one picture."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from tests.moderator.media.photos import linear_profile, saved
from tests.robustness.rasters import Raster, bmp, grey, pack_bits, png, run_lengths, scene, tiff, tiff_tags, tiles

SIZE = (64, 48)


@dataclass(frozen=True)
class Valid:
    """A file and what it must look like: `wanted` upright, on average `within` levels; None where only both decodes
    are compared with each other."""

    name: str
    format: str
    data: bytes
    wanted: Raster | None = None
    within: float = 0.0


def photos() -> Iterator[Valid]:
    for make in (_jpeg, _jpeg_other, _png, _webp, _gif, _tiff, _tiff_other, _bmp, _heif, _avif):
        yield from make()


def _picture() -> Raster:
    return scene(*SIZE)


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


_HELD: dict[int, Callable[[Raster], Raster]] = {
    1: lambda p: p, 2: np.fliplr, 3: lambda p: np.rot90(p, 2), 4: np.flipud, 5: lambda p: p.transpose(1, 0, 2),
    6: np.rot90, 7: lambda p: np.rot90(p.transpose(1, 0, 2), 2), 8: lambda p: np.rot90(p, 3),
}  # fmt: skip
"""How a camera stores an upright scene for each EXIF orientation."""


def _stored(orientation: int) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(_HELD[orientation](_picture())))


def _jpeg() -> Iterator[Valid]:
    pixels = _picture()
    image = Image.fromarray(pixels)
    variants: dict[str, dict[str, Any]] = {
        "444": {"subsampling": 0},
        "422": {"subsampling": 1},
        "420": {"subsampling": 2},
        "progressive": {"progressive": True},
        "optimised": {"optimize": True},
        "restart-rows": {"restart_marker_rows": 1},
        "restart-blocks": {"restart_marker_blocks": 3},
        "progressive-restart": {"progressive": True, "restart_marker_rows": 1},
        "rgb": {"keep_rgb": True},
        "comment": {"comment": b"made for a test"},
        "broken-profile": {"icc_profile": b"no profile at all"},
    }
    for name, options in variants.items():
        yield Valid(f"jpeg-{name}", "jpeg", saved(image, "JPEG", **{"quality": 95} | options), pixels, 4)
    yield Valid("jpeg-linear-profile", "jpeg", saved(image, "JPEG", quality=95, icc_profile=linear_profile()))
    for orientation in range(1, 9):
        data = saved(_stored(orientation), "JPEG", quality=95, exif=_exif(orientation))
        yield Valid(f"jpeg-orientation-{orientation}", "jpeg", data, pixels, 4)
    luma = grey(pixels)
    yield Valid("jpeg-grey", "jpeg", saved(Image.fromarray(luma), "JPEG", quality=95), np.dstack([luma] * 3), 3)
    thumb = saved(image.resize((16, 12)), "JPEG")
    yield Valid("jpeg-two-pictures", "jpeg", saved(image, "JPEG", quality=95) + thumb, pixels, 4)


def _jpeg_other() -> Iterator[Valid]:
    pixels = _picture()
    for name in ("411", "440", "444", "422", "420"):
        factor = getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{name}")
        options = [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor]
        data = cv2.imencode(".jpg", pixels[..., ::-1], options)[1].tobytes()
        yield Valid(f"jpeg-other-coder-{name}", "jpeg", data, pixels, 5)
    ink = Image.fromarray(pixels).convert("CMYK")
    wanted = np.asarray(ink.convert("RGB"))
    yield Valid("jpeg-cmyk", "jpeg", saved(ink, "JPEG", quality=98), wanted, 4)
    yield Valid("jpeg-cmyk-progressive", "jpeg", saved(ink, "JPEG", quality=98, progressive=True), wanted, 4)
    yield Valid("jpeg-ycck", "jpeg", _ycck(np.asarray(ink)), wanted, 4)


def _ycck(ink: Raster) -> bytes:
    """CMYK as Adobe stores it: the inks taken as RGB and turned into YCbCr, K inverted. Marked by transform 2."""
    # Pillow inverts what it writes, so what it is given is inverted here.
    rgb = Image.fromarray(np.ascontiguousarray(ink[..., :3]))
    ycc = np.asarray(rgb.convert("YCbCr"))
    stored = np.dstack([255 - ycc, ink[..., 3]])
    data = saved(Image.frombytes("CMYK", rgb.size, stored.tobytes()), "JPEG", quality=98, subsampling=0)
    place = data.index(b"Adobe") + 11
    assert data[place] == 0
    return data[:place] + b"\2" + data[place + 1 :]


def _png() -> Iterator[Valid]:
    pixels = _picture()
    luma = grey(pixels).astype(np.uint16)[..., None]
    alpha = np.full_like(luma, 255)
    for interlaced in (False, True):
        tail = "-interlaced" if interlaced else ""
        for bits in (1, 2, 4, 8, 16):
            samples = luma >> (8 - bits) if bits < 16 else luma * 257
            shown = np.rint(samples * (255 / ((1 << bits) - 1))).astype(np.uint8)
            data = png(samples, bits, 0, interlaced)
            yield Valid(f"png-grey-{bits}{tail}", "png", data, np.dstack([shown] * 3), 1)
        for bits in (1, 2, 4, 8):
            table, indices = _palette(pixels, 1 << bits)
            data = png(indices[..., None].astype(np.uint16), bits, 3, interlaced, [(b"PLTE", table.tobytes())])
            yield Valid(f"png-palette-{bits}{tail}", "png", data, table[indices])
        for bits, scale in ((8, 1), (16, 257)):
            wide = pixels.astype(np.uint16) * scale
            yield Valid(f"png-rgb-{bits}{tail}", "png", png(wide, bits, 2, interlaced), pixels, 1)
            rgba = np.dstack([wide, alpha * scale])
            yield Valid(f"png-rgba-{bits}{tail}", "png", png(rgba, bits, 6, interlaced), pixels, 1)
            la = np.dstack([luma * scale, alpha * scale])
            yield Valid(f"png-grey-alpha-{bits}{tail}", "png", png(la, bits, 4, interlaced), _thrice(luma), 1)
    yield from _png_chunks(pixels, luma)


def _png_chunks(pixels: Raster, luma: np.ndarray) -> Iterator[Valid]:
    wide = pixels.astype(np.uint16)
    key = struct.pack(">3H", *(int(value) for value in pixels[0, 0]))
    holes = pixels.copy()
    holes[(pixels == pixels[0, 0]).all(axis=2)] = 255
    yield Valid("png-trns-rgb", "png", png(wide, 8, 2, before=[(b"tRNS", key)]), holes, 1)
    one = np.where(luma == luma[0, 0], 255, luma)
    trns = struct.pack(">H", int(luma[0, 0, 0]))
    yield Valid("png-trns-grey", "png", png(luma, 8, 0, before=[(b"tRNS", trns)]), _thrice(one), 1)
    table, indices = _palette(pixels, 16)
    chunks = [(b"PLTE", table.tobytes()), (b"tRNS", b"\0")]
    clear = table.copy()
    clear[0] = 255
    yield Valid("png-trns-palette", "png", png(indices[..., None], 8, 3, before=chunks), clear[indices], 1)
    half = np.dstack([wide, np.full_like(luma, 128)])
    shown = np.rint(pixels * (128 / 255) + 255 * (127 / 255)).astype(np.uint8)
    yield Valid("png-half-transparent", "png", png(half, 8, 6), shown, 1)
    image = Image.fromarray(pixels)
    yield Valid("png-profile", "png", saved(image, "PNG", icc_profile=linear_profile()))
    other = Image.fromarray(scene(*SIZE, seed=5))
    yield Valid("png-animated", "png", saved(image, "PNG", save_all=True, append_images=[other]), pixels)
    for orientation in (3, 6):
        data = saved(_stored(orientation), "PNG", exif=_exif(orientation))
        yield Valid(f"png-orientation-{orientation}", "png", data, pixels)


def _palette(pixels: Raster, colours: int) -> tuple[Raster, Raster]:
    """A table of colours (n x 3) and the picture as indices into it."""
    image = Image.fromarray(pixels).quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    table = np.array(image.getpalette(), np.uint8).reshape(-1, 3)
    table = np.vstack([table, np.zeros((colours, 3), np.uint8)])[:colours]
    return table, np.asarray(image)


def _thrice(luma: np.ndarray) -> Raster:
    return np.repeat(luma.astype(np.uint8).reshape(*luma.shape[:2], 1), 3, axis=2)


def _webp() -> Iterator[Valid]:
    pixels = _picture()
    image = Image.fromarray(pixels)
    opaque = Image.fromarray(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))
    other = Image.fromarray(scene(*SIZE, seed=5))
    for name, source, options, within in (
        ("lossy", image, {"quality": 90}, 5),
        ("lossless", image, {"lossless": True}, 0),
        ("lossless-slow", image, {"lossless": True, "method": 6}, 0),
        ("near", image, {"quality": 40}, 9),
        ("lossy-alpha", opaque, {"quality": 90, "alpha_quality": 60}, 5),
        ("lossless-alpha", opaque, {"lossless": True, "exact": True}, 0),
        ("animated", image, {"save_all": True, "append_images": [other], "lossless": True}, 0),
        ("animated-lossy", image, {"save_all": True, "append_images": [other], "quality": 90}, 5),
        ("palette", Image.fromarray(_flat()), {"lossless": True}, None),
    ):
        wanted = pixels if within is not None else _flat()
        yield Valid(f"webp-{name}", "webp", saved(source, "WEBP", **options), wanted, within or 0)
    yield Valid("webp-profile", "webp", saved(image, "WEBP", lossless=True, icc_profile=linear_profile()))
    data = saved(_stored(6), "WEBP", lossless=True, exif=_exif(6))
    yield Valid("webp-orientation-6", "webp", data, pixels)


def _flat() -> Raster:
    table, indices = _palette(_picture(), 8)
    return table[indices]


def _gif() -> Iterator[Valid]:
    flat = _flat()
    table, indices = _palette(_picture(), 8)
    image = Image.fromarray(indices)
    image.putpalette(table.tobytes())
    other = Image.fromarray(scene(*SIZE, seed=5))
    yield Valid("gif-static", "gif", saved(image, "GIF", interlace=0), flat)
    yield Valid("gif-interlaced", "gif", saved(image, "GIF", interlace=1), flat)
    old = saved(image, "GIF", interlace=0)
    yield Valid("gif-87a", "gif", b"GIF87a" + old[6:], flat)
    animated = saved(image, "GIF", save_all=True, append_images=[other, image], duration=50, loop=0)
    yield Valid("gif-animated", "gif", animated, flat)
    clear = table.copy()
    clear[3] = 255
    yield Valid("gif-transparent", "gif", saved(image, "GIF", transparency=3), clear[indices])
    yield Valid("gif-grey", "gif", saved(Image.fromarray(grey(_picture())), "GIF"), _thrice(grey(_picture())))
    yield Valid("gif-comment", "gif", saved(image, "GIF", comment=b"hello"), flat)


def _tiff() -> Iterator[Valid]:
    pixels = _picture()
    image = Image.fromarray(pixels)
    for name in ("raw", "packbits", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "zstd", "lzma"):
        yield Valid(f"tiff-{name}", "tiff", saved(image, "TIFF", compression=name), pixels)
    yield Valid("tiff-jpeg", "tiff", saved(image, "TIFF", compression="jpeg", quality=95), pixels, 5)
    lines = grey(pixels) > 110
    for name in ("group3", "group4", "tiff_ccitt", "raw"):
        data = saved(Image.fromarray(lines), "TIFF", compression=name)
        yield Valid(f"tiff-two-colours-{name}", "tiff", data, _thrice(lines.astype(np.uint8) * 255))
    ink = image.convert("CMYK")
    yield Valid("tiff-cmyk", "tiff", saved(ink, "TIFF"), np.asarray(ink.convert("RGB")), 1)
    yield Valid("tiff-cmyk-lzw", "tiff", saved(ink, "TIFF", compression="tiff_lzw"), np.asarray(ink.convert("RGB")), 1)
    table, indices = _palette(pixels, 16)
    coloured = Image.fromarray(indices)
    coloured.putpalette(table.tobytes())
    yield Valid("tiff-palette", "tiff", saved(coloured, "TIFF"), table[indices])
    opaque = Image.fromarray(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))
    yield Valid("tiff-alpha", "tiff", saved(opaque, "TIFF"), pixels)
    luma = grey(pixels)
    yield Valid("tiff-grey", "tiff", saved(Image.fromarray(luma), "TIFF"), _thrice(luma))
    yield Valid("tiff-predictor", "tiff", saved(image, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}), pixels)
    yield Valid("tiff-pages", "tiff", saved(image, "TIFF", save_all=True, append_images=[coloured]), pixels)
    yield Valid("tiff-profile", "tiff", saved(image, "TIFF", icc_profile=linear_profile()))
    for orientation in (3, 5, 8):
        data = saved(_stored(orientation), "TIFF", exif=_exif(orientation))
        yield Valid(f"tiff-orientation-{orientation}", "tiff", data, pixels)


def _tiff_other() -> Iterator[Valid]:
    pixels = _picture()
    luma = grey(pixels)
    for big in (False, True):
        order, tail = (">", "-big-endian") if big else ("<", "")
        tags = tiff_tags(SIZE, [8, 8, 8], 2) | {278: (4, [16])}
        strips = [pixels[row : row + 16].tobytes() for row in range(0, SIZE[1], 16)]
        yield Valid(f"tiff-strips{tail}", "tiff", tiff(tags, strips, 273, big), pixels)
        deep = luma.astype(f"{order}u2") * 257
        tags = tiff_tags(SIZE, [16], 1) | {278: (4, [SIZE[1]])}
        yield Valid(f"tiff-grey-16{tail}", "tiff", tiff(tags, [deep.astype(f"{order}u2").tobytes()], 273, big),
                    _thrice(luma), 1)  # fmt: skip
        wide = (pixels.astype(np.uint16) * 257).astype(f"{order}u2")
        tags = tiff_tags(SIZE, [16] * 3, 2) | {278: (4, [SIZE[1]])}
        yield Valid(f"tiff-rgb-16{tail}", "tiff", tiff(tags, [wide.tobytes()], 273, big), pixels, 1)
        tags = tiff_tags(SIZE, [8] * 3, 2) | {322: (4, [32]), 323: (4, [32])}
        yield Valid(f"tiff-tiles{tail}", "tiff", tiff(tags, tiles(pixels, 32), 324, big), pixels)
    tags = tiff_tags(SIZE, [8], 0) | {278: (4, [SIZE[1]])}
    yield Valid("tiff-white-is-zero", "tiff", tiff(tags, [(255 - luma).tobytes()], 273), _thrice(luma))
    light = (luma / 255).astype("<f4")
    tags = tiff_tags(SIZE, [32], 1) | {278: (4, [SIZE[1]]), 339: (3, [3])}
    yield Valid("tiff-float", "tiff", tiff(tags, [light.tobytes()], 273), _thrice(luma), 1)


def _bmp() -> Iterator[Valid]:
    pixels = _picture()
    blue_first = pixels[..., ::-1]
    rows = [row.tobytes() for row in blue_first[::-1]]
    for header in (12, 40, 108, 124):
        yield Valid(f"bmp-24-header-{header}", "bmp", bmp(rows, SIZE, 24, header=header), pixels)
    yield Valid("bmp-top-down", "bmp", bmp(rows[::-1], SIZE, 24, top_down=True), pixels)
    four = np.dstack([blue_first, np.zeros(pixels.shape[:2], np.uint8)])[::-1]
    yield Valid("bmp-32", "bmp", bmp([row.tobytes() for row in four], SIZE, 32), pixels)
    for bits in (1, 4, 8):
        table, indices = _palette(pixels, 1 << bits)
        entries = b"".join(bytes((blue, green, red, 0)) for red, green, blue in table.tolist())
        packed = pack_bits(indices[::-1].astype(np.uint16), bits)
        yield Valid(f"bmp-palette-{bits}", "bmp", bmp(packed, SIZE, bits, entries), table[indices])
        if bits > 1:
            stream = run_lengths(indices, bits)
            data = bmp([stream], SIZE, bits, entries, 1 if bits == 8 else 2)
            yield Valid(f"bmp-runs-{bits}", "bmp", data, table[indices])
    red, green, blue = (pixels[..., band].astype(np.uint16) for band in range(3))
    five = (red >> 3 << 10 | green >> 3 << 5 | blue >> 3).astype("<u2")[::-1]
    yield Valid("bmp-555", "bmp", bmp([row.tobytes() for row in five], SIZE, 16), pixels, 8)
    six = (red >> 3 << 11 | green >> 2 << 5 | blue >> 3).astype("<u2")[::-1]
    masks = struct.pack("<3I", 0xF800, 0x7E0, 0x1F)
    for header in (40, 56):
        data = bmp([row.tobytes() for row in six], SIZE, 16, compression=3, masks=masks, header=header)
        yield Valid(f"bmp-565-header-{header}", "bmp", data, pixels, 8)


def _heif() -> Iterator[Valid]:
    pixels = _picture()
    image = Image.fromarray(pixels)
    opaque = Image.fromarray(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))
    for name, source, options, within in (
        ("420", image, {"quality": 95}, 5),
        ("444", image, {"quality": 95, "chroma": 444}, 4),
        ("lossless", image, {"quality": -1, "chroma": 444, "matrix_coefficients": 0}, 2),
        ("alpha", opaque, {"quality": 95}, 5),
        ("orientation", _stored(6), {"quality": 95, "exif": _exif(6).tobytes()}, 6),
    ):
        yield Valid(f"heif-{name}", "heif", heif(source, **options), pixels, within)
    luma = grey(pixels)
    yield Valid("heif-grey", "heif", heif(Image.fromarray(luma), quality=95), _thrice(luma), 4)
    yield Valid("heif-profile", "heif", heif(image, quality=95, icc_profile=linear_profile()))
    for bits in (10, 12):
        # Sixteen bits in, as many as asked out: what is over eight is rounded away again when it is shown.
        wide = (pixels.astype(np.uint16) * 257).tobytes()
        yield Valid(f"heif-{bits}-bits", "heif", _deep_heif(wide, bits), pixels, 6)
    several = pillow_heif.from_pillow(image)
    several.add_from_pillow(Image.fromarray(scene(*SIZE, seed=5)))
    out = io.BytesIO()
    several.save(out, quality=95)
    yield Valid("heif-several", "heif", out.getvalue(), pixels, 5)


def heif(image: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, **options)
    return out.getvalue()


def _deep_heif(wide: bytes, bits: int) -> bytes:
    out = io.BytesIO()
    file = pillow_heif.from_bytes(mode="RGB;16", size=SIZE, data=wide)
    file.save(out, quality=95, save_nclx_profile=True, **{"bit_depth": bits} if bits else {})
    return out.getvalue()


def _avif() -> Iterator[Valid]:
    pixels = _picture()
    image = Image.fromarray(pixels)
    opaque = Image.fromarray(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))
    other = Image.fromarray(scene(*SIZE, seed=5))
    for name, source, options, within in (
        ("420", image, {"subsampling": "4:2:0"}, 5),
        ("422", image, {"subsampling": "4:2:2"}, 5),
        ("444", image, {"subsampling": "4:4:4"}, 4),
        ("limited", image, {"range": "limited"}, 5),
        ("alpha", opaque, {}, 5),
        ("animated", image, {"save_all": True, "append_images": [other]}, 5),
        ("orientation", _stored(6), {"exif": _exif(6)}, 6),
    ):
        yield Valid(
            f"avif-{name}", "avif", saved(source, "AVIF", **{"quality": 95, "speed": 9} | options), pixels, within
        )
    luma = grey(pixels)
    yield Valid("avif-grey", "avif", saved(Image.fromarray(luma), "AVIF", subsampling="4:0:0", quality=95, speed=9),
                _thrice(luma), 4)  # fmt: skip
    yield Valid("avif-profile", "avif", saved(image, "AVIF", quality=95, speed=9, icc_profile=linear_profile()))
