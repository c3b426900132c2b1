"""The fleet's list of jobs on a real PostgreSQL: who may do what to it, jobs that fail, jobs of the dead."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from psycopg import errors

from moderator.errors import ExportError, LibraryError
from moderator.store import fleet, fleet_schema, fleet_worker
from moderator.store import membership as team
from moderator.store.fleet_worker import Terms
from tests.moderator.store.test_roles import ROLES, VERBS, WHO
from tests.servers import Server

# S select, I insert, U update (somewhere), D delete; of the columns that are named here alone.
EXPECTED = {
    #                       moderator  second-reviewer  lead    auditor  worker
    "procrastinate_jobs":            ("SIUD", "SIUD", "SIUD", "S", "SUD"),
    "procrastinate_events":          ("SI",   "SI",   "SI",   "S", "SI"),
    "procrastinate_workers":         ("SIUD", "SIUD", "SIUD", "S", "SIUD"),
    "procrastinate_periodic_defers": ("SU",   "SU",   "SU",   "S", "SU"),
    "batch":                         ("SI",   "SI",   "SI",   "S", "S"),
    "outcome":                       ("SI",   "SI",   "SI",   "S", "SI"),
    "place":                         ("S",    "S",    "S",    "S", "S"),
    "found":                         ("S",    "S",    "S",    "S", "SID"),
}  # fmt: skip
WRITTEN = {
    ("procrastinate_jobs", "UPDATE"): {
        "status", "worker_id", "attempts", "scheduled_at", "abort_requested", "priority", "queue_name", "lock",
    },
    ("procrastinate_workers", "UPDATE"): {"last_heartbeat"},
    ("procrastinate_periodic_defers", "UPDATE"): {"job_id"},
    ("batch", "INSERT"): {"id", "kind", "total"},
    ("outcome", "INSERT"): {"job_id", "batch", "told"},
    ("found", "INSERT"): {"sha256", "name", "entry"},
}  # fmt: skip


@pytest.fixture(scope="module")
def database(server: Server) -> str:
    return server.new_team()


def cells(table: str, verb: str, columns: list[str]) -> list[tuple[str, str]]:
    """Column and statement; none of the statements finds or makes a row."""
    name = f"{fleet_schema.NAMESPACE}.{table}"
    if verb == "INSERT":
        made = "OVERRIDING SYSTEM VALUE SELECT {0} FROM {1} WHERE false"
        return [(each, f"INSERT INTO {name} ({each}) {made.format(each, name)}") for each in columns]
    if verb == "UPDATE":
        return [(each, f"UPDATE {name} SET {each} = {each} WHERE false") for each in columns]
    tail = {"SELECT": f"SELECT * FROM {name}", "DELETE": f"DELETE FROM {name} WHERE false"}
    return [("", tail.get(verb, f"TRUNCATE {name} CASCADE"))]


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_of_role_table_and_verb(server: Server, database: str, role: str) -> None:
    with psycopg.connect(server.url(database, WHO[role]), autocommit=True) as connection:
        found = connection.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped",
            (fleet_schema.NAMESPACE,),
        ).fetchall()
        tables: dict[str, list[str]] = {}
        for table, column in found:
            tables.setdefault(table, []).append(column)
        assert tables.keys() == EXPECTED.keys()
        for table, verb in ((table, verb) for table in tables for verb in VERBS):
            allowed = verb != "TRUNCATE" and verb[0] in EXPECTED[table][ROLES.index(role)]
            only = WRITTEN.get((table, verb))
            for column, statement in cells(table, verb, tables[table]):
                if allowed and (only is None or not column or column in only):
                    connection.execute(statement.encode())
                else:
                    with pytest.raises((errors.InsufficientPrivilege, errors.GeneratedAlways)):
                        connection.execute(statement.encode())


def test_a_worker_adds_nothing_to_the_ledger_but_what_it_does(server: Server, database: str) -> None:
    insert = (
        "INSERT INTO moderator.ledger_entry (seq, at, actor, action, case_id, entry, previous, head, scheme, number, "
        "before, own, subject, covers) SELECT coalesce(max(seq), 0) + 1, to_char(clock_timestamp() AT TIME ZONE 'UTC', "
        "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), 'work-1', %s, 'C-1', 'e', 'p', 'h', 2, 1, 'b', 'o', 's', 'c' "
        "FROM moderator.ledger_entry"
    )
    with psycopg.connect(server.url(database, "work-1")) as connection:
        for action in ("decision", "withdraw", "import", "claim"):
            with pytest.raises(psycopg.Error, match="signs and exports, no more") as refused, connection.transaction():
                connection.execute(insert, (action,))
            assert refused.value.sqlstate == "MD001"
        with connection.transaction(force_rollback=True):
            connection.execute(insert, ("export",))


def give(server: Server, database: str, count: int, kind: str = "export") -> str:
    with fleet.fleet(server.url(database, "mod-7")) as jobs:
        return jobs.give(kind, [fleet.Task({"case": f"C-{n}"}, f"export C-{n}") for n in range(count)])


def seen(server: Server, database: str, batch: str) -> fleet.Batch:
    with fleet.fleet(server.url(database, "aud-1")) as jobs:
        return jobs.batch(batch)


def drain(server: Server, database: str, do: Any, **terms: Any) -> list[str]:
    told: list[str] = []
    wanted = Terms(drain=True, tell=told.append, **terms)
    fleet_worker.work(server.url(database, "work-1"), {"export": do}, wanted)
    return told


def test_each_job_is_done_once_and_told(server: Server) -> None:
    database = server.new_team()
    batch = give(server, database, 5)
    done: list[Mapping[str, Any]] = []

    def do(ids: Mapping[str, Any]) -> dict[str, Any]:
        done.append(ids)
        return {"status": "written", "sha256": ids["case"]}

    assert seen(server, database, batch).waiting == 5
    drain(server, database, do, at_once=2)
    assert sorted(each["case"] for each in done) == [f"C-{n}" for n in range(5)]
    assert {tuple(each) for each in done} == {("case",)}
    now = seen(server, database, batch)
    assert (now.total, now.done, now.ended, now.waiting, now.asked_by) == (5, 5, 5, 0, "mod-7")
    with fleet.fleet(server.url(database, "mod-8")) as jobs:
        told = jobs.outcomes(batch)
        assert [each.id for each in jobs.batches(3)] == [batch]
        assert jobs.workers() == 0  # it said good-bye
    assert [(ids["case"], status, each) for ids, status, each in told] == [
        (f"C-{n}", "succeeded", {"status": "written", "sha256": f"C-{n}"}) for n in range(5)
    ]


def test_what_fails_is_tried_again_and_a_bug_costs_its_job_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fleet_worker, "_AGAIN_IN", 0)
    database = server.new_team()
    batch = give(server, database, 4)
    tried: list[str] = []

    def do(ids: Mapping[str, Any]) -> dict[str, Any]:
        tried.append(ids["case"])
        if ids["case"] == "C-0":
            raise ExportError("The place is away.")
        if ids["case"] == "C-1" and tried.count("C-1") == 1:
            return {"status": "failed", "problem": "For a moment."}
        if ids["case"] == "C-2":
            raise ZeroDivisionError
        return {"status": "written"}

    drain(server, database, do)
    assert [tried.count(f"C-{n}") for n in range(4)] == [fleet_worker.TRIES, 2, 1, 1]
    now = seen(server, database, batch)
    assert (now.done, now.failed, now.lost, now.ended) == (2, 1, 1, 4)
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == ["procrastinate.worker"]
    with fleet.fleet(server.url(database, "mod-7")) as jobs:
        assert jobs.outcomes(batch)[0][2] == {"status": "failed", "problem": "The place is away."}


def test_what_a_dead_worker_was_at_is_taken_up_again(server: Server) -> None:
    database = server.new_team()
    batch = give(server, database, 2)
    with psycopg.connect(server.url(database, "work-1"), autocommit=True) as connection:
        connection.execute("SET search_path TO moderator_fleet")
        (number,) = connection.execute("SELECT worker_id FROM procrastinate_register_worker_v1()").fetchone() or (0,)
        connection.execute("SELECT procrastinate_fetch_job_v2(NULL, %s)", (number,))
        assert seen(server, database, batch).doing == 1
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '20 s'")
    told = drain(server, database, lambda _ids: {"status": "written"}, silent=30.0)
    assert told == []  # it may still be alive
    assert seen(server, database, batch).doing == 1
    told = drain(server, database, lambda _ids: {"status": "written"}, silent=10.0)
    assert len(told) == 1
    assert "fell silent; the job is taken up again" in told[0]
    drain(server, database, lambda _ids: {"status": "written"})
    assert seen(server, database, batch).done == 2


def test_a_worker_that_wakes_too_late_begins_anew(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While it slept another worker did its job, and it was struck off the list."""
    monkeypatch.setattr(fleet_worker, "_PAUSES", (0,))
    database = server.new_team()
    batch = give(server, database, 3)
    done: list[str] = []

    def do(ids: Mapping[str, Any]) -> dict[str, Any]:
        done.append(ids["case"])
        if len(done) == 1:
            with psycopg.connect(server.owner(database)) as connection:
                connection.execute("SET search_path TO moderator_fleet")
                connection.execute(
                    "INSERT INTO outcome (job_id, batch, told) SELECT id, %s, %s FROM procrastinate_jobs "
                    "WHERE status = 'doing'",
                    (batch, '{"status": "unchanged"}'),
                )
                connection.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'doing'")
                connection.execute("DELETE FROM procrastinate_workers")
        return {"status": "written"}

    told = drain(server, database, do)
    assert done == ["C-0", "C-1", "C-2"]
    assert len([line for line in told if "was thought dead" in line]) == 1
    assert caplog.records == []
    with fleet.fleet(server.url(database, "mod-7")) as jobs:
        assert [answer for _, _, answer in jobs.outcomes(batch)] == [
            {"status": "unchanged"}, {"status": "written"}, {"status": "written"},
        ]  # fmt: skip


def test_what_is_worth_beginning_anew_for() -> None:
    lost = ConnectorException()
    lost.__cause__ = psycopg.OperationalError("server closed the connection unexpectedly")
    assert fleet_worker._why(lost) == "The connection to the team's library was lost."
    lost.__cause__ = errors.InsufficientPrivilege("permission denied for table procrastinate_jobs")
    with pytest.raises(LibraryError, match="role in this team does not allow"):
        fleet_worker._why(lost)


def test_a_server_that_went_away_is_asked_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet_worker, "_PAUSES", (0,))
    database = server.new_team()
    batch = give(server, database, 3)
    cut = 0

    def do(_ids: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal cut
        if not cut:
            cut += 1
            server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
        return {"status": "written"}

    drain(server, database, do, silent=30.0)
    now = seen(server, database, batch)
    assert now.done + now.doing == 3  # of what was lost with the connection the list says so in its time
    assert now.done >= 2


def test_what_nobody_has_begun_can_be_taken_back(server: Server) -> None:
    database = server.new_team()
    batch, other = give(server, database, 3), give(server, database, 1)
    with fleet.fleet(server.url(database, "mod-8")) as jobs:
        assert jobs.cancel(batch) == 3
        assert jobs.cancel(batch) == 0
    now = seen(server, database, batch)
    assert (now.cancelled, now.ended) == (3, 3)
    assert seen(server, database, other).waiting == 1


def test_two_jobs_with_a_lock_are_not_done_at_once(server: Server) -> None:
    database = server.new_team()
    with fleet.fleet(server.url(database, "mod-7")) as jobs:
        jobs.give("export", [fleet.Task({"case": "C-1"}, "export C-1")] * 4)
    busy, most, lock = 0, 0, threading.Lock()
    pause = threading.Event()

    def do(_ids: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        pause.wait(0.05)
        with lock:
            busy -= 1
        return {"status": "written"}

    drain(server, database, do, at_once=4)
    assert (most, busy) == (1, 0)


def test_the_place_is_the_owners_to_say_and_outlives_the_list_of_jobs(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = server.new_team()
    with fleet.fleet(server.url(database, "work-1")) as jobs:
        assert jobs.place(fleet.OUT) is None
    with pytest.raises(LibraryError, match="role in this team does not allow"):
        fleet.set_place(server.url(database, "lead-1"), fleet.OUT, "/elsewhere")
    for place in ("/first", "/second"):
        fleet.set_place(server.owner(database), fleet.OUT, place)
    give(server, database, 1)
    team.make(server.owner(database))  # nothing to do: the jobs stay
    with fleet.fleet(server.url(database, "work-1")) as jobs:
        assert [each.total for each in jobs.batches(5)] == [1]
    monkeypatch.setattr(fleet_schema, "_OURS", f"{fleet_schema._OURS} -- another version")
    with (
        pytest.raises(LibraryError, match="no list of jobs yet that this version works with"),
        fleet.fleet(server.url(database, "work-1")),
    ):
        pass
    team.make(server.owner(database))
    with fleet.fleet(server.url(database, "work-1")) as jobs:
        assert (jobs.place(fleet.OUT), jobs.batches(5)) == ("/second", [])


def test_the_next_job_is_found_by_an_index_also_before_anybody_has_analysed_the_table(server: Server) -> None:
    """Else each of many jobs would cost a sort of all that wait."""
    database = server.new_team()
    give(server, database, 300)
    with psycopg.connect(server.owner(database)) as connection:
        connection.execute("SET search_path TO moderator_fleet")
        query = "SELECT prosrc, proconfig FROM pg_proc WHERE proname = 'procrastinate_fetch_job_v2'"
        body, settings = connection.execute(query).fetchone() or ("", [])
        statement = body[body.index("WITH candidate") : body.index("INTO found_jobs")]
        statement = statement.replace("target_queue_names", "ARRAY['export']::varchar[]").replace("p_worker_id", "1")
        for setting in settings or ():
            connection.execute(f"SET {setting}".encode())
        plan = [row[0] for row in connection.execute(f"EXPLAIN (COSTS OFF) {statement}".encode())]
    assert not [line for line in plan if "Sort" in line or "Hash" in line or "Seq Scan" in line], "\n".join(plan)
    assert [line for line in plan if "procrastinate_jobs_priority_idx_v1" in line]


def test_a_job_is_ids_and_words(server: Server) -> None:
    """What lies in the table can be read by anybody: JSON, nothing that is code."""
    database = server.new_team()
    give(server, database, 1)
    with psycopg.connect(server.url(database, "aud-1")) as connection:
        rows = connection.execute(
            "SELECT args::text, pg_typeof(args)::text FROM moderator_fleet.procrastinate_jobs"
        ).fetchall()
    assert [kind for _, kind in rows] == ["jsonb"]
    assert json.loads(rows[0][0]).keys() == {"case", "batch"}
