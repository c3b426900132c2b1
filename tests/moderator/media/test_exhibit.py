"""Exhibits: what is redacted is gone, and the same request gives the same bytes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from moderator.media.exhibit import make, redacted
from moderator.media.pool import MediaPool
from moderator.media.values import Source

from .clips import Recipe, write
from .photos import saved
from .test_document import pdf


def opened(jpeg: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(jpeg)) as image:
        return np.asarray(image.convert("RGB"))


@pytest.fixture
def photo(tmp_path: Path) -> Source:
    """White all over, 2000 x 1500, with a message that must not be read in the middle."""
    pixels = np.full((1500, 2000, 3), 255, np.uint8)
    pixels[600:900:2, 500:1500] = (255, 0, 255)
    path = tmp_path / "photo"
    path.write_bytes(saved(Image.fromarray(pixels), "PNG"))
    return Source.of(path)


def test_what_is_redacted_is_gone(pool: MediaPool, photo: Source) -> None:
    picture = pool.exhibit(photo, redact=[(0.25, 0.4, 0.5, 0.2)])
    assert (picture.width, picture.height, picture.full_width, picture.full_height) == (1600, 1200, 2000, 1500)
    pixels = opened(picture.jpeg).astype(int)
    assert pixels.shape == (1200, 1600, 3)
    assert pixels[484:716, 404:1196].max() <= 8
    assert (pixels[..., 0] - pixels[..., 1]).max() < 40, "a trace of the message's colour"
    assert pixels[:470].min() > 240


def test_the_same_request_gives_the_same_bytes(photo: Source) -> None:
    redact = [(0.1, 0.1, 0.2, 0.2)]
    with MediaPool(1) as one, MediaPool(1) as other:
        assert one.exhibit(photo, redact=redact).jpeg == other.exhibit(photo, redact=redact).jpeg


def test_of_a_frame_and_of_a_page(pool: MediaPool, tmp_path: Path) -> None:
    clip = Source.of(write(Recipe("clip.mp4", rotation=90), tmp_path))
    by_pts, by_index = pool.exhibit(clip, pts=7 * 512), pool.exhibit(clip, index=7)
    assert by_pts == by_index
    assert (by_pts.width, by_pts.height, by_pts.pts, by_pts.index) == (64, 96, 3584, 7)
    assert by_pts.sha256 == clip.sha256
    whole = pool.frame(clip, index=7).pixels.astype(int)
    assert np.abs(opened(by_pts.jpeg) - whole).mean() < 4
    path = tmp_path / "pages"
    path.write_bytes(pdf(2))
    page = pool.exhibit(Source.of(path), page=1, max_side=300)
    assert (page.width, page.height, page.full_height, page.pts) == (200, 300, 600, None)


def test_redactions_grow_to_whole_pixels_and_stay_inside() -> None:
    white = np.full((10, 10, 3), 255, np.uint8)
    assert redacted(white, [(0.21, 0.21, 0.01, 0.01)])[2, 2].tolist() == [0, 0, 0]
    assert (redacted(white, [(-1, -1, 3, 3)]) == 0).all()
    assert (redacted(white, [(0.5, 0.5, -0.2, 0.1), (2.0, 2.0, 1.0, 1.0)]) == 255).all()
    assert (white == 255).all()


def test_jpeg_is_small_enough_and_keeps_colour() -> None:
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, 1::2] = (255, 0, 0)
    data, size = make(pixels, [], 1600, 90)
    assert size == (64, 64)
    assert opened(data)[:, 1::2, 0].mean() - opened(data)[:, ::2, 0].mean() > 200, "no chroma subsampling"


def test_nonsense_is_our_own_mistake(pool: MediaPool, photo: Source) -> None:
    with pytest.raises(ValueError, match="without a place"):
        pool.exhibit(photo, redact=[(0, 0, float("nan"), 1)])
    with pytest.raises(ValueError, match="more than"):
        pool.exhibit(photo, redact=[(0, 0, 1, 1)] * 1000)
