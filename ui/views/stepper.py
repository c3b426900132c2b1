"""A small number between two buttons: stepped by arrows and Page keys, typed as digits, or by − and +."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import CONTROL, NORMAL, face, tokens
from ui.views.outcome_buttons import Segment

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Minus: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class Stepper(QWidget):
    """`stepped` fires only for what a person does; `follow` shows what the draft says."""

    stepped = Signal(int)

    def __init__(
        self, name: str, least: int, most: int, *, suffix: str = "", nothing: str = "", width: int = 64
    ) -> None:
        """`suffix` stands behind the number, `nothing` in the place of `least`. `width` of the number in pixels."""
        super().__init__()
        self._name, self._least, self._most, self._suffix, self._nothing = name, least, most, suffix, nothing
        self._value = least
        self.number = Number(self, width)
        self.less, self.more = Segment("−", left=True, right=False), Segment("+", left=False, right=True)
        for button, label in ((self.less, self.tr("{0}: less")), (self.more, self.tr("{0}: more"))):
            button.setCheckable(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(label.format(name))
            button.setFixedSize(CONTROL - 4, CONTROL)
        self.setFocusProxy(self.number)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.less, self.number, self.more):
            layout.addWidget(part)
        self.less.clicked.connect(self._down)
        self.more.clicked.connect(self._up)
        self.follow(least)

    @property
    def value(self) -> int:
        return self._value

    @property
    def text(self) -> str:
        """What is shown."""
        if self._nothing and self._value == self._least:
            return self._nothing
        return f"{self._value}{self._suffix}"

    def follow(self, value: int) -> None:
        """Shows a value within the bounds; fires nothing."""
        self._value = min(max(value, self._least), self._most)
        self.less.setEnabled(self._value > self._least)
        self.more.setEnabled(self._value < self._most)
        self.number.setAccessibleName(f"{self._name}: {self.text}")
        self.number.update()

    def choose(self, value: int) -> None:
        """As if a person had stepped to that value."""
        before = self._value
        self.follow(value)
        if self._value != before:
            self.stepped.emit(self._value)

    def _down(self) -> None:
        self.choose(self._value - 1)

    def _up(self) -> None:
        self.choose(self._value + 1)


class Number(QWidget):
    """The middle of a stepper: has the focus and takes the keys. Digits that follow each other are one number."""

    def __init__(self, owner: Stepper, width: int) -> None:
        super().__init__()
        self._owner = owner
        self._typed = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        digits = [int(Qt.Key.Key_0) + n for n in range(10)]
        self.setProperty("ownKeys", [*map(int, _STEPS), *digits])
        self.setFixedSize(QSize(width, CONTROL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._typed = ""
            self._owner.choose(self._owner.value + _STEPS[key])
        elif event.text().isascii() and event.text().isdigit():
            self._typed = (self._typed + event.text())[-4:]
            self._owner.choose(int(self._typed))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._typed = ""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look.raised))
        painter.setPen(QPen(QColor(look.action if self.hasFocus() else look.line), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.action), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setFont(face(NORMAL))
        painter.setPen(QColor(look.text if self.isEnabled() else look.third))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._owner.text)
