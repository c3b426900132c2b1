"""Picking patches and grey points on the two pictures, by pointer or by keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.aligning import back
from ui.models import sampling
from ui.models.linking import across
from ui.models.patches import Kind, Patches, Picked
from ui.models.viewport import Placement, View
from ui.theme import SMALL, face
from ui.views.canvas_tool import Place
from ui.views.cross_tool import CrossTool

if TYPE_CHECKING:
    from ui.views.looking import Looking
    from ui.views.pane import Pane

LETTERS: dict[Kind, str] = {"patch": "P", "grey": "G"}


class ColourTool(CrossTool):
    """A click picks a patch, with Shift a grey point. With both pictures in one pane one click picks in both."""

    picked = Signal(str)
    """The side on which something was picked"""

    def __init__(self, looking: Looking, panes: Mapping[str, Pane], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looking, self._panes = looking, panes
        self._side = "evidence"
        self.patches = Patches()

    def attached(self, canvas: QWidget) -> None:
        super().attached(canvas)
        self._side = next((side for side, pane in self._panes.items() if pane.canvas is canvas), "evidence")

    @property
    def hint(self) -> str:
        return self.tr("Click or Enter picks a patch · with Shift a grey point · arrows move · Esc ends")

    def shown(self) -> dict[str, object]:
        """Which pictures the panes show: what was picked on another one does not count."""
        found: dict[str, object] = {}
        for side, pane in self._panes.items():
            loaded = pane.loaded
            found[side] = None if loaded is None else (loaded.sha256, loaded.page, loaded.pts, loaded.number)
        return found

    def press(self, place: Place) -> bool:
        if place.modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        self.cross = place.point
        self._pick(place.placement, place.point, bool(place.modifiers & Qt.KeyboardModifier.ShiftModifier))
        return True

    def enter(self, placement: Placement, at: QPointF, shift: bool) -> None:
        self._pick(placement, at, shift)

    def _pick(self, placement: Placement, at: QPointF, grey: bool) -> None:
        kind: Kind = "grey" if grey else "patch"
        self._take(self._side, kind, at)
        laid = self._looking.laid
        if self._looking.joint and laid.pyramid is not None and laid.matrix is not None:
            listing = Placement(placement.pane, QSizeF(laid.pyramid.full_width, laid.pyramid.full_height))
            there = across(at, placement, listing, back(laid.matrix))
            if there is not None:
                self._take("listing", kind, there)
        self.changed.emit()
        self.picked.emit(self._side)

    def _take(self, side: str, kind: Kind, at: QPointF) -> None:
        loaded = self._panes[side].loaded
        light = None if loaded is None else sampling.patch(loaded.pyramid.pixels, at)
        if light is not None:
            self.patches.set(side, kind, Picked(at, self.shown()[side], light))


def paint_picks(
    painter: QPainter, patches: Patches, side: str, shown: object, placement: Placement, view: View, colour: QColor
) -> None:
    """The patch and the grey point of one picture, as large as they are."""
    for kind, letter in LETTERS.items():
        picked = patches.of(side, kind, shown)
        if picked is None:
            continue
        at = placement.to_screen(view, picked.at)
        longest = max(placement.picture.width(), placement.picture.height())
        reach = max(5.0, sampling.RADIUS * longest * placement.scale(view))
        box = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 170), 4))
        painter.drawRect(box)
        painter.setPen(QPen(colour if kind == "patch" else QColor("#d8d8d8"), 2))
        painter.drawRect(box)
        painter.setFont(face(SMALL, QFont.Weight.Bold))
        painter.drawText(box.topRight() + QPointF(4, 8), letter)
