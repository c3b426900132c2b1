"""A team's library of an older schema, with what that program wrote: brought up to date by its owner, and sealed."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql

import moderator.store
from moderator.store import membership
from moderator.store.audit import audit
from moderator.store.engine import server_engine
from moderator.store.file import SCHEMA, looking
from moderator.store.ledger import Act
from moderator.store.server import reading
from moderator.store.store import Store
from tests.moderator.store.keys import Key
from tests.moderator.store.old_library import old_library
from tests.moderator.store.rows import now
from tests.servers import Server

TABLES = ("document", "case_entry", "revision", "file", "verdict_entry", "signed_document", "draft", "ledger_entry")


@pytest.fixture
def old_team(server: Server, tmp_path: Path) -> str:
    """A database at schema 3 with the rows of a library at schema 3; its name."""
    database = f"{server.new_team()}_old"
    server.sql(f"CREATE DATABASE {database}")
    server.sql("CREATE SCHEMA moderator", database)
    config = Config()
    config.set_main_option("script_location", str(Path(moderator.store.__path__[0]) / "migrations"))
    engine = server_engine(server.owner(database))
    with engine.begin() as work:
        config.attributes["connection"] = work
        command.upgrade(config, "0003")
    engine.dispose()
    with looking(old_library(tmp_path / "old")) as rows, psycopg.connect(server.owner(database)) as connection:
        connection.execute("SET search_path = moderator")
        for table in TABLES:
            found = rows.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in found.description]
            into = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(map(sql.Identifier, names)),
                sql.SQL(", ").join(sql.Placeholder() * len(names)),
            )
            for row in found.fetchall():
                connection.execute(
                    into, [bool(value) if name == "local" else value for name, value in zip(names, row, strict=True)]
                )
    return database


def test_an_old_teams_library_is_adopted_signed_and_verifies(server: Server, old_team: str, tmp_path: Path) -> None:
    owner, key = server.owner(old_team), Key()
    assert membership.make(owner, key) == SCHEMA
    for name, role in (("mod-7", "moderator"), ("aud-1", "auditor")):
        membership.add(owner, name, role, None)
    url = server.url(old_team, "aud-1")
    with reading(url) as rows:
        found = audit(rows, SCHEMA, records=True)
        (adopted,) = next(iter(rows("SELECT count(*) FROM ledger_entry WHERE action = 'adopted'")))
    assert found.failures == []
    assert (adopted, found.checkpoints, len(found.keys)) == (7 + 6 + 1, 1, 1)
    assert membership.make(owner, key) == SCHEMA  # once more changes nothing
    with reading(url) as rows:
        assert audit(rows, SCHEMA, records=True).rows == found.rows
    store = Store(tmp_path / "mod-7", Key(), server=server.url(old_team, "mod-7"), media=str(tmp_path))
    store.log(Act(now(), "mod-7", "export", "C-1", "e" * 64))
    store.close()
    with psycopg.connect(owner) as connection, pytest.raises(psycopg.Error, match="never changed"):
        connection.execute("UPDATE moderator.ledger_entry SET actor = 'x'")
    with reading(url) as rows:
        assert audit(rows, SCHEMA, records=True).failures == []
