"""Drawing over a picture, by pointer or by keys alone: annotations, and redactions. Knows shapes, no draft.

By pointer: drag to draw, take hold of what is there to move it, of its handles to resize it. By keys: a cursor, Enter
for each point, Tab to choose. With Ctrl held a drag pans as ever; the wheel always zooms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from moderator.domain.annotation import simplified
from ui.models.shapes import KINDS, WHYS, Point, Shape, What, handles, limited, moved, resized
from ui.models.viewport import Placement, View
from ui.views import annotate_words
from ui.views.annotation_hits import NEAR, is_hit, middle
from ui.views.annotation_marks import (
    Paper,
    paint_chosen,
    paint_cursor,
    paint_handles,
    paint_left,
    paint_line,
    paint_number,
    paint_peek,
    paint_shapes,
)
from ui.views.canvas_tool import CanvasTool, Place

LEAST = 4.0
"""Logical pixels below which a drag was a click."""
STEP, FINE = 8.0, 1.0
"""Logical pixels that a press of an arrow moves; with Shift."""
APART = 2.0
"""Logical pixels between the points of such a line."""
TOLERANCE = 0.8
"""Logical pixels by which a line by free hand may be straightened."""
_MOVES = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


@dataclass
class Grip:
    """What a drag does: draws something new, moves what is there, or one handle of it."""

    start: Point
    shape: Shape | None = None
    handle: int | None = None


class AnnotateTool(CanvasTool):
    """`what` it makes: annotations or redactions; `kind` and `why` are of the next one, `chosen` its place or -1."""

    keys = (
        *_MOVES, *_ENTER, *_REMOVE, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Escape,
    )  # fmt: skip
    drawn = Signal(object)
    """Shape: a new one"""
    altered = Signal(object, bool)
    """Shape, moved or resized; whether by a key, of which there are many"""
    relabelled = Signal(object)
    """Shape with another text"""
    removed = Signal(int)
    label_wanted = Signal(object)
    """Shape whose label is to be typed; a new text has no place yet"""
    chosen_changed = Signal()
    carried = Signal()
    """It lies on the canvas of the other pane now"""
    left = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.what: What = "annotate"
        self.kind, self.why = KINDS[0], WHYS[0]
        self.shapes: tuple[Shape, ...] = ()
        self.others: tuple[Shape, ...] = ()
        """What further exhibits of this picture cover."""
        self.kept: QRectF | None = None
        """The part of the picture that alone leaves the library; None: all of it."""
        self.chosen = -1
        self.held: int | None = None
        self.canvas: QWidget | None = None
        self._grip: Grip | None = None
        self._live: Shape | None = None
        self._trail: list[Point] = []
        self._cursor: Point | None = None
        self._by_keys = False

    # --- what is drawn --------------------------------------------------------------------------------------------

    def take(self, what: What) -> None:
        """From now on it annotates, or redacts."""
        self.give_up()
        self.what, self.peeks = what, what == "redact"
        self.choose(-1)

    def next_kind(self) -> None:
        """The kind after this one is drawn next."""
        self.set_kind(KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)])

    def set_kind(self, kind: str) -> None:
        self.give_up()
        self.kind = kind
        self.choose(-1)

    def next_why(self) -> None:
        """The reason after this one; of the chosen redaction at once."""
        shape = self.chosen_shape
        now = shape.text if shape is not None else self.why
        self.set_why(WHYS[(WHYS.index(now) + 1) % len(WHYS)] if now in WHYS else WHYS[0])

    def set_why(self, why: str) -> None:
        self.why = why
        shape = self.chosen_shape
        if shape is not None and shape.kind == "redact":
            self.relabelled.emit(replace(shape, text=why))
        self.chosen_changed.emit()

    def show_shapes(self, shapes: tuple[Shape, ...], others: tuple[Shape, ...]) -> None:
        """What the exhibit has now."""
        self.shapes, self.others = shapes, others
        if self.chosen >= 0 and self.chosen_shape is None:
            self.choose(-1)
        self.changed.emit()

    @property
    def chosen_shape(self) -> Shape | None:
        return next((shape for shape in self.shapes if shape.at == self.chosen), None)

    def choose(self, at: int) -> None:
        """The shape at this place of the list is moved by the arrows from now on; -1: none."""
        self.chosen, self.held = at, None
        self.chosen_changed.emit()
        self.changed.emit()

    def give_up(self) -> bool:
        """Drops what is half drawn; whether there was something."""
        there = self._live is not None or self._grip is not None
        self._grip, self._live, self._trail, self._by_keys = None, None, [], False
        self.changed.emit()
        return there

    def attached(self, canvas: QWidget) -> None:
        self.canvas = canvas
        self._cursor = None
        self.chosen, self.held = -1, None
        self.carried.emit()

    def detached(self) -> None:
        self.give_up()

    @property
    def hint(self) -> str:
        return annotate_words.hint(self.what, self.kind, self.chosen_shape, self._by_keys)

    # --- the pointer ----------------------------------------------------------------------------------------------

    def press(self, place: Place) -> bool:
        if place.modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        self.give_up()
        self._cursor = None
        start = (place.point.x(), place.point.y())
        shape, handle = self._under(place)
        if shape is None and limited(start) != start:
            return False
        if shape is None or shape.at != self.chosen:
            self.choose(-1 if shape is None else shape.at)
        self.held = handle
        self._grip = Grip(start, shape, handle)
        self._trail = [start]
        return True

    def _under(self, place: Place) -> tuple[Shape | None, int | None]:
        """The shape at the pointer, the uppermost first, and the handle; the chosen one's handles before all."""
        chosen = self.chosen_shape
        if chosen is not None:
            for handle, point in enumerate(handles(chosen)):
                away = place.placement.to_screen(place.view, QPointF(*point)) - place.at
                if abs(away.x()) <= NEAR and abs(away.y()) <= NEAR:
                    return chosen, handle
        paper = Paper(place.placement, place.view, QRect(), QColor())
        return next((each for each in reversed(self.shapes) if is_hit(each, paper, place.at)), None), None

    def drag(self, place: Place) -> None:
        grip = self._grip
        if grip is None:
            return
        to = limited((place.point.x(), place.point.y()))
        if grip.shape is None:
            last = place.placement.to_screen(place.view, QPointF(*self._trail[-1])) - place.at
            if self._kind != "freehand" or last.manhattanLength() >= APART:
                self._stretch(grip.start, to)
        elif grip.handle is not None:
            self._live = resized(grip.shape, grip.handle, to)
        else:
            point = place.point
            self._live = moved(grip.shape, point.x() - grip.start[0], point.y() - grip.start[1])
        self.changed.emit()

    def release(self, place: Place) -> None:
        grip, live = self._grip, self._live
        self._grip = None
        if grip is None:
            return
        if grip.shape is not None:
            self.give_up()
            if live is not None and live != grip.shape:
                self.altered.emit(live, False)
        elif self._kind == "text":
            self.give_up()
            self.label_wanted.emit(Shape("text", (limited((place.point.x(), place.point.y())),)))
        else:
            self._finish(place.placement, place.view)

    def double_click(self, place: Place) -> bool:
        shape, _ = self._under(place)
        if shape is None:
            return False
        self.choose(shape.at)
        self._enter_chosen(shape)
        return True

    @property
    def _kind(self) -> str:
        return "redact" if self.what == "redact" else self.kind

    def _stretch(self, start: Point, to: Point) -> None:
        """The new shape reaches to here now."""
        if self._kind == "freehand":
            if self._trail[-1] != to:
                self._trail.append(to)
            self._live = Shape("freehand", tuple(self._trail)) if len(self._trail) > 1 else None
        elif self._kind != "text":
            self._live = Shape(self._kind, (limited(start), to), self.why if self._kind == "redact" else "")

    def _finish(self, placement: Placement, view: View) -> None:
        """The new shape is done, unless it was but a click."""
        live = self._live
        self.give_up()
        if live is None:
            return
        seen = [placement.to_screen(view, QPointF(*point)) for point in live.points]
        size = QRectF(QPointF(min(p.x() for p in seen), min(p.y() for p in seen)),
                      QPointF(max(p.x() for p in seen), max(p.y() for p in seen)))  # fmt: skip
        if max(size.width(), size.height()) < LEAST or (live.is_rectangular and min(size.width(), size.height()) < 2):
            return
        if live.kind == "freehand":
            course = simplified([(point.x(), point.y()) for point in seen], TOLERANCE)
            back = [placement.to_picture(view, QPointF(*point)) for point in course]
            live = replace(live, points=tuple(limited((point.x(), point.y())) for point in back))
        self.drawn.emit(live)

    # --- the keys -------------------------------------------------------------------------------------------------

    def key(self, placement: Placement, view: View, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._choose_next(-1 if key == Qt.Key.Key_Backtab else 1)
        elif key in _REMOVE:
            self._remove()
        elif key == Qt.Key.Key_Space:
            self._next_handle()
        elif key in _ENTER:
            self._enter(placement, view)
        elif key in _MOVES:
            fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._nudge(placement, view, _MOVES[key] * (FINE if fine else STEP))
        else:
            return False
        self.changed.emit()
        return True

    def _escape(self) -> None:
        """Out of what is nearest: the stroke, the handle, the choice, the cursor, the tool."""
        if self.give_up():
            return
        if self.held is not None:
            self.held = None
        elif self.chosen >= 0:
            self.choose(-1)
        elif self._cursor is not None:
            self._cursor = None
        else:
            self.left.emit()

    def _choose_next(self, way: int) -> None:
        self.give_up()
        places = [-1, *(shape.at for shape in self.shapes)]
        now = places.index(self.chosen) if self.chosen in places else 0
        self.choose(places[(now + way) % len(places)])

    def _remove(self) -> None:
        if not self.give_up() and self.chosen >= 0:
            self.removed.emit(self.chosen)

    def _next_handle(self) -> None:
        shape = self.chosen_shape
        count = len(handles(shape)) if shape is not None else 0
        if count:
            after = 0 if self.held is None else self.held + 1
            self.held = after if after < count else None

    def _enter(self, placement: Placement, view: View) -> None:
        shape = self.chosen_shape
        if shape is not None:
            self._enter_chosen(shape)
        elif self._cursor is None:
            self._cursor = middle(placement, view)
        elif self._kind == "text":
            self.label_wanted.emit(Shape("text", (self._cursor,)))
        elif not self._by_keys:
            self._by_keys, self._trail = True, [self._cursor]
            self._grip = Grip(self._cursor)
        else:
            self._grip = None
            self._finish(placement, view)

    def _enter_chosen(self, shape: Shape) -> None:
        if shape.kind == "redact":
            self.next_why()
        else:
            self.label_wanted.emit(shape)

    def _nudge(self, placement: Placement, view: View, by: QPointF) -> None:
        """On the screen, however the picture lies there: the chosen shape, its handle, or the cursor."""

        def there(point: Point) -> Point:
            at = placement.to_picture(view, placement.to_screen(view, QPointF(*point)) + by)
            return at.x(), at.y()

        shape = self.chosen_shape
        if shape is None:
            self._cursor = limited(there(self._cursor)) if self._cursor is not None else middle(placement, view)
            if self._by_keys and self._grip is not None:
                self._stretch(self._grip.start, self._cursor)
            return
        if self.held is not None:
            after = resized(shape, self.held, there(handles(shape)[self.held]))
        else:
            first = there(shape.points[0])
            after = moved(shape, first[0] - shape.points[0][0], first[1] - shape.points[0][1])
        if after != shape:
            self.altered.emit(after, True)

    # --- painting -------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, placement: Placement, view: View, pane: QRect, colour: QColor) -> None:
        paper = Paper(placement, view, pane, colour)
        live = self._live
        shown = [live if live is not None and live.at == shape.at else shape for shape in self.shapes]
        if self.what == "redact":
            if self.kept is not None:
                paint_left(painter, paper, self.kept)
            for shape in dict.fromkeys((*(replace(each, at=-1) for each in self.others), *shown)):
                paint_peek(painter, paper, shape)
        else:
            paint_shapes(painter, paper, shown)
        if live is not None and live.at < 0:
            if self.what == "redact":
                paint_peek(painter, paper, live)
            else:
                paint_line(painter, paper, live)
                paint_number(painter, paper, live)
        chosen = next((shape for shape in shown if shape.at == self.chosen), None)
        if chosen is not None:
            if not handles(chosen):
                paint_chosen(painter, paper, chosen)
            paint_handles(painter, paper, [QPointF(*point) for point in handles(chosen)], self.held)
        if self._cursor is not None and chosen is None:
            paint_cursor(painter, paper.at(QPointF(*self._cursor)))
