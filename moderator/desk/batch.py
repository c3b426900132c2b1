"""Many decisions at once: by several processes, cancelled and taken up again, and a report of what became of each.

Each decision's export is a job (`jobs.py`): a plain function of library and case, and idempotent, so that processes
here and a fleet of machines run the same. What is there already and right is neither rendered nor written again.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from moderator import durable
from moderator.desk import exports, leftovers
from moderator.desk.clock import stamp
from moderator.desk.crew import Crew
from moderator.desk.jobs import Process
from moderator.desk.library import Library
from moderator.desk.state import State
from moderator.desk.values import Exported, Form, Progress, Stop, Wanted
from moderator.errors import ExportError, UsageError

COLUMNS = ("case", "status", "path", "sha256", "pages", "problem")


FILTERS = ("reason", "outcome", "currency", "buyer_country", "status")


def cases(state: State, wanted: Wanted) -> list[str]:
    """The ids of the decided and closed cases that are wanted, ascending. Raises UsageError for an unknown column."""
    for key in wanted.only:
        if key not in FILTERS:
            raise UsageError(f"Decisions cannot be filtered by “{key}”, only by {', '.join(FILTERS)}.")
    return state.store.finished(wanted.only, _from(wanted.since) if wanted.since else "")


def _from(since: str) -> str:
    """A day or a time as the library writes times, so that they compare as texts. Raises UsageError."""
    refused = UsageError(f"“{since}” is neither a day (2026-11-12) nor a time with its offset.")
    try:
        if len(since) == len("2026-11-12"):
            return date.fromisoformat(since).isoformat()
        at = datetime.fromisoformat(since)
    except ValueError as error:
        raise refused from error
    if at.tzinfo is None:
        raise refused
    return stamp(at)


def run(
    library: Library,
    moderator: str,
    out: Path,
    wanted: Wanted,
    form: Form,
    jobs: int,
    *,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Iterator[Exported]:
    """What became of each case as it is known, in any order; by `jobs` processes, 0: in this one.

    A case that fails, or brings its process down, does not hold up the rest. After `stop` the cases at work are
    finished and no more are begun. Opens the library for itself, so that any thread may call it.
    """
    state = State(library, moderator)
    try:
        _sweep(out)
        leftovers.remember(library.path, out)
        todo, kept = chosen(state, wanted)
        yield from kept
        orders = _Orders(library.locator, moderator, str(out), form, state.store.exports(todo))
        results = (
            Crew(orders.process, orders.export, todo, jobs, stop).results()
            if jobs
            else _here(state, todo, orders, stop)
        )
        if progress:
            progress(0, len(todo))
        for done, each in enumerate(results, 1):
            if progress:
                progress(done, len(todo))
            yield each
        _sweep(out)
    finally:
        state.close()


def chosen(state: State, wanted: Wanted) -> tuple[list[str], list[Exported]]:
    """The cases to export; and of those that wait for a second opinion of whoever asks, that they are not. Raises
    UsageError."""
    todo = cases(state, wanted)
    waiting = state.store.waiting_for(state.moderator, len(todo)) if wanted.concealing else []
    secret = {each.case for each in waiting}
    return [each for each in todo if each not in secret], [_concealed(each) for each in todo if each in secret]


def _concealed(case_id: str) -> Exported:
    said = f"{case_id} waits for your second opinion; its decision is written once you have given it."
    return Exported(case_id, None, None, None, "failed", said)


@dataclass(frozen=True)
class _Orders:
    """What every job is told, and by case the hashes of what was written for the verdict that stands."""

    library: str
    moderator: str
    out: str
    form: Form
    written: Mapping[str, frozenset[str]]

    def of(self, case_id: str) -> frozenset[str]:
        return self.written.get(case_id, frozenset())

    def process(self) -> Process:
        return Process(self.library, self.moderator, self.out)

    def export(self, process: Process, case_id: str) -> Exported:
        return process.export(case_id, self.form, self.of(case_id))


def _here(state: State, todo: Iterable[str], orders: _Orders, stop: Stop | None) -> Iterator[Exported]:
    for case_id in todo:
        if stop and stop():
            return
        yield exports.export_one(state, case_id, Path(orders.out), orders.form, orders.of(case_id))


def _sweep(out: Path) -> None:
    """Takes away what exports that were killed left half written in a folder."""
    if out.is_dir():
        durable.sweep(out)


def reported(results: Iterable[Exported], target: Path) -> list[Exported]:
    """The results, once they are written to `target` too: as CSV, or as JSON lines where it is called `.json`.

    Raises ExportError where it cannot be written; what was exported is exported all the same.
    """
    kept: list[Exported] = []

    def fill(out: BinaryIO) -> None:
        text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
        table = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
        if target.suffix != ".json":
            table.writeheader()
        for each in results:
            kept.append(each)
            row = {key: value for key, value in asdict(each).items() if key in COLUMNS}
            if target.suffix == ".json":
                text.write(json.dumps(row, ensure_ascii=False) + "\n")
            else:
                table.writerow(row)
        text.detach()

    try:
        durable.write(target, fill)
    except OSError as error:
        raise ExportError(f"{target} could not be written: {error.strerror}.") from error
    return kept
