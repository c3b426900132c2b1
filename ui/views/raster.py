"""The part of a picture that a pane shows, rendered once and kept: turned, adjusted, in the device's pixels.

Panning copies it and renders only what comes into view. What would take longer than a frame is rendered coarse at
first, and afterwards as it should be, a band at a time.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from ui.images import SHARP_FROM, Pyramid
from ui.models.adjustments import NEUTRAL, Adjustments
from ui.models.turns import UPRIGHT
from ui.models.viewport import Placement, View
from ui.theme import tokens
from ui.tone import MARGIN, adjust

BUDGET = 6.0
"""Milliseconds that one pane may take for its picture; two panes fit into a frame of 16."""
WHOLE = 0.02
"""Device pixels by which a shift may miss a whole number and still be a shift of what is there."""
BLENDED = SHARP_FROM / 2 + 1
"""Device pixels around a part that are painted with it: at the edge of what it gets, Qt has nothing to blend with."""
TONED, SHARPENED, TURNED = 2.5, 9.0, 1.5
"""Milliseconds a megapixel for tones, for sharpening, for turning; measured."""


@dataclass(frozen=True, eq=False)
class Look:
    """What is to be seen: the picture, how it is adjusted, and where the whole of it would lie, in device pixels."""

    pyramid: Pyramid
    by: Adjustments
    target: QRectF
    area: QRect
    """The device pixels of the pane that the picture covers."""

    def shift_from(self, other: Look) -> QPoint | None:
        """By how many device pixels the other was moved to become this; None if it is no such move."""
        same = self.pyramid is other.pyramid and self.by == other.by
        if not same or not _alike(self.target.size(), other.target.size()):
            return None
        exact = self.target.topLeft() - other.target.topLeft()
        whole = exact.toPoint()
        miss = exact - QPointF(whole)
        return whole if max(abs(miss.x()), abs(miss.y())) <= WHOLE else None

    def effort(self, *, quick: bool) -> float:
        """About how many milliseconds all of it takes."""
        each = self.pyramid.effort(_width(self), quick=quick)
        each += TURNED if self.by.turn != UPRIGHT else 0
        each += TONED if self.by.grey or self.by.lut() is not None else 0
        each += SHARPENED if self.by.sharpen else 0
        return each * self.area.width() * self.area.height() / 1e6

    def coarser(self, times: int) -> Look:
        """The same on a screen with so many times fewer pixels each way."""
        target = QRectF(self.target.topLeft() / times, self.target.size() / times)
        first = QPoint(self.area.left() // times, self.area.top() // times)
        last = QPoint(-(-(self.area.right() + 1) // times), -(-(self.area.bottom() + 1) // times)) - QPoint(1, 1)
        return replace(self, target=target, area=QRect(first, last))


class ViewRaster:
    """One for each place in which a picture is painted at its view. `paint` does it all."""

    def __init__(self) -> None:
        self._look: Look | None = None
        self._image: QImage | None = None
        self._spare: QImage | None = None
        """The one before, to be painted over: getting as much memory anew takes longer than copying into it."""
        self._times, self._quick = 1, False
        self._finer: QImage | None = None
        self._bands: list[QRect] = []

    def paint(
        self, painter: QPainter, pyramid: Pyramid, placement: Placement, view: View, by: Adjustments = NEUTRAL
    ) -> bool:
        """Paints the picture; false if it is coarse yet: call `refine` when nothing moves, and paint again."""
        look = look_at(pyramid, placement, view, by)
        if look.area.isEmpty():
            self.forget()
            return True
        self._turn_to(look)
        assert self._image is not None
        painter.save()
        painter.scale(1 / placement.ratio, 1 / placement.ratio)  # to pixels of the device: nothing is scaled any more
        if self._times == 1:
            painter.drawImage(look.area.topLeft(), self._image)
        else:
            painter.setClipRect(look.area)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(_scaled(QRectF(look.coarser(self._times).area), self._times), self._image)
        painter.restore()
        return self._times == 1 and not self._quick

    def refine(self) -> bool:
        """Renders another band of what is coarse; true while more are left. Afterwards paint again."""
        if self._look is None or (self._times == 1 and not self._quick):
            return False
        if self._finer is None:
            self._finer = _blank(self._look.area.size())
            self._bands = _bands(self._look)
        _put(self._finer, self._look, self._bands.pop(0))
        if self._bands:
            return True
        self._image, self._finer = self._finer, None
        self._times, self._quick = 1, False
        return False

    def forget(self) -> None:
        """Lets go of what is kept."""
        self._look = self._image = self._spare = self._finer = None
        self._times, self._quick = 1, False

    def _turn_to(self, look: Look) -> None:
        shift = look.shift_from(self._look) if self._look is not None else None
        before, self._look = self._look, look
        if shift == QPoint(0, 0) and before is not None and before.area == look.area:
            self._look = before
            return
        self._finer = None
        if shift is not None and before is not None and self._scroll(before, shift):
            return
        self._quick = look.effort(quick=False) > BUDGET and look.pyramid.has_quicker(_width(look))
        self._times = max(1, math.ceil(math.sqrt(look.effort(quick=self._quick) / BUDGET)))
        coarse = look.coarser(self._times) if self._times > 1 else look
        self._image = _rendered(coarse, coarse.area, quick=self._quick)

    def _scroll(self, before: Look, shift: QPoint) -> bool:
        """Takes over what stays in view and renders what came into it; false where that is no gain."""
        if self._look is None or self._image is None or self._times > 1 or self._quick:
            return False
        # on the very raster of before: shifts that miss by a little do not add up
        look = replace(self._look, target=before.target.translated(QPointF(shift)))
        held = before.area.translated(shift)
        kept = held.intersected(look.area)
        if look.by.sharpen:
            kept = kept.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        strips = _strips(look.area, kept)
        if any(replace(look, area=strip).effort(quick=False) > BUDGET for strip in strips):
            return False
        spare, size = self._spare, look.area.size()
        image = spare if spare is not None and spare.size() == size else QImage(size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(held.topLeft() - look.area.topLeft(), self._image)
        painter.end()
        for strip in strips:
            _put(image, look, strip)
        self._look, self._image, self._spare = look, image, self._image
        return True


def look_at(pyramid: Pyramid, placement: Placement, view: View, by: Adjustments) -> Look:
    """Where the picture lies in device pixels: every pixel whose middle it covers."""
    target = _scaled(placement.rect(view), placement.ratio)
    left, top = math.ceil(target.left() - 0.5), math.ceil(target.top() - 0.5)
    right, bottom = math.ceil(target.right() - 0.5), math.ceil(target.bottom() - 0.5)
    pane = QRect(QPoint(0, 0), (placement.pane * placement.ratio).toSize())
    return Look(pyramid, by, target, QRect(left, top, right - left, bottom - top).intersected(pane))


def _put(image: QImage, look: Look, part: QRect) -> None:
    """Renders a part of the area into the image of the whole area; sharpening needs what lies around it."""
    around = part.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).intersected(look.area) if look.by.sharpen else part
    made = _rendered(look, around)
    painter = QPainter(image)
    painter.drawImage(part.topLeft() - look.area.topLeft(), made, part.translated(-around.topLeft()))
    painter.end()


def _rendered(look: Look, part: QRect, *, quick: bool = False) -> QImage:
    """A part of the area as an image of its size: painted upright, turned pixel by pixel, then adjusted."""
    turn = look.by.turn
    size = part.size().transposed() if turn.swaps else part.size()
    image = _blank(size)
    across, down = size.width(), size.height()
    whole = look.target.translated(-QPointF(part.topLeft()))
    share = QRectF(
        whole.x() / part.width(),
        whole.y() / part.height(),
        whole.width() / part.width(),
        whole.height() / part.height(),
    )
    share = QRectF(QPointF(*turn.back(share.left(), share.top())), QPointF(*turn.back(share.right(), share.bottom())))
    share = share.normalized()
    target = QRectF(share.x() * across, share.y() * down, share.width() * across, share.height() * down)
    painter = QPainter(image)
    around = QRectF(-BLENDED, -BLENDED, across + 2 * BLENDED, down + 2 * BLENDED)
    look.pyramid.paint(painter, target, around, 1.0, quick=quick)
    painter.end()
    if turn.mirrored:
        image = image.flipped(Qt.Orientation.Horizontal)
    if turn.quarters:
        image = image.transformed(QTransform().rotate(90 * turn.quarters))
    if not look.by.tones.neutral:
        adjust(image, look.by)
    return image


def _strips(area: QRect, kept: QRect) -> list[QRect]:
    """What lies in the area around the part of it that is kept."""
    if kept.isEmpty():
        return [area]
    above, below = kept.top() - area.top(), area.bottom() - kept.bottom()
    before, behind = kept.left() - area.left(), area.right() - kept.right()
    strips = [
        QRect(area.left(), area.top(), area.width(), above),
        QRect(area.left(), kept.bottom() + 1, area.width(), below),
        QRect(area.left(), kept.top(), before, kept.height()),
        QRect(kept.right() + 1, kept.top(), behind, kept.height()),
    ]
    return [strip for strip in strips if not strip.isEmpty()]


def _bands(look: Look) -> list[QRect]:
    """The area in as many bands as it takes to stay within the budget with each."""
    area = look.area
    count = max(1, min(area.height(), math.ceil(look.effort(quick=False) / BUDGET)))
    edges = [area.top() + area.height() * n // count for n in range(count + 1)]
    return [QRect(area.left(), top, area.width(), end - top) for top, end in itertools.pairwise(edges)]


def _blank(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(tokens().canvas))
    return image


def _scaled(rect: QRectF, by: float) -> QRectF:
    return QRectF(rect.topLeft() * by, rect.size() * by)


def _width(look: Look) -> float:
    """Device pixels across the whole upright picture."""
    return look.target.height() if look.by.turn.swaps else look.target.width()


def _alike(one: QSizeF, other: QSizeF) -> bool:
    return abs(one.width() - other.width()) < 1e-3 and abs(one.height() - other.height()) < 1e-3
