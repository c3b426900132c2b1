"""What can be set of the way to look that is on: one slider, and words for what it does or found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from ui.actions import Actions
from ui.theme import GAP
from ui.views import looking
from ui.views.bits import ElidedLabel, KeyCap, Label, row
from ui.views.looking import Looking
from ui.views.tool_line import HEIGHT

STEPS = 200


class _Cap(QWidget):
    """A key cap that is there only when its bar wants it; a cap by itself shows whenever its verb has a key."""

    def __init__(self, actions: Actions, verb: str) -> None:
        super().__init__()
        self.setLayout(row(KeyCap(actions, verb, short=True), gap=0))


class ModeBar(QWidget):
    """Empty while the pictures stand side by side."""

    def __init__(self, actions: Actions, looking_: Looking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looking = looking_
        self.name = Label(size="normal", weight="half")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setFixedWidth(120)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.value = Label(size="normal", tone="second")
        self.value.setMinimumWidth(44)
        self.caps = [_Cap(actions, name) for name in ("compare.less", "compare.more")]
        self.steps = [_Cap(actions, name) for name in ("compare.previous", "compare.next")]
        self.words = ElidedLabel(size="normal", tone="second")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(HEIGHT)
        self.setLayout(
            row(self.name, self.caps[0], self.slider, self.caps[1], self.value, *self.steps, self.words, gap=GAP + 2)
        )
        self.slider.valueChanged.connect(self._slid)
        looking_.changed.connect(self.follow)
        self.follow()

    def _slid(self, value: int) -> None:
        self._looking.set_setting(value / STEPS)

    def follow(self) -> None:
        """Shows what is set now."""
        here = self._looking
        name, value, words = self._texts()
        for part in (self.name, self.slider, self.value, *self.caps):
            part.setVisible(here.joint)
        for part in self.steps:
            part.setVisible(here.mode in (looking.WIPE, looking.DIFFERENCE))
        self.name.setText(name)
        self.slider.setAccessibleName(name)
        self.value.setText(value)
        self.words.set_whole(words)
        self.slider.blockSignals(True)
        self.slider.setValue(round(here.setting * STEPS))
        self.slider.blockSignals(False)

    def _texts(self) -> tuple[str, str, str]:
        here = self._looking
        if here.mode == looking.WIPE:
            angle = round(here.wipe.angle) % 360
            return self.tr("Wipe"), self.tr("{0}°").format(angle), self.tr("turn: drag an end")
        if here.mode == looking.OVERLAY:
            return self.tr("Listing"), self.tr("{0} %").format(round(here.overlay.opacity * 100)), ""
        if here.mode == looking.BLINK:
            return self.tr("Blink"), self.tr("{0} a second").format(f"{here.rate:g}"), ""
        if here.mode == looking.DIFFERENCE:
            return self.tr("From ΔE"), f"{here.difference.threshold:.0f}", self._places()
        return "", "", ""

    def _places(self) -> str:
        """How many, and which one was stepped to."""
        here = self._looking.difference
        if here.found is None:
            return ""
        count = len(here.found.regions)
        if here.chosen >= 0:
            return self.tr("{0} of {1}").format(here.chosen + 1, count)
        return self.tr("1 place") if count == 1 else self.tr("{0} places").format(count)
