"""The road: cases leave in a bag, are decided in another library, and their verdicts come home."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moderator.desk import Desk, auditing, open_desk
from moderator.domain.queue import Ask, Filter
from moderator.errors import LeaseHeld, UsageError
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

CASES = ("C-1", "C-2", "C-3")


def case_of(case_id: str, order: str = "") -> dict[str, Any]:
    doc = case_doc(id=case_id)
    doc["order"]["number"] = order or f"819{case_id[-1]}"
    return doc


class World:
    """A library at home and others on the road."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[Desk] = []
        self.home = self.desk("home", "mod-1")
        self._bags = 0

    def desk(self, name: str, who: str) -> Desk:
        self._open.append(open_desk(self.folder / name, moderator=who))
        return self._open[-1]

    def stock(self, *docs: dict[str, Any]) -> None:
        found = self.home.import_packs([write_case_pack(self.folder / "packs", doc) for doc in docs])
        assert {each.status for each in found} == {"imported"}, found

    def bag(self, suffix: str = "") -> Path:
        self._bags += 1
        return self.folder / f"bag-{self._bags}{suffix}"

    def out(self, *cases: str, to: Desk, suffix: str = "") -> Path:
        bag = self.bag(suffix)
        left = self.home.checkout(list(cases), bag)
        assert [each["status"] for each in left["cases"]] == ["on the road"] * len(cases), left
        assert {each.status for each in to.import_packs([bag])} <= {"imported", "updated"}
        return bag

    def back(self, away: Desk, suffix: str = "") -> Path:
        bag = self.bag(suffix)
        away.pack_back(bag)
        return bag

    def sound(self) -> None:
        for desk in self._open:
            found = auditing.verify(str(desk.library.path), quick=False)
            assert found["ok"], found["failures"]

    def close(self) -> None:
        for desk in self._open:
            desk.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def became(found: dict[str, Any]) -> dict[str, list[str]]:
    return {case["case"]: [each["became"] for each in case["verdicts"]] for case in found["cases"]}


@pytest.mark.parametrize("suffix", ["", ".roadbag"])
def test_there_and_back_again(world: World, suffix: str) -> None:
    world.stock(*(case_of(each) for each in CASES))
    world.home.save_draft("C-2", {"case": "C-2", "outcome": "no-refund"})
    away = world.desk("away", "mod-1")
    bag = world.out("C-1", "C-2", to=away, suffix=suffix)
    assert {each.status for each in away.import_packs([bag])} == {"unchanged"}
    assert away.open_case("C-2").draft == {"case": "C-2", "outcome": "no-refund"}
    with pytest.raises(LeaseHeld):
        world.home.decide("C-1", verdict_doc(case_of("C-1")), final=True)
    made = away.decide("C-1", verdict_doc(case_of("C-1")), final=True).verdict
    (paper,) = away.export(["C-1"], world.folder / "papers")
    away.save_draft("C-2", {"case": "C-2", "outcome": "full-refund"})
    back = world.back(away, suffix)
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
