"""What the tabs of the case file share: a page that is filled when it is first looked at, and rows of facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.models.rows import Row
from ui.plain import set_tip
from ui.session import Session
from ui.theme import GAP, NORMAL, SMALL
from ui.views.bits import Chip, Label, clear
from ui.views.flow import Flow
from ui.views.party_text import PartyText

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

translate = QCoreApplication.translate

LABEL_WIDTH = 84


class CaseTab(QScrollArea):
    """A page of the case file. It scrolls where its content is longer, and is filled late: only what is seen costs."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self.session = session
        self._stale = True
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "panel")
        self.page = QVBoxLayout(page)
        self.page.setContentsMargins(4 * GAP, 2 * GAP, 4 * GAP, 3 * GAP)
        self.page.setSpacing(2 * GAP)
        self.setWidget(page)

    def fill(self, opened: OpenCase) -> None:
        """Builds the page of this case. Overridden by every tab."""
        raise NotImplementedError

    def mark_stale(self) -> None:
        """Another case, the other language or another theme: built anew when it is seen."""
        self._stale = True
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Builds the page now, if anything changed since it was built."""
        if not self._stale:
            return
        self._stale = False
        clear(self.page)
        if self.session.opened is not None:
            self.fill(self.session.opened)
            self.page.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def evidence_chips(self, ids: Iterable[str]) -> Flow:
        """A chip for each evidence item; a click shows it in its pane."""
        flow = Flow()
        for item_id in ids:
            flow.addWidget(evidence_chip(self.session, item_id))
        return flow


def evidence_chip(session: Session, item_id: str) -> Chip:
    """`E3 label.jpg` in the colour of the side that it came from; a click shows it. Without that item: said so."""
    item = session.opened.item(item_id) if session.opened else None
    if item is None:
        return Chip(translate("CaseTab", "{0}: not in the file").format(item_id), "warn")
    side = "listing" if item.side == "listing" else "evidence"
    chip = Chip(item_id, "listing" if side == "listing" else "plain", clickable=True)
    chip.setAccessibleName(translate("CaseTab", "Show {0}, {1}").format(item_id, item.name))
    set_tip(chip, chip.accessibleName())
    chip.clicked.connect(lambda: session.show(side, item_id))
    return chip


def fact_rows(rows: Iterable[Row], session: Session, label_width: int = LABEL_WIDTH) -> QGridLayout:
    """`label  text`, the note in small under it, chips of the evidence that it rests on."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(3 * GAP)
    grid.setVerticalSpacing(GAP // 2)
    grid.setColumnMinimumWidth(0, label_width)
    grid.setColumnStretch(1, 1)
    at = 0
    for row in rows:
        label = Label(row.label, tone="second", size="normal", wrap=True)
        label.setFixedWidth(label_width)
        text = PartyText(row.text, tone=row.tone, size=NORMAL, name=row.label)
        grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, at, 1)
        if row.note:
            at += 1
            grid.addWidget(PartyText(row.note, tone="second", size=SMALL), at, 1)
        if row.evidence:
            at += 1
            flow = Flow()
            for item_id in row.evidence:
                flow.addWidget(evidence_chip(session, item_id))
            grid.addLayout(flow, at, 1)
        at += 1
    return grid
