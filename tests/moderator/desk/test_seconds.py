"""Second opinions at the desk: asked for by chance, given without seeing the first, compared, and without effect."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from moderator.desk import Desk, agreeing, auditing, open_desk
from moderator.desk.library import FILE, make_library, open_library
from moderator.domain import policy
from moderator.domain.queue import Ask, Filter, Skills
from moderator.errors import ExportError, GateRefused, LibraryError, NotFound, UsageError
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

CASES = ("C-1", "C-2", "C-3")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_library(tmp_path / "library", "team", second_review={"damaged": 1, "*": 0})
    return tmp_path / "library"


@pytest.fixture
def first(folder: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(folder, moderator="mod-1")
    packs = [write_case_pack(tmp_path / "packs", case_doc(id=each, order=_order(each))) for each in CASES]
    assert [each.status for each in desk.import_packs(packs)] == ["imported"] * 3
    yield desk
    desk.close()


def _clause(outcome: str) -> str:
    rules = policy.versions("damaged")[-1]
    return next(clause.id for clause in rules.clauses if outcome in clause.outcomes)


def _order(case_id: str) -> dict[str, Any]:
    order: dict[str, Any] = case_doc()["order"]
    return order | {"number": f"819{case_id[-1]}"}


def good_doc(desk: Desk, case_id: str) -> dict[str, Any]:
    return verdict_doc(dict(desk.open_case(case_id).document))


@pytest.fixture
def second(folder: Path) -> Iterator[Desk]:
    desk = open_desk(folder, moderator="mod-2")
    yield desk
    desk.close()


def test_a_second_opinion_is_given_blind_and_changes_nothing(first: Desk, second: Desk) -> None:
    for case_id in CASES:
        first.decide(case_id, good_doc(first, case_id), final=True)
    assert first.waiting_for_second() == [], "nobody gives a second opinion on his own decision"
    assert second.waiting_for_second() == list(CASES)
    with pytest.raises(NotFound, match="no second opinion that mod-1 could give"):
        first.open_second("C-1")
    opened = second.open_second("C-1")
    assert (opened.status, opened.verdicts, opened.draft, opened.circumstances.standing) == ("open", (), None, None)
    before = first.open_case("C-1")
    with pytest.raises(GateRefused):
        second.give_second("C-1", {"case": "C-1"})
    second.give_second("C-1", good_doc(second, "C-1"))
    with pytest.raises(NotFound):
        second.give_second("C-1", good_doc(second, "C-1"))
    after = second.open_case("C-1")
    assert (after.verdicts, after.status, after.version) == (before.verdicts, before.status, before.version)
    assert second.waiting_for_second() == ["C-2", "C-3"]
    (damaged, everything) = second.agreement().rows
    assert (damaged["reason"], damaged["pairs"], damaged["observed"], damaged["few"]) == ("damaged", 1, 1.0, True)
    assert everything["reason"] == "all"
    (opinion,) = after.opinions
    assert (opinion.by, opinion.verdict, opinion.doc) == ("mod-2", "C-1-v1", good_doc(second, "C-1"))
    assert auditing.verify(str(second.library.path), quick=True)["ok"], "the ledger vouches for all of it"


def test_a_decision_taken_back_is_no_longer_compared(first: Desk, second: Desk) -> None:
    first.decide("C-1", good_doc(first, "C-1"))
    second.give_second("C-1", good_doc(second, "C-1"))
    first.withdraw_last()
    assert second.agreement().rows[-1]["pairs"] == 0
    assert second.waiting_for_second() == []


def test_until_it_is_given_nothing_of_the_first_verdict_reaches_that_person(first: Desk, second: Desk) -> None:
    first.decide("C-1", good_doc(first, "C-1") | {"internal_note": "SECRET-NOTE"})
    opened = second.open_case("C-1")
    assert (opened.second, opened.status, opened.verdicts, opened.draft) == (True, "open", (), None)
    assert "SECRET-NOTE" not in repr(opened)
    rows = {row.case: row for row in second.queue(Ask(Filter(status="all")))}
    assert (rows["C-1"].second, rows["C-1"].outcome, rows["C-1"].status) == (True, None, "decided")
    assert [row.case for row in second.queue(Ask(Filter(second=True)))] == ["C-1"]
    assert second.queue_counts(Filter()).of["second"] == {"1": 1}
    assert first.queue_counts(Filter()).of["second"] == {"1": 0}
    assert second.like(second.open_case("C-2")) == ()
    assert second.undoable() is None
    with pytest.raises(NotFound, match="waits for your second opinion"):
        second.preview("C-1")
    with pytest.raises(NotFound, match="no verdict"):
        second.withdraw_last()
    mine = first.queue(Ask(Filter(status="decided")))
    assert [(row.second, row.outcome) for row in mine] == [(False, "partial-refund")], "who decided it sees it"
    assert [like.case for like in first.like(first.open_case("C-2"))] == ["C-1"]
    second.give_second("C-1", good_doc(second, "C-1"))
    assert [row.outcome for row in second.queue(Ask(Filter(status="decided")))] == ["partial-refund"]


def test_its_draft_is_ones_own_and_still_there_after_the_program_was_killed(
    first: Desk, second: Desk, folder: Path
) -> None:
    first.decide("C-1", good_doc(first, "C-1"), final=True)
    first.save_draft("C-1", {"case": "C-1", "internal_note": "COLLEAGUE"})  # towards a reversal, say
    assert second.open_case("C-1").draft is None
    second.save_draft("C-1", {"case": "C-1", "internal_note": "mine"})
    again = open_desk(folder, moderator="mod-2")  # `second` is not asked to close first
    assert again.open_case("C-1").draft == {"case": "C-1", "internal_note": "mine"}
    kept = first.open_case("C-1").draft
    assert kept is not None
    assert kept["internal_note"] == "COLLEAGUE"
    again.give_second("C-1", good_doc(again, "C-1"))
    assert first.open_case("C-1").draft == kept
    again.save_draft("C-1", None)
    again.close()


def test_who_asks_to_see_the_decision_gives_no_second_opinion(first: Desk, second: Desk) -> None:
    first.decide("C-1", good_doc(first, "C-1"), final=True)
    with pytest.raises(UsageError, match="Say why"):
        second.decline_second("C-1", " ")
    second.decline_second("C-1", "the seller objects")
    assert [row.doc["decided_by"] for row in second.open_case("C-1").verdicts] == ["mod-1"]
    assert second.waiting_for_second() == []
    with pytest.raises(NotFound):
        second.give_second("C-1", good_doc(second, "C-1"))
    second.set_moderator("mod-3")
    assert second.waiting_for_second() == ["C-1"], "others still can"
    assert auditing.verify(str(second.library.path), quick=True)["ok"]


def test_who_has_seen_it_or_stepped_back_is_not_asked(first: Desk, second: Desk, tmp_path: Path) -> None:
    for case_id in ("C-1", "C-2"):
        first.decide(case_id, good_doc(first, case_id) | {"approved_by": "Mod-2"}, final=True)
    first.decide("C-3", good_doc(first, "C-3"), final=True)
    assert second.waiting_for_second() == ["C-3"], "who approved a decision has read it"
    second.recuse("C-3", "knows the seller")
    assert second.waiting_for_second() == []
    second.set_moderator("mod-3")
    assert second.waiting_for_second() == list(CASES)
    doc = case_doc(id="C-1", order=_order("C-1"), revision=2)
    second.import_packs([write_case_pack(tmp_path / "newer", doc)])
    assert second.waiting_for_second() == ["C-2", "C-3"], "the facts are others now"
    assert second.open_case("C-1").verdicts != ()


def test_what_waits_longest_within_ones_skills_is_offered(first: Desk, second: Desk) -> None:
    for case_id in CASES:
        first.decide(case_id, good_doc(first, case_id), final=True)
    assert second.next_second(Skills()) == "C-1"
    assert second.next_second(Skills(), without={"C-1"}) == "C-2"
    assert second.next_second(Skills(languages=frozenset({"es"}), reasons=frozenset({"damaged"}))) == "C-1"
    assert second.next_second(Skills(languages=frozenset({"pt"}))) is None
    assert second.next_second(Skills(reasons=frozenset({"wrong-item"}))) is None
    assert first.next_second(Skills()) is None


def test_agreement_from_day_to_day_with_the_cases_that_differ_as_a_file(
    first: Desk, second: Desk, tmp_path: Path
) -> None:
    for case_id in CASES[:2]:
        first.decide(case_id, good_doc(first, case_id), final=True)
    other = good_doc(second, "C-1") | {"outcome": "no-refund", "clause": _clause("no-refund"), "refund": {}}
    findings = [each | {"answer": "no"} for each in other["findings"]]
    second.give_second("C-1", other | {"findings": findings})
    second.give_second("C-2", good_doc(second, "C-2"))
    found = second.agreement()
    (each,) = found.differing
    assert (each.case, each.first, each.second) == ("C-1", "partial-refund", "no-refund")
    assert (each.decided_by, each.given_by) == ("mod-1", "mod-2")
    assert found.rows[0]["observed"] == 0.5
    today = second.now().date()
    assert second.agreement(today.isoformat(), today.isoformat()) == found
    assert second.agreement((today + timedelta(days=1)).isoformat()).rows[-1]["pairs"] == 0
    assert second.agreement("", (today - timedelta(days=1)).isoformat()).rows[-1]["pairs"] == 0
    with pytest.raises(UsageError, match="is no day"):
        second.agreement("yesterday")
    agreeing.write(replace(found, differing=(replace(each, case="=1+1"),)), tmp_path / "kappa.csv")
    rows = list(csv.reader((tmp_path / "kappa.csv").read_text("utf-8").splitlines()))
    assert rows[0] == list(agreeing.COLUMNS)
    assert rows[1][:3] == ["damaged", "2", "0.5"]
    assert rows[-1][:4] == ["'=1+1", "damaged", "partial-refund", "no-refund"], "no formula for a spreadsheet"
    with pytest.raises(ExportError, match="cannot be written"):
        agreeing.write(found, tmp_path)


def test_the_share_is_set_in_the_librarys_own_file_and_the_rest_of_it_stays(first: Desk, folder: Path) -> None:
    doc = json.loads((folder / FILE).read_text("utf-8"))
    (folder / FILE).write_text(json.dumps(doc | {"of a newer version": 1}), "utf-8")
    first.set_shares({"wrong-item": 0.25, "damaged": 0})
    assert first.shares() == {"wrong-item": 0.25, "damaged": 0}
    assert json.loads((folder / FILE).read_text("utf-8")) == doc | {
        "of a newer version": 1, "second_review": {"wrong-item": 0.25, "damaged": 0},
    }  # fmt: skip
    first.decide("C-1", good_doc(first, "C-1"), final=True)
    first.set_moderator("mod-2")
    assert first.waiting_for_second() == []
    for wrong in ({"damaged": 1.5}, {"dented": 0.1}):
        with pytest.raises(UsageError, match="is no share"):
            first.set_shares(wrong)
    assert auditing.verify(str(folder), quick=True)["ok"]


def test_without_a_share_nobody_is_asked(folder: Path, tmp_path: Path) -> None:
    make_library(folder, "team")
    desk = open_desk(folder, moderator="mod-1")
    desk.import_packs([write_case_pack(tmp_path / "packs", case_doc(id="C-1"))])
    desk.decide("C-1", good_doc(desk, "C-1"), final=True)
    desk.set_moderator("mod-2")
    assert desk.waiting_for_second() == []
    desk.close()


@pytest.mark.parametrize("shares", [{"*": 2}, {"*": "all"}, [1], {"*": True}, "half"])
def test_shares_that_are_none_are_refused(folder: Path, shares: object) -> None:
    doc = json.loads((folder / FILE).read_text("utf-8"))
    (folder / FILE).write_text(json.dumps(doc | {"second_review": shares}), "utf-8")
    with pytest.raises(LibraryError, match="damaged"):
        open_library(folder)


def test_the_next_case_is_never_one_that_this_person_decided_before(first: Desk) -> None:
    assert first.next_case(Skills()) == "C-1"
    assert first.next_case(Skills(), without={"C-1"}) == "C-2"
    assert first.next_case(Skills(reasons=frozenset({"wrong-item"}))) is None
    assert first.next_case(Skills(languages=frozenset({"es"}))) == "C-1"
    assert first.next_case(Skills(languages=frozenset({"pt"}))) is None
    first.decide("C-1", good_doc(first, "C-1"), final=True)
    assert first.next_case(Skills()) == "C-2"
    with first._state.store._engine.begin() as connection:  # as an appeal or a reversal would open it again
        connection.exec_driver_sql("UPDATE case_entry SET status = 'open' WHERE id = 'C-1'")
    assert [row.case for row in first.queue(Ask(Filter()))] == list(CASES)
    assert first.next_case(Skills()) == "C-2"
    first.set_moderator("MOD-2")
    assert first.next_case(Skills()) == "C-1"
