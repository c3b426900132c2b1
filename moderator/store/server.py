"""The connection to a team's PostgreSQL: how it is made, what is refused, what its errors mean. Loads no SQLModel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from moderator.errors import LibraryAway, LibraryError
from moderator.store.file import SCHEMA

NAMESPACE = "moderator"
"""The schema that holds the tables; the database is the team's."""
_USUAL: dict[str, str | int] = {
    "application_name": "moderator",
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A server that fell silent is noticed within seconds. What the locator says goes before these."""
SETTINGS = {
    # nobody's objects come before ours: temporary ones, which would else be found first, come last
    "search_path": f"{NAMESPACE}, pg_temp",
    "timezone": "UTC",
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "30s",
}
"""What holds in each of our sessions."""
OLDEST = 16
"""The first PostgreSQL whose memberships say whether they pass rights on."""
_MUST_BE_ON = ("fsync", "full_page_writes")
_WAITS_FOR_THE_DISK = ("on", "remote_apply")
_OURS = "MD001"
"""The SQLSTATE of our triggers; their messages are sentences for the screen."""
_GONE = ("08", "57P01", "57P02", "57P03")
_ROWS = 2000
"""That are fetched at once."""
_LATER = ("starting up", "shutting down", "recovery", "too many", "remaining connection slots")


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection that is set up as ours are. Raises LibraryAway if the server cannot be reached, LibraryError if it
    refuses, or would lose in a power cut what it has acknowledged."""
    try:
        connection = psycopg.connect(autocommit=True, **chosen(url))
    except psycopg.Error as error:
        raise _unreachable(error, url) from error
    try:
        for name, value in SETTINGS.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        _demand(connection, url)
        connection.autocommit = False
    except psycopg.Error as error:
        connection.close()
        raise meaning(error, write=False) from error
    except LibraryError:
        connection.close()
        raise
    return connection


def chosen(url: str) -> dict[str, Any]:
    """What we connect with, by libpq's names. Raises psycopg.Error for a URL that it does not understand."""
    return {**_USUAL, **conninfo_to_dict(url)}


def _demand(connection: psycopg.Connection[Any], url: str) -> None:
    if connection.info.server_version < OLDEST * 10_000:
        raise LibraryError(f"The server of {called(url)} is older than PostgreSQL {OLDEST}, which a team needs.")
    for name in _MUST_BE_ON:
        if setting(connection, name) != "on":
            raise LibraryError(
                f"The server of {called(url)} runs with {name}=off and would lose verdicts in a power cut; "
                f"have its administrator set {name}=on."
            )
    if setting(connection, "synchronous_commit") not in _WAITS_FOR_THE_DISK:
        connection.execute("SET synchronous_commit = on")


@contextmanager
def reading(url: str) -> Iterator[Callable[[str], Iterable[tuple[Any, ...]]]]:
    """What runs one SELECT after the other on one state of a team's library, whatever is written meanwhile, and for as
    long as it takes. Raises LibraryError, and LibraryAway."""
    try:
        with closing(connect(url)) as connection:
            demand_schema(schema_of(connection, url), url)
            connection.rollback()
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.execute("SELECT set_config(%s, '0', true)", (name,))
            yield lambda statement: _streamed(connection, statement)
    except psycopg.Error as error:
        raise meaning(error, write=False) from error


def _streamed(connection: psycopg.Connection[Any], statement: str) -> Iterator[tuple[Any, ...]]:
    """The rows as they are asked for: a ledger or all documents at once would be large."""
    with connection.cursor(name=f"rows{time.monotonic_ns()}") as cursor:
        cursor.itersize = _ROWS
        cursor.execute(statement.encode())  # bytes: the type checker knows no other text than a literal
        yield from cursor


def setting(connection: psycopg.Connection[Any], name: str) -> str:
    """A setting of the server as it holds for this connection."""
    row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return str(row[0]) if row else ""


def called(url: str) -> str:
    """The library's name for people: database and host, never a password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        return "this library"
    return f"{parts.get('dbname') or parts.get('user') or 'postgres'} on {parts.get('host') or 'this computer'}"


def schema_of(connection: psycopg.Connection[Any], url: str) -> int:
    """The schema number of the team's library. Raises LibraryError if there is none."""
    found = connection.execute(f"SELECT to_regclass('{NAMESPACE}.alembic_version') IS NOT NULL").fetchone()
    if not found or not found[0]:
        raise LibraryError(
            f"There is no library yet in {called(url)}; the owner of the database makes it with `moderator team init`."
        )
    row = connection.execute(f"SELECT version_num FROM {NAMESPACE}.alembic_version").fetchone()
    return int(row[0]) if row else 0


def demand_schema(version: int, url: str) -> None:
    """Raises LibraryError unless the library is at the schema of this program: only its owner migrates it."""
    if version > SCHEMA:
        raise LibraryError(
            f"The library {called(url)} was made by a newer Moderator (schema {version}, this one knows {SCHEMA}); "
            "install the newer one."
        )
    if version < SCHEMA:
        raise LibraryError(
            f"The library {called(url)} is at schema {version}, this Moderator works with {SCHEMA}; its owner brings "
            "it up to date with `moderator team migrate`."
        )


def _unreachable(error: psycopg.Error, url: str) -> LibraryError:
    text = " ".join(str(error).split())
    refused = "FATAL" in text and not any(word in text for word in _LATER)
    if refused or isinstance(error, psycopg.ProgrammingError):
        return LibraryError(f"The server of {called(url)} does not let this name in: {text}")
    return LibraryAway(f"The team's library {called(url)} cannot be reached: {text}")


def meaning(error: BaseException | None, *, write: bool) -> LibraryError:
    """What an error of the driver means for whoever sits at the screen."""
    state = getattr(error, "sqlstate", None) or ""
    primary = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    if state == _OURS:
        return LibraryError(primary)
    if state.startswith(_GONE) or (not state and isinstance(error, psycopg.OperationalError)):
        after = " Whether this was saved shows when it is back." if write else ""
        return LibraryAway(f"The connection to the team's library was lost.{after}")
    if state == "42501":
        return LibraryError(f"Your role in this team does not allow that ({primary}); ask a lead.")
    if state in ("57014", "55P03", "40P01"):
        return LibraryError("The team's library is busy just now, and nothing was changed; try again.")
    return LibraryError(f"The library could not {'save' if write else 'read'} that: {primary}.")
