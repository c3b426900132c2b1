"""Case file over verdict: the verdict gets the height that it needs to be seen whole, until somebody moves the line."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

VERDICT = 548
"""Pixels in which the whole verdict stands."""
LEAST_FILE = 150


class Papers(QSplitter):
    """`chosen`: a person put the line where it is; from then on it keeps its proportions."""

    def __init__(self, file: QWidget, verdict: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.chosen = False
        self.setObjectName("papers")
        self.setChildrenCollapsible(False)
        self.addWidget(file)
        self.addWidget(verdict)
        file.setMinimumHeight(LEAST_FILE)
        self.splitterMoved.connect(self._moved)

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        self.chosen = super().restoreState(state)
        return self.chosen

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.chosen:
            self.setSizes([file_height(self.height()), self.height() - file_height(self.height())])

    def _moved(self) -> None:
        self.chosen = True


def file_height(height: int) -> int:
    """How much of `height` the case file gets: what the verdict leaves, at most 45 %, at least LEAST_FILE."""
    return max(LEAST_FILE, min(height - VERDICT, height * 45 // 100))
