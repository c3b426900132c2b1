"""Bugs of ours are shown once with a report that can be copied, and the draft is kept."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from moderator.errors import NotFound
from tests.fakes import FakeDesk
from ui.messages import Messages, report, where
from ui.session import Session
from ui.views.results import Results


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def messages(session: Session, home: QWidget) -> Iterator[Messages]:
    session.tasks.broken.disconnect()
    made = Messages(session, home)
    made.watch()
    yield made
    made.end()


def fail() -> None:
    raise ValueError("a bug of ours")


def caught() -> Exception:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def reports(home: QWidget) -> list[Results]:
    return home.findChildren(Results)


def test_a_bug_is_shown_once_with_a_report_to_copy(messages: Messages, home: QWidget) -> None:
    messages.tell(caught())
    messages.tell(caught())
    assert len(reports(home)) == 1
    text = reports(home)[0].details.toPlainText()
    assert "ValueError: a bug of ours" in text
    assert "test_messages.py" in text
    assert text.startswith("Moderator ")
    copy = next(each for each in reports(home)[0].findChildren(QPushButton) if each.text() == "Copy")
    copy.click()
    assert QGuiApplication.clipboard().text() == text


def test_another_bug_is_shown_too(messages: Messages, home: QWidget) -> None:
    messages.tell(caught())
    messages.tell(KeyError("elsewhere"))
    assert len(reports(home)) == 2


def test_a_fault_of_the_world_is_a_message_only(messages: Messages, session: Session, home: QWidget) -> None:
    said: list[tuple[str, str]] = []
    session.message.connect(lambda text, tone: said.append((text, tone)))
    messages.tell(NotFound("There is no such case."))
    assert said == [("There is no such case.", "bad")]
    assert reports(home) == []


@pytest.mark.usefixtures("messages")
def test_what_nobody_caught_arrives(qtbot: QtBot, home: QWidget) -> None:
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: len(reports(home)) == 1)


@pytest.mark.usefixtures("session")
def test_control_c_still_ends_the_program(messages: Messages, monkeypatch: pytest.MonkeyPatch, home: QWidget) -> None:
    passed: list[type[BaseException]] = []
    monkeypatch.setattr(messages, "_before", (lambda kind, *_: passed.append(kind), threading.excepthook))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert passed == [KeyboardInterrupt]
    assert reports(home) == []


@pytest.mark.usefixtures("messages")
def test_what_nobody_caught_in_a_thread_arrives(qtbot: QtBot, home: QWidget) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(reports(home)) == 1)


@pytest.mark.usefixtures("messages")
def test_a_job_that_breaks_arrives(qtbot: QtBot, session: Session, home: QWidget) -> None:
    session.tasks.run("media", lambda _s, _t: fail(), print)
    qtbot.waitUntil(lambda: len(reports(home)) == 1)


def test_the_draft_is_saved_before_the_report(
    qtbot: QtBot, messages: Messages, session: Session, desk: FakeDesk
) -> None:
    session.open_case("AE-2026-000123")
    qtbot.waitUntil(lambda: session.tasks.pending == 0)
    session.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    messages.tell(caught())
    qtbot.waitUntil(lambda: "AE-2026-000123" in desk.drafts, timeout=250)


def test_a_report_that_cannot_be_shown_ends_in_the_log(
    messages: Messages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_text: str) -> None:
        raise RuntimeError("no screen")

    monkeypatch.setattr(messages, "_show", broken)
    messages.tell(caught())
    assert "could not be shown" in caplog.text
    assert "a bug of ours" in caplog.text


def test_the_hooks_are_given_back(session: Session, home: QWidget) -> None:
    before = sys.excepthook, threading.excepthook
    made = Messages(session, home)
    made.watch()
    assert sys.excepthook != before[0]
    made.end()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_report_names_versions_and_the_place() -> None:
    assert "Qt 6." in report(caught())
    assert where(caught()).startswith("ValueError ")
    assert where(caught()) == where(caught())
