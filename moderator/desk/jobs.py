"""Long work in other processes: a case, a pack or a film goes in as a line of JSON, what became of it comes out as one.

`moderator jobs` is such a process: it ends when its input does, so that none outlives whoever started it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from moderator.desk import analysing, exports, importing
from moderator.desk.state import State
from moderator.desk.values import Exported, Film, Form, Imported, LookedThrough

_TRIES = 2
RENEWED = 400
"""Documents that one process writes before another takes its place: what a layout remembers stays bounded."""


def serve(state: State, out: Path | str, jobs: TextIO, results: TextIO) -> None:
    """Takes jobs until there are no more, or until whoever gave them is gone: what is written by then is written. An
    error of our own ends the process: whoever gave the job sees that."""
    for line in jobs:
        found = _do(state, out, json.loads(line))
        try:
            results.write(json.dumps(asdict(found)) + "\n")
            results.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), results.fileno())  # nothing is to fail at the end for it
            return


def _do(state: State, out: Path | str, asked: dict[str, Any]) -> Exported | Imported | LookedThrough:
    if "film" in asked:
        return analysing.look_through(state, Film(asked["case"], asked["film"], tuple(asked["listing"])))
    if "pack" in asked:
        (imported,) = importing.import_packs(state, [Path(asked["pack"])])
        return imported
    form = Form(asked["edition"], asked["signed"], asked["language"])
    return exports.export_one(state, asked["case"], out, form, frozenset(asked["written"]))


def command(library: str, moderator: str, out: str) -> list[str]:
    """How such a process is started; the frozen program is its own interpreter."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "moderator"]
    return [*program, "jobs", "--library", library, "--moderator", moderator, "--out", out]


class Process:
    """One that takes jobs, one at a time; started with the first, and anew where it died or wrote RENEWED. Used from
    one thread."""

    def __init__(self, library: str, moderator: str, out: str) -> None:
        self._command = command(library, moderator, out)
        self.out = out
        self._running: subprocess.Popen[str] | None = None
        self._written = 0
        self._over = False

    def export(self, case_id: str, form: Form, written: Collection[str] = ()) -> Exported:
        """What became of the case; that it brought the process down twice is told as well."""
        job = {"case": case_id, "written": sorted(written), **asdict(form)}
        answer, problem = self._told(job, "write")
        if answer is None:
            return Exported(case_id, None, None, None, "failed", problem)
        return Exported(**{**answer, "missing": tuple(answer["missing"])})

    def import_pack(self, path: Path) -> Imported:
        """What became of the pack; that it brought the process down twice is told as well."""
        answer, problem = self._told({"pack": str(path)}, "import")
        return Imported(str(path), None, None, "refused", problem) if answer is None else Imported(**answer)

    def look_through(self, film: Film) -> LookedThrough:
        """What became of the film; that it brought the process down twice is told as well."""
        job = {"case": film.case, "film": film.sha256, "listing": film.listing}
        answer, problem = self._told(job, "look through")
        return LookedThrough(film.case, film.sha256, "refused", problem) if answer is None else LookedThrough(**answer)

    def give_up(self) -> None:
        """Ends it in the midst of its job, from any thread; it takes no other."""
        self._over = True
        if running := self._running:
            running.kill()

    def _told(self, job: dict[str, Any], verb: str) -> tuple[dict[str, Any] | None, str]:
        """The answer; where there is none, why."""
        if self._written >= RENEWED:
            self.close()
        problem = f"The process that was to {verb} it ended twice."
        for _ in range(_TRIES):
            if self._over:
                break
            try:
                answer = self._ask(json.dumps(job))
            except OSError as error:
                problem, answer = f"No process could be started to {verb} it: {error.strerror}.", ""
            if answer:
                self._written += 1
                found: dict[str, Any] = json.loads(answer)
                return found, ""
            self.close(kill=True)
        return None, problem

    def close(self, *, kill: bool = False) -> None:
        """Ends it, at once or after what it is at."""
        process, self._running, self._written = self._running, None, 0
        if process is None:
            return
        if kill:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()
        process.wait()

    def _ask(self, job: str) -> str:
        """The line that answers; empty if the process died. Raises OSError where it cannot be started."""
        if self._running is None:
            # A group of its own: Ctrl C is for whoever started it, and what is at work is finished.
            group: Any = {"start_new_session": True} if sys.platform != "win32" else {"creationflags": 0x200}
            pipe = subprocess.PIPE
            self._running = subprocess.Popen(
                self._command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", **group
            )
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        try:
            self._running.stdin.write(job + "\n")
            self._running.stdin.flush()
        except BrokenPipeError:
            return ""
        line = self._running.stdout.readline()
        return line if line.endswith("\n") else ""
