"""The left column of the queue: by status, reason and evidence, each with how many cases it would show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from moderator.domain.queue import BANDS, DUES, REASONS, Counts, Filter
from ui.models.case_words import sentence, words
from ui.models.queue_model import STATUS_CHOICES, shown_count
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
        self._count.setText(shown_count(count))
        self.button.setAccessibleName(f"{self.button.text()}, {shown_count(count)}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.button.click()


class OneOf(QObject):
    """Choices of which one or none is chosen; a click on the chosen one lets it go."""

    def __init__(self, parent: QWidget, title: str, named: dict[str, str]) -> None:
        super().__init__(parent)
        self.choices = {name: Choice(QCheckBox(text)) for name, text in named.items()}
        gap = QWidget(parent)
        gap.setFixedHeight(3 * GAP)
        self.parts: list[QWidget] = [Heading(title), *self.choices.values(), gap]
        for name, choice in self.choices.items():
            choice.button.setObjectName(name)
            choice.button.clicked.connect(self._clicked)

    @property
    def chosen(self) -> str:
        return next((name for name, choice in self.choices.items() if choice.button.isChecked()), "")

    def _clicked(self, on: bool) -> None:
        self.choose(self.sender().objectName() if on else "")

    def choose(self, wanted: str) -> None:
        for name, choice in self.choices.items():
            choice.button.setChecked(name == wanted)


class PlaceBox(QComboBox):
    """One of many: countries and the like, the most frequent first, each with its count."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.setAccessibleName(title)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.addItem(title, "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def chosen(self) -> str:
        return str(self.currentData() or "")

    def set_counts(self, counts: Mapping[str, int]) -> None:
        chosen = self.chosen
        self.clear()
        self.addItem(self._title, "")
        for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
            if count or name == chosen:
                self.addItem(f"{name}   {shown_count(count)}", name)
        self.choose(chosen)

    def choose(self, wanted: str) -> None:
        """Sets the choice without saying so; one that nobody counted yet too."""
        at = self.findData(wanted)
        if at < 0:
            self.addItem(wanted, wanted)
            at = self.count() - 1
        self.setCurrentIndex(at)


class QueueFilters(Panel):
    """Says what was chosen by `chosen`; the text of the search stands elsewhere and is kept."""

    chosen = Signal(object)
    """Filter"""

    def __init__(self) -> None:
        super().__init__("panel")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Filters"))
        self._filter = Filter()
        self._due: OneOf | None = None
        self._band: OneOf | None = None
        self._places: dict[str, PlaceBox] = {}
        self._group = QButtonGroup(self)
        named = {**{each: sentence(words(each)) for each in STATUS_CHOICES}, "all": self.tr("All")}
        named |= {"waiting": self.tr("Waiting"), "decided": self.tr("Decided")}
        self._status = {each: Choice(QRadioButton(named[each])) for each in STATUS_CHOICES}
        self._reason = {each: Choice(QCheckBox(sentence(words(each)))) for each in REASONS}
        self._video = Choice(QCheckBox(self.tr("Has video")))
        self._free = Choice(QCheckBox(self.tr("Free")))
        set_tip(self._free.button, self.tr("Nobody else has it or was given it, and you did not step back from it"))
        self._second = Choice(QCheckBox(self.tr("Second opinions")))
        set_tip(self._second.button, self.tr("Decisions of others that wait for your second opinion"))
        self._second.hide()
        self._second.button.clicked.connect(self.choose_second)
        self._status["open"].button.setChecked(True)
        for choice in self._status.values():
            self._group.addButton(choice.button)
            choice.button.clicked.connect(self._status_chosen)  # before the slot that says what was chosen
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
            (self.tr("Team"), [self._free, self._second]),
        )
        for name, choices in groups:
            layout.addWidget(Heading(name))
            layout.addSpacing(GAP)
            for choice in choices:
                layout.addWidget(choice)
            layout.addSpacing(3 * GAP)
        self._layout = layout
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def add(self, part: QWidget) -> None:
        """One more part at the end of the column."""
        self._layout.insertWidget(self._layout.count() - 1, part)

    def _build_more(self) -> None:
        """What is not needed for the first paint: when cases are due, how much they are about, where they come from."""
        due = {"overdue": self.tr("Overdue"), "day": self.tr("Within a day"), "week": self.tr("Within a week")}
        due |= {"later": self.tr("Later"), "none": self.tr("No date")}
        bands = {"under-10": self.tr("Under 10"), "10-50": "10 – 50", "50-200": "50 – 200", "200-1000": "200 – 1,000"}
        bands |= {"from-1000": self.tr("1,000 and more")}
        self._due = OneOf(self, self.tr("Due"), {each: due[each] for each in DUES})
        self._band = OneOf(self, self.tr("Amount"), {each: bands[each] for each in BANDS})
        places = {"country": self.tr("Any country"), "language": self.tr("Any language")}
        places |= {"currency": self.tr("Any currency")}
        self._places = {name: PlaceBox(text) for name, text in places.items()}
        at = self._layout.count() - 2  # before the saved ones
        places_under = Heading(self.tr("From"))
        for part in (*self._due.parts, *self._band.parts, places_under, *self._places.values()):
            self._layout.insertWidget(at, part)
            at += 1
            if isinstance(part, Heading | PlaceBox):
                self._layout.insertSpacing(at, GAP)
                at += 1
        self._layout.insertSpacing(at, 2 * GAP)
        for choice in (*self._due.choices.values(), *self._band.choices.values()):
            choice.button.clicked.connect(self._changed)
        for box in self._places.values():
            box.activated.connect(self._changed)
        self.choose(self._filter)

    def set_counts(self, counts: Counts) -> None:
        if not self._places and counts.of:
            self._build_more()
        for group, choices in self._groups().items():
            for each, choice in choices.items():
                choice.set_count(counts.of.get(group, {}).get(each, 0))
        for name, box in self._places.items():
            box.set_counts(counts.of.get(name, {}))
        waiting = counts.of.get("second", {}).get("1", 0)
        self._second.set_count(waiting)
        self._second.setVisible(waiting > 0 or self._filter.second)

    def _groups(self) -> dict[str, dict[str, Choice]]:
        groups = {
            "status": self._status,
            "reason": self._reason,
            "video": {"1": self._video},
            "free": {"1": self._free},
        }
        more = {"due": self._due.choices, "band": self._band.choices} if self._due and self._band else {}
        return groups | more

    def choose(self, wanted: Filter) -> None:
        """Sets the buttons without saying so."""
        self._filter = wanted
        self._group.setExclusive(not wanted.second)  # these have a place of their own, outside of every status
        for each, choice in self._status.items():
            choice.button.setChecked(each == wanted.status and not wanted.second)
        self._group.setExclusive(True)
        self._second.button.setChecked(wanted.second)
        self._second.setVisible(self._second.isVisibleTo(self) or wanted.second)
        for each, choice in self._reason.items():
            choice.button.setChecked(each in wanted.reasons)
        self._video.button.setChecked(wanted.video)
        if self._due and self._band:
            self._due.choose(wanted.due)
            self._band.choose(wanted.band)
        for name, box in self._places.items():
            box.choose(getattr(wanted, name))
        self._free.button.setChecked(wanted.free)

    def choose_second(self) -> None:
        """Between the decisions that wait for a second opinion and the usual queue."""
        self.choose(Filter() if self._filter.second else Filter(second=True))
        self.chosen.emit(self._filter)

    def _status_chosen(self) -> None:
        self._filter = replace(self._filter, second=False)
        self._second.button.setChecked(False)

    def _changed(self) -> None:
        chosen_status = (each for each, choice in self._status.items() if choice.button.isChecked())
        status = next(chosen_status, self._filter.status)
        reasons = frozenset(each for each, choice in self._reason.items() if choice.button.isChecked())
        chosen: dict[str, Any] = {name: box.chosen for name, box in self._places.items()}
        if self._due and self._band:
            chosen |= {"due": self._due.chosen, "band": self._band.chosen}
        chosen |= {"video": self._video.button.isChecked(), "free": self._free.button.isChecked()}
        self._filter = replace(self._filter, status=status, reasons=reasons, **chosen)
        self.chosen.emit(self._filter)
