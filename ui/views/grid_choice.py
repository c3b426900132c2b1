"""Which row of the policy's loss-of-value grid an amount follows from: a word under the amount, and its list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from moderator.domain.money import plain
from moderator.domain.policy import GridRow
from moderator.domain.refund import grid_range, grid_share
from ui.models.money_rows import MoneyRow
from ui.models.verdict_sheet import VerdictSheet
from ui.views.link import Link


class GridChoice(Link):
    """`by the grid…`; with a row chosen what it says and gives. Nothing is chosen by itself."""

    chosen = Signal(object)
    """GridRow, or None: no longer by the grid."""

    def __init__(self, title: str) -> None:
        super().__init__("", tone="second")
        self._title = title
        self._rows: tuple[GridRow, ...] = ()
        self._row: MoneyRow | None = None
        self._share, self._currency = 0, ""
        self.clicked.connect(self.open)

    @property
    def offered(self) -> bool:
        return bool(self._rows)

    def follow(self, row: MoneyRow, sheet: VerdictSheet) -> None:
        """Follows the draft. A part of the price alone is a loss of value."""
        partial = sheet.outcome == "partial-refund" and row.kind == "line"
        self._rows = sheet.policy.grid if partial else ()
        self._row, self._currency = row, sheet.currency
        if not self._rows:
            return
        self._share = grid_share(sheet.case.order, row.id, row.quantity)
        text = self.tr("by the grid…") if row.grid is None else self.words(row.grid)
        self.set_whole(text)
        self.setAccessibleName(self.tr("Grid for {0}: {1}").format(self._title, text))

    def words(self, row: GridRow) -> str:
        """`Dents and chips · 30–40 % · 6.57–8.76`."""
        least, most = (plain(each, self._currency) for each in grid_range(self._share, row))
        percent = row.least if row.least == row.most else f"{row.least}–{row.most}"
        return f"{row.condition} · {percent} % · {least if least == most else f'{least}–{most}'}"

    def list_of(self, parent: QWidget) -> QMenu:
        """The rows of the grid with what each gives of this line."""
        menu = QMenu(parent)
        current = self._row.grid if self._row is not None else None
        for row in self._rows:
            action = menu.addAction(self.words(row).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(current is not None and row.id == current.id)
            action.triggered.connect(lambda _on=False, row=row: self.chosen.emit(row))
        if current is not None:
            menu.addSeparator()
            menu.addAction(self.tr("Not by the grid")).triggered.connect(lambda: self.chosen.emit(None))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def open(self) -> None:
        """By a click, by Space, or by the key of the grid."""
        if self._rows:
            menu = self.list_of(self)
            menu.setActiveAction(menu.actions()[0])
            menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
