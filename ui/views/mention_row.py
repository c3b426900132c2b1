"""An item of a party that does not get what it asked: cite it, or say here why it settles nothing (R10)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models.case_words import sentence, words
from ui.models.question_rows import MentionRow
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Chip, row
from ui.views.case_tab import evidence_chip
from ui.views.fields import LineField
from ui.views.link import Link
from ui.views.question_row import QuestionLine


class MentionRowView(QWidget):
    """`Seller's E5 · not mentioned`; while it is current, a field for the reason."""

    entered = Signal(str)
    reasoned = Signal(str, str)
    dropped = Signal(str)

    def __init__(self, session: Session, of: MentionRow) -> None:
        super().__init__()
        self.id = of.evidence
        self.line = QuestionLine("")
        self.line.pressed.connect(self._enter)
        self.line.focused.connect(self._enter)
        self.want = Chip("", "warn", clickable=True)
        self.want.clicked.connect(self._enter)
        self.show_it = evidence_chip(session, of.evidence)
        self.why = LineField(self.tr("Why {0} is not relied on").format(of.evidence), self.tr("why it settles nothing"))
        self.why.typed.connect(self._reason)
        self.drop = Link(self.tr("take off the list"))
        self.drop.clicked.connect(self._drop)
        self.details = QWidget()
        inner = QVBoxLayout(self.details)
        inner.setContentsMargins(6 * GAP, 0, 0, GAP)
        inner.setSpacing(GAP // 2)
        inner.addWidget(self.why)
        inner.addLayout(row(self.drop, None))
        self.details.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row(self.line, self.show_it, self.want, gap=GAP))
        layout.addWidget(self.details)

    def show_row(self, of: MentionRow, current: bool) -> None:
        """Follows the draft."""
        title = self.tr("{0}’s {1}").format(sentence(words(of.party)), of.evidence)
        summary = of.why if of.why else self.tr("not relied on") if of.listed else self.tr("not mentioned")
        self.line.show_text(title, summary, "!" if of.wants else "–", "warn" if of.wants else "plain", False)
        self.want.set(of.wants)
        self.want.setVisible(bool(of.wants))
        self.why.follow(of.why)
        self.drop.setVisible(of.listed)
        self.details.setVisible(current)

    def _enter(self) -> None:
        self.entered.emit(self.id)

    def _reason(self, text: str) -> None:
        self.reasoned.emit(self.id, text)

    def _drop(self) -> None:
        self.dropped.emit(self.id)
