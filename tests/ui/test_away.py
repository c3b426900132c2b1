"""A team's server that is killed under an open window: it says so, keeps what is typed, and never stands still."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from moderator.desk import drafts, open_desk
from moderator.settings import Settings
from tests import servers
from tests.builders import write_case_pack
from tests.robustness.film_pauses import Pauses
from ui import theme
from ui.app import make_window
from ui.views.main_window import MainWindow

CASE = "AE-2026-000123"
LONGEST = 500.0
"""Milliseconds for which the window's thread may wait. A call to a server that is away would take seconds; what a busy
machine costs is no failure."""


@pytest.fixture(scope="module")
def mortal() -> Iterator[servers.Server]:
    with servers.running() as started:
        yield started


@pytest.fixture
def window(mortal: servers.Server, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    theme.apply(qapp, "light")
    (tmp_path / "shared").mkdir()
    desk = open_desk(mortal.url(mortal.new_team(), "mod-7") + f"&media={tmp_path / 'shared'}")
    desk.import_packs([write_case_pack(tmp_path / "packs")])
    made = make_window(desk, Settings(tmp_path / "settings.json"))
    made.show()
    qtbot.waitUntil(lambda: len(made.session.rows) == 1, timeout=20000)
    yield made
    made.close()


def typed(window: MainWindow, text: str) -> None:
    window.session.edit("Statement", lambda doc: doc.update(statement=text))
    window.session.save()


def saved(window: MainWindow) -> str:
    """What the server has of the draft."""
    draft = window.session.desk._state.store.draft(CASE)
    assert draft is not None
    return str(draft["statement"])


def test_the_window_says_so_keeps_what_is_typed_and_goes_on(
    window: MainWindow, mortal: servers.Server, qtbot: QtBot
) -> None:
    session, line = window.session, window.status._away
    session.open_case(CASE)
    qtbot.waitUntil(lambda: session.opened is not None and session.tasks.pending == 0, timeout=20000)
    assert not line.isVisible()
    said: list[tuple[str, str]] = []
    session.message.connect(lambda text, tone: said.append((text, tone)))
    watch = Pauses()
    stopped = threading.Thread(target=mortal.kill)
    stopped.start()
    for number in range(40):  # in the middle of typing
        typed(window, f"letter {number}")
        qtbot.wait(20)
    stopped.join()
    typed(window, "the last words")
    qtbot.waitUntil(lambda: line.isVisible() and session.tasks.pending == 0, timeout=20000)
    kept = list(drafts.folder(session.desk._state).glob("*.json"))
    qtbot.wait(1500)  # it tries again, in vain
    assert line.isVisible()
    started = threading.Thread(target=mortal.start)
    started.start()
    qtbot.waitUntil(lambda: not line.isVisible(), timeout=30000)
    started.join()
    longest = watch.take()
    assert len(kept) == 1
    told = [text for text, tone in said if tone == "bad"]
    assert len(told) == len(set(told)), told  # once, not at every letter
    assert any("draft is kept on this computer; trying again" in text for text in told)
    assert any("there again" in text for text, _ in said)
    assert saved(window) == "the last words"
    assert list(drafts.folder(session.desk._state).glob("*.json")) == []
    assert longest < LONGEST
    typed(window, "and on")
    qtbot.waitUntil(lambda: session.tasks.pending == 0, timeout=20000)
    assert saved(window) == "and on"


def test_an_auditor_reads_and_edits_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    locator = window.session.desk.library.locator.replace("mod-7@", "aud-1@")
    seen = make_window(open_desk(locator), Settings(tmp_path / "auditor.json"))
    seen.show()
    session = seen.session
    qtbot.waitUntil(lambda: len(session.rows) == 1, timeout=20000)
    session.open_case(CASE)
    qtbot.waitUntil(lambda: session.claims.state == "audit", timeout=20000)
    assert session.claims.read_only
    assert seen.case is not None
    assert not seen.case.verdict.decide.isEnabled()
    assert session.desk.pulse(CASE).held is None
    seen.close()


def test_the_watch_sees_a_thread_that_waits(qtbot: QtBot) -> None:
    watch = Pauses()
    qtbot.wait(50)
    time.sleep(0.3)
    qtbot.wait(50)
    assert watch.take() >= 290
