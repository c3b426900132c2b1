"""Rows that take the room they need until they would take everybody's; then they scroll."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import GAP

MOST = 216
"""Pixels: the money of four or five lines; an order may have two hundred."""


class RowsArea(QScrollArea):
    """`box` takes the rows. What gets the focus is scrolled to."""

    def __init__(self) -> None:
        super().__init__()
        self._page = page = QWidget()
        page.setProperty("role", "panel")
        self.box = QVBoxLayout(page)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(GAP)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        page.installEventFilter(self)

    def sizeHint(self) -> QSize:
        page = self._page
        wanted = page.heightForWidth(self.viewport().width()) if page.hasHeightForWidth() else -1
        height = wanted if wanted >= 0 else page.sizeHint().height()
        return QSize(240, min(MOST, height))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
