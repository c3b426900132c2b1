"""Choosing a rectangle on a picture, by dragging or by keys alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.models.viewport import Placement, View, limited_area, turned_area

_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_KEYS = [int(key) for key in (*_MOVES, *_ENDS)]
STEP = 8.0
"""Logical pixels that a press of an arrow moves the rectangle; zoomed in it is finer in the picture."""
LEAST = 4.0
"""Logical pixels below which a drag was a click."""


class Region(QObject):
    """The rectangle being chosen on the picture of `canvas`, as fractions of the upright picture."""

    changed = Signal()
    chosen = Signal(object)
    """(x, y, width, height)"""
    ended = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.area: QRectF | None = None
        self.by_keys = False
        self.dragging = False
        self._from = QPointF()
        self._large_enough = False

    @property
    def active(self) -> bool:
        return self.area is not None

    @property
    def hint(self) -> str:
        """What the keys do now; empty unless the rectangle was started by key."""
        if not self.by_keys:
            return ""
        return self.tr("Arrows move · Shift arrows resize · Enter takes it · Esc gives up")

    def start(self, placement: Placement, view: View) -> None:
        """A rectangle of a third of the pane, in the middle of what is visible of the picture."""
        pane = QRectF(QPointF(0, 0), placement.pane)
        middle = pane.intersected(placement.rect(view)).center()
        size = placement.pane / 3
        corner = QPointF(middle.x() - size.width() / 2, middle.y() - size.height() / 2)
        opposite = QPointF(middle.x() + size.width() / 2, middle.y() + size.height() / 2)
        self.area = limited_area(QRectF(placement.to_picture(view, corner), placement.to_picture(view, opposite)))
        self.by_keys = True
        self._canvas.setProperty("ownKeys", _KEYS)
        self.changed.emit()

    def press(self, placement: Placement, view: View, at: QPointF) -> None:
        """The pointer went down: one corner."""
        self._from = placement.to_picture(view, at)
        self.area = limited_area(QRectF(self._from, self._from))
        self.dragging, self._large_enough = True, False
        self.changed.emit()

    def drag(self, placement: Placement, view: View, at: QPointF) -> None:
        """The pointer moved: the opposite corner."""
        self.area = limited_area(QRectF(self._from, placement.to_picture(view, at)))
        shown = placement.area_to_screen(view, self.area)
        self._large_enough = min(shown.width(), shown.height()) >= LEAST
        self.changed.emit()

    def release(self) -> None:
        """The pointer went up: chosen, unless it was but a click."""
        self.dragging = False
        if self._large_enough:
            self.choose()
        else:
            self.give_up()

    def choose(self) -> None:
        """Reports the rectangle and ends."""
        area = self.area
        self.give_up()
        if area is not None and not area.isEmpty():
            self.chosen.emit((area.x(), area.y(), area.width(), area.height()))

    def give_up(self) -> None:
        """Ends without a rectangle."""
        if self.area is None and not self.by_keys:
            return
        self.area, self.by_keys, self.dragging = None, False, False
        self._canvas.setProperty("ownKeys", None)
        self.changed.emit()
        self.ended.emit()

    def key(self, placement: Placement, view: View, event: QKeyEvent) -> bool:
        """Whether the key was one of the rectangle's."""
        if self.area is None:
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.give_up()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        elif key in _MOVES:
            self._nudge(placement, view, _MOVES[Qt.Key(key)], bool(event.modifiers() & _SHIFT))
        else:
            return False
        return True

    def _nudge(self, placement: Placement, view: View, way: tuple[int, int], resize: bool) -> None:
        area = self.area
        if area is None:
            return
        # on the displayed picture: right is right on the screen, however the picture is turned
        rect, turn = placement.rect(view), placement.turn
        shown = turned_area(turn, area)
        across, down = way[0] * STEP / rect.width(), way[1] * STEP / rect.height()
        if resize:
            least_x, least_y = LEAST / rect.width(), LEAST / rect.height()
            width, height = max(least_x, shown.width() + across), max(least_y, shown.height() + down)
            shown = limited_area(QRectF(shown.x(), shown.y(), width, height))
        else:
            x = min(max(shown.x() + across, 0.0), 1 - shown.width())
            y = min(max(shown.y() + down, 0.0), 1 - shown.height())
            shown = QRectF(x, y, shown.width(), shown.height())
        self.area = limited_area(turned_area(turn.undone, shown))
        self.changed.emit()


_SHIFT = Qt.KeyboardModifier.ShiftModifier
