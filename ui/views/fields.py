"""Fields that write into the draft: undo belongs to the draft, not to the field, and the draft's text wins."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.theme import GAP, RADIUS, theme, tokens
from ui.views.bits import row


def is_undo(event: QEvent) -> bool:
    """Whether the field claims this key for an undo of its own, which it must leave to the draft."""
    if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not isinstance(event, QKeyEvent):
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


class LineField(QLineEdit):
    """One line of text. `typed` fires at every change that a person makes."""

    typed = Signal(str)

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(self.typed)

    def follow(self, text: str) -> None:
        """Shows what the draft says; the cursor stays where it was."""
        if text != self.text():
            at = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(at, len(text)))

    def event(self, event: QEvent) -> bool:
        if is_undo(event):
            event.ignore()
            return False
        return super().event(event)


class ProseField(QPlainTextEdit):
    """Some lines of plain text, as high as `lines`; while it has the focus up to `most`, then it scrolls.

    `corner`: a key cap shown while it is empty.
    """

    typed = Signal(str)

    def __init__(
        self, name: str, placeholder: str = "", *, lines: int = 2, most: int = 0, corner: QWidget | None = None
    ) -> None:
        super().__init__()
        self._lines = lines
        self._most = most or lines
        self._corner: QWidget | None = None
        self._following = False
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        # the margin stands around the viewport, so that no half line shows at its lower edge
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(2 * GAP - 2, GAP, GAP, GAP)
        if corner is not None:
            # in a box of its own, since a key cap shows and hides itself as keys are remapped
            self._corner = QWidget(self)
            self._corner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._corner.setLayout(row(corner))
        self.textChanged.connect(self._changed)
        theme().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        look = tokens()
        frame = f"background: {look.raised}; border: 1px solid {look.line}; border-radius: {RADIUS}px; padding: 0;"
        self.setStyleSheet(f"ProseField {{ {frame} }} ProseField:focus {{ border: 1px solid {look.action}; }}")

    def follow(self, text: str) -> None:
        """Shows what the draft says; the cursor stays where it was."""
        if text == self.toPlainText():
            return
        at = self.textCursor().position()
        self._following = True
        self.setPlainText(text)
        self._following = False
        cursor = self.textCursor()
        cursor.setPosition(min(at, len(text)))
        self.setTextCursor(cursor)

    def _changed(self) -> None:
        if self._corner is not None:
            self._corner.setVisible(not self.toPlainText())
        self.updateGeometry()
        if not self._following:
            self.typed.emit(self.toPlainText())

    def sizeHint(self) -> QSize:
        lines = self._lines
        if self.hasFocus():
            lines = max(lines, min(self._most, round(self.document().size().height())))
        return QSize(240, self.fontMetrics().lineSpacing() * lines + 2 * GAP + 2)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.updateGeometry()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._corner is not None:
            size = self._corner.sizeHint()
            self._corner.setGeometry(self.width() - size.width() - 2 * GAP, 2 * GAP, size.width(), size.height())

    def event(self, event: QEvent) -> bool:
        if is_undo(event):
            event.ignore()
            return False
        return super().event(event)
