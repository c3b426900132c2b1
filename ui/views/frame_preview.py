"""A small picture of a frame with its time and number, above the place on the time axis that it belongs to."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import GAP, NORMAL, RADIUS, SMALL, face, tokens

WIDE, HIGH = 256, 224
"""The most that the picture has, in logical pixels: what is fetched for it at scale 2 are 512."""
LINES = 5
"""Of words below; a code may hold more than anybody wants to see here."""
_WRAPS = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
_LONG = re.compile(r"\S{20}(?=\S)")
"""Words that may have no room on a line, as codes do, get places at which they may be parted."""
PALE = 0.45
"""How opaque a picture is that is near the frame and not it."""


class FramePreview(QWidget):
    """Paints what it is told, over everything in its window; no pointer touches it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._exact = False
        self._title = self._words = self._parted = ""
        self._aspect = 16 / 9
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Frame under the pointer"))
        self.hide()

    @property
    def image(self) -> QImage | None:
        """What is painted."""
        return self._image

    @property
    def exact(self) -> bool:
        """Whether that is the very frame."""
        return self._exact

    @property
    def text(self) -> str:
        return f"{self._title}\n{self._words}".strip()

    def tell(self, title: str, words: str, aspect: float) -> None:
        """Time and number, what else there is to know of the place, and the shape of the picture."""
        self._title, self._words, self._aspect = title, words, aspect
        self._parted = _LONG.sub(lambda found: f"{found[0]}\u200b", words)
        self.setAccessibleDescription(self.text)
        self.resize(WIDE + 4 * GAP, self._text_top() + self._text_height() + 2 * GAP)
        self.update()

    def set_image(self, image: QImage | None, *, exact: bool) -> None:
        self._image, self._exact = image, exact
        self.update()

    def place(self, x: int, over: QRect) -> None:
        """Shows it above this part of its window, its middle at `x` as far as that is over the part."""
        left = min(max(x - self.width() // 2, over.left()), max(over.left(), over.right() + 1 - self.width()))
        self.move(left, max(0, over.top() - self.height() - GAP))
        self.show()
        self.raise_()

    def _picture(self) -> QRectF:
        high = min(HIGH, WIDE / self._aspect)
        wide = min(WIDE, high * self._aspect)
        return QRectF(2 * GAP + (WIDE - wide) / 2, 2 * GAP, wide, high)

    def _text_top(self) -> int:
        return round(self._picture().bottom()) + GAP

    def _text_height(self) -> int:
        height = QFontMetrics(face(NORMAL, QFont.Weight.DemiBold)).height()
        return height + self._words_box().height()

    def _words_box(self) -> QRect:
        if not self._words:
            return QRect()
        metrics = QFontMetrics(face(SMALL))
        box = metrics.boundingRect(QRect(0, 0, WIDE, 10_000), _WRAPS, self._parted)
        return QRect(0, 0, WIDE, min(box.height(), LINES * metrics.lineSpacing()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        look = tokens()
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(look.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        picture = self._picture()
        painter.fillRect(picture, QColor(look.canvas))
        if self._image is not None:
            painter.setOpacity(1.0 if self._exact else PALE)
            painter.drawImage(picture, self._image)
            painter.setOpacity(1.0)
        painter.setFont(face(NORMAL, QFont.Weight.DemiBold))
        painter.setPen(QColor(look.text))
        top, height = self._text_top(), painter.fontMetrics().height()
        painter.drawText(QRect(2 * GAP, top, WIDE, height), Qt.AlignmentFlag.AlignVCenter, self._title)
        if self._words:
            painter.setFont(face(SMALL))
            painter.setPen(QColor(look.second))
            painter.setClipRect(self._words_box().translated(2 * GAP, top + height))
            painter.drawText(QRect(2 * GAP, top + height, WIDE, 10_000), _WRAPS, self._parted)
