"""Who does the jobs of the fleet: procrastinate's worker, and the taking up of what dead workers left.

A job may be done twice, wholly or in part: a worker is killed, or sleeps past its time and wakes. What it does must
come to the same then.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException, ProcrastinateException

from moderator.domain.canonical import Json
from moderator.errors import LibraryAway, ModeratorError, Refused, UsageError
from moderator.store import fleet, server
from moderator.store.fleet_schema import NAMESPACE

Do = Callable[[Mapping[str, Json]], Mapping[str, Json]]
"""Does a job, given its ids; what became of it, with a `status`, which is "failed" where it may be tried again. Called
from several threads."""
TRIES = 3
"""How often a job is tried that says it failed: a place may be out of reach for a moment."""
_AGAIN_IN = 1
"""Seconds before the next try."""
_PAUSES = (1, 2, 4, 8, 15, 30)
"""Seconds before a server that is away is asked again."""
_POLL = 2.0
"""Seconds after which a worker looks for jobs that nobody told it of: those that are tried again."""
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a job may be done that is given to others: at once, whatever the clock of this computer says."""
_KEPT_HOURS = 7 * 24
_FORGET_FOUND = b"DELETE FROM found WHERE at < now() - interval '90 days'"
"""What was found in films whose cases are long decided; where it is wanted after all, it is looked for again."""
_HOUR = 3600.0
_TAKING_UP = 0x4D4F10
"""The key of an advisory lock: two that give a dead worker's jobs to others would give some of them twice."""
_RAISED = "P0001"
"""The SQLSTATE of procrastinate's own refusals: the job is no longer what it was."""
_UNKNOWN = "23503"
"""That of a worker whose row was taken away: it was asleep for too long."""
_STORED = "INSERT INTO outcome (job_id, batch, told) VALUES (%(job)s, %(batch)s, %(told)s) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Terms:
    """`at_once`: jobs at a time. `silent`: as `fleet.SILENT`, the same for all workers of a team. `drain`: ends when
    nothing is left to do. `forgets`: what was found in films long ago is this login's to forget. `tell` is given a
    sentence for the log, from any thread."""

    at_once: int = 1
    silent: float = fleet.SILENT
    drain: bool = False
    forgets: bool = False
    tell: Callable[[str], object] = print


class _Again(Exception):
    """The job failed, and is worth another try."""


def work(url: str, doers: Mapping[str, Do], terms: Terms) -> None:
    """Does jobs of the kinds that `doers` names until SIGINT or SIGTERM; what it is at then is finished.

    A server that goes away is asked again and again. Raises LibraryError where it refuses, or is away at the start.
    """
    with fleet.connected(url):
        pass
    _hush()
    tries = 0
    while True:
        began = time.monotonic()
        try:
            with asyncio.Runner(loop_factory=_loop) as runner:
                if runner.run(_serve(url, doers, terms)):
                    return
            reason = "The connection to the library was lost."
        except (ProcrastinateException, psycopg.Error) as error:
            reason = _why(error)
        tries = 0 if time.monotonic() - began > _PAUSES[-1] else tries
        pause = _PAUSES[min(tries, len(_PAUSES) - 1)]
        tries += 1
        terms.tell(f"{reason} Trying again in {pause} s.")
        time.sleep(pause)


def _why(error: Exception) -> str:
    """Why a worker has to begin anew. Raises LibraryError where that is of no use."""
    cause = error.__cause__ or error
    if getattr(cause, "sqlstate", None) in (_RAISED, _UNKNOWN):
        return "This worker was thought dead, and others have taken over what it was at."
    found = server.meaning(cause, write=False)
    if not isinstance(found, LibraryAway):
        raise found from error
    return str(found)


def _loop() -> asyncio.AbstractEventLoop:
    """psycopg needs a loop that can wait for sockets, which is not what Windows has by itself."""
    return asyncio.SelectorEventLoop() if sys.platform == "win32" else asyncio.new_event_loop()


def _hush() -> None:
    """procrastinate tells every step; what we want to hear of is what should not happen."""
    logging.getLogger("procrastinate").setLevel(logging.ERROR)


async def _serve(url: str, doers: Mapping[str, Do], terms: Terms) -> bool:
    """Until it is told to end, or there is nothing left for one who drains; whether that was why it ended."""
    chosen = {key: value for key, value in server.chosen(url).items() if value is not None}
    connector = PsycopgConnector(
        kwargs=chosen, configure=_configure, min_size=1, max_size=terms.at_once + 4, timeout=10.0
    )
    app = App(connector=connector)
    app.tasks.clear()  # of procrastinate's own tasks none is wanted, and anybody in the team may name one
    for kind, do in doers.items():
        _register(app, kind, do, terms)
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(terms.at_once, "job"))
    loop.set_exception_handler(lambda loop, context: _unheard(loop, context, terms))
    async with app.open_async():
        await _look_for_dead(app, connector, terms, clean=True)  # first: one who drains may have ended at once
        running = asyncio.create_task(
            app.run_worker_async(
                queues=list(doers),
                concurrency=terms.at_once,
                wait=not terms.drain,
                install_signal_handlers=False,
                fetch_job_polling_interval=_POLL,
                update_heartbeat_interval=terms.silent / 3,
                stalled_worker_timeout=terms.silent,
            )
        )
        taking_up = asyncio.create_task(_take_up(app, connector, terms))
        with _signals(running):
            return await _ended(running, taking_up) or terms.drain


def _unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any], terms: Terms) -> None:
    """procrastinate lets a job go whose end it could not note; the list still has it, or another worker ended it."""
    if isinstance(context.get("exception"), ConnectorException):
        terms.tell("That a job has ended could not be noted; it is done again, unless another worker has done it.")
    else:
        loop.default_exception_handler(context)


async def _ended(running: asyncio.Task[None], taking_up: asyncio.Task[None]) -> bool:
    """Whether it was told to end; raises what went wrong in either."""
    try:
        await asyncio.wait((running, taking_up), return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            running.cancel()
            await asyncio.wait((running,))
            await taking_up
        await running
    except asyncio.CancelledError:
        running.cancel()  # it was we who were told: what runs is told too
        await asyncio.wait((running,))
        return True
    finally:
        taking_up.cancel()
        await asyncio.wait((taking_up,))
    return False


@contextmanager
def _signals(running: asyncio.Task[None]) -> Iterator[None]:
    """Cancelled, procrastinate's worker finishes what it is at. Windows has Ctrl C alone, which does the same."""
    loop, caught = asyncio.get_running_loop(), list[signal.Signals]()
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(each, running.cancel)
            caught.append(each)
    try:
        yield
    finally:
        for each in caught:
            loop.remove_signal_handler(each)


def _register(app: App, kind: str, do: Do, terms: Terms) -> None:
    again = RetryStrategy(max_attempts=TRIES - 1, wait=_AGAIN_IN, retry_exceptions=(_Again,))

    async def job(context: JobContext, /, **ids: Any) -> None:
        batch = ids.pop("batch", None)
        try:
            told = await asyncio.to_thread(do, ids)
        except (Refused, UsageError) as error:  # another try would be the same
            told = {"status": "refused", "problem": str(error)}
        except ModeratorError as error:
            told = {"status": "failed", "problem": str(error)}
        if told["status"] == "failed" and context.job.attempts < TRIES - 1:
            terms.tell(f"{told.get('problem')} It is tried again.")
            raise _Again
        row = {"job": context.job.id, "batch": batch, "told": dict(told)}
        await app.connector.execute_query_async(_STORED, **row)

    app.task(name=kind, queue=kind, pass_context=True, retry=again)(job)


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    before = connection.autocommit
    await connection.set_autocommit(True)
    for name, value in {**server.SETTINGS, "search_path": f"{NAMESPACE}, pg_temp"}.items():
        await connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    await connection.set_autocommit(before)


async def _take_up(app: App, connector: PsycopgConnector, terms: Terms) -> None:
    """Looks for the dead again and again."""
    cleaned = time.monotonic()
    while True:
        await asyncio.sleep(terms.silent / 3)
        clean = time.monotonic() - cleaned >= _HOUR
        if await _look_for_dead(app, connector, terms, clean=clean) and clean:
            cleaned = time.monotonic()


async def _look_for_dead(app: App, connector: PsycopgConnector, terms: Terms, *, clean: bool) -> bool:
    """Gives what dead workers were at to the living; with `clean` also forgets what was done long ago. False where
    another worker is just doing so."""
    async with connector.pool.connection() as connection:
        asked = await connection.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", (_TAKING_UP,))
        if await asked.fetchone() != (True,):
            return False
        await _retry_stalled(app, terms)
        if clean:
            await app.job_manager.delete_old_jobs(
                _KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
            )
            if terms.forgets:
                await connection.execute(_FORGET_FOUND)
    return True


async def _retry_stalled(app: App, terms: Terms) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=terms.silent):
        try:
            await app.job_manager.retry_job(job, retry_at=_LONG_AGO)
        except ConnectorException as error:
            if getattr(error.__cause__, "sqlstate", None) != _RAISED:
                raise
            continue  # it was not dead, and has just ended it
        terms.tell(f"The worker of job {job.id} ({job.lock}) fell silent; the job is taken up again.")
