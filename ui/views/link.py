"""A word that can be clicked, in the colour of actions; reached by Tab like any button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.plain import set_tip
from ui.theme import SMALL, tokens


class Link(QPushButton):
    """Plain words, underlined under the pointer and with the focus. `tone` as in `Tokens.tone`; size in pixels."""

    def __init__(self, text: str, name: str = "", *, tone: str = "listing", size: int = SMALL) -> None:
        super().__init__(text.replace("&", "&&"))
        self._tone, self._size, self._whole = tone, size, ""
        self.setAccessibleName(name or text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.restyle()

    def set_whole(self, text: str) -> None:
        """Words that may be longer than there is room; then they end in …"""
        self._whole = " ".join(text.split())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_tip(self, self._whole)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        if self._whole:
            shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
            self.setText(shown.replace("&", "&&"))

    def set_tone(self, tone: str) -> None:
        if tone != self._tone:
            self._tone = tone
            self.restyle()

    def restyle(self) -> None:
        """Takes the colour from the theme in force."""
        plain = "background: transparent; border: 0; padding: 0; min-height: 0; text-align: left;"
        colour = f"color: {tokens().tone(self._tone)}; font-size: {self._size}px;"
        near = "border: 0; padding: 0; text-decoration: underline;"
        self.setStyleSheet(f"Link {{ {plain} {colour} }} Link:hover, Link:focus {{ {near} }}")
