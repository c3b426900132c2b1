"""A small dialog for what the ledger keeps a reason of."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from ui.theme import CONTROL, GAP
from ui.views.bits import Label


class AskWhy(QDialog):
    """`given` carries the name (empty where none is asked for) and the reason; neither is ever empty else."""

    given = Signal(str, str)

    def __init__(self, title: str, about: str, deed: str, parent: QWidget, *, with_name: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = self._field(self.tr("Name"))
        self.why = self._field(self.tr("Why"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton(deed, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._give)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(Label(title, size="title", weight="bold"))
        layout.addWidget(Label(about, tone="second", wrap=True))
        self._with_name = with_name
        if with_name:
            layout.addWidget(Label(self.tr("To whom")))
            layout.addWidget(self.name)
        layout.addWidget(Label(self.tr("Why; the ledger keeps it")))
        layout.addWidget(self.why)
        layout.addWidget(self.buttons)
        self.name.setVisible(with_name)
        self.setMinimumWidth(420)
        self._enable()

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(name)
        field.setFixedHeight(CONTROL)
        field.setMaxLength(500)
        field.textChanged.connect(self._enable)
        return field

    def _enable(self) -> None:
        if hasattr(self, "go"):
            told = bool(self.why.text().strip()) and (not self._with_name or bool(self.name.text().strip()))
            self.go.setEnabled(told)

    def _give(self) -> None:
        self.given.emit(self.name.text().strip() if self._with_name else "", self.why.text().strip())
        self.accept()
