"""`python -m tests.bench.batch_memory`: whether a batch stays as small as it began.

Exports `--many` (5,000) decisions by `--jobs` (2) processes and prints the resident memory of the run and its
processes after `--few` (500) and at the end, and the ratio. Exit 1 where it grew by over a tenth. Linux, by /proc.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from moderator.desk import open_desk
from moderator.desk.values import Wanted
from tests.bench.decided_many import library_of

GROWTH = 1.10
AROUND = 25
"""Decisions before the mark whose figures are averaged: one reading catches a process between two documents."""


class Watch:
    """Notes at each decision that is done how much memory the run has."""

    def __init__(self, few: int) -> None:
        self._few = few
        self.readings: dict[int, list[int]] = {}

    def __call__(self, done: int, total: int) -> None:
        for mark in (self._few, total):
            if mark - AROUND < done <= mark:
                self.readings.setdefault(mark, []).append(resident())

    def at(self, mark: int) -> float:
        return statistics.median(self.readings[mark])


def resident() -> int:
    """Bytes of this process and its children."""
    me = os.getpid()
    children = Path(f"/proc/{me}/task").glob("*/children")
    pids = [me, *(int(pid) for each in children for pid in each.read_text().split())]
    return sum(_of(pid) for pid in pids)


def _of(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended in this moment
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Prints both figures and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.batch_memory", description=__doc__)
    parser.add_argument("--few", type=int, default=500)
    parser.add_argument("--many", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    watch = Watch(asked.few)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        copy = Path(folder) / "library"
        shutil.copytree(library_of(asked.many), copy)
        desk = open_desk(copy, moderator="bench")
        try:
            found = desk.export_batch(Path(folder) / "out", Wanted(), jobs=asked.jobs, progress=watch)
        finally:
            desk.close()
    failed = sum(each.status != "written" for each in found)
    few, many = watch.at(asked.few), watch.at(asked.many)
    print(f"{len(found)} decisions, {failed} failed, {asked.jobs} processes")
    print(f"after {asked.few}: {few / 2**20:.1f} MiB, after {asked.many}: {many / 2**20:.1f} MiB, {many / few:.3f} ×")
    return 0 if not failed and many / few <= GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
