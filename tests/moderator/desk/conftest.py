"""A desk on an empty library, and one with the builder's case in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.desk import Desk, open_desk
from tests.builders import write_case_pack
from tests.moderator.desk import travelling
from tests.moderator.desk.travelling import World


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    yield desk
    desk.close()


@pytest.fixture
def stocked(desk: Desk, tmp_path: Path) -> Desk:
    (imported,) = desk.import_packs([write_case_pack(tmp_path / "packs")])
    assert imported.status == "imported", imported.problem
    return desk


@pytest.fixture
def unprinted() -> Iterator[None]:
    with travelling.unprinted():
        yield


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()
