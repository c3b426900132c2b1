"""Tools in a row that gives way: where there is no room for all, the first ones are not shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class CapRow(QWidget):
    """Right-aligned. Never makes what it stands in wider: what is said beside it counts more."""

    def __init__(self, tools: Sequence[QWidget]) -> None:
        super().__init__()
        self.tools = tuple(tools)
        for tool in self.tools:
            tool.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        sizes = [tool.sizeHint() for tool in self.tools]
        return QSize(sum(size.width() for size in sizes), max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a key was remapped, its cap has another width
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        right = self.width()
        for tool in reversed(self.tools):
            size = tool.sizeHint()
            right -= size.width()
            tool.setVisible(right >= 0)
            tool.setGeometry(right, (self.height() - size.height()) // 2, size.width(), size.height())
