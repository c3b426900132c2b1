"""The decision's pages: prepared and rendered in the background, turned and zoomed by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from moderator.errors import NotFound
from tests.fakes import FakeDesk, good_verdict
from ui.session import Session
from ui.views.preview import PreviewDialog

Settle = Callable[[], None]
CASE = "AE-2026-000123"


@pytest.fixture
def dialog(qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle) -> PreviewDialog:
    desk.decide(CASE, good_verdict(desk, CASE))
    session.open_case(CASE)
    settle()
    made = PreviewDialog(session)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    settle()
    return made


def test_the_first_page_fits_the_width(dialog: PreviewDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(dialog.pages) and dialog.pages[0].is_rendered)
    assert dialog.where.text() == f"page 1 of {len(dialog.pages)}"
    room = dialog.area.viewport().width()
    assert room - 60 < dialog.pages[0].width() <= room
    assert dialog.area.horizontalScrollBar().maximum() == 0


def test_keys_turn_pages_and_zoom(dialog: PreviewDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(dialog.pages) and dialog.pages[0].is_rendered)
    assert len(dialog.pages) > 1
    QTest.keyClick(dialog, Qt.Key.Key_PageDown)
    assert dialog.page == 1
    qtbot.waitUntil(lambda: dialog.pages[1].is_rendered)
    QTest.keyClick(dialog, Qt.Key.Key_Home)
    assert dialog.page == 0
    QTest.keyClick(dialog, Qt.Key.Key_0)
    assert dialog.zoom == 1.0
    assert dialog.scale_label.text() == "100 %"
    assert dialog.pages[0].width() == 793
    QTest.keyClick(dialog, Qt.Key.Key_Plus)
    assert dialog.zoom == 1.25
    QTest.keyClick(dialog, Qt.Key.Key_Minus)
    QTest.keyClick(dialog, Qt.Key.Key_Minus)
    assert dialog.zoom == 0.8
    QTest.keyClick(dialog, Qt.Key.Key_F)
    assert dialog.pages[0].width() <= dialog.area.viewport().width()


def test_a_page_far_away_lets_go_of_its_picture(dialog: PreviewDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(dialog.pages) and dialog.pages[0].is_rendered)
    for _ in range(4):
        dialog.zoom_in()
    QTest.qWait(50)
    QTest.keyClick(dialog, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: dialog.pages[-1].is_rendered)
    assert not dialog.pages[0].is_rendered


def test_what_cannot_be_shown_is_said(qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle) -> None:
    session.open_case(CASE)
    settle()
    made = PreviewDialog(session)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    settle()
    with pytest.raises(NotFound):
        desk.preview(CASE)
    assert made.notice.text() == f"{CASE} has no decision to preview."
    assert made.notice.isVisible()
