"""Holds, locks and erasing in the store, on both databases; and who may on a team's server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from moderator.errors import CaseErased, CaseLocked, LeaseHeld, LibraryError, NotFound
from moderator.store import membership
from moderator.store import server as client
from moderator.store.audit import audit, sqlite_rows
from moderator.store.erasing import Order
from moderator.store.file import DATABASE, SCHEMA, looking
from moderator.store.ledger import Act
from moderator.store.records import Held
from moderator.store.store import Store
from tests.moderator.store.conftest import Opens
from tests.moderator.store.keys import Key
from tests.moderator.store.rows import add, decide, now, queue, verdict
from tests.servers import Server


def acts(who: str) -> Callable[[str, str, str], Act]:
    return lambda action, case, entry: Act(now(), who, action, case, entry)


def kept(document: Any, kind: str) -> Any:
    text = document if kind == "body" else document["verdict"]
    return {"left": kind, "id": text["id"], "outcome": text["outcome"]}


def failures(store: Store) -> list[str]:
    if store.server:
        with client.reading(store.server) as found:
            (sees,) = next(iter(found("SELECT moderator.sees_locked()")))
            return [str(each) for each in audit(found, SCHEMA, records=False, sees=sees).failures]
    with looking(store.folder / DATABASE) as connection:
        return [str(each) for each in audit(sqlite_rows(connection), SCHEMA, records=False).failures]


def erase(store: Store, case: str, version: int = 2, who: str = "lead-1") -> None:
    store.erase(Order(case, version, "a rule.", kept), now(), acts(who))


@pytest.fixture
def lead(opens: Opens, either: Store) -> Store:
    """A lead's store; one case is decided, another is open, a third has the same file as both."""
    for case in ("C-1", "C-2", "C-3"):
        add(either, case)
    decide(either, verdict("C-1", undo_until=now(minutes=-1)))
    return opens("lead-1")


def test_an_erased_case_is_its_verdict_and_the_note(either: Store, lead: Store) -> None:
    either.save_draft("C-1", {"case": "C-1"}, "mod-7", "t")
    lead.erase(Order("C-1", 2, "a rule.", kept), now(), acts("lead-1"))
    (given,) = lead.verdicts("C-1")
    assert (given.body, given.refund_of_order) == ({"left": "body", "id": "C-1-v1", "outcome": "partial-refund"}, 10)
    assert lead.decision_record(given.record or "") == given.body | {"left": "record"}
    head = lead.head("c-1")
    assert head is not None
    assert (head.status, head.version, lead.files("C-1", 1)) == ("erased", 3, {})
    assert lead.document("C-1")["rule"] == "a rule."
    assert lead.draft("C-1") is None
    with pytest.raises(NotFound):
        lead.document("C-1", 1)
    gone = lead.erasure("C-1")
    assert gone is not None
    assert gone.rule == "a rule."
    assert lead.erasure("C-2") is None
    assert [row.id for row in queue(lead)] == ["C-2", "C-3"]
    assert lead.given_before("C-1", None).of_order == 10
    with pytest.raises(CaseErased):
        either.save_draft("C-1", None, "mod-7", "t")
    with pytest.raises(CaseErased):
        add(either, "C-1", 2, seen=3)
    assert failures(lead) == []


def test_a_file_goes_once_nobody_has_it(lead: Store) -> None:
    erase(lead, "C-1")
    gone: list[str] = []
    assert lead.pending_files() == ["a" * 64]
    assert [lead.settle_file("a" * 64, gone.append), gone, lead.pending_files()] == [False, [], []]


def test_a_file_stays_listed_while_the_disk_refuses(opens: Opens, either: Store) -> None:
    add(either, "C-1")
    decide(either, verdict("C-1", undo_until=now(minutes=-1)))
    lead = opens("lead-1")
    erase(lead, "C-1")

    def refuses(_sha256: str) -> None:
        raise LibraryError("the disk is read-only.")

    with pytest.raises(LibraryError):
        lead.settle_file("a" * 64, refuses)
    gone: list[str] = []
    assert lead.pending_files() == ["a" * 64]
    assert lead.settle_file("a" * 64, gone.append)
    assert (gone, lead.pending_files()) == (["a" * 64], [])


def test_what_is_not_erased(either: Store, lead: Store) -> None:
    with pytest.raises(LibraryError, match="was changed since"):
        erase(lead, "C-1", version=1)
    with pytest.raises(LibraryError):
        erase(lead, "C-2", version=1)
    either.claim("C-1", "mod-7", "t", 60, lambda _lease: False, acts("mod-7"))
    with pytest.raises(LeaseHeld):
        erase(lead, "C-1")
    lead.free("C-1", "away", acts("lead-1"))
    either.hold(Held("C-1", "mod-7", "court", ""), acts("mod-7"))
    with pytest.raises(LibraryError, match="on legal hold"):
        erase(lead, "C-1")
    assert [each.why for each in lead.holds()] == ["court"]
    lead.lift_hold("C-1", "over", acts("lead-1"))
    assert failures(lead) == []
    erase(lead, "C-1")
    with pytest.raises(CaseErased):
        erase(lead, "C-1", version=3)
    assert failures(lead) == []


def test_a_locked_case_and_back(either: Store, opens: Opens) -> None:
    add(either, "C-1")
    add(either, "C-2")
    decide(either, verdict("C-1"))
    either.lock_case("C-1", "criminal", "seen", acts("mod-7"))
    assert failures(either) == []
    assert ([row.id for row in queue(either)], either.ids("all")) == (["C-2"], ["C-2"])
    other = opens("lead-1")
    for store in (either, other):
        for name, case in (("head", "C-1"), ("document", "C-1"), ("verdicts", "c-1")):
            with pytest.raises(CaseLocked):
                getattr(store, name)(case)
    assert (either.like("damaged", "C-2", 9), either.undoable(now())) == ([], None)
    assert either.given_before("C-1", None).of_order == 10
    found = either.locked("c-1")
    assert found is not None
    assert (found.kind, found.by, found.was) == ("criminal", "mod-7", "decided")
    with pytest.raises(CaseLocked):
        either.lock_case("C-1", "criminal", "again", acts("mod-7"))


# on a team's server


@pytest.fixture(scope="module")
def team(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Callable[[str], Store]]]:
    """A team in which C-1 is decided and locked; res-1 is a moderator for restricted cases."""
    database, folder, made = server.new_team(), tmp_path_factory.mktemp("team"), list[Store]()
    membership.add(server.owner(database), "res-1", "moderator", None, restricted=True)
    (folder / "shared").mkdir()

    def opened(user: str) -> Store:
        made.append(Store(folder / user, Key(), server=server.url(database, user), media=str(folder / "shared")))
        return made[-1]

    store = opened("mod-7")
    add(store, "C-1")
    add(store, "C-2")
    decide(store, verdict("C-1", undo_until=now(minutes=-1)))
    store.save_draft("C-1", {"case": "C-1"}, "mod-7", "t")
    store.lock_case("C-1", "child-safety", "seen", acts("mod-7"))
    yield database, opened
    for each in made:
        each.close()


HIDDEN = {
    "case_entry": "SELECT id FROM moderator.case_entry WHERE id = 'C-1'",
    "revision": "SELECT case_id FROM moderator.revision WHERE case_id = 'C-1'",
    "file": "SELECT case_id FROM moderator.file WHERE case_id = 'C-1'",
    "draft": "SELECT case_id FROM moderator.draft WHERE case_id = 'C-1'",
    "text": "SELECT case_id FROM moderator.case_text WHERE case_id = 'C-1'",
    "its facts": "SELECT sha256 FROM moderator.document "
    "WHERE convert_from(body, 'UTF8') LIKE '{\"id\":\"C-1\",\"revision\"%'",
    "its verdict": "SELECT d.sha256 FROM moderator.verdict_entry v "
    "JOIN moderator.document d ON d.sha256 IN (v.body, v.record)",
}  # fmt: skip


def test_the_server_shows_a_locked_case_to_nobody_else(server: Server, team: Any) -> None:
    database, _ = team
    for user in ("mod-7", "rev-1", "lead-1", "aud-1", "res-1"):
        with psycopg.connect(server.url(database, user), autocommit=True) as connection:
            found = {what: len(connection.execute(each).fetchall()) for what, each in HIDDEN.items()}
        expected = dict.fromkeys(HIDDEN, 0)
        if user == "res-1":
            expected = {
                "case_entry": 1,
                "revision": 1,
                "file": 1,
                "draft": 1,
                "text": 0,
                "its facts": 1,
                "its verdict": 2,
            }
        assert found == expected, user


TRIES = [
    ("mod-7", "UPDATE moderator.case_entry SET status = 'locked', version = version + 1 WHERE id = 'C-2'"),
    ("mod-7", "INSERT INTO moderator.case_lock VALUES ('C-2', 'criminal', 'mod-7', '2026-11-12T09:00:00Z', 'open')"),
    ("lead-1", "DELETE FROM moderator.case_lock"),
    ("lead-1", "SELECT moderator.unlock_case('C-1')"),
    ("aud-1", "SELECT moderator.lock_case('C-2', 'criminal', to_char(now() AT TIME ZONE 'UTC', "
    "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))"),
    ("mod-7", "SELECT moderator.lock_case('C-2', 'criminal', '2001-01-01T00:00:00Z')"),
    ("mod-7", "SELECT moderator.erase_case('C-2', '{}', '{}', '{}', '{}')"),
    ("res-1", "SELECT moderator.erase_case('C-1', '{}', '{}', '{}', '{}')"),
    ("lead-1", "SELECT moderator.erase_case('C-1', '{}', '{}', '{}', '{}')"),
    ("lead-1", "SELECT moderator.erase_case('C-2', '{}', '{}', '{}', '{}')"),
    ("mod-7", "INSERT INTO moderator.legal_hold VALUES ('C-2', 'lead-1', 'w', '2026-11-12T09:00:00Z')"),
    ("mod-7", "INSERT INTO moderator.file VALUES ('C-1', 1, 'x', 'x', 1)"),
    ("mod-7", "UPDATE moderator.draft SET case_id = 'C-1'"),
    ("lead-1", "DELETE FROM moderator.carried"),
    ("lead-1", "UPDATE moderator.aboard SET source = source"),
    ("mod-7", "INSERT INTO moderator.aboard SELECT 'C-1', 'b', 'h', '1', 'x', sha256 FROM moderator.document LIMIT 1"),
]  # fmt: skip


def test_what_the_server_refuses(server: Server, team: Any) -> None:
    database, opened = team
    opened("mod-8").save_draft("C-2", {"case": "C-2"}, "mod-8", "t")
    for user, statement in TRIES:
        with psycopg.connect(server.url(database, user), autocommit=True) as connection:
            connection.execute("SELECT set_config('moderator.erasing', 'C-1', false)")
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(statement)
            assert refused.value.sqlstate in ("42501", "MD001"), (statement, refused.value)


def test_who_may_looks_and_gives_back(team: Any) -> None:
    _, opened = team
    store, other = opened("res-1"), opened("mod-8")
    assert (store.may_see_locked(), other.may_see_locked()) == (True, False)
    assert (failures(store), failures(other)) == ([], [])
    with pytest.raises(CaseLocked):
        store.document("C-1")
    with store.looking_at("C-1", "police", acts("res-1")):
        assert store.document("C-1") == {"id": "C-1", "revision": 1}
        assert store.draft("C-1", "mod-7") == {"case": "C-1"}
    store.unlock_case("C-1", "a false alarm", acts("res-1"))
    head = other.head("C-1")
    assert head is not None
    assert (head.status, failures(other)) == ("decided", [])
