"""Hovering over the time axis: the frame under the pointer, small; blurred where evidence is; by keys as well."""

from __future__ import annotations

import threading
from collections.abc import Callable
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from moderator.errors import MediaError
from tests.fake_finding import codes
from tests.fake_media import draw
from tests.fakes import FakeDesk
from ui import ahead
from ui.images import wrapped
from ui.session import Session
from ui.veil import veil_of
from ui.views.frame_preview import FramePreview
from ui.views.lanes import LANE
from ui.views.strip import Strip

Key = Qt.Key
FRAMES = 750


@pytest.fixture
def strip(qtbot: QtBot, session: Session, desk: FakeDesk, settle: Callable[[], None]) -> Strip:
    desk.media.finding.codes_found = codes()
    made = Strip(session)
    qtbot.addWidget(made)
    session.actions.attach(made)
    made.scans._rest.setInterval(0)
    made.pictures._idle.setInterval(100_000)
    made.resize(1000, 600)
    made.show()
    session.open_case("AE-2026-000123")
    settle()
    session.show("evidence", "E4")
    settle()
    qtbot.waitUntil(lambda: made.scans.finds.found is not None and made.scans.finds.found.done, timeout=5000)
    return made


def x_of(strip: Strip, number: int) -> int:
    return round((number + 0.5) / FRAMES * strip.board.width())


def hover(strip: Strip, number: int, y: int = 20) -> FramePreview:
    QTest.mouseMove(strip.board, QPoint(x_of(strip, number) - 3, y))
    QTest.mouseMove(strip.board, QPoint(x_of(strip, number), y))
    preview = strip.hover.preview
    assert preview is not None
    assert preview.isVisible()
    return preview


def exact(strip: Strip, number: int, side: int = 256) -> QImage:
    shown = strip.player.shown
    assert shown is not None
    return wrapped(draw(shown.item.sha256, (1920, 1080), (side, side), number / FRAMES).pixels).copy()


def test_a_picture_of_about_there_at_once_then_the_very_frame(
    strip: Strip, desk: FakeDesk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    gate = threading.Event()
    desk.media.gate = lambda: gate.wait(5)
    number = next(n for n in range(300, 400) if n not in strip.pictures.images)
    preview = hover(strip, number)
    assert preview.image is not None, "the nearest of the storyboard"
    assert not preview.exact
    assert preview.text == f"0:{number / 30:06.3f} · frame {number}"
    gate.set()
    qtbot.waitUntil(lambda: preview.exact, timeout=5000)
    assert preview.image == exact(strip, number)
    settle()


def test_it_is_small_and_the_newest_wins(
    strip: Strip, desk: FakeDesk, qtbot: QtBot, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int | None, object]] = []
    gate, real = threading.Event(), desk.media.frame

    def frame(sha256: str, *, pts: int | None = None, index: int | None = None, max_size: object = None) -> object:
        asked.append((pts, max_size))
        gate.wait(5)
        return real(sha256, pts=pts, index=index, max_size=max_size)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.media, "frame", frame)
    hover(strip, 301)
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=5000)
    for number in (320, 340, 361):
        hover(strip, number)
        qtbot.wait(50)
    gate.set()
    preview = strip.hover.preview
    assert preview is not None
    qtbot.waitUntil(lambda: preview.exact, timeout=5000)
    settle()
    assert [pts // 512 for pts, _ in asked if pts is not None] == [301, 361]
    assert all(size == (256, 256) for _, size in asked)
    assert preview.image == exact(strip, 361)


def test_a_lane_says_what_is_there_and_the_picture_is_of_where_a_click_goes(strip: Strip) -> None:
    at = QPoint(x_of(strip, 60) - 3, 2 * LANE + LANE // 2)
    QTest.mouseMove(strip.lanes, at + QPoint(20, 0))
    QTest.mouseMove(strip.lanes, at)
    preview = strip.hover.preview
    assert preview is not None
    assert preview.text.startswith("0:02.000 · frame 60\nCode 128 NP40718826519354 · holds the tracking number")
    low = preview.height()
    QTest.mouseMove(strip.lanes, QPoint(x_of(strip, 300), 2 * LANE + LANE // 2))
    assert "\n" not in preview.text
    assert preview.height() < low


def test_it_goes_with_the_pointer_a_click_and_the_film(strip: Strip, session: Session) -> None:
    preview = hover(strip, 300)
    QTest.mouseClick(strip.board, Qt.MouseButton.LeftButton, pos=QPoint(x_of(strip, 300), 20))
    assert not preview.isVisible()
    hover(strip, 500)
    session.show("evidence", "E1")
    assert not preview.isVisible()


def test_the_same_frame_of_another_film_is_another_picture(strip: Strip, qtbot: QtBot) -> None:
    number = next(n for n in range(300, 400) if n not in strip.pictures.images)
    other = wrapped(draw("ff" * 32, (1920, 1080), (256, 256), 0.5).pixels).copy()
    strip.hover._shown = "ff" * 32, number, other
    preview = hover(strip, number)
    assert not preview.exact
    assert preview.image != other
    qtbot.waitUntil(lambda: preview.exact, timeout=5000)
    assert preview.image == exact(strip, number)


def test_it_stays_above_the_strip_and_off_the_pointer(strip: Strip) -> None:
    window = QWidget()
    window.resize(1200, 800)
    strip.setParent(window)
    strip.setGeometry(100, 640, 1000, 150)
    window.show()
    for number in (0, 749):
        preview = hover(strip, number)
        assert preview.parentWidget() is window
        assert 100 <= preview.x() <= preview.geometry().right() < 1100
        assert preview.geometry().bottom() < 640
    strip.setParent(None)
    window.close()
    assert preview.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_evidence_that_is_blurred_is_blurred_here(
    strip: Strip, session: Session, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    veil = veil_of(session)
    veil.toggle()
    preview = hover(strip, 333)
    qtbot.waitUntil(lambda: preview.exact, timeout=5000)
    settle()
    bare = exact(strip, 333)
    assert preview.image is not None
    assert preview.image != bare
    assert preview.image.pixelColor(60, 30).saturation() == 0
    veil.hold()
    assert preview.image == bare
    veil.release()
    assert preview.image != bare


def test_while_it_plays_nothing_is_decoded_for_it(strip: Strip, desk: FakeDesk, qtbot: QtBot) -> None:
    strip.player.speed = Fraction(1)

    def quiet() -> bool:
        """Whether nothing is under way any more from before it played, nor was put off until somebody had time."""
        asked = len(desk.media.calls)
        qtbot.wait(ahead.REST + 60)
        return not strip._session.tasks.pending and len(desk.media.calls) == asked

    qtbot.waitUntil(quiet, timeout=10_000)
    number = next(n for n in range(300, 400) if n not in strip.pictures.images)
    before = len(desk.media.calls)
    preview = hover(strip, number)
    qtbot.wait(80)
    assert len(desk.media.calls) == before
    assert preview.image is not None
    strip.player.speed = Fraction(0)


def test_by_keys_a_place_is_pointed_at_and_gone_to(strip: Strip, settle: Callable[[], None]) -> None:
    strip.activateWindow()
    strip.board.setFocus()
    QTest.keyClick(strip.board, Key.Key_PageDown)
    preview = strip.hover.preview
    assert preview is not None
    assert preview.isVisible()
    step = FRAMES / strip.board.cells
    assert preview.text.endswith(f"frame {int(step)}")
    QTest.keyClick(strip.board, Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    assert preview.text.endswith(f"frame {int(step * 1.1)}")
    assert strip.player.number == 0
    QTest.keyClick(strip.board, Key.Key_Return)
    assert strip.player.number == int(step * 1.1)
    assert not preview.isVisible()
    for _ in range(3):
        QTest.keyClick(strip.board, Key.Key_PageUp)
    assert preview.text.endswith("frame 0")
    settle()
    strip.board.clearFocus()
    assert not preview.isVisible()


def test_a_frame_that_cannot_be_decoded_leaves_what_is_near(
    strip: Strip, desk: FakeDesk, session: Session, qtbot: QtBot, settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))

    def frame(*_: object, **__: object) -> object:
        raise MediaError("It cannot be decoded.", "refused")

    monkeypatch.setattr(desk.media, "frame", frame)
    preview = hover(strip, next(n for n in range(300, 400) if n not in strip.pictures.images))
    qtbot.wait(80)
    settle()
    assert preview.image is not None
    assert not preview.exact
    assert not said
