"""What stands in the queue when no case does: what to do now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from ui.session import Session
from ui.theme import GAP
from ui.views.bits import KeyCap, Label, Panel, row

SHOWN = 40
"""Characters of a folder's name that fit into a line."""


class QueueEmpty(Panel):
    """An empty library says how cases come in; a filter that hides everything says that it does."""

    def __init__(self, session: Session) -> None:
        super().__init__("panel")
        self._settings, self._filtered = session.settings, False
        self._title = Label(size="title", weight="bold")
        self._text = Label(tone="second", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(340)
        self._import = QPushButton(self.tr("Import packs…"))
        self._import.clicked.connect(session.actions.action("import").trigger)
        self._caps = Panel("panel")
        self._caps.setLayout(
            row(
                None, KeyCap(session.actions, "import"), Label(self.tr("import"), tone="second", size="normal"),
                2 * GAP, KeyCap(session.actions, "palette"), Label(self.tr("commands"), tone="second", size="normal"),
                2 * GAP, KeyCap(session.actions, "keys"), Label(self.tr("keys"), tone="second", size="normal"), None,
                gap=GAP + 2,
            )
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setSpacing(3 * GAP)
        layout.addStretch(2)
        for part in (self._title, self._text, self._import):
            layout.addLayout(row(None, part, None))
        layout.addWidget(self._caps)
        layout.addStretch(3)
        session.deeds.boxes.changed.connect(lambda: self.set_filtered(self._filtered))
        self.set_filtered(False)

    def take_focus(self) -> None:
        """The one thing that can be done here."""
        if not self._import.isHidden():
            self._import.setFocus()

    def set_filtered(self, filtered: bool, *, second: bool = False) -> None:
        """`filtered`: there are cases, but none that the filters and the search let through."""
        self._filtered = filtered
        self._import.setVisible(not filtered)
        if filtered and second:
            self._title.setText(self.tr("No decision waits for your second opinion"))
            self._text.setText(self.tr("Choose a status to go back to the queue."))
        elif filtered:
            self._title.setText(self.tr("No case matches"))
            self._text.setText(self.tr("Choose another status, or clear filters and search."))
        else:
            self._title.setText(self.tr("The queue is empty"))
            text = self.tr("Drop case packs here (files ending in .casepack, or folders), or import them.")
            if self._settings.inbox:
                watching = self.tr("Watching {0}: packs that are put there appear here by themselves.")
                place = self._settings.inbox
                place = place if len(place) <= SHOWN else f"…{place[-SHOWN:]}"
                text = f"{watching.format(place)}\n\n{text}"
            self._text.setText(text)
