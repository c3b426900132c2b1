"""An open case: pictures, tray and strip in the middle; case file and verdict at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Hairline, Panel, column, row
from ui.views.case_file import CaseFile
from ui.views.compare import CompareView
from ui.views.papers import Papers
from ui.views.strip import Strip
from ui.views.tray import Tray
from ui.views.verdict_panel import VerdictPanel

SIDE = 372
"""The width at which the right side starts, and the least that it may have."""
LEAST_SIDE = 340


class CaseView(QWidget):
    """Assembles; what the parts show they learn from the session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.compare = CompareView(session)
        self.tray = Tray(session)
        self.strip = Strip(session)
        self.file = CaseFile(session)
        self.verdict = VerdictPanel(session)
        self.papers = Papers(self.file, self.verdict)
        self.side = self._side()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("case")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._centre())
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([1012, SIDE])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def _centre(self) -> QWidget:
        centre = QWidget()
        down = column(margins=(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP))
        down.addWidget(self.compare, 1)
        down.addWidget(self.tray)
        down.addWidget(self.strip)
        centre.setLayout(down)
        return centre

    def _side(self) -> Panel:
        side = Panel("panel")
        side.setMinimumWidth(LEAST_SIDE)
        side.setAccessibleName(self.tr("Case file and verdict"))
        across = row(Hairline(upright=True), gap=0)
        across.addWidget(self.papers, 1)
        side.setLayout(across)
        return side

    def toggle_side(self) -> None:
        """Hides or shows case file and verdict."""
        self.side.setVisible(self.side.isHidden())
