"""The ledger in a library: a chain for each case, checkpoints, and what becomes of libraries that are older."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlalchemy import Engine, event

from moderator.domain.before import Before
from moderator.store import audit as auditing
from moderator.store.audit import Audited, sqlite_rows
from moderator.store.chains import GENESIS
from moderator.store.file import DATABASE, SCHEMA, looking, sqlite
from moderator.store.ledger import Act
from moderator.store.records import Facts, NewCase, NewVerdict, StoredFile
from moderator.store.seals import KEPT, Seen
from moderator.store.store import Store
from tests.moderator.store.old_library import old_library

AT = "2026-11-12T09:00:00Z"
FACTS = Facts("8190", "damaged", "broken", "Jug", None, AT, "USD", 2390, "ES", 1, 0, 0)


class Key:
    """A signer with a key and a memory of its own."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.generate()
        self.memory: dict[str, Seen] = {}

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)

    def seen(self, library: str) -> Seen | None:
        return self.memory.get(library)

    def saw(self, library: str, seen: Seen) -> None:
        self.memory[library] = seen


@pytest.fixture
def key() -> Key:
    return Key()


@pytest.fixture
def store(tmp_path: Path, key: Key) -> Iterator[Store]:
    store = Store(tmp_path / "library", key)
    yield store
    store.close()


def audited(folder: Path, key: Key | None = None) -> Audited:
    with looking(folder / DATABASE) as connection:
        seen = key.seen if key else (lambda _library: None)
        return auditing.audit(sqlite_rows(connection), SCHEMA, records=True, seen=seen)


def told(found: Audited) -> list[str]:
    return [str(each) for each in found.failures]


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with looking(folder / DATABASE) as connection:
        return list(connection.execute(query))


def change(folder: Path, *statements: str) -> None:
    connection = sqlite().connect(str(folder / DATABASE), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def add(store: Store, case: str = "C-1", revision: int = 1) -> None:
    head = store.head(case)
    act = Act(AT, "mod-7", "import", case, "e" * 64)
    files = (StoredFile("media/e1.jpg", hashlib.sha256(case.encode()).hexdigest(), 9),)
    document = {"id": case, "revision": revision}
    new = NewCase(case, revision, document, "c" * 64, FACTS, files, head.version if head else None)
    assert store.add_cases([(new, act)]) == [None]


def give(store: Store, case: str, number: int, kind: str = "decision", supersedes: str | None = None) -> str:
    head = store.head(case)
    assert head is not None
    outcome = "full-refund" if kind == "decision" else None
    verdict = f"{case}-v{number}"
    new = NewVerdict(
        verdict, case, kind, head.revision, supersedes, f"order of {case}", 0, {}, outcome,
        {"id": verdict, "outcome": outcome}, f"mod-{number}", AT, "2027-01-01T00:00:00Z", None,
        "appeal" if supersedes else "first",
    )  # fmt: skip
    store.record(new, head.version, Before(0, {}, {}), Act(AT, new.decided_by, kind, case, "b" * 64))
    return verdict


# --- chains --------------------------------------------------------------------------------------------------------


def test_each_case_has_a_chain_of_its_own(store: Store) -> None:
    for case in ("C-1", "C-2", "C-1"):
        store.log(Act(AT, "mod-7", "export", case, "a" * 64))
    found = rows(store.folder, "SELECT number, before, own FROM ledger_entry WHERE case_id = 'C-1' ORDER BY seq")
    assert [(number, before) for number, before, _ in found] == [(1, GENESIS), (2, found[0][2])]
    assert told(audited(store.folder)) == []


def test_a_case_is_the_same_chain_in_another_library(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other", Key())
    add(other, "C-7")
    give(other, "C-7", 9)
    for each in (store, other):
        add(each)
        give(each, "C-1", 1)
    query = "SELECT own FROM ledger_entry WHERE case_id = 'C-1' ORDER BY number"
    here, there = (rows(each.folder, query) for each in (store, other))
    other.close()
    assert (here, len(here)) == (there, 2)


def test_what_was_done_once_is_noted_once(store: Store) -> None:
    act = Act(AT, "mod-7", "aid", "C-1", "a" * 64, "aid alignment 1.0")
    assert [store.log_once(act), store.log_once(act)] == [True, False]
    assert store.entries("C-1", "aid") == {"a" * 64}
    assert store.entries("C-2", "aid") == frozenset()


def test_marks_are_noted_when_they_change(store: Store) -> None:
    add(store)
    exhibits = [{"id": "X1", "source": "E1"}]
    bodies: list[Any] = [{"note": "a"}, {"exhibits": exhibits}, {"exhibits": exhibits, "note": "b"}, {}, None]
    for body in bodies:
        store.save_draft("C-1", body, AT, "mod-7")
    assert len(rows(store.folder, "SELECT 1 FROM ledger_entry WHERE action = 'mark'")) == 2


# --- checkpoints ---------------------------------------------------------------------------------------------------


def test_the_newest_checkpoint_and_every_fiftieth_are_kept(store: Store) -> None:
    for _ in range(2 * KEPT + 3):
        store.log(Act(AT, "mod-7", "export", "C-1", "a" * 64))
    numbers = [row[0] for row in rows(store.folder, "SELECT number FROM ledger_checkpoint ORDER BY number")]
    assert numbers == [KEPT, 2 * KEPT, 2 * KEPT + 3]
    assert told(audited(store.folder)) == []


def test_rows_that_nobody_signed_are_told(tmp_path: Path) -> None:
    store = Store(tmp_path / "library")
    store.log(Act(AT, "mod-7", "export", "C-1", "a" * 64))
    store.close()
    assert [each.what for each in audited(store.folder).failures] == ["checkpoint"]


def test_two_people_sign_with_their_own_keys(store: Store) -> None:
    add(store)
    other = Store(store.folder, Key())
    give(other, "C-1", 1)
    other.close()
    add(store, "C-2")
    found = audited(store.folder)
    assert (told(found), len(found.keys)) == ([], 2)


def test_a_key_is_introduced_again_where_the_first_time_was_taken_back(store: Store, key: Key) -> None:
    act = Act(AT, "mod-7", "export", "C-1", "a" * 64)

    def fails(_connection: object) -> None:
        raise OSError("the disk is full")

    event.listen(Engine, "commit", fails)
    try:
        with pytest.raises(OSError, match="full"):
            store.log(act)
    finally:
        event.remove(Engine, "commit", fails)
    store.log(act)
    assert told(audited(store.folder)) == []
    assert [seen.seq for seen in key.memory.values()] == [2]


def test_an_older_copy_is_found_and_stays_found(store: Store, key: Key) -> None:
    add(store)
    store.close()
    before = (store.folder / DATABASE).read_bytes()
    again = Store(store.folder, key)
    give(again, "C-1", 1)
    again.close()
    (store.folder / DATABASE).write_bytes(before)
    assert [each.what for each in audited(store.folder, key).failures] == ["restored"]
    assert told(audited(store.folder)) == []
    late = Store(store.folder, key)
    for case in ("C-8", "C-9"):  # work goes on, past what was seen
        add(late, case)
    late.close()
    assert [each.what for each in audited(store.folder, key).failures] == ["restored"]


# --- replay --------------------------------------------------------------------------------------------------------


class Deciding(RuleBasedStateMachine):
    """Whatever is done with cases: statuses, versions and outcomes follow from the events."""

    def __init__(self) -> None:
        import tempfile

        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.store = Store(Path(self._folder.name) / "library", Key())
        self.count = 0
        self.revisions: dict[str, int] = {}

    @rule(case=st.sampled_from(["C-1", "C-2"]))
    def imports(self, case: str) -> None:
        self.revisions[case] = self.revisions.get(case, 0) + 1
        add(self.store, case, self.revisions[case])

    @precondition(lambda self: self.revisions)
    @rule(data=st.data(), kind=st.sampled_from(["decision", "closure", "request"]))
    def decides(self, data: st.DataObject, kind: str) -> None:
        case = data.draw(st.sampled_from(sorted(self.revisions)))
        standing = self.store.standing(case)
        self.count += 1
        give(self.store, case, self.count, kind, standing.id if standing else None)

    @rule()
    def takes_back(self) -> None:
        last = self.store.undoable(AT)
        if last is not None:
            self.store.withdraw(last.id, Act(AT, "mod-7", "withdraw", last.case, "d" * 64), lambda *_: None)

    def teardown(self) -> None:
        """The library is as its ledger says, or it was not at some step before."""
        found = told(audited(self.store.folder))
        self.store.close()
        self._folder.cleanup()
        assert found == []


TestDeciding = Deciding.TestCase
# Each step is a transaction on the disk; a verdict is taken back, or is not, within a few of them.
TestDeciding.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)


# --- older libraries -----------------------------------------------------------------------------------------------

_OLD = "SELECT seq, at, actor, action, case_id, entry, previous, head FROM ledger_entry ORDER BY seq"


def test_an_old_library_keeps_its_hashes_and_verifies(tmp_path: Path, key: Key) -> None:
    folder = tmp_path / "library"
    old_library(folder)
    before = rows(folder, _OLD)
    Store(folder, key).close()
    after = rows(folder, _OLD)
    assert after[: len(before)] == before
    assert after[len(before)][6] == before[-1][7]
    assert told(audited(folder)) == []
    adopted = rows(folder, "SELECT count(*) FROM ledger_entry WHERE action = 'adopted'")
    assert adopted == [(7 + 6 + 1,)]  # revisions, verdicts, one signed document


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE verdict_entry SET refund_of_order = 1 WHERE id = 'C-1-v1'",
        "UPDATE verdict_entry SET status = 'superseded' WHERE id = 'C-1-v1'",
        "UPDATE verdict_entry SET seq = 99 WHERE id = 'C-1-v1'",
        "UPDATE case_entry SET title = 'x' WHERE id = 'C-5'",
        "UPDATE ledger_entry SET actor = 'x' WHERE seq = 3",
        "UPDATE ledger_entry SET subject = 'x' WHERE seq = 3",
        "UPDATE file SET bytes = 1 WHERE case_id = 'C-0'",
    ],
)
def test_a_change_of_what_was_adopted_shows(tmp_path: Path, key: Key, edit: str) -> None:
    folder = tmp_path / "library"
    old_library(folder)
    Store(folder, key).close()
    change(folder, edit)
    assert told(audited(folder)) != []


class Killed(BaseException):
    """In the place of kill -9, before a statement."""


def test_the_migration_can_be_killed_before_every_statement(tmp_path: Path) -> None:
    folder, allowed, done = tmp_path / "library", 0, 0
    old_library(folder)
    before = rows(folder, _OLD)

    def count(*_: object) -> None:
        nonlocal done
        if done == allowed:
            raise Killed
        done += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        while True:
            done = 0
            try:
                Store(folder, Key()).close()
                break
            except Killed:
                allowed += 1
                assert rows(folder, "PRAGMA user_version") == [(3,)]
                assert rows(folder, _OLD) == before
                assert not rows(folder, "SELECT 1 FROM sqlite_master WHERE name LIKE '_alembic_tmp%'")
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert allowed > 20
    assert told(audited(folder)) == []


_DIES = """
import os, pathlib, sys
from sqlalchemy import Engine, event
from moderator.store.store import Store
left = int(sys.argv[2])
@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
Store(pathlib.Path(sys.argv[1]))
"""


@pytest.mark.parametrize("statements", [12, 25])
def test_a_process_that_dies_in_the_migration_leaves_the_old_library(tmp_path: Path, statements: int) -> None:
    folder = tmp_path / "library"
    old_library(folder)
    before = rows(folder, _OLD)
    died = subprocess.run(
        [sys.executable, "-c", _DIES, str(folder), str(statements)], check=False, env=dict(os.environ)
    )
    assert died.returncode == 9
    Store(folder, Key()).close()
    assert rows(folder, _OLD)[: len(before)] == before
    assert told(audited(folder)) == []
