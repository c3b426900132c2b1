"""The road in the window: what is on it, what comes back as a second opinion, and how cases leave; by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from moderator.desk.values import Held, OpenCase, RoadOpinion, VerdictRow
from moderator.domain.queue import Ask
from tests.fakes import FakeDesk, good_verdict
from tests.ui.views.test_claim_bar import Desk, words
from ui import theme
from ui.models import road_words
from ui.models.queue_model import details, team
from ui.session import Session
from ui.views.results import Results
from ui.views.road_deeds import RoadDeeds
from ui.views.road_form import RoadForm
from ui.views.two_verdicts import TwoVerdicts

CASE = "AE-2026-000123"
WHY = f"{CASE} was already decided by mod-3 at 2026-11-12T09:40:00Z ({CASE}-v1)."
Settle = Callable[[], None]


@pytest.fixture
def at(qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle) -> Desk:
    return Desk(qtbot, session, desk, settle)


def with_opinions(at: Desk, monkeypatch: pytest.MonkeyPatch, *who: str) -> None:
    """The case stands decided by mod-3; each of these had decided it too, on the road."""
    doc = {**good_verdict(at.desk, CASE), "decided_at": "2026-11-12T09:40:00Z"}
    at.desk.verdicts[CASE] = [VerdictRow("active", {**doc, "id": f"{CASE}-v1", "decided_by": "mod-3"})]
    found = tuple(
        RoadOpinion({**doc, "outcome": "full-refund", "decided_by": name}, WHY, "mod-1", at.desk.time) for name in who
    )
    opened = at.desk.open_case

    def open_case(case_id: str) -> OpenCase:
        return replace(opened(case_id), from_road=found)

    monkeypatch.setattr(at.desk, "open_case", open_case)


def test_a_case_on_the_road_says_until_when_and_is_released_not_taken(at: Desk) -> None:
    until = at.desk.time + timedelta(days=5)
    at.desk.held[CASE] = Held("M. Okafor", until, False, True, road=True)
    at.open()
    assert f"M. Okafor has this case on the road until {until.day} " in at.bar.text.text()
    assert not at.session.actions.action("claim.take").isEnabled(), "what another library decides is not taken over"
    assert at.session.actions.action("claim.free").isEnabled()


def test_a_second_opinion_is_told_and_laid_beside_the_decision(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with_opinions(at, monkeypatch, "<b>mod</b>-9")
    at.open()
    assert at.bar.text.text().startswith("<b>mod</b>-9 decided this case on the road: Full refund")
    assert "already decided by mod-3" in at.bar.text.text()
    at.key(Qt.Key.Key_B)
    dialog = at.dialog(TwoVerdicts)
    assert {each.label for each in dialog.rows if each.differs} == {"Outcome"}
    assert "mod-3 and <b>mod</b>-9 differ in one thing" in words(dialog)
    assert "It does not hold" in words(dialog)
    assert dialog.buttons == {}


def test_of_several_opinions_each_can_be_seen(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with_opinions(at, monkeypatch, "mod-8", "mod-9")
    at.open()
    assert at.bar.text.text().startswith("2 second opinions came from the road, the last by mod-9")
    at.key(Qt.Key.Key_B)
    first = at.dialog(TwoVerdicts)
    assert "mod-3 and mod-9" in words(first)
    first.buttons["next"].click()
    at.qtbot.waitUntil(lambda: "mod-3 and mod-8" in words(at.window.findChildren(TwoVerdicts)[-1]), timeout=3000)


def test_the_queue_marks_who_is_out_and_until_when(desk: FakeDesk) -> None:
    row = desk.queue()[0]
    now = desk.time
    out = replace(row, holder="mod-1", held_until=now + timedelta(days=3), road=True)
    assert team(out, now) == "mod-1, on the road"
    assert details(out, now).endswith(f"on the road until {(now + timedelta(days=3)).day} Nov")
    assert "road" not in details(out, now + timedelta(days=4))


class Road:
    """A window with the deeds alone."""

    def __init__(self, qtbot: QtBot, session: Session, settle: Settle) -> None:
        self.session, self.settle, self.qtbot = session, settle, qtbot
        self.window = QWidget()
        self.deeds = RoadDeeds(session, self.window)
        session.actions.attach(self.window)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.said: list[tuple[str, str]] = []
        session.message.connect(lambda text, tone: self.said.append((text, tone)))


@pytest.fixture
def road(qtbot: QtBot, session: Session, settle: Settle) -> Road:
    return Road(qtbot, session, settle)


def test_cases_leave_by_keyboard(road: Road, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Any] = []

    def checkout(ask: Ask, out: Path, **more: Any) -> dict[str, Any]:
        more["progress"](1, 2)
        seen.append((ask.filter.free, more["most"], more["days"], out.name))
        rows = [{"case": "C-1", "problem": None}, {"case": "C-2", "problem": "mod-8 has C-2"}]
        return {"cases": rows, "until": "2026-12-01T00:00:00Z", "path": str(out)}

    monkeypatch.setattr(desk, "checkout", checkout, raising=False)
    monkeypatch.setattr(road.deeds, "_save", lambda _title, name, then: then(tmp_path / name))
    busy: list[str] = []
    road.session.busy.connect(lambda text, _done, _total: busy.append(text))
    QTest.keyClick(road.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    road.qtbot.waitUntil(lambda: bool(road.window.findChildren(RoadForm)), timeout=3000)
    (form,) = road.window.findChildren(RoadForm)
    form.cases.selectAll()
    QTest.keyClicks(form.cases, "12")
    QTest.keyClick(form.cases, Qt.Key.Key_Return)
    road.settle()
    assert seen == [(True, 12, 7, "road")]
    assert "Packing cases for the road" in busy
    results = next(each for each in road.window.findChildren(Results))
    assert "C-2: mod-8 has C-2" in results.details.toPlainText()


def test_the_numbers_are_seen_in_our_style(qtbot: QtBot, qapp: QApplication) -> None:
    """Without its arrows a number's field had room for nothing."""
    theme.apply(qapp, "light")
    around = QWidget()
    qtbot.addWidget(around)
    form = RoadForm("14 cases", around)
    form.open()
    for box in (form.cases, form.days):
        assert box.lineEdit().width() > box.fontMetrics().horizontalAdvance(box.text())
        assert box.lineEdit().height() >= box.fontMetrics().height()


def test_what_comes_home_is_told(road: Road, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = [{"case": "C-1", "problem": None, "verdicts": [{"id": "v", "became": "verdict", "why": None}]}]
    monkeypatch.setattr(desk, "checkin", lambda _bag, **_more: {"whole": True, "cases": rows}, raising=False)
    road.deeds.come_home_with(tmp_path / "bag")
    road.settle()
    assert road.said == [("Verdicts checked in: holding: 1.", "ok")]
    assert not road.window.findChildren(Results)
    assert QApplication.activeModalWidget() is None


def test_the_words_of_a_check_in_name_every_verdict_that_does_not_hold() -> None:
    verdicts = [{"id": "v", "became": each, "why": f"why {each}"} for each in ("opinion", "waits", "refused")]
    rows = [{"case": "C-1", "problem": None, "verdicts": verdicts}, {"case": "C-2", "problem": "gone", "verdicts": []}]
    text, lines = road_words.came({"whole": False, "cases": rows})
    assert text.startswith("Verdicts checked in: second opinions: 1, waiting: 1, refused: 1. It was stopped")
    assert lines.splitlines() == ["C-2: gone", "C-1: why opinion", "C-1: why waits", "C-1: why refused"]
