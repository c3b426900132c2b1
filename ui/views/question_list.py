"""The questions that must be answered, then the evidence that must be mentioned: one line each, one of them current."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import draft
from ui.models.fact_list import FactRow, facts
from ui.models.question_rows import MentionRow, QuestionRow, mention_rows, question_rows
from ui.models.verdict_sheet import VerdictSheet
from ui.session import Session
from ui.views.fact_picker import FactPicker
from ui.views.mention_row import MentionRowView
from ui.views.question_row import QuestionRowView


class QuestionList(QWidget):
    """`current` is "question:ID", "mention:ID" or empty. Exhibits taken while a question is current are cited by it."""

    wants_room = Signal(QWidget)
    """The current row, to be scrolled into view."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Questions"))
        self._session = session
        self._sheet: VerdictSheet | None = None
        self._shape: object = None
        self.current = ""
        self.questions: dict[str, QuestionRowView] = {}
        self.mentions: dict[str, MentionRowView] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        session.exhibit_taken.connect(self._cite_taken)

    # --- following the draft --------------------------------------------------------------------------------------

    def show_sheet(self, sheet: VerdictSheet) -> None:
        """Follows the draft; rows are rebuilt only for another case or policy."""
        self._sheet = sheet
        rows = question_rows(sheet.policy, sheet.doc, sheet.problems)
        shape = (sheet.case.id, sheet.policy.reason, sheet.policy.version)
        exhibits = tuple(str(each.get("id")) for each in sheet.doc.get("exhibits", []))
        if shape != self._shape:
            self._shape = shape
            self._build(rows)
            self.leave()
        self._show(rows, exhibits)
        self._show_mentions(mention_rows(sheet.case, sheet.doc, sheet.problems))

    def _build(self, rows: tuple[QuestionRow, ...]) -> None:
        for view in (*self.questions.values(), *self.mentions.values()):
            view.hide()
            view.deleteLater()
        self.questions, self.mentions = {}, {}
        for of in rows:
            view = QuestionRowView(self._session, of)
            view.entered.connect(self.go_to_question)
            view.answered.connect(self.answer)
            view.worded.connect(self._word)
            view.cited.connect(self._toggle)
            view.wants_fact.connect(self.pick_fact)
            view.fact_dropped.connect(self._drop_fact)
            self._box.addWidget(view)
            self.questions[view.id] = view

    def _show(self, rows: tuple[QuestionRow, ...], exhibits: tuple[str, ...]) -> None:
        for of in rows:
            current = self.current == f"question:{of.requirement.id}"
            self.questions[of.requirement.id].show_row(of, exhibits, current)

    def _show_mentions(self, rows: tuple[MentionRow, ...]) -> None:
        wanted = [of.evidence for of in rows]
        for name in [name for name in self.mentions if name not in wanted]:
            gone = self.mentions.pop(name)
            gone.hide()
            gone.deleteLater()
            if self.current == f"mention:{name}":
                self.leave()
        for of in rows:
            if of.evidence not in self.mentions:
                view = MentionRowView(self._session, of)
                view.entered.connect(self.go_to_mention)
                view.reasoned.connect(self._explain)
                view.dropped.connect(self._unlist)
                self._box.addWidget(view)
                self.mentions[of.evidence] = view
            self.mentions[of.evidence].show_row(of, self.current == f"mention:{of.evidence}")

    # --- which one is current -------------------------------------------------------------------------------------

    def open_ones(self) -> list[str]:
        """What is still open, in order, as values of `current`."""
        if self._sheet is None:
            return []
        sheet = self._sheet
        found = [
            f"question:{of.requirement.id}"
            for of in question_rows(sheet.policy, sheet.doc, sheet.problems)
            if of.is_open
        ]
        wanted = mention_rows(sheet.case, sheet.doc, sheet.problems)
        return found + [f"mention:{of.evidence}" for of in wanted if of.wants]

    def places(self) -> list[str]:
        """Every row, in order, as values of `current`."""
        return [f"question:{name}" for name in self.questions] + [f"mention:{name}" for name in self.mentions]

    def step(self, forward: bool) -> bool:
        """To the next open row after the current one, or before it; False if none lies that way."""
        places, still_open = self.places(), self.open_ones()
        here = places.index(self.current) if self.current in places else (-1 if forward else len(places))
        on_the_way = places[here + 1 :] if forward else places[:here][::-1]
        found = next((place for place in on_the_way if place in still_open), "")
        if found:
            self.go_to(found)
        return bool(found)

    def go_to(self, place: str) -> None:
        """Makes "question:ID" or "mention:ID" current, opens it and gives it the focus."""
        kind, _, name = place.partition(":")
        if kind == "question":
            self.go_to_question(name)
        elif name in self.mentions:
            self.go_to_mention(name)

    def go_to_question(self, name: str) -> None:
        if name not in self.questions:
            return
        self._make_current(f"question:{name}")
        view = self.questions[name]
        if not view.isAncestorOf(self.focusWidget() or self):
            view.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._reveal(view)

    def go_to_mention(self, name: str) -> None:
        self._make_current(f"mention:{name}")
        self.mentions[name].why.setFocus(Qt.FocusReason.OtherFocusReason)
        self._reveal(self.mentions[name])

    def leave(self) -> None:
        """No row is current any more."""
        self._make_current("")

    def _make_current(self, place: str) -> None:
        self.current = place
        self._session.actions.set_scope("question", place.startswith("question:"))
        if self._sheet is not None and self.questions:
            sheet = self._sheet
            exhibits = tuple(str(each.get("id")) for each in sheet.doc.get("exhibits", []))
            self._show(question_rows(sheet.policy, sheet.doc, sheet.problems), exhibits)
            self._show_mentions(mention_rows(sheet.case, sheet.doc, sheet.problems))

    def _reveal(self, view: QWidget) -> None:
        # its height is known only after the layout has seen the opened details
        QTimer.singleShot(0, view, lambda: self.wants_room.emit(view))

    # --- what a person does ---------------------------------------------------------------------------------------

    def answer_current(self, answer: str) -> None:
        """The answer to the current question, by key."""
        if self.current.startswith("question:"):
            self.answer(self.current.partition(":")[2], answer)

    def answer(self, name: str, answer: str) -> None:
        self._change(self.tr("Answer"), name, answer=answer)

    def _word(self, name: str, text: str) -> None:
        self._change(self.tr("Finding"), name, merge=True, text=text)

    def _change(self, step: str, name: str, *, merge: bool = False, **values: object) -> None:
        sheet = self._sheet
        if sheet is not None:
            order = sheet.requirements
            self._session.edit(step, lambda doc: draft.change_finding(doc, name, order, **values), merge=merge)

    def _toggle(self, name: str, exhibit: str) -> None:
        sheet = self._sheet
        if sheet is not None:
            order = sheet.requirements
            self._session.edit(
                self.tr("Exhibit of a finding"), lambda doc: draft.toggle_exhibit(doc, name, exhibit, order)
            )

    def _cite_taken(self, exhibit: str) -> None:
        kind, _, name = self.current.partition(":")
        if kind == "question" and name in self.questions and exhibit not in self.questions[name].row.exhibits:
            self._toggle(name, exhibit)

    def pick_fact(self, name: str) -> None:
        """Opens the list of the case's facts for one question."""
        sheet = self._sheet
        if sheet is None:
            return
        picker = FactPicker(facts(sheet.case), self.questions[name].row.requirement.text, self.window())
        picker.picked.connect(lambda fact: self._add_fact(name, fact))
        picker.open()

    def _add_fact(self, name: str, fact: FactRow) -> None:
        sheet = self._sheet
        if sheet is not None:
            order = sheet.requirements
            self._session.edit(
                self.tr("Fact of a finding"), lambda doc: draft.add_fact(doc, name, fact.pointer, fact.value, order)
            )

    def _drop_fact(self, name: str, pointer: str) -> None:
        sheet = self._sheet
        if sheet is not None:
            order = sheet.requirements
            self._session.edit(self.tr("Fact of a finding"), lambda doc: draft.remove_fact(doc, name, pointer, order))

    def _explain(self, evidence: str, why: str) -> None:
        self._session.edit(
            self.tr("Not relied on"), lambda doc: draft.set_not_relied_on(doc, evidence, why or None), merge=True
        )

    def _unlist(self, evidence: str) -> None:
        self._session.edit(self.tr("Not relied on"), lambda doc: draft.set_not_relied_on(doc, evidence, None))
