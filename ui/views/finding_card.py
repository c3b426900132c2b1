"""One procedural finding: what it says, the facts it rests on, its working, and what it proposes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.domain.findings import Cited, Procedural
from ui.models.party_text import readable
from ui.models.procedural import Did, whom
from ui.plain import set_tip
from ui.theme import BODY, GAP, RADIUS, SMALL, tokens
from ui.views.bits import Chip, Label, SideBar, row
from ui.views.fields import LineField
from ui.views.link import Link
from ui.views.party_text import PartyText

_OWN = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)


class FactLink(Link):
    """A fact in one line, to be cited by a click; all of it stands in the tip, and is what is cited."""

    chosen = Signal(object)
    """this link"""

    def __init__(self, fact: Cited) -> None:
        says = readable(fact.says)
        super().__init__("", self.tr("Cite the fact: {0}").format(says))
        self.fact = fact
        self.set_whole(f"+ {says}")
        set_tip(self, f"{says}\n{fact.pointer}")
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self.chosen.emit(self)


class FindingCard(QWidget):
    """Emits what a person did; shows only what the draft says. Focused: ↑ ↓ the next, ⏎ follows, Del sets aside."""

    followed = Signal(str)
    set_aside = Signal(str, str)
    reconsidered = Signal(str)
    cited = Signal(object)
    """the FactLink that was chosen"""
    stepped = Signal(str, int)

    def __init__(self, finding: Procedural) -> None:
        super().__init__()
        self.finding = finding
        self.did = Did()
        self._asking, self._possible = False, True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownKeys", [int(key) for key in _OWN])
        self.setAccessibleName(f"{finding.rule}: {readable(finding.text)}")
        self.follow = QPushButton(self.tr("Follow"))
        self.aside = Link(self.tr("set aside…"), self.tr("Set aside, with a reason"))
        self.state = Chip("", "ok")
        self.back = Link(self.tr("open again"), self.tr("Neither followed nor set aside"))
        self.why = LineField(self.tr("Why it is set aside"), self.tr("why it does not hold here"))
        inner = QVBoxLayout()
        inner.setContentsMargins(0, GAP, 2 * GAP, GAP)
        inner.setSpacing(GAP)
        self._fill(inner)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(GAP // 2, 0, 0, 0)
        outer.setSpacing(2 * GAP)
        outer.addWidget(SideBar(finding.points if finding.points != "neither" else "platform"))
        outer.addLayout(inner, 1)
        self.follow.clicked.connect(self._follow)
        self.aside.clicked.connect(self._ask_why)
        self.back.clicked.connect(self._reconsider)
        self.why.typed.connect(self._reason)
        self.why.returnPressed.connect(self._reasoned)
        self.show_did(Did())

    def _fill(self, box: QVBoxLayout) -> None:
        """What can be done stands on top, so that it is in sight however long the working is."""
        finding = self.finding
        deeds = (self.follow, self.aside, self.state, self.back) if finding.proposal is not None else ()
        for each in (self.follow, self.aside, self.state, self.back, self.why):
            each.setVisible(False)
        box.addLayout(
            row(Chip(finding.rule), Label(whom(finding), tone="third", size="small"), None, *deeds, gap=2 * GAP)
        )
        box.addWidget(PartyText(readable(finding.text), size=BODY, bold=True, name=finding.rule))
        if finding.proposal is not None:
            box.addWidget(PartyText(readable(f"→ {finding.proposal.text}"), size=SMALL, name=self.tr("Proposes")))
        box.addWidget(self.why)
        working = "\n".join(readable(line) for line in finding.working)
        if working:
            box.addWidget(PartyText(working, tone="second", size=SMALL, name=self.tr("Working")))
        for fact in finding.facts:
            link = FactLink(fact)
            link.chosen.connect(self.cited)
            box.addWidget(link)

    def show_did(self, did: Did, possible: bool = True) -> None:
        """Follows the draft. `possible`: whether a verdict is being written at all."""
        self.did, self._possible = did, possible
        proposal = self.finding.proposal
        aside = did.what == "set-aside"
        self.follow.setVisible(possible and not did.what and proposal is not None and proposal.acts)
        self.aside.setVisible(possible and not did.what and proposal is not None and not self._asking)
        self.state.setVisible(bool(did.what))
        self.back.setVisible(possible and bool(did.what))
        self.state.set(self.tr("set aside") if aside else self.tr("followed"), "plain" if aside else "ok")
        self.why.setVisible(aside or self._asking)
        self.why.follow(did.why)
        if proposal is not None:
            self.setAccessibleDescription(
                " ".join((*self.finding.working, proposal.text, self.state.caption() if did.what else ""))
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self.hasFocus():  # what a field in the card leaves over is none of the card's keys
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(self.finding.id, 1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._follow()
        elif key == Qt.Key.Key_Delete:
            self._ask_why()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens().action), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _follow(self) -> None:
        if self.follow.isVisibleTo(self):
            self.followed.emit(self.finding.id)

    def _ask_why(self) -> None:
        """Nothing is set aside before there is a reason."""
        if self._possible and self.finding.proposal is not None and self.did.what != "followed":
            self._asking = True
            self.show_did(self.did, self._possible)
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reasoned(self) -> None:
        self._asking = False
        self.show_did(self.did, self._possible)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reason(self, why: str) -> None:
        self.set_aside.emit(self.finding.id, why)

    def _reconsider(self) -> None:
        self._asking = False
        self.reconsidered.emit(self.finding.id)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
