"""What each role may do to each table of a team's library, by hand, and tried on a real server cell by cell.

A cell is a role, a table and a verb. What is not allowed here must be refused by the server, whatever program asks.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from sqlmodel import SQLModel

from moderator.store import server as client
from moderator.store import tables
from moderator.store.store import Store
from tests.moderator.store.rows import add, decide, verdict
from tests.servers import PEOPLE, Server

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
WHO = {role: name for name, role in reversed(PEOPLE.items())}

# S select, I insert, U update (somewhere), D delete; nobody truncates.
EXPECTED = {
    #                    moderator  second-reviewer  lead    auditor  worker
    "alembic_version":   ("S",      "S",             "S",    "S",     "S"),
    "document":          ("SI",     "SI",            "SI",   "S",     "S"),
    "case_entry":        ("SIU",    "SIU",           "SIU",  "S",     "S"),
    "revision":          ("SI",     "SI",            "SI",   "S",     ""),
    "file":              ("SI",     "SI",            "SI",   "S",     ""),
    "file_state":        ("S",      "S",             "S",    "S",     ""),
    "verdict_entry":     ("SIU",    "SIU",           "SIU",  "S",     "S"),
    "signed_document":   ("SI",     "SI",            "SI",   "S",     "SI"),
    "draft":             ("SIUD",   "SIUD",          "SIUD", "S",     ""),
    "draft_aside":       ("SIUD",   "SIUD",          "SIUD", "S",     ""),
    "ledger_entry":      ("SI",     "SI",            "SI",   "S",     "SI"),
    "ledger_key":        ("SI",     "SI",            "SI",   "S",     "SI"),
    "ledger_checkpoint": ("SID",    "SID",           "SID",  "S",     "SID"),
    "library_id":        ("S",      "S",             "S",    "S",     "S"),
    "lease":             ("SIU",    "SIU",           "SIU",  "S",     ""),
    "recusal":           ("SI",     "SI",            "SI",   "S",     ""),
    "assignment":        ("SD",     "SD",            "SIUD", "S",     ""),
    "market":            ("SI",     "SI",            "SI",   "S",     ""),
    "case_text":         ("SID",    "SID",           "SID",  "S",     ""),
    "second_opinion":    ("SIU",    "SIU",           "SIU",  "S",     ""),
    "sampling":          ("S",      "S",             "SIU",  "S",     ""),
    "legal_hold":        ("SI",     "SI",            "SID",  "S",     ""),
    "case_lock":         ("S",      "S",             "S",    "S",     "S"),
    "erased_file":       ("S",      "S",             "SD",   "S",     ""),
    "export_intent":     ("SIUD",   "SIUD",          "SIUD", "S",     ""),
    "aboard":            ("SI",     "SI",            "SI",   "S",     ""),
    "carried":           ("SI",     "SI",            "SI",   "S",     ""),
}  # fmt: skip
ROLES = ("moderator", "second-reviewer", "lead", "auditor", "worker")
COLUMNS = {
    "verdict_entry": ("status",),
    "export_intent": ("done_at",),
    "second_opinion": ("given_by", "given_at", "answer", "body"),
    "sampling": ("share", "by_person", "at"),
    "case_entry": None,
}
"""Where only some columns may be changed: these. `case_entry`: all but two, below."""
FIXED = {"case_entry": ("id", "folded")}
TABLES = [*(table for table in SQLModel.metadata.tables), "alembic_version"]


@pytest.fixture(scope="module")
def database(server: Server) -> str:
    return server.new_team()


@pytest.fixture
def as_role(server: Server, database: str, role: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.url(database, WHO[role]), autocommit=True) as connection:
        yield connection


def statements(table: str, verb: str, columns: list[str]) -> dict[str, str]:
    """By the columns they touch the statements that need the privilege; none of them finds or makes a row."""
    name = f"{client.NAMESPACE}.{table}"
    if verb == "SELECT":
        return {"": f"SELECT * FROM {name}"}
    if verb == "INSERT":
        return {"": f"INSERT INTO {name} SELECT * FROM {name} WHERE false"}
    if verb == "UPDATE":
        return {column: f"UPDATE {name} SET {column} = {column} WHERE false" for column in columns}
    return {"": f"DELETE FROM {name} WHERE false" if verb == "DELETE" else f"TRUNCATE {name} CASCADE"}


def test_every_table_has_its_row_in_the_matrix() -> None:
    assert tables  # registers them
    assert set(TABLES) <= set(EXPECTED)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", ROLES)
def test_a_cell(as_role: psycopg.Connection, role: str, table: str, verb: str) -> None:
    found = as_role.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        (f"{client.NAMESPACE}.{table}",),
    )
    columns = [row[0] for row in found.fetchall()]
    allowed = verb[0] in EXPECTED[table][ROLES.index(role)] and verb != "TRUNCATE"
    for column, statement in statements(table, verb, columns).items():
        only = COLUMNS.get(table)
        free = (only is None or column in only) and column not in FIXED.get(table, ())
        may = allowed and (verb != "UPDATE" or free)
        if may:
            as_role.execute(statement)
        else:
            with pytest.raises(errors.InsufficientPrivilege):
                as_role.execute(statement)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE moderator.mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE document (a int)",
        "ALTER TABLE moderator.ledger_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER checked ON moderator.ledger_entry",
        "SET session_replication_role = replica",
        "SET SESSION AUTHORIZATION postgres",
        "SET ROLE postgres",
        "CREATE ROLE friend",
        "CREATE OR REPLACE FUNCTION moderator.refuse(sentence text) RETURNS void LANGUAGE sql AS ''",
    ],
)
def test_nobody_gets_round_the_guards(as_role: psycopg.Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        as_role.execute(statement)


def test_somebody_without_a_part_does_not_get_in(server: Server, database: str) -> None:
    server.sql("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.url(database, "stranger"))


@pytest.mark.parametrize("role", ROLES)
def test_another_teams_people_do_not_get_in(server: Server, as_role: psycopg.Connection, role: str) -> None:
    """Of two teams on a server each has groups of its own."""
    other = f"{as_role.info.dbname}_other"
    server.sql(f"CREATE DATABASE {other}")
    from moderator.store import membership as team

    team.make(server.owner(other))
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.url(other, WHO[role]))
    server.sql(f"DROP DATABASE {other}")


OWNER_TRIES = [
    "UPDATE document SET body = 'x'",
    "DELETE FROM document",
    "UPDATE ledger_entry SET actor = 'somebody'",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry",
    "TRUNCATE document CASCADE",
    "DELETE FROM verdict_entry",
    "TRUNCATE verdict_entry CASCADE",
    "UPDATE verdict_entry SET refund_of_order = 99",
    "UPDATE verdict_entry SET decided_by = 'somebody'",
    "DELETE FROM case_entry",
    "UPDATE revision SET content = 'x'",
    "DELETE FROM file",
]


@pytest.mark.parametrize("statement", OWNER_TRIES)
def test_even_the_owner_is_stopped_by_the_triggers(server: Server, decided: tuple[str, Store], statement: str) -> None:
    with psycopg.connect(server.owner(decided[0]), options="-c search_path=moderator") as connection:
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(statement)
        assert refused.value.sqlstate == "MD001", refused.value


@pytest.fixture(scope="module")
def decided(server: Server, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """A team in which one case is decided."""
    folder = tmp_path_factory.mktemp("decided")
    (folder / "shared").mkdir()
    store = Store(folder / "mod-7", server=server.url(database, "mod-7"), media=str(folder / "shared"))
    add(store, "C-1")
    decide(store, verdict("C-1"))
    yield database, store
    store.close()
