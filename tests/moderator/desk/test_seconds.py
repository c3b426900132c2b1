"""Second opinions at the desk: asked for by chance, given without seeing the first, compared, and without effect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moderator.desk import Desk, open_desk
from moderator.desk.library import FILE, make_library, open_library
from moderator.domain.queue import Ask, Filter
from moderator.errors import GateRefused, LibraryError, NotFound
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
    before = second.open_case("C-1")
    with pytest.raises(GateRefused):
        second.give_second("C-1", {"case": "C-1"})
    second.give_second("C-1", good_doc(second, "C-1"))
    with pytest.raises(NotFound):
        second.give_second("C-1", good_doc(second, "C-1"))
    after = second.open_case("C-1")
    assert (after.verdicts, after.status, after.version) == (before.verdicts, before.status, before.version)
    assert second.waiting_for_second() == ["C-2", "C-3"]
    (damaged, everything) = second.agreement()
    assert (damaged["reason"], damaged["pairs"], damaged["observed"], damaged["few"]) == ("damaged", 1, 1.0, True)
    assert everything["reason"] == "all"
    assert second._state.store.verify_ledger() is None


def test_a_decision_taken_back_is_no_longer_compared(first: Desk, second: Desk) -> None:
    first.decide("C-1", good_doc(first, "C-1"))
    second.give_second("C-1", good_doc(second, "C-1"))
    first.withdraw_last()
    assert second.agreement()[-1]["pairs"] == 0
    assert second.waiting_for_second() == []


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
    from moderator.domain.queue import Skills

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
