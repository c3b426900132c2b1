"""A team's server that is killed under an open window: it says so, keeps what is typed, and never stands still."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from moderator.desk import drafts, open_desk
from moderator.settings import Settings
from tests import servers
from tests.builders import write_case_pack
from ui import theme
from ui.app import make_window
from ui.views.main_window import MainWindow

CASE = "AE-2026-000123"
LONGEST = 0.1
"""Seconds for which the window's thread may wait for anything."""


class Watch:
    """How long the window's thread stood still while another thread went on: what it waited for, not the machine."""

    def __init__(self) -> None:
        self.beats: list[float] = []
        self.others: list[float] = []
        self._over = threading.Event()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(lambda: self.beats.append(time.monotonic()))
        self._thread = threading.Thread(target=self._beat)

    def __enter__(self) -> Watch:
        self._timer.start()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.stop()
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(0.005):
            self.others.append(time.monotonic())

    def stood_still(self) -> list[float]:
        """The gaps in which the other thread was never kept waiting for a fifth of the time."""
        found = []
        for start, end in pairwise(self.beats):
            inside = [start, *(each for each in self.others if start < each < end), end]
            busy = max(b - a for a, b in pairwise(inside))
            if end - start > LONGEST and busy < (end - start) / 5:
                found.append(end - start)
        return found


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
    with Watch() as watch:
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
    assert len(kept) == 1
    told = [text for text, tone in said if tone == "bad"]
    assert len(told) == len(set(told)), told  # once, not at every letter
    assert any("draft is kept on this computer; trying again" in text for text in told)
    assert any("there again" in text for text, _ in said)
    assert saved(window) == "the last words"
    assert list(drafts.folder(session.desk._state).glob("*.json")) == []
    assert watch.stood_still() == []
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
    with Watch() as watch:
        qtbot.wait(50)
        time.sleep(0.3)
        qtbot.wait(50)
    assert len(watch.stood_still()) == 1
