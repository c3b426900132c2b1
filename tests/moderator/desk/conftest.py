"""A desk on an empty library, and one with the builder's case in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.desk import Desk, open_desk
from moderator.desk.library import make_library
from tests.builders import write_case_pack
from tests.moderator.desk import travelling
from tests.moderator.desk.retained import DAYS, OTHER, decided, forget_copies, planted
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


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a demo clock, so that years can pass, and two decided cases; the first was exported. Copied, since
    deciding and signing take long."""
    folder = tmp_path_factory.mktemp("ready")
    make_library(folder / "library", "Kept", datetime(2026, 11, 12, 9, tzinfo=UTC), retention={"*": DAYS})
    desk = open_desk(folder / "library", moderator="mod-7")
    try:
        decided(desk, folder, planted())
        decided(desk, folder, planted(OTHER, "819002"), export=False)
    finally:
        desk.close()
    return folder


@pytest.fixture
def kept(ready: Path, tmp_path: Path) -> Iterator[Desk]:
    forget_copies()
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    yield desk
    desk.close()


@pytest.fixture
def unprinted() -> Iterator[None]:
    with travelling.unprinted():
        yield


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def lent(one_pool: object) -> None:
    """The desks of a file get one decoder, one after the other."""
