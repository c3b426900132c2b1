"""Filters of the queue under a name: kept in the settings, used by a click or by a digit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QPushButton, QVBoxLayout

from moderator.domain.queue import Filter, read_filter, saved
from ui.models.party_text import readable
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Heading, KeyCap, Label, Panel, row

MOST = 9
LONGEST = 40


class SavedFilters(Panel):
    """The names, each with its key; `chosen` carries the filter. Saving under a name that is there replaces it."""

    chosen = Signal(object)
    """Filter"""

    def __init__(self, session: Session) -> None:
        super().__init__("panel")
        self._session = session
        self.setAccessibleName(self.tr("Saved filters"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.buttons: list[QPushButton] = []
        self._parts: list[Panel] = []
        for number in range(1, MOST + 1):
            session.actions.on(f"queue.saved.{number}", self._used)
        self._layout.addWidget(Heading(self.tr("Saved")))
        self._hint = Panel("panel")
        words = Label(self.tr("save this filter"), tone="second", size="normal")
        self._hint.setLayout(row(KeyCap(session.actions, "queue.save"), words, None, gap=GAP))
        self._layout.addWidget(self._hint)
        self.show_names()

    def show_names(self) -> None:
        """The filters as the settings have them."""
        for part in self._parts:
            self._layout.removeWidget(part)
            part.deleteLater()
        self.buttons, self._parts = [], []
        for number, name in enumerate(list(self._session.settings.filters)[:MOST], 1):
            button = QPushButton(readable(name))
            button.setProperty("kind", "quiet")
            button.setObjectName(f"queue.saved.{number}")
            button.clicked.connect(self._used)
            part = Panel("panel")
            part.setLayout(row(button, None, KeyCap(self._session.actions, f"queue.saved.{number}"), gap=GAP))
            self._layout.insertWidget(number, part)
            self.buttons.append(button)
            self._parts.append(part)
        for number in range(1, MOST + 1):
            self._session.actions.enable(f"queue.saved.{number}", number <= len(self.buttons))

    def _used(self) -> None:
        """A button or a key, which bear the number in their name."""
        self.use(int(self.sender().objectName().rpartition(".")[2]) - 1)

    def use(self, number: int) -> None:
        """Shows what the saved filter shows; one that cannot be read says so."""
        names = list(self._session.settings.filters)
        if number >= len(names):
            return
        try:
            self.chosen.emit(read_filter(self._session.settings.filters[names[number]]))
        except ValueError as error:
            text = self.tr("The saved filter {0} cannot be used: its {1} is not known. Save it anew.")
            self._session.message.emit(text.format(names[number], error), "warn")

    def ask_name(self, wanted: Filter) -> None:
        """Asks for a name and saves the filter under it."""
        title, label = self.tr("Save this filter"), self.tr("Name")
        name, given = QInputDialog.getText(self.window(), title, label, QLineEdit.EchoMode.Normal, "")
        if given and name.strip():
            self.keep(name.strip()[:LONGEST], wanted)

    def keep(self, name: str, wanted: Filter) -> None:
        """Saves a filter; the usual one, which shows every open case, under a name that is there forgets that name."""
        filters = self._session.settings.filters
        if name in filters and wanted == Filter():
            del filters[name]
            self._session.keep_settings()
            self.show_names()
            return
        if name not in filters and len(filters) >= MOST:
            text = self.tr("{0} filters are saved already; save this one under the name of one of them.")
            self._session.message.emit(text.format(MOST), "warn")
            return
        filters[name] = saved(wanted)
        self._session.keep_settings()
        self.show_names()
