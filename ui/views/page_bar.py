"""Under a document: which page of how many, and the way to the others."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.plain import set_tip
from ui.theme import GAP
from ui.views.bits import FixedCap, Label, Panel


class PageBar(Panel):
    """Hidden until `set_page` is called."""

    turned = Signal(int)
    """So many pages on, or back"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent)
        self._label = Label(tone="second", size="normal")
        self._back = self._button("‹", self.tr("Page before"), -1)
        self._on = self._button("›", self.tr("Next page"), 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        layout.setSpacing(GAP)
        layout.addStretch(1)
        for widget in (FixedCap("PgUp"), self._back, self._label, self._on, FixedCap("PgDn")):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(1)
        self.hide()

    def _button(self, text: str, name: str, pages: int) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "quiet")
        button.setAccessibleName(name)
        set_tip(button, name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._turn_on if pages > 0 else self._turn_back)
        return button

    def _turn_on(self) -> None:
        self.turned.emit(1)

    def _turn_back(self) -> None:
        self.turned.emit(-1)

    def set_page(self, page: int, pages: int) -> None:
        """Shows "page 2 of 3"; `page` counts from 0."""
        self._label.setText(self.tr("page {0} of {1}").format(page + 1, pages))
        self._back.setEnabled(page > 0)
        self._on.setEnabled(page + 1 < pages)
        self.show()

    @property
    def text(self) -> str:
        return self._label.text()
