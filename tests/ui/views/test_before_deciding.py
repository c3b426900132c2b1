"""Before a verdict is final: files that nobody could see are counted, named, and have to be accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.fakes import FakeDesk, good_verdict
from tests.ui.views.verdict_bench import CASE, Bench
from ui.views.before_deciding import UnreadableFiles

Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier


def good(bench: Bench, desk: FakeDesk) -> None:
    verdict = good_verdict(desk, CASE)

    def change(doc: dict[str, Any]) -> None:
        doc.clear()
        doc.update(verdict)

    bench.session.edit("All", change)


def spoil(bench: Bench, desk: FakeDesk, *items: str) -> None:
    for name in items:
        item = bench.session.opened.item(name) if bench.session.opened else None
        assert item is not None
        desk.media.states[item.sha256] = ("refused", f"The file {name} is damaged.")


def dialogs() -> list[UnreadableFiles]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, UnreadableFiles) and each.isVisible()]


@pytest.fixture
def asked(bench: Bench, desk: FakeDesk, settle: Settle) -> UnreadableFiles:
    """Decide was pressed where two of eight files cannot be shown."""
    good(bench, desk)
    spoil(bench, desk, "E2", "L3")
    bench.panel.to_statement()
    bench.key(Qt.Key.Key_Return, CONTROL)
    settle()
    (dialog,) = dialogs()
    return dialog


def test_they_are_counted_and_named_with_reason(asked: UnreadableFiles, desk: FakeDesk) -> None:
    assert asked.heading == "2 of 8 files could not be shown"
    assert asked.rows == [
        ("L3", "listing-3.jpg", "The file L3 is damaged."),
        ("E2", "e2.jpg", "The file E2 is damaged."),
    ]
    texts = {each.accessibleName() for each in asked.findChildren(QWidget)}
    assert "E2 e2.jpg: The file E2 is damaged." in texts
    assert "decide" not in desk.seen


def test_control_return_decides_all_the_same(asked: UnreadableFiles, desk: FakeDesk, settle: Settle) -> None:
    QTest.keyClick(asked, Qt.Key.Key_Return, CONTROL)
    settle()
    assert "decide" in desk.seen
    assert not dialogs()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return], ids=["escape", "return"])
def test_going_back_decides_nothing(asked: UnreadableFiles, desk: FakeDesk, settle: Settle, key: Qt.Key) -> None:
    QTest.keyClick(asked.back, key)
    settle()
    assert not dialogs()
    assert "decide" not in desk.seen


def test_without_such_files_nothing_is_asked(bench: Bench, desk: FakeDesk, settle: Settle) -> None:
    good(bench, desk)
    bench.panel.take()
    settle()
    assert not dialogs()
    assert "decide" in desk.seen


def test_a_draft_that_changed_meanwhile_is_not_decided(
    bench: Bench, desk: FakeDesk, asked: UnreadableFiles, settle: Settle
) -> None:
    bench.session.edit("Note", lambda doc: doc.update(internal_note="wait"))
    asked.accept()
    settle()
    assert "decide" not in desk.seen


def test_another_case_takes_the_question_with_it(
    bench: Bench, desk: FakeDesk, asked: UnreadableFiles, settle: Settle
) -> None:
    bench.open("AE-2026-000131")
    asked.accept()
    settle()
    assert "decide" not in desk.seen
