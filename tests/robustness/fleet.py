"""A fleet that is killed at random writes what one computer writes: each document once, whole, the same bytes.

`python -m tests.robustness.fleet --exports 2000 --workers 4 --every 5`
`python -m tests.robustness.fleet --speed --exports 300`

The library is copied before the fleet begins, and exported from the copy by this computer alone: what is compared was
signed twice, apart. A worker is killed together with its processes, in the midst of whatever they write.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from moderator.desk import auditing, open_desk
from moderator.desk.values import Exported, FleetSeen, Wanted
from moderator.store import fleet
from moderator.store import membership as team
from tests import servers
from tests.moderator.desk.decided import decided_library

ROOT = Path(__file__).resolve().parents[2]
WORKER = "work-1"
SILENT = 6.0


@dataclass(frozen=True)
class Site:
    """A team with decided cases. `folder` has its media, `shared`, and what the fleet writes, `out`."""

    server: servers.Server
    database: str
    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def locator(self, who: str) -> str:
        return f"{self.server.url(self.database, who)}&media={self.folder / 'shared'}"

    def copied(self, folder: Path) -> Site:
        """The same library once more, with files of its own."""
        name = f"{self.database}_copy"
        self.server.sql(f"DROP DATABASE IF EXISTS {name}")
        self.server.sql(f"CREATE DATABASE {name} TEMPLATE {self.database}")
        self.server.name_anew(name)
        shutil.copytree(self.folder / "shared", folder / "shared")
        return _manned(Site(self.server, name, folder))


def site(server: servers.Server, folder: Path, count: int) -> Site:
    """A team whose people have decided `count` cases, and a place for documents."""
    made = Site(server, server.new_team(), folder)
    (folder / "shared").mkdir(parents=True)
    _manned(made)
    decided_library(folder / "unused", count, made.locator("mod-7"))
    return made


def _manned(made: Site) -> Site:
    owner = made.server.owner(made.database)
    team.make(owner)
    for name, role in (*servers.PEOPLE.items(), (WORKER, "worker")):
        team.add(owner, name, role, None)
    made.out.mkdir()
    fleet.set_place(owner, fleet.OUT, str(made.out))
    return made


class Crew:
    """Workers, each a process of its own, and what they say in `log`."""

    def __init__(self, made: Site, count: int, silent: float = SILENT) -> None:
        self._command = [
            sys.executable, "-m", "moderator", "worker", "--library", made.locator(WORKER), "--silent", str(silent),
        ]  # fmt: skip
        self._log = (made.folder / "workers.log").open("ab")
        self.log = made.folder / "workers.log"
        self.running = [self._start() for _ in range(count)]
        self.killed = 0

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, cwd=ROOT, stderr=self._log)

    def kill(self, number: int) -> None:
        """One of them and what it has started, at once; another takes its place."""
        victim = self.running[number]
        started = Path(f"/proc/{victim.pid}/task/{victim.pid}/children").read_text().split()
        for each in (str(victim.pid), *started):
            with suppress(ProcessLookupError):
                os.kill(int(each), signal.SIGKILL)
        victim.wait()
        self.killed += 1
        self.running[number] = self._start()

    def close(self) -> list[int]:
        """Tells them to end, as an administrator does; their exit codes."""
        for process in self.running:
            process.terminate()
        codes = [process.wait(60) for process in self.running]
        self._log.close()
        return codes


@contextmanager
def crew(made: Site, count: int, silent: float = SILENT) -> Iterator[Crew]:
    at_work = Crew(made, count, silent)
    try:
        yield at_work
    finally:
        # one that has only just been started does not yet know how to end well
        assert set(at_work.close()) <= {0, -signal.SIGTERM}, at_work.log.read_text()


def by_fleet(
    made: Site, count: int, every: float, most: int = sys.maxsize, silent: float = SILENT
) -> tuple[list[Exported], int]:
    """All decisions by `count` workers, of which one is killed every so many seconds, if any is at work; how many that
    were. `most`: so many at most."""
    over = threading.Event()
    with crew(made, count, silent) as at_work:

        def murder() -> None:
            while at_work.killed < most and not over.wait(every):
                if busy(made):
                    at_work.kill(at_work.killed % count)

        killer = threading.Thread(target=murder)
        killer.start()
        try:
            found = exported(made, say=True)
        finally:
            over.set()
            killer.join()
    return found, at_work.killed


def busy(made: Site) -> bool:
    """Whether anybody is at a job."""
    with fleet.fleet(made.server.url(made.database, WORKER)) as jobs:
        return any(each.doing for each in jobs.batches(1))


def exported(made: Site, say: bool = False) -> list[Exported]:
    desk = open_desk(made.locator("mod-7"))
    last = [0.0]

    def watch(seen: FleetSeen) -> None:
        if say and time.monotonic() - last[0] > 10:
            last[0] = time.monotonic()
            print(seen.ended, "of", seen.total, seen.workers, "workers", flush=True)

    try:
        return desk.fleet.export(Wanted(), watch=watch)
    finally:
        desk.close()


def alone(made: Site, jobs: int = 0) -> dict[str, bytes]:
    """What this computer writes, all by itself."""
    desk = open_desk(made.locator("mod-7"))
    try:
        found = desk.export_batch(made.out, Wanted(), jobs=jobs)
    finally:
        desk.close()
    assert {each.status for each in found} == {"written"}
    return files(made.out)


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if not path.name.startswith(".")}


def wrong(made: Site, found: Sequence[Exported], right: dict[str, bytes]) -> list[str]:
    """What the fleet did that one computer does not."""
    told = [f"{each.case}: {each.problem}" for each in found if each.status == "failed"]
    written = files(made.out)
    told += [f"missing: {name}" for name in right.keys() - written.keys()]
    told += [f"nobody asked for {name}" for name in written.keys() - right.keys()]
    told += [f"other bytes: {name}" for name in right.keys() & written.keys() if right[name] != written[name]]
    twice = [case for case, times in Counter(each.case for each in found).items() if times > 1]
    told += [f"told {case} twice" for case in twice]
    if len(found) != len(right):
        told.append(f"{len(found)} outcomes for {len(right)} decisions")
    desk = open_desk(made.locator("mod-7"))
    if (broken := desk._state.store.verify_ledger()) is not None:
        told.append(f"the ledger breaks at {broken}")
    desk.close()
    told += [str(failure) for failure in auditing.verify(made.locator("aud-1"), True, None)["failures"]]
    signed = rows(made, "SELECT case_id, count(*) FROM moderator.ledger_entry WHERE action = 'sign' GROUP BY 1")
    told += [f"signed {times} times: {case}" for case, times in signed if times != 1]
    return told


def rows(made: Site, statement: str) -> list[tuple[str, int]]:
    with psycopg.connect(made.server.owner(made.database)) as connection:
        return connection.execute(statement.encode()).fetchall()


def killed(server: servers.Server, folder: Path, exports: int, workers: int, every: float) -> list[str]:
    began = time.monotonic()
    made = site(server, folder / "team", exports)
    right = alone(made.copied(folder / "copy"), jobs=max(1, min(4, (os.cpu_count() or 2))))
    print(f"{exports} cases decided, and exported by one computer, in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    found, victims = by_fleet(made, workers, every)
    took = time.monotonic() - began
    told = wrong(made, found, right)
    again = rows(made, "SELECT 'n', count(*) FROM moderator.ledger_entry WHERE action = 'export'")[0][1] - exports
    retried = rows(made, "SELECT 'n', count(*) FROM moderator_fleet.procrastinate_jobs WHERE attempts > 1")[0][1]
    left = [path.name for path in made.out.iterdir() if path.name.startswith(".")]
    print(
        f"{exports} exports by {workers} workers in {took:.0f} s, {victims} killed, {retried} jobs taken up again, ",
        end="",
    )
    print(f"{again} noted again, {len(left)} hidden parts left, {len(told)} wrong", *told[:20], sep="\n", flush=True)
    return told


def speed(server: servers.Server, folder: Path, exports: int, rounds: int) -> float:
    """How much faster two workers are than one, by the medians."""
    made = site(server, folder / "team", exports)
    took: dict[int, list[float]] = {1: [], 2: []}
    for number in range(rounds):
        for count in took:
            copy = made.copied(folder / f"copy-{number}-{count}")
            with crew(copy, count):
                _await_crew(copy, count)
                began = time.monotonic()
                found = exported(copy)
                took[count].append(time.monotonic() - began)
            assert {each.status for each in found} == {"written"}
            print(f"{count} workers: {exports} in {took[count][-1]:.1f} s", flush=True)
    one, two = (sorted(each)[len(each) // 2] for each in took.values())
    print(f"two workers are {one / two:.2f} times as fast as one")
    return one / two


def _await_crew(made: Site, count: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with fleet.fleet(made.server.url(made.database, WORKER)) as jobs:
            if jobs.workers(SILENT) >= count:
                return
        time.sleep(0.1)
    raise AssertionError("the workers did not start")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exports", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--every", type=float, default=5.0)
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args(arguments)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = tempfile.mkdtemp(prefix="moderator-fleet-")
    with tempfile.TemporaryDirectory() as name, servers.running() as server:
        if args.speed:
            return 0 if speed(server, Path(name), args.exports, args.rounds) >= 1.5 else 1
        return 1 if killed(server, Path(name), args.exports, args.workers, args.every) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
