"""What stands in a pane beside the picture: lines that warn of it, and the text of a document."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from ui.theme import GAP
from ui.views.bits import Label

_SCROLLS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def warning_line(parent: QWidget) -> Label:
    """A line above a picture that is not all there, or shown without what may count."""
    line = Label(tone="warn", size="normal", weight="half", wrap=True, parent=parent)
    line.setContentsMargins(3 * GAP, GAP + 2, 3 * GAP, GAP + 2)
    line.hide()
    return line


def plain_text(parent: QWidget) -> QPlainTextEdit:
    """A text document, as plain text whatever it holds."""
    text = QPlainTextEdit(parent)
    text.setReadOnly(True)
    text.setFrameShape(QFrame.Shape.NoFrame)
    text.setProperty("ownKeys", [int(key) for key in _SCROLLS])
    return text
