"""Measuring with pointer or keys: two ends of a line, four corners of a rectangle, and moving them afterwards.

Knows no case: what lies on the picture it is told (`show_drawn`), what was put there it reports.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from moderator.domain.measure import click_error
from ui.models.viewport import Placement, View
from ui.theme import tokens
from ui.views.canvas import Canvas
from ui.views.canvas_tool import CanvasTool, Place
from ui.views.measure_marks import Drawn, paint_cross, paint_drawn, paint_glass, paint_label

Mode = Literal["", "known", "plane", "line"]
NEEDED = {"": 0, "known": 2, "plane": 4, "line": 2}
REACH = 9.0
"""Logical pixels within which a handle is taken hold of."""
DRAGGED = 5.0
"""Logical pixels from which a press and a release are a drag."""
STEP, FINE = 8.0, 1.0
"""Logical pixels that an arrow moves the cross; with Shift. Zoomed in both are finer in the picture."""
EDGE = 28.0
"""The picture is moved so that the cross stays so far inside the pane."""

_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ERASE = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class MeasureTool(CanvasTool):
    """At rest the pointer pans and takes hold of ends; in a mode it puts points. Only the cross claims arrows."""

    placed = Signal(str, object, float)
    """mode, the points (fractions), standard error of the clicks in pixels of the picture"""
    moved = Signal(str, object, float)
    """key of what was drawn, all its points, standard error of the click"""
    chosen = Signal(str)
    """key of what was clicked"""
    left = Signal()
    """Escape at rest"""
    erased = Signal(str)
    """key of what is to be removed"""
    exhibit_wanted = Signal(str)
    """key of what is chosen and becomes an exhibit"""
    mode_changed = Signal()
    canvas_changed = Signal()

    def __init__(self, preview: Callable[[str, Sequence[QPointF], float], str]) -> None:
        super().__init__()
        self._preview = preview
        self._canvas: Canvas | None = None
        self._drawn: tuple[Drawn, ...] = ()
        self.mode: Mode = ""
        self.points: list[QPointF] = []
        self.cross: QPointF | None = None
        """Where keys put the next point; None while none are used."""
        self._pointer: QPointF | None = None
        self._pressed: QPointF | None = None
        self._held: tuple[str, int] | None = None
        self._changed_points: list[QPointF] = []
        self.enabled = True
        """False while the pane shows no picture, or another frame than it should."""
        self._claim()

    # --- what is there --------------------------------------------------------------------------------------------

    def show_drawn(self, drawn: Sequence[Drawn]) -> None:
        """What lies on the picture that the canvas shows."""
        self._drawn = tuple(drawn)
        self._claim()
        self.changed.emit()

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        return self._drawn

    @property
    def _chosen(self) -> Drawn | None:
        return next((each for each in self._drawn if each.chosen), None)

    def begin(self, mode: Mode) -> None:
        """The next points are those of a known line, a rectangle, or a length; "" is rest."""
        self.mode = mode
        self.points = []
        self.cross = self._held = self._pressed = None
        self._claim()
        self.mode_changed.emit()
        self.changed.emit()

    def attached(self, canvas: QWidget) -> None:
        self._canvas = canvas if isinstance(canvas, Canvas) else None
        self._claim()
        self.canvas_changed.emit()

    def detached(self) -> None:
        """What was half put is given up; the mode goes along to the other pane, if it is that which takes the tool."""
        self.points, self.cross, self._held, self._pointer, self._pressed = [], None, None, None, None
        self._canvas = None
        self._claim()

    def _claim(self) -> None:
        """The keys that are ours now: no arrow unless the cross is there."""
        keys: list[Qt.Key] = [Qt.Key.Key_Escape]
        if self.cross is not None:
            keys += list(_MOVES)
        if self.mode or self._chosen is not None:
            keys += [*_ENTER, *_ERASE]
        self.keys = tuple(keys)
        if self._canvas is not None and not self._canvas.region.active:
            self._canvas.setProperty("ownKeys", [int(key) for key in keys])

    @property
    def hint(self) -> str:
        if self._held is not None and self.cross is not None:
            return self.tr("Arrows move this end · Shift arrows finely · Enter goes on · Esc gives up")
        if self.cross is not None:
            return self.tr("Arrows move the cross · Shift arrows finely · Enter puts a point · Esc gives up")
        if not self.mode:
            return ""
        if self.mode == "plane":
            text = self.tr("Corner {0} of 4, clockwise · Enter: by keys · Esc gives up")
            return text.format(min(4, len(self.points) + 1))
        if self.mode == "known":
            return self.tr("Click or drag both ends of a known length · Enter: by keys · Esc gives up")
        return self.tr("Click or drag both ends of what is measured · Enter: by keys · Esc gives up")

    # --- pointer --------------------------------------------------------------------------------------------------

    def press(self, place: Place) -> bool:
        if not self.enabled:
            return False
        if not self.mode:
            return self._take_hold(place)
        self.cross = None
        self._pressed = place.at
        self._put(_inside(place.point))
        return True

    def drag(self, place: Place) -> None:
        self._pointer = _inside(place.point)
        if self._held is not None:
            self._changed_points[self._held[1]] = self._pointer
        elif self._pressed is not None and self.points and not self._from_first:
            self.points[-1] = self._pointer
        self.changed.emit()

    def release(self, place: Place) -> None:
        if self._held is not None:
            self._drop(click_error(place.placement.scale(place.view)))
            return
        first = self._pressed if self._from_first else None
        if first is not None and _apart(first, place.at) >= DRAGGED:
            self._put(_inside(place.point))
        self._pressed = None
        self._finish(click_error(place.placement.scale(place.view)))

    @property
    def _from_first(self) -> bool:
        """A line whose first end was just pressed: a drag goes on to its other end."""
        return self.mode in ("known", "line") and len(self.points) == 1

    def hover(self, place: Place) -> None:
        self._pointer = _inside(place.point)
        near = None if self.mode else self._near(place)
        rest = Qt.CursorShape.OpenHandCursor if place.view.zoom > 1 else Qt.CursorShape.ArrowCursor
        self.cursor = Qt.CursorShape.CrossCursor if self.mode else rest if near is None else _ON_HANDLE
        if self.mode:
            self.changed.emit()

    def _near(self, place: Place) -> tuple[Drawn, int] | None:
        """The handle under the pointer; of what is chosen first."""
        for drawn in sorted(self._drawn, key=lambda each: not each.chosen):
            for index, point in enumerate(drawn.points):
                if _apart(place.placement.to_screen(place.view, point), place.at) <= REACH:
                    return drawn, index
        return None

    def _take_hold(self, place: Place) -> bool:
        near = self._near(place)
        if near is not None:
            drawn, index = near
            self._held, self._changed_points = (drawn.key, index), list(drawn.points)
            self._pointer = drawn.points[index]
            self.chosen.emit(drawn.key)
            self.changed.emit()
            return True
        for drawn in self._drawn:
            points = [place.placement.to_screen(place.view, each) for each in drawn.points]
            outline = zip(points, [*points[1:], points[0]], strict=True)
            if any(_from_line(place.at, a, b) <= REACH / 2 for a, b in outline):
                self.chosen.emit(drawn.key)
        return False

    def _put(self, point: QPointF) -> None:
        self.points.append(point)
        self._pointer = point
        self.mode_changed.emit()
        self.changed.emit()

    def _finish(self, click: float) -> None:
        if not self.mode or len(self.points) < NEEDED[self.mode]:
            return
        mode, points = self.mode, self.points[: NEEDED[self.mode]]
        self.begin("")
        self.placed.emit(mode, tuple(points), click)

    def _drop(self, click: float) -> None:
        """The end that is held stays where it is now."""
        held, points = self._held, tuple(self._changed_points)
        self._held = self._pressed = None
        before = next((each for each in self._drawn if held is not None and each.key == held[0]), None)
        if held is not None and before is not None and points != before.points:
            self.moved.emit(held[0], points, click)
        self.changed.emit()

    # --- keys -----------------------------------------------------------------------------------------------------

    def key(self, placement: Placement, view: View, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._give_up()
        elif not self.enabled:
            return False
        elif self.cross is not None and key in _MOVES:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._nudge(placement, view, _MOVES[key], FINE if fine else STEP)
        elif key in _ENTER:
            self._enter(placement, view)
        elif key in _ERASE:
            self._erase()
        else:
            return False
        return True

    def take_exhibit(self) -> bool:
        chosen = self._chosen
        if chosen is None or chosen.is_known or not self.enabled:
            return False
        self.exhibit_wanted.emit(chosen.key)
        return True

    def _give_up(self) -> None:
        if self._held is not None:
            self._held = self.cross = None
            self._claim()
            self.changed.emit()
        elif self.mode:
            self.begin("")
        else:
            self.left.emit()

    def _erase(self) -> None:
        chosen = self._chosen
        if self.mode:
            if self.points:
                self.points.pop()
                self.mode_changed.emit()
                self.changed.emit()
        elif chosen is not None and self._held is None:
            self.erased.emit(chosen.key)

    def _enter(self, placement: Placement, view: View) -> None:
        chosen = self._chosen
        if self.mode:
            if self.cross is None:
                self.cross = self._start_of_cross(placement, view)
            else:
                cross = self.cross
                self._put(cross)
                self._finish(click_error(placement.scale(view)))
                self.cross = cross if self.mode else None  # who began by keys goes on by keys
        elif self._held is not None:
            self._next_end(click_error(placement.scale(view)))
        elif chosen is not None:
            self._hold_end(chosen, 0)
        self._claim()
        self.changed.emit()

    def _start_of_cross(self, placement: Placement, view: View) -> QPointF:
        """At the middle of what is visible of the picture."""
        visible = QRect(0, 0, round(placement.pane.width()), round(placement.pane.height()))
        return _inside(placement.to_picture(view, placement.rect(view).intersected(visible.toRectF()).center()))

    def _hold_end(self, drawn: Drawn, index: int) -> None:
        self._held, self._changed_points = (drawn.key, index), list(drawn.points)
        self.cross = drawn.points[index]

    def _next_end(self, click: float) -> None:
        """Keeps the end that keys have moved and takes the next one; after the last it is done."""
        held = self._held
        self.cross = None
        self._drop(click)
        drawn = next((each for each in self._drawn if held is not None and each.key == held[0]), None)
        if held is not None and drawn is not None and held[1] + 1 < len(drawn.points):
            self._hold_end(drawn, held[1] + 1)

    def _nudge(self, placement: Placement, view: View, way: tuple[int, int], step: float) -> None:
        rect, cross = placement.rect(view), self.cross
        if cross is None:
            return
        at = QPointF(cross.x() + way[0] * step / rect.width(), cross.y() + way[1] * step / rect.height())
        self.cross = self._pointer = _inside(at)
        if self._held is not None:
            self._changed_points[self._held[1]] = self.cross
        screen = placement.to_screen(view, self.cross)
        across = max(0.0, EDGE - screen.x()) + min(0.0, placement.pane.width() - EDGE - screen.x())
        down = max(0.0, EDGE - screen.y()) + min(0.0, placement.pane.height() - EDGE - screen.y())
        if self._canvas is not None and (across or down):
            self._canvas.pan(across, down)
        self.changed.emit()

    # --- painting -------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, placement: Placement, view: View, pane: QRect, colour: QColor) -> None:
        if not self.enabled:
            return
        look = tokens()
        other = QColor(look.listing if colour == QColor(look.evidence) else look.evidence)
        shown = [(each, other if each.is_known else colour, True) for each in self._as_moved(placement, view)]
        if self.mode:
            begun = self._begun(placement, view)
            closed = len(begun.points) == NEEDED[self.mode]
            shown.append((begun, colour if self.mode == "line" else other, closed))
        for drawn, ink, closed in shown:
            paint_drawn(painter, drawn, placement, view, ink, closed=closed)
        taken: list[QRectF] = []
        for drawn, ink, _ in sorted(shown, key=lambda each: not each[0].chosen):
            paint_label(painter, drawn, placement, view, pane, ink, taken)
        self._paint_glass(painter, placement, view, pane, colour)

    def _as_moved(self, placement: Placement, view: View) -> list[Drawn]:
        """What lies on the picture, with the end that is held where it is now."""
        held, points = self._held, tuple(self._changed_points)
        if held is None:
            return list(self._drawn)
        label = self._preview(held[0], points, click_error(placement.scale(view)))
        return [
            Drawn(each.key, points, label or each.label, True) if each.key == held[0] else each for each in self._drawn
        ]

    def _begun(self, placement: Placement, view: View) -> Drawn:
        """What is being drawn, up to the pointer or the cross."""
        tip = self.cross if self.cross is not None else self._pointer
        points = (*self.points, *((tip,) if tip is not None and self.points else ()))[: NEEDED[self.mode]]
        label = self._preview(self.mode, points, click_error(placement.scale(view))) if len(points) == 2 else ""
        return Drawn("", points, label)

    def _paint_glass(self, painter: QPainter, placement: Placement, view: View, pane: QRect, colour: QColor) -> None:
        at = self.cross
        if at is None and (self.mode or self._held is not None):
            at = self._pointer
        if at is None or self._canvas is None or self._canvas.pyramid is None:
            return
        if self.cross is not None:
            paint_cross(painter, placement.to_screen(view, at), pane)
        paint_glass(painter, self._canvas.pyramid, placement, view, pane, at, colour)


_ON_HANDLE = Qt.CursorShape.SizeAllCursor


def _inside(point: QPointF) -> QPointF:
    return QPointF(min(max(point.x(), 0.0), 1.0), min(max(point.y(), 0.0), 1.0))


def _apart(a: QPointF, b: QPointF) -> float:
    return math.hypot(b.x() - a.x(), b.y() - a.y())


def _from_line(at: QPointF, a: QPointF, b: QPointF) -> float:
    """The distance of a point from the stretch between a and b."""
    along, far = b - a, _apart(a, b)
    if far < 1e-6:
        return _apart(at, a)
    share = QPointF.dotProduct(at - a, along) / far**2
    return _apart(at, a + along * min(max(share, 0.0), 1.0))
