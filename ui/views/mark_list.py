"""The marks of a video as a list over the strip: go there, write the note, remove; all by keys too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.models.timeline import Axis, clock
from ui.theme import GAP
from ui.video_marks import LONGEST, VideoMark
from ui.views.bits import Heading, Label, row
from ui.views.popover import SHADOW, Popover
from ui.views.tool_line import Tool

WIDTH, ROWS = 460, 8
TIME, NOTE, EXHIBIT = range(3)


_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_STYLE = """
QTreeWidget { font-size: 12px; background: transparent; }
QTreeWidget::item { padding: 4px; }
QHeaderView::section { font-size: 11px; padding: 2px 4px; border: none; background: transparent; }
"""


class MarkList(Popover):
    """Lies above the strip, at its right end. The arrows go from mark to mark, and the video with them."""

    chosen = Signal(str)
    """id of the mark to go to"""
    described = Signal(str, str)
    """id, note"""

    def __init__(self, actions: Actions, strip: QWidget) -> None:
        super().__init__(strip.window())
        self._strip = strip
        self._told = False
        self.tree = _Tree()
        self.empty = Label(self.tr("No mark yet. M marks the frame that is shown."), tone="second", size="normal")
        hint = self.tr("↑ ↓ go there · Enter writes the note · Esc closes")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(SHADOW + 2 * GAP,) * 4)
        layout.setSpacing(GAP)
        remove = Tool(actions, self.tr("Remove"), "mark.remove", name=actions.text("mark.remove"))
        layout.addLayout(row(Heading(self.tr("Marks")), None, remove))
        for widget in (self.tree, self.empty, Label(hint, tone="third", size="small")):
            layout.addWidget(widget)
        self.setAccessibleName(self.tr("Marks"))
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.itemChanged.connect(self._describe)

    def set_marks(
        self, axis: Axis, marks: Sequence[VideoMark], exhibits: Mapping[int, str], here: VideoMark | None
    ) -> None:
        """`exhibits`: ids by PTS of the frame that they begin at."""
        self._told = True
        if [(each.id, each.pts, each.last) for each in marks] != self.tree.places:
            self.tree.fill(axis, marks)
        for n, mark in enumerate(marks):
            item = self.tree.topLevelItem(n)
            if item is not None:
                item.setText(NOTE, mark.note)
                item.setText(EXHIBIT, exhibits.get(mark.pts, ""))
        at = next((n for n, each in enumerate(marks) if each == here), -1)
        item = self.tree.topLevelItem(at) if at >= 0 else None
        if item is not None:
            self.tree.setCurrentItem(item, TIME, _ROW)
        else:
            self.tree.clearSelection()
        self._told = False
        self.tree.setVisible(bool(marks))
        self.empty.setVisible(not marks)
        if self.isVisible():
            self.place()

    def appear(self) -> None:
        super().appear()
        (self.tree if self.tree.topLevelItemCount() else self).setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Above the strip, its right edge on that of the strip."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
        corner = self._strip.mapTo(self.window(), self._strip.rect().topRight())
        height = self.sizeHint().height()
        self.setGeometry(corner.x() - WIDTH + SHADOW, corner.y() - height + SHADOW - GAP, WIDTH, height)

    def _choose(self, item: QTreeWidgetItem | None, _before: object = None) -> None:
        if item is not None and not self._told:
            self.chosen.emit(str(item.data(TIME, Qt.ItemDataRole.UserRole)))

    def _describe(self, item: QTreeWidgetItem, column: int) -> None:
        if column == NOTE and not self._told:
            self.described.emit(str(item.data(TIME, Qt.ItemDataRole.UserRole)), item.text(NOTE)[:LONGEST])


class _Tree(QTreeWidget):
    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[str, int, int]] = []
        self.setColumnCount(3)
        self.setHeaderLabels([self.tr("Time"), self.tr("Note"), self.tr("Exhibit")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setStyleSheet(_STYLE)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("usesReturn", True)
        self.setAccessibleName(self.tr("Marks of this video"))
        header = self.header()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(TIME, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NOTE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(EXHIBIT, QHeaderView.ResizeMode.ResizeToContents)

    def fill(self, axis: Axis, marks: Sequence[VideoMark]) -> None:
        self.places = [(each.id, each.pts, each.last) for each in marks]
        base = axis.index.time_base
        self.clear()
        for mark in marks:
            times = [clock(pts * base) for pts in sorted({mark.pts, mark.last})]
            item = QTreeWidgetItem([" – ".join(times), mark.note, ""])
            item.setData(TIME, Qt.ItemDataRole.UserRole, mark.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.addTopLevelItem(item)
        tall = self.sizeHintForRow(0) if marks else 0
        self.setFixedHeight(self.header().sizeHint().height() + tall * min(ROWS, len(marks)) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # what the field left over, such as the Enter that ended it
        elif item is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.editItem(item, NOTE)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the popover closes
        else:
            super().keyPressEvent(event)
