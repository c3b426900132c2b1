"""Blurred evidence: on the screen nothing of it is to be recognised until a key is held, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from moderator import settings as settings_file
from moderator.settings import Settings
from tests.fake_cases import queue_docs
from tests.fakes import FakeDesk
from ui import theme
from ui.app import make_window
from ui.session import Session
from ui.veil import Veil, veil_of, veiled
from ui.views.main_window import MainWindow

FIRST = "AE-2026-000123"
Settle = Callable[[], None]


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: FakeDesk, settings: Settings) -> Iterator[MainWindow]:
    """The whole window with the first case open, its first evidence shown."""
    theme.apply(qapp, "light")
    made = make_window(cast(Any, desk), settings)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    settle(qtbot, made)
    made.session.open_case(FIRST)
    settle(qtbot, made)
    made.session.show("evidence", "E1")
    settle(qtbot, made)
    yield made
    made.close()
    made.deleteLater()


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.tasks.pending == 0 and window.session.settled, timeout=5000)


def pixels(widget: QWidget, part: QRect | None = None) -> np.ndarray:
    """What the widget paints: height x width x (red, green, blue)."""
    image = widget.grab(part or widget.rect()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return flat[:, : image.width(), 2::-1].astype(int).copy()


def evidence(window: MainWindow) -> np.ndarray:
    """The upper part of the evidence's picture: no words stand there."""
    assert window.case is not None
    canvas = window.case.compare.panes["evidence"].canvas
    placement = canvas.placement()
    assert placement is not None
    shown = placement.rect(canvas.view).toAlignedRect().intersected(canvas.rect())
    return pixels(canvas, QRect(shown.left() + 4, shown.top() + 4, shown.width() - 8, shown.height() // 3))


def is_grey(found: np.ndarray, within: int = 1) -> bool:
    return bool((found.max(axis=2) - found.min(axis=2)).max() <= within)


def detail(found: np.ndarray) -> float:
    """The strongest step between two neighbouring pixels."""
    luma = found.mean(axis=2)
    return float(max(np.abs(np.diff(luma, axis=0)).max(), np.abs(np.diff(luma, axis=1)).max()))


def test_off_by_default(window: MainWindow) -> None:
    assert not window.session.settings.blur
    assert not is_grey(evidence(window))


def test_on_nothing_is_recognised_until_the_key_is_held(window: MainWindow) -> None:
    sharp = evidence(window)
    window.session.actions.trigger("blur")
    blurred = evidence(window)
    assert is_grey(blurred)
    assert detail(blurred) < 8 < detail(sharp)
    QTest.keyPress(QApplication.focusWidget() or window, Qt.Key.Key_H)
    assert np.array_equal(evidence(window), sharp)
    QTest.keyRelease(QApplication.focusWidget() or window, Qt.Key.Key_H)
    assert np.array_equal(evidence(window), blurred)
    window.session.actions.trigger("blur")
    assert np.array_equal(evidence(window), sharp)


def test_losing_the_focus_ends_it(window: MainWindow) -> None:
    veil = veil_of(window.session)
    window.session.actions.trigger("blur")
    QTest.keyPress(QApplication.focusWidget() or window, Qt.Key.Key_H)
    assert veil.held
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))
    assert not veil.held
    assert is_grey(evidence(window))


def test_zoomed_in_it_stays_beyond_recognition(window: MainWindow) -> None:
    assert window.case is not None
    window.session.actions.trigger("blur")
    for _ in range(12):
        window.session.actions.trigger("zoom.in")
    blurred = evidence(window)
    assert is_grey(blurred)
    assert detail(blurred) < 8


@pytest.mark.parametrize("mode", ["wipe", "overlay", "difference", "blink"])
def test_no_way_to_look_shows_what_is_covered(window: MainWindow, qtbot: QtBot, mode: str) -> None:
    window.session.actions.trigger("blur")
    window.session.actions.trigger(f"compare.{mode}")
    settle(qtbot, window)
    assert is_grey(evidence(window))
    window.session.actions.trigger("compare.side")


def test_nor_does_the_loupe(window: MainWindow) -> None:
    assert window.case is not None
    window.session.actions.trigger("blur")
    window.session.actions.trigger("compare.loupe")
    canvas = window.case.compare.panes["evidence"].canvas
    placement = canvas.placement()
    assert placement is not None
    shown = placement.rect(canvas.view).toAlignedRect().intersected(canvas.rect()).adjusted(4, 4, -4, -4)
    assert is_grey(pixels(canvas, QRect(shown.left(), shown.center().y() - 70, shown.width(), 40)))
    window.session.actions.trigger("compare.loupe")


def test_the_tray_blurs_evidence_and_leaves_the_listing(window: MainWindow) -> None:
    assert window.case is not None
    tray = window.case.tray

    def thumb(item: str) -> np.ndarray:
        row = tray.tray.row_of(item)
        assert row is not None
        rect = tray.visualRect(tray.tray.index(row))
        return pixels(tray.viewport(), rect.adjusted(8, 8, -8, -30))

    sharp = {item: thumb(item) for item in ("L1", "E1")}
    window.session.actions.trigger("blur")
    assert np.array_equal(thumb("L1"), sharp["L1"])
    assert not np.array_equal(thumb("E1"), sharp["E1"])
    assert is_grey(thumb("E1"))


def test_the_storyboard_is_blurred_too(window: MainWindow, qtbot: QtBot) -> None:
    assert window.case is not None
    strip = window.case.strip
    window.session.show("evidence", "E4")
    qtbot.waitUntil(lambda: len(strip.pictures.images) > 2, timeout=5000)
    settle(qtbot, window)
    window.session.actions.trigger("blur")
    tint = 10  # of the canvas, which shows where there is no picture yet
    assert is_grey(pixels(strip.board, QRect(20, 4, strip.board.width() - 40, 36)), tint)
    QTest.keyPress(QApplication.focusWidget() or window, Qt.Key.Key_H)
    assert not is_grey(pixels(strip.board, QRect(20, 4, strip.board.width() - 40, 36)), tint)
    QTest.keyRelease(QApplication.focusWidget() or window, Qt.Key.Key_H)


def test_what_was_chosen_is_kept_for_this_person(window: MainWindow, settings: Settings) -> None:
    window.session.actions.trigger("blur")
    assert settings_file.load(settings.path).blur
    window.session.actions.trigger("blur")
    assert not settings_file.load(settings.path).blur


def test_what_leaves_is_never_blurred(window: MainWindow) -> None:
    plain = dict(window.session.draft)
    window.session.actions.trigger("blur")
    window.session.take_exhibit("evidence")
    exhibit = window.session.draft["exhibits"][0]
    assert "adjustments" not in exhibit
    assert "blur" not in str(window.session.draft).lower()
    assert "exhibits" not in plain


def harsh(*words: str) -> list[dict[str, Any]]:
    docs = [dict(doc) for doc in queue_docs()]
    for doc in docs:
        if doc["id"] == FIRST:
            doc["evidence"] = [{**each, "sensitive": list(words)} if each["id"] == "E1" else each
                               for each in doc["evidence"]]  # fmt: skip
    return docs


@pytest.mark.parametrize(
    ("words", "said"),
    [(("violence",), "May show violence · hold H to look"), (("minor", "nudity"), "May show nudity, a minor")],
)
def test_what_is_harsh_starts_blurred_and_says_how_to_look(
    session: Session, desk: FakeDesk, settle: Settle, words: tuple[str, ...], said: str
) -> None:
    for doc in harsh(*words):
        desk.add(doc)
    veil = veil_of(session)
    session.open_case(FIRST)
    settle()
    assert session.opened is not None
    first, second = session.opened.item("E1"), session.opened.item("E2")
    assert said in veil.words(first)
    assert not veil.covers(second)
    veil.hold()
    assert veil.words(first) == ""
    veil.release()
    assert veil.covers(first)


def test_an_address_is_no_reason(session: Session, desk: FakeDesk, settle: Settle) -> None:
    for doc in harsh("address", "face", "bank"):
        desk.add(doc)
    session.open_case(FIRST)
    settle()
    assert session.opened is not None
    assert not veil_of(session).covers(session.opened.item("E1"))


def test_a_session_has_one_veil(session: Session) -> None:
    assert veil_of(session) is veil_of(session)
    assert len(session.findChildren(Veil)) == 1


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (2, 3000), (640, 480)])
def test_a_picture_of_any_shape_is_blurred(size: tuple[int, int]) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(0xFF2040)
    blurred = veiled(image)
    assert not blurred.isNull()
    colour = blurred.pixelColor(0, 0)
    assert colour.red() == colour.green() == colour.blue()


def test_the_preview_beside_the_queue_is_blurred_too(window: MainWindow, qtbot: QtBot) -> None:
    window.session.close_case()
    settle(qtbot, window)
    pictures = window.queue.preview.pictures
    qtbot.waitUntil(lambda: pictures["evidence"]._image is not None, timeout=5000)
    settle(qtbot, window)
    side = pictures["evidence"]
    head = QRect(0, 4, side.width(), 24)
    before = pixels(side, head)
    window.session.actions.trigger("blur")
    assert np.array_equal(pixels(side, head), before), "the picture alone is blurred"
    assert is_grey(pixels(side, QRect(0, 60, side.width(), side.height() // 3)), 10)
    assert pictures["listing"]._covered == ""
    veil_of(window.session).hold()
    assert side._covered == ""
    veil_of(window.session).release()
    assert "hold H" in side._covered
