"""Lanes below the storyboard, on its axis: sound, cuts and freezes, codes read, the listing's item, sharpness."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from moderator.domain.code_facts import Known, Relation
from moderator.domain.finds import NOISE, Run
from moderator.domain.scan import CutKind, Scan
from ui.models import lanes
from ui.models.code_words import code_line
from ui.models.found import Found, item_heights
from ui.models.timeline import Axis
from ui.theme import GAP, face, tokens

LANE = 14
LANES = ("sound", "cuts", "codes", "item", "sharpness")
NEAR = 4
"""Pixels within which the pointer means a tick."""


class Lanes(QWidget):
    """Paints what it is told. A click asks for the frame under the pointer, or for the tick beside it."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis: Axis | None = None
        self._scan: Scan | None = None
        self._found: Found | None = None
        self._number = 0
        self._drawn: tuple[object, QPixmap] | None = None
        self.setFixedHeight(LANE * len(LANES))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Sound, cuts, codes, item and sharpness"))

    def set_axis(self, axis: Axis | None) -> None:
        if axis is not self._axis:
            self._axis, self._drawn = axis, None
            self.update()

    def set_scan(self, scan: Scan | None) -> None:
        """What is known of the film; more may follow."""
        if scan is not self._scan:
            self._scan, self._drawn = scan, None
            self.update()

    def set_found(self, found: Found | None) -> None:
        """What is known of single frames; more may follow."""
        if found is not self._found:
            self._found, self._drawn = found, None
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
        """What there is to know of this place: a line for each thing, none where nothing is known."""
        axis = self._axis
        if axis is None:
            return ""
        number, lane = self.meant(at), LANES[self._lane(at)]
        told = {
            "sound": self._said_of_sound, "cuts": self._events, "codes": self._said_of_codes,
            "item": self._said_of_item, "sharpness": self._said_of_sharpness,
        }[lane]  # fmt: skip
        return "\n".join(told(axis, number))

    def _said_of_sound(self, axis: Axis, number: int) -> list[str]:
        if self._scan is None:
            return []
        level = lanes.level_at(axis, self._scan, number)
        return [self.tr("no sound") if level is None else self.tr("{0:.0f} dB").format(level)]

    def _said_of_sharpness(self, _axis: Axis, number: int) -> list[str]:
        scan = self._scan
        if scan is None or number >= len(scan.sharpness):
            return []
        sharp = self.tr("sharpness {0} %").format(round(scan.sharpness[number] / 2.55))
        return [" · ".join([sharp, *([self.tr("one of the best frames")] if number in scan.best else [])])]

    def _said_of_codes(self, axis: Axis, number: int) -> list[str]:
        return [code_line(*each) for each in self._runs_at(axis, number)]

    def _runs_at(self, axis: Axis, number: int) -> list[tuple[Run, Known | None]]:
        """Those over which the pointer is, when it means this frame; short ones are as wide as they are drawn."""
        reach = NEAR / max(1, self.width())
        at, runs = axis.share(number), self._found.runs if self._found is not None else ()
        return [
            (run, known) for run, known in runs
            if run.first <= number <= run.last or (run.first < axis.count and abs(axis.share(run.first) - at) <= reach)
        ]  # fmt: skip

    def _said_of_item(self, _axis: Axis, number: int) -> list[str]:
        found = self._found
        look = found.look_at(number) if found is not None else None
        if found is None or look is None or not found.photos:
            return []
        if look.matches <= NOISE:
            return [self.tr("nothing of the listing's photos found")]
        said = self.tr("looks like listing photo {0} · {1} matches").format(found.photo_of(look), look.matches)
        return [said, *([self.tr("the most around here")] if look in found.best else [])]

    def _events(self, axis: Axis, number: int) -> list[str]:
        found: list[str] = []
        scan = self._scan
        if scan is None:
            return found
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
        scan, found, axis = self._scan, self._found, self._axis
        if axis is None:
            return []
        ticks = {
            "cuts": [cut.frame for cut in scan.cuts] if scan is not None else [],
            "sharpness": scan.best if scan is not None else [],
            "codes": [run.first for run, _ in found.runs] if found is not None else [],
            "item": [look.number for look in found.best] if found is not None else [],
        }.get(lane, [])
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
        look, axis = tokens(), self._axis
        for row in range(len(LANES)):
            painter.fillRect(QRectF(0, (row + 1) * LANE - 1, self.width(), 1), QColor(look.line))
        if axis is not None and self._scan is not None:
            heights = lanes.heights(axis, self._scan, max(1, self.width()))
            self._draw_area(painter, _row("sound"), heights.sound, look.colour("second", 0.55))
            self._draw_events(painter, axis, self._scan)
            self._draw_area(painter, _row("sharpness"), heights.sharpness, look.colour("listing", 0.5))
            self._draw_best(painter, _row("sharpness"), list(self._scan.best))
        if axis is not None and self._found is not None:
            self._draw_codes(painter, axis, self._found)
            item = item_heights(axis, self._found.looks, max(1, self.width()))
            self._draw_area(painter, _row("item"), item, look.colour("listing", 0.8))
            self._draw_best(painter, _row("item"), [each.number for each in self._found.best])
        names = (self.tr("sound"), self.tr("cuts"), self.tr("codes"), self.tr("item"), self.tr("sharp"))
        painter.setFont(face(10))
        for row, name in enumerate(names):
            box = QRectF(GAP, row * LANE, painter.fontMetrics().horizontalAdvance(name) + GAP, LANE - 1)
            painter.fillRect(box.adjusted(-GAP, 0, 0, 0), look.colour("panel", 0.8))
            painter.setPen(QColor(look.third))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)

    def _draw_codes(self, painter: QPainter, axis: Axis, found: Found) -> None:
        """A bar as long as the code was read. What is a number of the case stands out; that says nothing of it."""
        look, top = tokens(), _row("codes") * LANE
        painter.setPen(Qt.PenStyle.NoPen)
        for run, known in found.runs:
            left, right = self._x(run.first), self._x(min(run.last + 1, axis.count - 1))
            ours = known is not None and known.relation is not Relation.OTHER
            painter.setBrush(look.colour("ok", 0.9) if ours else look.colour("second", 0.8))
            painter.drawRoundedRect(QRectF(left, top + 4, max(4.0, right - left), LANE - 8), 2, 2)

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
        look, top = tokens(), float(_row("cuts") * LANE)
        for freeze in scan.freezes:
            left = self._x(freeze.first)
            right = self._x(freeze.last + 1) if freeze.last + 1 < axis.count else float(self.width())
            painter.fillRect(QRectF(left, top + 4, max(2.0, right - left), LANE - 9), look.colour("second", 0.55))
        for cut in scan.cuts:
            left, right = self._x(cut.begins), self._x(cut.frame)
            if cut.kind is CutKind.GRADUAL:
                painter.fillRect(QRectF(left, top + 2, max(3.0, right - left), LANE - 5), look.colour("text", 0.35))
            painter.fillRect(QRectF(right - 1, top + 1, 2, LANE - 3), QColor(look.text))

    def _draw_best(self, painter: QPainter, row: int, numbers: list[int]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().text))
        for number in numbers:
            painter.drawEllipse(QPointF(self._x(number), row * LANE + 4.0), 2.0, 2.0)

    def _x(self, number: int) -> float:
        axis = self._axis
        return axis.share(min(number, axis.count - 1)) * self.width() if axis is not None else 0.0


def _row(lane: str) -> int:
    return LANES.index(lane)
