"""The statement: the decision in the moderator's words, in one or more languages, begun from a template if wanted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from moderator.domain import templates
from moderator.domain.case import Case
from moderator.errors import NotFound
from ui.models import statements
from ui.models.verdict_sheet import VerdictSheet
from ui.plain import set_tip
from ui.session import Session
from ui.theme import NORMAL
from ui.views.bits import KeyCap, Label, row
from ui.views.fields import ProseField
from ui.views.link import Link


class StatementBox(QWidget):
    """Shows the statement of one language at a time; all of them stand in the decision."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._sheet: VerdictSheet | None = None
        self._case = ""
        self.language = ""
        """The one that is shown and typed in."""
        self.which = Link("", self.tr("Language of the statement"), size=NORMAL)
        self.template = Link(self.tr("template…"), self.tr("Begin from a template"), size=NORMAL)
        self.fill = Link("", self.tr("Fill in the blanks"), size=NORMAL)
        self.field = ProseField(
            self.tr("Statement"),
            self.tr("the decision in your own words, for both sides"),
            lines=2,
            most=7,
            corner=KeyCap(session.actions, "statement"),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        head = Label(self.tr("Statement"), tone="second", size="normal")
        cap = KeyCap(session.actions, "statement.template")
        layout.addLayout(row(head, self.which, None, self.fill, self.template, cap))
        layout.addWidget(self.field)
        self.setFocusProxy(self.field)
        self.field.typed.connect(self._typed)
        self.which.clicked.connect(self._choose_language)
        self.template.clicked.connect(self.choose_template)
        self.fill.clicked.connect(self.fill_blanks)
        session.actions.on("statement.template", self.choose_template)
        session.actions.on("statement.fill", self.fill_blanks)

    def show_sheet(self, sheet: VerdictSheet) -> None:
        """Follows the draft."""
        if sheet.case.id != self._case:
            self.language = statements.authoritative(sheet.doc)
        self._case, self._sheet = sheet.case.id, sheet
        self._tell()

    def _tell(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        self.field.follow(statements.text_of(sheet.doc, self.language))
        counts = self.language == statements.authoritative(sheet.doc)
        several = len(statements.languages(sheet.doc)) > 1
        said = self.tr("{0}, authoritative") if counts and several else "{0}"
        self.which.setText(said.format(_name(self.language)))
        self.which.setAccessibleName(self.tr("Language of the statement: {0}").format(self.which.text()))
        set_tip(self.which, self.tr("In which language you write; the statement in every language is printed"))
        set_tip(self.template, self.tr("A text for this reason and outcome, with blanks for what only you can say"))
        blanks = statements.fillable(sheet.doc, sheet.case)
        self.fill.setText(self.tr("fill in {0}").format(blanks))
        set_tip(self.fill, self.tr("Amount, item, exhibits or date are known now and can be filled in"))
        self.fill.setVisible(blanks > 0)

    def _typed(self, text: str) -> None:
        language = self.language
        self._session.edit(self.tr("Statement"), lambda doc: statements.set_text(doc, text, language), merge=True)

    # --- languages ------------------------------------------------------------------------------------------------

    def _choose_language(self) -> None:
        """Those written in, then those of the parties, then the others; and which one counts."""
        sheet = self._sheet
        if sheet is None:
            return
        menu = QMenu(self)
        written = statements.languages(sheet.doc)
        for language in dict.fromkeys([*written, *_languages(sheet.case)]):
            action = menu.addAction(self._described(sheet, language))
            action.setCheckable(True)
            action.setChecked(language == self.language)
            action.triggered.connect(lambda _on=False, language=language: self.write_in(language))
        if self.language in written and self.language != statements.authoritative(sheet.doc):
            menu.addSeparator()
            said = self.tr("Make the one in {0} authoritative").format(_name(self.language))
            menu.addAction(said).triggered.connect(lambda _on=False: self.make_authoritative())
        self._open(menu, self.which)

    def write_in(self, language: str) -> None:
        """Shows the statement in that language, and lets it be written."""
        self.language = language
        self._tell()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def make_authoritative(self) -> None:
        language = self.language
        self._session.edit(self.tr("Authoritative statement"), lambda doc: statements.make_authoritative(doc, language))

    def _described(self, sheet: VerdictSheet, language: str) -> str:
        whose = [self.tr("the buyer's")] if language == _primary(sheet.case.claim.language) else []
        whose += [self.tr("the seller's")] if language in _of_seller(sheet.case) else []
        if language in statements.languages(sheet.doc):
            whose.append(self.tr("written"))
        return " · ".join([_name(language), *whose])

    # --- templates ------------------------------------------------------------------------------------------------

    def choose_template(self) -> None:
        """In which language; the text is that for the reason and the outcome of the draft."""
        sheet = self._sheet
        if sheet is None or sheet.kind != "decision":
            return
        if not sheet.outcome:
            self._session.message.emit(self.tr("Choose the outcome first: the template depends on it."), "warn")
            return
        menu = QMenu(self)
        for language in _languages(sheet.case):
            action = menu.addAction(self._described(sheet, language))
            action.triggered.connect(lambda _on=False, language=language: self.begin(language))
            if language == self.language:
                menu.setActiveAction(action)
        self._open(menu, self.template)

    def begin(self, language: str) -> None:
        """The template stands below what is written in that language, if anything is."""
        sheet = self._sheet
        if sheet is None:
            return
        case, self.language = sheet.case, language
        self._session.edit(self.tr("Template"), lambda doc: statements.begin(doc, case, language))
        self._to_next_blank()

    def fill_blanks(self) -> None:
        sheet = self._sheet
        if sheet is not None and statements.fillable(sheet.doc, sheet.case):
            case = sheet.case
            self._session.edit(self.tr("Blanks"), lambda doc: statements.fill(doc, case))

    def _to_next_blank(self) -> None:
        """The first blank is selected, so that what is typed takes its place."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        text = self.field.toPlainText()
        left = templates.unfinished(text)
        if left:
            cursor = self.field.textCursor()
            cursor.setPosition(text.index(left[0]))
            cursor.setPosition(text.index(left[0]) + len(left[0]), cursor.MoveMode.KeepAnchor)
            self.field.setTextCursor(cursor)

    def _open(self, menu: QMenu, under: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(QPoint(0, under.height())))


def _languages(case: Case) -> tuple[str, ...]:
    """Those with templates, the parties' and English first."""
    ours = tuple(each.language for each in templates.installed())
    first = [statements.OWN, _primary(case.claim.language), *sorted(_of_seller(case))]
    return tuple(dict.fromkeys([*(each for each in first if each in ours), *ours]))


def _of_seller(case: Case) -> set[str]:
    return {_primary(message.language) for message in case.messages if message.from_ == "seller"}


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _name(language: str) -> str:
    """As its speakers call it; the tag itself for one that we have no templates in."""
    try:
        return templates.of_language(language).name
    except NotFound:
        return language
