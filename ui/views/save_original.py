"""Before an evidence file leaves the library as it was handed in: what it is, and under which name it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from ui.theme import GAP
from ui.views.bits import Label

if TYPE_CHECKING:
    from moderator.desk.values import Item


class SaveOriginal(QDialog):
    """`accepted` once the person wants it all the same."""

    def __init__(self, item: Item, parent: QWidget, covered: Sequence[str] = ()) -> None:
        """`covered`: the exhibits in which something of this file is covered."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save the original of {0}").format(item.id))
        warning = self.tr(
            "This file comes from a stranger and may attack whatever opens it: it is written under the name of its "
            "hash with the ending .bin, so that nothing opens it by itself."
        )
        self.warning = Label(warning, wrap=True)
        self.name = Label(f"{item.sha256[:32]}\n{item.sha256[32:]}.bin", tone="second", size="normal")
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox()
        self.choose = QPushButton(self.tr("Choose a folder…"))
        buttons.addButton(self.choose, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 6 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addWidget(Label(self.windowTitle(), size="title", weight="bold"))
        layout.addWidget(self.warning)
        layout.addWidget(self.name)
        if covered:
            layout.insertWidget(1, self._uncovers(covered))
        layout.addWidget(buttons)
        self.setMinimumWidth(480)

    def _uncovers(self, covered: Sequence[str]) -> Label:
        """The one way by which what is covered does leave the library."""
        said = self.tr("Parts of this file are covered in {0}. The original shows them, and all that its file carries.")
        self.uncovers = Label(said.format(", ".join(covered)), tone="bad", weight="half", wrap=True)
        return self.uncovers
