"""The one definition of RGB for video.

Planes are brought to the picture's size (chroma bicubic, centred between the luma samples it belongs to; area averages
when shrinking), then one matrix is applied in floating point and rounded once. Matrix and range are those that the
stream is tagged with; without a tag BT.709 from 720 lines up, BT.601 below, and limited range.

Why not swscale: its fast path (OpenCV's too) repeats chroma and is up to 3 levels off on flat colour, its accurate path
wraps around on colours outside the gamut.
"""

from __future__ import annotations

from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.media.hdr import to_sdr
from moderator.media.values import Pixels

Plane = NDArray[Any]

_KR_KB = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087),
          9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}  # fmt: skip
"""Weights of red and blue by ITU-T H.273 matrix number."""
_SAME = (1, 5, 6)
_FULL_RANGE = 2
_PQ, _HLG = 16, 18
_SUBSAMPLED = ("yuv4", "yuvj4", "yuva4")


def to_rgb(frame: av.VideoFrame, size: tuple[int, int]) -> Pixels:
    """The frame in 8-bit sRGB at `size` (width, height), not turned."""
    if not is_planar_yuv(frame.format.name):
        pixels = frame.reformat(format="rgb24").to_ndarray()
        return _resize(np.ascontiguousarray(pixels), size)
    bits = frame.format.components[0].bits
    count = 3 if len(frame.planes) >= 3 else 1
    planes = [_resize(_to_16(plane(frame, number), bits), size) for number in range(count)]
    if count == 1:
        planes += [np.full_like(planes[0], 1 << 15)] * 2
    stack = cv2.merge(planes)
    matrix = _matrix(frame, bits)
    if frame.color_trc in (_PQ, _HLG):
        return to_sdr(cv2.transform(stack, matrix * 257.0), frame.color_trc)
    return np.asarray(cv2.convertScaleAbs(cv2.transform(stack, matrix)), np.uint8)


def plane(frame: av.VideoFrame, number: int) -> Plane:
    """One decoded plane as it came out of the decoder: height x width, 8 or 16 bits a sample."""
    source = frame.planes[number]
    wide = frame.format.components[number].bits > 8
    kind = np.dtype("<u2" if wide else "u1")
    rows = np.frombuffer(memoryview(source), kind).reshape(source.height, source.line_size // kind.itemsize)
    return np.asarray(rows[:, : source.width])


def is_planar_yuv(name: str) -> bool:
    """Whether planes of this pixel format can be taken as they are (little-endian, one component a plane)."""
    if name.endswith("be"):
        return False
    return name.startswith(_SUBSAMPLED) or (name.startswith("gray") and not name.startswith("grayf"))


def opencv_agrees(frame: av.VideoFrame) -> bool:
    """Whether OpenCV's own picture of such a frame is within one level of ours.

    It is for 8 bits without subsampling, where the matrix is tagged or, as OpenCV always takes it to be, BT.601.
    """
    same_matrix = frame.colorspace in _SAME or (frame.colorspace not in _KR_KB and frame.height < 720)
    return frame.format.name in ("yuv444p", "yuvj444p") and same_matrix and frame.color_trc not in (_PQ, _HLG)


def matrix_weights(frame: av.VideoFrame) -> tuple[float, float]:
    """The weights of red and blue in luma."""
    return _KR_KB.get(frame.colorspace, _KR_KB[1] if frame.height >= 720 else _KR_KB[6])


def full_range(frame: av.VideoFrame) -> bool:
    return frame.color_range == _FULL_RANGE or frame.format.name.startswith("yuvj")


def _to_16(samples: Plane, bits: int) -> Plane:
    return samples.astype(np.uint16) << (16 - bits)


def _matrix(frame: av.VideoFrame, bits: int) -> NDArray[np.float64]:
    """3 x 4: from Y, U, V in 16 bits (8-bit values times 256) to R, G, B from 0 to 255."""
    red, blue = matrix_weights(frame)
    green = 1 - red - blue
    if full_range(frame):
        top = ((1 << bits) - 1) << (16 - bits)
        black, luma, chroma = 0.0, 1 / top, 1 / top
    else:
        black, luma, chroma = 16 * 256.0, 1 / (219 * 256), 1 / (224 * 256)
    v_red, u_blue = 2 * (1 - red) * chroma, 2 * (1 - blue) * chroma
    linear = np.array(
        [[luma, 0, v_red], [luma, -u_blue * blue / green, -v_red * red / green], [luma, u_blue, 0]], np.float64
    )
    offset = linear @ np.array([black, 32768.0, 32768.0])
    return np.hstack([linear, -offset[:, None]]) * 255.0


def _resize(samples: Plane, size: tuple[int, int]) -> Plane:
    height, width = samples.shape[:2]
    if (width, height) == size:
        return samples
    shrinks = size[0] <= width and size[1] <= height
    resized = cv2.resize(samples, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.asarray(resized)
