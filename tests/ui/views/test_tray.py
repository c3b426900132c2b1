"""The tray at a session: keys, clicks, and thumbnails of good and bad files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes import FakeDesk
from ui.models.tray_model import Look, Role
from ui.session import Session
from ui.views.tray import Tray

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]


@pytest.fixture
def tray(qtbot: QtBot, session: Session, settle: Settle) -> Tray:
    made = Tray(session)
    qtbot.addWidget(made)
    session.actions.attach(made)
    session.actions.set_scope("picture", True)
    made.resize(1000, 80)
    made.show()
    session.open_case(FIRST)
    settle()
    return made


def shown(session: Session) -> tuple[str, str]:
    return tuple(each.item.id for each in session.shown.values() if each is not None)  # type: ignore[return-value]


def look(tray: Tray, item_id: str) -> Look:
    found = tray.tray.index(tray.tray.row_of(item_id) or 0).data(Role.LOOK)
    assert isinstance(found, Look)
    return found


@pytest.mark.usefixtures("tray")
def test_number_keys_show_what_they_count(session: Session) -> None:
    session.actions.trigger("picture.listing.3")
    session.actions.trigger("picture.evidence.5")
    assert shown(session) == ("L3", "E5")


@pytest.mark.usefixtures("tray")
def test_a_number_too_high_is_said(session: Session) -> None:
    heard: list[str] = []
    session.message.connect(lambda text, _tone: heard.append(text))
    session.actions.trigger("picture.evidence.9")
    assert heard == ["There is no evidence 9."]
    assert shown(session) == ("L1", "E1")


def test_a_click_shows_the_item_in_the_pane_of_its_side(tray: Tray, session: Session) -> None:
    for item_id in ("E4", "L2"):
        rect = tray.visualRect(tray.tray.index(tray.tray.row_of(item_id) or 0))
        QTest.mouseClick(tray.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert shown(session) == ("L2", "E4")


def test_arrows_step_over_the_labels_and_enter_shows(tray: Tray, session: Session) -> None:
    QTest.keyClick(tray, Qt.Key.Key_Home)
    for _ in range(3):
        QTest.keyClick(tray, Qt.Key.Key_Right)
    assert tray.currentIndex().data(Role.ROW).item.id == "E1"
    QTest.keyClick(tray, Qt.Key.Key_Left)
    assert tray.currentIndex().data(Role.ROW).item.id == "L3"
    QTest.keyClick(tray, Qt.Key.Key_Return)
    assert shown(session) == ("L3", "E1")
    QTest.keyClick(tray, Qt.Key.Key_End)
    assert tray.currentIndex().data(Role.ROW).item.id == "E5"


def test_thumbnails_come_with_length_and_pages(tray: Tray) -> None:
    assert look(tray, "E1").image is not None
    assert tray.tray.index(tray.tray.row_of("E4") or 0).data() == "E4 ▶ 0:25"
    assert tray.tray.index(tray.tray.row_of("E3") or 0).data() == "E3 2 p."


def test_what_the_panes_show_is_ringed(tray: Tray, session: Session) -> None:
    session.show("evidence", "E2")
    rows = [tray.tray.index(row) for row in range(tray.tray.rowCount())]
    assert [index.data(Role.ROW).item.id for index in rows if index.data(Role.CHOSEN)] == ["L1", "E2"]


def test_an_unreadable_file_keeps_its_place(qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle) -> None:
    opened = desk.open_case(FIRST)
    item = opened.item("E5")
    assert item is not None
    desk.media.paths[item.sha256] = "broken.jpg"
    tray = Tray(session)
    qtbot.addWidget(tray)
    session.open_case(FIRST)
    settle()
    assert tray.tray.index(tray.tray.row_of("E5") or 0).data() == "E5 unreadable"
    assert look(tray, "E5").image is None
    assert "broken.jpg" in look(tray, "E5").reason


def test_another_case_has_its_own_items(tray: Tray, session: Session, settle: Settle) -> None:
    session.open_case(SECOND)
    settle()
    assert [entry.item.id for entry in tray.tray.entries] == ["L1", "E1"]
    session.close_case()
    assert tray.tray.rowCount() == 0


@pytest.mark.usefixtures("tray")
def test_a_tray_made_with_a_case_open_shows_it(qtbot: QtBot, session: Session, settle: Settle) -> None:
    late = Tray(session)
    qtbot.addWidget(late)
    settle()
    assert len(late.tray.entries) == 8


def test_thumbnails_are_asked_for_at_their_size_and_once(
    tray: Tray, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    for _ in range(2):
        session.open_case(SECOND)
        settle()
        session.open_case(FIRST)
        settle()
    boards = [call for call in desk.media.calls if call[0] == "info" and call[1].endswith("e2.jpg")]
    assert len(boards) == 1
    image = look(tray, "E2").image
    assert image is not None
    assert max(image.width(), image.height()) <= 256


def test_sides_beyond_the_end_stay_in_sight_and_can_be_clicked(tray: Tray) -> None:
    assert tray.beyond() == []
    tray.resize(420, 80)
    assert [group.text for _, _, group in tray.beyond()] == ["BUYER 4", "SELLER 1", "CARRIER 0"][-len(tray.beyond()) :]
    rect, row, group = tray.beyond()[-2]
    assert group.side == "seller"
    QTest.mouseClick(tray.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert tray.viewport().rect().contains(tray.visualRect(tray.tray.index(row)))


def test_what_is_shown_is_whole_in_sight(tray: Tray, session: Session) -> None:
    tray.resize(420, 80)
    for item_id in ("E2", "E4", "E1", "E5"):
        session.show("evidence", item_id)
        rect = tray.visualRect(tray.tray.index(tray.tray.row_of(item_id) or 0))
        assert tray.viewport().rect().contains(rect)
        assert not any(rect.intersects(label) for label, _, _ in tray.beyond())
