"""The list in the middle of the queue."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView

from ui.models.queue_model import QueueModel
from ui.theme import ROW as ROW_HEIGHT
from ui.views.queue_delegate import QueueDelegate


class QueueList(QListView):
    """The cases, one row each; arrows move, Return opens. `to_start` and `to_end`: of the queue, not of the stretch."""

    to_start = Signal()
    to_end = Signal()

    def __init__(self, model: QueueModel) -> None:
        super().__init__()
        self._queue = model
        self.trimming = False
        """Rows are let go; where one was the current one, the list has moved on by itself."""
        # before the list's own slots: what is let go far away must not scroll to here
        model.rowsAboutToBeRemoved.connect(self._hold)
        self.setModel(model)
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        self.verticalScrollBar().valueChanged.connect(self.look_ahead)
        self.setItemDelegate(QueueDelegate(model))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Cases"))
        self.setMinimumWidth(360)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End mean those of the whole queue."""
        if event.key() == Qt.Key.Key_Home and self._queue.above:
            self.to_start.emit()
        elif event.key() == Qt.Key.Key_End and self._queue.below:
            self.to_end.emit()
        else:
            super().keyPressEvent(event)

    def look_ahead(self, *_value: int) -> None:
        """Two screens before an end of what is in memory the next rows are asked for."""
        bar, near = self.verticalScrollBar(), 2 * self.viewport().height()
        if self._queue.below and bar.maximum() - bar.value() < near:
            self._queue.more.emit()
        if self._queue.above and bar.value() < near:
            self._queue.earlier.emit()

    def _hold(self, *_rows: object) -> None:
        self.trimming = True
        self.setAutoScroll(False)

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        if first == 0 and self._queue.rowCount() > last + 1:
            self._shift((last + 1) * ROW_HEIGHT)

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.trimming = False
        self.setAutoScroll(True)
        if first == 0:
            self._shift(-(last + 1) * ROW_HEIGHT)

    def _shift(self, by: int) -> None:
        """Rows came or went above: what is looked at stays where it is."""
        bar = self.verticalScrollBar()
        wanted = bar.value() + by
        self.executeDelayedItemsLayout()
        self.updateGeometries()
        bar.setValue(wanted)

    def choose(self, line: int) -> None:
        """Makes a line the current one."""
        index = self.model().index(line, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def mark(self, line: int) -> None:
        """`choose` without going there."""
        self.setAutoScroll(False)
        index = self.model().index(line, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.setAutoScroll(True)
