"""A case whose every word was written to be taken for something else, in the real window: all of it stays plain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from moderator.settings import Settings
from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk
from ui import theme
from ui.app import make_window
from ui.files import Facts
from ui.views.before_deciding import UnreadableFiles
from ui.views.case_file import NAMES
from ui.views.file_details import FileDetails
from ui.views.main_window import MainWindow
from ui.views.save_original import SaveOriginal

HOSTILE = {
    "image": "<img src='/canary.png'>",
    "table": "<table><tr><td>cell",
    "link": '<a href="file:///etc/passwd">look</a>',
    "entity": "&lt;img src=x&gt;",
    "bidi": "\u202egpj.exe\u202c \u2066<b>bold</b>",
    "long": "<i>" + "word " * 3999,
    "zalgo": "<u>Z" + "\u0300\u0316\u0345" * 200,
}
WORDS = {
    "text", "title", "name", "caption", "description", "place", "city", "carrier", "tracking_number", "sku", "value",
    "unit",
}  # fmt: skip
"""The keys of a case.json that hold what a party wrote."""
MARKS = ("<img", "<table", "<a href", "font-weight:7", "font-style:italic", "underline")
"""How Qt writes down what it understood of those."""


def spoiled(value: Any, text: str, key: str = "") -> Any:
    """The document with `text` in every place that a party fills."""
    if isinstance(value, dict):
        if key == "variant":
            return {text[:40]: text}
        return {each: spoiled(inner, text, each) for each, inner in value.items()}
    if isinstance(value, list):
        return [text if key == "includes" else spoiled(inner, text, key) for inner in value]
    return text if key in WORDS and isinstance(value, str) else value


@pytest.fixture(params=HOSTILE)
def window(request: Any, qapp: QApplication, qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    """The whole window on a case of nothing but that text."""
    theme.apply(qapp, "light")
    text = HOSTILE[request.param]
    desk = FakeDesk([spoiled(rich_doc(), text)])
    made = make_window(cast(Any, desk), settings)
    made.setProperty("written", text)
    made.resize(1440, 900)
    made.show()
    qtbot.waitUntil(lambda: bool(made.session.rows) and made.session.tasks.pending == 0, timeout=10_000)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def open_case(window: MainWindow, qtbot: QtBot) -> Callable[[], None]:
    def opened() -> None:
        window.session.open_case("AE-2026-000123")
        qtbot.waitUntil(lambda: window.session.opened is not None and window.session.tasks.pending == 0, timeout=20_000)

    return opened


def markup_in(html: str) -> list[str]:
    """The elements that Qt would make of a text that it takes for markup."""
    page = QTextDocument()
    page.setHtml(html)
    body = page.toHtml().partition("<body")[2].lower()
    return [tag for tag in MARKS if tag in body]


def check(root: QWidget) -> int:
    """Asserts that no part of a window shows markup; returns how many parts showed a text with `<` in it."""
    seen = 0
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, QLabel):
            assert widget.textFormat() == Qt.TextFormat.PlainText, widget.text()[:80]
            seen += "<" in widget.text()
        if isinstance(widget, QTextEdit):
            body = widget.document().toHtml().partition("<body")[2].lower()
            assert not any(tag in body for tag in ("<img", "<table", "<a href"))
            seen += "<" in widget.toPlainText()
        if "<" in widget.toolTip():
            assert not markup_in(widget.toolTip()), widget.toolTip()[:200]
            seen += 1
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            seen += check_rows(widget.model())
    return seen


def check_rows(model: QAbstractItemModel) -> int:
    seen = 0
    for row in range(model.rowCount()):
        for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole):
            said = model.index(row, 0).data(role)
            if said and "<" in said:
                assert not markup_in(said), said[:200]
                seen += 1
    return seen


def test_the_queue_and_every_panel_of_the_case_show_it_as_written(
    window: MainWindow, open_case: Callable[[], None], qtbot: QtBot
) -> None:
    check(window)
    open_case()
    assert window.case is not None
    seen = 0
    for name in NAMES:
        window.case.file.show_tab(name)
        qtbot.wait(1)
        seen += check(window)
    for side, item in (("evidence", "E3"), ("evidence", "E4"), ("listing", "L2")):
        window.session.show(side, item)
        qtbot.waitUntil(lambda: window.session.tasks.pending == 0, timeout=20_000)
        seen += check(window)
    if "<" in window.property("written"):
        assert seen > 10, "the walk saw too little of what was written"


def test_what_opens_over_the_window_shows_it_as_written(window: MainWindow, open_case: Callable[[], None]) -> None:
    open_case()
    opened = window.session.opened
    assert opened is not None
    text = str(window.property("written"))
    item = opened.items[3]
    item = type(item)(item.id, item.side, item.kind, text, item.path, item.sha256, item.bytes, text)
    info = window.session.desk.media.info(item.sha256)
    dialogs = (
        SaveOriginal(item, window),
        FileDetails(Facts(item, "refused", text, "", info), window),
        UnreadableFiles([_unreadable(item, text)], 9, window),
    )
    for dialog in dialogs:
        dialog.show()
        check(dialog)
        assert dialog.width() <= window.width()
        dialog.close()


def _unreadable(item: Any, reason: str) -> Any:
    from moderator.desk.values import Unreadable

    return Unreadable(item.id, item.name, "refused", reason, item.sha256)


@pytest.mark.parametrize("html", ["<img src='x'>", "<b>x</b>", "<table><tr><td>a</table>", '<a href="x">y</a>'])
def test_the_walk_would_find_a_tooltip_that_guesses(qtbot: QtBot, html: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setToolTip(html)
    with pytest.raises(AssertionError):
        check(widget)


def test_the_walk_would_find_a_label_that_guesses(qtbot: QtBot) -> None:
    widget = QLabel("<b>x</b>")
    qtbot.addWidget(widget)
    with pytest.raises(AssertionError):
        check(widget)
