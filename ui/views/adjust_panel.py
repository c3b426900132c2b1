"""The panel under the pictures with which the display of the active one is adjusted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.images import Pyramid
from ui.models import item_words
from ui.session import Session
from ui.theme import GAP
from ui.tone import histogram
from ui.views.adjust_controls import BLACK, GAMMA, PERCENT, SHARE, WHITE, Control, Tones
from ui.views.bits import ElidedLabel, FixedCap, Heading, row
from ui.views.card import Card
from ui.views.pane import Pane
from ui.views.tool_line import Tool, ToolGroup

PLENTY = 320
"""Pixels across that are enough for a histogram."""


class AdjustPanel(Card):
    """Sliders for one pane at a time; `closed` by Escape or its cross."""

    closed = Signal()

    def __init__(self, session: Session, pane: Pane) -> None:
        super().__init__()
        self._session, self._pane = session, pane
        self.setAccessibleName(self.tr("Adjust the display"))
        self.setProperty("ownKeys", [int(Qt.Key.Key_Escape)])
        self.controls = {
            "brightness": Control(self.tr("Brightness"), PERCENT),
            "contrast": Control(self.tr("Contrast"), PERCENT),
            "gamma": Control(self.tr("Gamma"), GAMMA),
            "black": Control(self.tr("Black"), BLACK),
            "white": Control(self.tr("White"), WHITE),
            "sharpen": Control(self.tr("Sharpen"), SHARE),
        }
        self.tones = Tones()
        self._counted: Pyramid | None = None
        self._counts: Any = None
        self._side = Heading()
        self._about = ElidedLabel("", tone="second", size="normal")
        self._build()
        for control in self.controls.values():
            control.moved.connect(self._moved)
        session.adjusted.changed.connect(self._changed)

    def _build(self) -> None:
        actions = self._session.actions
        self.grey = Tool(actions, self.tr("Greyscale"), "adjust.grey", checkable=True)
        close = Tool(actions, self.tr("Close"), name=self.tr("Close the adjustments"))
        close.clicked.connect(self.closed)
        turns = ToolGroup(
            Tool(actions, self.tr("Turn left"), "adjust.left", name=self.tr("Turn the picture left")),
            Tool(actions, self.tr("Turn right"), "adjust.right", name=self.tr("Turn the picture right")),
            Tool(actions, self.tr("Flip"), "adjust.flip", name=self.tr("Flip the picture")),
            self.grey,
        )
        self.reset = Tool(actions, self.tr("Reset"), "adjust.reset", name=self.tr("Undo all adjustments"))
        head = row(self._side, gap=2 * GAP)
        head.addWidget(self._about, 1)
        for part in (turns, ToolGroup(self.reset), ToolGroup(close, FixedCap(self.tr("Esc")))):
            head.addWidget(part)
        grid = QGridLayout()
        grid.setHorizontalSpacing(6 * GAP)
        grid.setVerticalSpacing(GAP)
        for n, control in enumerate(self.controls.values()):
            grid.addWidget(control, n % 3, n // 3)
        below = row(self.tones, gap=4 * GAP)
        below.addLayout(grid, 1)
        down = QVBoxLayout(self)
        down.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        down.addLayout(head)
        down.addLayout(below)

    def follow(self, pane: Pane) -> None:
        """Acts on this pane from now on; shows how it is displayed."""
        self._pane = pane
        by = self._session.adjusted.of(pane.side)
        shown = self._session.shown[pane.side]
        name = "" if shown is None else f" {shown.item.id}"
        side = "listing" if pane.side == "listing" else "evidence"
        title = item_words.party("listing") if side == "listing" else self.tr("EVIDENCE")
        self._side.setText(self.tr("Adjust {0}").format(title + name))
        self._side.set_tone(side)
        self._about.set_whole(self.tr("on screen only"))
        self.controls["brightness"].follow(round(100 * by.brightness))
        self.controls["contrast"].follow(round(100 * by.contrast))
        self.controls["gamma"].follow(by.gamma)
        self.controls["black"].follow(by.black)
        self.controls["white"].follow(by.white)
        self.controls["sharpen"].follow(round(100 * by.sharpen))
        self.grey.setChecked(by.grey)
        self.reset.setEnabled(not by.neutral)
        self._count()
        for part in (*self.controls.values(), self.grey):
            part.setEnabled(pane.loaded is not None)

    def _count(self) -> None:
        """The histogram, of a small level; only where it is seen."""
        if not self.isVisible():
            return
        pyramid = self._pane.canvas.pyramid
        if pyramid is not self._counted:
            self._counted = pyramid
            self._counts = None if pyramid is None else histogram(pyramid.level(PLENTY))
        self.tones.show_tones(self._counts, self._session.adjusted.of(self._pane.side))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def _changed(self, side: str) -> None:
        if side == self._pane.side:
            self.follow(self._pane)

    def _moved(self, _value: float) -> None:
        side, value = self._pane.side, {name: control.value for name, control in self.controls.items()}
        by = replace(
            self._session.adjusted.of(side),
            brightness=value["brightness"] / 100,
            contrast=value["contrast"] / 100,
            gamma=value["gamma"],
            black=round(value["black"]),
            white=round(value["white"]),
            sharpen=value["sharpen"] / 100,
        )
        self._session.adjusted.set(side, by.within())

    def first(self) -> QWidget:
        """What has the focus when the panel opens."""
        return self.controls["brightness"].slider

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
