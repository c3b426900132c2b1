"""The row of digits by position: on many layouts a digit needs Shift, and the key that bears it writes another sign."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

FIRST = {"xcb": 10, "wayland": 10, "windows": 2}
"""The scan code of the key with the 1, by Qt's platform; nine more follow, the last is the 0."""


def digit_row(event: QKeyEvent, platform: str | None = None) -> str:
    """`3` or `Shift+3` for a key of the digit row, whatever it writes; empty for any other, or if nobody can tell.

    `platform`: Qt's name of it, the running one if not given.
    """
    first = FIRST.get(QGuiApplication.platformName() if platform is None else platform)
    place = event.nativeScanCode() - first if first is not None else -1
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.GroupSwitchModifier
    shift = Qt.KeyboardModifier.ShiftModifier
    if not 0 <= place <= 9 or modifiers not in (Qt.KeyboardModifier.NoModifier, shift):
        return ""
    digit = str((place + 1) % 10)
    return f"Shift+{digit}" if modifiers == shift else digit
