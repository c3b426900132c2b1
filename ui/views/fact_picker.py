"""A searchable list of the facts of a case: tracking events, payments, offers, messages, dates, the listing."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.models.fact_list import FactRow
from ui.theme import GAP, NORMAL, SMALL, face, tokens
from ui.views.bits import Label, row

ROW = 40


class FactModel(QAbstractListModel):
    """The facts that match the search."""

    def __init__(self, facts: tuple[FactRow, ...]) -> None:
        super().__init__()
        self._all = facts
        self.rows = facts

    def search(self, text: str) -> None:
        """Keeps the facts in which every word of `text` occurs."""
        self.beginResetModel()
        self.rows = tuple(fact for fact in self._all if fact.matches(text))
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        fact = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{fact.group}: {fact.value}"
        return fact if role == Qt.ItemDataRole.UserRole else None


class FactDelegate(QStyledItemDelegate):
    """The value on one line, its group and pointer in small under it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(320, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        fact = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(fact, FactRow):
            return
        look = tokens()
        rect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(look.selected))
        inner = rect.adjusted(2 * GAP, GAP, -2 * GAP, -GAP)
        painter.setFont(face(NORMAL))
        painter.setPen(QColor(look.text))
        text = painter.fontMetrics().elidedText(fact.value, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, text)
        painter.setFont(face(SMALL))
        painter.setPen(QColor(look.third))
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, f"{fact.group} · {fact.pointer}"
        )
        painter.restore()


class FactPicker(QDialog):
    """Typing searches, arrows choose, Enter cites the fact for the question named on top."""

    picked = Signal(object)
    """FactRow"""

    def __init__(self, facts: tuple[FactRow, ...], question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Facts of the case"))
        self.resize(560, 480)
        self.model = FactModel(facts)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search events, payments, offers, messages…"))
        self.search.setAccessibleName(self.tr("Search the facts"))
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(FactDelegate(self.list))
        self.list.setAccessibleName(self.tr("Facts"))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.empty = Label(self.tr("No fact has all these words."), tone="second", size="normal")
        self.empty.hide()
        cite, cancel = QPushButton(self.tr("Cite")), QPushButton(self.tr("Cancel"))
        cite.setProperty("kind", "primary")
        cite.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(Label(question, weight="half", wrap=True))
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty)
        layout.addLayout(row(None, cancel, cite))
        self.search.textChanged.connect(self._search)
        self.list.doubleClicked.connect(self._cite)
        cite.clicked.connect(self._cite)
        cancel.clicked.connect(self.reject)
        self._choose(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in step:
            self._choose(self.list.currentIndex().row() + step[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        self.model.search(text)
        self.empty.setVisible(not self.model.rows)
        self._choose(0)

    def _choose(self, at: int) -> None:
        if self.model.rows:
            self.list.setCurrentIndex(self.model.index(max(0, min(at, len(self.model.rows) - 1))))

    def _cite(self) -> None:
        at = self.list.currentIndex().row()
        if 0 <= at < len(self.model.rows):
            self.picked.emit(self.model.rows[at])
            self.accept()
