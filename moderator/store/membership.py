"""A team's library as its owner sees it: made, migrated, and who has which part in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, sql
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from moderator.errors import LibraryError, NotFound, UsageError
from moderator.store import fleet_schema, guards, roles, server
from moderator.store.engine import server_engine, upgrade
from moderator.store.file import SCHEMA
from moderator.store.roles import RESTRICTED, ROLES, group
from moderator.store.sealing import Sealing
from moderator.store.seals import Signer

_COLLATE = """
DO $$
DECLARE col record;
BEGIN
  FOR col IN SELECT c.oid::regclass AS tab, a.attname AS name FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_collation l ON l.oid = a.attcollation
     WHERE n.nspname = 'moderator' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND l.collname <> 'C'
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE varchar COLLATE "C"', col.tab, col.name);
  END LOOP;
END $$
"""
"""Texts sort by their bytes as on SQLite, whatever the language of the server: times and ids are compared as texts."""


def make(url: str, signer: Signer | None = None) -> int:
    """Makes the library in a team's database, or brings it up to date, with its roles; the schema that it is at then.

    `signer` signs what a migration adds to the ledger. All of it is one transaction. Raises LibraryError.
    """
    with _owner(url) as connection:
        database = _database(connection)
        if len(group(database, max(ROLES, key=len)).encode()) > 63:
            raise LibraryError(f"The name of the database {database} is too long to name the team's roles by.")
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {server.NAMESPACE}")
        if connection.execute("SELECT to_regclass('moderator.alembic_version') IS NOT NULL").fetchone() == (True,):
            version = server.schema_of(connection, url)
            if version > SCHEMA:
                server.demand_schema(version, url)
        else:
            version = 0
    engine = server_engine(url)
    try:
        with engine.begin() as work:
            raw = work.connection.driver_connection
            assert isinstance(raw, Connection)
            guards.lift(raw)
            upgrade(work)
            raw.execute(sql.SQL(_COLLATE))
            if signer is not None and version < SCHEMA:
                with Session(work, autoflush=False) as session:
                    Sealing(signer).seal_upgrade(session)
            guards.put_up(raw)
            roles.grant(raw, database)
            fleet_schema.install(raw)
            fleet_schema.grant(raw, database)
    except DBAPIError as error:
        raise _refused(error.orig) from error
    except psycopg.Error as error:
        raise _refused(error) from error
    finally:
        engine.dispose()
    return SCHEMA


def add(url: str, name: str, role: str, password: str | None, restricted: bool = False) -> bool:
    """Gives somebody a part in the team, the only one; whether a login was made for them.

    `restricted`: they see locked cases besides. `password` None: how they log in is the server's matter.
    Raises UsageError and LibraryError.
    """
    if role not in ROLES:
        raise UsageError(f"There is no role “{role}” in a team; there are {', '.join(ROLES)}.")
    with _owner(url) as connection, connection.transaction():
        database = _database(connection)
        if name in (group(database, each) for each in (*ROLES, RESTRICTED)):
            raise UsageError(f"{name} is a group of the team, nobody's name.")
        made = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is None
        if made:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
        if password is not None:
            # hashed here, so that the password is in no log of the server
            hashed = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
            change = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(hashed))
            connection.execute(change)
        _leave(connection, database, name)
        for part in (role, *([RESTRICTED] if restricted else [])):
            joined = sql.SQL("GRANT {} TO {}").format(sql.Identifier(group(database, part)), sql.Identifier(name))
            connection.execute(joined)
    return made


def remove(url: str, name: str) -> None:
    """Takes somebody out of the team, at once, even while they work. Raises NotFound. Their login and name stay."""
    with _owner(url) as connection, connection.transaction():
        if not _leave(connection, _database(connection), name):
            raise NotFound(f"{name} is not in this team.")


def members(url: str) -> list[tuple[str, str]]:
    """Who is in the team, and as what, by name."""
    with _owner(url) as connection:
        return _members(connection, _database(connection))


def _members(connection: Connection[Any], database: str) -> list[tuple[str, str]]:
    named = {group(database, role): role for role in (*ROLES, RESTRICTED)}
    found = connection.execute(
        "SELECT m.rolname, g.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member "
        "JOIN pg_roles g ON g.oid = a.roleid WHERE g.rolname = ANY(%s) AND a.inherit_option ORDER BY 1, 2",
        (list(named),),
    ).fetchall()
    return [(name, named[each]) for name, each in found]


def _leave(connection: Connection[Any], database: str, name: str) -> bool:
    parts = [role for who, role in _members(connection, database) if who == name]
    for role in parts:
        left = sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(group(database, role)), sql.Identifier(name))
        connection.execute(left)
    return bool(parts)


def _database(connection: Connection[Any]) -> str:
    return connection.info.dbname


@contextmanager
def _owner(url: str) -> Iterator[Connection[Any]]:
    connection = server.connect(url)
    try:
        connection.autocommit = True
        yield connection
    except psycopg.Error as error:
        raise _refused(error) from error
    finally:
        connection.close()


def _refused(error: BaseException | None) -> LibraryError:
    if getattr(error, "sqlstate", None) == "42501":
        words = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
        return LibraryError(
            f"That is for the owner of the team's database, who may also make roles (CREATEROLE): {words}."
        )
    return server.meaning(error, write=True)
