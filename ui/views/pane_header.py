"""The permanent label of a pane: which side, which file, from whom and when, and how large it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.item_words import Part
from ui.theme import GAP, NORMAL, face, tokens
from ui.views.bits import escaped

HEIGHT = 30


class PaneHeader(QWidget):
    """One line; what lacks room at its end is cut off there, and is whole in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Sequence[Part] = ()
        self._zoom = ""
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: Sequence[Part]) -> None:
        """The first parts say which side it is and are never cut."""
        self._parts = tuple(parts)
        text = "  ".join(part.text for part in self._parts)
        self.setAccessibleName(text)
        self.setToolTip(escaped(text))
        self.update()

    def set_zoom(self, text: str) -> None:
        """What stands at the right, "fit · 46 %"."""
        if text != self._zoom:
            self._zoom = text
            self.setAccessibleDescription(text)
            self.update()

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
        half = face(NORMAL, QFont.Weight.DemiBold)
        painter.setFont(half)
        painter.setPen(QColor(look.second))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._zoom)
        right = line.right() - QFontMetricsF(half).horizontalAdvance(self._zoom) - 3 * GAP
        left = line.left()
        for part in self._parts:
            font = _font(part)
            metrics = QFontMetricsF(font)
            room = right - left
            if room < 4 * GAP:
                break
            text = metrics.elidedText(part.text, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(QColor(look.tone(part.tone)))
            painter.drawText(QRectF(left, 0, room, line.height()), Qt.AlignmentFlag.AlignVCenter, text)
            side = part.bold and part.tone != "plain"
            left += metrics.horizontalAdvance(text) + (GAP if part.text.endswith("·") else (2.5 if side else 2) * GAP)


def _font(part: Part) -> QFont:
    font = face(NORMAL, QFont.Weight.Bold if part.bold else QFont.Weight.Normal)
    if part.bold and part.tone != "plain":
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5)
    return font
