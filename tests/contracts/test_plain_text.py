"""What a party wrote is never taken for markup: words reach Qt through parts that know plain text only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts import tracked
from tests.contracts.rules import broken, calls, dotted, found, imports

HOMES = {
    "QLabel": "ui/views/bits.py",
    "QTextEdit": "ui/views/party_text.py",
    "QToolTip": "ui/plain.py",
    "QMessageBox": "ui/app.py",
}
"""Widgets that would guess, each in the one file that tells them not to."""
NOWHERE = (
    "QTextBrowser", "QTextDocument", "QStaticText", "QErrorMessage", "QWhatsThis", "QSplashScreen", "QProgressDialog",
    "QGraphicsTextItem", "QSystemTrayIcon", "QWizardPage", "QDesktopServices",
)  # fmt: skip
MARKUP = (
    "setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown", "setStatusTip", "setWhatsThis",
    "setTabToolTip", "setTabWhatsThis", "setItemData", "setOpenExternalLinks", "setOpenLinks", "setInformativeText",
    "setDetailedText",
)  # fmt: skip
FORMATS = ("RichText", "AutoText", "MarkdownText")
LINKS = ("TextBrowserInteraction", "LinksAccessibleByMouse", "LinksAccessibleByKeyboard")


def at_home(path: Path) -> set[str]:
    return {name for name, home in HOMES.items() if path.as_posix() == home}


def guesses(tree: ast.Module, home: frozenset[str] | set[str] = frozenset()) -> Iterator[tuple[int, str]]:
    """Widgets and calls that may take text for markup; `home`: those of HOMES that belong here."""
    banned = {*NOWHERE, *HOMES} - home
    yield from ((line, whole) for line, whole in imports(tree) if whole.rpartition(".")[2] in banned)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            qualified = dotted(node).startswith(("QtWidgets.", "QtGui."))
            if node.attr in (*FORMATS, *LINKS) or (qualified and node.attr in banned):
                yield node.lineno, dotted(node)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and _is_guess(node, node.func.attr, home)
        ):
            yield node.lineno, node.func.attr


def _is_guess(call: ast.Call, name: str, home: frozenset[str] | set[str]) -> bool:
    if name == "setToolTip":
        return "QToolTip" not in home
    if name == "setLabelText":
        return not _is_ours(call)
    if name == "setAcceptRichText":
        return ast.unparse(call.args[0]) != "False"
    return name in MARKUP


def _is_ours(call: ast.Call) -> bool:
    """Whether the argument is `self.tr("…")`, words of the program and nothing put into them."""
    (argument,) = call.args
    return isinstance(argument, ast.Call) and dotted(argument.func) == "self.tr"


def tooltip_rows(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Models that answer ToolTipRole with anything but `tip(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "ToolTipRole" in ast.unparse(node.test):
            first = node.body[0]
            value = first.value if isinstance(first, ast.Return) else None
            if not (isinstance(value, ast.Call) and dotted(value.func) in ("tip", "plain.tip")):
                yield node.lineno, "ToolTipRole"


def ui_files() -> list[Path]:
    return [path for path in tracked.product_files() if path.parts[0] == "ui"]


def test_no_part_of_the_window_guesses():
    wrong = [
        f"{path}:{line} {what}" for path in ui_files() for line, what in guesses(tracked.tree(path), at_home(path))
    ]
    assert not wrong


def test_models_give_tooltips_through_the_one_function():
    assert not broken(tooltip_rows, ui_files())
    roles = [path.as_posix() for path in ui_files() if "ToolTipRole" in (tracked.text(path) or "")]
    assert roles == ["ui/models/tray_model.py"], "an item view shows it as a tooltip: give it through plain.tip"


def test_each_home_says_plain():
    """The factory, the party's text and the message box are told what they show."""
    for home in ("ui/views/bits.py", "ui/app.py"):
        assert "setTextFormat(Qt.TextFormat.PlainText)" in (tracked.text(Path(home)) or "")
    assert "setAcceptRichText(False)" in (tracked.text(Path("ui/views/party_text.py")) or "")
    (subclass,) = [
        node for node in ast.walk(tracked.tree(Path("ui/views/bits.py")))
        if isinstance(node, ast.ClassDef) and [dotted(base) for base in node.bases] == ["QLabel"]
    ]  # fmt: skip
    assert subclass.name == "Label"
    made = [call for call, name in calls(tracked.tree(Path("ui/views/bits.py"))) if name == "QLabel"]
    assert not made, "a bare QLabel guesses"


@pytest.mark.parametrize(
    "source",
    [
        "from PySide6.QtWidgets import QLabel", "from PySide6.QtWidgets import QTextBrowser", "QtWidgets.QLabel(x)",
        "w.setToolTip(text)", "self.list().setToolTip(text)", "w.setStatusTip(t)", "t.setHtml(x)", "t.setMarkdown(x)",
        "l.setTextFormat(Qt.TextFormat.RichText)", "l.setTextFormat(Qt.AutoText)", "d.setLabelText(name)",
        "from PySide6.QtWidgets import QToolTip", "from PySide6.QtWidgets import QMessageBox",
        "d.setLabelText(self.tr('Note on {0}').format(name))", "w.setAcceptRichText(True)",
        "l.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)", "b.setInformativeText(x)",
        "from PySide6.QtGui import QTextDocument, QDesktopServices",
    ],
)  # fmt: skip
def test_the_rule_finds_what_it_is_for(source: str):
    assert found(guesses, source)


def test_the_rule_lets_pass_what_is_plain():
    source = (
        "d.setLabelText(self.tr('Name:'))\nset_tip(w, text)\nl.setTextFormat(Qt.TextFormat.PlainText)\nl.setText(x)"
    )
    assert not found(guesses, source)


def test_the_rule_on_models_finds_what_it_is_for():
    assert found(tooltip_rows, "if role == Qt.ItemDataRole.ToolTipRole:\n    return row.text")
    assert not found(tooltip_rows, "if role == Qt.ItemDataRole.ToolTipRole:\n    return tip(row.text)")
