"""Which edition of a decision is written, and in which language; asked before the folder, and remembered.

Where a team shares the library, many decisions may be written by its fleet, which needs no folder.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from moderator.desk.values import FleetNow, Form
from moderator.domain.languages import OF_A_PARTY, PRINTED
from moderator.domain.templates import of_language
from moderator.errors import ModeratorError
from moderator.settings import EDITIONS
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Label


class ExportForm(QDialog):
    """`chosen` carries the form once it is accepted, `fleet_chosen` the form and the place if the fleet is to do it.
    Everything by Tab, arrows, Enter and Escape."""

    chosen = Signal(object)  # Form
    fleet_chosen = Signal(object, str)

    def __init__(self, session: Session, parent: QWidget, *, many: bool = False) -> None:
        super().__init__(parent)
        self._session = session
        self._place = ""
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
        self.by, self._crew = QComboBox(self), Label(tone="second", wrap=True)
        by_fleet = many and session.desk.library.team is not None
        self.by.setVisible(by_fleet)
        if by_fleet:
            self._ask_fleet()
            rows.addRow(self.tr("&By"), self.by)
            rows.addRow("", self._crew)
        told = self.tr("The form is translated. What parties, moderator and policy wrote stays in their words.")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = go = buttons.addButton(self.tr("Choose folder…"), QDialogButtonBox.ButtonRole.AcceptRole)
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

    def _ask_fleet(self) -> None:
        """This computer can always; the fleet once its server has said that it is there."""
        self.by.addItem(self.tr("This computer, into a folder"), "here")
        self.by.currentIndexChanged.connect(self._by_changed)
        self._crew.setText(self.tr("Asking who works for the fleet…"))
        desk = self._session.desk
        self._session.tasks.run("store", lambda _stop, _tell: desk.fleet.now(), self._fleet_told, self._fleet_missing)

    def _fleet_told(self, now: FleetNow) -> None:
        if now.place is None:
            self._crew.setText(self.tr("The owner of the library has not said yet where the fleet writes decisions."))
            return
        self._place = now.place
        self.by.addItem(self.tr("The team’s fleet"), "fleet")
        said = self.tr("{0} workers are alive.").format(now.workers)
        if now.workers == 1:
            said = self.tr("1 worker is alive.")
        if not now.workers:
            said = self.tr("No worker is alive just now; decisions would wait for one.")
        self._crew.setText(said + " " + self.tr("The fleet writes to {0}").format(now.place))
        if now.workers:
            self.by.setCurrentIndex(1)

    def _fleet_missing(self, error: Exception) -> None:
        if isinstance(error, ModeratorError):
            self._crew.setText(str(error))
        else:
            self._session.failed(error)

    def _by_changed(self) -> None:
        fleet = self.by.currentData() == "fleet"
        self.go.setText(self.tr("Have them written") if fleet else self.tr("Choose folder…"))

    def accept(self) -> None:
        """Keeps what was chosen for the next time, and says it."""
        form = Form(self.edition.currentData(), language=self.language.currentData())
        self._settings.edition, self._settings.language = form.edition, form.language
        self._keep()
        super().accept()
        if self.by.currentData() == "fleet":
            self.fleet_chosen.emit(form, self._place)
        else:
            self.chosen.emit(form)
