"""The left column of the queue: by status, reason and evidence, each with how many cases it would show."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from ui.models.case_words import sentence, words
from ui.models.queue_model import REASONS, STATUSES, Counts, Filter
from ui.plain import set_tip
from ui.theme import GAP
from ui.views.bits import Heading, Label, Panel, row

WIDTH = 212


class Choice(QWidget):
    """A button with its count at the right; a click anywhere on the line chooses it."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__()
        self.button = button
        self._count = Label("", tone="second")
        self.setFixedHeight(22)
        self.setLayout(row(button, None, self._count, gap=GAP))

    def set_count(self, count: int) -> None:
        self._count.setText(str(count))
        self.button.setAccessibleName(f"{self.button.text()}, {count}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.button.click()


class QueueFilters(Panel):
    """Says what was chosen by `chosen`; the text of the search stands elsewhere and is kept."""

    chosen = Signal(object)
    """Filter"""

    def __init__(self) -> None:
        super().__init__("panel")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Filters"))
        self._filter = Filter()
        self._group = QButtonGroup(self)
        named = {**{each: sentence(words(each)) for each in STATUSES}, "all": self.tr("All")}
        named |= {"waiting": self.tr("Waiting"), "decided": self.tr("Decided")}
        self._status = {each: Choice(QRadioButton(named[each])) for each in STATUSES}
        self._reason = {each: Choice(QCheckBox(sentence(words(each)))) for each in REASONS}
        self._video = Choice(QCheckBox(self.tr("Has video")))
        self._free = Choice(QCheckBox(self.tr("Free")))
        set_tip(self._free.button, self.tr("Nobody else has it or was given it, and you did not step back from it"))
        self._status["open"].button.setChecked(True)
        for choice in self._status.values():
            self._group.addButton(choice.button)
        for choice in (*self._status.values(), *self._reason.values(), self._video, self._free):
            choice.button.clicked.connect(self._changed)
        self._build()

    def _build(self) -> None:
        inner = Panel("panel")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        layout.setSpacing(0)
        groups = (
            (self.tr("Status"), self._status.values()),
            (self.tr("Reason"), self._reason.values()),
            (self.tr("Evidence"), [self._video]),
            (self.tr("Team"), [self._free]),
        )
        for name, choices in groups:
            layout.addWidget(Heading(name))
            layout.addSpacing(GAP)
            for choice in choices:
                layout.addWidget(choice)
            layout.addSpacing(3 * GAP)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def set_counts(self, counts: Counts) -> None:
        for each, choice in self._status.items():
            choice.set_count(counts.status.get(each, 0))
        for each, choice in self._reason.items():
            choice.set_count(counts.reason.get(each, 0))
        self._video.set_count(counts.video)
        self._free.set_count(counts.free)

    def choose(self, wanted: Filter) -> None:
        """Sets the buttons without saying so."""
        self._filter = wanted
        self._status[wanted.status].button.setChecked(True)
        for each, choice in self._reason.items():
            choice.button.setChecked(each in wanted.reasons)
        self._video.button.setChecked(wanted.video)
        self._free.button.setChecked(wanted.free)

    def _changed(self) -> None:
        status = next(each for each, choice in self._status.items() if choice.button.isChecked())
        reasons = frozenset(each for each, choice in self._reason.items() if choice.button.isChecked())
        video, free = self._video.button.isChecked(), self._free.button.isChecked()
        self._filter = replace(self._filter, status=status, reasons=reasons, video=video, free=free)
        self.chosen.emit(self._filter)
