"""Where words meet the places of Qt that would take them for markup: tooltips and message boxes. Nowhere else.

A tooltip has no text format of its own: Qt guesses, and an `<img>` in a party's caption would be read from disk. So
every tooltip of the window goes through `set_tip` or `tip`, and `tests/contracts/test_plain_text.py` holds that.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip, QWidget

LONGEST = 1000
"""Characters of a tooltip; it is laid out in one go, and somebody may have written 20,000."""


def tip(text: str) -> str:
    """The text for a tooltip: shown as it stands, whatever it looks like; cut off with … beyond LONGEST."""
    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    if "<" not in shown and "&" not in shown:
        return shown  # nothing that Qt could take for markup
    escaped = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<div style="white-space: pre-wrap">{escaped}</div>'


def set_tip(widget: QWidget, text: str) -> None:
    """The tooltip of a widget."""
    widget.setToolTip(tip(text))


def show_tip(at: QPoint, text: str, widget: QWidget) -> None:
    """A tooltip now, at a place on the screen."""
    QToolTip.showText(at, tip(text), widget)
