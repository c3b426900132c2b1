"""RGB of real content, every pixel of it: against chroma interpolated and a matrix applied in floating point.

Written from the definitions alone: cubic convolution with a = -0.75, samples centred, edges repeated; ITU-T H.273.
"""

from __future__ import annotations

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from moderator.media import colour, planes
from moderator.media.files import Unshowable

Floats = NDArray[np.float64]
WEIGHTS = {5: (0.299, 0.114), 6: (0.299, 0.114), 1: (0.2126, 0.0722), 9: (0.2627, 0.0593)}
SIZE = (64, 48)


def cubic(samples: Floats, length: int, axis: int) -> Floats:
    """Stretched along one axis."""
    samples = np.moveaxis(samples, axis, 0)
    count = samples.shape[0]
    place = (np.arange(length) + 0.5) * count / length - 0.5
    whole = np.floor(place).astype(int)
    total = np.zeros((length, *samples.shape[1:]))
    for step in range(-1, 3):
        x = np.abs(place - (whole + step))
        near = 1.25 * x**3 - 2.25 * x**2 + 1
        far = -0.75 * (x**3 - 5 * x**2 + 8 * x - 4)
        weight = np.where(x <= 1, near, np.where(x < 2, far, 0))
        total += weight[:, None] * samples[np.clip(whole + step, 0, count - 1)]
    return np.moveaxis(total, 0, axis)


def reference(parts: list[Floats], matrix: int, full: bool, bits: int) -> Floats:
    height, width = parts[0].shape
    top = (1 << bits) - 1
    luma, u, v = (np.clip(cubic(cubic(part, height, 0), width, 1), 0, top + 1) for part in parts)
    step = 1 << (bits - 8)
    black, luma_range, chroma_range = (0, top, top) if full else (16 * step, 219 * step, 224 * step)
    luma = (luma - black) / luma_range
    if matrix == 0:
        g, b, r = luma, *((part - black) / luma_range for part in (u, v))
    else:
        u, v = ((part - 128 * step) / chroma_range for part in (u, v))
        r, g, b = luma - u + v, luma + u, luma - u - v
    if matrix in WEIGHTS:
        red, blue = WEIGHTS[matrix]
        r, b = luma + 2 * (1 - red) * v, luma + 2 * (1 - blue) * u
        g = (luma - red * r - blue * b) / (1 - red - blue)
    return np.clip(np.stack([r, g, b], axis=-1) * 255, 0, 255)


def filled(format_: str, seed: int = 1, size: tuple[int, int] = SIZE) -> av.VideoFrame:
    """Smooth waves with noise: what cameras see, and then something."""
    frame = av.VideoFrame(*size, format_)
    chance = np.random.default_rng(seed)
    for plane in frame.planes:
        wide = max(each.bits for each in frame.format.components) > 8
        kind = np.dtype(("<u2", ">u2")[frame.format.is_big_endian] if wide else "u1")
        top = (1 << frame.format.components[0].bits) - 1
        shape = (plane.height, abs(plane.line_size) // kind.itemsize)
        rows, columns = np.mgrid[: shape[0], : shape[1]]
        wave = np.sin(rows / 5 + chance.uniform(0, 6)) * np.cos(columns / 7 + chance.uniform(0, 6))
        values = np.clip((wave / 2.2 + 0.5 + chance.normal(0, 0.04, shape)) * top, 0, top).astype(kind)
        plane.update((values << 6 if format_.startswith("p0") else values).astype(kind).tobytes())
    return frame


def parts_of(frame: av.VideoFrame) -> list[Floats]:
    kind = "<u2" if frame.format.components[0].bits > 8 else "u1"
    return [planes.rows(frame, number).view(kind).astype(float) for number in range(3)]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("matrix", [0, 1, 5, 6, 8, 9])
@pytest.mark.parametrize(
    ("format_", "bits"),
    [("yuv420p", 8), ("yuv422p", 8), ("yuv444p", 8), ("yuv420p10le", 10), ("yuv422p10le", 10), ("yuv444p10le", 10)],
)
def test_every_pixel_within_one_level(format_: str, bits: int, matrix: int, full: bool) -> None:
    frame = filled(format_)
    frame.colorspace, frame.color_range = matrix, 2 if full else 1
    ours = colour.to_rgb(frame, SIZE).astype(float)
    if matrix == 0 and "444" not in format_:
        matrix = 6  # green, blue and red are never subsampled: such a tag is a mistake and counts as none
    assert np.abs(ours - reference(parts_of(frame), matrix, full, bits)).max() <= 1


@pytest.mark.parametrize("size", [(37, 23), (1, 1), (33, 2)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    frame = filled("yuv420p", size=size)
    frame.colorspace, frame.color_range = 5, 1
    ours = colour.to_rgb(frame, size).astype(float)
    assert np.abs(ours - reference(parts_of(frame), 5, False, 8)).max() <= 1


@pytest.mark.parametrize(
    ("format_", "planar"),
    [
        ("nv12", "yuv420p"), ("nv21", "yuv420p"), ("yuyv422", "yuv422p"), ("uyvy422", "yuv422p"),
        ("p010le", "yuv420p10le"), ("yuv420p10be", "yuv420p10le"), ("yuv444p12be", "yuv444p12le"), ("nv16", "yuv422p"),
    ],
)  # fmt: skip
def test_other_layouts_of_the_same_samples(format_: str, planar: str) -> None:
    """Sorted by FFmpeg into planes, they give the very same picture."""
    frame = filled(format_)
    frame.color_range = 1
    assert np.array_equal(colour.to_rgb(frame, SIZE), colour.to_rgb(frame.reformat(format=planar), SIZE))


@pytest.mark.parametrize("bits", [8, 10, 12])
def test_green_blue_and_red_as_planes(bits: int) -> None:
    """Whatever matrix a tag names: there is none to apply."""
    frame = filled("gbrp" if bits == 8 else f"gbrp{bits}le")
    green, blue, red = (part / ((1 << bits) - 1) * 255 for part in parts_of(frame))
    for matrix in (0, 1, 2):
        frame.colorspace = matrix
        assert np.abs(colour.to_rgb(frame, SIZE) - np.stack([red, green, blue], axis=-1)).max() <= 0.51


def test_no_guess_where_the_matrix_is_not_known() -> None:
    frame = filled("yuv420p10le")
    for matrix in (11, 13, 14):
        frame.colorspace = matrix
        with pytest.raises(Unshowable):
            colour.to_rgb(frame, SIZE)


def test_opencv_is_not_taken_for_it() -> None:
    frame = filled("yuv444p")
    for matrix, agrees in ((0, False), (8, False), (14, False), (1, True), (2, True)):
        frame.colorspace = matrix
        assert colour.opencv_agrees(frame) == agrees, matrix


@pytest.mark.parametrize("size", [(48, 27), (37, 21), (240, 136), (480, 270)])
def test_shrinking_averages(size: tuple[int, int]) -> None:
    """Every small pixel is the mean of what it covers."""
    frame = filled("gray", size=(480, 270))
    frame.color_range = 2
    whole = colour.to_rgb(frame, (480, 270)).astype(float)
    ways = []
    for length, small in ((270, size[1]), (480, size[0])):
        edges = np.linspace(0, length, small + 1)
        covered = np.minimum(edges[1:, None], np.arange(length) + 1) - np.maximum(edges[:-1, None], np.arange(length))
        ways.append(np.clip(covered, 0, None) * small / length)
    mean = np.einsum("ab,bcd,ec->aed", ways[0], whole, ways[1], optimize=True)
    apart = np.abs(colour.to_rgb(frame, size) - mean)
    assert apart.max() <= 1
