"""Pins: the same points of listing and evidence, set by hand where the search cannot align them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from moderator.desk.comparing import Pin
from ui.models.viewport import Placement, View
from ui.theme import SMALL, face
from ui.views.canvas_tool import Place
from ui.views.cross_tool import CrossTool, inside

if TYPE_CHECKING:
    from ui.views.pane import Pane

MOST = 4
NEAR = 12.0


class PinTool(CrossTool):
    """`points`: by side, pin after pin, as fractions of the picture. Two to four whole pins align."""

    set_ = Signal()
    """The pins are others"""
    keys = (*CrossTool.keys, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)

    def __init__(self, panes: Mapping[str, Pane], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panes = panes
        self.side = "evidence"
        self.points: dict[str, list[QPointF]] = {"listing": [], "evidence": []}
        self._held: int | None = None

    def attached(self, canvas: QWidget) -> None:
        super().attached(canvas)
        self.side = next((side for side, pane in self._panes.items() if pane.canvas is canvas), "evidence")

    def detached(self) -> None:
        self._held = None

    def clear(self) -> None:
        for points in self.points.values():
            points.clear()
        self.changed.emit()

    @property
    def whole(self) -> int:
        """Pins that have both their ends."""
        return min(len(points) for points in self.points.values())

    @property
    def waits_for(self) -> str:
        """The side that lacks the next end; empty where it is either."""
        one, other = len(self.points["listing"]), len(self.points["evidence"])
        return "" if one == other else "listing" if one < other else "evidence"

    @property
    def hint(self) -> str:
        if self.waits_for and self.waits_for != self.side:
            other = self.tr("listing") if self.waits_for == "listing" else self.tr("evidence")
            return self.tr("Now the same point on the {0} · Tab changes the pane · Esc ends").format(other)
        return self.tr("Pin {0}: click or Enter sets it · arrows move · Backspace takes back · Esc ends").format(
            min(len(self.points[self.side]) + 1, MOST)
        )

    def pins(self) -> list[Pin]:
        """The whole ones, in pixels of the full pictures."""
        sizes = {}
        for side, pane in self._panes.items():
            loaded = pane.loaded
            if loaded is None:
                return []
            sizes[side] = (loaded.pyramid.full_width, loaded.pyramid.full_height)
        both = zip(self.points["listing"], self.points["evidence"], strict=False)
        return [(_pixel(a, sizes["listing"]), _pixel(b, sizes["evidence"])) for a, b in both]

    # --- pointer and keys -----------------------------------------------------------------------------------------

    def press(self, place: Place) -> bool:
        if place.modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        mine = self.points[self.side]
        apart = [math.hypot(*(place.placement.to_screen(place.view, p) - place.at).toTuple()) for p in mine]
        near = min(range(len(mine)), key=lambda n: apart[n], default=None)
        if near is not None and apart[near] < NEAR:
            self._held = near
        else:
            self._held = None
            self._add(place.point)
        return True

    def drag(self, place: Place) -> None:
        if self._held is not None:
            self.points[self.side][self._held] = inside(place.point)
            self.changed.emit()

    def release(self, place: Place) -> None:  # noqa: ARG002
        if self._held is not None:
            self._held = None
            self.set_.emit()

    def key(self, placement: Placement, view: View, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._take_back()
            return True
        return super().key(placement, view, event)

    def enter(self, placement: Placement, at: QPointF, shift: bool) -> None:  # noqa: ARG002
        self._add(at)

    def _add(self, at: QPointF) -> None:
        if len(self.points[self.side]) < MOST and self.waits_for in ("", self.side):
            self.points[self.side].append(inside(at))
            self.changed.emit()
            self.set_.emit()

    def _take_back(self) -> None:
        """The end that was set last."""
        one, other = self.points["listing"], self.points["evidence"]
        longer = one if len(one) > len(other) else other if len(other) > len(one) else self.points[self.side]
        if longer:
            longer.pop()
            self.changed.emit()
            self.set_.emit()


def paint_pins(painter: QPainter, points: list[QPointF], colour: QColor) -> None:
    for number, at in enumerate(points, 1):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(0, 0, 0, 170), 4), QPen(colour, 2)):
            painter.setPen(pen)
            painter.drawEllipse(at, 7, 7)
            painter.drawPoint(at)
        painter.setFont(face(SMALL, QFont.Weight.Bold))
        painter.setPen(QColor("#ffffff"))
        painter.drawText(at + QPointF(10, -6), str(number))


def _pixel(at: QPointF, size: tuple[int, int]) -> tuple[float, float]:
    return at.x() * size[0] - 0.5, at.y() * size[1] - 0.5
