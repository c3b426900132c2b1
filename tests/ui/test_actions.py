"""The action table: no two verbs on one key, caps, scopes, remapping, and no letter taken from who is typing."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import SCOPES, VERBS, Actions
from ui.positions import digit_row

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

Part = TypeVar("Part", bound=QWidget)


class Ear(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def hear(self) -> None:
        self.heard += 1


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    for each in (QLineEdit(), QPlainTextEdit(), QListWidget(), QPushButton("b")):
        layout.addWidget(each)
    part(made, QListWidget).addItems(["a", "b"])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def part(window: QWidget, kind: type[Part]) -> Part:
    found = window.findChild(kind)
    assert isinstance(found, kind)
    return found


def wired(window: QWidget, *verbs: str) -> tuple[Actions, Ear]:
    actions, ear = Actions(), Ear()
    ear.setParent(window)
    actions.setParent(window)
    for scope in SCOPES:
        actions.set_scope(scope, True)
    for verb in verbs:
        actions.on(verb, ear.hear)
    actions.attach(window)
    return actions, ear


def test_names_are_unique_and_scopes_known() -> None:
    assert len({verb.name for verb in VERBS}) == len(VERBS)
    assert {verb.scope for verb in VERBS} <= set(SCOPES)


@pytest.mark.usefixtures("qapp")
def test_no_two_verbs_claim_one_key() -> None:
    assert Actions().conflicts() == ()


@pytest.mark.usefixtures("qapp")
def test_every_default_key_is_one_that_qt_understands() -> None:
    actions = Actions()
    for verb in VERBS:
        assert len(actions.keys(verb.name)) == len(verb.keys)
        assert all(actions.keys(verb.name)), verb.name


@pytest.mark.usefixtures("qapp")
def test_captions_read_like_caps() -> None:
    actions = Actions()
    expected = {
        "palette": "Ctrl K", "decide": "Ctrl ⏎", "case.next": "Ctrl →", "zoom.in": "+", "picture.evidence.3": "Shift 3",
        "draft.redo": "Ctrl Shift Z", "frame.previous": ",", "video.play": "Space", "about": "", "keys": "?",
    }  # fmt: skip
    assert {name: actions.caption(name) for name in expected} == expected


def test_letters_do_nothing_while_typing(window: QWidget) -> None:
    _, ear = wired(window, "exhibit.take", "queue.toggle", "video.play", "zoom.in", "answer.no", "arrow.left")
    for field in (part(window, QLineEdit), part(window, QPlainTextEdit)):
        field.setFocus()
        QTest.keyClicks(field, "xqn +")
        QTest.keyClick(field, Qt.Key.Key_Left)
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        assert text == "xqn +"
    assert ear.heard == 0
    part(window, QPushButton).setFocus()
    QTest.keyClick(part(window, QPushButton), Qt.Key.Key_X)
    assert ear.heard == 1


def test_commands_work_while_typing(window: QWidget) -> None:
    _, ear = wired(window, "palette", "decide")
    field = part(window, QLineEdit)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ear.heard == 2


def test_a_list_keeps_its_arrows_and_a_button_its_space(window: QWidget) -> None:
    _, ear = wired(window, "pan.down", "video.play")
    items, button = part(window, QListWidget), part(window, QPushButton)
    items.setCurrentRow(0)
    items.setFocus()
    QTest.keyClick(items, Qt.Key.Key_Down)
    assert items.currentRow() == 1
    clicked = Ear()
    button.clicked.connect(clicked.hear)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert (clicked.heard, ear.heard) == (1, 0)


def test_a_scope_turns_its_verbs_off(window: QWidget) -> None:
    actions, ear = wired(window, "frame.next")
    part(window, QPushButton).setFocus()
    actions.set_scope("film", False)
    QTest.keyClick(part(window, QPushButton), Qt.Key.Key_Period)
    assert ear.heard == 0
    actions.set_scope("film", True)
    actions.enable("frame.next", False)
    QTest.keyClick(part(window, QPushButton), Qt.Key.Key_Period)
    assert ear.heard == 0
    actions.enable("frame.next", True)
    QTest.keyClick(part(window, QPushButton), Qt.Key.Key_Period)
    assert ear.heard == 1


@pytest.mark.usefixtures("qapp")
def test_a_verb_that_nobody_hears_is_disabled() -> None:
    actions = Actions()
    assert not actions.action("palette").isEnabled()
    assert "palette" in actions.unheard


def test_remapping_moves_key_and_cap(qtbot: QtBot, window: QWidget) -> None:
    actions, ear = wired(window, "exhibit.take")
    with qtbot.waitSignal(actions.changed):
        unknown = actions.remap({"exhibit.take": ("Ctrl+E", "F2"), "no.such.verb": ("A",)})
    assert unknown == ("no.such.verb",)
    assert actions.caption("exhibit.take") == "Ctrl E"
    part(window, QPushButton).setFocus()
    QTest.keyClick(part(window, QPushButton), Qt.Key.Key_X)
    assert ear.heard == 0
    QTest.keyClick(part(window, QPushButton), Qt.Key.Key_F2)
    assert ear.heard == 1


def scanned(key: Qt.Key, code: int, modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    """A key event as a keyboard sends it, with its scan code."""
    return QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers, code, 0, 0, "")


@pytest.mark.parametrize(
    ("key", "code", "modifiers", "expected"),
    [
        (Qt.Key.Key_1, 10, NONE, "1"),
        (Qt.Key.Key_Ampersand, 10, NONE, "1"),  # AZERTY without Shift
        (Qt.Key.Key_1, 10, SHIFT, "Shift+1"),  # AZERTY with Shift
        (Qt.Key.Key_Exclam, 10, SHIFT, "Shift+1"),  # QWERTY
        (Qt.Key.Key_Ccedilla, 18, NONE, "9"),
        (Qt.Key.Key_Agrave, 19, NONE, "0"),
        (Qt.Key.Key_A, 38, NONE, ""),
        (Qt.Key.Key_1, 0, NONE, ""),  # nobody can tell
        (Qt.Key.Key_1, 10, Qt.KeyboardModifier.AltModifier, ""),
    ],
)
def test_digits_are_bound_by_position(key: Qt.Key, code: int, modifiers: Qt.KeyboardModifier, expected: str) -> None:
    assert digit_row(scanned(key, code, modifiers), "xcb") == expected
    assert digit_row(scanned(key, max(0, code - 8), modifiers), "windows") == expected
    assert digit_row(scanned(key, code, modifiers), "cocoa") == ""


def test_a_digit_by_position_is_used_once_and_never_while_typing(
    window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.positions.FIRST", {"offscreen": 10})
    actions, ear = wired(window, "picture.listing.1")
    part(window, QPushButton).setFocus()
    assert actions.eventFilter(window, scanned(Qt.Key.Key_Ampersand, 10))
    assert ear.heard == 1
    part(window, QLineEdit).setFocus()
    assert actions.eventFilter(window, scanned(Qt.Key.Key_Ampersand, 10))
    assert ear.heard == 1


def test_a_focused_question_borrows_the_key_of_another_verb(window: QWidget) -> None:
    """N answers "no" while a question has the focus, and annotates everywhere else."""
    actions, ear = wired(window, "annotate", "answer.no")
    part(window, QPushButton).setFocus()
    assert not actions.action("annotate").isEnabled()
    QTest.keyClick(window, Qt.Key.Key_N)
    assert ear.heard == 1
    actions.set_scope("question", False)
    assert actions.action("annotate").isEnabled()
    assert not actions.action("answer.no").isEnabled()
    QTest.keyClick(window, Qt.Key.Key_N)
    assert ear.heard == 2
