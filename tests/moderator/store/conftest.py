"""A library to test the store with: in a folder, and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from moderator.store.store import Store
from tests.moderator.store.keys import Key
from tests.servers import Server

Opens = Callable[..., Store]
"""`opens(user="mod-7")`: the same library once more, as that person."""
As = Callable[[str], Store]
"""`as_person("mod-7")`: a team's library on PostgreSQL, as that person."""


@pytest.fixture(params=["sqlite", "postgresql"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opens]:
    made: list[Store] = []
    team: dict[str, Any] = {}
    keys: dict[str, Key] = {}
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        (tmp_path / "shared").mkdir()
        team = {"server": server, "database": server.new_team()}

    def open_store(user: str = "mod-7") -> Store:
        if team:
            url = team["server"].url(team["database"], user)
            shared = str(tmp_path / "shared")
            made.append(Store(tmp_path / user, keys.setdefault(user, Key()), server=url, media=shared))
        else:
            made.append(Store(tmp_path / "library", keys.setdefault(user, Key())))
        return made[-1]

    yield open_store
    for store in made:
        store.close()


@pytest.fixture
def either(opens: Opens) -> Store:
    return opens()


@pytest.fixture
def database(server: Server) -> str:
    return server.new_team()


@pytest.fixture
def as_person(server: Server, database: str, tmp_path: Path) -> Iterator[As]:
    (tmp_path / "shared").mkdir()
    made: list[Store] = []

    def open_store(user: str) -> Store:
        made.append(Store(tmp_path / user, Key(), server=server.url(database, user), media=str(tmp_path / "shared")))
        return made[-1]

    yield open_store
    for store in made:
        store.close()
