"""RGB against a reference in floating point, computed here from the standards' own numbers."""

from __future__ import annotations

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from moderator.media import colour
from moderator.media.hdr import to_sdr

WEIGHTS = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}
PATCH = 16


def reference(planes: NDArray[np.float64], matrix: int, full: bool, bits: int) -> NDArray[np.float64]:
    red, blue = WEIGHTS[matrix]
    step, top = 1 << (bits - 8), (1 << bits) - 1
    luma = planes[..., 0] / top if full else (planes[..., 0] - 16 * step) / (219 * step)
    u, v = ((planes[..., n] - 128 * step) / (top if full else 224 * step) for n in (1, 2))
    r, b = luma + 2 * (1 - red) * v, luma + 2 * (1 - blue) * u
    g = (luma - red * r - blue * b) / (1 - red - blue)
    return np.clip(np.stack([r, g, b], axis=-1) * 255, 0, 255)


def patches(format_: str, height: int, bits: int) -> tuple[av.VideoFrame, NDArray[np.int64]]:
    """A frame of flat patches of random values, out of the gamut too, and the values."""
    rows = height // PATCH
    values = np.random.default_rng(7).integers(0, 1 << bits, (rows, 8, 3))
    frame = av.VideoFrame(8 * PATCH, height, format_)
    for number, plane in enumerate(frame.planes):
        repeat = (height // rows * plane.height // height, plane.width // 8)
        flat = values[..., number].repeat(repeat[0], axis=0).repeat(repeat[1], axis=1)
        kind = np.dtype("<u2" if bits > 8 else "u1")
        lines = np.zeros((plane.height, plane.line_size // kind.itemsize), kind)
        lines[:, : plane.width] = flat
        plane.update(lines.tobytes())
    return frame, values


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("matrix", sorted(WEIGHTS))
@pytest.mark.parametrize(
    ("format_", "bits"), [("yuv420p", 8), ("yuv422p", 8), ("yuv444p", 8), ("yuv420p10le", 10), ("yuv422p12le", 12)]
)
def test_within_one_level(format_: str, bits: int, matrix: int, full: bool) -> None:
    frame, values = patches(format_, 128, bits)
    frame.colorspace, frame.color_range = matrix, 2 if full else 1
    ours = colour.to_rgb(frame, (frame.width, frame.height))[PATCH // 2 :: PATCH, PATCH // 2 :: PATCH]
    assert np.abs(ours - reference(values.astype(float), matrix, full, bits)).max() <= 0.51 + (bits > 8) * 0.01


@pytest.mark.parametrize(("height", "matrix"), [(704, 6), (720, 1), (1088, 1)])
def test_untagged(height: int, matrix: int) -> None:
    frame, values = patches("yuv420p", height, 8)
    ours = colour.to_rgb(frame, (frame.width, height))[PATCH // 2 :: PATCH, PATCH // 2 :: PATCH]
    assert np.abs(ours - reference(values.astype(float), matrix, False, 8)).max() <= 0.51


def test_old_full_range_formats_and_grey() -> None:
    frame, values = patches("yuvj420p", 128, 8)
    frame.colorspace = 5
    ours = colour.to_rgb(frame, (128, 128))[8::PATCH, 8::PATCH]
    assert np.abs(ours - reference(values.astype(float), 5, True, 8)).max() <= 0.51
    grey, values = patches("gray", 128, 8)
    grey.color_range = 2
    assert np.array_equal(colour.to_rgb(grey, (128, 128))[8::PATCH, 8::PATCH, 1], values[..., 0])


def test_packed_rgb_is_left_alone() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (32, 48, 3), np.uint8)
    assert np.array_equal(colour.to_rgb(av.VideoFrame.from_ndarray(pixels, "rgb24"), (48, 32)), pixels)
    assert np.array_equal(colour.to_rgb(av.VideoFrame.from_ndarray(pixels, "bgr24"), (48, 32)), pixels[..., ::-1])


def test_chroma_is_bicubic_between_its_samples() -> None:
    """An edge of colour alone is neither a staircase nor shifted: symmetric about the middle of the picture."""
    frame = av.VideoFrame(32, 32, "yuv420p")
    for number, plane in enumerate(frame.planes):
        lines = np.full((plane.height, plane.line_size), 128, np.uint8)
        if number:
            lines[:, : plane.width // 2], lines[:, plane.width // 2 :] = 108, 148
        plane.update(lines.tobytes())
    frame.color_range = 2
    row = colour.to_rgb(frame, (32, 32))[16, :, 0].astype(int)
    assert len(set(row[12:20])) >= 4
    assert np.abs((row - 128) + (row[::-1] - 128)).max() <= 1


def test_hdr_keeps_black_grey_and_order() -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)
    for transfer in (16, 18):
        shown = to_sdr(np.repeat(ramp[None, :, None], 3, axis=2), transfer)[0].astype(int)
        assert shown[0].tolist() == [0, 0, 0]
        assert shown[-1].min() >= 250
        assert np.abs(shown.max(axis=1) - shown.min(axis=1)).max() <= 1
        assert (np.diff(shown[:, 0]) >= 0).all()


def test_hdr_white_is_where_the_recommendation_puts_it() -> None:
    """203 cd/m2 is a PQ signal of 58 % and an HLG one of 75 %: bright, and not yet burnt out."""
    for transfer, signal in ((16, 0.58), (18, 0.75)):
        grey = to_sdr(np.full((1, 1, 3), round(signal * 65535), np.uint16), transfer)[0, 0]
        assert 215 <= grey[0] <= 245


@pytest.mark.parametrize("size", [(128, 128), (64, 96), (200, 200)])
@pytest.mark.parametrize("format_", ["yuv420p", "yuv444p10le", "nv12", "gray", "rgb24"])
def test_a_picture_stays_what_it_is_when_the_next_is_made(format_: str, size: tuple[int, int]) -> None:
    """What lies between is written over; the picture is not."""
    chance = np.random.default_rng(2)
    first, second = (
        av.VideoFrame.from_ndarray(chance.integers(0, 256, (128, 128, 3), np.uint8), "rgb24").reformat(format=format_)
        for _ in range(2)
    )
    picture = colour.to_rgb(first, size)
    before = picture.copy()
    colour.to_rgb(second, size)
    assert np.array_equal(picture, before)
    assert np.array_equal(colour.to_rgb(first, size), before)
