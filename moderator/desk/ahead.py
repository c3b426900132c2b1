"""Films of many cases looked through by this computer. `fleet` has it done by others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moderator.desk import analysing
from moderator.desk.crew import Crew
from moderator.desk.jobs import Process
from moderator.desk.library import Library
from moderator.desk.state import State
from moderator.desk.values import Film, LookedThrough, Progress, Stop
from moderator.errors import Cancelled


def run(
    library: Library,
    moderator: str,
    films: Sequence[Film],
    processes: int,
    *,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> list[LookedThrough]:
    """What became of each film, by `processes` of this computer (0: this one), from any thread.

    After `stop` what is at work is given up: a film takes minutes, and half of what is found is kept nowhere.
    """
    found: list[LookedThrough] = []
    if processes:
        crew = Crew(
            lambda: Process(library.locator, moderator, ""), Process.look_through, films, processes, stop, kill=True
        )
        results = crew.results()
    else:
        results = _here(library, moderator, films, stop)
    if progress:
        progress(0, len(films))
    for each in results:
        found.append(each)
        if progress:
            progress(len(found), len(films))
    return found


def _here(library: Library, moderator: str, films: Sequence[Film], stop: Stop | None) -> Iterator[LookedThrough]:
    state = State(library, moderator)
    try:
        for film in films:
            if stop and stop():
                return
            try:
                yield analysing.look_through(state, film, stop)
            except Cancelled:
                return
    finally:
        state.close()
