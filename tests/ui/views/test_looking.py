"""Ways to look at the pair: what is painted where, compared with the pixels of the two pictures; keys and pointer."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from moderator.domain.alignment import Matrix, inverse, moved
from tests.fake_comparing import NOTHING, TURN
from tests.fakes import FakeDesk
from tests.ui.views.conftest import Settle
from ui.session import Session
from ui.views.canvas import Canvas
from ui.views.compare import CompareView

CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
LEFT = Qt.MouseButton.LeftButton


class Eye:
    """Looks at the evidence's canvas: what is painted at a point of the evidence, and what each picture has there."""

    def __init__(self, view: CompareView, settle: Settle, matrix: Matrix = TURN) -> None:
        self.view, self.settle, self.matrix = view, settle, matrix

    @property
    def canvas(self) -> Canvas:
        return self.view.panes["evidence"].canvas

    def screen(self, x: float, y: float) -> QPoint:
        """A pixel of the evidence on the canvas."""
        placement = self.canvas.placement()
        assert placement is not None
        size = placement.picture
        at = QPointF((x + 0.5) / size.width(), (y + 0.5) / size.height())
        return placement.to_screen(self.canvas.view, at).toPoint()

    def painted(self, x: float, y: float) -> QColor:
        self.settle()
        return image(self.canvas).pixelColor(self.screen(x, y))

    def evidence(self, x: float, y: float) -> QColor:
        return self._of("evidence", x, y)

    def listing(self, x: float, y: float) -> QColor:
        """The listing's pixel that the alignment puts there."""
        return self._of("listing", *moved(inverse(self.matrix), x, y))

    def _of(self, side: str, x: float, y: float) -> QColor:
        loaded = self.view.panes[side].loaded
        assert loaded is not None
        pyramid = loaded.pyramid
        height, width = pyramid.pixels.shape[:2]
        at = pyramid.pixels[int((y + 0.5) * height / pyramid.full_height), int((x + 0.5) * width / pyramid.full_width)]
        return QColor(*(int(each) for each in at))


def image(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def channels(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def like(one: QColor, other: QColor, slack: int = 4) -> bool:
    return max(abs(a - b) for a, b in zip(channels(one), channels(other), strict=True)) <= slack


@pytest.fixture
def eye(view: CompareView, session: Session, settle: Settle) -> Eye:
    session.actions.trigger("compare.align")
    settle()
    return Eye(view, settle)


A, B = (700.0, 650.0), (1090.0, 780.0)
"""Two pixels of the evidence (1600 x 1200) under the listing, left and right of the wipe."""


def test_the_two_pictures_differ_where_they_are_compared(eye: Eye) -> None:
    for at in (A, B):
        assert not like(eye.evidence(*at), eye.listing(*at), 20)


def test_wipe_shows_the_listing_left_of_the_line_and_the_evidence_right_of_it(eye: Eye, session: Session) -> None:
    session.actions.trigger("compare.wipe")
    eye.settle()
    assert not eye.view.panes["listing"].isVisible()
    assert like(eye.painted(*A), eye.listing(*A))
    assert like(eye.painted(*B), eye.evidence(*B))
    eye.view.looking.wipe.angle = 180.0
    assert like(eye.painted(*A), eye.evidence(*A))
    assert like(eye.painted(*B), eye.listing(*B))


def test_the_wipe_goes_where_it_is_dragged_and_turns_at_its_ends(eye: Eye, session: Session) -> None:
    session.actions.trigger("compare.wipe")
    eye.settle()
    canvas, wipe = eye.canvas, eye.view.looking.wipe
    QTest.mousePress(canvas, LEFT, pos=QPoint(canvas.width() // 2, canvas.height() // 2))
    QTest.mouseMove(canvas, eye.screen(B[0] + 60, B[1] - 300))
    QTest.mouseRelease(canvas, LEFT, pos=eye.screen(B[0] + 60, B[1] - 300))
    assert like(eye.painted(*B), eye.listing(*B))
    end = QPoint(round(wipe.at.x() * canvas.width()), canvas.height() - 6)
    QTest.mousePress(canvas, LEFT, pos=end)
    QTest.mouseMove(canvas, QPoint(10, canvas.height() // 2))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(10, canvas.height() // 2))
    assert abs(abs(wipe.angle) - 90) < 12, "the end was dragged round to the side"


def test_the_wipe_moves_and_turns_by_keys(eye: Eye, session: Session) -> None:
    session.actions.trigger("compare.wipe")
    wipe = eye.view.looking.wipe
    QTest.keyClick(eye.canvas, Qt.Key.Key_Right, SHIFT)
    assert wipe.at.x() == pytest.approx(0.52)
    QTest.keyClick(eye.canvas, Qt.Key.Key_Left, SHIFT)
    QTest.keyClick(eye.canvas, Qt.Key.Key_Left, SHIFT)
    assert wipe.at.x() == pytest.approx(0.48)
    QTest.keyClick(eye.canvas, Qt.Key.Key_Down, SHIFT)
    assert wipe.angle == pytest.approx(15)
    QTest.keyClick(eye.canvas, Qt.Key.Key_W)
    assert eye.view.looking.mode == "side", "the same key leads back"
    assert eye.view.panes["listing"].isVisible()


def test_overlay_mixes_both_by_its_opacity(eye: Eye, session: Session) -> None:
    session.actions.trigger("compare.overlay")
    eye.settle()
    one, other = eye.listing(*A), eye.evidence(*A)
    middle = QColor(*((a + b) // 2 for a, b in zip(channels(one), channels(other), strict=True)))
    assert like(eye.painted(*A), middle, 5)
    eye.view.looking.set_setting(1.0)
    assert like(eye.painted(*A), one)
    eye.view.looking.set_setting(0.0)
    assert like(eye.painted(*A), other)
    for _ in range(3):
        QTest.keyClick(eye.canvas, Qt.Key.Key_Right, SHIFT)
    assert eye.view.looking.overlay.opacity == pytest.approx(0.3)


def test_blink_shows_now_one_and_now_the_other(eye: Eye, session: Session, qtbot: QtBot) -> None:
    session.actions.trigger("compare.blink")
    blink = eye.view.looking.blink
    eye.settle()
    blink.listing = True
    assert like(eye.painted(*A), eye.listing(*A))
    blink.listing = False
    assert like(eye.painted(*A), eye.evidence(*A))
    eye.view.looking.set_setting(1.0)
    assert eye.view.looking.rate == 3.0, "no more than three changes a second"
    seen = set()

    def both() -> bool:
        seen.add(blink.listing)
        return seen == {True, False}

    qtbot.waitUntil(both, timeout=3000)
    session.actions.trigger("compare.side")
    assert not eye.view.looking._blinks.isActive()


def test_difference_dims_what_agrees_lights_what_differs_and_steps_through_it(
    eye: Eye, session: Session, desk: FakeDesk, qtbot: QtBot
) -> None:
    session.actions.trigger("compare.difference")
    looking = eye.view.looking
    qtbot.waitUntil(lambda: looking.difference.found is not None)
    assert desk.media.comparing.differences == [(TURN, 12.0)]
    there, elsewhere = eye.painted(800, 560), eye.painted(200, 1000)
    assert there.red() > eye.evidence(800, 560).red() * 0.4 + 80
    assert elsewhere.lightness() < eye.evidence(200, 1000).lightness() * 0.5
    before = eye.canvas.view
    QTest.keyClick(eye.canvas, Qt.Key.Key_Down, SHIFT)
    assert looking.difference.chosen == 0
    assert eye.canvas.view != before, "what was stepped to is brought into view"
    assert "1 of 1" in eye.view.bar.words.whole()
    QTest.keyClick(eye.canvas, Qt.Key.Key_Right, SHIFT)
    qtbot.waitUntil(lambda: len(desk.media.comparing.differences) == 2)
    assert desk.media.comparing.differences[-1] == (TURN, 13.0)


def test_what_cannot_be_aligned_is_still_laid_over_and_moved_by_hand(
    view: CompareView, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    desk.media.comparing.found = NOTHING
    session.actions.trigger("compare.wipe")
    settle()
    eye = Eye(view, settle, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    assert like(eye.painted(300, 300), eye.listing(300, 300))
    assert view.aligned.caption() == "cannot be aligned"
    for _ in range(10):
        QTest.keyClick(eye.canvas, Qt.Key.Key_Right, CONTROL | ALT)
    placement = eye.canvas.placement()
    assert placement is not None
    assert view.looking.laid.matrix is not None
    assert view.looking.laid.matrix[2] == pytest.approx(20 / placement.scale(eye.canvas.view))
    QTest.mousePress(eye.canvas, LEFT, ALT, QPoint(100, 100))
    QTest.mouseMove(eye.canvas, QPoint(100, 140))
    QTest.mouseRelease(eye.canvas, LEFT, ALT, QPoint(100, 140))
    session.actions.trigger("hand.turn")
    session.actions.trigger("hand.larger")
    eye.matrix = view.looking.laid.matrix
    assert like(eye.painted(400, 500), eye.listing(400, 500), 6)


def test_joint_ways_need_both_pictures(view: CompareView, session: Session, settle: Settle) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    session.close_case()
    settle()
    session.actions.trigger("compare.wipe")
    assert view.looking.mode == "side"
    assert said == ["Show a listing photo and a photo or frame of the evidence first."]


def test_a_way_to_look_works_on_a_frame_and_follows_to_the_next(
    eye: Eye, session: Session, desk: FakeDesk, qtbot: QtBot
) -> None:
    session.show("evidence", "E4", index=10)
    eye.settle()
    session.actions.trigger("compare.wipe")
    eye.settle()
    assert len(desk.media.comparing.asked) == 2, "the new pair was aligned when it was to be wiped"
    assert like(eye.painted(700, 500), eye.listing(700, 500))
    session.show("evidence", "E4", index=11)
    eye.settle()
    assert eye.view.aligned.caption() == "not aligned", "an alignment of another frame is not passed off as this one's"
    qtbot.waitUntil(lambda: eye.view.aligned.caption().startswith("Aligned"), timeout=3000)
    assert len(desk.media.comparing.asked) == 3, "but once one rests on it, it is aligned"


def test_aligned_panes_show_the_same_place_of_the_item(eye: Eye) -> None:
    listing, evidence = eye.view.panes["listing"].canvas, eye.canvas
    listing.zoom(3, QPointF(120, 100))
    view, there = listing.view, evidence.view
    assert (there.x * 1600 - 0.5, there.y * 1200 - 0.5) == pytest.approx(
        moved(TURN, view.x * 1600 - 0.5, view.y * 1200 - 0.5)
    )


def test_pictures_of_another_case_are_gone(eye: Eye, session: Session) -> None:
    session.actions.trigger("compare.overlay")
    session.close_case()
    eye.settle()
    assert eye.view.looking.mode == "side"
    assert eye.view.looking.laid.pyramid is None


def test_v_leaves_whatever_works_on_the_pictures(eye: Eye, session: Session) -> None:
    session.actions.trigger("compare.overlay")
    eye.settle()
    session.actions.trigger("colour")
    assert eye.view.tool is not None
    QTest.keyClick(eye.canvas, Qt.Key.Key_V)
    assert eye.view.looking.mode == "side"
    assert not eye.canvas.tool


def test_an_exhibit_says_what_it_was_compared_with(eye: Eye, session: Session) -> None:
    session.actions.trigger("exhibit.take")
    assert "pair" not in session.draft["exhibits"][0]
    session.actions.trigger("compare.wipe")
    eye.settle()
    session.show("evidence", "E2")
    eye.settle()
    session.actions.trigger("exhibit.take")
    assert session.draft["exhibits"][1]["pair"] == "L1"


def test_pressing_align_again_stops_it(view: CompareView, desk: FakeDesk, settle: Settle) -> None:
    go = threading.Event()
    desk.media.comparing.gate = lambda: go.wait(5)
    QTest.keyClick(view.panes["evidence"].canvas, Qt.Key.Key_A)
    assert view.aligned.caption() == "aligning…"
    QTest.keyClick(view.panes["evidence"].canvas, Qt.Key.Key_A)
    assert view.aligned.caption() == "not aligned"
    go.set()
    settle()
    assert view.looking.aligner.alignment is None
