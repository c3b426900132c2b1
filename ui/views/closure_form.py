"""Closing a case without a decision on its merits: as what, and why (R15)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import draft
from ui.models.verdict_sheet import VerdictSheet
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Label
from ui.views.fields import ProseField
from ui.views.outcome_buttons import Segments


class ClosureForm(QWidget):
    """Nothing is chosen before a person does."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Close the case"))
        self._session = session
        self.kind = Segments(
            (
                ("inadmissible", self.tr("Inadmissible")),
                ("withdrawn", self.tr("Withdrawn")),
                ("settled", self.tr("Settled")),
                ("duplicate", self.tr("Duplicate")),
                ("transferred", self.tr("Transferred")),
            ),
            columns=3,
        )
        self.kind.setAccessibleName(self.tr("Close as"))
        self.why = ProseField(self.tr("Why the case is closed"), self.tr("why, with the fact that shows it"), lines=5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(Label(self.tr("Close without a decision, as"), tone="second", size="normal"))
        layout.addWidget(self.kind)
        layout.addWidget(self.why)
        layout.addStretch(1)
        self.kind.chosen.connect(self._chosen)
        self.why.typed.connect(self._worded)

    def show_sheet(self, sheet: VerdictSheet) -> None:
        """Follows the draft."""
        given = sheet.doc.get("closure", {})
        self.kind.choose(given.get("as", ""))
        self.why.follow(given.get("why", ""))

    def _chosen(self, name: str) -> None:
        self._session.edit(self.tr("Closure"), lambda doc: draft.set_term(doc, "closure", "as", name))

    def _worded(self, text: str) -> None:
        self._session.edit(self.tr("Why closed"), lambda doc: draft.set_term(doc, "closure", "why", text), merge=True)
