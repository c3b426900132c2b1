"""An open case: pictures, tray and strip in the middle; case file and verdict at the right."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.session import Session
from ui.theme import GAP
from ui.views.beside import Beside
from ui.views.bits import Hairline, Panel, column, row
from ui.views.case_file import CaseFile
from ui.views.claim_bar import ClaimBar
from ui.views.claim_deeds import ClaimDeeds
from ui.views.compare import CompareView
from ui.views.lock_deeds import LockDeeds
from ui.views.measuring import Measuring
from ui.views.papers import Papers
from ui.views.strip import Strip
from ui.views.tray import Tray
from ui.views.verdict_panel import VerdictPanel

SIDE = 372
"""The width at which the right side starts, and the least that it may have."""
LEAST_SIDE = 340


class CaseView(QWidget):
    """Assembles; what the parts show they learn from the session.

    `in_steps`: nothing is built yet. `step` builds one part, so that the window can do other things in between, and
    `finish` what is left.
    """

    def __init__(self, session: Session, *, in_steps: bool = False) -> None:
        super().__init__()
        self._steps = self._parts(session)
        if not in_steps:
            self.finish()

    def step(self) -> bool:
        """Builds one more part; False once all are there."""
        return next(self._steps, self) is None

    def finish(self) -> None:
        while self.step():
            pass

    def _parts(self, session: Session) -> Iterator[None]:
        self.compare = CompareView(session)
        yield
        self.measuring = Measuring(session, self.compare)
        self.measuring.calibration_changed.connect(self._measuring)
        self.compare.tool_changed.connect(self._measuring)
        yield
        self.tray = Tray(session)
        yield
        self.strip = Strip(session)
        yield
        self.beside = Beside(session, self.compare, self.strip)
        yield
        self.file = CaseFile(session)
        yield
        self.verdict = VerdictPanel(session)
        yield
        self.claim = ClaimBar(session)
        self.claim_deeds = ClaimDeeds(session, self)
        self.lock_deeds = LockDeeds(session, self)
        yield
        self._assemble()

    def _measuring(self, _said: object) -> None:
        self.compare.say_measuring(self.measuring.active, self.measuring.calibration)

    def _assemble(self) -> None:
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
        whole = column(self.claim, gap=0)
        whole.addWidget(self.splitter, 1)
        self.setLayout(whole)

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
