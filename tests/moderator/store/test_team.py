"""A team's server: who acts is who it says, statuses go only where they may, and what it refuses to open."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from moderator.errors import LibraryError, NotFound, UsageError
from moderator.store import file, locks
from moderator.store import membership as team
from moderator.store import server as client
from moderator.store.ledger import Act
from moderator.store.records import Recusal
from moderator.store.store import Store
from tests.moderator.store.conftest import As
from tests.moderator.store.rows import add, decide, now, queue, verdict, withdraw
from tests.servers import Server


def test_the_server_says_who_one_is(as_person: As) -> None:
    assert [as_person(name).whoami() for name in ("mod-7", "aud-1")] == ["mod-7", "aud-1"]


@pytest.mark.parametrize(
    "claim",
    [
        {"decided_by": "mod-8"},
        {"body": {"decided_by": "mod-8"}},
        {"record": {"moderator": "mod-8", "verdict": {"id": "C-1-v1"}}},
    ],
)
def test_nobody_decides_as_somebody_else(as_person: As, claim: dict) -> None:
    store = as_person("mod-7")
    add(store, "C-1")
    new = replace(verdict("C-1", body=claim.get("body", {})), **{k: v for k, v in claim.items() if k != "body"})
    before = store.given_before("C-1", None)
    with pytest.raises(LibraryError, match="mod-7 cannot decide as mod-"):
        store.record(new, 1, before, Act(now(), "mod-7", "decision", "C-1", "e" * 64))
    with pytest.raises(LibraryError, match="mod-7 cannot act as mod-8"):
        store.record(verdict("C-1"), 1, before, Act(now(), "mod-8", "decision", "C-1", "e" * 64))
    assert (store.verdicts("C-1"), queue(store)[0].status) == ([], "open")


@pytest.mark.parametrize("wrong", [{"refunds": {}, "kind": "closure"}, {"case": "C-1", "id": "C-1-v7"}])
def test_a_row_says_what_its_text_says(as_person: As, wrong: dict) -> None:
    store = as_person("mod-7")
    add(store, "C-1")
    with pytest.raises(LibraryError, match="does not say what its text says"):
        decide(store, replace(verdict("C-1"), **wrong))


def test_a_clock_that_is_wrong_is_said(as_person: As) -> None:
    store = as_person("mod-7")
    add(store, "C-1")
    with pytest.raises(LibraryError, match=r"clock of this computer says .*Z and the server's .*Z; set it right"):
        decide(store, verdict("C-1", decided_at=now(minutes=-6)))
    with pytest.raises(LibraryError, match="set it right"):
        store.log(Act(now(minutes=6), "mod-7", "export", "C-1", "e" * 64))


def test_who_replaces_takes_back_and_approves(as_person: As) -> None:
    mod, other, reviewer, lead = (as_person(name) for name in ("mod-7", "mod-8", "rev-1", "lead-1"))
    add(mod, "C-1")
    decide(mod, verdict("C-1"))
    with pytest.raises(LibraryError, match="mod-7 gave this verdict"):
        withdraw(other, "C-1-v1", "C-1", "mod-8")
    assert other.undoable(now()) is None  # the window of another offers nothing that is not theirs
    with pytest.raises(LibraryError, match="second reviewer or a lead"):
        decide(other, verdict("C-1", 2, who="mod-8", supersedes="C-1-v1", stage="reversal"), seen=2)
    decide(reviewer, verdict("C-1", 2, who="rev-1", supersedes="C-1-v1", stage="appeal"), seen=2)
    withdraw(lead, "C-1-v2", "C-1", "lead-1")
    add(mod, "C-2")
    with pytest.raises(LibraryError, match="mod-8 cannot approve this verdict"):
        decide(mod, verdict("C-2", approved_by="mod-8"))
    with pytest.raises(LibraryError, match="nobody cannot approve"):
        decide(mod, verdict("C-2", approved_by="nobody"))
    decide(mod, verdict("C-2", approved_by="rev-1"))


def test_what_is_final_cannot_be_taken_back(as_person: As) -> None:
    store = as_person("mod-7")
    add(store, "C-1")
    decide(store, verdict("C-1", undo_until=None))
    with pytest.raises(LibraryError, match="time in which this verdict could be taken back is over"):
        withdraw(store, "C-1-v1", "C-1")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE verdict_entry SET status = 'superseded'", "superseded by another one, or not at all"),
        ("UPDATE verdict_entry SET status = 'gone'", "cannot become gone"),
        ("UPDATE case_entry SET status = 'open'", "does not count its versions"),
        ("UPDATE case_entry SET version = version - 1", "does not count its versions"),
        ("DELETE FROM export_intent", "unless its verdict is taken back"),
        ("DELETE FROM ledger_checkpoint", "newest checkpoint"),
        ("INSERT INTO recusal VALUES ('C-1', 'mod-8', 'lead-1', '', '')", "cannot step back for mod-8"),
        ("INSERT INTO recusal VALUES ('C-1', 'mod-8', 'mod-8', '', '')", "cannot step back for mod-8"),
        ("INSERT INTO assignment VALUES ('C-1', 'mod-7', 'mod-8', '', '')", "cannot give a case away for mod-8"),
        ("INSERT INTO lease VALUES ('C-1', 'mod-8', 't', 1, '', '2026-01-01T00:00:00Z')", "cannot take a case for"),
        ("INSERT INTO document VALUES (repeat('a', 64), 'x')", "does not have the hash"),
    ],
)
def test_another_program_cannot_write_what_ours_does_not(
    server: Server, database: str, as_person: As, change: str, why: str
) -> None:
    store = as_person("mod-7")
    add(store, "C-1")
    decide(store, verdict("C-1"))
    with closing(psycopg.connect(server.url(database, "lead-1"), autocommit=True)) as connection:
        connection.execute("SET search_path = moderator")
        with pytest.raises(psycopg.Error, match=why) as refused:
            connection.execute(change)
    assert refused.value.sqlstate == "MD001"
    assert store.verdicts("C-1")[0].status == "active"


def test_a_verdict_stands_again_only_when_its_successor_is_taken_back(
    server: Server, database: str, as_person: As
) -> None:
    add(as_person("mod-7"), "C-1")
    decide(as_person("mod-7"), verdict("C-1"))
    decide(as_person("rev-1"), verdict("C-1", 2, who="rev-1", supersedes="C-1-v1", stage="appeal"), seen=2)
    with closing(psycopg.connect(server.url(database, "lead-1"))) as connection:
        connection.execute("SET search_path = moderator")
        with pytest.raises(psycopg.Error, match="stands again only when"):
            connection.execute("UPDATE verdict_entry SET status = 'active' WHERE id = 'C-1-v1'")


def test_an_auditor_reads_and_verifies_and_does_nothing_else(as_person: As) -> None:
    mod, auditor = as_person("mod-7"), as_person("aud-1")
    add(mod, "C-1")
    decide(mod, verdict("C-1"))
    assert [row.id for row in queue(auditor)] == ["C-1"]
    assert auditor.verify_ledger() is None
    with pytest.raises(LibraryError, match="role in this team does not allow"):
        auditor.save_draft("C-1", {"case": "C-1"}, "aud-1", "")
    with pytest.raises(LibraryError, match="role in this team does not allow"):
        add(auditor, "C-2", who="aud-1")


def test_people_come_and_go(server: Server, database: str, as_person: As) -> None:
    owner, store = server.owner(database), as_person("mod-8")
    add(store, "C-1", who="mod-8")
    team.remove(owner, "mod-8")
    with pytest.raises(LibraryError):  # at once, on the connection that is open
        store.save_draft("C-1", {"case": "C-1"}, "mod-8", "")
    with pytest.raises(NotFound, match="mod-8 is not in this team"):
        team.remove(owner, "mod-8")
    assert not team.add(owner, "mod-8", "auditor", "correct horse")
    assert dict(team.members(owner))["mod-8"] == "auditor"
    team.add(owner, "mod-8", "moderator", None)
    assert [role for name, role in team.members(owner) if name == "mod-8"] == ["moderator"]
    with pytest.raises(UsageError, match="no role “boss”"):
        team.add(owner, "mod-8", "boss", None)
    with pytest.raises(UsageError, match="nobody's name"):
        team.add(owner, f"{database}_lead", "lead", None)
    with psycopg.connect(owner) as connection:
        (kept,) = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'mod-8'").fetchone() or ("",)
    assert kept.startswith("SCRAM-SHA-256$")


def test_only_the_owner_makes_and_manages(server: Server, database: str) -> None:
    for attempt in (
        lambda url: team.make(url),
        lambda url: team.add(url, "friend", "lead", None),
        lambda url: team.remove(url, "aud-1"),
    ):
        with pytest.raises(LibraryError, match="owner of the team's database"):
            attempt(server.url(database, "lead-1"))


def test_making_again_changes_nothing(server: Server, database: str, as_person: As) -> None:
    store = as_person("mod-7")
    add(store, "C-1")
    assert team.make(server.owner(database)) == file.SCHEMA
    decide(store, verdict("C-1"))
    with pytest.raises(LibraryError, match="cannot act as"):
        store.log(Act(now(), "mod-8", "export", "C-1", "e" * 64))


@pytest.mark.parametrize(
    ("version", "why"),
    [("9999", "made by a newer Moderator"), ("0001", "its owner brings it up to date with `moderator team migrate`")],
)
def test_another_schema_is_refused_with_what_to_do(
    server: Server, database: str, as_person: As, version: str, why: str
) -> None:
    server.sql(f"UPDATE moderator.alembic_version SET version_num = '{version}'", database)
    with pytest.raises(LibraryError, match=why):
        as_person("mod-7")
    if version == "9999":
        with pytest.raises(LibraryError, match=why):
            team.make(server.owner(database))


def test_a_database_without_a_library_says_who_makes_it(server: Server, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="owner of the database makes it with `moderator team init`"):
        Store(tmp_path, server=server.owner(), media=str(tmp_path))


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_would_lose_verdicts_is_refused(server: Server, as_person: As, name: str) -> None:
    server.sql(f"ALTER SYSTEM SET {name} = off")
    server.reload()
    try:
        with pytest.raises(LibraryError, match=f"{name}=off and would lose verdicts"):
            as_person("mod-7")
    finally:
        server.sql(f"ALTER SYSTEM RESET {name}")
        server.reload()
    as_person("mod-7")


def test_a_session_waits_for_the_disk_whatever_is_set_for_the_role(server: Server, as_person: As) -> None:
    server.sql('ALTER ROLE "mod-7" SET synchronous_commit = off')
    try:
        store = as_person("mod-7")
        with store._engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            assert connection.exec_driver_sql("SHOW search_path").scalar() == "moderator, pg_temp"
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "15s"
    finally:
        server.sql('ALTER ROLE "mod-7" RESET synchronous_commit')


def test_no_sentence_has_a_password_in_it() -> None:
    assert client.called("postgresql://anna:secret@db.example/cases?sslmode=require") == "cases on db.example"
    with pytest.raises(LibraryError) as refused:
        client.connect("postgresql://anna:secret@127.0.0.1:1/cases")
    assert "secret" not in str(refused.value)
    assert "cannot be reached" in str(refused.value)


def test_a_lease_is_ones_own_and_ends_by_the_servers_clock(server: Server, database: str, as_person: As) -> None:
    add(as_person("mod-7"), "C-1")

    def run(who: str, statement: str) -> str:
        with psycopg.connect(server.url(database, who), autocommit=True) as connection:
            try:
                connection.execute(f"{statement} ", (now(minutes=2),))
            except psycopg.Error as error:
                return str(error.diag.message_primary)
        return ""

    take = "INSERT INTO moderator.lease VALUES ('C-1', '{0}', 't', 1, '', %s)"
    change = "UPDATE moderator.lease SET holder = '{0}', token = '{1}', fence = fence + 1, until = %s"
    assert run("mod-7", take.format("mod-8")) == "mod-7 cannot take a case for mod-8."
    assert run("mod-7", take.format("mod-7")) == ""
    assert run("mod-8", change.format("mod-8", "t2")).startswith("mod-7 has this case until")
    assert run("mod-8", change.format("mod-7", "")).startswith("mod-8 cannot take a case for mod-7")
    assert run("lead-1", change.format("mod-7", "")) == ""  # a lead frees it
    assert run("mod-8", change.format("mod-8", "t2")) == ""
    assert run("mod-8", "UPDATE moderator.lease SET fence = 1, until = %s") == "The fence of a lease only grows."
    far = f"UPDATE moderator.lease SET taken_at = %s, until = '{now(hours=1)}'"
    assert run("mod-8", far).startswith("A lease lasts minutes")
    past = f"UPDATE moderator.lease SET taken_at = %s, until = '{now(minutes=-1)}'"
    assert run("mod-8", past) == ""
    assert run("mod-7", change.format("mod-7", "t3")) == ""  # it ran out: anybody may


def test_the_servers_time_is_everybodys(as_person: As) -> None:
    store = as_person("mod-7")
    with store._session() as session:
        assert abs((locks.server_time(session) - datetime.now(UTC)).total_seconds()) < 60


def test_no_other_program_decides_what_somebody_else_has_or_stepped_back_from(as_person: As) -> None:
    """Whatever the client leaves out, the server looks at lease and recusals itself."""
    mod, other = as_person("mod-7"), as_person("mod-8")
    add(mod, "C-1")
    other.claim("C-1", "mod-8", "t", 60, lambda _had: False, lambda *what: Act(now(), "mod-8", *what))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moderator.store.leases.check", lambda *_: None)
        with pytest.raises(LibraryError, match="Somebody else has this case just now"):
            decide(mod, verdict("C-1"))
    other.recuse(Recusal("C-1", "mod-8", "a friend", now()), lambda *what: Act(now(), "mod-8", *what))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moderator.store.team.refuse_recused", lambda *_: None)
        with pytest.raises(LibraryError, match="neither decides it nor approves"):
            decide(other, verdict("C-1", who="mod-8"))
    decide(mod, verdict("C-1"))
