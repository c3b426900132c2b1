"""A decoded frame's samples as the decoder left them, and the number that names them.

The layout is that of FFmpeg's `rawvideo`: plane behind plane, rows without padding, visible part only, samples over 8
bits in two bytes in the byte order of the pixel format, a palette of 256 colours in 4 bytes each at the end.
"""

from __future__ import annotations

import hashlib

import av
import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.uint8]
"""Height x bytes of a row."""


def rows(frame: av.VideoFrame, number: int) -> Rows:
    """One plane, top row first. Not a copy: valid as long as the frame. Raises ValueError for half a plane."""
    plane = frame.planes[number]
    if frame.format.has_palette and number == 1:
        return np.frombuffer(memoryview(plane), np.uint8).reshape(1, -1)
    stride, wide = plane.line_size, _row_bytes(frame, number)
    if wide > abs(stride):
        raise ValueError("a plane narrower than its picture")
    lines = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, abs(stride))
    # A picture that is stored bottom row first has a negative stride; the buffer then begins at its last row.
    return lines[:: -1 if stride < 0 else 1, :wide]


def sha256(frame: av.VideoFrame) -> bytes:
    """The hash that `ffmpeg -f framehash -hash sha256` prints for this frame in its own pixel format."""
    digest = hashlib.sha256()
    for number in range(len(frame.planes)):
        digest.update(rows(frame, number).tobytes())
    return digest.digest()


def _row_bytes(frame: av.VideoFrame, number: int) -> int:
    """As `av_image_get_linesize` counts them."""
    format_ = frame.format
    if not format_.is_planar:
        # Samples that share chroma stand in groups; a group at the edge is stored whole.
        group = 64 // int(format_.chroma_width(64))
        bits = int(format_.padded_bits_per_pixel) * (-(-frame.width // group) * group)
        return -(-bits // 8)
    here = [component for component in format_.components if component.plane == number]
    wide: int = frame.planes[number].width
    return wide * sum(1 if each.bits <= 8 else 2 if each.bits <= 16 else 4 for each in here)
