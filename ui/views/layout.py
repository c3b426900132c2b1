"""Window and splitters where this person left them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow, QSplitter

from moderator.settings import Settings

WINDOW = "geometry"


def restore_window(window: QMainWindow, settings: Settings) -> bool:
    """Puts the window where it was; False if nothing (or nothing that Qt understands) was kept."""
    kept = settings.layout.get(WINDOW, "")
    return bool(kept) and window.restoreGeometry(_bytes(kept))


def restore(splitters: Iterable[QSplitter], settings: Settings) -> None:
    """Puts each splitter where it was, by its object name."""
    for splitter in splitters:
        kept = settings.layout.get(splitter.objectName(), "")
        if kept:
            splitter.restoreState(_bytes(kept))


def keep(window: QMainWindow, splitters: Iterable[QSplitter], settings: Settings) -> None:
    """Notes window and splitters in the settings, which are not written here."""
    settings.layout[WINDOW] = _text(window.saveGeometry())
    for splitter in splitters:
        settings.layout[splitter.objectName()] = _text(splitter.saveState())


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "replace"))


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")
