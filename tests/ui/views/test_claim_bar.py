"""The bar over the open case, the two verdicts beside each other, the mark in the queue; by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from moderator.desk.values import Held, VerdictRow
from moderator.domain.queue import Ask, Filter
from tests.fake_queue import FakeQueue
from tests.fakes import FakeDesk, good_verdict
from ui.models.queue_model import QueueModel, team
from ui.models.two_verdicts import pairs
from ui.session import Session
from ui.views.ask_why import AskWhy
from ui.views.claim_bar import ClaimBar
from ui.views.claim_deeds import ClaimDeeds
from ui.views.two_verdicts import TwoVerdicts

CASE = "AE-2026-000123"
EVIL = "<b>mod</b>\u202e-3"
Settle = Callable[[], None]


class Desk:
    """A window with the bar alone, its deeds wired, and a case on the desk."""

    def __init__(self, qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle) -> None:
        self.qtbot, self.session, self.desk, self.settle = qtbot, session, desk, settle
        self.window = QWidget()
        self.bar = ClaimBar(session)
        self.bar.setParent(self.window)
        self.deeds = ClaimDeeds(session, self.window)
        session.actions.attach(self.window)
        session.actions.set_scope("case", True)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def open(self) -> None:
        self.session.open_case(CASE)
        self.settle()

    def becomes(self, state: str) -> None:
        self.qtbot.waitUntil(lambda: self.session.claims.state == state, timeout=5000)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)

    def dialog(self, kind: type[Any]) -> Any:
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(kind)), timeout=3000)
        return self.window.findChildren(kind)[-1]

    def loses(self, who: str = "mod-3", **changed: Any) -> dict[str, Any]:
        """The moderator has a draft; somebody else decides."""
        mine = good_verdict(self.desk, CASE)
        self.session.edit("all", lambda doc: doc.update(mine))
        theirs = {
            **mine, "id": f"{CASE}-v1", "decided_by": who, "decided_at": "2026-11-12T09:40:00Z", **changed,
        }  # fmt: skip
        self.desk.verdicts[CASE] = [VerdictRow("active", theirs)]
        self.desk.versions[CASE] += 1
        self.desk.held.pop(CASE, None)
        self.becomes("decided")
        return theirs


@pytest.fixture
def at(qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle) -> Desk:
    return Desk(qtbot, session, desk, settle)


def words(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel))


def test_nothing_is_said_of_a_case_of_ones_own(at: Desk) -> None:
    at.open()
    assert at.session.claims.state == "mine"
    assert at.bar.isHidden()


def test_the_bar_names_the_holder_as_plain_text_and_offers_the_release(at: Desk) -> None:
    at.desk.held[CASE] = Held(EVIL, at.desk.time + timedelta(minutes=2), False, False)
    at.open()
    assert not at.bar.isHidden()
    until = f"{at.desk.time + timedelta(minutes=2):%H:%M}"
    assert "<b>mod</b>[U+202E RIGHT-TO-LEFT OVERRIDE]-3 has this case until " + until in at.bar.text.text()
    assert at.bar.text.textFormat() == Qt.TextFormat.PlainText
    assert "your draft is kept but cannot be decided" in at.bar.text.text()
    at.key(Qt.Key.Key_F)
    ask = at.dialog(AskWhy)
    assert not ask.go.isEnabled(), "a reason is needed"
    QTest.keyClicks(ask.why, "on holiday")
    QTest.keyClick(ask.why, Qt.Key.Key_Return)
    at.settle()
    assert f"free {CASE} on holiday" in at.desk.seen
    at.becomes("mine")
    assert at.bar.isHidden()


def test_an_own_window_elsewhere_is_taken_over_by_key(at: Desk) -> None:
    at.desk.held[CASE] = Held("M. Okafor", at.desk.time + timedelta(minutes=2), False, True)
    at.open()
    assert "another window" in at.bar.text.text()
    at.key(Qt.Key.Key_T)
    at.becomes("mine")


def test_the_bar_says_who_decided_when_and_what(at: Desk) -> None:
    at.open()
    at.loses()
    assert at.bar.text.text() == "mod-3 decided this case at 09:40 UTC: No refund. Your draft is kept."
    buttons = [button.text() for button in at.bar.findChildren(QPushButton) if button.isVisibleTo(at.bar)]
    assert buttons == ["See both", "Show it"]


def test_both_verdicts_side_by_side_with_what_differs_marked(at: Desk) -> None:
    at.open()
    at.loses(
        outcome="full-refund", clause="damaged.1",
        statements=[{"language": "en", "text": "<i>Broken.</i>", "by": "moderator", "authoritative": True}],
    )  # fmt: skip
    at.key(Qt.Key.Key_B)
    dialog = at.dialog(TwoVerdicts)
    differing = {each.label for each in dialog.rows if each.differs}
    assert differing == {"Outcome", "Clause", "Statement"}
    assert "You and mod-3 differ in 3 things" in words(dialog)
    assert "<i>Broken.</i>" in words(dialog)
    assert words(dialog).count("≠") == 3


def test_ones_own_draft_becomes_the_second_opinion(at: Desk) -> None:
    at.open()
    theirs = at.loses(outcome="full-refund")
    at.key(Qt.Key.Key_B)
    at.dialog(TwoVerdicts).buttons["reversal"].click()
    at.settle()
    draft = at.session.draft
    assert (draft["stage"], draft["supersedes"], draft["outcome"]) == ("reversal", theirs["id"], "no-refund")
    assert "decided_by" not in draft
    assert at.session.opened is not None
    assert at.session.opened.status == "decided"
    assert not at.session.claims.read_only


def test_no_appeal_is_offered_where_nobody_appealed(at: Desk) -> None:
    at.open()
    at.loses()
    at.key(Qt.Key.Key_B)
    assert set(at.dialog(TwoVerdicts).buttons) == {"reversal", "discard"}


def test_discarding_drops_the_draft_and_shows_the_decision(at: Desk) -> None:
    at.open()
    at.loses()
    at.key(Qt.Key.Key_B)
    at.dialog(TwoVerdicts).buttons["discard"].click()
    at.settle()
    assert CASE not in at.desk.drafts
    assert "outcome" not in at.session.draft
    assert at.bar.isHidden()


def test_closing_the_dialog_keeps_the_draft(at: Desk) -> None:
    at.open()
    at.loses()
    at.key(Qt.Key.Key_B)
    QTest.keyClick(at.dialog(TwoVerdicts), Qt.Key.Key_Escape)
    assert at.session.draft["outcome"] == "no-refund"


def test_stepping_back_by_key_asks_why(at: Desk) -> None:
    at.open()
    at.key(Qt.Key.Key_X)
    ask = at.dialog(AskWhy)
    QTest.keyClicks(ask.why, "my neighbour")
    QTest.keyClick(ask.why, Qt.Key.Key_Return)
    at.becomes("recused")
    assert f"recuse {CASE} my neighbour" in at.desk.seen
    assert "You stepped back" in at.bar.text.text()


def test_giving_away_asks_to_whom_and_why_and_saves_the_draft_first(at: Desk) -> None:
    at.open()
    at.session.edit("Note", lambda doc: doc.update(internal_note="half"))
    at.key(Qt.Key.Key_G)
    ask = at.dialog(AskWhy)
    QTest.keyClicks(ask.name, "ben")
    assert not ask.go.isEnabled()
    QTest.keyClicks(ask.why, "knows it")
    QTest.keyClick(ask.why, Qt.Key.Key_Return)
    at.becomes("given")
    assert at.desk.seen.index("save_draft") < at.desk.seen.index(f"reassign {CASE} ben knows it")
    assert "given to ben" in at.bar.text.text()


def test_the_queue_marks_and_filters_what_is_not_free(desk: FakeDesk, qtmodeltester: Any) -> None:
    now = desk.time
    first, second, third, fourth = desk.queue()[:4]
    rows = (
        replace(first, holder="mod-3", held_until=now + timedelta(minutes=1)),
        replace(second, assigned="ben"),
        replace(third, recused=True),
        fourth,
    )
    assert [team(row, now) for row in rows] == ["mod-3", "for ben", "recused", ""]
    assert team(rows[0], now + timedelta(minutes=1)) == ""
    free = Filter(free=True)
    queue = FakeQueue(rows, {row.case: "en" for row in rows}, now)
    assert [row.case for row in queue.page(Ask(free))] == [fourth.case]
    later = replace(queue, now=now + timedelta(minutes=2))
    assert {row.case for row in later.page(Ask(free))} == {first.case, fourth.case}, "its lease ran out"
    model = QueueModel(lambda: desk.time)
    model.show(rows)
    qtmodeltester.check(model)


def test_amounts_and_answers_are_compared_one_by_one(desk: FakeDesk) -> None:
    opened = desk.open_case(CASE)
    line = opened.case.order.lines[0].id
    mine = {
        **good_verdict(desk, CASE),
        "refund": {"lines": [{"line": line, "quantity": 1, "amount": "5.00"}], "shipping": "2.00"},
    }
    theirs = {**mine, "refund": {"lines": [{"line": line, "quantity": 1, "amount": "6.00"}], "shipping": "2.00"}}
    theirs["findings"] = [{**each, "answer": "yes"} for each in mine["findings"][:1]] + mine["findings"][1:]
    found = pairs(opened.case, opened.policy_for(opened.case.reason), mine, theirs)
    by_label = {each.label: each for each in found}
    assert (by_label["Refund"].mine, by_label["Refund"].theirs) == ("US$ 7.00", "US$ 8.00")
    assert not by_label["Shipping"].differs
    assert sum(each.differs for each in found) == 3
    assert pairs(opened.case, None, {}, mine)[0].mine == "–"
