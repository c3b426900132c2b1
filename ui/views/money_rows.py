"""The money of the verdict: a field for each line, shipping or charge, and the sum with what stays."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from moderator.domain.money import plain, shown
from moderator.domain.policy import GridRow
from ui.models import draft
from ui.models.amounts import NoAmount, Typed, typed
from ui.models.money_rows import MoneyRow, money_rows, sum_of
from ui.models.verdict_sheet import VerdictSheet
from ui.session import Session
from ui.theme import CONTROL, GAP
from ui.views.award_band import AwardBand
from ui.views.bits import ElidedLabel, Hairline, KeyCap, Label, restyle, row
from ui.views.fields import LineField
from ui.views.grid_choice import GridChoice
from ui.views.link import Link
from ui.views.rows_area import RowsArea
from ui.views.stepper import Stepper

FIELD, SHARE = 84, 62


class MoneyRows(QWidget):
    """What is given back. Rows are kept while the case and the policy stay, so that typing is never interrupted."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Money"))
        self._session = session
        self._sheet: VerdictSheet | None = None
        self._shape: tuple[object, ...] = ()
        self.rows: dict[str, RowView] = {}
        self._typing = False
        self.band = AwardBand(session)
        session.actions.on("money.grid", self.open_grid)
        self.area = RowsArea()
        self.total = Label("", weight="bold")
        self.rest = ElidedLabel("", tone="second", size="normal")
        self.rest.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.area)
        layout.addWidget(Hairline())
        layout.addLayout(row(self.total, self.rest))
        layout.addWidget(self.band)

    def show_sheet(self, sheet: VerdictSheet) -> None:
        """Follows the draft; a field that is being typed into keeps its text."""
        self._sheet = sheet
        rows = money_rows(sheet.case, sheet.policy, sheet.doc, sheet.before)
        shape = (sheet.case.id, sheet.case.revision, sheet.policy.reason, tuple((r.kind, r.id) for r in rows))
        if shape != self._shape:
            self._shape = shape
            self._build(rows)
        for each in rows:
            self.rows[f"{each.kind}:{each.id}"].follow(each, sheet)
        summed = sum_of(sheet.case, sheet.policy, sheet.doc, sheet.before)
        self.total.setText(summed.total)
        self.rest.set_whole(summed.rest)
        given = sheet.outcome not in draft.WITHOUT_AMOUNTS
        for view in self.rows.values():
            view.setVisible(given)
        self._follow_band()

    def _follow_band(self) -> None:
        if self._sheet is not None:
            self.band.follow(self._sheet, self._typing)

    def _settled(self) -> None:
        """The figure that was being typed is one now."""
        self._typing = False
        self._follow_band()

    def open_grid(self) -> None:
        """The grid of the line that has the focus, else of the first."""
        offered = [view for view in self.rows.values() if view.isVisibleTo(self) and view.grid.offered]
        if offered:
            focused = [view for view in offered if view.isAncestorOf(QApplication.focusWidget() or view)]
            (focused or offered)[0].grid.open()

    def focus(self) -> None:
        """Puts the cursor into the first field that can be typed into."""
        for view in self.rows.values():
            if view.isVisibleTo(self) and not view.field.isReadOnly():
                view.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                view.field.selectAll()
                return

    def _build(self, rows: tuple[MoneyRow, ...]) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            focused.clearFocus()  # else it goes on to a question of the case before
        for view in self.rows.values():
            self.area.box.removeWidget(view)
            view.hide()
            view.deleteLater()
        self.rows, self._typing = {}, False
        for each in rows:
            cap = KeyCap(self._session.actions, "money") if not self.rows else None
            view = RowView(each, cap)
            view.typed.connect(self._typed)
            view.counted.connect(self._counted)
            view.reasoned.connect(self._reasoned)
            view.by_grid.connect(self._by_grid)
            view.settled.connect(self._settled)
            self.area.box.addWidget(view)
            self.rows[f"{each.kind}:{each.id}"] = view

    def _typed(self, key: str, text: str) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        kind, _, name = key.partition(":")
        self._typing = True
        value = read(text, sheet.currency, self.rows[key].row.base)

        def change(doc: draft.Doc) -> None:
            if kind == "line":
                draft.set_line(doc, name, value, sheet.case)
            elif kind == "all":
                draft.set_all(doc, value if isinstance(value, Typed) else None, sheet.case)
            elif kind == "shipping":
                draft.set_shipping(doc, value, sheet.currency)
            else:
                draft.set_payment(doc, name, value, sheet.currency)

        self._session.edit(self.tr("Amount, {0}").format(self.rows[key].title), change, merge=True)

    def _counted(self, key: str, quantity: int) -> None:
        name, sheet = key.partition(":")[2], self._sheet
        if sheet is not None:
            self._session.edit(self.tr("Quantity"), lambda doc: draft.set_quantity(doc, name, quantity, sheet.case))

    def _by_grid(self, key: str, chosen: GridRow | None) -> None:
        name, sheet = key.partition(":")[2], self._sheet
        if sheet is None:
            return
        self._session.edit(self.tr("Grid"), lambda doc: draft.set_grid(doc, name, chosen, sheet.case))
        view = self.rows[key]
        view.field.setFocus(Qt.FocusReason.OtherFocusReason)
        view.field.selectAll()

    def _reasoned(self, key: str, why: str) -> None:
        name = key.partition(":")[2]
        self._session.edit(self.tr("Why this amount"), lambda doc: draft.set_why(doc, name, why), merge=True)


class RowView(QWidget):
    """`title price [amount] 70 %`; below, what is wrong with the amount, or why it is this one."""

    typed = Signal(str, str)
    counted = Signal(str, int)
    reasoned = Signal(str, str)
    by_grid = Signal(str, object)  # GridRow or None
    settled = Signal()

    def __init__(self, of: MoneyRow, cap: KeyCap | None) -> None:
        super().__init__()
        self.key, self.title, self.row = f"{of.kind}:{of.id}", of.title, of
        self._shown: tuple[object, ...] = ()
        self.field = LineField(self.tr("Refund of {0}").format(of.title), self.tr("0.00 or %"))
        self.field.setFixedWidth(FIELD)
        self.share = Label("", tone="second", size="normal")
        self.share.setFixedWidth(SHARE)
        self.note = Label(of.note, tone="second", size="normal")
        self.error = Label("", tone="bad", size="small", wrap=True)
        self.why = LineField(self.tr("Why this amount, {0}").format(of.title), self.tr("why this amount (printed)"))
        self.reason = Link("", self.tr("Change why this amount"), tone="second")
        self.grid = GridChoice(of.title)
        self._cap = QWidget(self)
        self.count = Stepper(
            self.tr("Items of {0}").format(of.title), 1, of.of, suffix=" " + self.tr("of {0}").format(of.of), width=52
        )
        self.detail = ElidedLabel("", tone="second", size="small")
        self._lay(cap)
        self.field.typed.connect(self._typed)
        self.field.editingFinished.connect(self._settle)
        self.count.stepped.connect(self._counted)
        self.field.returnPressed.connect(self.settled)
        self.why.typed.connect(self._reasoned)
        self.grid.chosen.connect(self._by_grid)
        self.reason.clicked.connect(self._change_reason)
        for part in (self.field, self.why, self.grid):
            part.installEventFilter(self)

    def _lay(self, cap: KeyCap | None) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(0)
        name = ElidedLabel(self.title)
        name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        head = row(name, self.note, None, gap=GAP)
        grid.addLayout(head, 0, 0)
        grid.addWidget(self.field, 0, 1)
        grid.addWidget(self.share, 0, 2)
        if cap is not None:
            # the share of an amount takes the place of the key that leads to it
            self._cap.setLayout(row(cap))
            grid.addWidget(self._cap, 0, 2, Qt.AlignmentFlag.AlignLeft)
        self._second = QWidget()
        self._second.setLayout(row(self.detail, self.count, margins=(0, 0, 0, GAP)))
        grid.addWidget(self.error, 1, 0, 1, 3)
        grid.addWidget(self._second, 2, 0, 1, 3)
        self._second.setVisible(bool(self.row.detail))
        self.count.setVisible(self.row.of > 1)
        grid.addWidget(self.grid, 3, 0, 1, 3)
        grid.addWidget(self.reason, 4, 0, 1, 3)
        grid.addWidget(self.why, 5, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        grid.setRowMinimumHeight(0, CONTROL)

    def follow(self, of: MoneyRow, sheet: VerdictSheet) -> None:
        """Follows the draft, where that says something new: two hundred rows are followed at every key."""
        shown = of, sheet.outcome, sheet.policy.version
        if shown != self._shown or self.field.hasFocus():
            self._shown = shown
            self.show_row(of, sheet)

    def show_row(self, of: MoneyRow, sheet: VerdictSheet) -> None:
        """A field with the focus keeps its text while that means what the draft says."""
        self.row = of
        self.note.setText(of.note)
        self.share.setText(of.percent)
        self._cap.setVisible(self._cap.layout() is not None and not of.percent)
        fixed = sheet.outcome == "full-refund" and of.kind != "payment"
        self.field.setReadOnly(fixed)
        self.field.setPlaceholderText("" if fixed else self.hint(sheet.currency))
        if not self.field.hasFocus() or meaning(self.field.text(), sheet.currency, of.base) != meaning(
            of.text, sheet.currency, of.base
        ):
            self.field.follow(of.text)
        self.detail.set_whole(of.detail)
        self.count.follow(of.quantity)
        self.count.setEnabled(bool(of.text) and not fixed)
        self.why.follow(of.why)
        self.reason.set_whole(of.why)
        self.grid.follow(of, sheet)
        self._say(problem_of(of, sheet))
        self._show_why()

    def hint(self, currency: str) -> str:
        """What can be typed: within a row of the grid an amount that it gives."""
        if self.row.span is None:
            return self.tr("0.00 or %")
        return "–".join(plain(each, currency) for each in self.row.span)

    def _say(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
        wrong = "true" if text else "false"
        if self.field.property("problem") != wrong:
            self.field.setProperty("problem", wrong)
            restyle(self.field)

    def _show_why(self) -> None:
        active = self.field.hasFocus() or self.why.hasFocus() or self.grid.hasFocus()
        self.grid.setVisible(self.grid.offered and (active or self.row.grid is not None))
        wanted = self.row.kind == "line" and bool(self.row.text) and not self.field.isReadOnly()
        self.why.setVisible(wanted and active)
        self.reason.setVisible(wanted and not active and bool(self.row.why))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            QTimer.singleShot(0, self, self._show_why)
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.settled.emit()
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self.typed.emit(self.key, text)

    def _settle(self) -> None:
        """`15,33` and `70%` were read: the amount stands there as it will be printed."""
        self.field.follow(self.row.text)

    def _counted(self, quantity: int) -> None:
        self.counted.emit(self.key, quantity)

    def _reasoned(self, why: str) -> None:
        self.reasoned.emit(self.key, why)

    def _by_grid(self, chosen: GridRow | None) -> None:
        self.by_grid.emit(self.key, chosen)

    def _change_reason(self) -> None:
        self.why.show()
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)


def read(text: str, currency: str, base: int) -> Typed | str | None:
    """What was typed: an amount, None for nothing, or the text itself where it is no amount."""
    if not text.strip():
        return None
    try:
        return typed(text, currency, base)
    except NoAmount:
        return text


def meaning(text: str, currency: str, base: int) -> int | str | None:
    """The amount that a text stands for, however it is written."""
    value = read(text, currency, base)
    return value.amount if isinstance(value, Typed) else value


def problem_of(of: MoneyRow, sheet: VerdictSheet) -> str:
    """What the field itself has to say: no amount, or more than the most that it may be."""
    if not of.text:
        return ""
    try:
        amount = typed(of.text, sheet.currency, of.base).amount
    except NoAmount as error:
        return str(error)
    if of.span is not None and of.grid is not None and not of.span[0] <= amount <= of.span[1]:
        gives = QCoreApplication.translate("MoneyRows", "“{condition}” gives {least} to {most} of this line")
        least, most = (shown(each, sheet.currency) for each in of.span)
        return gives.format(condition=of.grid.condition, least=least, most=most)
    if amount <= of.limit:
        return ""
    most = QCoreApplication.translate("MoneyRows", "more than the {amount} that can go back here")
    return most.format(amount=shown(of.limit, sheet.currency))
