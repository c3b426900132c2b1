"""The words in the status bar, and what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from moderator.errors import MediaError
from tests.fakes import FakeDesk
from ui.models.queue_model import QueueModel
from ui.session import Session
from ui.views.sandbox_sheet import SandboxSheet, probe_words
from ui.views.status_bar import StatusBar

Settle = Callable[[], None]
PROBES = (
    "read-home", "read-library", "list-root", "write", "tcp", "udp", "unix-socket", "exec", "fork", "ptrace",
    "signal-parent", "io-uring", "shared-memory", "environment", "allocate", "thread",
)  # fmt: skip


@pytest.fixture
def bar(qtbot: QtBot, session: Session) -> Iterator[StatusBar]:
    window = QWidget()
    made = StatusBar(session, QueueModel(session.desk.now))
    layout = QVBoxLayout(window)
    layout.addStretch(1)
    layout.addWidget(made)
    window.resize(1000, 700)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    window.close()


def sheet(bar: StatusBar) -> SandboxSheet:
    return bar.window().findChildren(SandboxSheet)[0]


def test_every_probe_has_words(qapp: object) -> None:
    del qapp
    assert all(probe_words(name) != name for name in PROBES)
    assert probe_words("tomorrow") == "tomorrow"


def test_a_click_lists_what_was_tried_the_undenied_first(bar: StatusBar, settle: Settle) -> None:
    bar.ask_level()
    settle()
    assert bar.sandbox.text() == "Sandbox reduced"
    QTest.mouseClick(bar.sandbox, Qt.MouseButton.LeftButton)
    assert sheet(bar).lines() == ["Asking the decoder…"]
    settle()
    assert sheet(bar).lines() == [
        "make shared memory of its own: not denied",
        "read your home folder: denied",
        "connect to a server (TCP): denied",
        "tomorrow: denied",
    ]
    assert bar.window().rect().contains(sheet(bar).geometry())


def test_keys_open_and_close_it(bar: StatusBar, settle: Settle) -> None:
    bar.sandbox.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bar.sandbox, Qt.Key.Key_Space)
    settle()
    assert sheet(bar).isVisible()
    assert sheet(bar).closes.hasFocus()
    QTest.keyClick(sheet(bar).closes, Qt.Key.Key_Escape)
    assert not sheet(bar).isVisible()
    assert bar.sandbox.hasFocus()


def test_a_decoder_that_cannot_start_is_said(
    bar: StatusBar, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> dict[str, bool]:
        raise MediaError("The decoder could not be started on this computer.", "crashed", "start")

    monkeypatch.setattr(desk.media, "probes", refuse)
    bar.open_sandbox()
    settle()
    assert sheet(bar).lines() == ["The decoder could not be started on this computer."]


def test_the_verb_opens_it_too(bar: StatusBar, session: Session, settle: Settle) -> None:
    session.actions.trigger("sandbox")
    settle()
    assert sheet(bar).isVisible()
