"""How the jobs of the fleet are done, by processes of this computer. Done twice, each comes to the same.

An export is the one of `batch.py`; it is made from the decision record alone. An import is that of a pack by name: who
logs in as `worker` does not see such jobs, since importing writes cases, which is a moderator's part. Films are looked
through by a `worker` alone: nobody who decides may say to others what is to be seen in them.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue

from moderator import settings
from moderator.desk.fleet import ANALYSE, EXPORT, IMPORT, place_of, team_of
from moderator.desk.jobs import Process
from moderator.desk.library import Library, Team
from moderator.desk.state import State
from moderator.desk.values import Film, Form
from moderator.domain.canonical import Json
from moderator.domain.languages import OF_A_PARTY, PRINTED
from moderator.errors import PackRefused, Problem, UsageError

MOST_AT_ONCE = 64
LEAST_SILENT = 3.0
_HASH = re.compile("[0-9a-f]{64}")
_PLACE = 5.0
"""Seconds for which a worker believes that a place is still the same."""


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
    hands = Hands(team, at_once, tell)
    doers: dict[str, fleet_worker.Do] = {EXPORT: hands.export}
    imports, shares = _parts(library)
    if imports:
        doers[IMPORT] = hands.import_pack
    if shares:
        doers[ANALYSE] = hands.look_through
    try:
        fleet_worker.work(team.server, doers, fleet_worker.Terms(at_once, silent, drain, shares, tell))
    finally:
        hands.close()


def _parts(library: Library) -> tuple[bool, bool]:
    """Whether this login may import, and share what it finds in films."""
    state = State(library, "")
    try:
        return state.store.may_write(), state.store.found_access().writes
    finally:
        state.close()


class Hands:
    """Processes that work, as many as jobs are done at once; a job that brings one down costs itself alone."""

    def __init__(self, team: Team, count: int, tell: Callable[[str], object]) -> None:
        self._team, self._tell = team, tell
        self._lock = threading.Lock()
        self._places: dict[str, tuple[str, float]] = {}
        self._free = SimpleQueue[Process]()
        self._count = count
        for _ in range(count):
            self._free.put(self._process(""))

    def export(self, ids: Mapping[str, Json]) -> Mapping[str, Json]:
        """Raises UsageError for a job that names nothing to export, PlaceError where nothing can be written."""
        case, form = _read(ids)
        out = self._out()
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

    def import_pack(self, ids: Mapping[str, Json]) -> Mapping[str, Json]:
        """Does one job. Raises PackRefused for one that names no pack in the inbox."""
        from moderator.store.fleet import IN

        name = ids.get("pack")
        path = Path(self._place(IN)[0]) / str(name)
        if set(ids) != {"pack"} or not isinstance(name, str) or path.name != name or path.is_symlink():
            raise PackRefused([Problem("", "name", "a job was given that names no pack of the inbox")])
        process = self._free.get()
        try:
            found = process.import_pack(path)
        finally:
            self._free.put(process)
        self._tell(f"{name}: {found.problem or found.status}")
        return {**asdict(found), "pack": name}

    def look_through(self, ids: Mapping[str, Json]) -> Mapping[str, Json]:
        """Raises UsageError for a job that names no film."""
        film = _film(ids)
        process = self._free.get()
        try:
            found = process.look_through(film)
        finally:
            self._free.put(process)
        self._tell(f"{film.case}, {film.sha256[:12]}…: {found.problem or found.status}")
        return asdict(found)

    def close(self) -> None:
        for _ in range(self._count):
            self._free.get().close()

    def _process(self, out: str) -> Process:
        return Process(self._team.locator, self._team.user, out)

    def _out(self) -> str:
        """Where documents go. Raises PlaceError for a folder that is not there: none is made in its stead."""
        from moderator.store.boxes import place
        from moderator.store.fleet import OUT

        out, is_new = self._place(OUT)
        place(out).demand()
        if is_new:
            place(out).sweep()
        return out

    def _place(self, where: str) -> tuple[str, bool]:
        """A place as the team's library says, and whether it is another than before. Raises LibraryError."""
        from moderator.store import fleet

        with self._lock:
            before, asked = self._places.get(where, ("", float("-inf")))
            if time.monotonic() - asked <= _PLACE:
                return before, False
            with fleet.fleet(self._team.server) as jobs:
                now = place_of(jobs, where)
            self._places[where] = (now, time.monotonic())
            return now, now != before


def _read(ids: Mapping[str, Json]) -> tuple[str, Form]:
    """Anybody in the team may give jobs: one that is not of our making names nothing. Raises UsageError."""
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
    raise UsageError("A job was given that names no decision and form of ours; it is left undone.")


def _film(ids: Mapping[str, Json]) -> Film:
    """As `_read`: whose the film is only stands in the log. Raises UsageError."""
    case, film, listing = (ids.get(name) for name in ("case", "film", "listing"))
    hashes = [film, *listing] if isinstance(listing, list) else [None]
    named = [each for each in hashes if isinstance(each, str) and _HASH.fullmatch(each)]
    if set(ids) == {"case", "film", "listing"} and isinstance(case, str) and len(named) == len(hashes):
        return Film(case, named[0], tuple(named[1:]))
    raise UsageError("A job was given that names no film of ours; it is left undone.")
