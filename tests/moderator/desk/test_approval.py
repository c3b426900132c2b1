"""Above the policy's limit a second person approves: from the file that asks for it to the printed decision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moderator.desk import Desk, open_desk
from moderator.desk.values import Form
from moderator.domain import policy
from moderator.domain.case import read_case
from moderator.errors import GateRefused
from tests.builders import case_doc, write_case_pack
from tests.moderator.report import printed
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"


def expensive() -> dict[str, Any]:
    """An order of a day that falls under the policy with limits, and dearer than its limit."""
    doc = case_doc()
    doc["order"] |= {"placed_at": "2026-11-11T00:00:00Z", "paid": "902.00"}
    doc["order"]["lines"][0]["unit_price"] = "900.00"
    doc["order"]["payments"][0]["amount"] = "902.00"
    return doc


def award(amount: str, **approval: str) -> dict[str, Any]:
    refund = {"lines": [{"line": "1", "quantity": 1, "amount": amount}], "shipping": "0.00"}
    return verdict_doc(expensive(), refund=refund, **approval)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    (imported,) = desk.import_packs([write_case_pack(tmp_path / "packs", expensive())])
    assert imported.status == "imported", imported.problem
    yield desk
    desk.close()


def limit() -> int:
    found = policy.applicable(read_case(expensive()), "damaged").approved_above("USD")
    assert found is not None
    return found


def refused(desk: Desk, doc: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(GateRefused) as caught:
        desk.decide(CASE, doc, final=True)
    assert desk.open_case(CASE).status == "open", "nothing was recorded"
    return {each[:2] for each in caught.value.problems}


def test_up_to_the_limit_one_person_decides(desk: Desk) -> None:
    whole = f"{limit() / 100:.2f}"
    assert desk.decide(CASE, award(whole), final=True).verdict["refund"]["total"] == whole


def test_a_cent_above_it_nobody_decides_alone(desk: Desk) -> None:
    above = f"{limit() / 100 + 0.01:.2f}"
    assert refused(desk, award(above)) == {("/approved_by", "approval")}
    assert refused(desk, award(above, approved_by=" ")) == {("/approved_by", "approval")}


@pytest.mark.parametrize("name", ["mod-7", "MOD-7", " mod-7 ", "ｍｏｄ-7"])
def test_nobody_approves_oneself_under_any_spelling(desk: Desk, name: str) -> None:
    assert ("/approved_by", "same-person") in refused(desk, award("850.00", approved_by=name))


def test_nobody_approves_what_somebody_else_is_made_to_have_decided_by_the_same_name(desk: Desk) -> None:
    doc = award("850.00", approved_by="lead-2", decided_by="Lead-2")
    assert ("/approved_by", "same-person") in refused(desk, doc)


@pytest.mark.parametrize("edition", ["parties", "office"])
def test_the_approver_stands_in_the_decision_and_is_printed(desk: Desk, tmp_path: Path, edition: Any) -> None:
    verdict = desk.decide(CASE, award("850.00", approved_by="lead-2"), final=True).verdict
    assert verdict["approved_by"] == "lead-2"
    assert verdict["approved_at"] == verdict["decided_at"]
    (written,) = desk.export([CASE], tmp_path / "out", Form(edition))
    text = printed.squeezed(printed.text_of(Path(str(written.path)).read_bytes()))
    assert printed.squeezed("approved by lead-2") in text


def test_without_an_approver_none_is_printed(desk: Desk, tmp_path: Path) -> None:
    desk.decide(CASE, award("10.00"), final=True)
    (written,) = desk.export([CASE], tmp_path / "out")
    text = printed.text_of(Path(str(written.path)).read_bytes())
    assert "approved by" not in text.casefold()
