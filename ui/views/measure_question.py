"""The question of depth, and what the picture is calibrated by: the two lines of the panel that are not the table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from moderator.domain.known_objects import COINS, LENGTHS, RECTANGLES, Known
from moderator.domain.lengths import parse_length
from ui.models.measurements import Answer
from ui.theme import GAP
from ui.views.bits import ElidedLabel, Label, restyle
from ui.views.fields import LineField

RULER = Known("Ruler", "")
OTHER = Known("Rectangle", "")


class SizeField(LineField):
    """A length is typed here. Enter keeps it and goes back to the picture; what is no length is marked and kept out."""

    told = Signal(str)
    """What was typed and left"""
    done = Signal()

    def __init__(self, name: str, placeholder: str, width: int) -> None:
        super().__init__(name, placeholder)
        self.setFixedWidth(width)
        self.setStyleSheet("min-height: 22px; font-size: 12px;")
        self.setProperty("ownKeys", [int(Qt.Key.Key_Escape)])
        self.editingFinished.connect(self._tell)

    def _tell(self) -> None:
        if self.isModified():
            self.setModified(False)
            self.told.emit(self.text())

    def refuse(self, refused: bool) -> None:
        if bool(self.property("problem")) != refused:
            self.setProperty("problem", refused)
            restyle(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
            if not self.property("problem"):
                self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self.done.emit()
        else:
            super().keyPressEvent(event)


class KnownChooser(QWidget):
    """What is known: a ruler and how many centimetres of it, or a thing from the list."""

    chosen = Signal(object)
    """Known; one without a width waits for `typed`"""
    typed = Signal(str)
    again = Signal()
    """Another known line is to be marked"""
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._plane = False
        self.label = Label(self.tr("Known"), tone="second", size="normal")
        self.button = QPushButton()
        self.button.setProperty("kind", "quiet")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setStyleSheet("font-size: 12px; padding: 0 6px; min-height: 22px;")
        self.field = SizeField(self.tr("How long the known length is"), self.tr("20 cm"), 116)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for widget in (self.label, self.button, self.field):
            layout.addWidget(widget)
        self.button.clicked.connect(self._offer)
        self.field.told.connect(self.typed)
        self.field.done.connect(self.done)

    def show_known(self, name: str, size: str, *, plane: bool) -> None:
        """`size`: as it is written, "" while it is not told."""
        self._plane = plane
        self.button.setText(f"{name} ▾".replace("&", "&&"))
        self.button.setAccessibleName(self.tr("Known by: {0}").format(name))
        self.field.setPlaceholderText(self.tr("8.56 x 5.4 cm") if plane else self.tr("20 cm"))
        if not self.field.hasFocus():
            self.field.follow(size)
            self.field.refuse(False)

    def ask(self) -> None:
        """Waits for the size."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _offer(self) -> None:
        menu = QMenu(self)
        if self._plane:
            self._add(menu, *RECTANGLES)
            menu.addSeparator()
            self._add(menu, OTHER)
        else:
            self._add(menu, RULER)
            menu.addSeparator()
            self._add(menu, *LENGTHS)
            coins = menu.addMenu(self.tr("Coin, across"))
            self._add(coins, *COINS)
        menu.addSeparator()
        menu.addAction(self.tr("Mark another known line"))
        menu.triggered.connect(self._choose)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _add(self, menu: QMenu, *things: Known) -> None:
        for each in things:
            size = " × ".join(part for part in (each.width_mm, each.height_mm) if part)
            words = f"{each.name}  {size} mm" if size else self.tr("{0}, to be typed").format(each.name)
            menu.addAction(words.replace("&", "&&")).setData(each)

    def _choose(self, action: QAction) -> None:
        thing = action.data()
        if isinstance(thing, Known):
            self.chosen.emit(thing)
        else:
            self.again.emit()


class DepthQuestion(QWidget):
    """Does the known length lie as near the camera as the item? Open, it widens the uncertainty."""

    answered = Signal(str, float)
    """unknown, same or other; and by how many mm the item lies nearer, negative: farther"""
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer = "unknown"
        self._sign = 1
        self.question = ElidedLabel(size="normal")
        self.buttons = {
            name: self._button(text)
            for name, text in (
                ("same", self.tr("As near")),
                ("nearer", self.tr("Item nearer by")),
                ("farther", self.tr("Item farther by")),
                ("unknown", self.tr("Not answered")),
            )
        }
        self.field = SizeField(self.tr("By how much"), self.tr("3 cm"), 84)
        self.note = ElidedLabel(tone="second", size="normal")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 0, GAP, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.question)
        group = QHBoxLayout()
        group.setSpacing(0)
        for button in self.buttons.values():
            group.addWidget(button)
        layout.addLayout(group)
        layout.addWidget(self.field)
        layout.addWidget(self.note)
        layout.addStretch(1)
        self.field.told.connect(self._typed)
        self.field.done.connect(self.done)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "segment")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setStyleSheet("font-size: 12px; min-height: 22px; padding: 0 7px;")
        button.clicked.connect(self._clicked)
        return button

    def show_answer(self, answer: Answer, nearer: float, note: str, *, asked: bool) -> None:
        """`note`: how far the camera is; not `asked` where the length lies on the known thing itself."""
        self._answer = answer
        if answer == "other":
            self._sign = 1 if nearer >= 0 else -1
        self.question.set_whole(
            self.tr("Does the known length lie as near the camera as the item?")
            if asked
            else self.tr("It lies on the known rectangle itself: depth is no question.")
        )
        self.question.set_tone("warn" if asked and answer == "unknown" else "second")
        which = {"other": "nearer" if self._sign > 0 else "farther"}.get(answer, answer)
        waits = self.field.hasFocus() and answer != "other"
        for name, button in self.buttons.items():
            button.setVisible(asked)
            button.setChecked(name == (("nearer" if self._sign > 0 else "farther") if waits else which))
        self.field.setVisible(asked and (answer == "other" or waits))
        if answer == "other" and not self.field.hasFocus():
            self.field.follow(f"{abs(nearer) / 10:g} cm")
            self.field.refuse(False)
        self.note.set_whole(note if asked else "")
        self.note.setVisible(bool(note) and asked)

    def _clicked(self) -> None:
        name = next(name for name, button in self.buttons.items() if button is self.sender())
        if name in ("same", "unknown"):
            self.field.hide()
            self.answered.emit(name, 0.0)
            return
        self._sign = 1 if name == "nearer" else -1
        for other, button in self.buttons.items():
            button.setChecked(other == name)
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()
        if parse_length(self.field.text(), "cm") is not None:
            self._typed(self.field.text())

    def _typed(self, text: str) -> None:
        found = parse_length(text, "cm")
        self.field.refuse(found is None)
        if found is not None:
            self.answered.emit("other", self._sign * float(found))
