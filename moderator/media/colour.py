"""The one definition of RGB for video.

Planes are brought to the picture's size (chroma bicubic, centred between the luma samples it belongs to; area averages
when shrinking), then one matrix is applied in floating point and rounded once. Matrix and range are those that the
stream is tagged with (ITU-T H.273); without a tag BT.709 from 720 lines up, BT.601 below, and limited range. Packed
and semi-planar samples are only sorted into planes. Green, blue and red as planes go through the same way; packed RGB
is taken as it is.

Why not swscale: its fast path (OpenCV's too) repeats chroma and is up to 3 levels off on flat colour, its accurate path
wraps around on colours outside the gamut.
"""

from __future__ import annotations

from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.media import planes
from moderator.media.files import Unshowable
from moderator.media.hdr import HLG, PQ, to_sdr
from moderator.media.reasons import Reason
from moderator.media.scratch import Scratch
from moderator.media.values import Pixels

Plane = NDArray[Any]
_scratch = Scratch()

_KR_KB = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087),
          9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}  # fmt: skip
"""Weights of red and blue by matrix number. 10, constant luminance, is shown like 9: close, though not the same."""
_GBR, _YCGCO, _BY_PRIMARIES = 0, 8, 12
_NO_MATRIX = {11, 13, 14, 15, 16, 17}
"""Not linear, or of other colours than red, green and blue: by any matrix of ours they would be garbage."""
_SAME = (1, 5, 6)
_UNKNOWN = (2, 3)
_FULL_RANGE = 2
_SUBSAMPLED = ("yuv4", "yuvj4", "yuva4")
_SEMI_PLANAR = ("nv12", "nv21", "nv16", "nv24", "nv42", "p010", "p016", "p012", "p21", "p41")
_PACKED = {"yuyv422": (0, 1, 3), "uyvy422": (1, 0, 2), "yvyu422": (0, 3, 1)}
"""Where in a group of four bytes Y, U and V begin."""


def to_rgb(frame: av.VideoFrame, size: tuple[int, int]) -> Pixels:
    """The frame in 8-bit sRGB at `size` (width, height), not turned. Raises Unshowable for a matrix that is none."""
    components = samples(frame)
    if not components:
        pixels = frame.reformat(format="rgb24").to_ndarray()
        return np.array(_resize(np.ascontiguousarray(pixels), size, "rgb"))
    sized = [_resize(component, size, f"sized {number}") for number, component in enumerate(components)]
    if len(sized) == 1:
        sized += [np.full_like(sized[0], 1 << 15)] * 2
    whole = (size[1], size[0], 3)
    stack = cv2.merge(sized, _scratch.take("stack", whole, np.uint16))
    matrix = _matrix(frame)
    if frame.color_trc in (PQ, HLG):
        return to_sdr(cv2.transform(stack, matrix * 257.0), frame.color_trc)
    transformed = cv2.transform(stack, matrix, _scratch.take("transformed", whole, np.uint16))
    return np.asarray(cv2.convertScaleAbs(transformed), np.uint8)


def samples(frame: av.VideoFrame) -> list[Plane]:
    """Y, or Y, U, V (or green, blue, red), each height x width, moved up to fill 16 bits. Empty for packed RGB.

    They count until the next frame's are asked for.
    """
    name = frame.format.name
    if name in _PACKED:
        wide = frame.width + frame.width % 2
        row = planes.rows(frame, 0)
        luma, first, second = _PACKED[name]
        parts = [row[:, luma : 2 * wide : 2][:, : frame.width], row[:, first::4], row[:, second::4]]
    elif name.startswith(_SEMI_PLANAR):
        both = plane(frame, 1)
        parts = [plane(frame, 0), both[:, 0::2], both[:, 1::2]]
        parts = parts if not name.startswith("nv21") and not name.startswith("nv42") else [parts[0], parts[2], parts[1]]
    elif is_planar_yuv(name) or (name.startswith("gbr") and "f" not in name):
        count = 3 if len(frame.planes) >= 3 else 1
        parts = [plane(frame, number) for number in range(count)]
    else:
        return []
    # P010 and its kin keep their bits at the top already.
    shift = 0 if name.startswith("p") else 16 - frame.format.components[0].bits
    return [
        np.left_shift(part, shift, out=_scratch.take(f"part {number}", part.shape, np.uint16), dtype=np.uint16)
        for number, part in enumerate(parts)
    ]


def plane(frame: av.VideoFrame, number: int) -> Plane:
    """One decoded plane as it came out of the decoder: height x samples, 8 or 16 bits each."""
    rows = planes.rows(frame, number)
    if frame.format.components[0].bits <= 8:
        return rows
    return rows.view(">u2" if frame.format.is_big_endian else "<u2")


def is_planar_yuv(name: str) -> bool:
    """Whether this pixel format has one component a plane, in whole numbers."""
    return name.startswith(_SUBSAMPLED) or (name.startswith("gray") and not name.startswith("grayf"))


def opencv_agrees(frame: av.VideoFrame) -> bool:
    """Whether OpenCV's own picture of such a frame is within one level of ours.

    It is for 8 bits without subsampling, where the matrix is tagged or, as OpenCV always takes it to be, BT.601.
    """
    same_matrix = frame.colorspace in _SAME or (frame.colorspace in _UNKNOWN and frame.height < 720)
    return frame.format.name in ("yuv444p", "yuvj444p") and same_matrix and frame.color_trc not in (PQ, HLG)


def matrix_weights(frame: av.VideoFrame) -> tuple[float, float]:
    """The weights of red and blue in luma."""
    if frame.colorspace == _BY_PRIMARIES:
        return _KR_KB[9 if frame.color_primaries == 9 else 1]
    return _KR_KB.get(frame.colorspace, _KR_KB[1] if frame.height >= 720 else _KR_KB[6])


def full_range(frame: av.VideoFrame) -> bool:
    return frame.color_range == _FULL_RANGE or frame.format.name.startswith("yuvj")


def _matrix(frame: av.VideoFrame) -> NDArray[np.float64]:
    """3 x 4: from the components in 16 bits (8-bit values times 256) to R, G, B from 0 to 255."""
    bits = min(16, frame.format.components[0].bits)
    planes_are_rgb = frame.format.name.startswith("gbr")
    linear, chroma_is_luma = _to_linear(frame, planes_are_rgb)
    if full_range(frame) or planes_are_rgb:
        top = ((1 << bits) - 1) << (16 - bits)
        black, luma, chroma = 0.0, 1 / top, 1 / top
    else:
        black, luma, chroma = 16 * 256.0, 1 / (219 * 256), 1 / (224 * 256)
    zero = np.array([black, black, black] if chroma_is_luma else [black, 32768.0, 32768.0])
    linear = linear * ([luma, luma, luma] if chroma_is_luma else [luma, chroma, chroma])
    return np.hstack([linear, -(linear @ zero)[:, None]]) * 255.0


def _to_linear(frame: av.VideoFrame, planes_are_rgb: bool) -> tuple[NDArray[np.float64], bool]:
    """3 x 3, from components of 0 to 1 (chroma -0.5 to 0.5) to R, G, B, and whether all three are coded like luma."""
    if frame.colorspace in _NO_MATRIX:
        raise Unshowable(Reason.CODEC)
    whole = frame.format.chroma_width(64) == 64 and len(frame.planes) >= 3
    if planes_are_rgb or (frame.colorspace == _GBR and whole):
        return np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]]), True
    if frame.colorspace == _YCGCO:
        return np.array([[1.0, -1, 1], [1, 1, 0], [1, -1, -1]]), False
    red, blue = matrix_weights(frame)
    green = 1 - red - blue
    v_red, u_blue = 2 * (1 - red), 2 * (1 - blue)
    return np.array([[1, 0, v_red], [1, -u_blue * blue / green, -v_red * red / green], [1, u_blue, 0]]), False


def _resize(samples: Plane, size: tuple[int, int], name: str) -> Plane:
    """In memory of that name, or the samples themselves where they have the size."""
    height, width = samples.shape[:2]
    if (width, height) == size:
        return samples
    # In one step: by a whole factor first would be faster, and up to five levels off on fine structure.
    shrinks = size[0] <= width and size[1] <= height
    target = _scratch.take(name, (size[1], size[0], *samples.shape[2:]), samples.dtype)
    return np.asarray(cv2.resize(samples, size, target, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))
