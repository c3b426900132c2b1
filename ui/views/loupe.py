"""The twin loupe: what lies under the pointer, larger, and the same place of the other picture beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from moderator.domain.colour import Linear, delta_e, encoded, lab
from ui.aligning import back
from ui.models import sampling
from ui.models.linking import across
from ui.models.viewport import Placement, View
from ui.theme import GAP, RADIUS, SMALL, face, tokens
from ui.tone import adjust

if TYPE_CHECKING:
    from moderator.domain.alignment import Matrix
    from ui.views.looking import Looking
    from ui.views.pane import Pane

SIZE = 92.0
"""Radius of the glass, in logical pixels."""
POWERS = (2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Times larger than the pane shows."""
LINE = 18.0
_OTHER = {"listing": "evidence", "evidence": "listing"}


class Loupe(QObject):
    """Off until `toggle`. Follows the pointer in either pane; without one it stands in the middle of the active one."""

    toggled = Signal()

    def __init__(self, looking: Looking, panes: Mapping[str, Pane], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.looking, self.panes = looking, panes
        self.on = False
        self.power = 2
        self.points: dict[str, QPointF | None] = {"listing": None, "evidence": None}
        for side, pane in panes.items():
            pane.canvas.add_inset(Glass(self, side, pane))
            pane.canvas.hovered.connect(self._hovered)
            pane.canvas.view_changed.connect(self._again)
        looking.changed.connect(self._again)

    def toggle(self) -> None:
        self.on = not self.on
        self.toggled.emit()
        if self.on and self.points["evidence"] is None:
            self._centre()
        self._again()

    def stronger(self, way: int) -> None:
        self.power = min(max(self.power + way, 0), len(POWERS) - 1)
        self._again()

    def _centre(self) -> None:
        """Where keys alone are used: the middle of the evidence's pane; arrows move the picture under it."""
        canvas = self.panes["evidence"].canvas
        placement = canvas.placement()
        if placement is not None:
            middle = QPointF(placement.pane.width() / 2, placement.pane.height() / 2)
            self.look("evidence", placement.to_picture(canvas.view, middle))

    def _hovered(self, at: QPointF | None) -> None:
        """The pointer is over a picture, at fractions of it, or has left it: then the glass goes to the middle."""
        if not self.on:
            return
        side = next((side for side, pane in self.panes.items() if pane.canvas is self.sender()), "")
        if at is None:
            self._centre()
        elif side:
            self.look(side, at)
        self._repaint()

    def look(self, side: str, at: QPointF) -> None:
        """Puts the glass over a point of one picture, and the other's over the same point of its own."""
        self.points[side] = at
        matrix = self.matrix(side)
        mine, other = (self.panes[each].canvas.placement() for each in (side, _OTHER[side]))
        self.points[_OTHER[side]] = None if mine is None or other is None else across(at, mine, other, matrix)
        for each in self.panes.values():
            placement = each.canvas.placement()
            if placement is not None:
                shown = placement.scale(each.canvas.view) * placement.ratio * POWERS[self.power]
                longest = max(placement.picture.width(), placement.picture.height())
                each.loader.need(min(1.0, shown) * longest)

    def matrix(self, side: str) -> Matrix | None:
        """From the picture of `side` to the other. Side by side without an alignment: the same part of both."""
        looking = self.looking
        matrix = looking.laid.matrix if looking.joint else looking.aligner.matrix()
        return matrix if side == "listing" else back(matrix)

    def _again(self, _view: View | None = None) -> None:
        if self.on and not self.panes["evidence"].canvas.underMouse() and not self.panes["listing"].canvas.underMouse():
            self._centre()
        self._repaint()

    def _repaint(self) -> None:
        for pane in self.panes.values():
            pane.canvas.update()

    def colour(self, side: str) -> Linear | None:
        """What lies in the middle of the glass of one side."""
        pane, at = self.panes[side], self.points[side]
        return None if pane.loaded is None or at is None else sampling.patch(pane.loaded.pyramid.pixels, at, 0.001)

    def apart(self) -> str:
        """How far the two colours in the middle are from each other."""
        one, other = self.colour("listing"), self.colour("evidence")
        return "" if one is None or other is None else f"ΔE {delta_e(lab(one), lab(other)):.1f}"


class Glass:
    """What one canvas paints of the loupe; with both pictures in one pane it paints both glasses."""

    def __init__(self, loupe: Loupe, side: str, pane: Pane) -> None:
        self._loupe, self._side, self._pane = loupe, side, pane

    def paint(self, painter: QPainter, placement: Placement, view: View) -> None:
        at = self._loupe.points[self._side]
        if not self._loupe.on or at is None:
            return
        middle = placement.to_screen(view, at)
        if not self._loupe.looking.joint:
            self._glass(painter, self._side, self._pane, middle, placement, view)
            return
        for side, shift in (("listing", -SIZE - GAP), ("evidence", SIZE + GAP)):
            pane = self._loupe.panes[side]
            self._glass(painter, side, pane, middle + QPointF(shift, 0), placement, view)

    def _glass(
        self, painter: QPainter, side: str, pane: Pane, middle: QPointF, placement: Placement, view: View
    ) -> None:
        at, loaded = self._loupe.points[side], pane.loaded
        if at is None or loaded is None:
            return
        painter.save()
        circle = QPainterPath()
        circle.addEllipse(middle, SIZE, SIZE)
        painter.setClipPath(circle)
        painter.drawImage(middle - QPointF(SIZE, SIZE), self._content(side, placement, view))
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 150), 5.0), (QColor(tokens().side(side)), 2.4)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(middle, SIZE, SIZE)
        for across_, down in ((6, 0), (0, 6)):
            painter.setPen(QPen(QColor("#ffffff"), 1))
            painter.drawLine(middle - QPointF(across_, down), middle + QPointF(across_, down))
        self._read_out(painter, side, middle)

    def _content(self, side: str, placement: Placement, view: View) -> QImage:
        """The picture around its point, with the tones of its pane. Over both pictures the listing as it lies."""
        loupe = self._loupe
        pixels = round(2 * SIZE * placement.ratio)
        image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(placement.ratio)
        image.fill(QColor(tokens().canvas))
        at = loupe.points["evidence" if loupe.looking.joint else side]
        loaded = loupe.panes[side].loaded
        if at is None or loaded is None:
            return image
        origin, power = placement.to_screen(view, at), POWERS[loupe.power]
        reach = SIZE / power
        clip = QRectF(origin.x() - reach, origin.y() - reach, 2 * reach, 2 * reach)
        painter = QPainter(image)
        painter.translate(SIZE, SIZE)
        painter.scale(power, power)
        painter.translate(-origin)
        ratio = placement.ratio * power
        if loupe.looking.joint and side == "listing":
            loupe.looking.laid.paint_all(painter, replace(placement, ratio=ratio), view, clip)
        else:
            loaded.pyramid.paint(painter, placement.rect(view), clip, ratio, turn=placement.turn)
        painter.end()
        adjust(image, loupe.looking.session.adjusted.of(side))
        return image

    def _read_out(self, painter: QPainter, side: str, middle: QPointF) -> None:
        light = self._loupe.colour(side)
        if light is None:
            return
        r, g, b = encoded(light)
        text = f"{r} {g} {b}"
        if side == "evidence" and (apart := self._loupe.apart()):
            text = f"{text} · {apart}"
        box = QRectF(middle.x() - 70, middle.y() + SIZE - LINE - GAP, 140, LINE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 17, 19, 220))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setBrush(QColor(r, g, b))
        painter.setPen(QPen(QColor("#ffffff"), 1))
        painter.drawRect(QRectF(box.left() + 5, box.top() + 4, 10, 10))
        painter.setFont(face(SMALL, QFont.Weight.DemiBold))
        painter.drawText(box.adjusted(18, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, text)
