"""The road: cases leave in a bag, are decided in another library, and their verdicts come home."""

from __future__ import annotations

import importlib.resources
from typing import Any

import pytest

from moderator.desk import Desk
from moderator.domain.canonical import digest
from moderator.domain.queue import Ask, Filter
from moderator.errors import Cancelled, ExportError, UsageError
from tests.builders import write_case_pack
from tests.moderator.desk.travelling import World, became, case_of, decided

pytestmark = pytest.mark.usefixtures("unprinted")


def listed(desk: Desk, case_id: str) -> dict[str, Any]:
    return next(row for row in desk.listing(Ask(Filter(status="all"))) if row["case"] == case_id)


def test_who_is_on_the_road_is_seen_and_a_lead_ends_it(world: World) -> None:
    world.stock(case_of("C-1"))
    away, colleague = world.desk("away", "mod-1"), world.at_home("mod-2")
    world.out("C-1", to=away)
    (row,) = colleague.queue()
    assert (row.road, row.holder, row.free(colleague.now())) == (True, "mod-1", False)
    assert listed(colleague, "C-1")["on_the_road_with"] == "mod-1"
    assert world.home.claim("C-1", over=True).held is not None, "nor does its own holder take it over by a click"
    held = world.home.pulse("C-1").held
    assert held is not None
    assert (held.road, held.mine) == (True, False)
    assert colleague.checkout(["C-1"], world.bag())["cases"][0]["status"] == "stays"
    assert colleague.free("C-1", "away too long") == "mod-1"
    assert "on_the_road_with" not in listed(colleague, "C-1")
    colleague.decide("C-1", decided("C-1"), final=True)


def test_what_was_decided_at_home_meanwhile_makes_it_a_second_opinion(world: World) -> None:
    world.stock(case_of("C-1"))
    away, colleague = world.desk("away", "mod-1"), world.at_home("mod-2")
    world.out("C-1", to=away)
    lost = away.decide("C-1", decided("C-1", internal_note="from the train"), final=True).verdict
    colleague.free("C-1", "away too long")
    won = colleague.decide("C-1", decided("C-1"), final=True).verdict
    back = world.back(away)
    found = world.home.checkin(back)
    assert became(found) == {"C-1": ["opinion"]}
    assert "already decided by mod-2" in found["cases"][0]["verdicts"][0]["why"]
    opened = world.home.open_case("C-1")
    assert [(row.status, row.doc["id"]) for row in opened.verdicts] == [("active", won["id"])]
    (opinion,) = opened.from_road
    assert (opinion.doc, opinion.came_by) == (lost, "mod-1")
    assert listed(world.home, "C-1")["second_opinions"] == 1
    again = world.home.checkin(world.back(away))
    assert became(again) == {"C-1": ["known"]}
    assert "already decided by mod-2" in again["cases"][0]["verdicts"][0]["why"]
    assert len(world.home.open_case("C-1").from_road) == 1
    world.sound()


def test_who_has_the_case_open_is_not_disturbed(world: World) -> None:
    world.stock(case_of("C-1"))
    away, colleague = world.desk("away", "mod-1"), world.at_home("mod-2")
    world.out("C-1", to=away)
    away.decide("C-1", decided("C-1"), final=True)
    colleague.free("C-1", "away too long")
    colleague.claim("C-1")
    back = world.back(away)
    assert became(world.home.checkin(back)) == {"C-1": ["waits"]}
    colleague.let_go("C-1")
    assert became(world.home.checkin(back)) == {"C-1": ["verdict"]}


def test_what_can_still_be_taken_back_stays_on_the_road(world: World) -> None:
    world.stock(case_of("C-1"))
    away = world.desk("away", "mod-1")
    world.out("C-1", to=away)
    away.decide("C-1", decided("C-1"))
    told = away.pack_back(world.bag())["cases"]
    assert (told[0]["verdicts"], "can still be taken back" in told[0]["problem"]) == ([], True)
    bag = world.back(away)
    found = world.home.checkin(bag, still_out=True)
    assert (became(found), found["cases"][0]["free"]) == ({"C-1": []}, False)
    away.withdraw_last()
    away.decide("C-1", decided("C-1"), final=True)
    assert became(world.home.checkin(world.back(away))) == {"C-1": ["verdict"]}
    world.sound()


def test_the_cap_of_the_order_holds_again_at_home(world: World) -> None:
    world.stock(case_of("C-1", "819"), case_of("C-2", "819"))
    away = world.desk("away", "mod-1")
    world.out("C-1", to=away)
    away.decide("C-1", decided("C-1", (2700, 0)), final=True)
    world.home.decide("C-2", decided("C-2", (2700, 0)), final=True)
    found = world.home.checkin(world.back(away))
    (row,) = found["cases"][0]["verdicts"]
    assert row["became"] == "opinion"
    assert "/refund" in row["why"]
    assert world.home.open_case("C-1").status == "open"
    world.sound()


def test_what_other_cases_of_the_order_gave_counts_on_the_road(world: World) -> None:
    world.stock(case_of("C-1", "819"), case_of("C-2", "819"))
    world.home.decide("C-2", decided("C-2"), final=True)
    away = world.desk("away", "mod-1")
    world.out("C-1", to=away)
    assert away.open_case("C-1").circumstances.before == world.home.open_case("C-1").circumstances.before
    assert away.open_case("C-1").circumstances.before.of_order == 500


def test_a_standing_decision_travels_and_an_appeal_comes_back(world: World) -> None:
    world.stock(case_of("C-1"))
    first = world.home.decide("C-1", decided("C-1"), final=True).verdict
    away = world.desk("away", "mod-2")
    bag = world.bag()
    world.at_home("mod-2").checkout(["C-1"], bag)
    away.import_packs([bag])
    assert [row.doc for row in away.open_case("C-1").verdicts] == [first]
    appeal = decided("C-1", stage="appeal", supersedes=first["id"])
    made = away.decide("C-1", appeal, final=True).verdict
    assert became(world.home.checkin(world.back(away))) == {"C-1": ["verdict"]}
    rows = world.home.open_case("C-1").verdicts
    assert [(row.status, row.doc["id"]) for row in rows] == [("superseded", first["id"]), ("active", made["id"])]
    world.sound()


def test_a_newer_revision_and_a_recusal_are_reasons(world: World) -> None:
    world.stock(case_of("C-1"), case_of("C-2"))
    away = world.desk("away", "mod-1")
    world.out("C-1", "C-2", to=away)
    for case_id in ("C-1", "C-2"):
        away.decide(case_id, decided(case_id), final=True)
    newer = case_of("C-1") | {"revision": 2}
    (updated,) = world.home.import_packs([write_case_pack(world.folder / "newer", newer)])
    assert updated.status == "updated"
    world.home.recuse("C-2", "knows the seller")
    found = world.home.checkin(world.back(away))
    assert became(found) == {"C-1": ["opinion"], "C-2": ["opinion"]}
    why = [case["verdicts"][0]["why"] for case in found["cases"]]
    assert "written on revision 1" in why[0]
    assert "stepped back" in why[1]
    assert [len(world.home.open_case(each).from_road) for each in ("C-1", "C-2")] == [1, 1]
    world.sound()


def test_a_library_that_was_on_the_road_is_checked_in_as_it_is(world: World) -> None:
    world.stock(case_of("C-1"))
    away = world.desk("away", "mod-1")
    world.out("C-1", to=away)
    away.decide("C-1", decided("C-1"), final=True)
    assert became(world.home.checkin(world.folder / "away")) == {"C-1": ["verdict"]}
    world.sound()


def test_what_could_not_be_packed_does_not_leave(world: World) -> None:
    world.stock(case_of("C-1"), case_of("C-2"))
    taken = world.bag()
    taken.write_text("something else")
    with pytest.raises(ExportError):
        world.home.checkout(["C-1"], taken)
    with pytest.raises(Cancelled):
        world.home.checkout(["C-1", "C-2"], world.bag(), stop=lambda: True)
    assert not any(row.road and row.held(world.home.now()) for row in world.home.queue())
    world.home.decide("C-1", decided("C-1"), final=True)
    with pytest.raises(UsageError):
        world.home.pack_back(world.bag())
    world.sound()


def test_homes_own_policies_hold_on_the_road(world: World) -> None:
    shipped = next(each for each in importlib.resources.files("resources").joinpath("policies").iterdir())
    own = world.folder / "home" / "policies" / "own.toml"
    own.parent.mkdir()
    own.write_text(shipped.read_text("utf-8"), "utf-8")
    world.stock(case_of("C-1"), case_of("C-2"))
    away, used = world.desk("away", "mod-1"), world.desk("native", "mod-1")
    world.out("C-1", to=away)
    assert (world.folder / "away" / "policies" / "own.toml").read_bytes() == own.read_bytes()
    used.import_packs([write_case_pack(world.folder / "others", case_of("C-9"))])
    world.out("C-2", to=used)
    assert not (world.folder / "native" / "policies").exists(), "a library that has cases keeps its own rules"


def test_policies_of_a_bag_whose_unpacking_was_killed_are_made_whole(world: World) -> None:
    shipped = next(each for each in importlib.resources.files("resources").joinpath("policies").iterdir())
    home = world.folder / "home" / "policies"
    home.mkdir()
    for name in ("a.toml", "b.toml"):
        (home / name).write_bytes(shipped.read_bytes() + f"# {name}\n".encode())
    world.stock(case_of("C-1"))
    away, other = world.desk("away", "mod-1"), world.desk("stranger", "mod-1")
    half, own = (world.folder / name / "policies" for name in ("away", "stranger"))
    for folder, text in ((half, (home / "a.toml").read_bytes()), (own, b"# of its own\n")):
        folder.mkdir()
        (folder / "a.toml").write_bytes(text)
    bag = world.out("C-1", to=away)
    assert sorted(each.name for each in half.iterdir()) == ["a.toml", "b.toml"]
    other.import_packs([bag])
    assert [each.read_bytes() for each in own.iterdir()] == [b"# of its own\n"], "others keep theirs"


def supplied(world: World) -> tuple[Desk, Desk]:
    """C-1 went to a library on the road, and from there to another one."""
    world.stock(case_of("C-1"))
    away, further = world.desk("away", "mod-1"), world.desk("stranger", "mod-1")
    world.out("C-1", to=away)
    bag = world.bag()
    away.checkout(["C-1"], bag)
    further.import_packs([bag])
    return away, further


def test_from_a_library_on_the_road_another_is_supplied(world: World) -> None:
    """Two bags deep: what the last one decides comes home by the way that it went."""
    away, further = supplied(world)
    made = further.decide("C-1", decided("C-1"), final=True).verdict
    assert became(away.checkin(world.back(further))) == {"C-1": ["verdict"]}
    assert became(world.home.checkin(world.back(away))) == {"C-1": ["verdict"]}
    assert world.home.open_case("C-1").verdicts[0].doc == made
    world.sound()


def test_of_two_libraries_that_opened_one_bag_the_first_verdict_that_comes_home_counts(world: World) -> None:
    world.stock(case_of("C-1"))
    away, further = world.desk("away", "mod-1"), world.desk("stranger", "mod-1")
    bag = world.out("C-1", to=away)
    further.import_packs([bag])
    for desk, cents in ((away, 100), (further, 200)):
        desk.decide("C-1", decided("C-1", (cents, 0)), final=True)
    first, second = world.back(away), world.back(further)
    assert became(world.home.checkin(second)) == {"C-1": ["verdict"]}
    assert became(world.home.checkin(first)) == {"C-1": ["opinion"]}
    world.sound()


def test_a_second_opinion_of_a_library_in_between_goes_home_too(world: World) -> None:
    away, further = supplied(world)
    further.decide("C-1", decided("C-1", (200, 0)), final=True)
    away.free("C-1", "takes too long")
    away.decide("C-1", decided("C-1", (100, 0)), final=True)
    assert became(away.checkin(world.back(further))) == {"C-1": ["opinion"]}
    assert became(world.home.checkin(world.back(away))) == {"C-1": ["verdict", "opinion"]}
    assert len(world.home.open_case("C-1").from_road) == 1
    world.sound()


def test_a_request_and_what_follows_it_come_home_in_their_order(world: World) -> None:
    world.stock(case_of("C-1"))
    away = world.desk("away", "mod-1")
    world.out("C-1", to=away)
    request = {"format": "moderator-verdict/1", "case": "C-1", "revision": 1, "kind": "request",
               "request": {"to": ["buyer"], "requirements": ["damage-visible"], "text": "Show it."}}  # fmt: skip
    asked = away.decide("C-1", request, final=True).verdict
    assert became(world.home.checkin(world.back(away), still_out=True)) == {"C-1": ["verdict"]}
    assert world.home.open_case("C-1").status == "waiting"
    made = away.decide("C-1", decided("C-1"), final=True).verdict
    assert became(world.home.checkin(world.back(away))) == {"C-1": ["known", "verdict"]}
    rows = world.home.open_case("C-1").verdicts
    assert [(row.status, row.doc) for row in rows] == [("superseded", asked), ("active", made)]
    world.sound()


def test_what_stands_at_home_is_proven_on_the_road(world: World) -> None:
    world.stock(case_of("C-1"))
    world.home.decide("C-1", decided("C-1"), final=True)
    away = world.desk("away", "mod-2")
    world.out("C-1", to=away)
    (row,) = away.open_case("C-1").verdicts
    came = away._state.store.came(digest(row.doc))
    assert came is not None
    assert (came.effect, came.said["proof"], came.said["library"]) == (
        "verdict", "known", world.home._state.store.library_id(),
    )  # fmt: skip
    assert away._state.store.intents("9999") == [], "its document leaves from home"
