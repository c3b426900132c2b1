"""A line over the open case: who else has it, what was done to it meanwhile, and what can be done about that."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.models.claim_words import Said, said
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Dot, Hairline, KeyCap, Label, Panel, row


class ClaimBar(QWidget):
    """Follows `session.claims`; hidden while there is nothing to say."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.said: Said | None = None
        self._dot = Dot("warn")
        self.text = Label(wrap=True, weight="half")
        self._verbs = QWidget()
        self._panel = Panel("raised")
        self._inner = row(self._dot, self.text, self._verbs, margins=(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP), gap=2 * GAP)
        self._inner.setStretch(1, 1)
        self._panel.setLayout(self._inner)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self._panel)
        down.addWidget(Hairline())
        session.claims.changed.connect(self.show_now)
        self.show_now()

    def show_now(self) -> None:
        session, claims = self._session, self._session.claims
        opened = session.opened
        found = None if opened is None else said(claims.state, opened, claims.now, claims.fresh)
        self.setVisible(found is not None)
        if found is None or found == self.said:
            self.said = found
            return
        self.said = found
        self._dot.set_tone(found.tone)
        self.text.setText(found.text)
        self.setAccessibleName(found.text)
        self._offer(found.verbs)

    def _offer(self, verbs: tuple[tuple[str, str], ...]) -> None:
        old = self._verbs
        self._verbs = QWidget(self._panel)  # a child from the start: shown without a parent it would be a window
        parts: list[QWidget | int | None] = []
        for name, words in verbs:
            button = QPushButton(words)
            button.clicked.connect(self._session.actions.action(name).trigger)
            parts += [button, KeyCap(self._session.actions, name)]
        self._verbs.setLayout(row(*parts, gap=GAP + 2))
        self._verbs.setVisible(bool(verbs))
        self._inner.replaceWidget(old, self._verbs)
        old.hide()
        old.deleteLater()
