"""Who has a case: never two at once, and nobody decides who had it before."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderator.desk.clock import stamp
from moderator.domain.queue import Ask, Filter, Skills, due_range
from moderator.errors import AlreadyDecided, GateRefused, LeaseHeld, LeaseLost, LibraryError, NotFound
from moderator.store import leases
from moderator.store.file import DATABASE, looking
from moderator.store.pages import Asker
from moderator.store.records import Lease, Recusal
from moderator.store.store import Store
from tests.moderator.store.leasing import (
    CASE,
    OTHER,
    SECONDS,
    Time,
    act,
    claim,
    copy_of,
    fill,
    nobodys,
    record,
    unlimited,
)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def store(tmp_path: Path, time: Time) -> Iterator[Store]:
    made = Store(tmp_path / "library", clock=time)
    fill(made)
    yield made
    made.close()


def actions(store: Store) -> list[str]:
    with looking(store.folder / DATABASE) as connection:
        return [row[0] for row in connection.execute("SELECT action FROM ledger_entry ORDER BY seq")][2:]


def test_a_lease_keeps_others_out_until_it_is_over(store: Store, time: Time) -> None:
    first = claim(store, "ana")
    with pytest.raises(LeaseHeld, match=r"ana has C-1 until 2026-11-12T09:02:00\.000Z"):
        claim(store, "ben")
    with pytest.raises(LeaseHeld, match="ana"):
        record(store, "ben", None)
    time.on(SECONDS)
    second = claim(store, "ben")
    assert second.fence == first.fence + 1
    with pytest.raises(LeaseLost, match=r"ben has it until .*; nothing was recorded, your draft is kept"):
        record(store, "ana", first)
    with pytest.raises(LeaseLost):
        store.beat(first, SECONDS)
    assert record(store, "ben", second).decided_by == "ben"
    assert actions(store) == ["claim", "claim", "decision"]


def test_a_lease_that_ran_out_decides_nothing_though_nobody_took_it(store: Store, time: Time) -> None:
    lease = claim(store, "ana")
    time.on(SECONDS)
    with pytest.raises(LeaseLost, match="nobody has it now"):
        record(store, "ana", lease)
    assert record(store, "ana", store.beat(lease, SECONDS)).status == "active"


def test_the_fence_grows_over_release_and_verdict(store: Store) -> None:
    fences = [claim(store, "ana").fence]
    store.let_go(claim(store, "ana"), act)
    lease = claim(store, "ben")
    fences.append(lease.fence)
    record(store, "ben", lease, kind="request")
    fences.append(claim(store, "ana").fence)
    store.free(CASE, "on holiday", act)
    fences.append(claim(store, "ben").fence)
    assert fences == sorted(set(fences))


def test_claiming_again_is_no_second_claim(store: Store) -> None:
    assert claim(store, "ana") == claim(store, "ana")
    assert actions(store) == ["claim"]


def test_another_window_of_the_same_person_is_in_the_way_until_it_is_taken_over(store: Store) -> None:
    first = claim(store, "ana", "window 1")
    with pytest.raises(LeaseHeld):
        claim(store, "ana", "window 2")
    second = store.claim(CASE, "ana", "window 2", SECONDS, lambda had: had.holder == "ana", act)
    with pytest.raises(LeaseLost):
        record(store, "ana", first)
    assert record(store, "ana", second)
    assert actions(store) == ["claim", "taken-over", "decision"]


def test_a_lead_frees_the_case_and_the_reason_is_kept(store: Store) -> None:
    lease = claim(store, "ana")
    had = store.free(CASE, "ana is ill", act)
    assert had is not None
    assert had.holder == "ana"
    with pytest.raises(LeaseLost):
        record(store, "ana", lease)
    with pytest.raises(LeaseLost):
        store.beat(lease, SECONDS)
    assert store.free(CASE, "again", act) is None
    assert actions(store) == ["claim", "release"]
    with store._session() as session:
        from sqlmodel import select

        from moderator.store.tables import LedgerEntry

        entry = session.exec(select(LedgerEntry.entry).where(LedgerEntry.action == "release")).one()
    assert store.decision_record(entry)["why"] == "ana is ill"


def test_who_stepped_back_decides_no_more_and_approves_no_more(store: Store) -> None:
    lease = claim(store, "Ana B")
    store.recuse(Recusal(CASE, "Ana B", "my neighbour", "2026-11-12T09:00:00Z"), act)
    with pytest.raises(LeaseLost):
        record(store, "Ana B", lease)
    with pytest.raises(GateRefused, match="Ana B stepped back from C-1"):
        record(store, "ana  b", None)
    with pytest.raises(GateRefused, match="stepped back"):
        store.reassign(CASE, "ana b", "lead", "she knows it", act)
    (row,) = [row for row in store.page(Ask(Filter(status="all"))) if row.id == CASE]
    assert row.team is not None
    assert row.team.recused == ("ana b",)
    assert record(store, "ben", None)


def test_case_and_draft_are_given_to_somebody(store: Store) -> None:
    store.save_draft(CASE, {"text": "half"}, "ana", "ana")
    lease = claim(store, "ana")
    store.reassign(CASE, "ben", "lead", "ana is away", act)
    with pytest.raises(LeaseLost):
        record(store, "ana", lease)
    assert store.draft(CASE, "ben") == {"text": "half"}
    store.save_draft(CASE, {"text": "whole"}, "ben", "ben")
    assert store.draft(CASE, "ana") == {"text": "whole"}, "ana's own was moved, not copied"
    found, _now = store.pulse(CASE)
    assert found is not None
    assert found.assigned == "ben"


def test_the_draft_of_who_lost_the_case_is_kept_beside_the_winners(store: Store, time: Time) -> None:
    claim(store, "ana")
    store.save_draft(CASE, {"text": "ana's"}, "ana", "ana")
    time.on(SECONDS)
    lease = claim(store, "ben")
    store.save_draft(CASE, {"text": "ben's"}, "ben", "ben")
    store.save_draft(CASE, {"text": "ana's, woken"}, "ana", "ana")
    assert store.draft(CASE, "ben") == {"text": "ben's"}
    assert store.draft(CASE, "ana") == {"text": "ana's, woken"}
    record(store, "ben", lease)
    assert store.draft(CASE, "ana") == {"text": "ana's, woken"}
    assert store.draft(CASE, "ben") is None
    store.save_draft(CASE, None, "ana", "ana")
    assert store.draft(CASE, "ana") is None


def test_the_older_window_of_one_person_does_not_write_over_the_newer(store: Store) -> None:
    claim(store, "ana", "window 2")
    store.save_draft(CASE, {"text": "newer"}, "ana", "window 2")
    with pytest.raises(LeaseLost, match="another window of ana"):
        store.save_draft(CASE, {"text": "older"}, "ana", "window 1")
    assert store.draft(CASE, "ana") == {"text": "newer"}


def test_what_is_to_be_exported_is_due_after_the_undo_time_and_goes_with_an_undo(store: Store) -> None:
    made = record(store, "ana", None)
    assert store.intents("2026-11-12T09:09:59Z") == []
    (intent,) = store.intents("2026-11-12T09:10:00Z")
    assert (intent.verdict, intent.case, intent.edition) == (made.id, CASE, "parties")
    assert store.intents("2026-11-12T09:10:00Z", after=(intent.due_at, made.id)) == []
    assert store.intents("2026-11-12T09:10:00Z", after=(intent.due_at, "")) == [intent]
    assert store.sent(intent, {"C-1.pdf": "a" * 64}, act)
    assert not store.sent(intent, {"C-1.pdf": "a" * 64}, act), "once"
    assert len(store.entries(CASE, "sent")) == 1
    assert store.intents("2026-11-12T09:12:00Z") == []
    second = record(store, "ana", None, case=OTHER)
    store.withdraw(second.id, act("withdraw", OTHER, "e" * 64), unlimited)
    with looking(store.folder / DATABASE) as connection:
        assert connection.execute("SELECT count(*) FROM export_intent").fetchone() == (1,), "the undo took it away"
    record(store, "ana", None, case=OTHER, number=2, kind="request")
    assert store.intents("2027-01-01T00:00:00Z") == [], "a request has no document"


def test_nothing_of_a_refused_verdict_stays(store: Store) -> None:
    lease = claim(store, "ana")
    with pytest.raises(LibraryError, match="check the amounts"):
        record(store, "ana", lease, amount=100, given=store.given_before("another order", None).__class__(of_order=5))
    assert store.intents("2027-01-01T00:00:00Z") == []
    assert store.verdicts(CASE) == []
    assert record(store, "ana", lease), "the lease was not used up"


def test_an_unknown_case_is_not_claimed(store: Store) -> None:
    with pytest.raises(NotFound):
        store.claim("C-9", "ana", "ana", SECONDS, nobodys, act)
    with pytest.raises(NotFound):
        store.free("C-9", "why", act)


PEOPLE = ("ana", "ben", "cem")
people = st.sampled_from(PEOPLE)


class Hands(RuleBasedStateMachine):
    """Three people and one case. Each keeps the newest lease that it got, as a process does that slept meanwhile."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="moderator-hands-"))
        self.time = Time()
        self.store = copy_of(self.template, self.folder / "library", self.time)
        self.kept: dict[str, Lease] = {}
        self.owner, self.until = "", self.time.now
        self.number = 0

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    def has(self, who: str) -> bool:
        return self.owner == who and self.until > self.time.now

    def own(self, who: str, lease: Lease) -> None:
        from datetime import timedelta

        self.kept[who], self.owner = lease, who
        self.until = self.time.now + timedelta(seconds=SECONDS)

    @rule(who=people)
    def claims(self, who: str) -> None:
        free = not self.owner or self.until <= self.time.now or self.owner == who
        if free:
            before = max((lease.fence for lease in self.kept.values()), default=0)
            lease = claim(self.store, who)
            assert lease.fence >= before
            assert all(lease.fence > other.fence for name, other in self.kept.items() if name != who)
            self.own(who, lease)
        else:
            with pytest.raises(LeaseHeld):
                claim(self.store, who)

    @rule(who=people)
    def beats(self, who: str) -> None:
        if who not in self.kept:
            return
        if self.owner == who:
            self.own(who, self.store.beat(self.kept[who], SECONDS))
        else:
            with pytest.raises(LeaseLost):
                self.store.beat(self.kept[who], SECONDS)

    @rule(seconds=st.sampled_from([1, 59, 119.999, 120, 500]))
    def waits(self, seconds: float) -> None:
        self.time.on(seconds)

    @rule(who=people)
    def lets_go(self, who: str) -> None:
        if who in self.kept:
            self.store.let_go(self.kept[who], act)
            if self.owner == who:
                self.owner = ""

    @rule()
    def is_freed(self) -> None:
        self.store.free(CASE, "away", act)
        self.owner = ""

    @rule(who=people, undo=st.booleans())
    def decides(self, who: str, undo: bool) -> None:
        if who not in self.kept:
            return
        self.number += 1
        if not self.has(who):
            with pytest.raises(LeaseLost):
                record(self.store, who, self.kept[who], number=self.number)
            return
        if self.store.standing(CASE) is not None:
            with pytest.raises(AlreadyDecided):
                record(self.store, who, self.kept[who], number=self.number)
            return
        made = record(self.store, who, self.kept[who], number=self.number)
        self.owner = ""
        if undo:
            self.store.withdraw(made.id, act("withdraw", CASE, "e" * 64), unlimited)

    @invariant()
    def one_at_most_has_it(self) -> None:
        if not hasattr(self, "store"):
            return
        found, now = self.store.pulse(CASE)
        assert found is not None
        lease = found.lease
        held = lease is not None and bool(lease.token) and lease.until > _text(now)
        assert held == (bool(self.owner) and self.until > now)
        if held and lease is not None:
            assert lease.holder == self.owner


def _text(now: object) -> str:
    from datetime import datetime

    from moderator.store.leases import text

    assert isinstance(now, datetime)
    return text(now)


def test_any_order_of_claims_keeps_it_to_one(tmp_path: Path) -> None:
    template = Store(tmp_path / "template", clock=Time())
    fill(template)
    template.close()

    class OnTemplate(Hands):
        pass

    OnTemplate.template = tmp_path / "template"
    OnTemplate.TestCase.settings = settings(max_examples=25, stateful_step_count=25)
    OnTemplate.TestCase("runTest").runTest()


def test_the_queue_knows_what_is_free(store: Store, time: Time) -> None:
    claim(store, "ana", "window-a")
    store.recuse(Recusal(OTHER, "ben", "my neighbour", "2026-11-12T09:00:00Z"), act)

    def free(who: str, token: str) -> tuple[set[str], int, str | None]:
        asker, wanted = Asker(who, who, token, leases.text(time())), Filter(free=True)
        rows = store.page(Ask(wanted), None, asker)
        counted = store.count_all(wanted, lambda name: due_range(name, time(), stamp), "", asker)
        assert counted.total == counted.of["free"]["1"] == len(rows)
        return {row.id for row in rows}, counted.of["status"]["open"], store.next_case(asker, Skills())

    assert free("ana", "window-a") == ({CASE, OTHER}, 2, CASE)
    assert free("ana", "window-b") == ({OTHER}, 1, OTHER)
    assert free("ben", "window-c") == (set(), 0, None)
    store.reassign(OTHER, "cem", "lead", "speaks Turkish", act)
    assert free("ana", "window-b") == (set(), 0, None)
    assert free("cem", "window-d") == ({OTHER}, 1, OTHER)
    time.on(SECONDS + 1)
    assert free("cem", "window-d") == ({CASE, OTHER}, 2, CASE)
