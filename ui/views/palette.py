"""Ctrl K: one field that finds every command with its key, every case, and what is in the open one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from moderator.domain.queue import Ask, Filter
from ui.models.palette_model import ENTRY, Entry, PaletteModel, case_entries, item_entries, verb_entries
from ui.session import Session
from ui.theme import BODY, GAP, NORMAL, face, tokens
from ui.views.bits import CAP_HEIGHT, Hairline, cap_width, paint_cap
from ui.views.popover import SHADOW, Popover

if TYPE_CHECKING:
    from moderator.desk import Desk
    from moderator.desk.values import QueueRow

WIDTH, LINE, LINES = 620, 32, 12
LEAST, MOST_CASES = 2, 40
"""Characters from which the whole library is searched, and how many cases are taken from it."""


class PaletteDelegate(QStyledItemDelegate):
    """Text at the left, a quieter detail, the key cap at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(option.rect.width(), LINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry | None = index.data(ENTRY)
        if entry is None:
            return
        look, box = tokens(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(look.selected))
        right = box.right() - 12
        if entry.cap:
            width = cap_width(entry.cap)
            spot = QRectF(right - width, box.center().y() - CAP_HEIGHT / 2 + 1, width, CAP_HEIGHT)
            paint_cap(painter, spot, entry.cap)
            right = round(spot.left()) - 12
        middle = Qt.AlignmentFlag.AlignVCenter
        detail = entry.detail if entry.enabled else self.tr("not now")
        painter.setFont(face(NORMAL))
        painter.setPen(QColor(look.second))
        painter.drawText(box.adjusted(0, 0, right - box.right(), 0), middle | Qt.AlignmentFlag.AlignRight, detail)
        room = right - box.left() - 24 - painter.fontMetrics().horizontalAdvance(detail)
        painter.setFont(face(BODY))
        painter.setPen(QColor(look.text if entry.enabled else look.third))
        text = QFontMetrics(face(BODY)).elidedText(" ".join(entry.text.split()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(box.adjusted(12, 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


def _found_by(desk: Desk, ask: Ask, _stop: object, _tell: object) -> tuple[QueueRow, ...]:
    return desk.queue(ask)


class Palette(Popover):
    """Opens with the focus in its field; arrows choose, Return does it, Escape or a click elsewhere closes."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._found: tuple[QueueRow, ...] = ()
        self.model = PaletteModel(self._entries)
        self.setAccessibleName(self.tr("Palette"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search cases, commands, exhibits…"))
        self.field.setAccessibleName(self.tr("Search cases, commands, exhibits"))
        self.field.setFrame(False)
        self.field.setStyleSheet("border: 0; background: transparent; font-size: 15px; min-height: 40px;")
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Found"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SHADOW + 1, SHADOW + 1, SHADOW + 1, SHADOW + GAP)
        layout.setSpacing(0)
        for part in (self.field, Hairline(), self.list):
            layout.addWidget(part)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._use)
        self.list.clicked.connect(self._clicked)

    def toggle(self) -> None:
        if self.isVisible():
            self.dismiss()
            return
        self.model.read()
        self.field.clear()
        self._choose(0)
        self.appear()
        self.field.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH + 2 * SHADOW, 44 + LINES * LINE + 2 * SHADOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
            if event.key() in step:
                self._choose(self.list.currentIndex().row() + step[Qt.Key(event.key())])
                return True
        if watched is self.field and event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.dismiss()
        return super().eventFilter(watched, event)

    def _entries(self) -> list[Entry]:
        session = self._session
        return [
            *verb_entries(session.actions),
            *item_entries(session.opened, session.draft),
            *case_entries({row.case: row for row in (*session.rows, *self._found)}.values(), session.desk.now()),
        ]

    def _search(self, text: str) -> None:
        """At once what is at hand; a moment later cases of the whole library."""
        self.model.search(text)
        self._choose(0)
        if self.isVisible() and len(text.strip()) >= LEAST:
            desk, ask = self._session.desk, Ask(Filter(status="all", text=text), most=MOST_CASES)
            work = partial(_found_by, desk, ask)
            self._session.tasks.run("store", work, self._arrived, self._session.failed, key="palette")

    def _arrived(self, found: tuple[QueueRow, ...]) -> None:
        known = {row.case for row in (*self._session.rows, *self._found)}
        if self.isVisible() and not known.issuperset(row.case for row in found):
            self._found = found
            chosen = self.model.at(self.list.currentIndex().row())
            self.model.read()
            self.model.search(self.field.text())
            lines = (n for n in range(self.model.rowCount()) if self.model.at(n) == chosen)
            self._choose(next(lines, 0))

    def _choose(self, line: int) -> None:
        count = self.model.rowCount()
        if count:
            self.list.setCurrentIndex(self.model.index(min(max(line, 0), count - 1)))

    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._use()

    def _use(self) -> None:
        entry = self.model.at(self.list.currentIndex().row())
        if entry is None or not entry.enabled:
            return
        self.dismiss()
        session = self._session
        if entry.kind == "verb":
            session.actions.trigger(entry.name)
        elif entry.kind == "case":
            session.open_case(entry.name)
        elif entry.kind == "exhibit":
            session.show_exhibit(entry.name)
        elif session.opened is not None and (item := session.opened.item(entry.name)) is not None:
            session.show("listing" if item.side == "listing" else "evidence", item.id)
