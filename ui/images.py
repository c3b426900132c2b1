"""From a decoded frame to what the screen paints: the picture at full size and its halves, quarters and so on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from ui.frames import Picture

LEAST = 64
"""Pixels on the longer side below which no smaller level is made."""
AT_ONCE = 4_000_000
"""Pixels up to which a picture is prepared in one go; Qt keeps Python from running meanwhile (2.4 ms a megapixel)."""
SHARP_FROM = 4.0
"""Screen pixels per picture pixel from which pixels are squares: nobody should judge what smoothing invented."""


@dataclass(frozen=True, eq=False)
class Pyramid:
    """A picture and its halves. `full_width` x `full_height` is the upright picture in the file; levels may be less."""

    levels: tuple[QImage, ...]
    full_width: int
    full_height: int
    pixels: NDArray[np.uint8]
    """What the largest level may only wrap; held, since a QImage does not."""

    @property
    def width(self) -> int:
        """Of the largest level, in pixels."""
        return self.levels[0].width()

    @property
    def is_full(self) -> bool:
        """Whether every pixel of the file is here."""
        return self.levels[0].width() >= self.full_width

    def level(self, width: float) -> QImage:
        """The smallest level that is at least `width` pixels wide, else the largest."""
        return next((each for each in reversed(self.levels) if each.width() >= width), self.levels[0])

    def paint(self, painter: QPainter, target: QRectF, clip: QRectF, ratio: float) -> None:
        """Paints the whole picture into `target`, as far as `clip` shows it; `ratio` is device pixels per unit."""
        seen = target.intersected(clip)
        if seen.isEmpty():
            return
        image = self.level(target.width() * ratio)
        across, down = image.width() / target.width(), image.height() / target.height()
        source = QRectF(
            (seen.x() - target.x()) * across,
            (seen.y() - target.y()) * down,
            seen.width() * across,
            seen.height() * down,
        )
        magnified = ratio / across
        smooth = magnified < SHARP_FROM and abs(magnified - 1) > 1e-6
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(seen, image, source)


def pyramid(picture: Picture) -> Pyramid:
    """Makes the levels of a decoded picture. Beyond AT_ONCE pixels call it in a background lane (0.3 s for 48 MP)."""
    pixels: NDArray[np.uint8] = picture.pixels
    image = wrapped(pixels)
    if image.width() * image.height() <= AT_ONCE:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    return Pyramid((image, *_halves(image)), picture.full_width, picture.full_height, pixels)


def wrapped(pixels: NDArray[np.uint8]) -> QImage:
    """The same memory as a QImage; `pixels` is HxWx3 uint8 RGB, C-contiguous, and lives as long as the image.

    The only way by which a picture reaches Qt. Raises ValueError for an array of any other make: Qt would read past it.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.flags.c_contiguous:
        raise ValueError(f"no picture: {pixels.dtype} of shape {pixels.shape}")
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)


def _halves(image: QImage) -> Iterator[QImage]:
    while max(image.width(), image.height()) > 2 * LEAST and min(image.width(), image.height()) >= 2:
        image = _half(image)
        yield image


def _half(image: QImage) -> QImage:
    """Half the size, each pixel the mean of four; in stripes, so that the other threads go on in between."""
    width, height = image.width() // 2, image.height() // 2
    rows = max(2, AT_ONCE // image.width() // 2 * 2)
    if rows >= image.height():
        return image.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio, _SMOOTH)
    out = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(out)
    for top in range(0, height * 2, rows):
        stripe = image.copy(0, top, width * 2, min(rows, height * 2 - top))
        small = stripe.scaled(width, stripe.height() // 2, Qt.AspectRatioMode.IgnoreAspectRatio, _SMOOTH)
        painter.drawImage(0, top // 2, small)
    painter.end()
    return out


_SMOOTH = Qt.TransformationMode.SmoothTransformation
