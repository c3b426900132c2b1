"""The surface that a picture is painted on: zoom, pan, exhibits' frames, and choosing a region. Knows no case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.images import Pyramid
from ui.models.adjustments import NEUTRAL, Adjustments
from ui.models.marks import Mark
from ui.models.viewport import FIT, STEP, Placement, View
from ui.theme import tokens
from ui.veil import paint_veiled, paint_words
from ui.views.annotation_marks import Paper
from ui.views.canvas_tool import CanvasTool, Place
from ui.views.layer import Inset, Layer
from ui.views.picture_marks import paint_caption, paint_marks, paint_region
from ui.views.raster import ViewRaster
from ui.views.region import Region

SHARE = 0.5
"""Of the pane: how large a part is that was brought into view."""
STILL = 60
"""Milliseconds without movement after which a picture that was painted coarse becomes as sharp as it is."""
NOTCH = 120
"""What Qt calls one notch of a wheel."""


class Canvas(QWidget):
    """Paints one picture at one view. `side` names the colour of its marks: listing or evidence."""

    view_changed = Signal(object)
    """View: the person zoomed or panned here"""
    region_chosen = Signal(object)
    """(x, y, width, height) as fractions of the upright picture"""
    region_ended = Signal()
    """The rectangle was chosen or given up"""
    used = Signal()
    """Clicked, wheeled or reached by Tab: this is the pane that is being worked in"""
    resized = Signal()
    hovered = Signal(object)
    """QPointF in fractions of the picture: the pointer is there, with no button down; None: it has left"""

    def __init__(self, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._pyramid: Pyramid | None = None
        self._view = FIT
        self._marks: Sequence[Mark] = ()
        self._caption = ""
        self._held: QPointF | None = None
        self._tool: CanvasTool | None = None
        self._layer: Layer | None = None
        self._insets: list[Inset] = []
        self._in_tool = False
        self._by = NEUTRAL
        self._raster = ViewRaster()
        self._veil = ""
        self._finer = QTimer(self, singleShot=True)
        self._finer.timeout.connect(self._refine)
        self.region = Region(self)
        self.region.changed.connect(self.update)
        self.region.chosen.connect(self.region_chosen)
        self.region.ended.connect(self._region_over)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing is painted below it, twice a frame
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 80)
        self.setAccessibleName(self.tr("Picture"))

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        return self._view

    @property
    def pyramid(self) -> Pyramid | None:
        return self._pyramid

    @property
    def caption(self) -> str:
        return self._caption

    @property
    def marks(self) -> Sequence[Mark]:
        return self._marks

    def show_picture(self, pyramid: Pyramid | None, caption: str = "") -> None:
        """Paints this picture from now on, or nothing; the view stays."""
        if pyramid is None:
            self.region.give_up()
            self._raster.forget()
        self._pyramid, self._caption = pyramid, caption
        self._point()
        self.update()

    def set_caption(self, caption: str) -> None:
        if caption != self._caption:
            self._caption = caption
            self.update()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """The exhibits that lie on this picture."""
        if tuple(marks) != tuple(self._marks):
            self._marks = tuple(marks)
            self.update()

    @property
    def tool(self) -> CanvasTool | None:
        return self._tool

    def set_tool(self, tool: CanvasTool | None) -> None:
        """Hands pointer and keys to a tool, or takes them back; the tool before gives up what was half done."""
        if tool is self._tool:
            return
        self.region.give_up()
        if self._tool is not None:
            self._tool.changed.disconnect(self.update)
            self._tool.detached()
        self._tool, self._in_tool = tool, False
        self.setProperty("ownKeys", [int(key) for key in tool.keys] if tool is not None else None)
        if tool is not None:
            tool.changed.connect(self.update)
            tool.attached(self)
        self._point()
        self.update()

    def set_veil(self, words: str) -> None:
        """Blurs the picture beyond recognition and says these words on it; "" shows it as it is."""
        if words != self._veil:
            self._veil = words
            self.update()

    def set_layer(self, layer: Layer | None) -> None:
        """Paints this over the picture from now on, below its marks."""
        self._layer = layer
        self.update()

    def add_inset(self, inset: Inset) -> None:
        """Paints this over everything else from now on, such as a loupe."""
        self._insets.append(inset)

    def set_view(self, view: View) -> None:
        """Takes over a view, as from the linked pane; says nothing back."""
        if view != self._view:
            self._view = view
            self._point()
            self.update()

    @property
    def adjustments(self) -> Adjustments:
        """How the picture is displayed other than it is."""
        return self._by

    def set_adjustments(self, by: Adjustments) -> None:
        """Displays the picture so from now on; a rectangle that is being chosen is given up when it is turned."""
        if by == self._by:
            return
        if by.turn != self._by.turn:
            self.region.give_up()
        self._by = by
        self.update()

    def placement(self) -> Placement | None:
        """Pane and picture as they are now; None without a picture or room."""
        if self._pyramid is None or self.width() < 1 or self.height() < 1:
            return None
        picture = QSizeF(self._pyramid.full_width, self._pyramid.full_height)
        return Placement(QSizeF(self.size()), picture, self.devicePixelRatioF(), self._by.turn)

    # --- zoom and pan ---------------------------------------------------------------------------------------------

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms, the picture staying put under `at` (None: the middle)."""
        if placement := self.placement():
            self._move(placement.zoomed(self._view, factor, at))

    def zoom_actual(self) -> None:
        """One picture pixel on one device pixel."""
        if placement := self.placement():
            self._move(placement.actual(self._view))

    def zoom_fit(self) -> None:
        self._move(FIT)

    def pan(self, across: float, down: float) -> None:
        """Moves the picture by so many logical pixels."""
        if placement := self.placement():
            self._move(placement.panned(self._view, across, down))

    def reveal(self, area: QRectF) -> None:
        """Brings a part of the picture, as fractions, into the middle; larger where it would be too small to judge."""
        placement = self.placement()
        if placement is None:
            return
        shown = placement.area_to_screen(self._view, area).normalized()
        largest = max(shown.width() / self.width(), shown.height() / self.height(), 1e-6)
        factor = SHARE / largest if not SHARE / 3 < largest < 1 else 1.0
        self._move(placement.centred(View(max(1.0, self._view.zoom * factor)), area.center()))

    def _move(self, view: View) -> None:
        if view != self._view:
            self.set_view(view)
            self.view_changed.emit(view)

    # --- region ---------------------------------------------------------------------------------------------------

    def start_region(self) -> bool:
        """Puts a rectangle into the middle of what is visible, to be moved by keys; False without a picture."""
        placement = self.placement()
        if placement is None:
            return False
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.region.start(placement, self._view)
        return True

    def _region_over(self) -> None:
        if self._tool is not None:
            self.setProperty("ownKeys", [int(key) for key in self._tool.keys])
        self._point()
        self.region_ended.emit()

    # --- events ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.used.emit()
        placement = self.placement()
        if event.button() != Qt.MouseButton.LeftButton or placement is None:
            return
        if self._tool is not None and self._tool.press(self._place(placement, event)):
            self._in_tool = True
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or self.region.by_keys:
            self.region.press(placement, self._view, event.position())
        else:
            self._held = event.position()
        self._point()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        placement = self.placement()
        if placement is not None and not event.buttons():
            self.hovered.emit(placement.to_picture(self._view, event.position()))
        if self._tool is not None and placement is not None and self._held is None:
            place = self._place(placement, event)
            self._tool.drag(place) if self._in_tool else self._tool.hover(place)
            self._point()
        elif self.region.dragging and placement is not None:
            self.region.drag(placement, self._view, event.position())
        elif self._held is not None:
            moved = event.position() - self._held
            self._held = event.position()
            self.pan(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        placement = self.placement()
        if self._in_tool:
            self._in_tool = False
            if self._tool is not None and placement is not None:
                self._tool.release(self._place(placement, event))
        if self.region.dragging:
            self.region.release()
        self._point()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        placement = self.placement()
        if self._tool is None or placement is None or not self._tool.double_click(self._place(placement, event)):
            self.mousePressEvent(event)
            if placement is not None and self._view.fits and self._tool is None:
                actual = placement.actual(self._view)
                self._move(placement.zoomed(self._view, actual.zoom / self._view.zoom, event.position()))
            elif self._tool is None:
                self.zoom_fit()

    def _place(self, placement: Placement, event: QMouseEvent | QWheelEvent) -> Place:
        return Place(placement, self._view, event.position(), event.modifiers())

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()  # with Alt held, Qt turns the wheel sideways
        placement = self.placement()
        tool = self._tool if placement is not None else None
        if placement and tool and turned and tool.wheel(self._place(placement, event), turned / NOTCH):
            pass
        elif turned and self._pyramid is not None:
            self.used.emit()
            self.zoom(STEP ** (turned / NOTCH), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_tools(event):
            self.keyPressEvent(event)  # at once: Qt would move the focus by Tab before anybody is asked
            return True
        return super().event(event)

    def _is_tools(self, event: QKeyEvent) -> bool:
        tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return self._tool is not None and event.key() in tabs and event.key() in self._tool.keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        placement = self.placement()
        used = placement is not None and (
            self.region.key(placement, self._view, event)
            or (self._tool is not None and self._tool.key(placement, self._view, event))
        )
        if not used:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.used.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _point(self) -> None:
        """The shape of the pointer says what a drag would do."""
        if self._pyramid is None:
            self.unsetCursor()
        elif self.region.active:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._held is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._tool is not None:
            self.setCursor(self._tool.cursor)
        elif self._view.zoom > 1:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    # --- painting -------------------------------------------------------------------------------------------------

    def _refine(self) -> None:
        """Nothing has moved for a moment: a band of the picture as sharp as it is; in between the window answers."""
        if self._raster.refine():
            self._finer.start(0)
        else:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        placement = self.placement()
        if placement is None or self._pyramid is None:
            painter.fillRect(self.rect(), QColor(tokens().canvas))
            return
        covered = placement.rect(self._view).toAlignedRect().adjusted(2, 2, -2, -2)
        painter.setClipRegion(QRegion(self.rect()) - QRegion(covered))
        painter.fillRect(self.rect(), QColor(tokens().canvas))
        painter.setClipping(False)
        if self._veil:
            paint_veiled(painter, self._pyramid, placement, self._view, QRectF(self.rect()))
        elif not self._raster.paint(painter, self._pyramid, placement, self._view, self._by):
            self._finer.start(STILL)
        if self._layer is not None and not self._veil:
            self._layer.paint(painter, placement, self._view, QRectF(self.rect()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(tokens().side(self._side))
        paint_marks(painter, Paper(placement, self._view, self.rect(), colour), self._marks, self._tool)
        if self.region.area is not None:
            paint_region(painter, placement.area_to_screen(self._view, self.region.area), colour, self.rect())
        hint = self.region.hint
        if self._tool is not None:
            self._tool.paint(painter, placement, self._view, self.rect(), colour)
            hint = hint or self._tool.hint
        paint_caption(painter, hint or self._caption, self.rect())
        if self._veil:
            paint_words(painter, self._veil, QRectF(self.rect()))
        for inset in self._insets if not self._veil else ():
            inset.paint(painter, placement, self._view)
