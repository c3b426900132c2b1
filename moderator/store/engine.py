"""Opening the database: which SQLite, in which mode, at which schema."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from moderator.store import modes
from moderator.store.drive import refuse_network
from moderator.store.file import APPLICATION_ID, SCHEMA, schema_of, sqlite, told


def open_engine(
    path: Path, upgraded: Callable[[Connection], None], before_migration: Callable[[int], object] | None = None
) -> Engine:
    """An engine on the database at `path`, created and migrated where needed. `upgraded` is called after that, within
    the same transaction.

    `before_migration` is called with the schema that an existing database has, before it gets a newer one.
    Raises LibraryError if it is no library, is damaged, lies on a network drive, or was made by a newer Moderator.
    """
    module = sqlite()
    refuse_network(path.parent)
    version = schema_of(path)
    if before_migration and 0 < version < SCHEMA:
        before_migration(version)
    engine = create_engine(
        f"sqlite:///{path}",
        module=module,
        poolclass=QueuePool,
        connect_args={"timeout": 5.0, "check_same_thread": False},
    )
    modern = module.sqlite_version_info >= modes.WAL_IS_SAFE
    event.listen(engine, "connect", lambda connection, _: _configure(connection, modern))
    event.listen(engine, "begin", _begin)
    try:
        if version < SCHEMA:
            with for_writing(engine).begin() as connection:
                upgrade(connection)
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
                upgraded(connection)
    except (DBAPIError, UnicodeDecodeError) as error:
        engine.dispose()
        reason = getattr(error, "orig", None) or error
        raise told(reason, f"The library {path} cannot be set up: {reason}.") from error
    return engine


def open_server(url: str) -> Engine:
    """An engine on a team's PostgreSQL, which must be at our schema: its owner alone makes and migrates it.

    Raises LibraryError, and LibraryAway if the server cannot be reached. A connection that was lost is made anew.
    """
    from moderator.store import server

    with closing(server.connect(url)) as connection:
        server.demand_schema(server.schema_of(connection, url), url)
    return server_engine(url)


def server_engine(url: str) -> Engine:
    """An engine on a team's PostgreSQL as it is. READ COMMITTED: what must stay true is locked (`locks.py`)."""
    from moderator.store import server

    return create_engine(
        "postgresql+psycopg://",
        creator=lambda: server.connect(url),
        pool_pre_ping=True,
        pool_size=2,
        max_overflow=6,
        isolation_level="READ COMMITTED",
    )


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take the write lock at once, so that what they read stays true."""
    return engine.execution_options(write=True)


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _configure(connection: Any, modern: bool) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that a migration is one transaction too
    modes.guard(connection)
    modes.lasting(connection, modern)


def upgrade(connection: Connection) -> None:
    """Runs the migrations within the caller's transaction."""
    from alembic import command  # only when there is something to migrate
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
