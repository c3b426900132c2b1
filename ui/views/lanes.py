"""Lanes below the storyboard, on its axis: how loud it is, where it is cut or stands still, how sharp it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from moderator.domain.scan import CutKind, Scan
from ui.models import lanes
from ui.models.timeline import Axis, clock
from ui.plain import show_tip
from ui.theme import GAP, face, tokens

LANE = 14
LANES = ("sound", "cuts", "sharpness")
NEAR = 4
"""Pixels within which the pointer means a tick."""


class Lanes(QWidget):
    """Paints what it is told. A click asks for the frame under the pointer, or for the tick beside it."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis: Axis | None = None
        self._scan: Scan | None = None
        self._number = 0
        self._drawn: tuple[object, QPixmap] | None = None
        self.setFixedHeight(LANE * len(LANES))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Sound, cuts and sharpness"))

    def set_axis(self, axis: Axis | None) -> None:
        if axis is not self._axis:
            self._axis, self._drawn = axis, None
            self.update()

    def set_scan(self, scan: Scan | None) -> None:
        """What is known of the film; more may follow."""
        if scan is not self._scan:
            self._scan, self._drawn = scan, None
            self.update()

    def set_number(self, number: int) -> None:
        """Where the playhead stands."""
        if number != self._number:
            self._number = number
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, LANE * len(LANES))

    # --- the pointer ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._axis is not None and event.button() == Qt.MouseButton.LeftButton:
            self.wanted.emit(self.meant(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # An empty text takes the tooltip away.
        show_tip(event.globalPosition().toPoint(), self.said(event.position()), self)

    def meant(self, at: QPointF) -> int:
        """The frame that a click at this place goes to."""
        axis = self._axis
        if axis is None:
            return 0
        ticks = self._ticks(LANES[self._lane(at)])
        near = [number for number in ticks if abs(axis.share(number) * self.width() - at.x()) <= NEAR]
        if near:
            return min(near, key=lambda number: abs(axis.share(number) * self.width() - at.x()))
        return axis.under(at.x() / max(1, self.width()))

    def said(self, at: QPointF) -> str:
        """What there is to know of this place."""
        axis, scan = self._axis, self._scan
        if axis is None or scan is None:
            return ""
        number, lane = self.meant(at), LANES[self._lane(at)]
        when = clock(axis.time(number))
        if lane == "sound":
            level = lanes.level_at(axis, scan, number)
            return f"{when} · " + (self.tr("no sound") if level is None else self.tr("{0:.0f} dB").format(level))
        if lane == "cuts":
            return " · ".join([when, *self._events(axis, scan, number)])
        if number >= len(scan.sharpness):
            return when
        sharp = self.tr("sharpness {0} %").format(round(scan.sharpness[number] / 2.55))
        return " · ".join([when, sharp, *([self.tr("one of the best frames")] if number in scan.best else [])])

    def _events(self, axis: Axis, scan: Scan, number: int) -> list[str]:
        found = []
        for cut in scan.cuts:
            if cut.begins <= number <= cut.frame:
                hard = cut.kind is CutKind.HARD
                said = self.tr("cut: a new shot begins") if hard else self.tr("gradual cut: one shot becomes another")
                found.append(f"{said} · f{cut.frame}")
        for freeze in scan.freezes:
            if freeze.first <= number <= freeze.last:
                length = float(lanes.lasts(axis, freeze.first, freeze.last))
                found.append(self.tr("the picture stands still for {0:.1f} s").format(length))
        return found

    def _ticks(self, lane: str) -> list[int]:
        scan, axis = self._scan, self._axis
        if scan is None or axis is None or lane == "sound":
            return []
        ticks = [cut.frame for cut in scan.cuts] if lane == "cuts" else list(scan.best)
        return [number for number in ticks if number < axis.count]

    def _lane(self, at: QPointF) -> int:
        return min(max(int(at.y() // LANE), 0), len(LANES) - 1)

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture())
        if self._axis is not None:
            x = min(self._x(self._number), self.width() - 2.0)
            painter.fillRect(QRectF(x - 1, 0, 4, self.height()), QColor(0, 0, 0, 70))
            painter.fillRect(QRectF(x, 0, 2, self.height()), QColor(tokens().listing))

    def _picture(self) -> QPixmap:
        """All but the playhead: drawn once, since the playhead moves with every frame."""
        ratio = self.devicePixelRatioF()
        key = (self.size(), ratio, tokens().name)
        if self._drawn is None or self._drawn[0] != key:
            drawn = QPixmap(self.size() * ratio)
            drawn.setDevicePixelRatio(ratio)
            drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(drawn)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter)
            painter.end()
            self._drawn = key, drawn
        return self._drawn[1]

    def _draw(self, painter: QPainter) -> None:
        look = tokens()
        for row in range(len(LANES)):
            painter.fillRect(QRectF(0, (row + 1) * LANE - 1, self.width(), 1), QColor(look.line))
        if self._axis is not None and self._scan is not None:
            found = lanes.heights(self._axis, self._scan, max(1, self.width()))
            self._draw_area(painter, 0, found.sound, look.colour("second", 0.55))
            self._draw_events(painter, self._axis, self._scan)
            self._draw_area(painter, 2, found.sharpness, look.colour("listing", 0.5))
            self._draw_best(painter, self._scan)
        names = (self.tr("sound"), self.tr("cuts"), self.tr("sharp"))
        painter.setFont(face(10))
        for row, name in enumerate(names):
            box = QRectF(GAP, row * LANE, painter.fontMetrics().horizontalAdvance(name) + GAP, LANE - 1)
            painter.fillRect(box.adjusted(-GAP, 0, 0, 0), look.colour("panel", 0.8))
            painter.setPen(QColor(look.third))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)

    def _draw_area(self, painter: QPainter, row: int, columns: lanes.Column, colour: QColor) -> None:
        """Stretches of which nothing is known stay empty."""
        foot, full = (row + 1) * LANE - 1.0, LANE - 3.0
        points: list[QPointF] = []
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x, height in enumerate([*columns.tolist(), -1.0]):
            if height >= 0:
                points += [] if points else [QPointF(x, foot)]
                points.append(QPointF(x + 0.5, foot - full * height))
            elif points:
                painter.drawPolygon(QPolygonF([*points, QPointF(x, foot)]))
                points = []

    def _draw_events(self, painter: QPainter, axis: Axis, scan: Scan) -> None:
        look, top = tokens(), float(LANE)
        for freeze in scan.freezes:
            left = self._x(freeze.first)
            right = self._x(freeze.last + 1) if freeze.last + 1 < axis.count else float(self.width())
            painter.fillRect(QRectF(left, top + 4, max(2.0, right - left), LANE - 9), look.colour("second", 0.55))
        for cut in scan.cuts:
            left, right = self._x(cut.begins), self._x(cut.frame)
            if cut.kind is CutKind.GRADUAL:
                painter.fillRect(QRectF(left, top + 2, max(3.0, right - left), LANE - 5), look.colour("text", 0.35))
            painter.fillRect(QRectF(right - 1, top + 1, 2, LANE - 3), QColor(look.text))

    def _draw_best(self, painter: QPainter, scan: Scan) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().text))
        for number in scan.best:
            painter.drawEllipse(QPointF(self._x(number), 2 * LANE + 4.0), 2.0, 2.0)

    def _x(self, number: int) -> float:
        axis = self._axis
        return axis.share(min(number, axis.count - 1)) * self.width() if axis is not None else 0.0
