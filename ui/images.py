"""From a decoded frame to what the screen paints: the picture at full size and its halves, quarters and so on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from ui.models.turns import UPRIGHT, Turn

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

    def paint(
        self,
        painter: QPainter,
        target: QRectF,
        clip: QRectF,
        ratio: float,
        *,
        turn: Turn = UPRIGHT,
        quick: bool = False,
    ) -> None:
        """Paints the whole picture, turned, into `target`, as far as `clip` shows it; `ratio`: device pixels per unit.

        `quick`: from levels that Qt paints fast, at most half as sharp as what there is.
        """
        if turn != UPRIGHT:
            self._paint_turned(painter, target, clip, ratio, turn, quick)
            return
        seen = target.intersected(clip)
        if seen.isEmpty():
            return
        image = self._painted(target.width() * ratio, quick)
        across, down = image.width() / target.width(), image.height() / target.height()
        source = QRectF(
            (seen.x() - target.x()) * across,
            (seen.y() - target.y()) * down,
            seen.width() * across,
            seen.height() * down,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, _is_smooth(ratio / across))
        painter.drawImage(seen, image, source)

    def _paint_turned(
        self, painter: QPainter, target: QRectF, clip: QRectF, ratio: float, turn: Turn, quick: bool
    ) -> None:
        """The painter turns about the middle of the target, and paints upright."""
        middle, size = target.center(), target.size().transposed() if turn.swaps else target.size()
        around = QTransform().translate(middle.x(), middle.y()).rotate(90 * turn.quarters)
        around.scale(-1 if turn.mirrored else 1, 1)
        upright = QRectF(QPointF(-size.width() / 2, -size.height() / 2), size)
        painter.save()
        painter.setTransform(around, combine=True)
        self.paint(painter, upright, around.inverted()[0].mapRect(clip), ratio, quick=quick)
        painter.restore()

    def _painted(self, width: float, quick: bool) -> QImage:
        """What a picture `width` device pixels wide is painted from."""
        image = self.level(width)
        if quick and len(self.levels) > 1 and image.format() != QImage.Format.Format_RGB32:
            return self.levels[1]
        return image

    def has_quicker(self, width: float) -> bool:
        """Whether `quick` makes a difference at that width of the whole."""
        return self._painted(width, True) is not self.level(width)

    def effort(self, width: float, *, quick: bool = False) -> float:
        """About how many milliseconds a megapixel of the screen takes at that width of the whole; measured."""
        image = self._painted(width, quick)
        magnified = width / image.width()
        if not _is_smooth(magnified):
            return 1.5
        return 2.2 if image.format() == QImage.Format.Format_RGB32 else max(4.0, 8 / magnified)


def _is_smooth(magnified: float) -> bool:
    """Whether pixels are blended; not at 1:1, and not where they are squares."""
    return magnified < SHARP_FROM and abs(magnified - 1) > 1e-6


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
