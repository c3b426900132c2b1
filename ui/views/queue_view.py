"""The queue: filters, the list of cases, and a preview of the chosen one."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from moderator.domain.queue import EXACT, SORTS, Filter, Sort
from ui.models.queue_model import ROW, QueueModel
from ui.session import Session
from ui.theme import CONTROL, GAP
from ui.views.bits import FixedCap, Hairline, KeyCap, Label, Panel, column, row
from ui.views.queue_empty import QueueEmpty
from ui.views.queue_filters import QueueFilters
from ui.views.queue_saved import SavedFilters

if TYPE_CHECKING:
    from moderator.desk.values import QueueRow
    from ui.queue_reader import QueueReader, Stretch
    from ui.views.queue_list import QueueList
    from ui.views.queue_preview import QueuePreview


class QueueView(QWidget):
    """The whole screen of the queue; with a case open only its list is shown, beside the case (`set_narrow`)."""

    def __init__(self, session: Session, model: QueueModel) -> None:
        super().__init__()
        self._session, self._model = session, model
        self.filters = QueueFilters()
        self.search = QLineEdit()
        self._kept: str | None = None
        self._taken: Stretch | None = None
        self.note = Label(tone="second", size="normal", wrap=True)
        self.saved = SavedFilters(session)
        self.filters.add(self.saved)
        self._sorter = QPushButton()
        self._empty = QueueEmpty(session)
        self._build()
        self._build_menu()
        self.filters.chosen.connect(self._filter_chosen)
        self.search.textChanged.connect(self._searched)
        self.search.returnPressed.connect(self.take_focus)
        model.modelAboutToBeReset.connect(self._keep_current)
        model.modelReset.connect(self._arranged)
        model.dataChanged.connect(self._updated)
        model.rowsInserted.connect(self._lengthened)
        model.rowsRemoved.connect(self._lengthened)
        self.saved.chosen.connect(self.set_filter)
        session.actions.on("queue.save", self._save_filter)
        session.actions.on("queue.second", self.filters.choose_second)
        session.queue_changed.connect(self._updated)
        session.actions.on("case.open", self.open_current)
        session.actions.on("queue.search", self._to_search)
        self._clock = QTimer(self, interval=30_000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._arranged()

    def _tick(self) -> None:
        """Time has gone on: leases ran out meanwhile."""
        self._model.tick()
        if self._model.filter.free:
            self._session.deeds.read_queue()

    @cached_property
    def list(self) -> QueueList:
        """The cases; built with the first of them, since an empty queue is painted sooner without."""
        from ui.views.queue_list import QueueList

        made = QueueList(self._model)
        made.selectionModel().currentChanged.connect(self._moved)
        made.doubleClicked.connect(self.open_current)
        self._model.modelReset.connect(self._choose_kept)  # after the list's own slot, which forgets what was chosen
        made.to_start.connect(self._to_start)
        made.to_end.connect(self._session.deeds.reader.to_end)
        self._middle.addWidget(made)
        return made

    @cached_property
    def preview(self) -> QueuePreview:
        """The case that is chosen; built with the first one."""
        from ui.views.queue_preview import QueuePreview

        made = QueuePreview(self._session)
        self._right_layout.addWidget(made)
        return made

    # --- building -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._middle = QStackedWidget()
        self._middle.addWidget(self._empty)
        centre = Panel("panel")
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(Hairline())
        self.note.setContentsMargins(3 * GAP, GAP, 3 * GAP, GAP)
        self.note.hide()
        layout.addWidget(self.note)
        layout.addWidget(self._middle, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("queue")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(centre)
        self._right = Panel("window")
        self._right_layout = column()
        self._right.setLayout(self._right_layout)
        self.splitter.addWidget(self._right)
        self.splitter.setSizes([540, 660])
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self._line = Hairline(upright=True)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.filters)
        whole.addWidget(self._line)
        whole.addWidget(self.splitter, 1)

    def _head(self) -> QWidget:
        actions = self._session.actions
        self._sorter.setProperty("kind", "quiet")
        self._sorter.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.search.setPlaceholderText(self.tr("Search the queue"))
        self.search.setAccessibleName(self.tr("Search the queue"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedHeight(CONTROL)
        self.search.setMaximumWidth(240)
        self._caps = QWidget()
        self._caps.setLayout(
            row(
                FixedCap("↑"), FixedCap("↓"), Label(self.tr("move"), tone="second", size="normal"),
                KeyCap(actions, "case.open"), Label(self.tr("open"), tone="second", size="normal"),
                KeyCap(actions, "case.next"), Label(self.tr("next"), tone="second", size="normal"),
                gap=GAP + 2,
            )
        )  # fmt: skip
        head = Panel("panel")
        head.setFixedHeight(36)
        head.setLayout(
            row(
                self._sorter,
                self.search,
                KeyCap(actions, "queue.search"),
                None,
                self._caps,
                margins=(GAP, 0, 3 * GAP, 0),
            )
        )
        return head

    def _build_menu(self) -> None:
        menu = QMenu(self._sorter)
        group = QActionGroup(menu)
        self._sort_words = {
            "due": self.tr("Due first"),
            "amount": self.tr("Largest amount first"),
            "newest": self.tr("Newest first"),
            "oldest": self.tr("Oldest first"),
            "id": self.tr("By number"),
            "reason": self.tr("By reason"),
            "status": self.tr("By status"),
        }
        for sort in SORTS:
            action = group.addAction(self._sort_words[sort])
            action.setCheckable(True)
            action.setData(sort)
            menu.addAction(action)
        group.triggered.connect(self._sort_chosen)
        self._sorter.setMenu(menu)
        kept = self._session.settings.sort
        sorting: Sort = next((each for each in SORTS if each == kept), "due")
        group.actions()[SORTS.index(sorting)].setChecked(True)
        self._model.set_sorting(sorting)
        self._name_sorter()

    def _name_sorter(self) -> None:
        words = self._sort_words[self._model.sorting]
        self._sorter.setText(words)
        self._sorter.setAccessibleName(self.tr("Order: {0}").format(words))

    def take_over(self, reader: QueueReader) -> None:
        """What was read: the stretch and the counts; and goes to the case that was asked for."""
        stretch = reader.stretch
        self._model.set_counts(reader.counts)
        if stretch.choose and stretch is not self._taken:
            self._kept = stretch.choose
        fresh, self._taken = stretch is not self._taken, stretch
        self._model.show(stretch.rows, above=stretch.above, below=stretch.below)
        if fresh and stretch.choose:
            self.choose_case(stretch.choose)
        if "list" in self.__dict__:
            self.list.look_ahead()
        self._say_bounds(reader)

    def _say_bounds(self, reader: QueueReader) -> None:
        bounded = reader.counted and reader.counts.bounded
        if bounded:
            text = self.tr("More than {0} cases match. The {0} that came in last are shown; add a word to see others.")
            self.note.setText(text.format(f"{EXACT:,}"))
        self.note.setVisible(bounded)

    # --- what happens ---------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        """With a case open, the list alone."""
        for part in (self.filters, self._line, self._right, self._caps):
            part.setVisible(not narrow)
        if narrow or self._model.rowCount():
            self.list.setMinimumWidth(300 if narrow else 360)

    def open_current(self) -> None:
        """Opens the chosen case."""
        chosen = self._current()
        if chosen is not None:
            self._session.open_case(chosen.case)

    def choose_case(self, case_id: str) -> None:
        """Makes a case the current line, if it is in view."""
        line = self._model.row_of(case_id)
        if line >= 0:
            self.list.choose(line)

    def set_filter(self, wanted: Filter) -> None:
        """Filters the queue, buttons and search field included."""
        self.filters.choose(wanted)
        if self.search.text() != wanted.text:
            self.search.setText(wanted.text)
        self._model.set_filter(wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.take_focus()
            return
        super().keyPressEvent(event)

    def _filter_chosen(self, chosen: Filter) -> None:
        self._model.set_filter(replace(chosen, text=self.search.text()))

    def _searched(self, text: str) -> None:
        self._model.set_filter(replace(self._model.filter, text=text))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def take_focus(self) -> None:
        """To the list, or to what can be done without one."""
        if self._model.rowCount():
            self.list.setFocus()
        else:
            self._empty.take_focus()

    def _sort_chosen(self, action: object) -> None:
        sorting: Sort = action.data()  # type: ignore[attr-defined]
        self._model.set_sorting(sorting)
        self._session.settings.sort = sorting
        self._session.keep_settings()
        self._name_sorter()

    def _save_filter(self) -> None:
        self.saved.ask_name(self._model.filter)

    def _to_start(self) -> None:
        self._kept = ""
        self._session.deeds.reader.to_start()

    def _lengthened(self, *_rows: object) -> None:
        self._session.order = self._model.ids()
        chosen, line = self._current(), self._model.row_of(self._kept or "")
        if line >= 0 and (chosen is None or chosen.case != self._kept):
            self.list.mark(line)  # it had been let go and is back

    def _keep_current(self) -> None:
        chosen = self._current()
        self._kept = chosen.case if chosen is not None else self._kept

    def _arranged(self) -> None:
        """The order is new: the chosen case stays chosen where it is still in view."""
        self._session.order = self._model.ids()
        self.filters.set_counts(self._model.counts())
        count = self._model.rowCount()
        self._middle.setCurrentWidget(self.list if count else self._empty)
        self._empty.set_filtered(not self._model.is_empty(), second=self._model.filter.second)
        if count:
            self._choose_kept()
        else:
            self._show(None)

    def _choose_kept(self) -> None:
        if self._model.rowCount():
            self.list.choose(max(0, self._model.row_of(self._kept or "")))

    def _updated(self) -> None:
        self.filters.set_counts(self._model.counts())
        self._empty.set_filtered(not self._model.is_empty(), second=self._model.filter.second)
        self._show(self._current())

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self.list.trimming:
            self._kept = current.data(ROW).case
            self._show(current.data(ROW))

    def _current(self) -> QueueRow | None:
        """The chosen case; None if there is none, also while the list is not built."""
        built = "list" in self.__dict__
        row: QueueRow | None = self.list.currentIndex().data(ROW) if built else None
        return row

    def _show(self, row: QueueRow | None) -> None:
        if "preview" in self.__dict__:
            self.preview.show_row(row)
        elif row is not None:
            QTimer.singleShot(0, self._show_first)

    def _show_first(self) -> None:
        """After the list was painted for the first time."""
        self.preview.show_row(self._current())

    def sizeHint(self) -> QSize:
        return QSize(1280, 700)
