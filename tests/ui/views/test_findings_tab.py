"""The findings tab: facts are cited, proposals followed or set aside, all by keys, all undone; nothing is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk
from ui.models import draft, procedural
from ui.session import Session
from ui.views.bits import Chip, Label
from ui.views.case_file import NAMES, CaseFile
from ui.views.finding_card import FactLink, FindingCard
from ui.views.findings_tab import FindingsTab

Settle = Callable[[], None]
SILENT: dict[str, Any] = {
    "messages": [], "offers": [], "seller_responded_at": None, "seller_response_due_at": "2026-11-01T00:00:00Z",
}  # fmt: skip


@pytest.fixture
def file(qtbot: QtBot, session: Session, desk: FakeDesk, settle: Settle) -> Iterator[CaseFile]:
    session.refresh()
    settle()
    made = CaseFile(session)
    qtbot.addWidget(made)
    made.resize(370, 600)
    session.actions.set_scope("case", True)
    session.actions.attach(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    doc = rich_doc(**SILENT)
    doc["evidence"] = [each for each in doc["evidence"] if each["from"] == "buyer"]
    desk.add(doc)
    session.open_case(str(doc["id"]))
    settle()
    yield made
    made.close()


def tab(file: CaseFile) -> FindingsTab:
    found = file.tabs["findings"]
    assert isinstance(found, FindingsTab)
    return found


def card(file: CaseFile, kind: str) -> FindingCard:
    return next(each for each in tab(file).cards.values() if each.finding.kind == kind)


def test_a_key_leads_to_the_first_proposal_and_nothing_is_chosen(file: CaseFile, session: Session) -> None:
    before = session.draft
    session.actions.trigger("findings")
    assert NAMES[file.bar.currentIndex()] == "findings"
    first = next(iter(tab(file).cards.values()))
    assert first.finding.kind == "seller-silent"
    assert first.hasFocus()
    assert session.draft == before


def test_the_claim_says_how_many_wait(file: CaseFile, session: Session) -> None:
    def said() -> list[str]:
        file.show_tab("claim")
        chips = [each for each in file.tabs["claim"].findChildren(Chip) if not each.isHidden()]
        return [each.caption() for each in chips if "proposal" in each.caption()]

    (text,) = said()
    waiting = int(text.split()[0])
    session.actions.trigger("findings")
    QTest.keyClick(card(file, "seller-silent"), Qt.Key.Key_Return)
    assert procedural.did(session.draft, "seller-silent").what == "followed"
    assert [int(each.split()[0]) for each in said()] == ([waiting - 1] if waiting > 1 else [])


def test_following_fills_the_draft_and_one_undo_takes_it_back(file: CaseFile, session: Session) -> None:
    session.actions.trigger("findings")
    silent, before = card(file, "seller-silent"), session.draft
    QTest.keyClick(silent, Qt.Key.Key_Return)
    doc = session.draft
    assert (doc["outcome"], doc["clause"]) == ("full-refund", "damaged.6")
    assert doc["refund"]["lines"]
    assert procedural.did(doc, "seller-silent").what == "followed"
    assert silent.state.isVisibleTo(silent)
    assert silent.state.caption() == "followed"
    assert not silent.follow.isVisibleTo(silent)
    session.undo()
    assert session.draft == before
    assert silent.follow.isVisibleTo(silent)


def test_setting_aside_needs_a_reason(file: CaseFile, session: Session) -> None:
    session.actions.trigger("findings")
    silent, before = card(file, "seller-silent"), session.draft
    QTest.keyClick(silent, Qt.Key.Key_Delete)
    assert silent.why.hasFocus()
    assert session.draft == before
    QTest.keyClicks(silent.why, "they wrote by letter")
    assert procedural.did(session.draft, "seller-silent") == procedural.Did("set-aside", "they wrote by letter")
    assert "outcome" not in session.draft
    QTest.keyClick(silent.why, Qt.Key.Key_Return)
    assert silent.hasFocus()
    silent.back.click()
    assert procedural.KEY not in session.draft


def test_the_arrows_go_from_finding_to_finding(file: CaseFile, session: Session) -> None:
    session.actions.trigger("findings")
    cards = list(tab(file).cards.values())
    assert len(cards) > 1
    QTest.keyClick(cards[0], Qt.Key.Key_Down)
    assert cards[1].hasFocus()
    QTest.keyClick(cards[1], Qt.Key.Key_Up)
    assert cards[0].hasFocus()


def test_a_fact_is_cited_for_the_question_that_is_chosen(file: CaseFile, session: Session) -> None:
    session.actions.trigger("findings")
    silent = card(file, "seller-silent")
    chip, fact = silent.findChildren(FactLink)[0], silent.finding.facts[0]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = menu.actions()[1]
    menu.triggered.emit(action)
    menu.close()
    found = draft.finding(session.draft, str(action.data()))
    assert found["facts"] == [{"pointer": fact.pointer, "value": fact.says}]
    assert "answer" not in found


def test_another_reason_brings_its_own_findings(file: CaseFile, session: Session) -> None:
    session.actions.trigger("findings")
    session.edit("Reason", lambda doc: doc.update(reason="payment-problem"))
    assert "not-in-record" in {each.finding.kind for each in tab(file).cards.values()}


@pytest.mark.usefixtures("file")
def test_a_request_is_begun_with_its_questions(session: Session) -> None:
    opened = session.opened
    assert opened is not None
    found = {each.kind: each for each in procedural.findings(opened, session.draft, session.desk.now())}
    doc = dict(session.draft)
    procedural.follow(doc, found["never-asked"], opened)
    assert doc["kind"] == "request"
    assert doc["request"]["to"] == [found["never-asked"].id.partition(":")[2]]
    assert doc["request"]["requirements"]
    assert "?" in doc["request"]["text"]


def test_a_closure_says_why_with_its_working(file: CaseFile, session: Session, desk: FakeDesk, settle: Settle) -> None:
    desk.add(rich_doc(id="AE-2", dispute_window_ends_at="2026-11-01T00:00:00Z"))
    session.open_case("AE-2")
    settle()
    session.actions.trigger("findings")
    QTest.keyClick(card(file, "window-over"), Qt.Key.Key_Return)
    closure = session.draft["closure"]
    assert (session.draft["kind"], closure["as"]) == ("closure", "inadmissible")
    assert "too late" in closure["why"]
    assert "1 Nov 2026" in closure["why"]


def test_of_a_decided_case_nothing_is_followed(file: CaseFile, session: Session) -> None:
    opened = session.opened
    assert opened is not None
    session.accept(replace(opened, status="decided"))
    session.actions.trigger("findings")
    silent, before = card(file, "seller-silent"), session.draft
    assert not silent.follow.isVisibleTo(silent)
    QTest.keyClick(silent, Qt.Key.Key_Return)
    QTest.keyClick(silent, Qt.Key.Key_Delete)
    assert session.draft == before
    session.edit("Reversal", lambda doc: doc.update(stage="reversal", supersedes="v1"))
    assert silent.follow.isVisibleTo(silent)


def test_a_policy_file_that_was_left_out_is_said(file: CaseFile, session: Session) -> None:
    opened = session.opened
    assert opened is not None
    session.accept(replace(opened, notices=("The policy file mine.toml is not used: a reason.",)))
    session.actions.trigger("findings")
    QTest.qWait(0)
    said = [each.text() for each in tab(file).findChildren(Label) if not each.isHidden()]
    assert "The policy file mine.toml is not used: a reason." in said
