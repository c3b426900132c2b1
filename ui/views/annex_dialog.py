"""The DSA annex of the open draft: a switch, and the fields of the Commission's Transparency Database under it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.models import annex_fields
from ui.models.annex_fields import SECTIONS, Field
from ui.session import Session
from ui.theme import GAP
from ui.views.annex_field import AnnexField
from ui.views.bits import FixedCap, Heading, Label, Panel, row


class AnnexDialog(QDialog):
    """Every change is a change of the draft and can be undone there. Escape closes; nothing is lost."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("DSA annex"))
        self._session = session
        self.on = QCheckBox(self.tr("This decision has a DSA annex"))
        self.state = Label("", tone="second", size="normal")
        self.empty = Label(self._explained(), tone="second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.fields: dict[str, AnnexField] = {}
        self.area = QScrollArea()
        self._lay()
        self.on.clicked.connect(self._switched)
        session.problems_changed.connect(self._show)
        session.case_opened.connect(self.close)
        session.case_closed.connect(self.close)
        self.resize(660, 780)
        self._show()
        self.on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _explained(self) -> str:
        return self.tr(
            "An annex holds a statement of reasons in the form that the European Commission’s DSA Transparency "
            "Database takes (Regulation (EU) 2022/2065, Article 17). It is only made where you switch it on, for this "
            "case alone, and you choose everything in it. “moderator annex” writes it as JSON once the decision is "
            "final.\n\nIt will be published, so it may name nobody: no name, number, address or account of either "
            "party.\n\nModerator checks the form. Whether a statement is owed, and whether it is sufficient in law, is "
            "not for it to say."
        )

    def _lay(self) -> None:
        self._page = Panel("panel")
        inner = QVBoxLayout(self._page)
        inner.setContentsMargins(3 * GAP, 0, 3 * GAP, 2 * GAP)
        inner.setSpacing(GAP)
        for title, fields in SECTIONS:
            inner.addSpacing(2 * GAP)
            inner.addWidget(Heading(QCoreApplication.translate("annex", title)))
            for field in fields:
                made = AnnexField(field)
                made.typed.connect(self._typed)
                self.fields[field.name] = made
                inner.addWidget(made)
        inner.addStretch(1)
        self.area.setWidget(self._page)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        closes = QPushButton(self.tr("Close"))
        closes.setAutoDefault(False)
        closes.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 4 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addLayout(row(Label(self.tr("DSA annex"), size="title", weight="bold"), None, self.state))
        layout.addWidget(self.on)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.area, 1)
        layout.addLayout(row(None, closes, FixedCap("Esc")))

    def _show(self, _problems: object = None) -> None:
        session = self._session
        doc, problems = session.draft, session.problems
        on = annex_fields.is_on(doc)
        self.on.setChecked(on)
        self.empty.setVisible(not on)
        self.area.setVisible(on)
        left = annex_fields.count(problems)
        said = self.tr("{0} left to do").format(left) if left else self.tr("complete in form")
        self.state.setText(said if on else self.tr("none"))
        if on:
            for made in self.fields.values():
                made.setVisible(annex_fields.wanted(doc, made.field))
                made.show_doc(doc, problems)

    def _switched(self, on: bool) -> None:
        text = self.tr("DSA annex on") if on else self.tr("DSA annex off")
        self._session.edit(text, lambda doc: annex_fields.switch(doc, on))

    def _typed(self, field: Field, value: Any) -> None:
        merge = isinstance(value, str) and field.kind in ("line", "prose", "day", "ean")
        text = self.tr("DSA annex: {0}").format(self.fields[field.name].title)
        self._session.edit(text, lambda doc: annex_fields.set_value(doc, field, value), merge=merge)

    def lead(self) -> None:
        """To the first field in which something is left to do."""
        for made in self.fields.values():
            if annex_fields.trouble(made.field, self._session.problems) and not made.isHidden():
                made.control.setFocus(Qt.FocusReason.OtherFocusReason)
                self.area.ensureWidgetVisible(made)
                return
