"""The window at the fake desk: queue by keyboard, case, sides, palette, deciding, importing, what it remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from moderator import settings as settings_file
from moderator.domain.queue import Filter
from moderator.settings import Settings
from tests.fakes import FakeDesk, good_verdict
from ui import theme
from ui.actions import VERBS
from ui.app import make_window
from ui.views.dialogs import packs_in
from ui.views.main_window import MainWindow
from ui.views.papers import file_height
from ui.views.results import Results

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Key, Mod = Qt.Key, Qt.KeyboardModifier
Settle = Callable[[], None]


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: FakeDesk, settings: Settings) -> Iterator[MainWindow]:
    """The whole window, shown, its queue read."""
    theme.apply(qapp, "light")
    made = make_window(cast(Any, desk), settings)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: "queue" in desk.seen and made.session.tasks.pending == 0, timeout=5000)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def settled(qtbot: QtBot, window: MainWindow) -> Settle:
    def wait() -> None:
        qtbot.waitUntil(lambda: window.session.tasks.pending == 0, timeout=5000)

    return wait


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Mod.NoModifier) -> None:
    """The key goes where a person's would: to whatever has the focus."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def write(text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, text)


def shown_case(window: MainWindow) -> str:
    return window.session.opened.case.id if window.session.opened is not None else ""


def test_the_queue_is_worked_by_keyboard(window: MainWindow, settled: Settle) -> None:
    assert window.queue.list.hasFocus()
    press(window, Key.Key_Down)
    press(window, Key.Key_Return)
    settled()
    assert shown_case(window) == SECOND
    press(window, Key.Key_Right, Mod.ControlModifier)
    settled()
    assert shown_case(window) == "AE-2026-000127"
    press(window, Key.Key_W, Mod.ControlModifier)
    assert shown_case(window) == ""
    assert window.queue.list.hasFocus()


def test_every_verb_of_the_table_does_something(window: MainWindow, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    assert window.session.actions.unheard == ()
    assert {verb.name for verb in VERBS} == set(window.session.actions.verbs)


def test_with_a_case_open_the_queue_is_a_rail_and_q_widens_it(window: MainWindow, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    assert window.rail is not None
    assert window.case is not None
    assert (window.rail.isVisible(), window.queue.isVisible()) == (True, False)
    press(window, Key.Key_Q)
    assert (window.rail.isVisible(), window.queue.isVisible()) == (False, True)
    assert window.queue.list.hasFocus()
    press(window, Key.Key_Down)
    press(window, Key.Key_Return)
    settled()
    assert shown_case(window) == SECOND
    assert window.queue.isVisible(), "the queue stays as wide as it was made"
    press(window, Key.Key_Q)
    assert (window.rail.isVisible(), window.queue.isVisible()) == (True, False)


def test_a_click_in_the_rail_opens(window: MainWindow, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    assert window.rail is not None
    spot = window.rail.list.visualRect(window.model.index(2)).center()
    QTest.mouseClick(window.rail.list.viewport(), Qt.MouseButton.LeftButton, Mod.NoModifier, spot)
    settled()
    assert shown_case(window) == "AE-2026-000127"


def test_both_sides_hide_with_one_key(window: MainWindow, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    assert window.rail is not None
    assert window.case is not None
    before = window.case.compare.width()
    press(window, Key.Key_F9)
    assert (window.rail.isVisible(), window.case.side.isVisible()) == (False, False)
    QApplication.processEvents()
    assert window.case.compare.width() > before + 300
    press(window, Key.Key_F9)
    assert (window.rail.isVisible(), window.case.side.isVisible()) == (True, True)


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080), (3840, 2160)])
def test_it_fits_from_1280_to_4k(window: MainWindow, settled: Settle, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.session.open_case(FIRST)
    settled()
    QApplication.processEvents()
    assert (window.width(), window.height()) == size, "nothing inside asks for more room"
    assert window.case is not None
    panes = 440 if size[0] == 1280 else 960
    assert window.case.compare.width() >= panes
    assert window.case.verdict.mapTo(window, window.case.verdict.rect().bottomRight()).y() <= size[1]


def test_the_bar_says_where_one_is(window: MainWindow, settled: Settle) -> None:
    assert label(window.bar, "Queue · 9 open")
    window.session.open_case(FIRST)
    settled()
    assert label(window.bar, "AE-2026-000123 · damaged · Norvane Chrono 40 wrist watch")
    assert window.windowTitle() == "AE-2026-000123 – Moderator"


def test_the_palette_opens_a_case(window: MainWindow, settled: Settle) -> None:
    press(window, Key.Key_K, Mod.ControlModifier)
    write("charged twice")
    press(window, Key.Key_Return)
    settled()
    assert shown_case(window) == "AE-2026-000152"


def test_the_palette_does_a_verb_and_shows_its_key(window: MainWindow, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    press(window, Key.Key_K, Mod.ControlModifier)
    write("original or")
    palette = window.dialogs.palette_panel
    entry = palette.model.at(0)
    assert entry is not None
    assert (entry.name, entry.cap) == ("text.translation", "T")
    press(window, Key.Key_Return)
    assert not window.session.translated
    assert not palette.isVisible()


def test_the_palette_finds_files_and_exhibits_of_the_case(window: MainWindow, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    window.session.take_exhibit(note="crack across the glass")
    window.session.show("evidence", "E2")
    press(window, Key.Key_K, Mod.ControlModifier)
    write("crack")
    press(window, Key.Key_Return)
    shown = window.session.shown["evidence"]
    assert shown is not None
    assert shown.item.id == "E1"


def test_escape_closes_palette_and_key_sheet(window: MainWindow) -> None:
    press(window, Key.Key_K, Mod.ControlModifier)
    press(window, Key.Key_Escape)
    assert not window.dialogs.palette_panel.isVisible()
    assert window.queue.list.hasFocus()
    press(window, Key.Key_Question)
    assert window.dialogs.key_sheet.isVisible()
    press(window, Key.Key_Escape)
    assert not window.dialogs.key_sheet.isVisible()
    assert window.queue.list.hasFocus()


def test_search_narrows_the_queue_while_letters_stay_letters(window: MainWindow, settled: Settle) -> None:
    press(window, Key.Key_Slash)
    write("empty q")
    assert window.queue.search.text() == "empty q"
    press(window, Key.Key_Backspace)
    settled()
    assert [case_id[-3:] for case_id in window.model.ids()] == ["118"]
    press(window, Key.Key_Return)
    assert window.queue.list.hasFocus()
    press(window, Key.Key_Escape)
    settled()
    assert window.model.rowCount() == 9


def test_filters_change_the_list_and_what_next_means(window: MainWindow, settled: Settle) -> None:
    window.queue.set_filter(Filter(reasons=frozenset({"not-received"})))
    settled()
    assert [case_id[-3:] for case_id in window.session.order] == ["131", "118", "160"]
    assert window.session.next_id("AE-2026-000131") == "AE-2026-000118"


def test_the_preview_shows_both_sides_and_no_reputation(window: MainWindow, qtbot: QtBot, settled: Settle) -> None:
    qtbot.waitUntil(lambda: label(window.queue.preview, "Checked before dispatch; the packaging was sound."))
    settled()
    text = " ".join(each.text() for each in window.queue.preview.findChildren(QLabel))
    assert "partial refund US$ 5.00" in text
    assert "delivered 4 Nov" in text
    for reputation in ("4.7", "91234", "812", "rating", "disputes"):
        assert reputation not in text


def test_a_picture_that_cannot_be_shown_says_why(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    doc = dict(desk.docs[FIRST], id="AE-1", decision_due_at="2026-11-01T00:00:00Z")
    doc["evidence"] = [{**doc["evidence"][0], "path": "media/broken.jpg"}]
    desk.add(doc)
    window.session.refresh()
    qtbot.waitUntil(lambda: window.model.row_of("AE-1") >= 0)
    window.queue.choose_case("AE-1")
    pictures = window.queue.preview.pictures
    qtbot.waitUntil(lambda: "cut off" in pictures["evidence"].said)


def test_deciding_offers_the_next_case_and_taking_back(window: MainWindow, desk: FakeDesk, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    window.session.edit("All", lambda doc: doc.update(good_verdict(desk, FIRST)))
    press(window, Key.Key_Return, Mod.ControlModifier)
    settled()
    assert window.dialogs.line.text == "AE-2026-000123 is decided: no refund."
    assert label(window.status, "AE-…123, US$ 0.00, 10:00 left")
    assert label(window.status, "8 open · 1 due today")
    press(window, Key.Key_Z, Mod.ControlModifier | Mod.AltModifier)
    settled()
    assert label(window.status, "9 open · 2 due today")
    assert "taken back" in window.dialogs.line.text


def test_taking_back_ends_with_its_time(window: MainWindow, desk: FakeDesk, settled: Settle) -> None:
    desk.decide(FIRST, good_verdict(desk, FIRST))
    window.session.refresh()
    settled()
    assert window.session.actions.action("verdict.withdraw").isEnabled()
    desk.time += timedelta(minutes=11)
    window.session.refresh()
    settled()
    assert not window.session.actions.action("verdict.withdraw").isEnabled()


def test_packs_are_dropped_onto_the_window(window: MainWindow, desk: FakeDesk, tmp_path: Path, settled: Settle) -> None:
    (tmp_path / "AE-7.casepack").touch()
    (tmp_path / "bad.casepack").touch()
    (tmp_path / "notes.txt").touch()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(each)) for each in sorted(tmp_path.iterdir())])
    copy = Qt.DropAction.CopyAction
    event = QDropEvent(QPointF(100, 100), copy, data, Qt.MouseButton.LeftButton, Mod.NoModifier)
    window.dropEvent(event)
    settled()
    assert "AE-7" in desk.docs
    dialog = window.findChild(Results)
    assert dialog is not None
    assert "bad.casepack" in dialog.details.toPlainText()
    assert "differs" in dialog.details.toPlainText()
    assert "AE-7" not in dialog.details.toPlainText()
    dialog.reject()


def test_a_folder_full_of_packs_is_imported_whole(tmp_path: Path) -> None:
    for name in ("AE-8.casepack", "AE-9.casepack", "notes.txt"):
        (tmp_path / name).touch()
    bag = tmp_path / "AE-10.casepack"
    bag.mkdir()
    (bag / "bagit.txt").touch()
    assert [pack.name for pack in packs_in(tmp_path)] == ["AE-10.casepack", "AE-8.casepack", "AE-9.casepack"]
    assert packs_in(bag) == [bag]
    (tmp_path / "empty").mkdir()
    assert packs_in(tmp_path / "empty") == [tmp_path / "empty"], "the desk says what is wrong with it"


def test_quiet_messages_stand_in_the_status_line_loud_ones_over_the_window(window: MainWindow) -> None:
    window.session.message.emit("E1 taken as exhibit X1.", "plain")
    assert label(window.status, "E1 taken as exhibit X1.")
    assert window.dialogs.line.text == ""
    window.session.message.emit("The disk is full.", "bad")
    assert window.dialogs.line.text == "The disk is full."


def test_the_theme_is_switched_and_kept(window: MainWindow, settings: Settings) -> None:
    window.session.actions.trigger("theme.dark")
    assert theme.tokens() is theme.DARK
    assert '"dark"' in settings.path.read_text("utf-8")


def test_the_name_is_changed_for_desk_bar_and_settings(window: MainWindow, desk: FakeDesk, settings: Settings) -> None:
    window.session.set_moderator("  J. Ortiz ")
    assert (desk.moderator, settings.moderator) == ("J. Ortiz", "J. Ortiz")
    assert window.bar.name.caption() == "J. Ortiz"


def test_it_remembers_where_things_stood(window: MainWindow, settings: Settings, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    assert window.case is not None
    window.case.splitter.setSizes([900, 480])
    window.close()
    kept = settings_file.load(settings.path).layout
    assert {"geometry", "queue", "case"} <= set(kept)
    assert "papers" not in kept, "nobody moved that line: it goes on following the window"


@pytest.mark.parametrize(("height", "file"), [(620, 150), (700, 152), (830, 282), (1010, 454), (2000, 900)])
def test_the_verdict_gets_the_height_that_it_needs(height: int, file: int) -> None:
    assert file_height(height) == file


def test_a_damaged_settings_file_is_said(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    theme.apply(qapp, "light")
    made = make_window(cast(Any, FakeDesk([])), settings_file.load(tmp_path / "settings.json"))
    made.show()
    qtbot.waitUntil(lambda: "damaged" in made.dialogs.line.text)
    made.close()
    made.deleteLater()


def test_every_control_has_an_accessible_name(window: MainWindow, settled: Settle) -> None:
    window.session.open_case(FIRST)
    settled()
    window.dialogs.palette()
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not str(widget.property("text") or "")
        and not widget.objectName().startswith("qt_")
        and type(widget) is not QWidget
    ]
    assert nameless == []


def label(widget: QWidget, text: str) -> bool:
    """Whether one of the labels inside says just this."""
    found = [each.accessibleName() or each.text() for each in widget.findChildren(QLabel)]
    return text in found or text in [each.text() for each in widget.findChildren(QLabel)]


def test_the_screen_of_a_case_is_built_ahead_a_part_at_a_time(
    window: MainWindow, settled: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.views.case_view import CaseView

    qtbot.waitUntil(lambda: hasattr(window._coming, "papers"), timeout=10_000)
    coming = window._coming
    assert coming in ahead()
    monkeypatch.setattr(CaseView, "_parts", None)  # opening a case must not need to build anything
    assert window.case is None
    window.session.open_case(FIRST)
    settled()
    assert window.case is coming
    assert window.case.isVisible()


def ahead() -> list[QWidget]:
    """The screens of a case that stand in no window yet."""
    from ui.views.case_view import CaseView

    return [each for each in QApplication.allWidgets() if isinstance(each, CaseView) and each.parent() is None]
