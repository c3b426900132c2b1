"""The time axis of a video: pictures along it, a lane for the exhibits taken, the range, and the playhead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.marks import Span
from ui.models.timeline import Axis
from ui.theme import GAP, RADIUS, SMALL, face, tokens

PICTURES, LANE = 44, 16
"""Heights in logical pixels of the pictures and of the lane below."""
ASPECT = 16 / 9
TOLD = 420.0
"""The widest that words over the pictures may be."""
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_STEPS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_GOES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = [int(key) for key in (*_ENDS, *_STEPS, *_GOES)]
FINE = 10
"""A picture's width is so many steps, with Shift."""


class Storyboard(QWidget):
    """Paints what it is told. A click or drag asks for the frame under the pointer."""

    wanted = Signal(int)
    """Number of the frame that was clicked, or on which a drag ended"""
    dragged = Signal(int)
    """Number of the frame over which the pointer is being dragged"""
    pointed = Signal(int)
    """Number of the frame that is pointed at by keys; -1: no more"""
    cells_changed = Signal()
    """Another number of pictures has room"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis: Axis | None = None
        self._number = 0
        self._images: Mapping[int, QImage] = {}
        self._marks: Sequence[Span] = ()
        self._range: int | None = None
        self._hover: float | None = None
        self._told = ""
        self._aspect = ASPECT
        self._drawn: tuple[tuple[QSize, float, str], QPixmap] | None = None
        self.setFixedHeight(PICTURES + LANE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setProperty("ownKeys", _KEYS)
        self.setAccessibleName(self.tr("Storyboard"))

    # --- what is told ---------------------------------------------------------------------------------------------

    def set_axis(self, axis: Axis | None) -> None:
        """Another video, or none; its pictures come later."""
        self._axis, self._images, self._range, self._hover = axis, {}, None, None
        self._aspect = ASPECT
        self._drawn = None
        self.update()

    def set_images(self, images: Mapping[int, QImage], aspect: float) -> None:
        """Pictures by frame number. `aspect` is their width by height."""
        changed = aspect != self._aspect
        self._images, self._aspect, self._drawn = images, aspect, None
        self.update()
        if changed:
            self.cells_changed.emit()

    def set_number(self, number: int) -> None:
        """Where the playhead stands."""
        if number != self._number:
            self._number = number
            self.update()

    def set_marks(self, marks: Sequence[Span]) -> None:
        self._marks = tuple(marks)
        self.update()

    def set_range(self, start: int | None) -> None:
        """The PTS at which a range was begun; it reaches to the playhead."""
        self._range = start
        self.update()

    def point_at(self, share: float | None, text: str = "") -> None:
        """Shows a place on the axis, 0 to 1, as if the pointer were there, with these words; None: no more."""
        self._hover, self._told = None if share is None else share * self.width(), text
        self.update()

    @property
    def cells(self) -> int:
        """How many pictures have room side by side."""
        return max(1, round(self.width() / (PICTURES * min(max(self._aspect, 1.0), 2.4))))

    def numbers(self) -> list[int]:
        """For each picture the frame in the middle of the time that it stands for."""
        axis = self._axis
        return [] if axis is None else [axis.under((n + 0.5) / self.cells) for n in range(self.cells)]

    def sizeHint(self) -> QSize:
        return QSize(400, PICTURES + LANE)

    # --- events ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._axis is not None:
            self.wanted.emit(self._under(self._axis, event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover, self._told = event.position().x(), ""
        if self._axis is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self._under(self._axis, event))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._axis is not None and self._under(self._axis, event) != self._number:
            self.wanted.emit(self._under(self._axis, event))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()
        super().leaveEvent(event)

    def _under(self, axis: Axis, event: QMouseEvent) -> int:
        return axis.under(event.position().x() / max(1, self.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        axis, key = self._axis, event.key()
        if axis is not None and key in _ENDS:
            self.wanted.emit(0 if key == Qt.Key.Key_Home else axis.count - 1)
        elif axis is not None and key in _STEPS:
            step = 1 / self.cells / (FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self._point_on(axis, step if key == Qt.Key.Key_PageDown else -step)
        elif axis is not None and key in _GOES and self._hover is not None:
            self.wanted.emit(axis.under(self._hover / max(1, self.width())))
            self._point_no_more()
        else:
            super().keyPressEvent(event)

    def _point_on(self, axis: Axis, by: float) -> None:
        """From the place that is pointed at, or else from the playhead; by a frame where that is more."""
        width = max(1, self.width())
        share = self._hover / width if self._hover is not None else axis.share(min(self._number, axis.count - 1))
        before, share = axis.under(share), min(max(share + by, 0.0), 1.0)
        number = axis.under(share)
        if number == before:
            number = min(max(before + (1 if by > 0 else -1), 0), axis.count - 1)
            share = axis.share(number) + 0.25 / width
        self.point_at(share)
        self.pointed.emit(number)

    def _point_no_more(self) -> None:
        self.point_at(None)
        self.pointed.emit(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_no_more()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.cells_changed.emit()

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens()
        band = QRectF(0, 0, self.width(), PICTURES)
        axis = self._axis
        painter.drawPixmap(0, 0, self._band(axis))
        self._paint_lane(painter, axis)
        if axis is not None:
            self._paint_hover(painter)
            self._paint_head(painter, axis)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.action), 2))
            painter.drawRoundedRect(band.adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _band(self, axis: Axis | None) -> QPixmap:
        """The pictures: drawn once, since the playhead moves with every frame."""
        ratio = self.devicePixelRatioF()
        key = (self.size(), ratio, tokens().name)
        if self._drawn is None or self._drawn[0] != key:
            band = QRectF(0, 0, self.width(), PICTURES)
            drawn = QPixmap(band.size().toSize() * ratio)
            drawn.setDevicePixelRatio(ratio)
            drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(drawn)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            inside = QPainterPath()
            inside.addRoundedRect(band, 2, 2)
            painter.setClipPath(inside)
            painter.fillRect(band, QColor(tokens().canvas))
            if axis is not None:
                self._paint_pictures(painter, axis)
            painter.end()
            self._drawn = key, drawn
        return self._drawn[1]

    def _paint_pictures(self, painter: QPainter, axis: Axis) -> None:
        """Each picture stands for its stretch of time. One taken from before it is pale: it is not what is there."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        known = sorted(self._images)
        width = self.width() / self.cells
        for cell in range(self.cells):
            first, last = axis.under(cell / self.cells), axis.under((cell + 1) / self.cells)
            within = [n for n in known if first <= n <= last]
            before = [n for n in known if n < first]
            if not within and not before:
                continue
            middle = axis.under((cell + 0.5) / self.cells)
            chosen = min(within, key=lambda n: abs(n - middle)) if within else before[-1]
            box = QRectF(cell * width, 0, width + 0.5, PICTURES)
            painter.setOpacity(1.0 if within else 0.35)
            painter.drawImage(box, self._images[chosen], _cover(self._images[chosen], box))
        painter.setOpacity(1.0)

    def _paint_lane(self, painter: QPainter, axis: Axis | None) -> None:
        look = tokens()
        middle = PICTURES + LANE / 2
        painter.setFont(face(10))
        painter.setPen(QColor(look.third))
        painter.drawText(QRectF(GAP, PICTURES, 80, LANE), Qt.AlignmentFlag.AlignVCenter, self.tr("exhibits"))
        painter.setPen(QPen(QColor(look.line), 1))
        painter.drawLine(QPointF(0, self.height() - 0.5), QPointF(self.width(), self.height() - 0.5))
        if axis is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        if self._range is not None:
            left, right = sorted((self._x_of(axis, self._range), self._x(axis)))
            painter.setBrush(look.colour("evidence", 0.35))
            painter.drawRect(QRectF(left, middle - 3, max(2.0, right - left), 6))
        painter.setBrush(QColor(look.evidence))
        for mark in self._marks:
            left, right = self._x_of(axis, mark.pts), self._x_of(axis, mark.end_pts)
            painter.drawRoundedRect(QRectF(left - 2, middle - 4, max(5.0, right - left), 8), 2, 2)

    def _paint_hover(self, painter: QPainter) -> None:
        if self._hover is None:
            return
        painter.fillRect(QRectF(self._hover, 0, 1, PICTURES), QColor(255, 255, 255, 150))
        if not self._told:
            return
        font = face(SMALL)
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(self._told, Qt.TextElideMode.ElideRight, TOLD)
        width = metrics.horizontalAdvance(text) + 2 * GAP
        left = min(max(self._hover - width / 2, 0.0), self.width() - width)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 17, 19, 200))
        painter.drawRoundedRect(QRectF(left, PICTURES - 18, width, 16), 3, 3)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(font)
        painter.drawText(QRectF(left, PICTURES - 18, width, 16), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_head(self, painter: QPainter, axis: Axis) -> None:
        x = min(self._x(axis), self.width() - 2.0)
        painter.fillRect(QRectF(x - 1, 0, 4, self.height()), QColor(0, 0, 0, 70))
        painter.fillRect(QRectF(x, 0, 2, self.height()), QColor(tokens().listing))

    def _x(self, axis: Axis) -> float:
        return axis.share(min(self._number, axis.count - 1)) * self.width()

    def _x_of(self, axis: Axis, pts: int) -> float:
        return axis.share_of_pts(pts) * self.width()


def _cover(image: QImage, box: QRectF) -> QRectF:
    """The middle part of the image that fills the box."""
    scale = max(box.width() / image.width(), box.height() / image.height())
    width, height = box.width() / scale, box.height() / scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
