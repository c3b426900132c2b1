"""Whatever leaves, is decided, taken back and comes home in whatever order, three libraries lose no verdict.

A few examples here; many more by `python -m tests.robustness.road`.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from moderator.domain.canonical import digest
from moderator.errors import ModeratorError
from moderator.store.audit import audit, sqlite_rows
from moderator.store.file import DATABASE, SCHEMA, looking
from tests.builders import write_case_pack
from tests.moderator.desk.orders import LEFT, desk_at
from tests.moderator.desk.travelling import case_of, decided, unprinted

CASES = {"C-1": "8191", "C-2": "8191", "C-3": "8193"}
"""By case its order: two share one, which cannot pay both in full."""
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PLACES = {"home": "mod-1", "train": "mod-1", "ferry": "mod-2"}
AWAY = ("train", "ferry")
TO = st.sampled_from(((), ("train",), ("ferry",), AWAY))
SOME = st.lists(st.sampled_from(sorted(CASES)), min_size=1, max_size=3, unique=True)
ANYWHERE = st.sampled_from(sorted(PLACES))
AMOUNTS = st.sampled_from((2700, 300, 0))
UNDO = timedelta(minutes=11)


@cache
def _templates() -> Path:
    """The three libraries as each example begins with them: each has an id of its own."""
    folder = Path(tempfile.mkdtemp(prefix="moderator-roads-"))
    for place, who in PLACES.items():
        desk = desk_at(folder / place, lambda: START, who)
        if place == "home":
            packs = [write_case_pack(folder / "packs", case_of(case, order)) for case, order in CASES.items()]
            assert [each.status for each in desk.import_packs(packs)] == ["imported"] * len(CASES)
        assert desk._state.store.library_id()
        desk.close()
    return folder


class Roads(RuleBasedStateMachine):
    """A model that knows only which verdicts were given and not taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.folder = Path(tempfile.mkdtemp(prefix="moderator-road-"))
        self._stack = ExitStack()
        self._stack.callback(shutil.rmtree, self.folder)
        self._stack.enter_context(unprinted())
        self.out: list[Path] = []
        self.back: list[Path] = []
        self.given: dict[str, str] = {}
        """By the hash of its text the place where a verdict was given that was not taken back."""

    @initialize(cases=SOME, places=TO)
    def begin(self, cases: list[str], places: tuple[str, ...]) -> None:
        for place in PLACES:
            shutil.copytree(_templates() / place, self.folder / place)
        self.desks = {place: desk_at(self.folder / place, lambda: self.now, who) for place, who in PLACES.items()}
        self.leave(cases, places)

    def _bag(self) -> Path:
        return self.folder / f"bag-{len(self.out)}-{len(self.back)}-{len(list(self.folder.iterdir()))}"

    @rule(cases=SOME, places=TO)
    def leave(self, cases: list[str], places: tuple[str, ...]) -> None:
        """Cases leave, and the bag is opened in one place, in both, or for now in none."""
        bag = self._bag()
        if self.desks["home"].checkout(cases, bag)["path"]:
            self.out.append(bag)
            for place in places:
                self._arrive(bag, place)

    @precondition(lambda self: self.out)
    @rule(at=st.integers(0, 5), place=st.sampled_from(AWAY))
    def arrive(self, at: int, place: str) -> None:
        """Any bag, an old one or the same again."""
        self._arrive(self.out[at % len(self.out)], place)

    def _arrive(self, bag: Path, place: str) -> None:
        for found in self.desks[place].import_packs([bag]):
            assert found.status != "refused", found.problem

    @rule(place=ANYWHERE, at=st.integers(0, 2), cents=AMOUNTS, final=st.booleans())
    def decide(self, place: str, at: int, cents: int, final: bool) -> None:
        there = self.desks[place]._state.store.ids("all")
        if there:
            self._decide(place, there[at % len(there)], cents, final)

    @rule(case=st.sampled_from(sorted(CASES)), cents=AMOUNTS)
    def release_and_decide(self, case: str, cents: int) -> None:
        """At home nobody waits for who is away."""
        self.desks["home"].free(case, "away too long")
        self._decide("home", case, cents, True)

    def _decide(self, place: str, case: str, cents: int, final: bool) -> None:
        try:
            made = self.desks[place].decide(case, decided(case, (cents, 0)), final=final)
        except ModeratorError:
            return  # out, decided, or too much: nothing was acknowledged
        self.given[digest(made.verdict)] = place

    @rule(place=ANYWHERE)
    def take_back(self, place: str) -> None:
        try:
            _case, doc = self.desks[place].withdraw_last()
        except ModeratorError:
            return
        assert self.given.pop(digest(doc)) == place

    @rule(minutes=st.sampled_from((6, 11, 60 * 24 * 8)))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(place=st.sampled_from(AWAY), lost=st.booleans(), still_out=st.booleans())
    def come_home(self, place: str, lost: bool, still_out: bool) -> None:
        bag = self._pack_back(place)
        if bag is not None and not lost:
            self._take_in(bag, still_out)

    def _pack_back(self, place: str) -> Path | None:
        if not self.desks[place]._state.store.guests():
            return None
        bag = self._bag()
        self.desks[place].pack_back(bag)
        self.back.append(bag)
        return bag

    @precondition(lambda self: self.back)
    @rule(at=st.integers(0, 5), still_out=st.booleans())
    def check_in(self, at: int, still_out: bool) -> None:
        """Any bag, an older one or the same again."""
        self._take_in(self.back[at % len(self.back)], still_out)

    def _take_in(self, bag: Path, still_out: bool = False) -> None:
        for case in self.desks["home"].checkin(bag, still_out=still_out)["cases"]:
            assert case["problem"] is None, case
            assert {each["became"] for each in case["verdicts"]} <= {"verdict", "opinion", "known"}, case

    def _here(self) -> tuple[set[str], set[str]]:
        """The hashes of what holds or held at home, and of the second opinions."""
        home, holds, said = self.desks["home"], set[str](), set[str]()
        for case in CASES:
            opened = home.open_case(case)
            holds |= {digest(row.doc) for row in opened.verdicts if row.status != "withdrawn"}
            said |= {digest(each.doc) for each in opened.from_road}
            assert sum(row.status == "active" for row in opened.verdicts) <= 1
        return holds, said

    def _ends_well(self) -> None:
        self.now += UNDO  # what was given is final now, wherever it was
        for place in AWAY:
            self._pack_back(place)
        for bag in reversed(self.back):
            self._take_in(bag)
        holds, said = self._here()
        assert holds | said == set(self.given)
        assert not holds & said
        tail = self.desks["home"].tail()
        for bag in self.back:
            self._take_in(bag)
        assert (self._here(), self.desks["home"].tail()) == ((holds, said), tail), "once more changes nothing"
        for order in set(CASES.values()):
            assert self.desks["home"]._state.store.given_before(order, None).of_order <= LEFT
        for place in PLACES:
            with looking(self.folder / place / DATABASE) as connection:
                assert audit(sqlite_rows(connection), SCHEMA, records=True).failures == []

    def teardown(self) -> None:
        try:
            if hasattr(self, "desks"):
                self._ends_well()
        finally:
            for desk in getattr(self, "desks", {}).values():
                desk.close()
            self._stack.close()


QUICK = settings(
    max_examples=6, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
TestRoads = Roads.TestCase
TestRoads.settings = QUICK
