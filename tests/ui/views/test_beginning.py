"""A reversal, a decision on an appeal, and a decision like another: drafts that do not begin empty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from moderator.desk.values import Like, Undoable
from tests.fake_cases import NOW
from tests.fakes import FakeDesk, good_verdict
from tests.ui.views.verdict_bench import CASE, CONTROL, Bench, Settle
from ui.session import Session

BOTH = CONTROL | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def decided(qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle) -> Bench:
    desk.decide(CASE, good_verdict(desk, CASE))
    desk.time += timedelta(minutes=11)
    made = Bench(qtbot, session, settle)
    made.session.refresh()
    made.settle()
    made.open()
    made.settle()
    return made


def test_by_key_a_decision_becomes_the_draft_of_its_reversal(decided: Bench, desk: FakeDesk) -> None:
    panel = decided.panel
    assert panel.decided.isVisible()
    assert panel.decided.reverse.isVisible()
    decided.key(Qt.Key.Key_R, BOTH)
    standing = desk.open_case(CASE).verdicts[-1].doc
    draft = decided.draft
    assert (draft["stage"], draft["supersedes"]) == ("reversal", standing["id"])
    assert "id" not in draft
    assert "decided_by" not in draft
    assert draft["findings"] == standing["findings"]
    assert panel.decision.isVisible()
    assert panel.beginning.line.isVisible()
    assert standing["id"] in panel.beginning.text.text()
    assert "Reverse" in panel.decide.text()
    panel.beginning.give_up.click()
    assert panel.decided.isVisible()
    assert "stage" not in decided.draft
    decided.session.undo()
    assert decided.draft["stage"] == "reversal"


def test_what_can_still_be_taken_back_need_not_be_reversed(decided: Bench, session: Session, desk: FakeDesk) -> None:
    session.undoable = Undoable(CASE, f"{CASE}-v1", "", desk.now() + timedelta(minutes=5))
    session.undo_changed.emit()
    assert decided.panel.decided.reverse.isHidden()


def test_an_appeal_is_for_somebody_else(decided: Bench, session: Session, desk: FakeDesk) -> None:
    assert decided.panel.decided.appeal.isHidden()
    doc = desk.docs[CASE]
    verdict = desk.open_case(CASE).verdicts[-1].doc
    doc["appeals"] = [
        {
            "id": "A1",
            "by": "seller",
            "at": "2026-11-13T09:00:00Z",
            "against": verdict["id"],
            "text": "No.",
            "language": "en",
        }
    ]
    decided.open()
    assert decided.panel.decided.appeal.isVisible()
    sentence = f"{CASE}-v1 was decided by M. Okafor; an appeal is decided by somebody else."
    assert decided.panel.decided.barred.text() == sentence
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    decided.key(Qt.Key.Key_A, BOTH)
    assert said == [sentence]
    assert "stage" not in decided.draft
    desk.set_moderator("somebody else")
    decided.key(Qt.Key.Key_A, BOTH)
    assert decided.draft["stage"] == "appeal"


def test_a_draft_like_another_decision_brings_no_grounds_and_no_amounts(
    qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {**good_verdict(desk, CASE), "case": "AE-1", "id": "AE-1-v1"}
    other["statements"] = [{"language": "en", "text": "As in AE-1.", "by": "moderator", "authoritative": True}]
    monkeypatch.setattr(desk, "like", lambda _opened: (Like("AE-1", other, "US$ 9.90", NOW),), raising=False)
    bench = Bench(qtbot, session, settle)
    bench.open()
    bench.key(Qt.Key.Key_L, BOTH)
    settle()
    QTest.qWait(20)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text().startswith("AE-1 · ")
    QTest.keyClick(menu, Qt.Key.Key_Return)
    draft = bench.draft
    assert draft["outcome"] == other["outcome"]
    assert draft["clause"] == other["clause"]
    assert [each["requirement"] for each in draft["findings"]] == [each["requirement"] for each in other["findings"]]
    assert not any("exhibits" in each or "facts" in each for each in draft["findings"])
    assert {"refund", "exhibits", "not_relied_on", "stage", "supersedes", "id"}.isdisjoint(draft)
    assert draft["statements"][0]["text"] == f"As in {CASE}."
    assert bench.session.problems, "nothing may stand without grounds of this case"
    session.undo()
    assert "outcome" not in bench.draft
