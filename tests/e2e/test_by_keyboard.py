"""The whole job in the real window, by keyboard only: queue, case, frame, exhibit, partial refund, Decide, PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from moderator.desk import make_library, open_desk
from moderator.settings import Settings
from ui.app import make_window
from ui.demo import CASES, STARTS
from ui.views.clause_chooser import ClauseCard
from ui.views.export_form import ExportForm
from ui.views.main_window import MainWindow
from ui.views.strip import Strip

CASE = "AE-2026-000123"
Key, No, Alt, Ctrl, Shift = (
    Qt.Key,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class Keyboard:
    """Fingers on the window; everything goes to the widget that has the focus, as the system would send it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.session, self._bot = window, window.session, qtbot

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = No, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.target(), key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.target(), text)

    def target(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def until(self, ready: Callable[[], bool]) -> None:
        self._bot.waitUntil(ready, timeout=60_000)


@pytest.fixture
def keyboard(tmp_path: Path, qtbot: QtBot) -> Iterator[Keyboard]:
    make_library(tmp_path / "library", "e2e", demo_starts=STARTS)
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    packs = [CASES / f"{case}.casepack" for case in (CASE, "AE-2026-000131")]
    assert [row.status for row in desk.import_packs(packs)] == ["imported", "imported"]
    window = make_window(desk, Settings(tmp_path / "settings.json"))
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    yield Keyboard(window, qtbot)
    window.close()
    window.deleteLater()


def test_from_the_queue_to_the_pdf_without_a_mouse(keyboard: Keyboard, tmp_path: Path) -> None:
    session = keyboard.session
    keyboard.until(lambda: len(session.rows) == 2 and keyboard.window.queue.list.hasFocus())
    keyboard.press(Key.Key_Return)
    keyboard.until(lambda: session.opened is not None)
    take_the_frame(keyboard)
    refund_a_part(keyboard)
    answer(keyboard)
    choose_the_clause(keyboard)
    keyboard.press(Key.Key_S, Alt)
    keyboard.type("The glass is cracked (X1), but the watch runs: 70 % of its price is refunded.")
    keyboard.until(lambda: session.problems == ())  # the cited film is looked at behind what the panes wait for
    keyboard.press(Key.Key_Return, Ctrl)
    keyboard.until(lambda: session.opened is not None and session.opened.status == "decided")
    session.desk.put_clock_ahead(timedelta(minutes=11))  # until then nothing leaves the library
    text = export(keyboard, tmp_path / "out")
    assert "The buyer gets US$ 15.33 of the US$ 23.90 asked." in text
    assert "cracked (X1), but the watch runs" in text
    assert "344064 × 1/15360" in text


def hear(keyboard: Keyboard) -> None:
    """The sound is off, and S lets it be heard where there is something to hear with: here there may be nothing."""
    strip = keyboard.window.findChild(Strip)
    assert strip is not None
    assert [strip.sound.state] == ["muted"]
    keyboard.press(Key.Key_S)
    keyboard.until(lambda: strip.sound.state in ("heard", "no device"))
    if strip.sound.state == "heard":
        keyboard.press(Key.Key_S)
        keyboard.until(lambda: strip.sound.state == "muted")


def take_the_frame(keyboard: Keyboard) -> None:
    session = keyboard.session
    keyboard.press(Key.Key_4, Shift)
    keyboard.until(lambda: _pts(keyboard) == 0)
    tie_to_itself(keyboard)
    keyboard.press(Key.Key_G)
    keyboard.type("22.4")
    keyboard.press(Key.Key_Return)
    keyboard.until(lambda: _pts(keyboard) == 344_064)
    keyboard.press(Key.Key_Period)
    keyboard.until(lambda: _pts(keyboard) == 344_576)
    keyboard.press(Key.Key_Comma)
    keyboard.until(lambda: _pts(keyboard) == 344_064)
    keyboard.press(Key.Key_Period, Ctrl)
    keyboard.until(lambda: _pts(keyboard) == 344_064 + 15_360)
    keyboard.press(Key.Key_Comma, Ctrl)
    keyboard.until(lambda: _pts(keyboard) == 344_064)
    hear(keyboard)
    compare(keyboard)
    keyboard.press(Key.Key_X)
    assert [(x["id"], x["source"], x["pts"], x["time_base"]) for x in session.draft["exhibits"]] == [
        ("X1", "E4", 344_064, "1/15360")
    ]


def tie_to_itself(keyboard: Keyboard) -> None:
    """The film beside itself, its beginning tied to the tenth second: they step together; then the listing again."""
    keyboard.press(Key.Key_P)
    keyboard.until(lambda: _left(keyboard) == ("E4", 0))
    keyboard.press(Key.Key_G)
    keyboard.type("10")
    keyboard.press(Key.Key_Return)
    keyboard.until(lambda: _pts(keyboard) == 153_600)
    keyboard.press(Key.Key_T, Shift)
    keyboard.press(Key.Key_Period)
    keyboard.until(lambda: (_left(keyboard), _pts(keyboard)) == (("E4", 512), 154_112))
    keyboard.press(Key.Key_1)
    assert _left(keyboard) == ("L1", None)
    (tie,) = keyboard.session.draft["ties"]
    assert [tie[end]["pts"] for end in ("left", "right")] == [0, 153_600]


def _left(keyboard: Keyboard) -> tuple[str, int | None]:
    shown = keyboard.session.shown["listing"]
    return (shown.item.id, shown.pts) if shown is not None else ("", None)


def compare(keyboard: Keyboard) -> None:
    """The frame under the listing's photo: aligned, wiped, where it differs, and back."""
    assert keyboard.window.case is not None
    looking = keyboard.window.case.compare.looking
    keyboard.press(Key.Key_A)
    keyboard.until(lambda: looking.aligner.alignment is not None and not looking.aligner.running)
    assert looking.aligner.matrix() is not None
    keyboard.press(Key.Key_W)
    keyboard.press(Key.Key_Right, Shift, times=5)
    assert (looking.mode, round(looking.wipe.at.x(), 2)) == ("wipe", 0.6)
    keyboard.press(Key.Key_D)
    keyboard.until(lambda: looking.difference.found is not None)
    keyboard.press(Key.Key_Down, Shift)
    assert looking.difference.chosen == 0, "the cracked glass differs from the listing's"
    keyboard.press(Key.Key_V)
    assert looking.mode == "side"


def _pts(keyboard: Keyboard) -> int | None:
    shown = keyboard.session.shown["evidence"]
    return shown.pts if shown is not None and shown.item.id == "E4" else None


def refund_a_part(keyboard: Keyboard) -> None:
    keyboard.press(Key.Key_2, Alt)
    assert keyboard.session.draft["outcome"] == "partial-refund"
    keyboard.press(Key.Key_M, Alt)
    keyboard.type("70%")
    keyboard.press(Key.Key_Tab)
    (line,) = keyboard.session.draft["refund"]["lines"]
    assert (line["amount"], line["method"], line["percent"]) == ("15.33", "percent", "70")


def answer(keyboard: Keyboard) -> None:
    """Y on every question, whose exhibit the current one becomes; a reason for what is not relied on."""
    session = keyboard.session
    assert session.opened is not None
    questions = len(session.opened.policy_for("damaged").requirements)
    keyboard.press(Key.Key_Down, Ctrl)
    for _ in range(questions):
        keyboard.press(Key.Key_Y)
        finding = session.draft["findings"][-1]
        if not finding.get("exhibits"):
            keyboard.press(Key.Key_X)
        keyboard.press(Key.Key_Down, Ctrl)
    for _ in range(4):
        left = [p for p in session.problems if p.code == "unmentioned"]
        if not left:
            break
        assert isinstance(QApplication.focusWidget(), QLineEdit)
        keyboard.type("shows nothing that X1 does not show")
        keyboard.press(Key.Key_Down, Ctrl)
    assert not [p for p in session.problems if p.code in ("finding", "unmentioned", "ungrounded")]


def choose_the_clause(keyboard: Keyboard) -> None:
    keyboard.press(Key.Key_C, Alt)
    keyboard.until(lambda: isinstance(QApplication.focusWidget(), ClauseCard))
    keyboard.press(Key.Key_Return)
    keyboard.until(lambda: keyboard.session.draft.get("clause") == "damaged.2")
    keyboard.window.activateWindow()  # what a window manager does when a dialog closes; offscreen has none
    keyboard.until(keyboard.window.isActiveWindow)


def export(keyboard: Keyboard, out: Path) -> str:
    """Ctrl+E, Enter for the parties' edition, the folder's name, Enter; the text of the PDF that is there then."""
    out.mkdir()
    found: list[object] = []
    keyboard.session.exported.connect(found.append)
    keyboard.press(Key.Key_E, Ctrl)
    keyboard.until(lambda: isinstance(QApplication.activeWindow(), ExportForm))
    keyboard.press(Key.Key_Return)
    keyboard.until(lambda: isinstance(QApplication.activeWindow(), QFileDialog))
    keyboard.type(str(out))
    keyboard.press(Key.Key_Return)
    keyboard.until(lambda: bool(found))
    pages = PdfReader(out / f"{CASE}.pdf").pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
