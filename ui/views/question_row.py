"""One question of the policy: a line while it rests, and the place to answer it while it is the current one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from ui.models.case_words import sentence, words
from ui.models.question_rows import QuestionRow
from ui.session import Session
from ui.theme import BODY, GAP, NORMAL, RADIUS, face, tokens
from ui.views.bits import Chip, ElidedLabel, Label, row
from ui.views.exhibit_chips import ExhibitChip, ExhibitChips
from ui.views.fields import LineField
from ui.views.flow import Flow
from ui.views.outcome_buttons import Segment, Segments

LINE = 26
MORE = ("not-disputed", "not-applicable")


class QuestionRowView(QWidget):
    """Emits what a person did; shows only what the draft says."""

    entered = Signal(str)
    answered = Signal(str, str)
    worded = Signal(str, str)
    cited = Signal(str, str)
    wants_fact = Signal(str)
    fact_dropped = Signal(str, str)

    def __init__(self, session: Session, of: QuestionRow) -> None:
        super().__init__()
        self.id = of.requirement.id
        self.row = of
        self.line = QuestionLine(of.requirement.text)
        self.line.pressed.connect(self._enter)
        self.line.focused.connect(self._enter)
        self.chips = Flow(gap=GAP, align_right=True)
        self._details: Details | None = None
        head = row(self.line, gap=GAP)
        head.addLayout(self.chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        self._box = layout
        self._session = session
        self._shown: object = None
        self._current = False

    @property
    def details(self) -> Details:
        """Where the question is answered; built when it is first needed, so that opening a case stays quick."""
        if self._details is None:
            details = self._details = Details(self._session, self.row)
            self._box.addWidget(details)
            details.setVisible(self._current)
            details.answered.connect(self._answer)
            details.worded.connect(self._word)
            details.cited.connect(self._cite)
            details.wants_fact.connect(self._want_fact)
            details.fact_dropped.connect(self._drop_fact)
        return self._details

    @property
    def is_current(self) -> bool:
        return self._current

    def show_row(self, of: QuestionRow, exhibits: Sequence[str], current: bool) -> None:
        """Follows the draft. `exhibits`: every exhibit of the draft."""
        self.row = of
        self.line.show_row(of, current)
        if self._shown != (of.exhibits, of.facts, of.wants, current):
            self._shown = (of.exhibits, of.facts, of.wants, current)
            self._rest(of, current)
        if current:
            self.details.show_row(of, exhibits)
        if current != self._current:
            self._current = current
            self.details.setVisible(current)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._current:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens().line), 1))
            painter.setBrush(QColor(tokens().raised))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _rest(self, of: QuestionRow, current: bool) -> None:
        """The chips at the end of the resting line: exhibits and facts, or what is still wanted."""
        self.chips.clear()
        if of.wants:
            chip = Chip(of.wants, "warn", clickable=not current)
            chip.setAccessibleName(f"{of.wants}: {of.requirement.text}")
            chip.clicked.connect(self._enter)
            self.chips.addWidget(chip)
        elif not current:
            facts = len(of.facts)
            if of.exhibits:
                self.chips.addWidget(ExhibitChips(self._session, of.exhibits, facts))
            elif facts:
                self.chips.addWidget(Chip(self.tr("1 fact") if facts == 1 else self.tr("{0} facts").format(facts)))

    def _enter(self) -> None:
        self.entered.emit(self.id)

    def _answer(self, answer: str) -> None:
        self.answered.emit(self.id, answer)

    def _word(self, text: str) -> None:
        self.worded.emit(self.id, text)

    def _cite(self, exhibit: str) -> None:
        self.cited.emit(self.id, exhibit)

    def _want_fact(self) -> None:
        self.wants_fact.emit(self.id)

    def _drop_fact(self, pointer: str) -> None:
        self.fact_dropped.emit(self.id, pointer)


class QuestionLine(QWidget):
    """Mark, question, and behind it in grey what the finding says; ends in … where it lacks room."""

    pressed = Signal()
    focused = Signal()

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question, self._mark, self._tone, self._summary = question, "", "plain", ""
        self._current = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(question)

    def show_row(self, of: QuestionRow, current: bool) -> None:
        self.show_text(of.requirement.text, of.summary, of.mark, of.tone, current)

    def show_text(self, text: str, summary: str, mark: str, tone: str, current: bool) -> None:
        """`summary` stands behind the text in grey."""
        self._question, self._summary, self._mark, self._tone, self._current = text, summary, mark, tone, current
        self.setAccessibleName(text)
        self.setAccessibleDescription(summary)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, LINE)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.focused.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(face(BODY, face().weight().Bold))
        painter.setPen(QColor(look.tone(self._tone) if self._tone in ("ok", "warn", "bad") else look.second))
        painter.drawText(QRectF(1.5 * GAP, 0, 14, self.height()), middle, self._mark)
        painter.setFont(face(NORMAL, face().weight().DemiBold if self._current else face().weight().Normal))
        left, room = 5.5 * GAP, self.width() - 5.5 * GAP
        metrics = painter.fontMetrics()
        question = metrics.elidedText(self._question, Qt.TextElideMode.ElideRight, int(room))
        painter.setPen(QColor(look.text))
        painter.drawText(QRectF(left, 0, room, self.height()), middle, question)
        used = metrics.horizontalAdvance(question)
        if self._summary and room - used > 8 * GAP and not self._current:
            painter.setFont(face(NORMAL))
            painter.setPen(QColor(look.second))
            text = painter.fontMetrics().elidedText(
                f" · {self._summary}", Qt.TextElideMode.ElideRight, int(room - used)
            )
            painter.drawText(QRectF(left + used, 0, room - used, self.height()), middle, text)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.action), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)


class Details(QWidget):
    """Below the current question: the answers with their keys, what it rests on, the finding in words."""

    answered = Signal(str)
    worded = Signal(str)
    cited = Signal(str)
    wants_fact = Signal()
    fact_dropped = Signal(str)

    def __init__(self, session: Session, of: QuestionRow) -> None:
        super().__init__()
        self._session = session
        self._shown: object = None
        self._answer = ""
        actions = session.actions
        keys = [actions.caption(f"answer.{name}") for name in ("yes", "no", "unknown")]
        choices = (
            ("yes", self.tr("Yes")),
            ("no", self.tr("No")),
            ("not-established", self.tr("Not established")),
        )
        self.answers = Segments(choices, keys)
        self.answers.setAccessibleName(self.tr("Answer"))
        self.answers.chosen.connect(self.answered)
        self.more = Segment("⋯", left=True, right=True)
        self.more.setAccessibleName(self.tr("More answers"))
        self.more.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.more.clicked.connect(self._open_more)
        self.grounds = Flow(gap=GAP)
        self.text = LineField(self.tr("Finding"), self.tr("what it shows, in a few words"))
        self.text.typed.connect(self.worded)
        hint = self.tr("{0} must show it. Else: {1}").format(
            sentence(words(of.requirement.burden)), of.requirement.if_not_established
        )
        self.hint = ElidedLabel(hint, tone="third", size="small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 0, 2 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addLayout(row(self.answers, self.more, gap=GAP))
        layout.addLayout(self.grounds)
        layout.addWidget(self.text)
        layout.addWidget(self.hint)

    def show_row(self, of: QuestionRow, exhibits: Sequence[str]) -> None:
        """Follows the draft."""
        self._answer = of.answer
        self.answers.choose(of.answer)
        other = of.answer in MORE
        self.more.setText(words(of.answer) if other else "⋯")
        self.more.setChecked(other)
        self.more.updateGeometry()
        self.text.follow(of.text)
        shown = (tuple(exhibits), of.exhibits, of.facts)
        if shown != self._shown:
            self._shown = shown
            self._show_grounds(of, exhibits)

    def _show_grounds(self, of: QuestionRow, exhibits: Sequence[str]) -> None:
        self.grounds.clear()
        for exhibit in exhibits:
            chip = ExhibitChip(self._session, exhibit, cited=exhibit in of.exhibits)
            chip.toggled_by_hand.connect(self.cited)
            self.grounds.addWidget(chip)
        for pointer, value in of.facts:
            self.grounds.addWidget(self._fact(pointer, value))
        add = Chip(self.tr("+ fact…"), "hollow", clickable=True)
        add.setAccessibleName(self.tr("Add a fact of the case"))
        add.clicked.connect(self.wants_fact)
        self.grounds.addWidget(add)
        if not exhibits:
            key = self._session.actions.caption("exhibit.take")
            self.grounds.addWidget(Label(self.tr("{0} takes what is shown").format(key), tone="third", size="small"))

    def _fact(self, pointer: str, value: str) -> Chip:
        short = value if len(value) <= 34 else value[:33].rstrip() + "…"
        chip = Chip(f"{short} ×", clickable=True)
        chip.setAccessibleName(self.tr("Remove the fact {0}").format(value))
        chip.clicked.connect(lambda: self.fact_dropped.emit(pointer))
        return chip

    def _open_more(self) -> None:
        self.more.setChecked(self._answer in MORE)
        menu = QMenu(self)
        for answer in MORE:
            action = menu.addAction(sentence(words(answer)))
            action.setData(answer)
        menu.addSeparator()
        menu.addAction(self.tr("No answer yet")).setData("")
        menu.triggered.connect(lambda action: self.answered.emit(action.data()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))
