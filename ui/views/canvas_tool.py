"""What a canvas hands its pointer and keys to while something is drawn, measured or picked on the picture."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.models.viewport import Placement, View


class Place(NamedTuple):
    """Where the pointer is: the pane and its view, the point in the pane's logical pixels, and the modifiers held."""

    placement: Placement
    view: View
    at: QPointF
    modifiers: Qt.KeyboardModifier

    @property
    def point(self) -> QPointF:
        """The same point as fractions of the upright picture; outside 0 to 1 beside it."""
        return self.placement.to_picture(self.view, self.at)


class CanvasTool(QObject):
    """Does nothing by itself: each method that a tool does not override leaves the event to zoom and pan.

    A canvas has one tool at most. `changed` repaints it. Points are kept as fractions of the upright picture.
    """

    changed = Signal()
    cursor = Qt.CursorShape.CrossCursor
    keys: tuple[Qt.Key, ...] = ()
    """What the canvas claims while the tool is on it: these are no shortcuts then."""
    draws = ""
    """The exhibit whose annotations the tool paints itself."""
    peeks = False
    """What exhibits cover is not blacked out while the tool is on: it paints that itself."""

    def attached(self, canvas: QWidget) -> None:
        """The tool is on this canvas from now on."""

    def detached(self) -> None:
        """It is taken off: whatever was half done is given up."""

    @property
    def hint(self) -> str:
        """What pointer and keys do now; shown in place of the caption."""
        return ""

    def press(self, place: Place) -> bool:  # noqa: ARG002
        """The left button went down; true: the drag is the tool's."""
        return False

    def drag(self, place: Place) -> None:
        """The pointer moved with the button down, after `press` said true."""

    def release(self, place: Place) -> None:
        """The button went up, after `press` said true."""

    def hover(self, place: Place) -> None:
        """The pointer moved with no button down."""

    def double_click(self, place: Place) -> bool:  # noqa: ARG002
        return False

    def wheel(self, place: Place, notches: float) -> bool:  # noqa: ARG002
        """The wheel turned; true: it does not zoom."""
        return False

    def key(self, placement: Placement, view: View, event: QKeyEvent) -> bool:  # noqa: ARG002
        """A key of `keys`, or another one that no shortcut took; true: it was used."""
        return False

    def take_exhibit(self) -> bool:
        """The person takes an exhibit; true: of what the tool has, not of the whole picture."""
        return False

    def paint(self, painter: QPainter, placement: Placement, view: View, pane: QRect, colour: QColor) -> None:
        """Over the picture and its marks. `colour`: of the pane's side."""
