"""The terms of a return or a replacement: who pays, when the refund follows, which lines, by when."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from moderator.domain.order import Line
from moderator.domain.reading import moment
from ui.models import dates, draft, terms
from ui.models.party_text import readable
from ui.models.verdict_sheet import VerdictSheet
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import ElidedLabel, Label, row
from ui.views.outcome_buttons import Segments
from ui.views.stepper import Stepper


class DaysField(Stepper):
    """`7 days` from today; 0 names no day."""

    def __init__(self, name: str) -> None:
        super().__init__(name, 0, 90, suffix=" " + self.tr("days"), nothing=self.tr("no date"), width=68)


class PartsField(QWidget):
    """How many items of each order line; all at none means that the verdict names no lines."""

    changed = Signal(object)
    """list of {"line", "quantity"}"""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnStretch(0, 1)
        self._lines: tuple[Line, ...] = ()
        self.counts: dict[str, Stepper] = {}

    def show_lines(self, lines: tuple[Line, ...], parts: list[dict[str, Any]]) -> None:
        """Follows the draft."""
        if lines != self._lines:
            self._lines = lines
            self._build()
        given = {part["line"]: int(part["quantity"]) for part in parts}
        for name, count in self.counts.items():
            count.follow(given.get(name, 0))

    def _build(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.counts = {}
        for line in self._lines:
            name, suffix = (
                self.tr("Items of {0}").format(readable(line.title)),
                " " + self.tr("of {0}").format(line.quantity),
            )
            count = Stepper(name, 0, line.quantity, suffix=suffix, nothing=self.tr("none"))
            count.stepped.connect(self._changed)
            at = self._grid.rowCount()
            self._grid.addWidget(ElidedLabel(readable(line.title), size="normal"), at, 0)
            self._grid.addWidget(count, at, 1)
            self.counts[line.id] = count

    def _changed(self) -> None:
        parts = [{"line": name, "quantity": c.value} for name, c in self.counts.items() if c.value]
        self.changed.emit(parts)


class TermsForm(QWidget):
    """Shown for the two outcomes that promise something beside money."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._form = ""
        self.paid_by = Segments(
            (("seller", self.tr("Seller")), ("buyer", self.tr("Buyer")), ("platform", self.tr("Platform")))
        )
        self.paid_by.setAccessibleName(self.tr("Who pays the return"))
        self.when = Segments(
            (("scanned", self.tr("Scanned")), ("received", self.tr("Received")), ("inspected", self.tr("Inspected")))
        )
        self.when.setAccessibleName(self.tr("When the refund follows"))
        self.otherwise = Segments((("full-refund", self.tr("Full refund")), ("no-refund", self.tr("Nothing"))))
        self.otherwise.setAccessibleName(self.tr("If it is not sent"))
        self.days = DaysField(self.tr("To be sent within"))
        self.by = Label("", tone="second", size="normal")
        self.parts = PartsField()
        self._labels = {
            "paid_by": Label(self.tr("Return paid by"), tone="second", size="normal"),
            "when": Label(self.tr("Refund once"), tone="second", size="normal"),
            "otherwise": Label(self.tr("If not sent"), tone="second", size="normal"),
            "days": Label(self.tr("Sent within"), tone="second", size="normal"),
        }
        self._lay()
        self.paid_by.chosen.connect(lambda name: self._set("paid_by", name))
        self.when.chosen.connect(lambda name: self._set("refund_when", name))
        self.otherwise.chosen.connect(lambda name: self._set("if_not_sent", name))
        self.days.stepped.connect(self._days)
        self.parts.changed.connect(lambda parts: self._set("lines", parts))

    def _lay(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        for at, (name, field) in enumerate(
            (("paid_by", self.paid_by), ("when", self.when), ("otherwise", self.otherwise))
        ):
            grid.addWidget(self._labels[name], at, 0)
            grid.addWidget(field, at, 1)
        grid.addWidget(self._labels["days"], 3, 0)
        grid.addLayout(row(self.days, self.by, None), 3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(grid)
        layout.addWidget(self.parts)

    def show_sheet(self, sheet: VerdictSheet) -> None:
        """Follows the draft."""
        self._form = {"return-and-refund": "return", "replacement": "replacement"}.get(sheet.outcome, "")
        self.setVisible(bool(self._form))
        if not self._form:
            return
        given, returns = sheet.doc.get(self._form, {}), self._form == "return"
        for name, field, shown in (
            ("paid_by", self.paid_by, returns),
            ("when", self.when, returns),
            ("otherwise", self.otherwise, not returns),
        ):
            field.setVisible(shown)
            self._labels[name].setVisible(shown)
        self.paid_by.choose(given.get("paid_by", ""))
        self.when.choose(given.get("refund_when", ""))
        self.otherwise.choose(given.get("if_not_sent", ""))
        self.parts.show_lines(sheet.case.order.lines, given.get("lines", []))
        follow_days(self.days, self.by, given.get("ship_by", ""), self._session)

    def _days(self, days: int) -> None:
        self._set("ship_by", terms.in_days(self._session.desk.now(), days) if days else None)

    def _set(self, key: str, value: object) -> None:
        form = self._form
        self._session.edit(self.tr("Terms"), lambda doc: draft.set_term(doc, form, key, value))


def follow_days(field: DaysField, words: Label, given: str, session: Session) -> None:
    """Shows a date of the draft as days from now, and the day itself beside it."""
    now = session.desk.now()
    days = terms.days_until(given, now) if given else 0
    field.follow(days)
    text = ""
    if given and days:
        text = field.tr("by {0}, UTC").format(dates.day(moment(given), now))
    words.setText(text)
