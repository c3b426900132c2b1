"""A layout that puts its parts side by side and goes on in the next line, like words: for chips."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme import GAP


class Flow(QLayout):
    """Parts keep their size hints; those that are wider than the line are squeezed to it."""

    def __init__(self, *parts: QWidget, gap: int = GAP, align_right: bool = False, centred: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap, self._align_right, self._centred = gap, align_right, centred
        self.setContentsMargins(QMargins(0, 0, 0, 0))
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Removes and deletes every part."""
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return sum(self._height(line) for line in lines) + self._gap * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        wide = sum(item.sizeHint().width() for item in self._shown()) + self._gap * max(0, len(self._shown()) - 1)
        return QSize(wide, self._height(self._shown()))

    def minimumSize(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        return QSize(min(widest, 64), self._height(self._shown()))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        lines = self._lines(rect.width())
        top = rect.top() + max(0, rect.height() - self.heightForWidth(rect.width())) // 2
        for line in lines:
            height = self._height(line)
            widths = [min(item.sizeHint().width(), rect.width()) for item in line]
            spare = rect.width() - sum(widths) - self._gap * (len(line) - 1)
            left = rect.left() + (spare if self._align_right else spare // 2 if self._centred else 0)
            for item, width in zip(line, widths, strict=True):
                tall = item.sizeHint().height()
                item.setGeometry(QRect(QPoint(left, top + (height - tall) // 2), QSize(width, tall)))
                left += width + self._gap
            top += height + self._gap

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = min(item.sizeHint().width(), width)
            if not lines or used + self._gap + wide > width:
                lines.append([item])
                used = wide
            else:
                lines[-1].append(item)
                used += self._gap + wide
        return lines

    @staticmethod
    def _height(line: list[QLayoutItem]) -> int:
        return max((item.sizeHint().height() for item in line), default=0)
