"""What leases, recusals, assignments and the signed ledger promise, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from moderator.domain.queue import Ask, Filter, Skills
from moderator.errors import AlreadyDecided, GateRefused, LeaseHeld, LeaseLost, LibraryError, NotFound
from moderator.store import leases, server
from moderator.store.audit import Audited, Rows, audit, sqlite_rows
from moderator.store.file import DATABASE, SCHEMA, looking
from moderator.store.ledger import Act
from moderator.store.pages import Asker
from moderator.store.records import Lease, Recusal
from moderator.store.seals import KEPT
from moderator.store.store import Store
from tests.moderator.store.conftest import Opens
from tests.moderator.store.rows import add, decide, now, queue, verdict, withdraw

CASE = "C-1"


def acts(who: str) -> Callable[[str, str, str], Act]:
    return lambda action, case, entry: Act(now(), who, action, case, entry)


def claim(store: Store, who: str, token: str = "", seconds: float = 60, over: bool = False) -> Lease:
    return store.claim(CASE, who, token or who, seconds, lambda _had: over, acts(who))


@contextmanager
def rows(store: Store) -> Iterator[Rows]:
    if store.server:
        with server.reading(store.server) as found:
            yield found
    else:
        with looking(store.folder / DATABASE) as connection:
            yield sqlite_rows(connection)


def audited(store: Store) -> Audited:
    with rows(store) as found:
        return audit(found, SCHEMA, records=False)


def test_a_lease_keeps_others_out_until_it_is_over(opens: Opens) -> None:
    ana, ben = opens("mod-7"), opens("mod-8")
    add(ana, CASE)
    first = claim(ana, "mod-7", seconds=1)
    with pytest.raises(LeaseHeld, match="mod-7 has C-1"):
        claim(ben, "mod-8")
    with pytest.raises(LeaseHeld, match="mod-7"):
        decide(ben, verdict(CASE, who="mod-8"))
    time.sleep(1.1)
    second = claim(ben, "mod-8")
    assert second.fence == first.fence + 1
    with pytest.raises(LeaseLost, match="mod-8 has it until"):
        decide(ana, replace(verdict(CASE), lease=first))
    with pytest.raises(LeaseLost):
        ana.beat(first, 60)
    assert decide(ben, replace(verdict(CASE, who="mod-8"), lease=ben.beat(second, 60))).decided_by == "mod-8"
    pulse, _now = ana.pulse(CASE)
    assert pulse is not None
    assert (pulse.status, pulse.lease and pulse.lease.token) == ("decided", "")
    assert audited(ana).failures == []


def test_another_window_takes_over_and_two_texts_of_one_person_have_one_place(opens: Opens) -> None:
    store, again = opens(), opens()
    add(store, CASE)
    claim(store, "mod-7", "window 1")
    with pytest.raises(LeaseHeld):
        claim(again, "mod-7", "window 2")
    claim(again, "mod-7", "window 2", over=True)
    with pytest.raises(LeaseLost, match="another window of mod-7"):
        store.save_draft(CASE, {"case": CASE, "by": "window 1"}, "mod-7", "window 1")
    again.save_draft(CASE, {"case": CASE, "by": "window 2"}, "mod-7", "window 2")
    assert store.draft(CASE, "mod-7") == {"case": CASE, "by": "window 2"}


def test_who_lost_the_case_finds_the_own_text_again(opens: Opens) -> None:
    ana, ben = opens("mod-7"), opens("mod-8")
    add(ana, CASE)
    claim(ben, "mod-8")
    ben.save_draft(CASE, {"case": CASE, "by": "mod-8"}, "mod-8", "mod-8")
    ana.save_draft(CASE, {"case": CASE, "by": "mod-7"}, "mod-7", "mod-7")
    assert (ana.draft(CASE, "mod-7"), ben.draft(CASE, "mod-8")) == (
        {"case": CASE, "by": "mod-7"}, {"case": CASE, "by": "mod-8"},
    )  # fmt: skip
    assert ana.draft_saved(CASE, "mod-7") > ana.draft_saved(CASE, "mod-8")
    add(ana, CASE, 2, seen=1)  # carries both
    assert ana.draft(CASE, "mod-7") == {"case": CASE, "by": "mod-7", "revision": 2}
    ana.save_draft(CASE, None, "mod-7", "mod-7")
    assert ana.draft(CASE, "mod-7") == ben.draft(CASE, "mod-8")


def test_stepping_back_is_for_good_and_ends_lease_and_assignment(opens: Opens) -> None:
    store, lead = opens("mod-7"), opens("lead-1")
    add(store, CASE)
    lead.reassign(CASE, "mod-7", "lead-1", "knows jugs", acts("lead-1"))
    claim(store, "mod-7")
    store.recuse(Recusal(CASE, "mod-7", "a friend of the seller", now()), acts("mod-7"))
    pulse, _now = store.pulse(CASE)
    assert pulse is not None
    assert (pulse.assigned, pulse.lease and pulse.lease.token) == ("", "")
    with pytest.raises(GateRefused, match="stepped back"):
        decide(store, verdict(CASE))
    with pytest.raises(GateRefused, match="stepped back"):
        lead.reassign(CASE, "mod-7", "lead-1", "all the same", acts("lead-1"))
    assert [each.person for each in lead.recusals(CASE)] == ["mod-7"]
    assert audited(store).failures == []


def test_a_lead_frees_and_gives_away_with_the_draft(opens: Opens) -> None:
    store, lead, other = opens("mod-7"), opens("lead-1"), opens("mod-8")
    add(store, CASE)
    lease = claim(store, "mod-7")
    store.save_draft(CASE, {"case": CASE}, "mod-7", "mod-7")
    had = lead.free(CASE, "is ill", acts("lead-1"))
    assert had is not None
    assert had.holder == "mod-7"
    with pytest.raises(LeaseLost):
        store.beat(lease, 60)
    claim(store, "mod-7")
    lead.reassign(CASE, "mod-8", "lead-1", "is still ill", acts("lead-1"))
    assert (other.draft(CASE, "mod-8"), queue(other)[0].team is not None) == ({"case": CASE}, True)
    assert claim(other, "mod-8").holder == "mod-8"
    assert audited(store).failures == []


def test_the_document_is_to_leave_once_it_cannot_be_taken_back(opens: Opens) -> None:
    store = opens()
    add(store, CASE)
    decide(store, verdict(CASE))
    assert store.intents(now()) == []
    (due,) = store.intents(now(minutes=11))
    withdraw(store, due.verdict, CASE)
    assert store.intents(now(minutes=11)) == []
    decide(store, verdict(CASE, 2), seen=3)
    assert store.intents() == [], "by the library's clock"
    (due,) = store.intents(now(minutes=11))
    assert (due.verdict, store.sent(due, {f"{CASE}.pdf": "a" * 64}, acts("mod-7"))) == (f"{CASE}-v2", True)
    assert not opens("mod-8").sent(due, {f"{CASE}.pdf": "a" * 64}, acts("mod-8")), "once, whoever says so"
    assert store.intents(now(minutes=11)) == []
    assert audited(store).failures == []


def test_one_at_a_time_on_one_library(opens: Opens) -> None:
    store, other = opens("mod-7"), opens("mod-8")
    with store.only_one("outbox") as mine, other.only_one("outbox") as too, other.only_one("inbox") as another:
        assert (mine, too, another) == (True, False, True)
    with other.only_one("outbox") as mine:
        assert mine, "it ends with the block"


def test_checkpoints_of_several_keys_hold_and_few_are_kept(opens: Opens) -> None:
    stores = {who: opens(who) for who in ("mod-7", "mod-8")}
    for number in range(KEPT // 2 + 2):
        for who, store in stores.items():
            store.log(Act(now(), who, "export", CASE, f"{number:064}"))
    found = audited(stores["mod-7"])
    assert found.failures == []
    assert (found.checkpoints, len(found.keys)) == (2, 2)  # the fiftieth and the newest
    assert stores["mod-7"].log_once(Act(now(), "mod-7", "export", CASE, "f" * 64))
    assert not stores["mod-8"].log_once(Act(now(), "mod-8", "export", CASE, "f" * 64))


def test_of_many_who_claim_at_once_one_has_the_case_and_decides(opens: Opens) -> None:
    people = ["mod-7", "mod-8", "rev-1", "lead-1"]
    stores = {who: opens(who) for who in people}
    add(stores["mod-7"], CASE)
    start, won = threading.Barrier(len(people)), list[str]()

    def run(who: str) -> None:
        start.wait()
        try:
            lease = claim(stores[who], who)
            decide(stores[who], replace(verdict(CASE, who=who), lease=lease))
        except (LeaseHeld, LeaseLost, AlreadyDecided, LibraryError):
            return
        won.append(who)

    threads = [threading.Thread(target=run, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.decided_by for each in stores["mod-7"].verdicts(CASE)] == won
    assert len(won) == 1
    assert audited(stores["mod-7"]).failures == []


def test_a_second_opinion_is_another_persons_and_given_once(opens: Opens) -> None:
    store, other = opens("mod-7"), opens("mod-8")
    add(store, CASE)
    decide(store, replace(verdict(CASE), second="damaged"))
    assert (store.waiting_for("mod-7"), [each.case for each in other.waiting_for("mod-8")]) == ([], [CASE])
    with pytest.raises(NotFound, match="mod-7 could give"):
        store.give_second(CASE, "no-refund", {"a": 1}, Act(now(), "mod-7", "second-given", CASE, "e" * 64))
    given = Act(now(), "mod-8", "second-given", CASE, "e" * 64)
    other.give_second(CASE, "no-refund", {"a": 1}, given)
    with pytest.raises(NotFound):
        other.give_second(CASE, "no-refund", {"a": 1}, given)
    (pair,) = store.second_pairs()
    assert (pair.reason, pair.first, pair.second) == ("damaged", "partial-refund", "no-refund")
    assert (pair.decided_by, pair.given_by) == ("mod-7", "mod-8")
    assert store.second_pairs(since=given.at) == store.second_pairs()
    assert store.second_pairs(until=given.at) == []
    assert [each.body for each in store.opinions(CASE)] == [{"a": 1}]
    assert audited(store).failures == []


def test_what_is_imported_is_found_and_the_next_case_is_one_that_nobody_has(opens: Opens) -> None:
    store, other = opens("mod-7"), opens("mod-8")
    for case in (CASE, "C-2"):
        add(store, case, due_at=now(hours=1 if case == CASE else 2))
    claim(store, "mod-7")
    asker = Asker("mod-8", "mod-8", "mod-8", leases.text(datetime.now(UTC)))
    assert other.next_case(asker, Skills()) == "C-2"
    assert [row.id for row in other.page(Ask(Filter(text="C-2", status="all")))] == ["C-2"]
    add(store, CASE, 2, seen=1)
    assert [row.revision for row in other.page(Ask(Filter(text=CASE)))] == [2]
