"""What a store promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from moderator.domain.before import Before
from moderator.errors import AlreadyDecided, GateRefused, LibraryError, NotFound
from moderator.store.ledger import Act
from moderator.store.records import SignedDocument
from moderator.store.store import Store
from tests.moderator.store.conftest import Opens
from tests.moderator.store.rows import BIG, add, decide, now, queue, verdict, withdraw


def _is_no_part_of_the_search(name: str | None, _kind: str, _parents: object) -> bool:
    """Each database has words in a way of its own, see `search`."""
    return not str(name).startswith("case_search") and name != "vector"


def test_the_migrations_make_exactly_the_tables_of_the_models(either: Store) -> None:
    with either._engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": _is_no_part_of_the_search}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_case_comes_back_as_it_went_in(either: Store) -> None:
    add(either, "C-1", paid=BIG, claim="“žluťoučký” 壺 \U0001f3fa", due_at="2026-11-20T08:30:00Z")
    head = either.head("c-1")
    assert head is not None
    assert (head.id, head.revision, head.version, head.status) == ("C-1", 1, 1, "open")
    (row,) = queue(either)
    assert (row.facts.paid, row.facts.claim, row.draft) == (BIG, "“žluťoučký” 壺 \U0001f3fa", False)
    assert either.document("C-1") == {"id": "C-1", "revision": 1}
    assert either.files("C-1", 1)["data/a.jpg"].bytes == BIG
    with pytest.raises(NotFound, match="no case C-2"):
        either.document("C-2")
    with pytest.raises(NotFound, match="revision 2"):
        either.document("C-1", 2)


def test_the_queue_is_ordered_by_bytes_whatever_the_languages_rules(either: Store) -> None:
    due = {"b": None, "D": None, "é": None, "a-1": "2026-11-16T06:30:00Z", "a_1": "2026-11-16T06:30:00.500000Z"}
    for case, at in due.items():
        add(either, f"C-{case}", due_at=at)
    # the full stop comes before Z in bytes; a language's rules would leave it out
    assert [row.id for row in queue(either)] == ["C-a_1", "C-a-1", "C-D", "C-b", "C-é"]
    assert either.ids("all") == ["C-D", "C-a-1", "C-a_1", "C-b", "C-é"]


def test_a_revision_carries_the_draft_and_the_version_grows(either: Store) -> None:
    add(either, "C-1")
    either.save_draft("C-1", {"case": "C-1", "revision": 1}, "mod-7", "")
    add(either, "C-1", 2, seen=1)
    head = either.head("C-1")
    assert head is not None
    assert (head.revision, head.version) == (2, 2)
    assert either.draft("C-1") == {"case": "C-1", "revision": 2}
    with pytest.raises(LibraryError, match="changed while its pack was read"):
        add(either, "C-1", 3, seen=1)
    either.save_draft("C-1", None, "mod-7", "")
    assert (either.draft("C-1"), either.draft_saved("C-1", "mod-7")) == (None, "")


def test_a_verdict_swaps_the_version_and_takes_the_draft(either: Store) -> None:
    add(either, "C-1")
    either.save_draft("C-1", {"case": "C-1"}, "mod-7", "")
    stored = decide(either, verdict("C-1", refund_of_order=BIG, refunds={"line:1": BIG}))
    assert (stored.number, stored.status, stored.refund_of_order, either.draft("C-1")) == (1, "active", BIG, None)
    assert either.given_before("C-1", None) == Before(BIG, {"1": BIG}, {})
    assert (queue(either)[0].status, queue(either)[0].outcome) == ("decided", "partial-refund")
    with pytest.raises(AlreadyDecided, match="mod-7"):
        decide(either, verdict("C-1", 2))
    with pytest.raises(AlreadyDecided, match="mod-7"):
        decide(either, verdict("C-1", 2), seen=2)
    assert [each.id for each in either.verdicts("C-1")] == ["C-1-v1"]
    assert either.decision_record(stored.record or "")["moderator"] == "mod-7"


def test_what_was_given_meanwhile_on_the_order_is_noticed_and_nothing_stays(either: Store) -> None:
    for case in ("C-1", "C-2"):
        add(either, case, order_number="9")
    decide(either, verdict("C-1", order_number="9"))
    with pytest.raises(LibraryError, match="check the amounts"):
        decide(either, verdict("C-2", order_number="9"), given=Before(0, {}, {}))
    assert (either.verdicts("C-2"), queue(either)[1].status) == ([], "open")


def test_taking_back_and_superseding(opens: Opens) -> None:
    store = opens()
    add(store, "C-1")
    decide(store, verdict("C-1"))
    assert store.undoable(now()) is not None
    assert withdraw(store, "C-1-v1", "C-1").status == "withdrawn"
    assert store.draft("C-1") is not None
    with pytest.raises(NotFound):
        withdraw(store, "C-1-v1", "C-1")
    decide(store, verdict("C-1", 2), seen=3)
    other = opens("rev-1")
    with pytest.raises(GateRefused, match="somebody else"):
        decide(other, verdict("C-1", 3, who="mod-7", supersedes="C-1-v2", stage="appeal"), seen=4)
    appeal = verdict("C-1", 3, who="rev-1", supersedes="C-1-v2", stage="appeal")
    assert decide(other, appeal, seen=4).number == 2
    assert [each.status for each in store.verdicts("C-1")] == ["withdrawn", "superseded", "active"]
    withdraw(other, "C-1-v3", "C-1", "rev-1")
    assert [each.status for each in store.verdicts("C-1")] == ["withdrawn", "active", "withdrawn"]
    assert store.verify_ledger() is None


def test_a_request_waits_and_a_verdict_ends_it(either: Store) -> None:
    add(either, "C-1")
    decide(either, verdict("C-1", kind="request", outcome=None))
    assert queue(either)[0].status == "waiting"
    decide(either, verdict("C-1", 2), seen=2)
    assert [each.status for each in either.verdicts("C-1")] == ["superseded", "active"]


def test_of_two_who_sign_the_first_holds(either: Store) -> None:
    add(either, "C-1")
    decide(either, verdict("C-1"))
    for sha256 in ("1" * 64, "2" * 64):
        new = SignedDocument("C-1-v1", "parties", sha256, 3, ("壺",), True)
        assert either.keep_signed(new, Act(now(), "mod-7", "sign", "C-1", sha256)).sha256 == "1" * 64
    assert either.signed("C-1-v1", "parties") == SignedDocument("C-1-v1", "parties", "1" * 64, 3, ("壺",), True)


def test_many_at_once_decide_different_cases_and_the_ledger_holds(opens: Opens) -> None:
    first = opens()
    cases = [f"C-{number}" for number in range(24)]
    for case in cases:
        add(first, case)
    won = _all_at_once([opens() for _ in range(4)], lambda store, case: decide(store, verdict(case)), cases)
    assert sorted(won) == sorted(cases)  # each by one of the four, none twice
    assert [len(first.verdicts(case)) for case in cases] == [1] * len(cases)
    assert first.verify_ledger() is None


def test_of_two_cases_of_one_order_decided_at_once_one_sees_the_other(opens: Opens) -> None:
    first = opens()
    for case in ("C-1", "C-2"):
        add(first, case, order_number="9")
    nothing = Before(0, {}, {})
    stores = [opens() for _ in range(4)]
    won = _all_at_once(
        stores, lambda store, case: decide(store, verdict(case, order_number="9"), given=nothing), ["C-1", "C-2"]
    )
    assert len(won) == 1


def _all_at_once(stores: list[Store], work, cases: list[str]) -> list[str]:
    start, won = threading.Barrier(len(stores)), list[str]()

    def run(store: Store) -> None:
        start.wait()
        for case in cases:
            try:
                work(store, case)
            except (AlreadyDecided, LibraryError):
                continue
            won.append(case)

    threads = [threading.Thread(target=run, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won


@given(amount=st.integers(0, 2**53), text=st.text(max_size=40))
def test_any_amount_and_text_comes_back(shared_either: Store, amount: int, text: str) -> None:
    case = f"C-{len(shared_either.ids('all'))}"
    text = text.replace("\x00", "")  # no document has it: the pack reader refuses it
    add(shared_either, case, paid=amount, title=text)
    (row,) = [each for each in queue(shared_either) if each.id == case]
    assert (row.facts.paid, row.facts.title) == (amount, text)


@pytest.fixture
def shared_either(opens: Opens) -> Store:
    return opens()


def test_files_are_kept_where_all_find_them(opens: Opens) -> None:
    sha256 = opens().media.add(b"evidence")
    other = opens("mod-8")
    assert other.media.has(sha256)
    assert other.media.path(sha256).read_bytes() == b"evidence"
