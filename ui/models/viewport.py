"""What part of a picture a pane shows, in terms that two pictures of different size share, and the way to the screen.

A `View` says how much larger than "fit" and around which point; both panes hold the same one while they are linked.
A `Placement` is a pane and its picture: it turns the view into a rectangle on the screen and points there and back.

Points are fractions of the upright picture in the file, whichever way it is turned on the screen, so that regions,
marks and tools need not know of turns. The middle of a `View` is one of the picture as it is displayed: who turns a
photo to lie as the other one does, and pans, sees both pictures move with the pointer and the same part of both.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

from ui.models.turns import UPRIGHT, Turn

LEAST, MOST = 1 / 32, 64.0
"""Limits of the zoom relative to fit."""
STEP = 1.25
"""One press of + or one notch of the wheel."""


@dataclass(frozen=True)
class View:
    """`zoom` relative to fit (1.0 shows all), `x` and `y` the middle as fractions of the picture as it is displayed."""

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
    """A pane of `pane` logical pixels with `ratio` device pixels each, and a picture of `picture` pixels, upright.

    `turn`: how the picture is turned on the screen.
    """

    pane: QSizeF
    picture: QSizeF
    ratio: float = 1.0
    turn: Turn = UPRIGHT

    @property
    def displayed(self) -> QSizeF:
        """The size in pixels of the picture as it is turned."""
        return self.picture.transposed() if self.turn.swaps else self.picture

    @property
    def fit_scale(self) -> float:
        """Logical pixels per picture pixel at which the whole picture just fits."""
        return min(self.pane.width() / self.displayed.width(), self.pane.height() / self.displayed.height())

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
        width, height = self.displayed.width() * scale, self.displayed.height() * scale
        left = self.pane.width() / 2 - view.x * width
        top = self.pane.height() / 2 - view.y * height
        if abs(scale * self.ratio - 1) < 1e-9:
            left, top = round(left * self.ratio) / self.ratio, round(top * self.ratio) / self.ratio
        return QRectF(left, top, width, height)

    def to_screen(self, view: View, at: QPointF) -> QPointF:
        """A point of the upright picture, as fractions, in the pane's logical pixels."""
        rect = self.rect(view)
        x, y = self.turn.at(at.x(), at.y())
        return QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height())

    def to_picture(self, view: View, at: QPointF) -> QPointF:
        """A point of the pane as fractions of the upright picture; outside 0 to 1 beside it."""
        rect = self.rect(view)
        return QPointF(*self.turn.back((at.x() - rect.x()) / rect.width(), (at.y() - rect.y()) / rect.height()))

    def transform(self, view: View) -> QTransform:
        """From pixels of the full upright picture, its outer corner at 0,0, to the pane's logical pixels."""
        origin = self.to_screen(view, QPointF(0, 0))
        across = (self.to_screen(view, QPointF(1, 0)) - origin) / self.picture.width()
        down = (self.to_screen(view, QPointF(0, 1)) - origin) / self.picture.height()
        return QTransform(across.x(), across.y(), down.x(), down.y(), origin.x(), origin.y())

    def area_to_screen(self, view: View, area: QRectF) -> QRectF:
        """A rectangle of the upright picture, as fractions, in the pane's logical pixels."""
        return QRectF(self.to_screen(view, area.topLeft()), self.to_screen(view, area.bottomRight())).normalized()

    def area_to_picture(self, view: View, area: QRectF) -> QRectF:
        """A rectangle of the pane as fractions of the upright picture."""
        return QRectF(self.to_picture(view, area.topLeft()), self.to_picture(view, area.bottomRight())).normalized()

    def middle(self, view: View) -> QPointF:
        """The point of the upright picture that the view has in its middle."""
        return QPointF(*self.turn.back(view.x, view.y))

    def centred(self, view: View, at: QPointF) -> View:
        """The same zoom with a point of the upright picture in the middle, as far as its edges allow."""
        return View(view.zoom, *self.turn.at(at.x(), at.y())).limited()

    def zoomed(self, view: View, factor: float, at: QPointF | None = None) -> View:
        """Zoomed by `factor`, the picture staying put under the point `at` of the pane (None: under its middle)."""
        if at is None:
            return View(view.zoom * factor, view.x, view.y).limited()
        rect, size = self.rect(view), self.displayed
        zoom = min(max(view.zoom * factor, LEAST), MOST)
        scale = self.fit_scale * zoom
        x = (at.x() - rect.x()) / rect.width() - (at.x() - self.pane.width() / 2) / (size.width() * scale)
        y = (at.y() - rect.y()) / rect.height() - (at.y() - self.pane.height() / 2) / (size.height() * scale)
        return View(zoom, x, y).limited()

    def panned(self, view: View, across: float, down: float) -> View:
        """The picture moved by so many logical pixels."""
        scale, size = self.scale(view), self.displayed
        x = view.x - across / (size.width() * scale)
        y = view.y - down / (size.height() * scale)
        return View(view.zoom, x, y).limited()


def limited_area(area: QRectF) -> QRectF:
    """The part of a rectangle, as fractions, that lies on the picture; either corner may have been dragged first."""
    return area.normalized().intersected(QRectF(0, 0, 1, 1))


def turned_area(turn: Turn, area: QRectF) -> QRectF:
    """Where a rectangle of the upright picture lies on the displayed one, both as fractions."""
    one, other = turn.at(area.left(), area.top()), turn.at(area.right(), area.bottom())
    return QRectF(QPointF(*one), QPointF(*other)).normalized()
