"""A film that is stored in one direction and shown in another, by its display matrix."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.moderator.media.labels import put, scene


def label_film(path: Path, label: np.ndarray, degrees: int) -> Path:
    """A few frames of a label that stands off the middle."""
    luma = put(scene(), label, 60, 40)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast", "crf": "18"})
        stream.height, stream.width, stream.pix_fmt = *luma.shape, "yuv420p"
        stream.set_display_rotation(degrees)
        for number in range(3):
            planes = np.vstack([luma, np.full((luma.shape[0] // 2, luma.shape[1]), 128, np.uint8)])
            frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
