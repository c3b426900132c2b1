"""What a pane shows: never a picture of another case, what is the matter with a file, pages, and text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from moderator.errors import MediaError
from moderator.media.state import State
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.compare import CompareView
from ui.views.pane import Pane

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]


def evidence(view: CompareView) -> Pane:
    return view.panes["evidence"]


def heading(view: CompareView) -> str:
    notice = evidence(view).notice.notice
    assert notice is not None
    return notice.heading


# --- never a stale picture ----------------------------------------------------------------------------------------


def test_the_next_case_clears_both_panes_at_once(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle, qtbot: QtBot
) -> None:
    gate = threading.Event()
    desk.media.gate = lambda: gate.wait(5)
    session.open_case(SECOND)
    shown: list[bool] = []
    session.case_opened.connect(lambda _: shown.append(any(p.canvas.pyramid is not None for p in view.panes.values())))
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [False]
    assert all(pane.canvas.pyramid is None for pane in view.panes.values())
    gate.set()
    settle()
    assert all(pane.canvas.pyramid is not None for pane in view.panes.values())


def test_a_picture_that_comes_too_late_is_never_shown(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    gate = threading.Event()
    desk.media.gate = lambda: gate.wait(5)
    session.show("evidence", "E2")
    QTest.qWait(50)
    desk.media.gate = lambda: None
    session.show("evidence", "E5")
    gate.set()
    settle()
    loaded = evidence(view).loaded
    assert loaded is not None
    assert session.opened is not None
    wanted = session.opened.item("E5")
    assert wanted is not None
    assert loaded.sha256 == wanted.sha256
    colour = loaded.pyramid.levels[0].pixelColor(2, 2)
    drawn = desk.media.still(wanted.sha256, max_size=(1024, 1024)).pixels[2, 2]
    assert colour == QColor(*(int(part) for part in drawn))


def test_closing_the_case_empties_the_panes(view: CompareView, session: Session) -> None:
    session.close_case()
    for pane in view.panes.values():
        assert pane.canvas.pyramid is None
        assert pane.notice.notice is not None
        assert pane.notice.notice.sign == "none"


# --- states -------------------------------------------------------------------------------------------------------


def test_waiting_is_said_only_after_a_moment(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle, qtbot: QtBot
) -> None:
    gate = threading.Event()
    desk.media.gate = lambda: gate.wait(5)
    session.show("evidence", "E2")
    assert evidence(view).canvas.isVisible()
    assert evidence(view).canvas.pyramid is None
    qtbot.waitUntil(evidence(view).notice.isVisible)
    assert heading(view) == "Reading e2.jpg…"
    gate.set()
    settle()
    assert evidence(view).canvas.isVisible()


def test_an_unreadable_file_says_why_and_can_be_tried_again(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    assert session.opened is not None
    item = session.opened.item("E2")
    assert item is not None
    desk.media.paths[item.sha256] = "broken.jpg"
    session.show("evidence", "E2")
    settle()
    notice = evidence(view).notice.notice
    assert notice is not None
    assert notice.heading == "E2 cannot be shown"
    assert "cut off" in notice.sentence
    assert notice.file == "E2 · e2.jpg · 379 kB"
    assert notice.hash == f"SHA-256 {item.sha256[:12]}"
    desk.media.paths[item.sha256] = "media/e2.jpg"
    evidence(view).notice.buttons["again"].click()
    settle()
    assert ("retry", "media/e2.jpg") in desk.media.calls
    assert evidence(view).canvas.isVisible()


def test_a_video_without_frames_to_show_is_unreadable(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_sha256: str) -> None:
        raise MediaError("The video is encrypted.", "refused")

    monkeypatch.setattr(desk.media, "index", refuse)
    session.show("evidence", "E4")
    settle()
    notice = evidence(view).notice.notice
    assert notice is not None
    assert notice.sentence == "The video is encrypted."


def test_missing_and_unknown_items_are_named(view: CompareView, session: Session) -> None:
    opened = session.opened
    assert opened is not None
    lost, odd = replace(opened.items[3], missing=True), replace(opened.items[4], kind="hologram")
    session.accept(replace(opened, items=(*opened.items[:3], lost, odd, *opened.items[5:])))
    session.show("evidence", "E1")
    assert heading(view) == "E1 is missing"
    session.show("evidence", "E2")
    assert "hologram" in heading(view)


def test_a_partial_photo_says_so_on_the_picture(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk.media.info
    monkeypatch.setattr(
        desk.media, "info", lambda sha: replace(whole(sha), state=State.PARTIAL, reason="cut off after 61 %")
    )
    session.show("evidence", "E5")
    settle()
    line = evidence(view).partial
    assert line.text() == "cut off after 61 %"
    assert line.isVisible()
    assert line.geometry().bottom() < evidence(view).canvas.mapTo(evidence(view), QPoint(0, 0)).y()
    session.show("evidence", "E4")
    assert not line.isVisible(), "another file has no such line before anything is known of it"


# --- documents ----------------------------------------------------------------------------------------------------


def test_pages_are_turned_and_counted(view: CompareView, session: Session, settle: Settle) -> None:
    session.show("evidence", "E3")
    settle()
    pane = evidence(view)
    assert pane.pages.text == "page 1 of 2"
    view.page_next()
    settle()
    assert pane.pages.text == "page 2 of 2"
    assert pane.loaded is not None
    assert pane.loaded.page == 1
    session.actions.trigger("exhibit.take")
    assert session.draft["exhibits"][0]["page"] == 2
    QTest.keyClick(pane.canvas, Qt.Key.Key_PageDown)
    assert pane.pages.text == "page 2 of 2"
    QTest.keyClick(pane.canvas, Qt.Key.Key_PageUp)
    settle()
    assert pane.loaded.page == 0


def test_text_is_shown_as_plain_text(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk.media.info
    monkeypatch.setattr(desk.media, "info", lambda sha: replace(whole(sha), kind="text", pages=None))
    monkeypatch.setattr(desk.media, "read_text", lambda *_: "<b>not bold</b> & 中文")
    session.show("evidence", "E3")
    settle()
    assert evidence(view).text.isVisible()
    assert evidence(view).text.toPlainText() == "<b>not bold</b> & 中文"
    session.show("evidence", "E1")
    settle()
    assert evidence(view).text.toPlainText() == ""
    assert evidence(view).canvas.isVisible()
