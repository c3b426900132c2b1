"""One field of the DSA annex: its title, the control, how much room is left and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from moderator.domain.annex_lists import NOT_IN_THE_UNION
from moderator.errors import Problem
from ui.models.annex_fields import Field, room, trouble, value_of, words
from ui.models.party_text import readable
from ui.theme import GAP
from ui.views.bits import Label, restyle, row
from ui.views.fields import LineField, ProseField
from ui.views.link import Link

ROWS = 8
"""Of a long list, so many are seen at once."""


class Choice(QComboBox):
    """One of a list, or nothing, which stands first. The wheel scrolls the form and never changes an answer."""

    typed = Signal(str)

    def __init__(self, name: str, field: Field) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem("—", "")
        for value in field.values:
            self.addItem(words(field, value), value)
        self.activated.connect(lambda _index: self.typed.emit(str(self.currentData())))

    def follow(self, value: str) -> None:
        """A value that is in no list, from a file say, is shown as it stands."""
        at = self.findData(value)
        if at < 0:
            self.addItem(readable(value), value)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Choices(QListWidget):
    """Any of a list; the arrows move and the space bar ticks."""

    typed = Signal(object)
    """list of values"""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for value in field.values:
            item = QListWidgetItem(words(field, value), self)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        self.setCurrentRow(0)
        self.itemChanged.connect(lambda _item: self.typed.emit(self.ticked))

    @property
    def ticked(self) -> list[str]:
        items = (self.item(i) for i in range(self.count()))
        return [
            str(each.data(Qt.ItemDataRole.UserRole)) for each in items if each.checkState() == Qt.CheckState.Checked
        ]

    def follow(self, values: Sequence[str]) -> None:
        self.blockSignals(True)
        for i in range(self.count()):
            on = self.item(i).data(Qt.ItemDataRole.UserRole) in values
            self.item(i).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.blockSignals(False)

    def sizeHint(self) -> QSize:
        rows = min(self.count(), ROWS)
        return QSize(240, rows * max(self.sizeHintForRow(0), 18) + 2 * self.frameWidth() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())


class AnnexField(QWidget):
    """`typed` fires with the field and its new value at every change that a person makes."""

    typed = Signal(object, object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.title = QCoreApplication.translate("annex", field.title)
        self.control = self._make()
        self.control.typed.connect(lambda value: self.typed.emit(self.field, value))
        self.left = Label("", tone="second", size="small")
        self.wrong = Label("", tone="bad", size="small", wrap=True)
        self._links = self._sets()
        head = row(Label(self.title, tone="second", size="normal"), None, *self._links, self.left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self.control)
        layout.addWidget(self.wrong)

    def _make(self) -> Any:
        kind = self.field.kind
        if kind == "one":
            return Choice(self.title, self.field)
        if kind == "many":
            return Choices(self.title, self.field)
        if kind == "prose":
            return ProseField(self.title, lines=4, most=10)
        hint = {"day": self.tr("YYYY-MM-DD"), "ean": self.tr("13 digits")}.get(kind, "")
        return LineField(self.title, hint)

    def _sets(self) -> tuple[Link, ...]:
        """For the countries: all of the Union, all of the Economic Area, none."""
        if self.field.name != "territorial_scope":
            return ()
        union = [each for each in self.field.values if each not in NOT_IN_THE_UNION]
        sets = ((self.tr("EU"), union), (self.tr("EEA"), self.field.values), (self.tr("none"), ()))
        links = []
        for text, values in sets:
            link = Link(text, self.tr("Where it holds: {0}").format(text))
            link.clicked.connect(lambda _on=False, chosen=tuple(values): self.typed.emit(self.field, list(chosen)))
            links.append(link)
        return tuple(links)

    def show_doc(self, doc: dict[str, Any], problems: Iterable[Problem]) -> None:
        """Follows the draft and what the gate says to it."""
        self.control.follow(value_of(doc, self.field))
        left = room(doc, self.field)
        if left is not None:
            self.left.setText(self.tr("{0} left").format(left) if left >= 0 else self.tr("{0} too many").format(-left))
            self.left.set_tone("second" if left >= 0 else "bad")
        found = trouble(self.field, problems)
        missing = all(each.code == "missing" for each in found)
        self.wrong.setText(self.tr("Required") if missing else "\n".join(readable(each.text) for each in found))
        if missing and self.field.name == "decision_visibility":  # where the want of any restriction is told
            self.wrong.setText(self.tr("Name at least one: visibility, payments, service or account"))
        self.wrong.set_tone("second" if missing else "bad")
        self.wrong.setVisible(bool(found))
        self.control.setAccessibleDescription(self.wrong.text() if found else "")
        marked = bool(found) and not missing
        if self.control.property("problem") != marked:
            self.control.setProperty("problem", marked)
            restyle(self.control)
