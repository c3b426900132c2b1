"""The evidence tray: everything that both sides and the carrier handed in, by side and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QSizePolicy, QWidget

from ui.models.tray_model import Entry, Group, Look, Role, TrayModel
from ui.theme import tokens
from ui.veil import veil_of
from ui.views.thumbnails import Thumbnails
from ui.views.tool_line import wire
from ui.views.tray_delegate import LABEL, RING, THUMB, TrayDelegate, paint_label

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase
    from ui.session import Session
    from ui.shown import Shown

KEYS = range(1, 10)
SCROLL = 10
"""Room for the scroll bar, in logical pixels."""


class Tray(QListView):
    """A click, Enter or a number key shows an item in the pane of its side; with Shift evidence in the other one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tray = TrayModel(self)
        self.thumbnails = Thumbnails(session, self)
        self._veil = veil_of(session)
        self._keys = [_NumberKey(self, pane, number) for pane in ("listing", "evidence") for number in KEYS]
        self._set_up()
        self.thumbnails.ready.connect(self._looked)
        self.clicked.connect(self._open)
        session.case_opened.connect(self._opened)
        session.case_closed.connect(self._closed)
        session.shown_changed.connect(self._shown)
        session.files.retried.connect(self.thumbnails.again)
        session.theme_changed.connect(self.viewport().update)
        self._veil.changed.connect(self.viewport().update)
        session.actions.changed.connect(self._name_keys)
        wire(session.actions, {f"picture.{key.pane}.{key.number}": key.use for key in self._keys})
        self._name_keys()
        if session.opened is not None:
            self._opened(session.opened)

    def _set_up(self) -> None:
        self.setModel(self.tray)
        self.setItemDelegate(TrayDelegate(self._veil, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setSpacing(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(THUMB.height() + 2 * RING + SCROLL)
        self.setProperty("usesReturn", True)
        self.setAccessibleName(self.tr("Evidence tray"))
        self.setStyleSheet("Tray { background: transparent; }")

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    # --- the case -------------------------------------------------------------------------------------------------

    def _opened(self, opened: OpenCase) -> None:
        self.tray.set_case(opened, self.thumbnails.known)
        self.thumbnails.look_at(opened)
        self._mark()

    def _closed(self) -> None:
        self.tray.set_case(None)
        self.thumbnails.look_at(None)

    def _looked(self, item_id: str, look: Look) -> None:
        self.tray.set_look(item_id, look)

    def _shown(self, _side: str, shown: Shown | None) -> None:
        self._mark()
        row = self.tray.row_of(shown.item.id) if shown is not None else None
        if row is not None:
            self._reveal(row)

    def _reveal(self, row: int) -> None:
        """Scrolls until the item is whole, clear of the labels that are pinned at the end."""
        index = self.tray.index(row)
        self.scrollTo(index)
        pinned = self.beyond()
        if pinned:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + max(0, self.visualRect(index).right() + 1 - pinned[0][0].left()))

    def _mark(self) -> None:
        self.tray.set_chosen(shown.item.id for shown in self._session.shown.values() if shown is not None)

    # --- showing --------------------------------------------------------------------------------------------------

    def show_number(self, pane: str, number: int) -> None:
        """Shows the nth listing photo or evidence item, from 1."""
        entry = self.tray.entry(pane, number)
        if entry is None:
            text = (
                self.tr("There is no listing photo {0}.") if pane == "listing" else self.tr("There is no evidence {0}.")
            )
            self._session.message.emit(text.format(number), "plain")
        else:
            self._session.show(pane, entry.item.id)

    def _open(self, index: QModelIndex) -> None:
        row = index.data(Role.ROW)
        if isinstance(row, Entry):
            shifted = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._session.show("listing" if shifted else row.pane, row.item.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.offer(self.indexAt(event.pos()), event.globalPos())

    def offer(self, index: QModelIndex, at: QPoint) -> None:
        """A menu of the panes in which the item can be shown; a listing photo has only the one."""
        row = index.data(Role.ROW)
        if not isinstance(row, Entry) or row.pane == "listing":
            return
        menu = QMenu(self)
        for pane, text in (
            ("listing", self.tr("Show in the left pane")),
            ("evidence", self.tr("Show in the right pane")),
        ):
            menu.addAction(text).setData((pane, row.item.id))
        menu.triggered.connect(self._chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _chosen(self, action: QAction) -> None:
        pane, item_id = action.data()
        self._session.show(pane, item_id)

    def _name_keys(self) -> None:
        actions = self._session.actions
        self.tray.set_keys(
            {f"{key.pane}.{key.number}": actions.caption(f"picture.{key.pane}.{key.number}") for key in self._keys}
        )

    # --- sides out of sight ---------------------------------------------------------------------------------------

    def beyond(self) -> Sequence[tuple[QRect, int, Group]]:
        """Labels of sides that begin beyond the right end, and where they are pinned there: no side is ever hidden."""
        view = self.viewport().rect()
        away = [
            (row, group) for row, group in self.tray.group_rows()
            if self.visualRect(self.tray.index(row)).right() > view.right()
        ]  # fmt: skip
        tall = THUMB.height() + 2 * RING
        first = view.right() + 1 - LABEL * len(away)
        return [(QRect(first + LABEL * n, 0, LABEL, tall), row, group) for n, (row, group) in enumerate(away)]

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        pinned = self.beyond()
        if not pinned:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        band = pinned[0][0].united(pinned[-1][0])
        painter.fillRect(band, QColor(tokens().window))
        painter.fillRect(QRect(band.left() - 1, 0, 1, band.height()), QColor(tokens().line))
        for rect, _row, group in pinned:
            paint_label(painter, QRectF(rect), group)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for rect, row, _group in self.beyond():
            if rect.contains(event.position().toPoint()):
                self.scrollTo(self.tray.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)
                return
        super().mousePressEvent(event)

    # --- events ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._focus(0 if key == Qt.Key.Key_Home else len(self.tray.entries) - 1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        """To the next item, over the labels."""
        row = self.currentIndex().data(Role.ROW)
        entries = self.tray.entries
        here = entries.index(row) if isinstance(row, Entry) and row in entries else -1 if by > 0 else len(entries)
        self._focus(min(max(here + by, 0), len(entries) - 1))

    def _focus(self, at: int) -> None:
        if 0 <= at < len(self.tray.entries):
            row = self.tray.row_of(self.tray.entries[at].item.id)
            self.setCurrentIndex(self.tray.index(row if row is not None else 0))
            self._reveal(row if row is not None else 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """An upright wheel scrolls sideways: there is no other way to go."""
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()))
        event.accept()


class _NumberKey(QObject):
    """The slot of one number key."""

    def __init__(self, tray: Tray, pane: str, number: int) -> None:
        super().__init__(tray)
        self._tray = tray
        self.pane, self.number = pane, number

    def use(self) -> None:
        self._tray.show_number(self.pane, self.number)
