"""The PNG that is written without an image library is read by one."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from moderator.media.png import encode_png


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 1), (64, 97)])
def test_read_back(shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (*shape, 3), np.uint8)
    data = encode_png(pixels)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        assert np.array_equal(np.asarray(image), pixels)
    assert data == encode_png(pixels.copy())
