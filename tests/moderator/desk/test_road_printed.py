"""The road with evidence, pictures and documents: there and back again, nothing decoded or signed twice."""

from __future__ import annotations

from typing import Any

import pytest

from moderator.errors import LeaseHeld
from tests.builders import case_doc
from tests.moderator.desk.travelling import World, became
from tests.verdicts import verdict_doc

CASES = ("C-1", "C-2", "C-3")


def printed_case(case_id: str) -> dict[str, Any]:
    doc = case_doc(id=case_id)
    doc["order"]["number"] = f"819{case_id[-1]}"
    return doc


def test_there_and_back_again(world: World) -> None:
    world.stock(*(printed_case(each) for each in CASES))
    world.home.save_draft("C-2", {"case": "C-2", "outcome": "no-refund"})
    away = world.desk("away", "mod-1")
    bag = world.out("C-1", "C-2", to=away, suffix=".roadbag")
    assert {each.status for each in away.import_packs([bag])} == {"unchanged"}
    assert away.open_case("C-2").draft == {"case": "C-2", "outcome": "no-refund"}
    with pytest.raises(LeaseHeld):
        world.home.decide("C-1", verdict_doc(printed_case("C-1")), final=True)
    made = away.decide("C-1", verdict_doc(printed_case("C-1")), final=True).verdict
    (paper,) = away.export(["C-1"], world.folder / "papers")
    away.save_draft("C-2", {"case": "C-2", "outcome": "full-refund"})
    back = world.back(away, ".roadbag")
    found = world.home.checkin(back)
    assert became(found) == {"C-1": ["verdict"], "C-2": []}
    assert [(case["draft"], case["free"]) for case in found["cases"]] == [(False, False), (True, True)]
    (row,) = world.home.open_case("C-1").verdicts
    assert (row.status, row.doc) == ("active", made)
    assert world.home.open_case("C-2").draft == {"case": "C-2", "outcome": "full-refund"}
    assert world.home.undoable() is None
    (again,) = world.home.export(["C-1"], world.folder / "home-papers")
    assert (again.status, again.sha256) == ("written", paper.sha256)
    assert became(world.home.checkin(back)) == {"C-1": ["known"], "C-2": []}
    world.sound()
