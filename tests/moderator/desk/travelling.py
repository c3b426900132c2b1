"""A library at home and others on the road, with cases that are decided on their facts alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from moderator.desk import Desk, arriving, open_desk, records
from moderator.desk.media import MediaDesk
from moderator.store.audit import audit, sqlite_rows
from moderator.store.file import DATABASE, SCHEMA, looking
from moderator.store.media import Media
from tests.builders import write_case_pack
from tests.moderator.desk import orders

GIVEN = (500, 0)
"""Cents of each line that a decision here gives back, unless it says otherwise."""


def case_of(case_id: str, order: str = "") -> dict[str, Any]:
    """A case that is decided on its facts alone, so that nothing is decoded."""
    return orders.case_of(order or f"819{case_id[-1]}", case_id)


def decided(case_id: str, given: tuple[int, int] = GIVEN, **more: Any) -> dict[str, Any]:
    return orders.decision(case_id, given, 0, **more)


@contextmanager
def unprinted() -> Iterator[None]:
    """Of decisions no document is made, and no decoder is started."""
    with (
        mock.patch.object(MediaDesk, "level", return_value="full"),
        mock.patch.object(MediaDesk, "state", return_value=("shown", "")),
        mock.patch.object(records, "_fonts", return_value=[]),
        mock.patch.object(arriving, "_print", return_value=None),
    ):
        yield


@cache
def _empty(name: str) -> Path:
    """A library with nothing in it, whose id is that name's: migrating one a test would take most of its time."""
    folder = Path(tempfile.mkdtemp(prefix="moderator-empty-")) / name
    desk = open_desk(folder)
    assert desk._state.store.library_id()
    desk.close()
    return folder


class World:
    """A library at home and others on the road."""

    def __init__(self, folder: Path, locator: Callable[[str], str] | None = None, who: str = "mod-1") -> None:
        """`locator`: of the home that is a team's, for a person; else it is a folder."""
        self.folder = folder
        self._locator = locator or (lambda _who: str(folder / "home"))
        self._open: list[Desk] = []
        self.home = self.at_home(who) if locator else self.desk("home", who)
        self._bags = 0

    def desk(self, name: str, who: str) -> Desk:
        if not (self.folder / name).exists():
            shutil.copytree(_empty(name), self.folder / name)
        self._open.append(open_desk(self.folder / name, moderator=who))
        return self._open[-1]

    def at_home(self, who: str) -> Desk:
        self._open.append(open_desk(self._locator(who), moderator=who))
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
        """Every library is what its ledger says; its files have their hashes."""
        for path in {desk.library.path for desk in self._open}:
            with looking(path / DATABASE) as connection:
                found = audit(sqlite_rows(connection), SCHEMA, records=True)
            assert found.failures == []
            media = Media(path / "media")
            assert {sha256: media.hash_of(sha256) for sha256 in found.media} == {each: each for each in found.media}

    def close(self) -> None:
        for desk in self._open:
            desk.close()


def became(found: dict[str, Any]) -> dict[str, list[str]]:
    return {case["case"]: [each["became"] for each in case["verdicts"]] for case in found["cases"]}
