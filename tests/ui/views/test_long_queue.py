"""A queue that does not fit into memory: scrolled to its end and back, by wheel and by key, and searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from moderator.desk import open_desk
from moderator.domain.queue import Filter
from moderator.settings import Settings
from moderator.store.store import Store
from tests.moderator.store.queued import a_case, fill
from ui import queue_reader
from ui.app import make_window
from ui.views.main_window import MainWindow

Settle = Callable[[], None]
CASES = 130
IDS = tuple(f"C-{n:03}" for n in range(CASES))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long") / "library"
    store = Store(folder)
    fill(store, (a_case(case_id, due=n, paid=f"{n % 7 + 1}.00") for n, case_id in enumerate(IDS)))
    store.close()
    return folder


@pytest.fixture
def window(qtbot: QtBot, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The window with 30 rows a page and 90 in memory."""
    monkeypatch.setattr(queue_reader, "PAGE", 30)
    monkeypatch.setattr(queue_reader, "KEPT", 90)
    made = make_window(open_desk(library, moderator="m"), Settings(tmp_path / "settings.json"))
    made.resize(1200, 700)
    made.show()
    qtbot.waitUntil(lambda: bool(made.session.rows) and made.session.tasks.pending == 0, timeout=20_000)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def settled(qtbot: QtBot, window: MainWindow) -> Settle:
    def wait() -> None:
        qtbot.wait(20)
        qtbot.waitUntil(lambda: window.session.tasks.pending == 0, timeout=20_000)

    return wait


def seen(window: MainWindow) -> str:
    """The case in the middle of the list."""
    listed = window.queue.list
    row = window.model.at(listed.indexAt(listed.viewport().rect().center()).row())
    return row.case if row else ""


def test_it_is_scrolled_to_the_end_and_back_and_no_row_is_missed(window: MainWindow, settled: Settle) -> None:
    listed, bar = window.queue.list, window.queue.list.verticalScrollBar()
    listed.choose(2)
    passed: dict[str, None] = {}
    for _ in range(CASES):
        passed |= dict.fromkeys(window.model.ids())
        bar.setValue(bar.value() + 300)
        settled()
        assert window.model.rowCount() <= 90
        if not window.model.below and bar.value() == bar.maximum():
            break
    assert tuple(passed) == IDS
    assert window.model.ids()[-1] == IDS[-1]
    assert window.model.above
    back = [seen(window)]
    for _ in range(CASES):
        if not window.model.above and not bar.value():
            break
        bar.setValue(max(0, bar.value() - 300))
        settled()
        back.append(seen(window))
    steps = [IDS.index(one) - IDS.index(other) for one, other in pairwise(back)]
    assert all(0 <= step <= 7 for step in steps), f"{steps}: it jumps when rows come and go above"
    assert window.model.ids()[0] == IDS[0]
    assert listed.currentIndex().row() == 2, "the choice is back with its row"


def test_home_and_end_are_those_of_the_whole_queue(window: MainWindow, settled: Settle) -> None:
    listed = window.queue.list
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_End)
    settled()
    assert window.model.at(listed.currentIndex().row()).case == IDS[-1]  # type: ignore[union-attr]
    QTest.keyClick(listed, Qt.Key.Key_Home)
    settled()
    assert window.model.at(listed.currentIndex().row()).case == IDS[0]  # type: ignore[union-attr]
    assert not window.model.above


def test_a_search_reaches_what_is_not_in_memory(window: MainWindow, settled: Settle) -> None:
    window.queue.search.setText("c-12")
    settled()
    assert window.model.ids() == IDS[120:130]
    window.queue.search.setText("nothing such")
    settled()
    assert window.queue._middle.currentWidget() is window.queue._empty
    assert window.queue.filters._status["open"].button.accessibleName() == "Open, 0"


def test_typing_on_leaves_no_older_answer(window: MainWindow, settled: Settle) -> None:
    for text in ("c", "c-", "c-0", "c-04", "c-047"):
        window.queue.search.setText(text)
    settled()
    assert window.model.ids() == (IDS[47],)


def test_a_saved_filter_is_used_by_its_key_and_kept(window: MainWindow, settled: Settle) -> None:
    cheap = Filter(band="under-10", country="ES")
    window.queue.saved.keep("cheap <b>", cheap)
    window.queue.list.setFocus()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert window.model.filter == cheap
    assert window.queue.filters._band is not None
    assert window.queue.filters._band.chosen == "under-10"
    assert window.session.settings.filters == {"cheap <b>": {"band": "under-10", "country": "ES"}}
    window.queue.saved.keep("cheap <b>", Filter())
    assert window.session.settings.filters == {}


def test_the_next_case_for_me_is_the_dearest_of_the_most_urgent_day(window: MainWindow, settled: Settle) -> None:
    window.session.settings.reasons = frozenset({"damaged"})
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert window.session.opened is not None
    first = window.session.opened.case.id
    assert window.session.opened.case.order.paid == 700
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert window.session.opened.case.id != first
