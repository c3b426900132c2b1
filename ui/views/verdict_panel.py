"""The verdict as one column: outcome on top, what is left and Decide at the foot, the form between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from moderator.domain.case import Reason
from ui.models import draft
from ui.models.case_words import words
from ui.models.left import Left, left
from ui.models.replacing import replaces
from ui.models.verdict_sheet import VerdictSheet, sheet_of
from ui.session import Session
from ui.theme import GAP, SMALL, theme
from ui.views.before_deciding import BeforeDeciding
from ui.views.beginning import Beginning
from ui.views.bits import FixedCap, Heading, Panel, row
from ui.views.closure_form import ClosureForm
from ui.views.decided_view import DecidedView
from ui.views.decision_form import DecisionForm
from ui.views.dispatch import Dispatch
from ui.views.left_line import LeftLine
from ui.views.link import Link
from ui.views.outcome_buttons import OUTCOMES, OutcomeButtons
from ui.views.primary_button import PrimaryButton
from ui.views.request_form import RequestForm

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase


class VerdictPanel(Panel):
    """Follows the session's draft; every change goes through `session.edit`, so every change can be undone."""

    def __init__(self, session: Session) -> None:
        super().__init__("panel")
        self.setAccessibleName(self.tr("Verdict"))
        self._session = session
        self._sheet: VerdictSheet | None = None
        self._dispatch = Dispatch(session)
        self._last_look = BeforeDeciding(session, self)
        self.reason = Link("", self.tr("Policy and reason as found"), tone="second", size=SMALL)
        self.outcomes = OutcomeButtons(session.actions)
        self.decision = DecisionForm(session)
        self.request = RequestForm(session)
        self.closure = ClosureForm(session)
        self.decided = DecidedView(session)
        self.meanwhile = Link("", tone="warn")
        self.beginning = Beginning(session, self)
        self.left = LeftLine()
        self.ask = QPushButton(self.tr("Ask for evidence…"))
        self.decide = PrimaryButton(session, "decide")
        self._forms = QStackedWidget()
        for form in (self.decision, self.request, self.closure, self.decided):
            self._forms.addWidget(form)
        self._lay()
        self._connect()
        self._wire()
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(370, 560)

    # --- building -------------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        actions = self._session.actions
        first, last = actions.caption("outcome.1"), actions.caption("outcome.6")
        cap = FixedCap(f"{first}–{last.rpartition(' ')[2]}" if first and last else "")
        self._head = QWidget()
        self._head.setLayout(row(Heading(self.tr("Verdict")), cap, None, self.reason))
        cap.setVisible(bool(first and last))  # in its row: shown without a parent it would be a window of its own
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(2 * GAP)
        foot.addWidget(self.left)
        buttons = row(self.ask, self.decide)
        buttons.setStretch(0, 4)
        buttons.setStretch(1, 5)
        foot.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GAP, 3 * GAP, 4 * GAP, 3 * GAP)
        layout.setSpacing(2 * GAP)
        for part in (self._head, self.meanwhile, self.beginning.line, self.outcomes):
            layout.addWidget(part)
        layout.addWidget(self._forms, 1)
        layout.addWidget(self._foot)
        self.meanwhile.hide()

    def _connect(self) -> None:
        session = self._session
        session.case_opened.connect(self._opened)
        session.case_closed.connect(self._closed)
        session.problems_changed.connect(self._checked)
        session.queue_changed.connect(self._look_meanwhile)
        session.claims.changed.connect(self._show)
        theme().changed.connect(self._restyle)
        self.outcomes.chosen.connect(self.choose_outcome)
        self.reason.clicked.connect(self._open_reasons)
        self.left.chosen.connect(self.go_to)
        self.ask.clicked.connect(self.ask_or_back)
        self.meanwhile.clicked.connect(self._open_anew)

    def _wire(self) -> None:
        """The verbs of the verdict."""
        actions = self._session.actions
        for slot, n in zip(
            (self._outcome_1, self._outcome_2, self._outcome_3, self._outcome_4, self._outcome_5, self._outcome_6),
            range(1, 7),
            strict=True,
        ):
            actions.on(f"outcome.{n}", slot)
        actions.on("question.next", self.next_open)
        actions.on("question.previous", self.previous_open)
        actions.on("answer.yes", self._yes)
        actions.on("answer.no", self._no)
        actions.on("answer.unknown", self._unknown)
        actions.on("money", self.to_money)
        actions.on("clause", self.to_clause)
        actions.on("statement", self.to_statement)
        actions.on("annex", self.open_annex)
        actions.on("decide", self.take)

    # --- following ------------------------------------------------------------------------------------------------

    def _opened(self, _opened: OpenCase) -> None:
        """The problems of its draft follow at once, and with them everything is shown."""
        self.decision.questions.leave()
        self.meanwhile.hide()

    def _closed(self) -> None:
        self._sheet = None
        self.decision.questions.leave()

    def _checked(self, _problems: object) -> None:
        self._show()

    def _show(self) -> None:
        session = self._session
        opened = session.opened
        if opened is None:
            return
        final = opened.status in ("decided", "closed") and not replaces(session.draft)
        self.beginning.show_line(opened, session.draft)
        for part in (self._head, self.outcomes, self._foot):
            part.setVisible(not final)
        if final:
            self._sheet = None
            self.decision.questions.leave()
            self._forms.setCurrentWidget(self.decided)
            self.decided.show_case(opened)
            return
        problems = self._dispatch.problems()
        self._sheet = sheet_of(opened, session.draft, problems)
        if self._sheet is None:
            self.left.show_items(left(opened.case, None, session.draft, problems))
            self._forms.setEnabled(False)
            self.decide.setEnabled(False)
            return
        self._show_sheet(self._sheet)
        self._only_read(session.claims.read_only)

    def _only_read(self, read_only: bool) -> None:
        """Somebody else has the case or has decided it: the bar above says who."""
        for part in (self._forms, self.outcomes, self.ask, self.reason):
            part.setEnabled(not read_only)
        self.decide.setEnabled(not read_only and self._sheet is not None and not self._sheet.problems)

    def _show_sheet(self, sheet: VerdictSheet) -> None:
        forms: dict[str, RequestForm | ClosureForm] = {"request": self.request, "closure": self.closure}
        form = forms.get(sheet.kind, self.decision)
        self._forms.setCurrentWidget(form)
        form.show_sheet(sheet)
        if form is not self.decision:
            self.decision.questions.leave()
        self.outcomes.choose({"closure": "close", "request": ""}.get(sheet.kind, sheet.outcome))
        found = sheet.policy.reason != sheet.case.reason
        as_found = self.tr("as found: {0}, {1} ▾") if found else self.tr("policy {0}, {1} ▾")
        self.reason.setText(as_found.format(words(sheet.policy.reason), sheet.policy.version))
        self.left.show_items(left(sheet.case, sheet.policy, sheet.doc, sheet.problems))
        said = {"reversal": self.tr("Reverse"), "appeal": self.tr("Decide the appeal")}
        by_kind = {"request": self.tr("Send request"), "closure": self.tr("Close case")}
        words_ = by_kind.get(sheet.kind) or said.get(str(sheet.doc.get("stage"))) or self.tr("Decide")
        self.decide.set_words(self.tr("Give second opinion") if sheet.opened.second else words_)
        self.ask.setVisible(not sheet.opened.second)
        self.ask.setText(self.tr("Ask for evidence…") if sheet.kind == "decision" else self.tr("Back to the decision"))
        self.ask.setAccessibleName(self.ask.text())

    def _look_meanwhile(self) -> None:
        """Somebody else was faster: says so; the draft stays."""
        opened = self._session.opened
        row_of = next((each for each in self._session.rows if opened and each.case == opened.case.id), None)
        if opened is None or opened.second or row_of is None:
            return
        gone = opened.status in ("open", "waiting") and row_of.status in ("decided", "closed")
        if gone:
            self.meanwhile.setText(self.tr("This case was decided meanwhile; your draft is kept. Show the decision"))
        self.meanwhile.setVisible(gone)

    def _open_anew(self) -> None:
        if self._session.opened is not None:
            self._session.open_case(self._session.opened.case.id)

    def _restyle(self) -> None:
        for link in self.findChildren(Link):
            link.restyle()
        self.decision.asked.restyle()
        self._show()

    # --- what a person does ---------------------------------------------------------------------------------------

    def choose_outcome(self, outcome: str) -> None:
        """An outcome by its name, or "close"."""
        sheet = self._sheet
        if sheet is None:
            return
        if outcome == "close":
            self._session.edit(self.tr("Close…"), lambda doc: draft.begin(doc, "closure"))
            self.closure.kind.buttons["inadmissible"].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._session.edit(
            self.tr("Outcome"), lambda doc: draft.choose_outcome(doc, outcome, sheet.case, sheet.policy, sheet.before)
        )

    def _outcome_1(self) -> None:
        self.choose_outcome(OUTCOMES[0])

    def _outcome_2(self) -> None:
        self.choose_outcome(OUTCOMES[1])

    def _outcome_3(self) -> None:
        self.choose_outcome(OUTCOMES[2])

    def _outcome_4(self) -> None:
        self.choose_outcome(OUTCOMES[3])

    def _outcome_5(self) -> None:
        self.choose_outcome(OUTCOMES[4])

    def _outcome_6(self) -> None:
        self.choose_outcome(OUTCOMES[5])

    def ask_or_back(self) -> None:
        """To the request for evidence, or back to the decision; nothing that was written is lost."""
        sheet = self._sheet
        if sheet is None:
            return
        kind = "request" if sheet.kind == "decision" else "decision"
        self._session.edit(self.ask.text(), lambda doc: draft.begin(doc, kind))
        if kind == "request":
            self.request.to["buyer"].setFocus(Qt.FocusReason.OtherFocusReason)

    def next_open(self) -> None:
        """To the next open question; after the last one to the clause, then to the statement."""
        if self._sheet is None or self._sheet.kind != "decision" or self.decision.questions.step(True):
            return
        targets = {item.target for item in self.left.items}
        for target in ("clause", "statement", "money", "outcome"):
            if target in targets:
                self.go_to(target)
                return

    def previous_open(self) -> None:
        if self._sheet is not None and self._sheet.kind == "decision":
            self.decision.questions.step(False)

    def _yes(self) -> None:
        self.decision.questions.answer_current("yes")

    def _no(self) -> None:
        self.decision.questions.answer_current("no")

    def _unknown(self) -> None:
        self.decision.questions.answer_current("not-established")

    def to_money(self) -> None:
        self.decision.money.focus()

    def to_clause(self) -> None:
        """Opens the list of clauses, if a decision is being written."""
        if self._forms.currentWidget() is self.decision:
            self.decision.choose_clause()

    def to_statement(self) -> None:
        self.decision.statement.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_annex(self) -> None:
        """The DSA annex of the decision that is being written."""
        from ui.views.annex_dialog import AnnexDialog

        if self._sheet is not None and self._sheet.kind == "decision":
            dialog = AnnexDialog(self._session, self.window())
            dialog.open()
            dialog.lead()

    def take(self) -> None:
        """Decides, sends the request or closes the case, if nothing is left to do; else leads to what is."""
        sheet = self._sheet
        if sheet is None:
            return
        if sheet.problems:
            items = self.left.items
            if items:
                self._session.message.emit(self._spoken(items), "warn")
                self.go_to(items[0].target)
        elif sheet.kind == "request":
            self._dispatch.send()
        else:
            self._last_look.look(self._session.decide if sheet.kind == "decision" else self._dispatch.send)

    def _spoken(self, items: tuple[Left, ...]) -> str:
        return self.tr("Not yet: {0}.").format(items[0].text)

    def go_to(self, target: str) -> None:
        """Leads to the control that a part of "what is left" names."""
        kind, _, name = target.partition(":")
        if kind in ("question", "mention") and name:
            self.decision.questions.go_to(target)
            return
        if kind == "exhibit":
            self._show_exhibit(int(name))
            return
        if kind == "annex":
            self.open_annex()
            return
        place = self._places().get(kind)
        if place is not None:
            place.setFocus(Qt.FocusReason.OtherFocusReason)
        if kind == "money":
            self.decision.money.focus()
        elif kind == "clause":
            self.decision.choose_clause()

    def _places(self) -> dict[str, QWidget]:
        terms = self.decision.terms
        return {
            "outcome": self.outcomes.bar.buttons[OUTCOMES[0]],
            "statement": self.decision.statement,
            "clause": self.decision.clause.button,
            "return": terms.paid_by.buttons["seller"],
            "replacement": terms.days,
            "request": self.request.to["buyer"] if not self._asked() else self.request.text,
            "closure": self.closure.kind.buttons["inadmissible"] if not self._closes() else self.closure.why,
            "reason": self.reason,
            "approved_by": self.decision.more.approved_by,
        }

    def _asked(self) -> bool:
        return bool(self._sheet and self._sheet.doc.get("request", {}).get("to"))

    def _closes(self) -> bool:
        return bool(self._sheet and self._sheet.doc.get("closure", {}).get("as"))

    def _show_exhibit(self, number: int) -> None:
        exhibits = self._session.draft.get("exhibits", [])
        self._session.show_exhibit(str(exhibits[number].get("id")))

    def _open_reasons(self) -> None:
        """The reason as found; buyers often choose the wrong one."""
        sheet = self._sheet
        if sheet is None:
            return
        menu = QMenu(self)
        for reason in get_args(Reason):
            text = words(reason)
            if reason == sheet.case.reason:
                text = self.tr("{0}, as the buyer claims").format(text)
            action = menu.addAction(text)
            action.setData(reason)
            action.setCheckable(True)
            action.setChecked(reason == sheet.policy.reason)
        menu.triggered.connect(lambda action: self.choose_reason(str(action.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.reason.mapToGlobal(self.reason.rect().bottomLeft()))

    def choose_reason(self, reason: str) -> None:
        """Another reason brings its own questions and clauses; answers to questions that both ask stay."""
        sheet = self._sheet
        if sheet is not None and reason != sheet.policy.reason:
            policy = sheet.opened.policy_for(reason)
            self._session.edit(
                self.tr("Reason as found"),
                lambda doc: draft.choose_reason(doc, reason, sheet.case, policy, sheet.before),
            )
