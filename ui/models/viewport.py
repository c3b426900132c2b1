"""What part of a picture a pane shows, in terms that two pictures of different size share, and the way to the screen.

A `View` says how much larger than "fit" and around which point; both panes hold the same one while they are linked.
A `Placement` is a pane and its picture: it turns the view into a rectangle on the screen and points there and back.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

LEAST, MOST = 1 / 32, 64.0
"""Limits of the zoom relative to fit."""
STEP = 1.25
"""One press of + or one notch of the wheel."""


@dataclass(frozen=True)
class View:
    """`zoom` relative to fit (1.0 shows the whole picture), `x` and `y` the middle as fractions of the picture."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5

    def limited(self) -> View:
        """The nearest view that is allowed: the window of 1/zoom of picture and margin does not leave it.

        It depends on nothing but the view, so that linked panes always agree, whatever their pictures.
        """
        zoom = min(max(self.zoom, LEAST), MOST)
        reach = max(0.0, 0.5 - 0.5 / zoom)
        return View(zoom, min(max(self.x, 0.5 - reach), 0.5 + reach), min(max(self.y, 0.5 - reach), 0.5 + reach))

    @property
    def fits(self) -> bool:
        return self == FIT


FIT = View()


@dataclass(frozen=True)
class Placement:
    """A pane of `pane` logical pixels with `ratio` device pixels each, and a picture of `picture` pixels, upright."""

    pane: QSizeF
    picture: QSizeF
    ratio: float = 1.0

    @property
    def fit_scale(self) -> float:
        """Logical pixels per picture pixel at which the whole picture just fits."""
        return min(self.pane.width() / self.picture.width(), self.pane.height() / self.picture.height())

    def scale(self, view: View) -> float:
        """Logical pixels per picture pixel."""
        return self.fit_scale * view.zoom

    def percent(self, view: View) -> float:
        """Device pixels per hundred picture pixels: 100 is 1:1 on any screen."""
        return self.scale(view) * self.ratio * 100

    def actual(self, view: View) -> View:
        """The view around the same point in which one picture pixel is one device pixel."""
        return View(1 / self.ratio / self.fit_scale, view.x, view.y).limited()

    def rect(self, view: View) -> QRectF:
        """Where the whole picture lies, in the pane's logical pixels. At 1:1 its corner lies on a device pixel."""
        scale = self.scale(view)
        width, height = self.picture.width() * scale, self.picture.height() * scale
        left = self.pane.width() / 2 - view.x * width
        top = self.pane.height() / 2 - view.y * height
        if abs(scale * self.ratio - 1) < 1e-9:
            left, top = round(left * self.ratio) / self.ratio, round(top * self.ratio) / self.ratio
        return QRectF(left, top, width, height)

    def to_screen(self, view: View, at: QPointF) -> QPointF:
        """A point of the picture, as fractions, in the pane's logical pixels."""
        rect = self.rect(view)
        return QPointF(rect.x() + at.x() * rect.width(), rect.y() + at.y() * rect.height())

    def to_picture(self, view: View, at: QPointF) -> QPointF:
        """A point of the pane as fractions of the picture; outside 0 to 1 beside it."""
        rect = self.rect(view)
        return QPointF((at.x() - rect.x()) / rect.width(), (at.y() - rect.y()) / rect.height())

    def transform(self, view: View) -> QTransform:
        """From pixels of the full picture, its outer corner at 0,0, to the pane's logical pixels."""
        rect = self.rect(view)
        across, down = rect.width() / self.picture.width(), rect.height() / self.picture.height()
        return QTransform(across, 0, 0, down, rect.x(), rect.y())

    def area_to_screen(self, view: View, area: QRectF) -> QRectF:
        """A rectangle of the picture, as fractions, in the pane's logical pixels."""
        return QRectF(self.to_screen(view, area.topLeft()), self.to_screen(view, area.bottomRight()))

    def zoomed(self, view: View, factor: float, at: QPointF | None = None) -> View:
        """Zoomed by `factor`, the picture staying put under the point `at` of the pane (None: under its middle)."""
        if at is None:
            return View(view.zoom * factor, view.x, view.y).limited()
        held = self.to_picture(view, at)
        zoom = min(max(view.zoom * factor, LEAST), MOST)
        scale = self.fit_scale * zoom
        x = held.x() - (at.x() - self.pane.width() / 2) / (self.picture.width() * scale)
        y = held.y() - (at.y() - self.pane.height() / 2) / (self.picture.height() * scale)
        return View(zoom, x, y).limited()

    def panned(self, view: View, across: float, down: float) -> View:
        """The picture moved by so many logical pixels."""
        scale = self.scale(view)
        x = view.x - across / (self.picture.width() * scale)
        y = view.y - down / (self.picture.height() * scale)
        return View(view.zoom, x, y).limited()


def limited_area(area: QRectF) -> QRectF:
    """The part of a rectangle, as fractions, that lies on the picture; either corner may have been dragged first."""
    return area.normalized().intersected(QRectF(0, 0, 1, 1))
