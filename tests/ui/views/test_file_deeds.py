"""What can be done about a file that cannot be shown, by button and by key: again, stop, details, save."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.compare import CompareView
from ui.views.file_details import FileDetails
from ui.views.pane import Pane
from ui.views.pane_notice import VERBS
from ui.views.save_original import SaveOriginal

Settle = Callable[[], None]
T = TypeVar("T", bound=QWidget)


def evidence(view: CompareView) -> Pane:
    return view.panes["evidence"]


def sha(session: Session, item_id: str) -> str:
    item = session.opened.item(item_id) if session.opened else None
    assert item is not None
    return item.sha256


def opened(kind: type[T]) -> T:
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    assert found, f"no {kind.__name__} is open"
    return found[0]


@pytest.fixture
def broken(view: CompareView, session: Session, desk: FakeDesk, settle: Settle) -> Iterator[CompareView]:
    """The evidence pane on a file that cannot be shown."""
    desk.media.paths[sha(session, "E2")] = "broken.jpg"
    session.show("evidence", "E2")
    settle()
    yield view
    for dialog in (FileDetails, SaveOriginal, QFileDialog):
        for each in QApplication.topLevelWidgets():
            if isinstance(each, dialog):
                each.close()


def test_every_button_can_be_reached_by_tab_has_a_name_and_a_key(broken: CompareView, session: Session) -> None:
    notice = evidence(broken).notice
    shown = {deed: button for deed, button in notice.buttons.items() if button.isVisible()}
    assert set(shown) == {"again", "details", "save"}
    for deed, button in shown.items():
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName()
        assert session.actions.caption(VERBS[deed])
        assert session.actions.action(VERBS[deed]).isEnabled()
    assert not session.actions.action("file.stop").isEnabled()


def test_the_hash_can_be_selected_by_mouse_and_keys(broken: CompareView, session: Session) -> None:
    label = evidence(broken).notice.hash
    assert label.text().endswith(sha(session, "E2")[:12])
    flags = label.textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByMouse
    assert flags & Qt.TextInteractionFlag.TextSelectableByKeyboard


def test_the_notice_is_as_large_as_the_picture_was(broken: CompareView, session: Session, settle: Settle) -> None:
    tile = evidence(broken).notice.geometry()
    session.show("evidence", "E1")
    settle()
    assert evidence(broken).canvas.geometry() == tile


def test_trying_again_by_key_shows_the_file_and_has_the_tray_look_too(
    broken: CompareView, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    told: list[object] = []
    session.files.retried.connect(told.append)
    desk.media.paths[sha(session, "E2")] = "media/e2.jpg"
    QTest.keyClick(evidence(broken), Qt.Key.Key_F5)
    settle()
    assert evidence(broken).canvas.isVisible()
    assert [getattr(each, "id", "") for each in told] == ["E2"]
    assert not session.actions.action("file.again").isEnabled()


def test_trying_again_in_vain_says_so_again(broken: CompareView, session: Session, settle: Settle) -> None:
    session.actions.trigger("file.again")
    settle()
    notice = evidence(broken).notice
    assert notice.isVisible()
    assert notice.notice is not None
    assert notice.notice.heading == "E2 cannot be shown"


@pytest.mark.usefixtures("broken")
def test_details_say_all_that_is_known_and_can_be_copied(session: Session, desk: FakeDesk, settle: Settle) -> None:
    item = session.opened.item("E1") if session.opened else None
    assert item is not None
    session.show("evidence", "E1")
    settle()
    desk.media.states[item.sha256] = ("partial", "The photo is cut off.")
    session.actions.trigger("file.details")
    settle()
    dialog = opened(FileDetails)
    rows = dict(dialog.rows)
    assert rows["SHA-256"] == item.sha256
    assert (rows["State"], rows["Why"]) == ("partial", "The photo is cut off.")
    assert rows["Pixels"] == "1600 × 1200"
    assert rows["Last tried"] == "2026-11-12T09:00:00Z"
    next(each for each in dialog.findChildren(QPushButton) if each.text() == "Copy SHA-256").click()
    assert QGuiApplication.clipboard().text() == item.sha256


def test_the_original_is_saved_after_a_warning_under_its_hash(
    broken: CompareView, session: Session, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    evidence(broken).notice.buttons["save"].click()
    dialog = opened(SaveOriginal)
    assert "stranger" in dialog.warning.text()
    assert sha(session, "E2")[:12] in dialog.name.text()
    dialog.choose.click()
    qtbot.waitUntil(lambda: any(isinstance(each, QFileDialog) for each in QApplication.topLevelWidgets()))
    opened(QFileDialog).fileSelected.emit(str(tmp_path))
    settle()
    path = tmp_path / f"{sha(session, 'E2')}.bin"
    assert path.read_bytes() == b"as it was handed in"
    assert said == [f"The file is saved as {path}."]


@pytest.mark.usefixtures("broken")
def test_saving_can_be_given_up(session: Session, desk: FakeDesk, settle: Settle) -> None:
    session.actions.trigger("file.save")
    QTest.keyClick(opened(SaveOriginal), Qt.Key.Key_Escape)
    settle()
    assert "save_original" not in desk.seen


def test_a_wait_names_the_file_and_can_be_stopped_at_once(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle, qtbot: QtBot
) -> None:
    gate = threading.Event()
    desk.media.gate = lambda: gate.wait(10)
    try:
        session.show("evidence", "E2")
        assert not session.actions.action("file.stop").isEnabled()
        qtbot.waitUntil(evidence(view).notice.isVisible)
        notice = evidence(view).notice
        assert notice.buttons["stop"].isVisible()
        assert "Reading e2.jpg…" in [label.text() for label in notice.findChildren(QLabel)]
        QTest.keyClick(view, Qt.Key.Key_Escape)
        assert notice.notice is not None
        assert "Stopped. Try again" in notice.notice.sentence
        assert notice.buttons["again"].isVisible()
    finally:
        gate.set()
    settle()
    assert notice.isVisible(), "what comes after the stop is not shown"
    session.actions.trigger("file.again")
    settle()
    assert evidence(view).canvas.isVisible()


def test_stopping_another_frame_leaves_no_picture_of_the_one_before(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle, qtbot: QtBot
) -> None:
    session.show("evidence", "E4")
    settle()
    gate = threading.Event()
    desk.media.gate = lambda: gate.wait(10)
    try:
        session.show("evidence", "E4", index=300)
        qtbot.waitUntil(session.actions.action("file.stop").isEnabled)
        session.actions.trigger("file.stop")
        assert evidence(view).loaded is None
        assert evidence(view).notice.isVisible()
    finally:
        gate.set()
    settle()
    session.actions.trigger("file.again")
    settle()
    assert evidence(view).is_current


def test_escape_still_closes_what_lies_over_the_window(session: Session, qtbot: QtBot) -> None:
    from ui.actions import wants
    from ui.views.popover import Popover

    window = QWidget()
    qtbot.addWidget(window)
    popover = Popover(window)
    inside = QPushButton("x", popover)
    assert wants(inside, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert not wants(QPushButton("y", window), Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert session.actions.keys("file.stop") == ("Esc",)
