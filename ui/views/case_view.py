"""An open case: pictures, tray and strip in the middle; case file and verdict at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Hairline, Panel
from ui.views.case_file import CaseFile
from ui.views.compare import CompareView
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
        centre = QWidget()
        down = QVBoxLayout(centre)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        down.addWidget(self.compare, 1)
        down.addWidget(self.tray)
        down.addWidget(self.strip)
        self.papers = QSplitter(Qt.Orientation.Vertical)
        self.papers.setObjectName("papers")
        self.papers.setChildrenCollapsible(False)
        self.papers.addWidget(self.file)
        self.papers.addWidget(self.verdict)
        self.papers.setStretchFactor(0, 0)
        self.papers.setStretchFactor(1, 1)
        self.papers.setSizes([280, 560])
        self.side = Panel("panel")
        self.side.setMinimumWidth(LEAST_SIDE)
        self.side.setAccessibleName(self.tr("Case file and verdict"))
        across = QHBoxLayout(self.side)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(Hairline(upright=True))
        across.addWidget(self.papers, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("case")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(centre)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([1012, SIDE])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def toggle_side(self) -> None:
        """Hides or shows case file and verdict."""
        self.side.setVisible(self.side.isHidden())
