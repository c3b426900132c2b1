"""How far first and second opinions agree: Cohen's kappa by reason, and the cases on which two people differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDateEdit,
    QDialog,
    QFileDialog,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from moderator.errors import ModeratorError
from ui.models.agreement_rows import case_columns, columns, differing_cells, empty_words, figure_cells
from ui.session import Session
from ui.theme import CONTROL, GAP
from ui.views.bits import Heading, Label, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from moderator.desk.agreeing import Compared

FILE = "agreement.csv"
DAYS = 90
"""How long a stretch of time is offered first, back from today."""


class Agreement(QDialog):
    """Reads in the background whenever a day is changed. Enter on a case opens it; everything by Tab and arrows."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.compared: Compared | None = None
        self.setWindowTitle(self.tr("Agreement of first and second opinions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.bounded = QCheckBox(self.tr("Only second opinions given"))
        today = session.desk.now().date()
        self.until = self._day(QDate(today.year, today.month, today.day), self.tr("Until"))
        self.since = self._day(self.until.date().addDays(-DAYS), self.tr("From"))
        self.figures = self._table(columns(), self.tr("Agreement by reason"))
        self.cases = self._table(case_columns(), self.tr("Cases on which two people differ"))
        self.said = Label("", tone="second", wrap=True)
        self.few = Label(
            self.tr("Kappa is agreement beyond chance: 1 complete, 0 none. Under 30 pairs it is a hint."),
            tone="second", size="normal", wrap=True,
        )  # fmt: skip
        self.save = QPushButton(self.tr("Save as CSV…"))
        self.settings = QPushButton(self.tr("Settings…"))
        self._lay()
        self._connect()
        self.resize(860, 640)
        self._enable()
        self.read()

    def _day(self, day: QDate, name: str) -> QDateEdit:
        field = QDateEdit(day, self)
        field.setDisplayFormat("yyyy-MM-dd")
        field.setCalendarPopup(True)
        field.setAccessibleName(name)
        field.setFixedHeight(CONTROL)
        return field

    def _table(self, names: Sequence[str], called: str) -> QTableWidget:
        table = QTableWidget(0, len(names), self)
        table.setHorizontalHeaderLabels(list(names))
        table.setAccessibleName(called)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setStyleSheet(f"QTableWidget::item, QHeaderView::section {{ padding: 0 {2 * GAP}px; }}")
        return table

    def _lay(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(Label(self.windowTitle(), size="title", weight="bold"))
        between = Label(self.tr("to"), tone="second")
        layout.addLayout(row(self.bounded, self.since, between, self.until, Label("UTC", tone="second"), None))
        layout.addWidget(self.said)
        layout.addWidget(self.figures, 2)
        layout.addWidget(self.few)
        self._heading = Heading(self.tr("Cases that differ"))
        layout.addWidget(self._heading)
        layout.addWidget(self.cases, 3)
        layout.addStretch()  # where there is nothing to compare
        self.close_button = QPushButton(self.tr("Close"))
        for button in (self.save, self.settings, self.close_button):
            button.setAutoDefault(False)  # Enter belongs to the chosen case
        layout.addLayout(row(self.save, self.settings, None, self.close_button, gap=2 * GAP))

    def _connect(self) -> None:
        self.bounded.toggled.connect(self._enable)
        for changed in (self.bounded.toggled, self.since.dateChanged, self.until.dateChanged):
            changed.connect(self.read)
        self.cases.activated.connect(self.open_case)
        self.save.clicked.connect(self.ask_where)
        self.settings.clicked.connect(self._session.actions.action("settings").trigger)
        self.close_button.clicked.connect(self.reject)

    def _enable(self, _on: bool = False) -> None:
        for field in (self.since, self.until):
            field.setEnabled(self.bounded.isChecked())

    # --- reading --------------------------------------------------------------------------------------------------

    def read(self, _changed: object = None) -> None:
        """Asks the desk for what the fields say."""
        desk, bounded = self._session.desk, self.bounded.isChecked()
        since, until = (each.date().toString("yyyy-MM-dd") if bounded else "" for each in (self.since, self.until))
        self._session.tasks.run(
            "store", lambda _s, _t: desk.agreement(since, until), self._arrived, self._refused, key="agreement"
        )

    def _arrived(self, compared: Compared) -> None:
        self.compared = compared
        self._fill(self.figures, [figure_cells(each) for each in compared.rows], right=range(1, 5))
        self._fill(self.cases, [differing_cells(each) for each in compared.differing])
        nothing = not compared.rows[-1]["pairs"]
        self.said.setText(empty_words(bounded=self.bounded.isChecked()) if nothing else "")
        self.said.setVisible(nothing)
        for part in (self.figures, self.few, self._heading, self.cases):
            part.setVisible(not nothing)
        self.save.setEnabled(not nothing)
        if compared.differing:
            self.cases.selectRow(0)
            self.cases.setFocus()

    def _refused(self, error: Exception) -> None:
        """In a team it is not for everybody: the sentence stands where the figures would."""
        if not isinstance(error, ModeratorError):
            self._session.failed(error)
            return
        self.said.setText(str(error))
        for part in (self.figures, self.few, self._heading, self.cases, self.settings):
            part.hide()
        self.save.setEnabled(False)
        self.close_button.setFocus()

    def _fill(self, table: QTableWidget, rows: Sequence[Sequence[str]], right: Iterable[int] = ()) -> None:
        aligned = frozenset(right)
        table.setRowCount(len(rows))
        for line, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column in aligned:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(line, column, item)

    # --- what can be done -----------------------------------------------------------------------------------------

    def open_case(self, index: Any = None) -> None:
        """The case of the chosen line; there Ctrl Alt B shows both verdicts."""
        line = self.cases.currentRow() if index is None else index.row()
        if self.compared is None or not 0 <= line < len(self.compared.differing):
            return
        case_id = self.compared.differing[line].case
        self.accept()
        self._session.open_case(case_id)

    def ask_where(self) -> None:
        start = str(Path(self._session.settings.folder) / FILE)
        dialog = QFileDialog(self, self.tr("Save the agreement"), start, self.tr("CSV (*.csv)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, name: str) -> None:
        """Writes what is shown into that file."""
        compared, session = self.compared, self._session
        if compared is None:
            return

        def work(_stop: object, _tell: object) -> str:
            from moderator.desk.agreeing import write

            write(compared, Path(name))
            return name

        session.tasks.run("store", work, self._written, session.failed, must=True)

    def _written(self, name: str) -> None:
        self._session.message.emit(self.tr("The agreement was written to {0}.").format(name), "ok")
