"""Frames on their way to the screen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ui import images
from ui.images import pyramid


def picture(height: int, width: int, full: tuple[int, int] | None = None) -> Any:
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2] = (200, 40, 10)
    pixels[:, width // 2 :] = (10, 60, 220)
    wide, high = full or (width, height)
    return SimpleNamespace(pixels=pixels, width=width, height=height, full_width=wide, full_height=high)


def pixel(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    colour = image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


def test_colours_and_sizes_survive() -> None:
    made = pyramid(picture(300, 500))
    assert [(level.width(), level.height()) for level in made.levels] == [(500, 300), (250, 150), (125, 75)]
    for level in made.levels:
        assert pixel(level, 3, 3) == (200, 40, 10)
        assert pixel(level, level.width() - 3, 3) == (10, 60, 220)


def test_a_level_is_never_smaller_than_asked_if_there_is_a_larger_one() -> None:
    made = pyramid(picture(300, 500))
    assert [made.level(width).width() for width in (1, 125, 126, 250, 400, 900)] == [125, 125, 250, 250, 500, 500]


def test_large_pictures_are_halved_in_stripes_to_the_same_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    big = picture(331, 401)
    big.pixels = np.ascontiguousarray(rng.integers(0, 255, (331, 401, 3), dtype=np.uint8))
    monkeypatch.setattr(images, "AT_ONCE", 8000)
    striped = pyramid(big).levels[1]
    quarters = big.pixels[:330, :400].astype(int).reshape(165, 2, 200, 2, 3).mean((1, 3))
    for x, y in ((0, 0), (57, 20), (199, 164), (120, 33), (8, 100)):
        found = np.array(pixel(striped, x, y))
        assert np.abs(found - quarters[y, x]).max() <= 2


def test_a_preview_knows_that_it_is_one() -> None:
    assert not pyramid(picture(300, 500, (5000, 3000))).is_full
    assert pyramid(picture(300, 500)).is_full


def test_at_one_to_one_the_screen_shows_the_very_pixels() -> None:
    rng = np.random.default_rng(1)
    given = picture(90, 120)
    given.pixels = np.ascontiguousarray(rng.integers(0, 255, (90, 120, 3), dtype=np.uint8))
    target = QImage(60, 50, QImage.Format.Format_RGB32)
    painter = QPainter(target)
    pyramid(given).paint(painter, QRectF(-20, -10, 120, 90), QRectF(0, 0, 60, 50), 1.0)
    painter.end()
    for x, y in ((0, 0), (59, 49), (30, 20)):
        assert pixel(target, x, y) == tuple(int(part) for part in given.pixels[y + 10, x + 20])


def test_what_qt_paints_slowly_has_a_quicker_level(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture too large to be converted at once is painted from its half while something moves."""
    assert not pyramid(picture(300, 500)).has_quicker(500)
    monkeypatch.setattr(images, "AT_ONCE", 8000)
    made = pyramid(picture(300, 500))
    assert made.has_quicker(500)
    assert not made.has_quicker(250)
    assert made.effort(400) > 2 * made.effort(400, quick=True)
    assert made.effort(500) < made.effort(400), "at 1:1 nothing is blended"
    target = QImage(400, 240, QImage.Format.Format_RGB32)
    painter = QPainter(target)
    made.paint(painter, QRectF(0, 0, 400, 240), QRectF(0, 0, 400, 240), 1.0, quick=True)
    painter.end()
    assert pixel(target, 3, 3) == (200, 40, 10)
    assert pixel(target, 396, 236) == (10, 60, 220)


def test_far_magnified_pixels_are_squares() -> None:
    given = picture(2, 2)
    target = QImage(80, 80, QImage.Format.Format_RGB32)
    painter = QPainter(target)
    pyramid(given).paint(painter, QRectF(0, 0, 80, 80), QRectF(0, 0, 80, 80), 1.0)
    painter.end()
    assert pixel(target, 38, 40) == (200, 40, 10)
    assert pixel(target, 41, 40) == (10, 60, 220)
