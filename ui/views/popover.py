"""A panel that lies over the window for a moment and goes away by Escape or when one looks elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import RADIUS_LARGE, tokens

SHADOW = 10


class Popover(QWidget):
    """Child of the window that it covers; `place` puts it, a shadow of 10 pixels around its content included."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        self.setProperty("ownKeys", [int(Qt.Key.Key_Escape)])
        self.hide()
        window.installEventFilter(self)

    def appear(self) -> None:
        """Shows it on top, and remembers who had the focus."""
        self._before = QApplication.focusWidget()
        self.place()
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        """Hides it and gives the focus back."""
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.hide()
        if had_focus and self._before is not None:
            self._before.setFocus()
        self._before = None

    def place(self) -> None:
        """Sets the geometry within the window; the base class centres it near the top."""
        size = self.sizeHint().boundedTo(self._window.size())
        self.setGeometry((self._window.width() - size.width()) // 2, 44, size.width(), size.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        content = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        for step in range(SHADOW, 0, -1):
            painter.setBrush(QColor(0, 0, 0, 3 if look.name == "light" else 10))
            grown = content.adjusted(-step, -step + 2, step, step)
            painter.drawRoundedRect(grown, RADIUS_LARGE + step, RADIUS_LARGE + step)
        painter.setPen(QColor(look.line))
        painter.setBrush(QColor(look.panel))
        painter.drawRoundedRect(content.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_LARGE, RADIUS_LARGE)
