"""The queue while a case is open: 56 pixels with time left and number, beside the case."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QListView, QPushButton

from ui.models.queue_model import ROW, QueueModel
from ui.session import Session
from ui.theme import GAP, RAIL
from ui.views.bits import Hairline, KeyCap, Panel, column, row
from ui.views.queue_delegate import RailDelegate


class QueueRail(Panel):
    """A click opens a case; the case that is open is marked. Takes no focus: the keys belong to the case."""

    def __init__(self, session: Session, model: QueueModel) -> None:
        super().__init__("panel")
        self._session, self._model = session, model
        self.setFixedWidth(RAIL + 1)
        self.setAccessibleName(self.tr("Queue, narrow"))
        self._wide = QPushButton()
        self._wide.setProperty("kind", "quiet")
        self._wide.setFixedSize(40, 24)
        self._wide.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._wide.setAccessibleName(self.tr("Show the queue"))
        self._wide.setLayout(row(None, KeyCap(session.actions, "queue.toggle"), None))
        self._wide.clicked.connect(session.actions.action("queue.toggle").trigger)
        self.list = QListView()
        self.list.setModel(model)
        self.list.setItemDelegate(RailDelegate(model))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(self.tr("Cases"))
        layout = column(self._wide, self.list, gap=GAP, margins=(0, 2 * GAP, 0, 0))
        layout.setAlignment(self._wide, Qt.AlignmentFlag.AlignHCenter)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(layout, 1)
        whole.addWidget(Hairline(upright=True))
        self.list.clicked.connect(self._clicked)
        session.case_opened.connect(self._mark)
        model.modelReset.connect(self._mark)
        self._mark()

    def _clicked(self, index: QModelIndex) -> None:
        chosen = index.data(ROW)
        self._mark()
        if chosen is not None:
            self._session.open_case(chosen.case)

    def _mark(self, *_opened: object) -> None:
        line = self._model.row_of(self._session.opened.case.id) if self._session.opened is not None else -1
        index = self._model.index(line) if line >= 0 else QModelIndex()
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if line >= 0:
            self.list.scrollTo(index)
