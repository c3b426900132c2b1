"""Marks on the video: set by a key, named in place, jumped to, listed, undone, kept; and ranges played in a loop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.fakes import FakeDesk
from ui import theme
from ui.session import Session
from ui.theme import tokens
from ui.views.mark_list import MarkList
from ui.views.strip import Strip

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]
TICKS = 512
Key = Qt.Key


@pytest.fixture
def strip(qtbot: QtBot, session: Session, settle: Settle) -> Strip:
    made = Strip(session)
    qtbot.addWidget(made)
    session.actions.attach(made)
    made.resize(1000, 130)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    session.open_case(FIRST)
    settle()
    session.show("evidence", "E4")
    settle()
    return made


def at(session: Session, index: int) -> None:
    session.show("evidence", "E4", index=index)


def number(session: Session) -> int | None:
    shown = session.shown["evidence"]
    return shown.index if shown is not None else None


def mark(session: Session, *frames: int) -> None:
    for frame in frames:
        at(session, frame)
        session.actions.trigger("video.mark")


def mark_range(session: Session, first: int, last: int) -> None:
    at(session, first)
    session.actions.trigger("video.range_start")
    at(session, last)
    session.actions.trigger("video.mark")


def test_m_marks_the_frame_shown_by_its_pts(strip: Strip, session: Session) -> None:
    mark(session, 673)
    assert session.draft["marks"] == [
        {"id": "K1", "source": "E4", "sha256": session.shown["evidence"].item.sha256, "stream": 0,  # type: ignore[union-attr]
         "pts": 673 * TICKS, "time_base": "1/15360"}
    ]  # fmt: skip
    assert strip.marking.count.text() == "1 mark"
    session.undo()
    assert "marks" not in session.draft
    session.redo()
    assert len(strip.marking.marks) == 1


def test_m_on_a_mark_writes_its_note_in_place(strip: Strip, session: Session) -> None:
    mark(session, 20)
    session.actions.trigger("video.mark")
    note = strip.marking.note
    assert note.isVisible()
    QTest.keyClicks(note, "seal m is broken")
    QTest.keyClick(note, Key.Key_Return)
    assert not note.isVisible()
    assert session.draft["marks"][0]["note"] == "seal m is broken"
    assert strip.marking.here.text() == "seal m is broken"
    session.actions.trigger("video.mark")
    QTest.keyClicks(note, "something else")
    QTest.keyClick(note, Key.Key_Escape)
    assert session.draft["marks"][0]["note"] == "seal m is broken"
    assert strip.marking.here.isVisible()
    session.undo()
    assert "note" not in session.draft["marks"][0]


def test_a_note_that_is_being_written_stays_with_its_case(strip: Strip, session: Session, settle: Settle) -> None:
    mark(session, 20)
    session.save()
    settle()
    session.actions.trigger("video.mark")
    QTest.keyClicks(strip.marking.note, "of the first")
    assert session.draft["marks"][0]["note"] == "of the first"
    session.open_case(SECOND)
    settle()
    assert not strip.marking.note.isVisible()
    assert "marks" not in session.draft
    session.open_case(FIRST)
    settle()
    assert session.draft["marks"][0]["note"] == "of the first"


def test_whatever_is_said_the_strip_gets_no_wider(strip: Strip, session: Session) -> None:
    """In a window of 1440 pixels it has 990, and must not push the case file aside."""

    def least() -> int:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        return strip.minimumSizeHint().width()

    widths = [least()]
    mark(session, 20)
    widths.append(least())
    session.actions.trigger("video.mark")
    widths.append(least())
    strip.marking.note.close_field()
    at(session, 100)
    session.actions.trigger("video.range_start")
    at(session, 200)
    widths.append(least())
    session.actions.trigger("video.mark")
    session.actions.trigger("video.loop")
    widths.append(least())
    session.actions.trigger("video.loop")
    assert max(widths) < 640, widths


def test_a_range_that_was_begun_becomes_a_mark(strip: Strip, session: Session) -> None:
    mark_range(session, 300, 200)
    assert not strip.range.isVisible()
    (made,) = strip.marking.marks
    assert (made.pts, made.end_pts) == (200 * TICKS, 300 * TICKS)
    assert number(session) == 200, "one stands on it"
    assert strip.marking.stood_on == made


def test_a_begun_range_outlives_playing(strip: Strip, session: Session) -> None:
    at(session, 10)
    session.actions.trigger("video.range_start")
    session.actions.trigger("video.play")
    session.actions.trigger("video.play")
    assert strip.range.isVisible()


def test_a_mark_becomes_an_exhibit_with_note_and_range(strip: Strip, session: Session) -> None:
    mark_range(session, 200, 300)
    session.actions.trigger("video.mark")
    QTest.keyClicks(strip.marking.note, "box is opened")
    QTest.keyClick(strip.marking.note, Key.Key_Return)
    session.take_exhibit("evidence")
    exhibit = session.draft["exhibits"][0]
    assert (exhibit["pts"], exhibit["end_pts"], exhibit["note"]) == (200 * TICKS, 300 * TICKS, "box is opened")
    session.actions.trigger("mark.remove")
    assert "marks" not in session.draft
    assert len(session.draft["exhibits"]) == 1
    session.undo()
    session.undo()
    assert "exhibits" not in session.draft


def test_keys_go_from_mark_to_mark(strip: Strip, session: Session) -> None:
    mark(session, 100, 400, 250)
    at(session, 0)
    assert not session.actions.action("mark.previous").isEnabled()
    walked = []
    for _ in range(3):
        session.actions.trigger("mark.next")
        walked.append(number(session))
    assert walked == [100, 250, 400]
    assert not session.actions.action("mark.next").isEnabled()
    session.actions.trigger("mark.previous")
    assert number(session) == 250
    session.actions.trigger("mark.remove")
    assert [each.pts // TICKS for each in strip.marking.marks] == [100, 400]
    assert not session.actions.action("mark.remove").isEnabled()


def test_the_lane_is_hovered_and_clicked(strip: Strip, session: Session) -> None:
    mark(session, 375)
    session.actions.trigger("video.mark")
    QTest.keyClicks(strip.marking.note, "the seal")
    QTest.keyClick(strip.marking.note, Key.Key_Return)
    at(session, 0)
    lane = strip.marking.lane
    x = lane.width() // 2
    QTest.mouseMove(lane, QPoint(x - 40, 8))
    QTest.mouseMove(lane, QPoint(x, 8))
    assert strip.board._told == "0:12.500 · the seal"
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(x - 60, 8))
    assert number(session) == 0, "nothing lies there"
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(x, 8))
    assert number(session) == 375


@pytest.mark.parametrize("name", ["light", "dark"])
def test_marks_are_amber_ticks_on_the_axis(
    strip: Strip, session: Session, qapp: QApplication, name: theme.Choice
) -> None:
    mark(session, 375)
    at(session, 0)
    theme.apply(qapp, name)
    lane = strip.marking.lane
    picture = lane.grab().toImage()
    scale = picture.devicePixelRatio()
    x = round(lane.width() / 2)
    middle = picture.pixelColor(round((x + 0.5) * scale), round(8 * scale))
    assert middle.name() == tokens().evidence
    beside = picture.pixelColor(round((x + 30) * scale), round(8 * scale))
    assert beside.name() != tokens().evidence


def test_marks_belong_to_their_video_and_their_case(
    strip: Strip, session: Session, settle: Settle, desk: FakeDesk
) -> None:
    mark(session, 100)
    session.save()
    settle()
    session.open_case(SECOND)
    settle()
    assert not strip.marking.marks
    session.close_case()
    session.open_case(FIRST)
    settle()
    session.show("evidence", "E4")
    settle()
    assert [each.pts for each in strip.marking.marks] == [100 * TICKS]
    assert desk.drafts[FIRST]["marks"][0]["id"] == "K1"


@pytest.mark.usefixtures("strip")
def test_the_gate_does_not_mind_marks(session: Session) -> None:
    before = session.problems
    mark(session, 100)
    assert session.problems == before


def opened_list(strip: Strip, session: Session) -> MarkList:
    session.actions.trigger("mark.list")
    found = strip.window().findChild(MarkList)
    assert isinstance(found, MarkList)
    return found


def test_the_list_goes_there_and_names_by_keys(strip: Strip, session: Session, qtbot: QtBot) -> None:
    mark(session, 100, 400)
    made = opened_list(strip, session)
    tree = made.tree
    assert [tree.topLevelItem(n).text(0) for n in range(2)] == ["0:03.333", "0:13.333"]  # type: ignore[union-attr]
    assert tree.currentIndex().row() == 1, "the mark that is stood on"
    QTest.keyClick(tree, Key.Key_Up)
    assert number(session) == 100
    QTest.keyClick(tree, Key.Key_Return)
    editor = tree.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "the seal")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: strip.marking.marks[0].note == "the seal")
    session.take_exhibit("evidence")
    assert tree.topLevelItem(0).text(2) == "X1"  # type: ignore[union-attr]
    session.actions.trigger("mark.remove")
    assert tree.topLevelItemCount() == 1
    QTest.keyClick(tree, Key.Key_Escape)
    assert not made.isVisible()


def test_an_empty_list_says_how_to_mark(strip: Strip, session: Session) -> None:
    made = opened_list(strip, session)
    assert made.empty.isVisibleTo(made)
    session.show("evidence", "E1")
    assert not made.isVisible()


def test_a_range_is_played_in_a_loop(strip: Strip, session: Session) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    at(session, 50)
    session.actions.trigger("video.loop")
    assert "plays in a loop" in said[-1]
    mark_range(session, 100, 120)
    session.actions.trigger("video.loop")
    assert strip.player.loop == (100, 120)
    assert strip.player.speed == 1
    assert strip.marking.loop.isVisible()
    session.actions.trigger("video.play")
    assert strip.player.loop == (100, 120), "a pause does not end it"
    session.actions.trigger("video.loop")
    assert strip.player.loop is None
    assert not strip.marking.loop.isVisible()


def test_a_loop_of_a_range_that_is_no_mark_and_going_elsewhere_ends_it(strip: Strip, session: Session) -> None:
    at(session, 30)
    session.actions.trigger("video.range_start")
    at(session, 20)
    session.actions.trigger("video.loop")
    assert strip.player.loop == (20, 30)
    strip.player.seek(25)
    assert strip.player.loop == (20, 30)
    strip.player.seek(31)
    assert strip.player.loop is None
