"""The fleet of a team as whoever asks sees it: exports and imports as jobs that any number of computers share.

A job is told which case and in which form, or which pack; where documents go and packs lie stands in the team's
library. `fleet_work` is how they are done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.desk import analysing, batch
from moderator.desk.library import Library, Team
from moderator.desk.state import State
from moderator.desk.values import (
    Exported,
    Film,
    FleetNow,
    FleetSeen,
    Form,
    Imported,
    LookedThrough,
    Stop,
    Wanted,
)
from moderator.domain.canonical import Json
from moderator.domain.queue import Ask
from moderator.errors import LibraryAway, LibraryError, UsageError

if TYPE_CHECKING:
    from moderator.store.fleet import Batch, Fleet, Task

EXPORT, IMPORT, ANALYSE = "export", "import", "analyse"
Watch = Callable[[FleetSeen], object]
_Outcome = tuple[Mapping[str, Json], str, Json | None]
_LOOK = 0.5
"""Seconds between two looks at how far a batch has come."""
_PATIENCE = 10.0
"""Seconds for which somebody who stopped a batch waits for what was begun."""
_EXPORTED = ("written", "unchanged", "failed")
_IMPORTED = ("imported", "updated", "unchanged", "refused")
_LOST = "The worker that was to do it failed; its log says why."
_GOES_ON = "It was begun and had not ended yet; the fleet goes on with it."


def team_of(library: Library) -> Team:
    """Raises UsageError for a library that no team shares."""
    if library.team is None:
        raise UsageError("Only a team's library has a fleet: --library postgresql://USER@HOST/DATABASE?media=PLACE.")
    return library.team


class TeamFleet:
    """What can be asked of a team's fleet, from any thread. Raises UsageError in a library that no team shares."""

    def __init__(self, state: State) -> None:
        self._state = state

    def now(self) -> FleetNow:
        """Who is there to work. Raises LibraryError, also where the team's list of jobs is not there."""
        from moderator.store import fleet

        with fleet.fleet(team_of(self._state.library).server) as jobs:
            return FleetNow(jobs.workers(), jobs.place(fleet.OUT))

    def is_at_work(self) -> bool:
        """Whether a worker is alive to whom jobs can be given; not so where the team has no list of jobs."""
        try:
            return self.now().workers > 0
        except LibraryError:
            return False

    def export(
        self,
        wanted: Wanted,
        form: Form | None = None,
        *,
        report: Path | None = None,
        stop: Stop | None = None,
        watch: Watch | None = None,
    ) -> list[Exported]:
        """What became of each case that is wanted, once the fleet has ended; those that were not begun after `stop`
        are left out. Raises LibraryError where the team has no place for documents."""
        from moderator.store.fleet import OUT, Task

        chosen = form or Form()
        team = team_of(self._state.library)
        todo, kept = batch.chosen(self._state, wanted)
        tasks = [Task({"case": case, **asdict(chosen)}, f"{EXPORT} {case}/{chosen.edition}") for case in todo]
        outcomes = _done(team, EXPORT, OUT, lambda _place: tasks, stop, watch)
        told = (_exported(ids, status, told, chosen) for ids, status, told in outcomes)
        found = [*kept, *(each for each in told if each is not None)]
        return batch.reported(found, report) if report else found

    def import_packs(
        self, names: Collection[str] = (), *, stop: Stop | None = None, watch: Watch | None = None
    ) -> list[Imported]:
        """What became of each pack of that name in the team's inbox (none named: of all), as with `export`."""
        from moderator.store.fleet import IN, Task

        def tasks(inbox: str) -> list[Task]:
            return [Task({"pack": name}, f"{IMPORT} {name}") for name in names or _packs(inbox)]

        outcomes = _done(team_of(self._state.library), IMPORT, IN, tasks, stop, watch)
        found = (_imported(ids, status, told) for ids, status, told in outcomes)
        return [each for each in found if each is not None]

    def analyse(
        self, asked: Ask | Sequence[str], most: int, *, stop: Stop | None = None, watch: Watch | None = None
    ) -> list[LookedThrough]:
        """What became of each film of the cases that are named, or of the first `most` of a filter, as with `export`.

        Raises NotFound, CaseLocked too.
        """
        from moderator.store.fleet import Task

        team = team_of(self._state.library)
        films = analysing.wanted(self._state, asked, most)
        tasks = [Task(_ids(film), f"{ANALYSE} {film.sha256}") for film in films]
        found = (
            _looked_through(ids, status, told)
            for ids, status, told in _done(team, ANALYSE, None, lambda _place: tasks, stop, watch)
        )
        return [each for each in found if each is not None]


def _ids(film: Film) -> dict[str, Json]:
    return {"case": film.case, "film": film.sha256, "listing": list(film.listing)}


def _looked_through(ids: Mapping[str, Json], status: str, told: Json | None) -> LookedThrough | None:
    case, film = str(ids.get("case")), str(ids.get("film"))
    if isinstance(told, dict) and told.get("status") == "analysed":
        return LookedThrough(case, film, "analysed")
    return None if status == "cancelled" else LookedThrough(case, film, "failed", _why(status, told))


def _packs(inbox: str) -> list[str]:
    try:
        return sorted(path.name for path in Path(inbox).iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise LibraryError(f"The inbox {inbox} cannot be read: {error.strerror}; is it mounted?") from error


def _done(
    team: Team,
    kind: str,
    where: str | None,
    tasks: Callable[[str], Sequence[Task]],
    stop: Stop | None,
    watch: Watch | None,
) -> list[_Outcome]:
    """Gives jobs, follows them, and says what became of each. `where`: the kind of place that they need."""
    from moderator.store import fleet

    with fleet.fleet(team.server) as jobs:
        place = place_of(jobs, where) if where else ""
        name = jobs.give(kind, tasks(place))
    ended = False
    try:
        _follow(team, name, place, stop, watch)
        ended = True
    finally:
        if not ended:  # interrupted: what nobody has begun is not begun
            with suppress(LibraryError), fleet.fleet(team.server) as jobs:
                jobs.cancel(name)
    with fleet.fleet(team.server) as jobs:
        return jobs.outcomes(name)


def place_of(jobs: Fleet, where: str) -> str:
    """Where documents go or packs lie. Raises LibraryError where the team has not said."""
    place = jobs.place(where)
    if place is None:
        raise LibraryError(
            "The team has not said where its fleet writes decisions and finds packs; the owner of the database does, "
            "with `moderator team fleet --out PLACE --in FOLDER`. Without a fleet: --local --out DIR."
        )
    return place


def _follow(team: Team, name: str, place: str, stop: Stop | None, watch: Callable[[FleetSeen], object] | None) -> None:
    """Until all jobs of the batch have ended. A server that is away is asked again: the workers wait for it too."""
    from moderator.store import fleet

    until: float | None = None
    while True:
        seen = None
        with suppress(LibraryAway), fleet.fleet(team.server) as jobs:
            if stop and stop() and until is None:
                jobs.cancel(name)
                until = time.monotonic() + _PATIENCE
            seen = _seen(jobs.batch(name), place, jobs.workers())
        if seen is not None and watch:
            watch(seen)
        if seen is not None and seen.ended >= seen.total:
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
    if isinstance(told, dict) and told.get("status") in _EXPORTED:
        return _checked(case, told, form)
    if status == "cancelled":
        return None
    why = _why(status, told)
    return Exported(case, None, None, None, "failed", why, edition=form.edition, language=form.language)


def _why(status: str, told: Json | None) -> str:
    """Why a job came to nothing."""
    if isinstance(told, dict) and isinstance(told.get("problem"), str):
        return str(told["problem"])
    return _GOES_ON if status in ("todo", "doing") else _LOST


def _imported(ids: Mapping[str, Json], status: str, told: Json | None) -> Imported | None:
    pack = str(ids.get("pack"))
    if isinstance(told, dict) and told.get("status") in _IMPORTED:
        case, revision, problem = told.get("case"), told.get("revision"), told.get("problem")
        return Imported(
            pack,
            case if isinstance(case, str) else None,
            revision if isinstance(revision, int) else None,
            told["status"],
            problem if isinstance(problem, str) else None,
        )
    if status == "cancelled":
        return None
    return Imported(pack, None, None, "refused", _why(status, told))


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
