"""A film in the left pane: how it gets there, whose film the keys move, its bar, and how the tie is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.case_view import CaseView

CASE = "AE-2026-000123"
Settle = Callable[[], None]
Key, No, Shift = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
SELLERS = {"id": "E6", "from": "seller", "kind": "video", "path": "media/packing.mp4",
           "submitted_at": "2026-11-07T08:00:00Z"}  # fmt: skip


@pytest.fixture
def desk() -> FakeDesk:
    doc = rich_doc()
    doc["evidence"].append(SELLERS)
    return FakeDesk([doc])


@pytest.fixture
def case(qtbot: QtBot, session: Session, settle: Settle) -> CaseView:
    """The seller's film at the left, the buyer's at the right."""
    made = CaseView(session)
    qtbot.addWidget(made)
    session.actions.attach(made)
    for scope in ("picture", "case"):
        session.actions.set_scope(scope, True)
    made.resize(1440, 860)
    made.show()
    session.open_case(CASE)
    settle()
    session.show("listing", "E6")
    session.show("evidence", "E4")
    settle()
    return made


def at(session: Session) -> tuple[str, str]:
    return tuple(f"{s.item.id}@{s.index}" for s in session.shown.values() if s is not None)  # type: ignore[return-value]


def press(case: CaseView, key: Qt.Key, modifier: Qt.KeyboardModifier = No) -> None:
    QTest.keyClick(case.compare.pane.canvas, key, modifier)


# --- how it gets there ------------------------------------------------------------------------------------------------


def test_p_shows_the_file_in_the_other_pane_at_its_frame(case: CaseView, session: Session, settle: Settle) -> None:
    session.show("evidence", "E4", index=12)
    press(case, Key.Key_P)
    settle()
    assert at(session) == ("E4@12", "E4@12")
    case.compare.work_in("listing")
    session.show("listing", "E6", index=7)
    press(case, Key.Key_P)
    settle()
    assert at(session) == ("E6@7", "E6@7")


def test_listing_photos_stay_at_the_left(case: CaseView, session: Session) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    session.show("listing", "L1")
    case.compare.work_in("listing")
    press(case, Key.Key_P)
    assert said == ["Photos of the listing stay in the left pane."]
    assert session.shown["evidence"] is not None
    assert session.shown["evidence"].item.id == "E4"


def test_the_tray_puts_evidence_to_the_left_by_key_click_and_menu(case: CaseView, session: Session) -> None:
    tray = case.tray
    row = tray.tray.row_of("E1") or 0
    place = tray.visualRect(tray.tray.index(row)).center()
    QTest.mouseClick(tray.viewport(), Qt.MouseButton.LeftButton, Shift, place)
    assert session.shown["listing"] is not None
    assert session.shown["listing"].item.id == "E1"
    tray.setCurrentIndex(tray.tray.index(tray.tray.row_of("E6") or 0))
    QTest.keyClick(tray, Key.Key_Return, Shift)
    assert session.shown["listing"].item.id == "E6"
    QTest.keyClick(tray, Key.Key_Return)
    assert [each.item.id for each in session.shown.values() if each is not None] == ["E6", "E6"]
    tray.offer(tray.tray.index(row), QPoint(0, 0))
    (menu,) = (each for each in tray.findChildren(QMenu) if each.isVisible())
    left, right = menu.actions()
    assert (left.text(), right.text()) == ("Show in the left pane", "Show in the right pane")
    left.trigger()
    assert session.shown["listing"].item.id == "E1"
    menu.close()
    tray.offer(tray.tray.index(tray.tray.row_of("L1") or 0), QPoint(0, 0))
    assert not [each for each in tray.findChildren(QMenu) if each.isVisible()], "a listing photo has one place"


def test_what_is_not_known_on_the_left_stays_as_it_was_by_number(case: CaseView, session: Session) -> None:
    press(case, Key.Key_2)
    assert session.shown["listing"] is not None
    assert session.shown["listing"].item.id == "L2"
    assert case.beside.bar.isHidden()


# --- whose film the keys move -----------------------------------------------------------------------------------------


def test_keys_move_the_film_of_the_pane_that_is_worked_in(case: CaseView, session: Session) -> None:
    press(case, Key.Key_Period)
    assert at(session) == ("E6@0", "E4@1")
    press(case, Key.Key_P, Shift)
    assert case.compare.active == "listing"
    press(case, Key.Key_Period)
    press(case, Key.Key_Right)
    assert at(session) == ("E6@2", "E4@1")
    press(case, Key.Key_Comma)
    assert at(session) == ("E6@1", "E4@1")
    press(case, Key.Key_L)
    assert [case.beside.player.speed, case.strip.player.speed] == [1, 0]
    press(case, Key.Key_K)
    assert case.beside.player.speed == 0
    press(case, Key.Key_P, Shift)
    press(case, Key.Key_Space)
    assert [case.beside.player.speed, case.strip.player.speed] == [0, 1]
    press(case, Key.Key_Space)


def test_where_the_pane_shows_no_film_keys_move_the_other_one(case: CaseView, session: Session) -> None:
    session.show("evidence", "E1")
    assert case.strip.isHidden()
    press(case, Key.Key_Period)
    left = session.shown["listing"]
    assert left is not None
    assert left.index == 1
    assert not session.actions.action("video.mark").isEnabled(), "there is no strip"
    session.show("listing", "L1")
    assert not session.actions.action("frame.next").isEnabled()


def test_the_buttons_of_the_strip_mean_its_film(case: CaseView) -> None:
    case.compare.work_in("listing")
    QTest.mouseClick(case.strip.play, Qt.MouseButton.LeftButton)
    assert [case.beside.player.speed, case.strip.player.speed] == [0, 1]
    assert case.compare.active == "evidence"
    case.strip.player.pause()
    QTest.mouseClick(case.beside.bar.play, Qt.MouseButton.LeftButton)
    assert [case.beside.player.speed, case.strip.player.speed] == [1, 0]
    assert case.compare.active == "listing"
    case.beside.player.pause()


def test_a_place_is_typed_for_the_left_film_in_its_own_bar(case: CaseView, session: Session) -> None:
    case.compare.work_in("listing")
    press(case, Key.Key_G)
    field = case.beside.bar.goto
    assert field.isVisible()
    assert not case.strip.goto.isVisible()
    QTest.keyClicks(field, "f33")
    QTest.keyClick(field, Key.Key_Return)
    assert at(session) == ("E6@33", "E4@0")
    assert case.compare.panes["listing"].canvas.hasFocus()


# --- the bar ----------------------------------------------------------------------------------------------------------


def test_the_bar_says_time_and_frame_and_goes_where_it_is_clicked_and_dragged(
    case: CaseView, session: Session, settle: Settle
) -> None:
    bar, line = case.beside.bar, case.beside.bar.line
    assert bar.isVisible()
    session.show("listing", "E6", index=673)
    assert bar.time.text() == "0:22.433 · f673"
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() // 2, 9))
    assert abs(case.beside.player.number - 375) <= 1
    assert case.compare.active == "listing"
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(10, 9))
    QTest.mouseMove(line, QPoint(line.width() // 4, 9))
    settle()
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() // 4, 9))
    assert abs(case.beside.player.number - 187) <= 2
    line.setFocus()
    QTest.keyClick(line, Key.Key_End)
    assert case.beside.player.number == 749
    QTest.keyClick(line, Key.Key_Home)
    assert case.beside.player.number == 0


def test_an_exhibit_of_the_left_film_is_of_the_left_frame(case: CaseView, session: Session) -> None:
    session.show("listing", "E6", index=40)
    case.compare.work_in("listing")
    press(case, Key.Key_X)
    (exhibit,) = session.draft["exhibits"]
    assert (exhibit["source"], exhibit["pts"]) == ("E6", 40 * 512)


# --- the tie ----------------------------------------------------------------------------------------------------------


def tie(case: CaseView, session: Session, settle: Settle) -> None:
    session.show("listing", "E6", index=93)
    session.show("evidence", "E4", index=673)
    press(case, Key.Key_T, Shift)
    settle()


def test_one_key_ties_and_the_bar_says_so(case: CaseView, session: Session, settle: Settle) -> None:
    bar = case.beside.bar
    assert (bar.tie.text(), bar.event_.isHidden()) == ("Tie here", True)
    tie(case, session, settle)
    assert bar.event_.caption() == "tied at 0:03.1 ↔ 0:22.4"
    assert (bar.tie.text(), bar.tie.isChecked()) == ("Untie", True)
    press(case, Key.Key_Period)
    settle()
    assert at(session) == ("E6@94", "E4@674")
    case.strip.board.wanted.emit(680)
    settle()
    assert at(session) == ("E6@100", "E4@680"), "the storyboard takes the other along"
    press(case, Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert at(session) == ("E6@101", "E4@680")
    press(case, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert at(session) == ("E6@94", "E4@673")
    QTest.mouseClick(bar.tie, Qt.MouseButton.LeftButton)
    assert (bar.tie.text(), bar.tie.isChecked(), bar.event_.isHidden()) == ("Tie here", False, True)
    assert not session.actions.action("tie.on").isEnabled()


def test_a_film_that_has_not_begun_is_said(case: CaseView, session: Session, settle: Settle) -> None:
    tie(case, session, settle)
    case.strip.player.seek(500)
    settle()
    assert at(session)[0] == "E6@0"
    assert case.beside.bar.apart.whole() == "E6: 2.7 s before its beginning"


def test_the_same_file_beside_itself_can_be_tied_before_and_after(
    case: CaseView, session: Session, settle: Settle
) -> None:
    press(case, Key.Key_P)
    session.show("evidence", "E4", index=300)
    press(case, Key.Key_T, Shift)
    press(case, Key.Key_Period)
    settle()
    assert at(session) == ("E4@1", "E4@301")
    session.show("listing", "E6")
    settle()
    session.show("evidence", "E4", index=410)
    press(case, Key.Key_P)
    settle()
    assert at(session) == ("E4@110", "E4@410"), "the pane that is worked in stays, the other comes along"


def test_one_over_the_other_the_two_are_stepped_together_and_aligned_frame_by_frame(
    case: CaseView, session: Session, settle: Settle
) -> None:
    tie(case, session, settle)
    looking = case.compare.looking
    looking._rested.setInterval(10**6)  # nor does it by itself, until it was looked at for a while
    press(case, Key.Key_A)
    settle()
    assert looking.aligner.alignment is not None
    first = looking.aligner.pair
    press(case, Key.Key_W)
    bar = case.beside.bar
    assert bar.isVisible(), "it stands below the picture that it is laid over"
    assert case.compare.panes["evidence"].isAncestorOf(bar)
    assert bar.name.text() == "E6"
    press(case, Key.Key_Period)
    settle()
    assert at(session) == ("E6@94", "E4@674")
    assert looking.aligner.pair != first
    assert looking.aligner.alignment is None, "what was found of other frames is not passed off as theirs"
    assert (looking.laid.party, looking.laid.name) == ("seller", "E6")
    press(case, Key.Key_Comma)
    settle()
    assert (looking.aligner.pair, looking.aligner.alignment is not None) == (first, True)
    press(case, Key.Key_P, Shift)
    assert case.compare.active == "evidence", "there is no other pane now"
    press(case, Key.Key_V)
    assert case.compare.panes["listing"].isAncestorOf(bar)
    assert bar.name.isHidden()


def test_what_is_blurred_at_the_left_is_blurred_where_it_is_laid_over(
    case: CaseView, session: Session, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.veil import veil_of

    veil = veil_of(session)
    monkeypatch.setattr(veil, "_harsh", lambda item, _opened: ["violence"] if item.id == "E6" else [])
    veil.changed.emit()
    canvas = case.compare.panes["evidence"].canvas
    assert not canvas._veil
    press(case, Key.Key_W)
    settle()
    assert "violence" in canvas._veil
    press(case, Key.Key_V)
    assert not canvas._veil
