"""The tokens: contrast, the values that were agreed, switching live, and a style sheet without holes."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.theme import DARK, LIGHT, Tokens, contrast, style_sheet, tokens

TEXTS = (
    "text", "second", "third", "listing", "evidence", "buyer", "seller", "carrier", "ok", "warn", "bad",
)  # fmt: skip
GROUNDS = ("window", "panel", "raised")
both = pytest.mark.parametrize("look", [DARK, LIGHT], ids=["dark", "light"])


@both
@pytest.mark.parametrize(("text", "ground"), list(product(TEXTS, GROUNDS)))
def test_text_can_be_read(look: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(look, text), getattr(look, ground)) >= 4.5


@both
def test_text_on_the_chosen_row_and_on_buttons_can_be_read(look: Tokens) -> None:
    for name in ("text", "second", "bad", "warn"):
        assert contrast(getattr(look, name), look.selected) >= 4.5
    assert contrast(look.on_action, look.action) >= 4.5


@both
def test_marks_stand_out(look: Tokens) -> None:
    for mark, ground in product(("listing", "evidence", "buyer", "seller", "carrier"), ("canvas", "panel", "window")):
        assert contrast(getattr(look, mark), getattr(look, ground)) >= 3
    assert contrast(look.action, look.panel) >= 3, "the ring around what has the focus"
    assert contrast(look.third, look.panel) >= 3, "the outline of a box to tick"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_sides_and_tones_have_their_colours() -> None:
    assert LIGHT.side("listing") == "#1f66d6"
    assert LIGHT.side("buyer") == "#7a3fc0"
    assert LIGHT.side("platform") == LIGHT.second
    assert DARK.tone("bad") == "#f2766b"
    assert DARK.tone("plain") == DARK.text


@both
def test_the_style_sheet_has_no_hole(look: Tokens) -> None:
    text = style_sheet(look)
    assert "$" not in text
    assert look.panel in text


def test_it_is_switched_live(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "dark")
    assert tokens() is DARK
    with qtbot.waitSignal(theme.theme().changed):
        theme.apply(qapp, "light")
    assert tokens() is LIGHT
    assert qapp.palette().window().color() == QColor(LIGHT.window)
    assert LIGHT.panel in qapp.styleSheet()


def test_the_session_says_that_it_changed(qapp: QApplication, qtbot: QtBot, session: Any) -> None:
    with qtbot.waitSignal(session.theme_changed):
        theme.apply(qapp, "dark")
