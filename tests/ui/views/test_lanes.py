"""The lanes: what a place says, where a click goes, and that something is painted where something was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from moderator.domain.scan import NO_SOUND, Loudness, Scan
from moderator.media.values import FrameIndex
from tests.fake_scanning import FRAMES, TICKS, found
from ui import theme
from ui.models import lanes as numbers
from ui.models.timeline import Axis
from ui.session import Session
from ui.views.lanes import LANE, Lanes
from ui.views.strip import Strip

WIDTH = 1000
SOUND, CUTS, SHARP = (LANE * row + LANE / 2 for row in range(3))


@pytest.fixture
def axis() -> Axis:
    pts = tuple(n * TICKS for n in range(FRAMES))
    return Axis(FrameIndex("0" * 64, 0, Fraction(1, 15360), pts, (True,) * FRAMES, FRAMES * TICKS))


@pytest.fixture
def lanes(qtbot: QtBot, qapp: QApplication, axis: Axis) -> Lanes:
    theme.apply(qapp, "light")
    made = Lanes()
    qtbot.addWidget(made)
    made.resize(WIDTH, made.height())
    made.set_axis(axis)
    made.set_scan(found())
    made.show()
    return made


def x_of(number: float) -> float:
    return (number + 0.5) / FRAMES * WIDTH


def test_a_place_says_what_is_there(lanes: Lanes) -> None:
    assert "cut: a new shot begins · f270" in lanes.said(QPointF(x_of(270) + 3, CUTS))
    assert "gradual cut" in lanes.said(QPointF(x_of(474), CUTS))
    assert "stands still for 1.0 s" in lanes.said(QPointF(x_of(610), CUTS))
    assert lanes.said(QPointF(x_of(100), CUTS)) == "0:03.333"
    assert lanes.said(QPointF(x_of(100), SOUND)).endswith(" dB")
    assert "one of the best frames" in lanes.said(QPointF(x_of(300), SHARP))
    assert "sharpness" in lanes.said(QPointF(x_of(100), SHARP))
    lanes.set_scan(replace(found(), loudness=None))
    assert lanes.said(QPointF(x_of(100), SOUND)) == "0:03.333 · no sound"
    lanes.set_scan(found(0.4))
    assert lanes.said(QPointF(x_of(600), SHARP)) == "0:20.000"
    lanes.set_axis(None)
    assert lanes.said(QPointF(5, 5)) == ""


def test_a_click_goes_to_the_frame_or_to_the_tick_beside_it(lanes: Lanes) -> None:
    asked: list[int] = []
    lanes.wanted.connect(asked.append)
    for x, y in ((x_of(270) + 3, CUTS), (x_of(270) + 30, CUTS), (x_of(300) - 2, SHARP), (400, SOUND)):
        QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert asked == [270, 293, 300, 300]


def test_what_was_found_is_painted_in_both_themes(lanes: Lanes, qapp: QApplication) -> None:
    for name in ("light", "dark"):
        theme.apply(qapp, name)
        lanes.set_scan(None)
        empty = lanes.grab().toImage()
        lanes.set_scan(found())
        full = lanes.grab().toImage()
        for x, y in ((x_of(269.5), CUTS), (x_of(615), CUTS), (x_of(700), SHARP + 4), (x_of(299.5), SHARP - 3)):
            assert differs(empty, full, round(x), round(y)), (name, x, y)
        assert not differs(empty, full, round(x_of(100)), round(CUTS))


def differs(one: QImage, other: QImage, x: int, y: int) -> bool:
    ratio = one.devicePixelRatio()
    return one.pixel(round(x * ratio), round(y * ratio)) != other.pixel(round(x * ratio), round(y * ratio))


def test_heights_follow_the_film_as_far_as_it_is_known(axis: Axis) -> None:
    whole = numbers.heights(axis, found(), 100)
    assert (whole.sharpness >= 0).all()
    assert (whole.sound >= 0).all()
    half = numbers.heights(axis, found(0.5), 100)
    assert (half.sharpness[:50] >= 0).all()
    assert (half.sharpness[52:] < 0).all()
    assert (numbers.heights(axis, None, 100).sharpness < 0).all()
    mute = replace(found(), loudness=Loudness(bytes([NO_SOUND]) * 1250))
    assert (numbers.heights(axis, mute, 100).sound < 0).all()
    wide = numbers.heights(axis, found(), 4000)
    assert (wide.sharpness >= 0).all()
    assert (numbers.heights(axis, Scan(5), 10).sharpness < 0).all()


def test_frames_are_named_by_the_axis_where_the_file_decodes_to_fewer(axis: Axis) -> None:
    assert numbers.named_by(axis, found()) == found()
    lost = replace(found(), total=FRAMES - 1, pts=found().pts[:100] + found().pts[101:])
    named = numbers.named_by(axis, lost)
    assert [(cut.begins, cut.frame) for cut in named.cuts] == [(271, 271), (461, 475)]
    assert (named.best, named.freezes[0].last) == ((12, 301, 521), 630)


def test_times_that_go_back_are_counted() -> None:
    pts = tuple(n if n % 3 else n - 2 for n in range(90))
    broken = Axis(FrameIndex("0" * 64, 0, Fraction(1, 30), pts, (True,) * 90, 90))
    heights = numbers.heights(broken, replace(found(), sharpness=bytes(range(90))), 90)
    assert (np.diff(heights.sharpness) >= 0).all()


def test_the_strip_shows_them_and_says_what_was_found(
    qtbot: QtBot, session: Session, settle: Callable[[], None]
) -> None:
    strip = Strip(session)
    qtbot.addWidget(strip)
    session.actions.attach(strip)
    strip.scans._rest.setInterval(0)
    strip.resize(1000, 160)
    strip.show()
    session.open_case("AE-2026-000123")
    settle()
    assert not strip.found.isVisible()
    session.show("evidence", "E4")
    qtbot.waitUntil(lambda: strip.found.caption() == "2 cuts", timeout=5000)
    assert strip.found.isVisible()
    assert strip.found.tone == "plain"
    settle()
    session.actions.trigger("cut.next")
    assert strip.player.number == 270
    session.actions.trigger("best.next")
    assert strip.player.number == 300
    QTest.mouseClick(strip.found, Qt.MouseButton.LeftButton)
    assert strip.player.number == 474
    session.actions.trigger("cut.previous")
    session.actions.trigger("best.previous")
    assert strip.player.number == 12
    x = round(strip.lanes.width() * 0.4)
    QTest.mouseClick(strip.lanes, Qt.MouseButton.LeftButton, pos=QPoint(x, 4))
    assert strip.player.number == int(x / strip.lanes.width() * FRAMES)
