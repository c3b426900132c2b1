"""The strip and its player: exact steps at any rate, seeking, typed places, ranges, and playing at the video's pace."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from moderator.media.values import FrameIndex
from tests.fake_hearing import FakeSpeaker
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


# --- sound, speeds, and what is said of them --------------------------------------------------------------------------


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> FakeSpeaker:
    made = FakeSpeaker()
    monkeypatch.setattr("ui.speaker.Device", made)
    return made


def test_one_key_lets_it_be_heard_and_silences_it(strip: Strip, speaker: FakeSpeaker, settle: Settle) -> None:
    chip = strip.playing.sound
    assert (chip.isVisible(), chip.caption()) == (True, "muted")
    QTest.keyClick(strip, Qt.Key.Key_S)
    settle()
    assert (chip.caption(), speaker.opened) == ("sound", 1)
    QTest.keyClick(strip, Qt.Key.Key_S)
    settle()
    assert (chip.caption(), speaker.closed) == ("muted", 1)
    chip.click()
    settle()
    assert chip.caption() == "sound"


def test_the_chip_says_where_nothing_can_be_heard(
    strip: Strip, speaker: FakeSpeaker, settle: Settle, desk: FakeDesk, qtbot: QtBot
) -> None:
    speaker.there = False
    strip.sound.toggle()
    settle()
    assert (strip.playing.sound.caption(), strip.playing.sound.tone) == ("no sound device", "warn")
    speaker.there, desk.media.hearing.none = True, True
    strip.sound.toggle()
    settle()
    strip.player.forward()
    qtbot.waitUntil(lambda: strip.playing.sound.caption() == "no sound track")
    assert not strip.playing.sound.isEnabled()
    strip.player.pause()


def test_at_other_speeds_it_says_that_it_is_silent(strip: Strip, speaker: FakeSpeaker, settle: Settle) -> None:
    assert speaker.there
    strip.sound.toggle()
    settle()
    strip.player.slower()
    assert strip.playing.sound.caption() == "sound at 1 × only"
    strip.player.faster()
    assert strip.playing.sound.caption() == "sound"
    strip.player.pause()


def test_keys_for_slower_faster_and_seconds(strip: Strip, session: Session) -> None:
    QTest.keyClick(strip, Qt.Key.Key_Less)
    assert strip.playing.speed.caption() == "½ ×"
    QTest.keyClick(strip, Qt.Key.Key_Less)
    assert strip.playing.speed.caption() == "¼ ×"
    QTest.keyClick(strip, Qt.Key.Key_Greater)
    assert strip.playing.speed.caption() == "½ ×"
    QTest.keyClick(strip, Qt.Key.Key_K)
    assert strip.playing.speed.caption() == "1 ×"
    session.show("evidence", "E4", index=100)
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    landed = []
    for key, held in (
        (Qt.Key.Key_Period, control),
        (Qt.Key.Key_Period, alt),
        (Qt.Key.Key_Comma, control),
        (Qt.Key.Key_Comma, alt),
    ):
        QTest.keyClick(strip, key, held)
        landed.append(number(session))
    assert landed == [130, 280, 250, 100]


def test_dropped_frames_are_told_while_it_lasts(strip: Strip, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    chip = strip.playing.dropping
    assert not chip.isVisible()
    found: list[tuple[int, int] | None] = [(18, 30)]
    monkeypatch.setattr(strip.player, "dropping", lambda: found[0])
    strip.player.forward()
    qtbot.waitUntil(chip.isVisible)
    assert chip.caption() == "dropping frames · 18 of 30 shown"
    assert "too slow" in chip.toolTip()
    strip.start_range()
    assert chip.caption() == "18 of 30 shown", "there is less room beside a range"
    found[0] = None
    qtbot.waitUntil(lambda: not chip.isVisible())
    strip.player.pause()


@pytest.mark.parametrize(("facts", "words"), [
    ({}, ""),
    ({"hdr": "hlg"}, "HDR → SDR"),
    ({"interlaced": True}, "interlaced"),
    ({"metadata": (("pixel_aspect", "4:3"), ("audio", "aac"))}, "pixels 4:3"),
    ({"metadata": (("pixel_aspect", "1:1"), ("audio", "aac"))}, ""),
    ({"hdr": "pq", "interlaced": True}, "HDR → SDR · interlaced"),
])  # fmt: skip
def test_what_kind_of_film_it_is_stands_there(
    strip: Strip, session: Session, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch,
    facts: dict[str, Any], words: str,
) -> None:  # fmt: skip
    plain = desk.media.info
    monkeypatch.setattr(desk.media, "info", lambda sha256: replace(plain(sha256), **facts))
    session.show("evidence", "E1")
    session.show("evidence", "E4")
    settle()
    chip = strip.playing.film
    assert (chip.caption(), chip.isVisible()) == (words, bool(words))
    for word, said in (("HDR", "darkened"), ("interlaced", "woven"), ("pixels", "stretched")):
        assert (said in chip.toolTip()) == (word in words)


def test_a_film_that_has_no_sound_says_so_before_anybody_asks(
    strip: Strip, session: Session, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = desk.media.info
    monkeypatch.setattr(desk.media, "info", lambda sha256: replace(plain(sha256), metadata=(("rate", "30/1"),)))
    session.show("evidence", "E1")
    session.show("evidence", "E4")
    settle()
    assert strip.playing.sound.caption() == "no sound track"
