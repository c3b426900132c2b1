"""The panel of measurements under the panes. It takes the focus only where somebody types or tabs into it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.plain import set_tip
from ui.theme import GAP
from ui.views.bits import ElidedLabel, Heading, Label
from ui.views.card import Card
from ui.views.measure_question import DepthQuestion, KnownChooser
from ui.views.measure_row import ROW, MeasureHeads, MeasureRow
from ui.views.tool_line import Tool

SHOWN = 3
"""Rows that are seen at once; more scroll."""
LEAST = 110
"""Height with one row and the question, kept from the start: the picture must not move between two clicks."""


NARROWEST, ROOMY = 640, 780
"""Widths: at which nothing is cut off but what ends in …, and from which there is room for a title."""


class MeasurePanel(Card):
    """Header with what is known, a row for each measurement, the question of depth. Its parts tell what is done."""

    unit_chosen = Signal(str)
    closed = Signal()
    back = Signal()
    """Escape: to the picture"""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = "cm"
        self.title = Heading(self.tr("Measurements"))
        self.known = KnownChooser()
        self.state = ElidedLabel(tone="second", size="normal")
        self.unit = self._quiet("cm", self.tr("Centimetres or inches"))
        self.close_button = self._quiet("×", self.tr("Stop measuring"))
        self.heads = MeasureHeads()
        self.empty = Label(tone="second", size="normal", wrap=True)
        self.question = DepthQuestion()
        self.rows: dict[str, MeasureRow] = {}
        self._build(actions)

    def _quiet(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "quiet")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setStyleSheet("font-size: 12px; padding: 0 7px; min-height: 22px;")
        button.setAccessibleName(name)
        set_tip(button, name)
        return button

    def _build(self, actions: Actions) -> None:
        self.empty.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(2)
        layout.addLayout(self._head(actions))
        for widget in (self.heads, self._table(), self.empty, self.question):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setMinimumSize(NARROWEST, LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("ownKeys", [int(Qt.Key.Key_Escape)])
        self.setAccessibleName(self.tr("Measurements"))
        self.unit.clicked.connect(self._other_unit)
        self.close_button.clicked.connect(self.closed)

    def _head(self, actions: Actions) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(2 * GAP, 0, 0, 0)
        head.setSpacing(2 * GAP)
        head.addWidget(self.title)
        head.addSpacing(2 * GAP)
        head.addWidget(self.known)
        head.addWidget(self.state, 1)
        self.tools = (
            Tool(actions, self.tr("+ line"), "measure", name=self.tr("Measure another length")),
            Tool(actions, self.tr("+ plane"), "measure.plane", name=actions.text("measure.plane")),
            Tool(actions, self.tr("exhibit"), "exhibit.take", name=self.tr("Take the chosen measurement as exhibit")),
        )
        for tool in self.tools:
            head.addWidget(tool)
        head.addWidget(self.unit)
        head.addWidget(self.close_button)
        return head

    def _table(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("role", "panel")
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        return self.area

    def set_rows(self, ids: Sequence[str]) -> list[MeasureRow]:
        """One row for each id, in this order; returns those that are new."""
        new = []
        for gone in [each for each in self.rows if each not in ids]:
            row = self.rows.pop(gone)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for at, each in enumerate(ids):
            if each not in self.rows:
                self.rows[each] = MeasureRow(each)
                new.append(self.rows[each])
            if self._list.indexOf(self.rows[each]) != at:
                self._list.insertWidget(at, self.rows[each])
        self.heads.setVisible(bool(ids))
        self.area.setVisible(bool(ids))
        self.area.setFixedHeight(ROW * min(SHOWN, max(1, len(ids))))
        return new

    def show_row(self, length_id: str) -> None:
        """Scrolls to a row."""
        if length_id in self.rows:
            self.area.ensureWidgetVisible(self.rows[length_id], 0, 0)

    def set_unit(self, unit: str) -> None:
        self._unit = unit
        self.unit.setText(unit)

    def say_empty(self, text: str) -> None:
        """What to do where nothing is measured; "" where something is."""
        self.empty.setText(text)
        self.empty.setVisible(bool(text))

    def _other_unit(self) -> None:
        self.unit_chosen.emit("in" if self._unit == "cm" else "cm")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.title.setVisible(self.width() >= ROOMY)
