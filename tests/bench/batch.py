"""`python -m tests.bench.batch`: the batch export by two processes against one, on a quiet machine.

Each run exports the same decisions, the parties' edition, signed, from a fresh copy of the library, since what was
signed is kept. `--decisions N` (200), `--runs N` (3) in turns, `--profile` shows where one process spends its time.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from moderator.desk import open_desk
from moderator.desk.values import Wanted
from tests.bench.decided_many import library_of
from tests.bench.table import Row, lines

WANTED = 1.7
"""Times as fast by two processes as by one."""


class Took(NamedTuple):
    """Seconds: by the clock, the start of the processes included; and of processor, here and in the processes."""

    wall: float
    here: float
    processes: float


def exported(library: Path, jobs: int) -> Took:
    """How long the export of all decisions of a fresh copy takes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "library"
        shutil.copytree(library, copy)
        os.sync()  # what the copy left to be written is not the export's to wait for
        desk = open_desk(copy, moderator="bench")
        try:
            began, before = time.perf_counter(), os.times()
            found = desk.export_batch(Path(folder) / "out", Wanted(), jobs=jobs)
            took, after = time.perf_counter() - began, os.times()
        finally:
            desk.close()
    failed = [each for each in found if each.status != "written"]
    if failed:
        raise SystemExit(f"{len(failed)} of {len(found)} were not written: {failed[0].problem}")
    here = after.user + after.system - before.user - before.system
    others = after.children_user + after.children_system - before.children_user - before.children_system
    return Took(took, here, others)


def profiled(library: Path) -> None:
    """One process, here, by what it spent."""
    profile = cProfile.Profile()
    profile.enable()
    exported(library, 0)
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def main() -> int:
    """Prints the table. Exit 1 where two processes are not fast enough."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.batch", description=__doc__)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}  # a key of this run's own
        library = library_of(asked.decisions)
        exported(library, 1)  # makes the key and warms the disk's cache
        if asked.profile:
            profiled(library)
            return 0
        took: dict[int, list[Took]] = {1: [], 2: []}
        for _ in range(asked.runs):
            for jobs, times in took.items():
                times.append(exported(library, jobs))
    one, two = (statistics.median(each.wall for each in times) for times in took.values())
    each = 1000 / asked.decisions
    rows = [Row("a decision, one process", one * each), Row("a decision, two processes", two * each)]
    for jobs, times in took.items():
        for name in ("here", "processes"):
            used = statistics.median(getattr(each_run, name) for each_run in times)
            rows.append(Row(f"  processor time {name}, --jobs {jobs}", used * each))
    print("\n".join(lines(rows)))
    print(f"two processes are {one / two:.2f} × as fast as one (wanted {WANTED}) on {os.cpu_count()} processors")
    return 0 if one / two >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
