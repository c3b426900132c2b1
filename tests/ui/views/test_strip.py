"""The strip and its player: exact steps at any rate, seeking, typed places, ranges, and playing at the video's pace."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from moderator.media.values import FrameIndex
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.strip import Strip

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]
FRAMES, TICKS = 750, 512


@pytest.fixture
def strip(qtbot: QtBot, session: Session, settle: Settle) -> Strip:
    made = Strip(session)
    qtbot.addWidget(made)
    session.actions.attach(made)
    made.resize(1000, 110)
    made.show()
    session.open_case(FIRST)
    settle()
    session.show("evidence", "E4")
    settle()
    return made


def number(session: Session) -> int | None:
    shown = session.shown["evidence"]
    assert shown is not None
    return shown.index


def heard(session: Session) -> list[str]:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    return said


def test_it_is_there_for_videos_only(strip: Strip, session: Session) -> None:
    assert strip.isVisible()
    session.show("evidence", "E1")
    assert not strip.isVisible()
    assert strip.player.axis is None


def test_time_and_end_are_exact(strip: Strip, session: Session) -> None:
    session.show("evidence", "E4", index=673)
    assert strip.time.text() == "0:22.433 / 0:25.000"


def test_steps_are_single_frames_and_stop_at_the_ends(strip: Strip, session: Session) -> None:
    session.actions.trigger("frame.previous")
    assert number(session) == 0
    for _ in range(3):
        session.actions.trigger("frame.next")
    assert number(session) == 3
    session.actions.trigger("frame.previous")
    shown = session.shown["evidence"]
    assert shown is not None
    assert (shown.index, shown.pts, shown.time_base) == (2, 1024, "1/15360")
    strip.player.seek(9999)
    session.actions.trigger("frame.next")
    assert number(session) == FRAMES - 1


def test_steps_follow_the_index_at_a_variable_rate(
    strip: Strip, session: Session, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    pts = (0, 1000, 1001, 9000, 9500)
    index = FrameIndex("0" * 64, 2, Fraction(1, 1000), pts, (True,) * 5, 10_000)
    assert session.opened is not None
    item = session.opened.item("E4")
    assert item is not None
    session.show("evidence", "E1")
    monkeypatch.setattr(desk.media, "index", lambda _sha: index)
    monkeypatch.setattr(desk.media, "frame", lambda sha, **named: desk.media.still(sha, max_size=named.get("max_size")))
    session.indexes.clear()
    session.show("evidence", "E4")
    settle()
    walked = []
    for _ in range(5):
        shown = session.shown["evidence"]
        assert shown is not None
        walked.append(shown.pts)
        session.actions.trigger("frame.next")
    assert walked == list(pts)
    assert strip.time.text() == "0:09.500 / 0:10.000"
    strip.player.seek(strip.player.axis.under(0.5) if strip.player.axis else 0)
    assert session.shown["evidence"].pts == 1001  # type: ignore[union-attr]


def test_a_click_seeks_to_the_frame_under_the_pointer(strip: Strip, session: Session) -> None:
    board = strip.board
    x = round(board.width() * 0.4)
    QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert number(session) == int(x / board.width() * FRAMES)
    QTest.mousePress(board, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(board, QPoint(board.width() - 1, 10))
    QTest.mouseRelease(board, Qt.MouseButton.LeftButton, pos=QPoint(board.width() - 1, 10))
    assert number(session) == int((board.width() - 1) / board.width() * FRAMES)


def test_home_and_end(strip: Strip, session: Session) -> None:
    QTest.keyClick(strip.board, Qt.Key.Key_End)
    assert number(session) == FRAMES - 1
    QTest.keyClick(strip.board, Qt.Key.Key_Home)
    assert number(session) == 0


@pytest.mark.parametrize(("typed", "wanted"), [("0:22.433", 673), ("22.4", 672), ("f5", 5), ("344576@1/15360", 673)])
def test_going_to_a_typed_place(strip: Strip, session: Session, typed: str, wanted: int) -> None:
    session.actions.trigger("video.goto")
    assert strip.goto.isVisible()
    QTest.keyClicks(strip.goto, typed)
    QTest.keyClick(strip.goto, Qt.Key.Key_Return)
    assert number(session) == wanted
    assert not strip.goto.isVisible()


def test_a_place_that_is_none_is_refused_with_what_to_write(strip: Strip, session: Session) -> None:
    said = heard(session)
    session.actions.trigger("video.goto")
    QTest.keyClicks(strip.goto, "soon")
    QTest.keyClick(strip.goto, Qt.Key.Key_Return)
    assert strip.goto.isVisible()
    assert "f673" in said[-1]
    strip.goto.setText("99:00")
    QTest.keyClick(strip.goto, Qt.Key.Key_Return)
    assert "ends at 0:25.000" in said[-1]
    QTest.keyClick(strip.goto, Qt.Key.Key_Escape)
    assert not strip.goto.isVisible()
    assert number(session) == 0


def test_a_range_becomes_one_exhibit_with_both_ends(strip: Strip, session: Session) -> None:
    said = heard(session)
    session.actions.trigger("video.range_end")
    assert "Begin the range first" in said[-1]
    session.show("evidence", "E4", index=300)
    session.actions.trigger("video.range_start")
    assert strip.range.isVisible()
    session.show("evidence", "E4", index=200)
    session.actions.trigger("video.range_end")
    exhibit = session.draft["exhibits"][0]
    assert (exhibit["pts"], exhibit["end_pts"], exhibit["source"]) == (200 * TICKS, 300 * TICKS, "E4")
    assert exhibit["time_base"] == "1/15360"
    assert not strip.range.isVisible()
    session.undo()
    assert "exhibits" not in session.draft


def test_the_storyboard_has_a_picture_for_every_stretch(strip: Strip, qtbot: QtBot, settle: Settle) -> None:
    def covered() -> bool:
        axis, cells = strip.player.axis, strip.board.cells
        assert axis is not None
        bounds = [axis.under(n / cells) for n in range(cells + 1)]
        known = strip.pictures.images
        return all(any(a <= n <= b for n in known) for a, b in itertools.pairwise(bounds))

    qtbot.waitUntil(covered, timeout=5000)
    settle()
