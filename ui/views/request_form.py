"""Asking for evidence: of whom, on which question, in which words, until when. The case then waits."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ui.models import draft, terms
from ui.models.verdict_sheet import VerdictSheet
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Label, row
from ui.views.fields import ProseField
from ui.views.outcome_buttons import Segments
from ui.views.terms_form import DaysField, follow_days


class RequestForm(QWidget):
    """The form of a request verdict. Nothing is chosen before a person does."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Ask for evidence"))
        self._session = session
        self._shape: object = None
        self.to = {"buyer": QCheckBox(self.tr("the buyer")), "seller": QCheckBox(self.tr("the seller"))}
        self.requirements: dict[str, QCheckBox] = {}
        self.text = ProseField(
            self.tr("What is asked for"), self.tr("what is asked for, in words for the party"), lines=4
        )
        self.days = DaysField(self.tr("Days to answer"))
        self.by = Label("", tone="second", size="normal")
        self.clock = Segments((("paused", self.tr("Clock paused")), ("running", self.tr("Clock runs on"))))
        self.clock.setAccessibleName(self.tr("The deadline of the decision meanwhile"))
        self._questions = QVBoxLayout()
        self._questions.setSpacing(GAP // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addLayout(row(Label(self.tr("Ask"), tone="second", size="normal"), *self.to.values(), None, gap=3 * GAP))
        layout.addWidget(Label(self.tr("About"), tone="second", size="normal"))
        layout.addLayout(self._questions)
        layout.addWidget(self.text)
        layout.addLayout(row(Label(self.tr("Answer within"), tone="second", size="normal"), self.days, self.by, None))
        layout.addWidget(self.clock)
        hint = self.tr("Without an answer by then, the case is decided on what is in the file.")
        layout.addWidget(Label(hint, tone="third", size="small", wrap=True))
        layout.addStretch(1)
        for box in self.to.values():
            box.toggled.connect(self._asked)
        self.text.typed.connect(self._worded)
        self.days.stepped.connect(self._timed)
        self.clock.chosen.connect(self._clocked)

    def show_sheet(self, sheet: VerdictSheet) -> None:
        """Follows the draft."""
        given = sheet.doc.get("request", {})
        if sheet.policy != self._shape:
            self._shape = sheet.policy
            self._build(sheet)
        for name, box in self.to.items():
            _check(box, name in given.get("to", []))
        for name, box in self.requirements.items():
            _check(box, name in given.get("requirements", []))
        self.text.follow(given.get("text", ""))
        self.clock.choose(given.get("clock", ""))
        follow_days(self.days, self.by, given.get("due_at", ""), self._session)

    def _build(self, sheet: VerdictSheet) -> None:
        for box in self.requirements.values():
            box.hide()
            box.deleteLater()
        self.requirements = {}
        for requirement in sheet.policy.requirements:
            box = QCheckBox(requirement.text)
            box.toggled.connect(self._asked)
            self._questions.addWidget(box)
            self.requirements[requirement.id] = box

    def _asked(self) -> None:
        to = [name for name, box in self.to.items() if box.isChecked()]
        about = [name for name, box in self.requirements.items() if box.isChecked()]

        def change(doc: draft.Doc) -> None:
            draft.set_term(doc, "request", "to", to)
            draft.set_term(doc, "request", "requirements", about)

        self._session.edit(self.tr("Request"), change)

    def _worded(self, text: str) -> None:
        self._session.edit(
            self.tr("Words of the request"), lambda doc: draft.set_term(doc, "request", "text", text), merge=True
        )

    def _timed(self, days: int) -> None:
        due = terms.in_days(self._session.desk.now(), days) if days else None

        def change(doc: draft.Doc) -> None:
            draft.set_term(doc, "request", "due_at", due)
            draft.set_term(doc, "request", "if_unanswered", "decide-on-file" if due else None)

        self._session.edit(self.tr("Days to answer"), change)

    def _clocked(self, clock: str) -> None:
        self._session.edit(self.tr("Clock"), lambda doc: draft.set_term(doc, "request", "clock", clock))


def _check(box: QCheckBox, on: bool) -> None:
    blocked = box.blockSignals(True)
    box.setChecked(on)
    box.blockSignals(blocked)
