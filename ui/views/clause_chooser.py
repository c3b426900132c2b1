"""The clause that the decision rests on: a line in the panel, and the list with every rule in full."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QDialog, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from moderator.domain.policy import Clause, Policy
from ui.models.case_words import words
from ui.plain import set_tip
from ui.theme import BODY, GAP, NORMAL, RADIUS, SMALL, face, tokens
from ui.views.bits import ElidedLabel, Label, row
from ui.views.link import Link


class ClauseLine(QWidget):
    """`Clause damaged.2 · where an item …`; a click opens the list."""

    opened = Signal()

    def __init__(self, cap: QWidget) -> None:
        super().__init__()
        self.button = Link("", self.tr("Choose the clause"), size=NORMAL)
        self.text = ElidedLabel("", size="normal", tone="second")
        self.setLayout(
            row(Label(self.tr("Clause"), tone="second", size="normal"), self.button, self.text, cap, gap=GAP)
        )
        self.button.clicked.connect(self.opened)

    def show_clause(self, clause: Clause | None, unknown: str = "") -> None:
        """The chosen clause; `unknown`: an id that the policy lacks."""
        if clause is None:
            self.button.setText(unknown or self.tr("choose…"))
            self.text.set_whole(self.tr("not in this policy") if unknown else "")
            set_tip(self.text, "")
        else:
            self.button.setText(clause.id)
            self.text.set_whole(clause.text)
            set_tip(self, clause.text)
        self.button.setAccessibleName(self.tr("Clause: {0}").format(self.button.text()))


class ClauseChooser(QDialog):
    """Those that allow the outcome first, then the others. Arrows choose and Enter takes, or a clause's number."""

    picked = Signal(str)

    def __init__(self, policy: Policy, outcome: str, chosen: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Clause of the policy “{0}”").format(policy.title))
        self.resize(620, 560)
        self.cards: list[ClauseCard] = []
        page = QWidget()
        page.setProperty("role", "panel")
        self._box = QVBoxLayout(page)
        self._box.setContentsMargins(4 * GAP, 3 * GAP, 4 * GAP, 4 * GAP)
        self._box.setSpacing(2 * GAP)
        allowed = [each for each in policy.clauses if not outcome or outcome in each.outcomes]
        others = [each for each in policy.clauses if each not in allowed]
        title = (
            self.tr("Allow “{0}”").format(words(outcome))
            if outcome
            else self.tr("Every clause; no outcome is chosen yet")
        )
        self._group(title, allowed, chosen, True)
        if others:
            self._group(self.tr("Do not allow it"), others, chosen, False)
        self._box.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidget(page)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        start = next((card for card in self.cards if card.clause.id == chosen), self.cards[0] if self.cards else None)
        if start is not None:
            start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _group(self, title: str, clauses: list[Clause], chosen: str, fits: bool) -> None:
        if not clauses:
            self._box.addWidget(Label(self.tr("No clause allows this outcome."), tone="warn", size="normal"))
            return
        self._box.addWidget(Label(title, tone="second", size="normal"))
        for clause in clauses:
            card = ClauseCard(clause, len(self.cards) + 1, clause.id == chosen, fits)
            card.clicked.connect(self._take)
            self._box.addWidget(card)
            self.cards.append(card)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((i for i, card in enumerate(self.cards) if card.hasFocus()), 0)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and 0 <= at + step < len(self.cards):
            self.cards[at + step].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self.cards[at + step])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cards:
            self.cards[at].click()
        elif event.text().isdigit() and 0 < int(event.text()) <= len(self.cards):
            self.cards[int(event.text()) - 1].click()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        card = self.sender()
        if isinstance(card, ClauseCard):
            self.picked.emit(card.clause.id)
            self.accept()


class ClauseCard(QAbstractButton):
    """A clause in full: number, id, what it allows, whether shipping follows, its text."""

    def __init__(self, clause: Clause, number: int, chosen: bool, fits: bool) -> None:
        super().__init__()
        self.clause, self._number, self._chosen, self._fits = clause, number, chosen, fits
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(f"{clause.id}: {clause.text}")
        self.setAccessibleDescription(self._meta())

    def _meta(self) -> str:
        allows = ", ".join(words(outcome) for outcome in self.clause.outcomes)
        shipping = self.tr("shipping follows") if self.clause.shipping else self.tr("without shipping")
        return f"{allows} · {shipping}"

    def _text_rect(self, width: int) -> QRectF:
        return QRectF(10 * GAP, 8 * GAP, width - 12 * GAP, 10_000)

    def heightForWidth(self, width: int) -> int:
        from PySide6.QtGui import QFontMetricsF

        wrap = int(Qt.TextFlag.TextWordWrap)
        text = QFontMetricsF(face(BODY)).boundingRect(self._text_rect(width), wrap, self.clause.text)
        return round(text.height()) + 11 * GAP

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        strong = self.hasFocus()
        painter.setPen(
            QPen(QColor(look.action if strong else look.third if self.underMouse() else look.line), 2 if strong else 1)
        )
        painter.setBrush(QColor(look.selected if self._chosen else look.panel))
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        painter.setPen(QColor(look.second))
        painter.setFont(face(SMALL))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(3 * GAP, 2 * GAP, 6 * GAP, 5 * GAP), left, str(self._number))
        painter.setFont(face(BODY, face().weight().DemiBold))
        painter.setPen(QColor(look.text if self._fits else look.second))
        painter.drawText(QRectF(10 * GAP, 2 * GAP, 200, 5 * GAP), left, self.clause.id)
        painter.setFont(face(SMALL))
        painter.setPen(QColor(look.second))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(self.width() / 3, 2 * GAP, self.width() * 2 / 3 - 3 * GAP, 5 * GAP), right, self._meta()
        )
        painter.setFont(face(BODY))
        painter.setPen(QColor(look.text if self._fits else look.second))
        painter.drawText(self._text_rect(self.width()), int(Qt.TextFlag.TextWordWrap), self.clause.text)
