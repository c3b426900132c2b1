"""Text of a party on the screen: plain, selectable, wrapped anywhere, aligned as its script runs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from ui.models.party_text import is_right_to_left
from ui.theme import NORMAL, tokens

_BARE = "PartyText {{ background: transparent; border: 0; padding: 0; min-height: 0; font-size: {size}px; {more} }}"


class PartyText(QTextEdit):
    """As tall as its text at the width that it is given, so that it never scrolls or clips by itself.

    Nothing in it is ever taken for markup. `tone` as in `Tokens.tone`; `size` in pixels.
    """

    def __init__(
        self, text: str = "", *, tone: str = "plain", size: int = NORMAL, bold: bool = False, name: str = ""
    ) -> None:
        self._heights: dict[int, int] = {}
        super().__init__()
        self._tone, self._size, self._bold, self._name = tone, size, bold, name
        self.setAcceptRichText(False)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._dress()
        self.set_text(text)

    def set_text(self, text: str, tone: str | None = None) -> None:
        """Shows `text`, which the caller has made readable."""
        if tone is not None and tone != self._tone:
            self._tone = tone
            self._dress()
        self._heights.clear()
        self.setPlainText(text)
        right = is_right_to_left(text)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight)
        option.setAlignment(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        option.setAlignment(option.alignment() | Qt.AlignmentFlag.AlignAbsolute)
        self.document().setDefaultTextOption(option)
        self.setAccessibleName(f"{self._name}: {text}" if self._name else text)
        self.updateGeometry()

    def restyle(self) -> None:
        """Takes the colour of its tone from the theme in force."""
        self._dress()

    def _dress(self) -> None:
        more = "" if self._tone == "plain" else f"color: {tokens().tone(self._tone)};"
        if self._bold:
            more += " font-weight: 600;"
        self.setStyleSheet(_BARE.format(size=self._size, more=more))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # layouts ask many times, and breaking the text into lines is what costs
        if width not in self._heights:
            document = self.document()
            document.setTextWidth(width)
            self._heights[width] = int(document.size().height() + 0.999)
            document.setTextWidth(self.viewport().width())
        return self._heights[width]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights.clear()
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        width = max(24, min(320, int(self.document().idealWidth()) + 1))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            cursor = self.textCursor()
            cursor.clearSelection()
            cursor.movePosition(QTextCursor.MoveOperation.Start)
            self.setTextCursor(cursor)
