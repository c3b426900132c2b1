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

from moderator.domain.case import Case
from moderator.domain.finds import CodesSeen, Looks
from moderator.domain.scan import NO_SOUND, Loudness, Scan
from moderator.media.values import FrameIndex
from tests.cases import shipped
from tests.fake_finding import HOSTILE, TRACKING, codes, likenesses
from tests.fake_scanning import FRAMES, TICKS, found
from ui import theme
from ui.models import lanes as numbers
from ui.models.found import Found, item_heights, understood
from ui.models.timeline import Axis
from ui.session import Session
from ui.views.lanes import LANE, Lanes
from ui.views.strip import Strip

WIDTH = 1000
SOUND, CUTS, CODES, ITEM, SHARP = (LANE * row + LANE / 2 for row in range(5))


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


@pytest.fixture(scope="module")
def case() -> Case:
    return shipped.pack("AE-2026-000123")[1]


def x_of(number: float) -> float:
    return (number + 0.5) / FRAMES * WIDTH


def test_a_place_says_what_is_there(lanes: Lanes) -> None:
    assert "cut: a new shot begins · f270" in lanes.said(QPointF(x_of(270) + 3, CUTS))
    assert "gradual cut" in lanes.said(QPointF(x_of(474), CUTS))
    assert "stands still for 1.0 s" in lanes.said(QPointF(x_of(610), CUTS))
    assert lanes.said(QPointF(x_of(100), CUTS)) == ""
    assert lanes.said(QPointF(x_of(100), SOUND)).endswith(" dB")
    assert "one of the best frames" in lanes.said(QPointF(x_of(300), SHARP))
    assert "sharpness" in lanes.said(QPointF(x_of(100), SHARP))
    lanes.set_scan(replace(found(), loudness=None))
    assert lanes.said(QPointF(x_of(100), SOUND)) == "no sound"
    lanes.set_scan(found(0.4))
    assert lanes.said(QPointF(x_of(600), SHARP)) == ""
    lanes.set_axis(None)
    assert lanes.said(QPointF(5, 5)) == ""


def known(case: Case, axis: Axis, share: float = 1.0) -> Found:
    looks = likenesses(share) if share > 0.5 else None
    return understood(Found(("L1", "L2"), codes(min(1.0, 2 * share)), looks), case, axis)


def test_codes_say_what_they_hold_and_which_number_it_is(lanes: Lanes, case: Case, axis: Axis) -> None:
    lanes.set_found(known(case, axis))
    parcel = case.shipments[0].id
    assert lanes.said(QPointF(x_of(100), CODES)) == (
        f"Code 128 {TRACKING} · is the tracking number of parcel {parcel} · read on 7 frames"
    )
    said = lanes.said(QPointF(x_of(400) + 3, CODES))
    assert said == "QR code [U+202E RIGHT-TO-LEFT OVERRIDE]<img src=x>"
    assert HOSTILE not in said
    assert lanes.said(QPointF(x_of(300), CODES)) == ""
    other = replace(case, shipments=(replace(case.shipments[0], tracking_number="NP40718826519399"),))
    lanes.set_found(known(other, axis))
    assert "another number than the parcel's, NP40718826519399" in lanes.said(QPointF(x_of(100), CODES))


def test_the_item_says_which_photo_it_looks_like(lanes: Lanes, case: Case, axis: Axis) -> None:
    lanes.set_found(known(case, axis))
    assert lanes.said(QPointF(x_of(525), ITEM)) == "looks like listing photo L2 · 18 matches\nthe most around here"
    assert lanes.said(QPointF(x_of(480), ITEM)) == "looks like listing photo L2 · 15 matches"
    assert lanes.said(QPointF(x_of(100), ITEM)) == "nothing of the listing's photos found"
    lanes.set_found(known(case, axis, 0.4))
    assert lanes.said(QPointF(x_of(100), ITEM)) == ""
    lanes.set_found(known(case, axis, 0.6))
    assert lanes.said(QPointF(x_of(600), ITEM)) == "", "it has not been looked at yet"


def test_codes_and_best_frames_are_gone_to_by_a_click(lanes: Lanes, case: Case, axis: Axis) -> None:
    lanes.set_found(known(case, axis))
    asked: list[int] = []
    lanes.wanted.connect(asked.append)
    for x, y in ((x_of(60) - 3, CODES), (x_of(400) + 3, CODES), (x_of(525) + 3, ITEM), (x_of(100), CODES)):
        QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert asked == [60, 400, 525, 100]


def test_codes_and_item_are_painted_in_both_themes(lanes: Lanes, qapp: QApplication, case: Case, axis: Axis) -> None:
    for name in ("light", "dark"):
        theme.apply(qapp, name)
        lanes.set_found(None)
        empty = lanes.grab().toImage()
        lanes.set_found(known(case, axis))
        full = lanes.grab().toImage()
        for x, y in ((x_of(90), CODES), (x_of(401), CODES), (x_of(525), ITEM + 4), (x_of(524.5), ITEM - 3)):
            assert differs(empty, full, round(x), round(y)), (name, x, y)
        for x, y in ((x_of(300), CODES), (x_of(300), ITEM + 4)):
            assert not differs(empty, full, round(x), round(y)), (name, x, y)
        parcel, other = (full.pixelColor(round(x_of(n)), round(CODES)) for n in (90, 401))
        assert parcel != other


def test_item_heights_reach_as_far_as_was_looked(axis: Axis) -> None:
    whole = item_heights(axis, likenesses(), 100)
    assert (whole >= 0).all()
    assert whole[70] == whole.max() == 1
    assert (whole[:58] == 0).all()
    half = item_heights(axis, likenesses(0.5), 100)
    assert (half[51:] < 0).all()
    assert (item_heights(axis, None, 10) < 0).all()


def test_finds_are_named_by_the_axis_where_the_file_decodes_to_fewer(case: Case, axis: Axis) -> None:
    late = Looks(1, (CodesSeen(99, 100 * TICKS, codes().seen[8].codes),), True)
    ((run, _),) = understood(Found((), late, None), case, axis).runs
    assert run.first == 100


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
