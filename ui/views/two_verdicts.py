"""One's own draft, which came too late, or a second opinion, beside the decision that holds: where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator.domain.reading import moment
from ui.models.claim_words import clock
from ui.models.party_text import readable
from ui.models.two_verdicts import Pair
from ui.theme import GAP
from ui.views.bits import Hairline, Label, row

LABEL = 150
"""Width in pixels of the column that names what is compared."""


@dataclass(frozen=True)
class Whose:
    """A second opinion: who gave it, "" for whoever looks, and when."""

    name: str
    at: datetime


class TwoVerdicts(QDialog):
    """`chosen` says what the person wants: "appeal", "reversal" or "discard"."""

    chosen = Signal(str)

    def __init__(
        self,
        rows: tuple[Pair, ...],
        theirs: Mapping[str, Any],
        ways: Mapping[str, str],
        parent: QWidget,
        opinion: Whose | None = None,
    ) -> None:
        """`ways`: by what `chosen` says the words of its button; only what is possible. `opinion`: this is a second
        opinion, and no draft."""
        super().__init__(parent)
        self._opinion = opinion
        draft = self.tr("Your draft beside the decision")
        self.setWindowTitle(draft if opinion is None else self.tr("The second opinion beside the decision"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows = rows
        self.buttons: dict[str, QPushButton] = {}
        who, when = readable(str(theirs.get("decided_by") or "–")), _when(theirs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addWidget(Label(self._summary(who), size="title", weight="bold", wrap=True))
        layout.addWidget(self._table(who, when), 1)
        layout.addLayout(self._foot(ways))
        self.resize(900, 620)

    def _summary(self, who: str) -> str:
        differing = sum(each.differs for each in self.rows)
        if self._opinion is not None and self._opinion.name:
            return self._summary_of_two(readable(self._opinion.name), who, differing)
        if not differing:
            return self.tr("{who} decided as you would have").format(who=who)
        if differing == 1:
            return self.tr("You and {who} differ in one thing").format(who=who)
        return self.tr("You and {who} differ in {count} things").format(who=who, count=differing)

    def _summary_of_two(self, second: str, first: str, differing: int) -> str:
        if not differing:
            return self.tr("{first} and {second} decided alike").format(first=first, second=second)
        text = self.tr("{first} and {second} differ in one thing")
        text = text if differing == 1 else self.tr("{first} and {second} differ in {count} things")
        return text.format(first=first, second=second, count=differing)

    def _mine(self) -> str:
        if self._opinion is None:
            return self.tr("Your draft")
        when = clock(self._opinion.at)
        if not self._opinion.name:
            return self.tr("Your second opinion, {when}").format(when=when)
        return self.tr("{who}, second opinion, {when}").format(who=readable(self._opinion.name), when=when)

    def _table(self, who: str, when: str) -> QScrollArea:
        page = QWidget()
        page.setProperty("role", "panel")
        grid = QGridLayout(page)
        grid.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        grid.setHorizontalSpacing(4 * GAP)
        grid.setVerticalSpacing(2 * GAP)
        grid.setColumnMinimumWidth(1, LABEL)
        for column in (2, 3):
            grid.setColumnStretch(column, 1)
        grid.addWidget(Label(self._mine(), weight="bold"), 0, 2)
        grid.addWidget(Label(self.tr("{who}, {when}").format(who=who, when=when), weight="bold"), 0, 3)
        grid.addWidget(Hairline(), 1, 0, 1, 4)
        for at, each in enumerate(self.rows, 2):
            self._add(grid, at, each)
        grid.setRowStretch(len(self.rows) + 2, 1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.StyledPanel)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("What both say"))
        return area

    def _add(self, grid: QGridLayout, at: int, pair: Pair) -> None:
        """The difference is a sign and a weight, not a colour alone."""
        tone, weight = ("warn", "half") if pair.differs else ("", "")
        label = Label(pair.label, tone="second", size="normal", wrap=True)
        label.setFixedWidth(LABEL)
        parts = (
            Label("≠" if pair.differs else "", tone=tone, weight="bold"),
            label,
            Label(pair.mine, weight=weight, wrap=True),
            Label(pair.theirs, weight=weight, wrap=True),
        )
        said = self.tr("differs") if pair.differs else self.tr("the same")
        parts[0].setAccessibleName(f"{pair.label}: {said}")
        for column, part in enumerate(parts):
            grid.addWidget(part, at, column, Qt.AlignmentFlag.AlignTop)

    def _foot(self, ways: Mapping[str, str]) -> Any:
        for name, words in ways.items():
            button = QPushButton(words)
            button.clicked.connect(lambda _on=False, name=name: self._choose(name))
            button.setAutoDefault(False)
            self.buttons[name] = button
        close = QPushButton(self.tr("Close, keep my draft") if self._opinion is None else self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        discard = self.buttons.get("discard")
        others = [button for name, button in self.buttons.items() if name != "discard"]
        return row(*([discard] if discard else []), None, *others, close, gap=2 * GAP)

    def _choose(self, name: str) -> None:
        self.chosen.emit(name)
        self.accept()


def _when(doc: Mapping[str, Any]) -> str:
    at = doc.get("decided_at")
    told: datetime | None = moment(str(at)) if at else None
    return clock(told) if told is not None else "–"
