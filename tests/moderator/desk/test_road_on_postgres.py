"""The road from and to a team's library: who checks in is who the server says, and so is who may have decided."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from moderator.desk import auditing
from tests.moderator.desk.travelling import World, became, case_of, decided
from tests.servers import Server

pytestmark = pytest.mark.usefixtures("unprinted")


@pytest.fixture
def team(server: Server, tmp_path: Path) -> tuple[World, str]:
    """A world whose home is a team's; with the name of its database."""
    (tmp_path / "shared").mkdir()
    database = server.new_team()
    world = World(tmp_path, lambda who: server.url(database, who) + f"&media={tmp_path / 'shared'}", "mod-7")
    return world, database


def test_out_of_a_teams_library_and_back(team: tuple[World, str], server: Server) -> None:
    world, database = team
    world.stock(case_of("C-1"), case_of("C-2"), case_of("C-3"))
    away = world.desk("away", "mod-7")
    world.out("C-1", "C-2", "C-3", to=away)
    lead = world.at_home("lead-1")
    assert lead.queue()[0].road
    away.decide("C-1", decided("C-1"), final=True)
    away.set_moderator("mod-8")  # a name that anybody may set on the road
    away.decide("C-2", decided("C-2"), final=True)
    back = world.back(away)
    found = world.home.checkin(back)
    assert became(found) == {"C-1": ["verdict"], "C-2": ["opinion"], "C-3": []}
    assert "mod-8 is said to have decided it, and mod-7 checked it in" in found["cases"][1]["verdicts"][0]["why"]
    assert (world.home.open_case("C-1").verdicts[0].doc["decided_by"], found["cases"][2]["free"]) == ("mod-7", True)
    assert became(lead.checkin(back)) == {"C-1": ["known"], "C-2": ["known"], "C-3": []}
    url = server.url(database, "aud-1") + f"&media={world.folder / 'shared'}"
    assert auditing.verify(url, quick=False)["ok"]
    world.close()


def test_the_server_refuses_a_verdict_that_is_said_to_be_carried(team: tuple[World, str], server: Server) -> None:
    world, database = team
    world.stock(case_of("C-1"))
    made = world.home.decide("C-1", decided("C-1"), final=True).verdict
    body = "(SELECT body FROM verdict_entry LIMIT 1)"
    insert = f"INSERT INTO carried VALUES ({body}, 'C-1', '{made['id']}', NULL, %s, %s, %s, %s, {body})"
    with psycopg.connect(server.url(database, "mod-7"), options="-c search_path=moderator", autocommit=True) as one:
        for effect, by, who, at, why in (
            ("verdict", "mod-7", "mod-7", world.home._state.stamp(), "did not take this case on the road"),
            ("opinion", "mod-7", "mod-8", world.home._state.stamp(), "cannot check in as mod-8"),
            ("opinion", "mod-8", "mod-7", world.home._state.stamp(), "does not say what its text says"),
            ("opinion", "mod-7", "mod-7", "2026-01-01T00:00:00Z", "The clock of this computer"),
        ):
            with pytest.raises(psycopg.Error, match=why):
                one.execute(insert, (effect, by, who, at))
    world.close()
