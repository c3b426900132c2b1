"""The road from and to a team's library: who checks in is who the server says, and so is who may have decided."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from moderator.desk import auditing, open_desk
from moderator.store import membership
from tests.moderator.desk.test_road_kept import erase
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


def test_of_a_locked_case_the_server_hides_what_came_and_of_an_erased_one_it_goes(
    team: tuple[World, str], server: Server
) -> None:
    world, database = team
    membership.add(server.owner(database), "res-1", "moderator", None, restricted=True)
    world.stock(case_of("C-1"), case_of("C-2"))
    away, lead, colleague = world.desk("away", "mod-7"), world.at_home("lead-1"), world.at_home("mod-8")
    world.out("C-1", "C-2", to=away)
    for case in ("C-1", "C-2"):
        away.decide(case, decided(case, internal_note="roadnote"), final=True)
    lead.free("C-1", "away too long")
    colleague.decide("C-1", decided("C-1"), final=True)
    back = world.back(away)
    assert became(world.home.checkin(back)) == {"C-1": ["opinion"], "C-2": ["verdict"]}
    world.home.lock("C-1", "criminal", "E1")
    found = world.home.checkin(back)
    assert (became(found), "C-1 was reported" in str(found)) == ({"C-1": ["waits"], "C-2": ["known"]}, True)
    counted = (
        "SELECT count(*) FROM carried",
        "SELECT count(*) FROM document WHERE convert_from(body, 'UTF8') LIKE '%roadnote%'",
    )
    for who, seen in (("lead-1", 1), ("res-1", 2)):
        with psycopg.connect(server.url(database, who), options="-c search_path=moderator") as one:
            assert [row[0] for sql in counted for row in one.execute(sql)] == [seen, 2 * seen]
    told = auditing.verify(lead.library.locator, quick=False)
    assert (told["failures"], told["hidden"]) == ([], ["C-1"])
    restricted = world.at_home("res-1")
    assert auditing.verify(restricted.library.locator, quick=False)["failures"] == []
    restricted.unlock("C-1", "a false alarm")
    for case in ("C-1", "C-2"):
        erase(lead, case)
    with psycopg.connect(server.url(database, "lead-1"), options="-c search_path=moderator") as one:
        assert [row[0] for sql in counted for row in one.execute(sql)] == [1, 0]
    assert auditing.verify(lead.library.locator, quick=False)["failures"] == []
    world.close()


def test_the_cap_counts_what_the_bag_of_a_locked_case_told(server: Server, tmp_path: Path) -> None:
    """A team's library is the one on the road here; its server hides the row, and what others gave back counts on."""
    order = "8197"
    world = World(tmp_path)
    world.stock(case_of("C-1", order), case_of("C-3", order))
    world.home.decide("C-3", decided("C-3", (200, 0)), final=True)
    (tmp_path / "shared").mkdir()
    database = server.new_team()
    away = open_desk(server.url(database, "mod-7") + f"&media={tmp_path / 'shared'}")
    try:
        world.out("C-1", to=away)
        assert away._state.store.given_before(order, None).of_order == 200
        away.lock("C-1", "criminal", "E1")
        assert away._state.store.given_before(order, None).of_order == 200
        with psycopg.connect(server.url(database, "mod-7"), options="-c search_path=moderator") as one:
            assert one.execute("SELECT count(*) FROM aboard").fetchone() == (0,)
        assert auditing.verify(away.library.locator, quick=False)["failures"] == []
    finally:
        away.close()
        world.close()
