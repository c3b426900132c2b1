"""The fleet of a team: exports as jobs that any number of computers share.

The job is the one of `batch.py`, export of one case, which changes nothing when it is done twice. It is told which case
and in which form; where the document goes stands in the team's library, and how it is made in its decision record.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from moderator import settings
from moderator.desk import batch
from moderator.desk.jobs import Process
from moderator.desk.library import Library, Team
from moderator.desk.state import State
from moderator.desk.values import Exported, FleetNow, FleetSeen, Form, Stop, Wanted
from moderator.domain.canonical import Json
from moderator.domain.languages import OF_A_PARTY, PRINTED
from moderator.errors import ExportError, LibraryAway, LibraryError, UsageError

if TYPE_CHECKING:
    from moderator.store.fleet import Batch, Fleet

KIND = "export"
MOST_AT_ONCE = 64
LEAST_SILENT = 3.0
_LOOK = 0.5
"""Seconds between two looks at how far a batch has come."""
_PATIENCE = 10.0
"""Seconds for which somebody who stopped a batch waits for what was begun."""
_PLACE = 5.0
"""Seconds for which a worker believes that the place of the documents is still the same."""
_STATUSES = ("written", "unchanged", "failed")


def team_of(library: Library) -> Team:
    """Raises UsageError for a library that no team shares."""
    if library.team is None:
        raise UsageError("Only a team's library has a fleet: --library postgresql://USER@HOST/DATABASE?media=PLACE.")
    return library.team


def export(
    state: State,
    wanted: Wanted,
    form: Form,
    *,
    stop: Stop | None = None,
    watch: Callable[[FleetSeen], object] | None = None,
) -> list[Exported]:
    """What became of each case that is wanted, once the fleet has ended; those that were not begun after `stop` are
    left out. Raises LibraryError where the team has no place for documents."""
    from moderator.store import fleet

    team = team_of(state.library)
    todo = batch.cases(state, wanted)
    with fleet.fleet(team.server) as jobs:
        place = _place(jobs)
        tasks = [fleet.Task({"case": case, **asdict(form)}, f"{KIND} {case}/{form.edition}") for case in todo]
        name = jobs.give(KIND, tasks)
    ended = False
    try:
        _follow(team, name, place, stop, watch)
        ended = True
    finally:
        if not ended:  # interrupted: what nobody has begun is not begun
            with suppress(LibraryError), fleet.fleet(team.server) as jobs:
                jobs.cancel(name)
    with fleet.fleet(team.server) as jobs:
        outcomes = jobs.outcomes(name)
    found = (_exported(ids, status, told, form) for ids, status, told in outcomes)
    return [each for each in found if each is not None]


def _place(jobs: Fleet) -> str:
    from moderator.store.fleet import OUT

    place = jobs.place(OUT)
    if place is None:
        raise LibraryError(
            "The team has not said where its fleet writes decisions; the owner of the database does, with `moderator "
            "team fleet --out PLACE`. Without a fleet: --local --out DIR."
        )
    return place


def _follow(team: Team, name: str, place: str, stop: Stop | None, watch: Callable[[FleetSeen], object] | None) -> None:
    """Until all jobs of the batch have ended. A server that is away is asked again: the workers wait for it too."""
    from moderator.store import fleet

    until: float | None = None
    while True:
        with suppress(LibraryAway), fleet.fleet(team.server) as jobs:
            if stop and stop() and until is None:
                jobs.cancel(name)
                until = time.monotonic() + _PATIENCE
            seen = _seen(jobs.batch(name), place, jobs.workers())
            if watch:
                watch(seen)
            if seen.ended >= seen.total:
                return
        if until is not None and time.monotonic() > until:
            return
        time.sleep(_LOOK)


def _seen(batch: Batch, place: str, workers: int) -> FleetSeen:
    failed = batch.failed + batch.lost
    return FleetSeen(batch.id, place, batch.total, batch.ended, failed, batch.doing, batch.waiting, workers)


def _exported(ids: Mapping[str, Json], status: str, told: Json | None, form: Form) -> Exported | None:
    """What a worker told, which is another computer's word: what it cannot be is told as failed."""
    case = str(ids.get("case"))
    if isinstance(told, dict) and told.get("status") in _STATUSES:
        return _checked(case, told, form)
    if status == "cancelled":
        return None
    told_why = "The worker that was to write it failed; its log says why."
    if status in ("todo", "doing"):
        told_why = "It was begun and had not ended yet; the fleet goes on with it."
    return Exported(case, None, None, None, "failed", told_why, edition=form.edition, language=form.language)


def _checked(case: str, told: Mapping[str, Any], form: Form) -> Exported:
    def text(name: str) -> str | None:
        return str(told[name]) if isinstance(told.get(name), str) else None

    pages, missing = told.get("pages"), told.get("missing")
    signature = told.get("signature")
    return Exported(
        case, text("path"), text("sha256"), pages if isinstance(pages, int) else None, told["status"], text("problem"),
        tuple(str(each) for each in missing) if isinstance(missing, list) else (), form.edition,
        text("language") or form.language, signature if signature in ("local", "identity") else "none",
    )  # fmt: skip


def work(
    library: Library, at_once: int, silent: float, *, drain: bool = False, tell: Callable[[str], object] = print
) -> None:
    """Works for the fleet until SIGINT or SIGTERM (`drain`: until nothing is left). Raises UsageError, LibraryError."""
    from moderator.store import fleet_worker

    team = team_of(library)
    if not 1 <= at_once <= MOST_AT_ONCE:
        raise UsageError(f"--concurrency takes 1 to {MOST_AT_ONCE}.")
    if silent < LEAST_SILENT:
        raise UsageError(f"--silent takes {LEAST_SILENT:.0f} seconds or more.")
    exporters = Exporters(team, at_once, tell)
    try:
        terms = fleet_worker.Terms(at_once, silent, drain, tell)
        fleet_worker.work(team.server, {KIND: exporters.export}, terms)
    finally:
        exporters.close()


class Exporters:
    """Processes that export, as many as jobs are done at once; a decision that brings one down costs itself alone."""

    def __init__(self, team: Team, count: int, tell: Callable[[str], object]) -> None:
        self._team, self._tell = team, tell
        self._lock = threading.Lock()
        self._place, self._asked = "", float("-inf")
        self._free = SimpleQueue[Process]()
        self._count = count
        for _ in range(count):
            self._free.put(self._process(""))

    def export(self, ids: Mapping[str, Json]) -> Mapping[str, Json]:
        """Does one job. Raises ExportError for one that names nothing to export."""
        case, form = _read(ids)
        out = self._where()
        process = self._free.get()
        try:
            if process.out != out:
                process.close()
                process = self._process(out)
            found = process.export(case, form)
        finally:
            self._free.put(process)
        self._tell(f"{found.case}: {found.problem or found.status}")
        return {**asdict(found), "missing": list(found.missing)}

    def close(self) -> None:
        for _ in range(self._count):
            self._free.get().close()

    def _process(self, out: str) -> Process:
        return Process(self._team.locator, self._team.user, out)

    def _where(self) -> str:
        """The place of the documents, as the team's library says. Raises ExportError where it cannot be used."""
        from moderator.store import fleet
        from moderator.store.places import place

        with self._lock:
            before = self._place
            if time.monotonic() - self._asked > _PLACE:
                with fleet.fleet(self._team.server) as jobs:
                    self._place, self._asked = _place(jobs), time.monotonic()
            out = self._place
        try:
            place(out).demand()
            if out != before:
                place(out).sweep()
        except OSError as error:
            raise ExportError(f"Nothing can be written to {out}: {error.strerror}.") from error
        return out


def _read(ids: Mapping[str, Json]) -> tuple[str, Form]:
    """Anybody in the team may give jobs: one that is not of our making names nothing. Raises ExportError."""
    known = {"case", "edition", "signed", "language"}
    case, edition, signed, language = (ids.get(name) for name in ("case", "edition", "signed", "language"))
    if (
        set(ids) == known
        and isinstance(case, str)
        and edition in settings.EDITIONS
        and isinstance(signed, bool)
        and language in (*PRINTED, *OF_A_PARTY)
    ):
        return case, Form(edition, signed, language)
    raise ExportError("A job was given that names no decision and form of ours; it is left undone.")


def now(library: Library) -> FleetNow | None:
    """Raises LibraryError, also where the team's list of jobs is not there."""
    from moderator.store import fleet

    if library.team is None:
        return None
    with fleet.fleet(library.team.server) as jobs:
        return FleetNow(jobs.workers(), jobs.place(fleet.OUT))


def status(library: Library) -> dict[str, Any]:
    """Who is at work, and the newest batches. Raises UsageError, LibraryError."""
    from moderator.store import fleet

    with fleet.fleet(team_of(library).server) as jobs:
        batches = [asdict(each) | {"asked_at": each.asked_at.isoformat()} for each in jobs.batches(10)]
        return {"workers": jobs.workers(), "out": jobs.place(fleet.OUT), "batches": batches}


def cancel(library: Library, name: str) -> int:
    """Takes back what nobody has begun of a batch; how many jobs that were. Raises LibraryError."""
    from moderator.store import fleet

    with fleet.fleet(team_of(library).server) as jobs:
        jobs.batch(name)
        return jobs.cancel(name)
