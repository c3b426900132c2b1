"""Which cases go on the road, how many and for how long; asked before the file is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from moderator.domain.travel import LONGEST
from ui.theme import CONTROL, GAP
from ui.views.bits import Label

USUAL, MOST = 20, 500
DAYS = 7


class RoadForm(QDialog):
    """`chosen` carries the number of cases and of days. Everything by Tab, arrows, Enter and Escape."""

    chosen = Signal(int, int)

    def __init__(self, shown: str, parent: QWidget) -> None:
        """`shown`: what the queue shows, in words: of these the free ones leave, in the order of the queue."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Take cases on the road"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.cases = self._number(self.tr("Cases"), 1, MOST, USUAL)
        self.days = self._number(self.tr("Days"), 1, LONGEST, DAYS)
        rows = QFormLayout()
        rows.setSpacing(2 * GAP)
        rows.addRow(self.tr("&Cases, at most"), self.cases)
        rows.addRow(self.tr("&Days"), self.days)
        told = self.tr(
            "Of the cases that the queue shows ({shown}) the first that are open and free. Nobody here can decide them "
            "until they are checked in again, the days are over, or they are released."
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton(self.tr("Choose file…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addWidget(Label(self.tr("Take cases on the road"), size="title", weight="bold"))
        layout.addLayout(rows)
        layout.addWidget(Label(told.format(shown=shown), tone="second", wrap=True))
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        go.setDefault(True)
        self.cases.setFocus()

    def _number(self, name: str, least: int, most: int, usual: int) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(least, most)
        box.setValue(usual)
        box.setFixedHeight(CONTROL)
        box.setAccessibleName(name)
        return box

    def _give(self) -> None:
        self.chosen.emit(self.cases.value(), self.days.value())
        self.accept()
