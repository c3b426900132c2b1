"""Jobs for the fleet of a team's library: given out, followed, stopped. `fleet_worker` is who does them.

A job is ids and words, never a path and never code: what it means is known to whoever works on it. procrastinate keeps
the jobs; what became of each is kept beside it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from procrastinate import SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from psycopg import Connection
from psycopg.rows import class_row

from moderator.domain.canonical import Json
from moderator.errors import LibraryError
from moderator.store import fleet_schema, server
from moderator.store.fleet_schema import NAMESPACE

SILENT = 30.0
"""Seconds after which a worker that says nothing counts as dead: what it was at is given to others."""
OUT, IN = "out", "in"
"""The places that decisions are written to, and that packs are found in."""
_AT_ONCE = 1000
"""Jobs of one statement."""


class Task(NamedTuple):
    """What is to be done. Of two with the same lock one is done after the other."""

    ids: Mapping[str, Json]
    lock: str


@dataclass(frozen=True)
class Batch:
    """How far a batch has come. `lost`: jobs that ended without a word, since the program itself failed."""

    id: str
    kind: str
    total: int
    asked_by: str
    asked_at: datetime
    waiting: int
    doing: int
    done: int
    failed: int
    cancelled: int
    lost: int

    @property
    def ended(self) -> int:
        return self.done + self.failed + self.cancelled + self.lost


_BATCHES = """
SELECT b.id::text AS id, b.kind, b.total, b.asked_by, b.asked_at, j.waiting, j.doing, o.done, o.failed, j.cancelled,
       j.lost
  FROM batch b
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE status = 'todo' AND NOT told) AS waiting,
          count(*) FILTER (WHERE status = 'doing' AND NOT told) AS doing,
          count(*) FILTER (WHERE status = 'cancelled' AND NOT told) AS cancelled,
          count(*) FILTER (WHERE status IN ('succeeded', 'failed', 'aborted', 'aborting') AND NOT told) AS lost
     FROM (SELECT status, EXISTS (SELECT FROM outcome WHERE job_id = job.id) AS told
             FROM procrastinate_jobs job WHERE args ->> 'batch' = b.id::text) each) j
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE told ->> 'status' NOT IN ('failed', 'refused')) AS done,
          count(*) FILTER (WHERE told ->> 'status' IN ('failed', 'refused')) AS failed
     FROM outcome WHERE batch = b.id) o
"""


@contextmanager
def connected(url: str) -> Iterator[Connection[Any]]:
    """A connection to the fleet's tables, each statement its own transaction. Raises LibraryError, LibraryAway."""
    try:
        with closing(server.connect(url)) as connection:
            connection.autocommit = True
            server.demand_schema(server.schema_of(connection, url), url)
            if fleet_schema.installed(connection) != fleet_schema.wanted():
                raise LibraryError(
                    f"The library {server.called(url)} has no list of jobs yet that this version works with; its owner "
                    "makes it with `moderator team migrate`."
                )
            connection.execute("SELECT set_config('search_path', %s, false)", (f"{NAMESPACE}, pg_temp",))
            yield connection
    except ConnectorException as error:
        raise server.meaning(error.__cause__ or error, write=True) from error
    except psycopg.Error as error:
        raise server.meaning(error, write=True) from error


class Fleet:
    """The fleet as whoever gives jobs sees it. Used from one thread; every method raises LibraryError, LibraryAway."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._jobs = JobManager(SyncPsycopgConnector())  # has no connection of its own: it is given ours

    def place(self, kind: str) -> str | None:
        """Where the fleet reads or writes files of a kind; None where the owner has not said."""
        row = self._connection.execute("SELECT place FROM place WHERE kind = %s", (kind,)).fetchone()
        return str(row[0]) if row else None

    def give(self, kind: str, tasks: Sequence[Task]) -> str:
        """Gives jobs to the fleet, all or none; the name of their batch."""
        batch = str(uuid.uuid4())
        with self._connection.transaction():
            self._connection.execute(
                "INSERT INTO batch (id, kind, total) VALUES (%s, %s, %s)", (batch, kind, len(tasks))
            )
            for start in range(0, len(tasks), _AT_ONCE):
                jobs = [_job(kind, batch, task) for task in tasks[start : start + _AT_ONCE]]
                self._jobs.batch_defer_jobs(jobs, self._connection)
        return batch

    def batch(self, name: str) -> Batch:
        with self._connection.cursor(row_factory=class_row(Batch)) as cursor:
            found = cursor.execute(f"{_BATCHES} WHERE b.id = %s".encode(), (name,)).fetchone()
        if found is None:
            raise LibraryError("The list of jobs was made anew meanwhile; ask for the documents again.")
        return found

    def batches(self, most: int) -> list[Batch]:
        """The newest batches, the last first."""
        with self._connection.cursor(row_factory=class_row(Batch)) as cursor:
            return cursor.execute(f"{_BATCHES} ORDER BY b.asked_at DESC LIMIT %s".encode(), (most,)).fetchall()

    def outcomes(self, name: str) -> list[tuple[Mapping[str, Json], str, Json | None]]:
        """Of each job of a batch its ids, its status, and what was told of it, in the order they were given."""
        rows = self._connection.execute(
            "SELECT job.args - 'batch', job.status::text, outcome.told FROM procrastinate_jobs job "
            "LEFT JOIN outcome ON outcome.job_id = job.id WHERE job.args ->> 'batch' = %s ORDER BY job.id",
            (name,),
        ).fetchall()
        return [(ids, status, told) for ids, status, told in rows]

    def cancel(self, name: str) -> int:
        """Takes back what nobody has begun of a batch; how many jobs that were."""
        with self._connection.transaction():
            todo = self._connection.execute(
                "SELECT id FROM procrastinate_jobs WHERE args ->> 'batch' = %s AND status = 'todo'", (name,)
            ).fetchall()
            return sum(self._jobs.cancel_job_by_id(number, connection=self._connection) for (number,) in todo)

    def workers(self, silent: float = SILENT) -> int:
        """How many workers have been heard of lately."""
        found = self._connection.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
            (silent,),
        ).fetchone()
        return int(found[0]) if found else 0


def _job(kind: str, batch: str, task: Task) -> Job:
    args: Any = {**task.ids, "batch": batch}
    return Job(id=None, queue=kind, task_name=kind, lock=task.lock, queueing_lock=None, task_kwargs=args)


@contextmanager
def fleet(url: str) -> Iterator[Fleet]:
    """The fleet of a team's library. Raises LibraryError, LibraryAway."""
    with connected(url) as connection:
        yield Fleet(connection)


def set_place(url: str, kind: str, place: str) -> None:
    """Says where the fleet writes, for the owner of the database. Raises LibraryError."""
    with connected(url) as connection:
        connection.execute(
            "INSERT INTO place VALUES (%s, %s) ON CONFLICT (kind) DO UPDATE SET place = excluded.place", (kind, place)
        )
