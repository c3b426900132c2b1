"""The band of past awards: which decisions count in it, and which do not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from moderator.desk import Desk, open_desk
from moderator.store import awards as stored
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

GIVEN = ("2.19", "4.38", "6.57", "10.95", "15.33")
"""10, 20, 30, 50 and 70 % of what was paid for the jug."""


def add(desk: Desk, folder: Path, number: int, order: int | None = None) -> dict[str, Any]:
    doc = case_doc(id=f"AE-2026-{number:06}")
    doc["order"]["number"] = f"8190{order or number:06}"
    (imported,) = desk.import_packs([write_case_pack(folder / str(number), doc)])
    assert imported.status == "imported", imported.problem
    return doc


def give(desk: Desk, doc: dict[str, Any], amount: str, *, final: bool = True, **more: Any) -> None:
    refund = {"lines": [{"line": "1", "quantity": 1, "amount": amount}], "shipping": "0.00"}
    desk.decide(doc["id"], verdict_doc(doc, **{"refund": refund, **more}), final=final)


def band(desk: Desk, case_id: str) -> Any:
    return desk.past_awards(desk.open_case(case_id), "damaged")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("awards")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Any:
    """Five awards for damage on orders of their own, one refusal, and one open case."""
    made = open_desk(folder / "library", moderator="mod-7")
    for number, amount in enumerate(GIVEN, 1):
        give(made, add(made, folder, number), amount)
    refused = add(made, folder, 6)
    clause = next(c for c in made.open_case(refused["id"]).policy_for("damaged").clauses if "no-refund" in c.outcomes)
    made.decide(refused["id"], verdict_doc(refused, refund=None, outcome="no-refund", clause=clause.id), final=True)
    add(made, folder, 7)
    yield made
    made.close()


OPEN = "AE-2026-000007"


def test_the_band_is_of_shares(desk: Desk) -> None:
    found = band(desk, OPEN)
    assert (found.given, found.nothing) == (5, 1)
    shares = [Fraction(percent, 100) for percent in (10, 20, 30, 50, 70)]
    assert [found.band.least, found.band.lower, found.band.middle, found.band.upper, found.band.most] == shares


def test_a_case_and_its_order_do_not_count_for_themselves(desk: Desk, folder: Path) -> None:
    assert band(desk, "AE-2026-000001").given == 4
    assert band(desk, "AE-2026-000001").band is None, "four are too few"
    add(desk, folder, 8, order=5)
    assert band(desk, "AE-2026-000008").given == 4


def test_what_can_still_be_taken_back_and_what_was_does_not_count(desk: Desk, folder: Path) -> None:
    give(desk, add(desk, folder, 9), "10.95", final=False)
    assert band(desk, OPEN).given == 5
    desk.withdraw_last()
    assert band(desk, OPEN).given == 5
    give(desk, desk.open_case("AE-2026-000009").document, "10.95")
    assert band(desk, OPEN).given == 6


def test_another_reason_has_a_band_of_its_own(desk: Desk) -> None:
    found = desk.past_awards(desk.open_case(OPEN), "substandard")
    assert (found.given, found.nothing, found.band) == (0, 0, None)


def test_only_the_newest_are_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = band(desk, OPEN).given
    monkeypatch.setattr(stored, "LOOKED_AT", 2)
    assert band(desk, OPEN).given < whole
    monkeypatch.undo()
    monkeypatch.setattr(stored, "READ", 3)
    assert band(desk, OPEN).given <= 3
