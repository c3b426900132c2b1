"""Tones, greyscale and sharpness, pixel by pixel against the plain formula."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from ui.models.adjustments import NEUTRAL, Adjustments
from ui.models.turns import Turn
from ui.tone import STRIPE, adjusted, histogram, pixels_of

WIDTH, HEIGHT = 61, 2 * STRIPE + 7


@pytest.fixture
def image() -> QImage:
    made = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    pixels = pixels_of(made)
    pixels[...] = np.random.default_rng(2).integers(0, 256, pixels.shape, dtype=np.uint8)
    pixels[..., 3] = 255
    return made


def colours(image: QImage) -> np.ndarray:
    """Red, green, blue as numbers that can be reckoned with."""
    return pixels_of(image)[..., 2::-1].astype(int)


@pytest.mark.parametrize(
    "by",
    [
        Adjustments(brightness=0.2), Adjustments(brightness=-1.0), Adjustments(contrast=0.4),
        Adjustments(contrast=-0.7), Adjustments(gamma=0.5), Adjustments(gamma=2.2), Adjustments(black=30, white=200),
    ],
    ids=lambda by: " ".join(by.words()),
)  # fmt: skip
def test_every_channel_follows_the_table(image: QImage, by: Adjustments) -> None:
    lut = by.lut()
    assert lut is not None
    before = colours(image)
    after = adjusted(image, by)
    assert (colours(after) == lut[before]).all()
    assert (pixels_of(after)[..., 3] == 255).all()
    assert (colours(image) == before).all(), "the picture itself stays"


def test_greyscale_is_the_luma_of_rec_709(image: QImage) -> None:
    wanted = colours(image) @ [0.2126, 0.7152, 0.0722]
    after = colours(adjusted(image, Adjustments(grey=True)))
    assert (after[..., 0] == after[..., 1]).all()
    assert (after[..., 0] == after[..., 2]).all()
    assert np.abs(after[..., 0] - wanted).max() <= 1.5
    lut = Adjustments(gamma=2.0).lut()
    assert lut is not None
    assert (colours(adjusted(image, Adjustments(grey=True, gamma=2.0))) == lut[after]).all()


def test_sharpening_moves_away_from_the_mean_of_the_neighbours(image: QImage) -> None:
    before, amount = colours(image), 0.4
    inner = before[1:-1, 1:-1]
    weights = ((1, 2, 1), (2, 4, 2), (1, 2, 1))
    mean = sum(
        weights[y][x] * before[y : y + HEIGHT - 2, x : x + WIDTH - 2] for y in range(3) for x in range(3)
    ) / 16  # fmt: skip
    wanted = np.clip(inner + 2.5 * amount * (inner - mean), 0, 255)
    after = colours(adjusted(image, Adjustments(sharpen=amount)))
    assert np.abs(after[1:-1, 1:-1] - wanted).max() <= 1.5
    assert (after[0] == before[0]).all()


def test_sharpest_does_not_overflow() -> None:
    made = QImage(3, 3, QImage.Format.Format_RGB32)
    made.fill(0)
    pixels_of(made)[1, 1] = 255
    assert colours(adjusted(made, Adjustments(sharpen=1.0)))[1, 1].tolist() == [255] * 3
    made.fill(0xFFFFFFFF)
    pixels_of(made)[1, 1, :3] = 0
    assert colours(adjusted(made, Adjustments(sharpen=1.0)))[1, 1].tolist() == [0] * 3


def test_flat_areas_stay_as_they_are_when_sharpened() -> None:
    made = QImage(20, 20, QImage.Format.Format_RGB32)
    made.fill(0xFF4080C0)
    assert (colours(adjusted(made, Adjustments(sharpen=1.0))) == [0x40, 0x80, 0xC0]).all()


def test_what_only_turns_is_no_matter_of_tones(image: QImage) -> None:
    assert adjusted(image, NEUTRAL) is image
    assert adjusted(image, Adjustments(Turn(1, True))) is image


def test_the_histogram_counts_every_pixel_once(image: QImage) -> None:
    counts = histogram(image)
    assert counts.sum() == WIDTH * HEIGHT
    grey = colours(adjusted(image, Adjustments(grey=True)))[..., 0]
    assert (counts == np.bincount(grey.ravel(), minlength=256)).all()
    assert histogram(image.convertToFormat(QImage.Format.Format_RGB888)).tolist() == counts.tolist()


def test_only_images_of_the_right_make_are_touched() -> None:
    with pytest.raises(ValueError, match="RGB32"):
        pixels_of(QImage(4, 4, QImage.Format.Format_RGB888))
