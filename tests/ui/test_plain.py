"""A tooltip says what was written, whatever that looks like."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument

from ui.plain import LONGEST, tip

HOSTILE = (
    "<img src='/canary.png'>",
    "<table><tr><td>a",
    "a &lt;b&gt; c",
    "1 < 2 & 3 > 2",
    "<!doctype html><b>x",
    "</div><b>x",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_is_shown_as_it_stands(text: str) -> None:
    page = QTextDocument()
    page.setHtml(tip(text))
    assert page.toPlainText() == text
    assert "<img" not in page.toHtml()


def test_plain_words_stay_as_they_are_and_long_ones_end() -> None:
    assert tip("E4 unboxing.mp4\nsent 6 Nov") == "E4 unboxing.mp4\nsent 6 Nov"
    assert len(tip("x" * 20_000)) == LONGEST
    assert tip("x" * 20_000).endswith("…")
