"""The decision: money, terms, questions, clause, statement. Only the questions scroll when there is no room for all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from ui.models import draft
from ui.models.annex_fields import is_on
from ui.models.answered import news
from ui.models.party_text import readable
from ui.models.verdict_sheet import VerdictSheet
from ui.session import Session
from ui.theme import GAP, SMALL
from ui.views.bits import KeyCap, Label, row
from ui.views.clause_chooser import ClauseChooser, ClauseLine
from ui.views.fields import LineField
from ui.views.flow import Flow
from ui.views.link import Link
from ui.views.money_rows import MoneyRows
from ui.views.outcome_buttons import Segments
from ui.views.party_text import PartyText
from ui.views.question_list import QuestionList
from ui.views.statement_box import StatementBox
from ui.views.terms_form import TermsForm


class DecisionForm(QWidget):
    """The body of the verdict panel while a decision is written."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._sheet: VerdictSheet | None = None
        self.money = MoneyRows(session)
        self.asked = PartyText("", tone="second", size=SMALL)
        self.terms = TermsForm(session)
        self.questions = QuestionList(session)
        self.more = MoreFields(session)
        self.clause = ClauseLine(KeyCap(session.actions, "clause"))
        self.statement = StatementBox(session)
        self._page = QWidget()
        self.area = QScrollArea()
        self._lay()
        self.questions.wants_room.connect(self._reveal)
        self.clause.opened.connect(self.choose_clause)

    def _lay(self) -> None:
        self._page.setProperty("role", "panel")
        inner = QVBoxLayout(self._page)
        inner.setContentsMargins(0, 0, GAP, 0)
        inner.setSpacing(GAP)
        for part in (self.asked, self.terms, self.questions, self.more):
            inner.addWidget(part)
        inner.addStretch(1)
        self.area.setWidget(self._page)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.money)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.clause)
        layout.addWidget(self.statement)

    def show_sheet(self, sheet: VerdictSheet) -> None:
        """Follows the draft."""
        self._sheet = sheet
        self.money.show_sheet(sheet)
        self.terms.show_sheet(sheet)
        self.questions.show_sheet(sheet)
        self.more.show_sheet(sheet)
        wanted = str(sheet.doc.get("clause") or "")
        clause = sheet.policy.clause(wanted)
        self.clause.show_clause(clause, wanted if clause is None else "")
        self.statement.show_sheet(sheet)
        self._show_request(sheet)

    def _show_request(self, sheet: VerdictSheet) -> None:
        """Once evidence was asked for: what, of whom, and what has come since."""
        asked = [
            each.doc for each in sheet.opened.verdicts if each.status == "active" and each.doc.get("kind") == "request"
        ]
        text = ""
        if asked:
            request = asked[-1].get("request", {})
            text = self.tr("Asked of the {0}: “{1}”").format(
                ", ".join(request.get("to", [])), readable(request.get("text", ""))
            )
            found = news(sheet.case, asked[-1])
            come = ", ".join([*found.evidence, *(self.tr("message {0}").format(each) for each in found.messages)])
            text += "\n" + (self.tr("New since you asked: {0}").format(come) if come else self.tr("Nothing new yet."))
        self.asked.set_text(text)
        self.asked.setVisible(bool(text))

    def choose_clause(self) -> None:
        """Opens the list of clauses, those that allow the outcome first."""
        sheet = self._sheet
        if sheet is None:
            return
        chooser = ClauseChooser(sheet.policy, sheet.outcome, str(sheet.doc.get("clause") or ""), self.window())
        chooser.picked.connect(self._clause_picked)
        chooser.open()

    def _clause_picked(self, clause: str) -> None:
        sheet = self._sheet
        if sheet is not None:
            self._session.edit(
                self.tr("Clause"), lambda doc: draft.choose_clause(doc, clause, sheet.case, sheet.policy, sheet.before)
            )

    def _reveal(self, view: QWidget) -> None:
        """The whole row if there is room for it, else its upper part."""
        top = view.mapTo(self._page, view.rect().topLeft()).y()
        bar, room = self.area.verticalScrollBar(), self.area.viewport().height()
        if view.height() > room or top < bar.value():
            bar.setValue(top)
        elif top + view.height() > bar.value() + room:
            bar.setValue(top + view.height() - room)


class MoreFields(QWidget):
    """What is seldom needed: evidence that settles nothing, who bears the refund, a note that is never printed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._sheet: VerdictSheet | None = None
        self.not_relied = Link(self.tr("not relied on…"))
        self.not_relied.clicked.connect(self._open_not_relied)
        self.toggle = Link(self.tr("note, borne by, approval…"))
        self.toggle.setCheckable(True)
        self.annex = Link(self.tr("DSA annex…"))
        self.annex.clicked.connect(lambda: session.actions.trigger("annex"))
        self.note = LineField(self.tr("Internal note"), self.tr("internal note, never printed"))
        self.approved_by = LineField(self.tr("Approved by"), self.tr("who else approved it, above the policy’s limit"))
        self.borne_by = Segments(
            (("seller", self.tr("Seller")), ("platform", self.tr("Platform")), ("carrier", self.tr("Carrier")))
        )
        self.borne_by.setAccessibleName(self.tr("Who bears the refund"))
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(GAP)
        body.addWidget(self.note)
        body.addLayout(row(Label(self.tr("Borne by"), tone="second", size="normal"), self.borne_by))
        body.addWidget(self.approved_by)
        self._body.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(Flow(self.not_relied, self.toggle, self.annex, gap=3 * GAP))
        layout.addWidget(self._body)
        self.toggle.toggled.connect(self._body.setVisible)
        self.note.typed.connect(self._noted)
        self.approved_by.typed.connect(self._approved)
        self.borne_by.chosen.connect(self._borne)

    def show_sheet(self, sheet: VerdictSheet) -> None:
        """Follows the draft; opens by itself if something stands in it."""
        self._sheet = sheet
        self.annex.setText(self.tr("DSA annex ✓") if is_on(sheet.doc) else self.tr("DSA annex…"))
        self.note.follow(str(sheet.doc.get("internal_note") or ""))
        self.borne_by.choose(str(sheet.doc.get("borne_by") or ""))
        self.approved_by.follow(str(sheet.doc.get("approved_by") or ""))
        wanted = any(problem.code == "approval" for problem in sheet.problems)
        if wanted or any(sheet.doc.get(key) for key in ("internal_note", "borne_by", "approved_by")):
            self.toggle.setChecked(True)

    def _noted(self, text: str) -> None:
        self._session.edit(self.tr("Internal note"), lambda doc: draft.set_note(doc, text), merge=True)

    def _approved(self, who: str) -> None:
        self._session.edit(self.tr("Approved by"), lambda doc: draft.set_approved_by(doc, who), merge=True)

    def _borne(self, who: str) -> None:
        def change(doc: draft.Doc) -> None:
            draft.set_borne_by(doc, None if doc.get("borne_by") == who else who)

        self._session.edit(self.tr("Borne by"), change)

    def _open_not_relied(self) -> None:
        """Any item may be put on the list; what the gate wants there stands in it by itself."""
        sheet = self._sheet
        if sheet is None:
            return
        listed = {str(each.get("evidence")) for each in sheet.doc.get("not_relied_on", [])}
        cited = {str(each.get("source")) for each in sheet.doc.get("exhibits", [])}
        menu = QMenu(self)
        for item in sheet.case.evidence:
            if item.id not in listed and item.id not in cited:
                menu.addAction(self.tr("{0} of the {1}").format(item.id, item.from_)).setData(item.id)
        if menu.isEmpty():
            menu.addAction(self.tr("Everything is cited or listed")).setEnabled(False)
        menu.triggered.connect(lambda action: self._list(str(action.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.not_relied.mapToGlobal(self.not_relied.rect().bottomLeft()))

    def _list(self, evidence: str) -> None:
        self._session.edit(self.tr("Not relied on"), lambda doc: draft.set_not_relied_on(doc, evidence, ""))
