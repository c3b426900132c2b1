"""Report and lock: what was seen, in a few words, and a box to tick before the case is gone from the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme import CONTROL, GAP
from ui.views.bits import Heading, Label

MOST = 500


class LockDialog(QDialog):
    """`given` carries kind and note. Nothing is chosen beforehand, so that nobody locks a case by Return alone."""

    given = Signal(str, str)

    def __init__(self, case_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Report and lock this case"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.kinds = {
            "criminal": QRadioButton(self.tr("Criminal content")),
            "child-safety": QRadioButton(self.tr("Content that shows harm to children")),
        }
        group = QButtonGroup(self)
        for button in self.kinds.values():
            group.addButton(button)
            button.toggled.connect(self._enable)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setPlaceholderText(self.tr("Which file; no description is needed"))
        self.note.setFixedHeight(CONTROL)
        self.note.setMaxLength(MOST)
        self.sure = QCheckBox(self.tr("Lock {0}: I cannot open it again").format(case_id))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton(self.tr("Report and lock"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.note.textChanged.connect(self._enable)
        self.sure.toggled.connect(self._enable)
        self.buttons.accepted.connect(self._give)
        self.buttons.rejected.connect(self.reject)
        self._build()
        self._enable()

    def _build(self) -> None:
        about = self.tr(
            "The case leaves queue, search, export and packs at once, for everybody. Nothing of it is destroyed: "
            "evidence, drafts and verdicts are preserved for those who are named for restricted cases, and the ledger "
            "notes each time that they look."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(Label(self.windowTitle(), size="title", weight="bold"))
        layout.addWidget(Label(about, tone="second", wrap=True))
        layout.addSpacing(GAP)
        layout.addWidget(Heading(self.tr("What was seen")))
        for button in self.kinds.values():
            layout.addWidget(button)
        layout.addSpacing(GAP)
        layout.addWidget(Label(self.tr("Note; the ledger keeps it")))
        layout.addWidget(self.note)
        layout.addSpacing(GAP)
        layout.addWidget(self.sure)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(480)

    @property
    def kind(self) -> str:
        return next((name for name, button in self.kinds.items() if button.isChecked()), "")

    def _enable(self) -> None:
        self.go.setEnabled(bool(self.kind and self.note.text().strip()) and self.sure.isChecked())

    def _give(self) -> None:
        if self.go.isEnabled():
            self.given.emit(self.kind, self.note.text().strip())
            self.accept()
