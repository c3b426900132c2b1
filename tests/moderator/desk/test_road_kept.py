"""The road beside retention and locks: what came by a bag is erased with its case, and no locked case travels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from moderator.desk import Desk, leases, retention
from moderator.domain.queue import Ask, Filter
from moderator.errors import CaseLocked, LeaseHeld, NotFound, UsageError
from moderator.store.erasing import Order
from moderator.store.file import DATABASE, looking, sqlite
from tests.moderator.desk.retained import bytes_of
from tests.moderator.desk.travelling import World, became, case_of, decided

pytestmark = pytest.mark.usefixtures("unprinted")

LISTING, AT_HOME, AWAY = "zephyrlisting", "velvetnote", "roadnote"


def planted(case_id: str, order: str = "") -> dict[str, Any]:
    doc = case_of(case_id, order)
    doc["listing"]["description"] = LISTING
    return doc


def erase(desk: Desk, case: str) -> None:
    """As retention does it; the time to object cannot be waited for in a library with a real clock."""
    head = desk._state.store.head(case)
    assert head is not None
    desk._state.store.erase(
        Order(case, head.version, "a rule.", retention._reduced), desk._state.stamp(), leases.acts(desk._state)
    )
    retention._sweep(desk._state, {"removed": 0, "needed_elsewhere": 0})
    desk._state.store.scrub()


def unlock(desk: Desk, case: str) -> None:
    desk._state.store.unlock_case(case, "a false alarm", leases.acts(desk._state))


def files_with(desk: Desk, *texts: str) -> list[tuple[str, str]]:
    """Of the whole folder, with the database and its log."""
    found = bytes_of(desk.library.path)
    return [(path.name, text) for path, data in found for text in texts if text.encode() in data]


def selected(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    with looking(desk.library.path / DATABASE) as connection:
        return list(connection.execute(sql))


def decided_twice(world: World, **more: Any) -> Desk:
    """Both cases were decided on the road, C-1 at home meanwhile; the desk on the road."""
    world.stock(planted("C-1"), planted("C-2"))
    away, colleague = world.desk("away", "mod-1"), world.at_home("mod-2")
    world.out("C-1", "C-2", to=away)
    for case in ("C-1", "C-2"):
        away.decide(case, decided(case, internal_note=AWAY), final=True)
    colleague.free("C-1", "away too long")
    colleague.decide("C-1", decided("C-1", **more), final=True)
    return away


def opinion_and_verdict(world: World) -> None:
    """What comes of C-1 is an opinion; of C-2 it holds."""
    away = decided_twice(world, internal_note=AT_HOME)
    assert became(world.home.checkin(world.back(away))) == {"C-1": ["opinion"], "C-2": ["verdict"]}


def test_nothing_of_what_came_home_is_left_of_erased_cases(world: World) -> None:
    opinion_and_verdict(world)
    home = world.home
    hashes = [sha for row in selected(home, "SELECT body, record, source FROM carried ORDER BY case_id") for sha in row]
    erase(home, "C-1")
    world.sound()
    assert [name for name, text in files_with(home, AT_HOME)] == []
    assert {name for name, text in files_with(home, AWAY, LISTING)} <= {DATABASE, f"{DATABASE}-wal"}, "C-2 has them"
    erase(home, "C-2")
    world.sound()
    assert files_with(home, AWAY, LISTING, AT_HOME) == []
    left = {row[0] for row in selected(home, "SELECT sha256 FROM document")}
    assert [sha in left for sha in hashes] == [False, False, False, False, False, True], "who proved it, and how"
    assert selected(home, "SELECT case_id, effect FROM carried") == [("C-2", "verdict")]
    assert [each["verdict"]["id"] for each in home.erased("C-2")["verdicts"]]


def test_what_comes_home_for_an_erased_case_is_refused_and_the_rest_is_not(world: World) -> None:
    away = decided_twice(world)
    erase(world.home, "C-1")
    found = world.home.checkin(world.back(away))
    assert became(found) == {"C-1": ["refused"], "C-2": ["verdict"]}
    assert "C-1 was erased at" in found["cases"][0]["verdicts"][0]["why"]
    world.sound()


EDITS = (
    "UPDATE aboard SET source = (SELECT source FROM carried LIMIT 1)",
    "UPDATE aboard SET source = (SELECT facts FROM case_entry WHERE id = 'C-1') WHERE case_id = 'C-1'",
    "UPDATE carried SET body = record",
    "UPDATE carried SET record = NULL",
    "DELETE FROM carried",
    "DELETE FROM aboard WHERE case_id = 'C-1'",
)


def test_nothing_of_a_guest_is_left_and_the_cap_still_knows_what_others_gave(world: World) -> None:
    order = "8197"
    world.stock(planted("C-1", order), planted("C-2", order), planted("C-3", order))
    world.home.decide("C-1", decided("C-1", (300, 0), internal_note=AT_HOME), final=True)
    world.home.decide("C-3", decided("C-3", (200, 0)), final=True)
    away = world.desk("away", "mod-1")
    bag = world.out("C-1", "C-2", to=away)
    given = away._state.store.given_before(order, None)
    assert given.of_order == 500
    erase(away, "C-1")
    world.sound()
    assert files_with(away, AT_HOME) == []
    assert away._state.store.given_before(order, None) == given
    (again, other) = away.import_packs([bag])
    assert (again.status, "was erased at" in str(again.problem), other.status) == ("refused", True, "unchanged")
    assert [each["case"] for each in away.pack_back(world.bag())["cases"]] == ["C-2"]
    _edits_show(world, away)
    away.decide("C-2", decided("C-2", (100, 0)), final=True)
    erase(away, "C-2")
    world.sound()
    assert files_with(away, AT_HOME, LISTING) == []
    with pytest.raises(UsageError):
        away.pack_back(world.bag())


def _edits_show(world: World, desk: Desk) -> None:
    for edit in EDITS:
        connection = sqlite().connect(str(desk.library.path / DATABASE), isolation_level=None)
        try:
            tables = {name: list(connection.execute(f"SELECT * FROM {name}")) for name in ("aboard", "carried")}
            connection.execute(edit)
            with pytest.raises(AssertionError):
                world.sound()
            for name, rows in tables.items():
                connection.execute(f"DELETE FROM {name}")
                connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        finally:
            connection.close()
    world.sound()


def test_a_verdict_for_a_locked_case_waits_and_shows_nothing_of_it(world: World) -> None:
    world.stock(planted("C-1"), planted("C-2"))
    away = world.desk("away", "mod-1")
    world.out("C-1", "C-2", to=away)
    for case in ("C-1", "C-2"):
        away.decide(case, decided(case, internal_note=AWAY), final=True)
    world.home.lock("C-1", "criminal", "E1")
    back = world.back(away)
    found = world.home.checkin(back)
    assert became(found) == {"C-1": ["waits"], "C-2": ["verdict"]}
    assert "was reported and locked" in found["cases"][0]["verdicts"][0]["why"]
    assert LISTING not in str(found)
    assert selected(world.home, "SELECT case_id FROM carried") == [("C-2",)]
    unlock(world.home, "C-1")
    assert became(world.home.checkin(back)) == {"C-1": ["verdict"], "C-2": ["known"]}
    world.sound()


def test_a_case_that_comes_home_undecided_while_locked_stays_out(world: World) -> None:
    world.stock(planted("C-1"))
    away = world.desk("away", "mod-1")
    world.out("C-1", to=away)
    away.save_draft("C-1", {"case": "C-1", "note": AWAY})
    world.home.lock("C-1", "criminal", "E1")
    back = world.back(away)
    (row,) = world.home.checkin(back)["cases"]
    assert (row["draft"], row["free"], "was reported and locked" in row["problem"]) == (False, False, True)
    unlock(world.home, "C-1")
    (row,) = world.home.checkin(back)["cases"]
    assert (row["draft"], row["free"], row["problem"]) == (True, True, None)


def test_a_locked_case_leaves_nowhere(world: World) -> None:
    world.stock(planted("C-1"), planted("C-2"))
    world.home.lock("C-1", "criminal", "E1")
    for wanted in (["C-1"], ["C-2", "c-1"]):
        with pytest.raises(CaseLocked, match="was reported and locked"):
            world.home.checkout(wanted, world.bag())
    left = world.home._state.store.depart(["C-1"], "mod-1", "b" * 32, 60.0, leases.acts(world.home._state))
    assert isinstance(left["C-1"], CaseLocked), "locked in the very moment"
    found = world.home.checkout(Ask(Filter(status="all")), world.bag())
    assert [each["case"] for each in found["cases"]] == ["C-2"]


def test_a_guest_that_was_locked_does_not_go_back(world: World) -> None:
    world.stock(planted("C-1"), planted("C-2"))
    away = world.desk("away", "mod-1")
    bag = world.out("C-1", "C-2", to=away)
    for case in ("C-1", "C-2"):
        away.decide(case, decided(case, internal_note=AWAY + case), final=True)
    away.lock("C-1", "criminal", "E1")
    back = world.bag()
    assert [each["case"] for each in away.pack_back(back)["cases"]] == ["C-2"]
    assert not [path for path, data in bytes_of(back) if (AWAY + "C-1").encode() in data]
    found = {each.case: each for each in away.import_packs([bag])}
    assert "was reported and locked" in str(found["C-1"].problem)
    with pytest.raises(CaseLocked):
        away._state.store.portable(["C-2", "C-1"])
    (sha256,) = selected(away, "SELECT body FROM verdict_entry WHERE case_id = 'C-1'")[0]
    with pytest.raises(CaseLocked):
        away._state.store.decision_record(sha256)
    unlock(away, "C-1")
    assert [each["case"] for each in away.pack_back(world.bag())["cases"]] == ["C-1", "C-2"]


def test_the_opinion_of_a_locked_case_is_given_to_nobody(world: World) -> None:
    opinion_and_verdict(world)
    ((body, record),) = selected(world.home, "SELECT body, record FROM carried WHERE effect = 'opinion'")
    store = world.home._state.store
    world.home.lock("C-1", "criminal", "E1")
    asked: list[Callable[[], object]] = [
        lambda: store.came(body),
        lambda: store.decision_record(record),
        lambda: store.decision_record(body),
        lambda: store.road_opinions("C-1"),
        lambda: store.papers("C-1-v1"),
    ]
    for work in asked:
        with pytest.raises(CaseLocked):
            work()
    assert "second_opinions" not in str(list(world.home.listing(Ask(Filter(status="all")))))
    world.sound()


def test_a_case_on_the_road_is_not_erased(world: World) -> None:
    world.stock(planted("C-1"))
    world.home.decide("C-1", decided("C-1"), final=True)
    world.out("C-1", to=world.desk("away", "mod-1"))
    (each,) = world.home._state.store.settled("9999-01-01T00:00:00Z")
    assert "mod-1 has it on the road" in list(retention._kept_by(world.home._state, each))
    with pytest.raises(LeaseHeld):
        erase(world.home, "C-1")
    with pytest.raises(NotFound):
        world.home.erased("C-1")
