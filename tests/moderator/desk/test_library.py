"""What a locator means."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from moderator.desk.library import Team, locate, open_library, team_of
from moderator.errors import UsageError


def test_a_teams_url_is_a_server_a_place_and_a_person() -> None:
    found = locate("postgresql://anna:p%40ss@db.example:5433/cases?sslmode=verify-full&media=/srv/cases&host=%2Ftmp")
    assert isinstance(found, Team)
    assert (found.media, found.user) == ("/srv/cases", "anna")
    told = conninfo_to_dict(found.server)
    assert (told["password"], told["dbname"], told["sslmode"], told["host"]) == (
        "p@ss", "cases", "verify-full", "/tmp",
    )  # fmt: skip
    assert locate(found.locator) == found
    assert "p%40ss" not in found.shown


@pytest.mark.parametrize("media", ["s3://bucket/a%20b", "memory://x/y", "/srv/a b"])
def test_files_may_be_anywhere(media: str) -> None:
    found = locate(f"postgres://anna@/cases?media={media}")
    assert isinstance(found, Team)
    assert found.media == media.replace("%20", " ")
    assert conninfo_to_dict(found.server)["dbname"] == "cases"
    assert locate(found.locator) == found


def test_who_is_not_named_is_whom_the_system_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", "berta")
    found = locate("postgresql:///cases?media=/srv")
    assert isinstance(found, Team)
    assert (found.user, found.server) == ("berta", "postgresql:///cases")


@pytest.mark.parametrize(
    "locator",
    [
        "postgresql://anna@db/cases", "postgresql://anna@db/cases?media=", "postgresql://anna@db/cases?media=here",
        "postgresql://anna@db/cases?media=/a&media=/b", "mysql://anna@db/cases?media=/a", "postgresql://[/x?media=/a",
        "https://example.org/library",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said_with_an_example(locator: str) -> None:
    with pytest.raises(UsageError, match=r"postgresql://USER@HOST/DATABASE\?media=/shared/folder"):
        locate(locator)


def test_the_owner_needs_no_place_of_files() -> None:
    assert team_of("postgresql://owner@db/cases").server == "postgresql://owner@db/cases"
    for locator in (None, "/a/folder"):
        with pytest.raises(UsageError, match="postgresql://OWNER@HOST/DATABASE"):
            team_of(locator)


def test_every_person_and_team_has_a_folder_of_its_own() -> None:
    urls = [f"postgresql://{user}@{host}/cases?media=/srv" for user in ("anna", "berta") for host in ("a", "b")]
    libraries = [open_library(url) for url in urls]
    assert len({library.path for library in libraries}) == 4
    assert {library.name for library in libraries} == {"cases"}
    assert libraries[0].shared == Path("/srv")
    assert open_library("postgresql://anna:secret@a/cases?media=/srv").path == libraries[0].path


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(user=TEXT, password=TEXT, database=TEXT, folder=TEXT)
def test_any_name_comes_through_as_libpq_reads_it(user: str, password: str, database: str, folder: str) -> None:
    parts = [quote(each, safe="") for each in (user, password, database, f"/{folder}")]
    found = locate("postgresql://{}:{}@db.example/{}?media={}&sslmode=require".format(*parts))
    assert isinstance(found, Team)
    told = conninfo_to_dict(found.server)
    assert (told["user"], told["password"], told["dbname"], told["sslmode"]) == (user, password, database, "require")
    assert (found.user, found.media) == (user, f"/{folder}")
    assert locate(found.locator) == found


@given(st.text(max_size=60))
def test_any_text_after_the_scheme_is_understood_or_refused(rest: str) -> None:
    try:
        found = locate(f"postgresql://{rest}")
    except UsageError:
        return
    assert isinstance(found, Team)
    assert found.media
