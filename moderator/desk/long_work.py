"""Work on many cases at once, by this computer or by a team's fleet: a part of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from moderator.desk.state import State

if TYPE_CHECKING:
    from moderator.desk import values
    from moderator.desk.fleet import TeamFleet
    from moderator.domain.queue import Ask


class LongWork:
    """docs/batch.md, docs/scanning.md and docs/fleet.md say what is meant."""

    _state: State

    def export_batch(
        self,
        out: Path,
        wanted: values.Wanted,
        form: values.Form | None = None,
        *,
        jobs: int,
        report: Path | None = None,
        stop: values.Stop | None = None,
        progress: values.Progress | None = None,
    ) -> list[values.Exported]:
        """Every decision that is wanted, by `jobs` processes (0: in this one), from any thread."""
        from moderator.desk import batch, exports

        state = self._state
        results = batch.run(
            state.library, state.moderator, out, wanted, form or exports.USUAL, jobs, stop=stop, progress=progress
        )
        return batch.reported(results, report) if report else list(results)

    def analyse(
        self,
        asked: Ask | Sequence[str],
        most: int,
        *,
        jobs: int = 0,
        stop: values.Stop | None = None,
        progress: values.Progress | None = None,
    ) -> list[values.LookedThrough]:
        """Looks through the films of the cases that are named, or of the first `most` of a filter, from any thread."""
        from moderator.desk import ahead, analysing

        films = analysing.wanted(self._state, asked, most)
        return ahead.run(self._state.library, self._state.moderator, films, jobs, stop=stop, progress=progress)

    @property
    def fleet(self) -> TeamFleet:
        """The workers of a team, whatever computer they run on."""
        from moderator.desk.fleet import TeamFleet

        return TeamFleet(self._state)

    def serve_jobs(self, out: Path | str, jobs: TextIO, results: TextIO) -> None:
        """Does what is asked for, a line of JSON for a document, a pack or a film, until the input ends."""
        from moderator.desk import jobs as exporting

        exporting.serve(self._state, out, jobs, results)
