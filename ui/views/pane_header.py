"""The permanent label of a pane: which side, which file, from whom and when, and how large it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.adjustments import Adjustments
from ui.models.item_words import Part
from ui.plain import set_tip
from ui.theme import GAP, NORMAL, face, tokens
from ui.views.bits import Chip, chip_width

HEIGHT = 30
LEAST_REST = 40.0
"""Logical pixels below which a part says nothing any more and is left out."""
LEAST_NAME = 96.0
"""Logical pixels that a file name keeps: its id and its ends."""


class PaneHeader(QWidget):
    """One line; what lacks room at its end is cut off there, and is whole in the tooltip."""

    reset = Signal()
    """The chip that says that the picture is adjusted was clicked"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.adjusted = Chip("", "warn", clickable=True, parent=self)
        self.adjusted.clicked.connect(self.reset)
        self._words: tuple[str, ...] = ()
        self.adjusted.hide()
        self._parts: Sequence[Part] = ()
        self._zoom = ""
        self._right = 0.0
        """Where the parts end: the chips and the zoom are there."""
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: Sequence[Part]) -> None:
        """The first parts say which side it is and are never cut."""
        self._parts = tuple(parts)
        text = "  ".join(part.text for part in self._parts)
        self.setAccessibleName(text)
        set_tip(self, text)
        self._arrange()
        self.update()

    def set_zoom(self, text: str) -> None:
        """What stands at the right, "fit · 46 %"."""
        if text != self._zoom:
            self._zoom = text
            self.setAccessibleDescription(text)
            self._arrange()
            self.update()

    def set_adjusted(self, by: Adjustments) -> None:
        """Says, for as long as it is so, that the picture is not shown as it is in the file."""
        words = by.words()
        if words == self._words:
            return
        self._words = words
        self.adjusted.setVisible(bool(self._words))
        listed = ", ".join(self._words)
        set_tip(self.adjusted, self.tr("On screen only: {0}. A click shows the picture as it is.").format(listed))
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        """The chip stands left of the zoom. Where its words lack room they are counted; the chip is never left out."""
        right = self.width() - 2.5 * GAP - QFontMetricsF(_zoom_face()).horizontalAdvance(self._zoom) - 2.5 * GAP
        if self._words:
            listed = ", ".join(self._words)
            whole = self.tr("adjusted: {0} ×").format(listed)
            short = self.tr("adjusted · {0} ×").format(len(self._words))
            self.adjusted.set(whole if chip_width(whole) <= right - _least(self._parts) else short)
            self.adjusted.setAccessibleName(self.tr("adjusted: {0}. Show it as it is").format(listed))
            size = self.adjusted.sizeHint()
            right -= size.width()
            self.adjusted.setGeometry(round(right), (HEIGHT - size.height()) // 2 + 1, size.width(), size.height())
            right -= 1.5 * GAP
        self._right = right

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def text(self) -> str:
        return "  ".join(part.text for part in self._parts)

    @property
    def zoom(self) -> str:
        return self._zoom

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens()
        line = QRectF(self.rect()).adjusted(2.5 * GAP, 0, -2.5 * GAP, 0)
        painter.setFont(_zoom_face())
        painter.setPen(QColor(look.second))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._zoom)
        left = line.left()
        for part, width, gap in self._places(self._right - left):
            if width < min(LEAST_REST, _width(part)):
                break
            font = _font(part)
            text = QFontMetricsF(font).elidedText(part.text, Qt.TextElideMode.ElideMiddle, width)
            painter.setFont(font)
            painter.setPen(QColor(look.tone(part.tone)))
            painter.drawText(QRectF(left, 0, width + 1, line.height()), Qt.AlignmentFlag.AlignVCenter, text)
            left += width + gap

    def _places(self, room: float) -> list[tuple[Part, float, float]]:
        """Each part, its width and the gap behind it. Without room spare parts go, the name is cut, then the end."""
        parts = list(self._parts)
        while (lacking := _lacking(parts, room)) > 0 and any(part.spare for part in parts):
            parts.remove(next(part for part in reversed(parts) if part.spare))
        widths = [_width(part) for part in parts]
        for n in sorted(range(len(widths)), key=lambda n: (not _is_name(parts[n]), -n)):
            least = LEAST_NAME if _is_name(parts[n]) else 0.0
            cut = min(max(0.0, lacking), max(0.0, widths[n] - least))
            widths[n] -= cut
            lacking -= cut
        return [(part, width, _gap(part)) for part, width in zip(parts, widths, strict=True)]


def _zoom_face() -> QFont:
    return face(NORMAL, QFont.Weight.DemiBold)


def _least(parts: Sequence[Part]) -> float:
    """What the line cannot do without: the side in full and the ends of the name."""
    return sum(LEAST_NAME if _is_name(part) else _width(part) + _gap(part) for part in parts if part.bold) + 2 * GAP


def _width(part: Part) -> float:
    return QFontMetricsF(_font(part)).horizontalAdvance(part.text) + 1


def _lacking(parts: Sequence[Part], room: float) -> float:
    return sum(_width(part) + _gap(part) for part in parts) - _gap(parts[-1]) - room if parts else 0.0


def _is_name(part: Part) -> bool:
    return part.bold and part.tone == "plain"


def _gap(part: Part) -> float:
    if part.text.endswith("·"):
        return GAP
    return 2.5 * GAP if part.bold and not _is_name(part) else 2 * GAP


def _font(part: Part) -> QFont:
    font = face(NORMAL, QFont.Weight.Bold if part.bold else QFont.Weight.Normal)
    if part.bold and part.tone != "plain":
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5)
    return font
