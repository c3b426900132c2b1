"""Which edition of a decision is written, and in which language; asked before the folder, and remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from moderator.desk.values import Form
from moderator.domain.languages import OF_A_PARTY, PRINTED
from moderator.domain.templates import of_language
from moderator.settings import EDITIONS
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Label


class ExportForm(QDialog):
    """`chosen` carries the form once it is accepted. Everything by Tab, arrows, Enter and Escape."""

    chosen = Signal(object)  # Form

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = session.settings
        self._keep = session.keep_settings
        self.setWindowTitle(self.tr("Export decisions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.edition, self.language = QComboBox(self), QComboBox(self)
        self._fill()
        rows = QFormLayout()
        rows.setSpacing(2 * GAP)
        rows.addRow(self.tr("&For"), self.edition)
        rows.addRow(self.tr("&Language"), self.language)
        told = self.tr("The form is translated. What parties, moderator and policy wrote stays in their words.")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton(self.tr("Choose folder…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addLayout(rows)
        layout.addWidget(Label(told, tone="second", wrap=True))
        layout.addWidget(buttons)
        self.setMinimumWidth(440)
        go.setDefault(True)  # only now that it belongs to the dialog: before, Cancel became the default
        self.edition.setFocus()

    def _fill(self) -> None:
        names = {"parties": self.tr("The parties"), "office": self.tr("The office, with everything")}
        for edition in EDITIONS:
            self.edition.addItem(names[edition], edition)
        whose = {"buyer": self.tr("The buyer’s, by case"), "seller": self.tr("The seller’s, by case")}
        for tag in PRINTED:
            self.language.addItem(of_language(tag).name, tag)
        self.language.insertSeparator(len(PRINTED))
        for tag in OF_A_PARTY:
            self.language.addItem(whose[tag], tag)
        for box, value in ((self.edition, self._settings.edition), (self.language, self._settings.language)):
            box.setCurrentIndex(max(0, box.findData(value)))

    def accept(self) -> None:
        """Keeps what was chosen for the next time, and says it."""
        form = Form(self.edition.currentData(), language=self.language.currentData())
        self._settings.edition, self._settings.language = form.edition, form.language
        self._keep()
        super().accept()
        self.chosen.emit(form)
