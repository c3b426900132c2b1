"""Which folders are watched while the window is open: where packs come in, and where decisions go out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Label


class BoxesForm(QDialog):
    """Both may be a folder or a URL, or empty. Everything by Tab, Enter and Escape."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._boxes, settings = session.deeds.boxes, session.settings
        self.setWindowTitle(self.tr("Inbox and outbox"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(2 * GAP)
        self._rows.setVerticalSpacing(2 * GAP)
        inbox = self.tr("Case packs that are put there are imported and moved to “done”, or to “refused” with reasons.")
        outbox = self.tr("Each decision is written there, as PDF and verdict file, once it cannot be taken back.")
        self.inbox = self._place(0, self.tr("&Inbox"), settings.inbox, inbox)
        self.outbox = self._place(2, self.tr("&Outbox"), settings.outbox, outbox)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        watch = buttons.addButton(self.tr("Watch"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        told = self.tr("Watched while the window is open; without it, “moderator inbox” and “moderator outbox” do it.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addLayout(self._rows)
        layout.addWidget(Label(told, tone="second", wrap=True))
        layout.addWidget(buttons)
        self.setMinimumWidth(560)
        watch.setDefault(True)
        self.inbox.setFocus()

    def _place(self, row: int, name: str, value: str, told: str) -> QLineEdit:
        field, label = QLineEdit(value, self), Label(name)
        field.setPlaceholderText(self.tr("None. A folder, or a URL such as s3://bucket/folder"))
        field.setClearButtonEnabled(True)
        label.setBuddy(field)
        choose = QPushButton(self.tr("Folder…"), self)
        choose.setAutoDefault(False)
        choose.setAccessibleName(f"{name.replace('&', '')}: {choose.text()}")
        choose.clicked.connect(lambda: self._choose(field))
        self._rows.addWidget(label, row, 0)
        self._rows.addWidget(field, row, 1)
        self._rows.addWidget(choose, row, 2)
        self._rows.addWidget(Label(told, tone="second", size="small", wrap=True), row + 1, 1, 1, 2)
        return field

    def _choose(self, field: QLineEdit) -> None:
        dialog = QFileDialog(self, self.tr("Folder to watch"), field.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(field.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def accept(self) -> None:
        """Keeps both and looks at once; what is wrong with a place is said by that look."""
        self._boxes.watch(self.inbox.text().strip(), self.outbox.text().strip())
        super().accept()
