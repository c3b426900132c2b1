"""A number between two buttons: typed, stepped by arrows, or by − and +."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QSizePolicy, QSpinBox, QWidget

from ui.theme import CONTROL
from ui.views.outcome_buttons import Segment


class Stepper(QWidget):
    """`stepped` fires only for what a person does; `follow` shows what the draft says."""

    stepped = Signal(int)

    def __init__(
        self, name: str, least: int, most: int, *, suffix: str = "", nothing: str = "", width: int = 64
    ) -> None:
        """`nothing`: what stands there for `least`. `width` of the number in pixels."""
        super().__init__()
        self.spin = QSpinBox()
        self.spin.setRange(least, most)
        self.spin.setSuffix(suffix)
        self.spin.setSpecialValueText(nothing)
        self.spin.setAccessibleName(name)
        self.spin.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.spin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.spin.setFixedSize(width, CONTROL)
        # joined to the buttons; the colours are those of every spin box
        self.spin.setStyleSheet("QSpinBox { border-radius: 0; padding: 0; min-height: 0; font-size: 12px; }")
        self.less, self.more = Segment("−", left=True, right=False), Segment("+", left=False, right=True)
        for button, label in ((self.less, self.tr("{0}: less")), (self.more, self.tr("{0}: more"))):
            button.setCheckable(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(label.format(name))
            button.setFixedSize(CONTROL - 4, CONTROL)
        self.setFocusProxy(self.spin)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.less, self.spin, self.more):
            layout.addWidget(part)
        self.less.clicked.connect(self.spin.stepDown)
        self.more.clicked.connect(self.spin.stepUp)
        self.spin.valueChanged.connect(self._changed)
        self._mark_ends()

    def follow(self, value: int) -> None:
        """Shows a value; fires nothing."""
        if value != self.spin.value():
            blocked = self.spin.blockSignals(True)
            self.spin.setValue(value)
            self.spin.blockSignals(blocked)
        self._mark_ends()

    @property
    def value(self) -> int:
        return self.spin.value()

    def _changed(self, value: int) -> None:
        self._mark_ends()
        self.stepped.emit(value)

    def _mark_ends(self) -> None:
        self.less.setEnabled(self.spin.value() > self.spin.minimum())
        self.more.setEnabled(self.spin.value() < self.spin.maximum())
