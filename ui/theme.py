"""The look in one place: colours, spacing, type. What paints asks `tokens()`; the rest is one style sheet."""

from __future__ import annotations

import dataclasses
import functools
import string
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

Choice = Literal["dark", "light", "system"]

GAP = 4
"""Spacing comes in 4 · 8 · 12 · 16 · 24: GAP, 2 * GAP, 3 * GAP, 4 * GAP, 6 * GAP."""
RADIUS, RADIUS_LARGE = 4, 6
SMALL, NORMAL, BODY, TITLE = 11, 12, 13, 15
"""Text sizes in pixels."""
CONTROL, BAR, ROW, RAIL = 28, 44, 56, 56
"""Heights of a control, the top bar and a queue row; width of the rail. Pixels."""


@dataclass(frozen=True)
class Tokens:
    """Every colour, as #rrggbb. `side()` gives the colour of a party or a side."""

    name: Literal["dark", "light"]
    window: str
    panel: str
    raised: str
    line: str
    text: str
    second: str
    third: str
    canvas: str
    listing: str
    evidence: str
    buyer: str
    seller: str
    carrier: str
    ok: str
    warn: str
    bad: str
    action: str
    on_action: str
    selected: str
    """Behind the chosen row, tab or segment."""

    def side(self, side: str) -> str:
        """The colour of listing, evidence, buyer, seller, carrier; the platform has none of its own."""
        sides = {"listing", "evidence", "buyer", "seller", "carrier"}
        return str(getattr(self, side)) if side in sides else self.second

    def tone(self, tone: str) -> str:
        """The colour of a tone: ok, warn, bad, second, third, a side, or plain text."""
        known = {"ok", "warn", "bad", "second", "third", "action"}
        return str(getattr(self, tone)) if tone in known else self.side(tone) if tone != "plain" else self.text

    def colour(self, name: str, alpha: float = 1.0) -> QColor:
        """The token `name` as a QColor; `alpha` from 0 to 1."""
        colour = QColor(str(getattr(self, name)))
        colour.setAlphaF(alpha)
        return colour


DARK = Tokens(
    name="dark",
    window="#17181b", panel="#1f2125", raised="#26292e", line="#33363d",
    text="#e8eaed", second="#a9afb9", third="#8b929d", canvas="#101113",
    listing="#6ea8ff", evidence="#f0a94a", buyer="#c79bf2", seller="#5cc8b6", carrier="#b9a27f",
    ok="#6cc58a", warn="#f0b64a", bad="#f2766b", action="#2f6fe0", on_action="#ffffff", selected="#1d2a42",
)  # fmt: skip
LIGHT = Tokens(
    name="light",
    window="#eceef1", panel="#ffffff", raised="#f4f5f7", line="#d9dce1",
    text="#1b1d21", second="#50565f", third="#646b75", canvas="#dcdfe4",
    listing="#1f66d6", evidence="#985500", buyer="#7a3fc0", seller="#0b7a68", carrier="#6d5a38",
    ok="#1c7c3c", warn="#8f5c00", bad="#b3261e", action="#1f66d6", on_action="#ffffff", selected="#e6eefe",
)  # fmt: skip


class Theme(QObject):
    """The current look of the application; `changed` fires after it was switched, also by the system."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.choice: Choice = "system"
        self._follows = False

    def prepare(self, app: QApplication) -> None:
        """What does not depend on dark or light: before the first widget, so that none measures another font."""
        if not self._follows:
            self._follows = True
            app.setStyle("Fusion")
            app.setFont(face())
            app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def apply(self, app: QApplication, choice: Choice) -> None:
        """Dresses `app` in dark or light; "system" follows the desktop from now on."""
        self.choice = choice
        self.prepare(app)
        hints = app.styleHints()
        dark = choice == "dark" or (choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
        self.tokens = DARK if dark else LIGHT
        sheet = style_sheet(self.tokens)
        if app.styleSheet() != sheet:  # each time, every widget there is would be dressed anew
            app.setPalette(_palette(self.tokens))
            app.setStyleSheet(sheet)
        self.changed.emit()

    def _system_changed(self) -> None:
        app = QApplication.instance()
        if self.choice == "system" and isinstance(app, QApplication):
            self.apply(app, "system")


@functools.cache
def theme() -> Theme:
    """The one theme of this process."""
    return Theme()


def tokens() -> Tokens:
    """The colours in force now. Ask at paint time, keep nothing."""
    return theme().tokens


def apply(app: QApplication, choice: Choice) -> None:
    """Switches the look of the whole application, live."""
    theme().apply(app, choice)


def prepare(app: QApplication) -> None:
    """Style and font, before any widget is made."""
    theme().prepare(app)


def face(size: int = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter where it is installed, else the system's UI face; figures are tabular. `size` in pixels."""
    return QFont(_face(size, weight))


@functools.cache
def _face(size: int, weight: QFont.Weight) -> QFont:
    general = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font = QFont("Inter" if QFontDatabase.hasFamily("Inter") else general.family())
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@functools.cache
def style_sheet(of: Tokens) -> str:
    """resources/style/window.qss with the colours filled in."""
    folder = resources.files("resources")
    text = (folder / "style" / "window.qss").read_text("utf-8")
    icons = str(folder / "icons").replace("\\", "/")
    return string.Template(text).substitute(dataclasses.asdict(of), icons=icons)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two #rrggbb colours, 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _palette(of: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, of.window), (role.WindowText, of.text), (role.Base, of.panel), (role.AlternateBase, of.raised),
        (role.Text, of.text), (role.Button, of.raised), (role.ButtonText, of.text), (role.ToolTipBase, of.raised),
        (role.ToolTipText, of.text), (role.PlaceholderText, of.third), (role.Highlight, of.action),
        (role.HighlightedText, of.on_action), (role.Link, of.action), (role.Mid, of.line), (role.Dark, of.line),
        (role.Light, of.raised), (role.Midlight, of.raised), (role.Shadow, of.line), (role.Accent, of.action),
    ):  # fmt: skip
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(of.third))
    return palette
