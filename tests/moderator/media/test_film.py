"""Frames made small for the pass over a film: what area averaging makes of the luma, whatever the format."""

from __future__ import annotations

import av
import numpy as np
import pytest
from av.video.reformatter import VideoReformatter

from moderator.media.film import SIDE, luma


def _frame(width: int, height: int, format_: str) -> tuple[av.VideoFrame, np.ndarray]:
    """A frame of soft random luma, and its luma in 8 bits."""
    rng = np.random.default_rng(width * height)
    coarse = rng.integers(16, 236, (height // 40 + 2, width // 40 + 2)).astype(np.uint8)
    plane = np.kron(coarse, np.ones((40, 40), np.uint8))[:height, :width]
    grey = av.VideoFrame.from_ndarray(np.concatenate([plane, np.full((height // 2, width), 128, np.uint8)]), "yuv420p")
    return grey.reformat(format=format_), plane


@pytest.mark.parametrize(
    ("width", "height"), [(1920, 1080), (1080, 1920), (1280, 720), (3840, 2160), (854, 480), (320, 240), (482, 362)]
)
@pytest.mark.parametrize("format_", ["yuv420p", "nv12", "yuv444p", "yuv420p10le"])
def test_luma_is_the_mean_of_what_lies_under_each_pixel(width: int, height: int, format_: str) -> None:
    frame, plane = _frame(width, height, format_)
    small = luma(VideoReformatter(), frame)
    assert max(small.shape) == min(SIDE, max(width, height))
    down, across = height / small.shape[0], width / small.shape[1]
    inner = [(row, column) for row in range(3, small.shape[0] - 3, 17) for column in range(3, small.shape[1] - 3, 17)]
    for row, column in inner:
        box = plane[
            int(row * down) : int(np.ceil((row + 1) * down)), int(column * across) : int((column + 1) * across) + 1
        ]
        if box.min() == box.max():
            assert abs(int(small[row, column]) - int(box[0, 0])) <= 1


def test_it_does_not_hold_on_to_the_frame() -> None:
    frame, _ = _frame(320, 240, "yuv420p")
    small = luma(VideoReformatter(), frame)
    kept = small.copy()
    frame.make_writable()
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    assert (small == kept).all()
