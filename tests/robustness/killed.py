"""kill -9 at any moment, of the real command line and of the real window without a screen.

`python -m tests.robustness.killed [--rounds N] [--seed S] [WHAT…]`: a table. Each round works on a copy of one library;
the process that works is a fork of this one, which has everything loaded, so that most kills meet work and not loading;
some rounds start programs anew. Half the kills come at a random time, half (where `shim.c` can be built) at a random
change on the disk. What was printed as done before must be there; the library opens within two seconds, nothing is
half, nothing is left over, and the work can be finished.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from moderator import cli
from moderator.desk import inbox, open_desk
from tests.robustness import flows, held, shim
from tests.robustness.flows import DECIDED, NEW, OPEN, World
from tests.verdicts import verdict_doc

USABLE = 2.0
"""Seconds in which a library is open again, with its queue and a case; on a machine that is not busy otherwise."""
SHARE_OF_PROGRAMS = 0.02
"""Rounds in which a program is started anew."""
LONGEST = 60.0

Commands = Callable[[World], list[list[str]]]


def _decide(world: World) -> list[list[str]]:
    return [["decide", case_id, "--verdict", str(world.folder / "verdicts" / f"{case_id}.json")] for case_id in OPEN]


COMMANDS: dict[str, Commands] = {
    "import": lambda world: [["import", str(pack)] for pack in sorted((world.folder / "packs").glob("*"))],
    "decide": _decide,
    "export": lambda world: [["export", *DECIDED, "--edition", "office", "--out", str(world.out)]],
    "migrate": lambda _world: [["list"]],
    "backup": lambda _world: [["backup"]],
    "batch": lambda world: [["export", "--all", "--jobs", "2", "--unsigned", "--out", str(world.out)]],
    "inbox": lambda world: [["inbox", "--once", "--folder", str(world.folder / "packs")]],
    "outbox": lambda world: [["outbox", "--once", "--folder", str(world.out)]],
    "window": lambda _world: [],
    "checkin": lambda world: [["checkin", str(bag)] for bag in sorted(world.folder.glob("back-*"))],
    "board": lambda world: [["import", str(world.folder / "coming")]],
    "checkout": lambda world: [["checkout", each, "--out", str(world.out / f"{each}.roadbag")] for each in OPEN],
}
"""By name what is typed, one after the other. Whatever else changes a library belongs here."""
WEIGHTS = {
    "import": 8, "decide": 4, "export": 8, "migrate": 8, "backup": 4, "batch": 0.3, "window": 0.6,
    "inbox": 4, "outbox": 4,     "checkin": 4, "board": 2, "checkout": 2,
}  # fmt: skip
SHARE_FINISHED = 0.1
"""Rounds in which the work is then done to its end as well."""


@dataclass
class Tally:
    what: str
    rounds: int = 0
    midway: int = 0
    acknowledged: int = 0
    left: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        counted = f"{self.what:<8} {self.rounds:>7} {self.midway:>12} {self.acknowledged:>13} {self.left:>10}"
        return f"{counted} {self.slowest * 1000:>11.0f} ms {len(self.wrong):>6}"


HEAD = "what      rounds ended midway  acknowledged swept away     open again  wrong"


class Killer:
    def __init__(self, folder: Path, seed: int) -> None:
        self._dice = random.Random(seed)
        self._folder = folder
        self._stock = flows.stock(folder / "stock")
        (self._stock.folder / "verdicts").mkdir()
        for case_id in OPEN:
            text = json.dumps(verdict_doc(flows.case(case_id)))
            (self._stock.folder / "verdicts" / f"{case_id}.json").write_text(text)
        self._old = flows.made_old(self._stock.copy(folder / "old"), 1)
        self._road: World | None = None
        self._copies = itertools.count()
        self._whole: dict[str, tuple[float, int]] = {}

    def round(self, tally: Tally) -> None:
        """One kill, and everything that has to hold after it."""
        world = self._world(tally.what)
        try:
            acknowledged, over = self._killed(world, tally.what)
            tally.rounds += 1
            tally.midway += not over
            tally.acknowledged += len(acknowledged)
            wrong = [*self._reopened(world, tally), *held.broken(world, acknowledged), *_packs_lost(world)]
            if self._dice.random() < SHARE_FINISHED:
                wrong += self._finished(world, tally.what)
            tally.wrong += [f"{tally.what} round {tally.rounds}, {acknowledged}: {each}" for each in wrong]
        finally:
            shutil.rmtree(world.folder, ignore_errors=True)  # a worker may still be ending in it

    def _world(self, what: str) -> World:
        stock = self._old if what == "migrate" else self._stock
        if what in ("checkin", "board"):
            self._road = self._road or flows.on_the_road(self._stock.copy(self._folder / "road"))
            stock = self._road
        return stock.copy(self._folder / f"round-{next(self._copies)}").settled_in()

    def _killed(self, world: World, what: str) -> tuple[list[str], bool]:
        """What was acknowledged until the kill, and whether the work was over before it."""
        if what != "window" and self._dice.random() < SHARE_OF_PROGRAMS:
            return self._program(world, what)
        seconds, changes = self._measured(what)
        by_change = shim.is_loaded() and self._dice.random() < 0.5
        child = _Child(world, what, self._dice.randint(1, max(1, changes)) if by_change else 0)
        return child.end(LONGEST if by_change else self._dice.uniform(0, seconds))

    def _program(self, world: World, what: str) -> tuple[list[str], bool]:
        """The same by a program that is started for it, with all of its loading."""
        acknowledged: list[str] = []
        for command in COMMANDS[what](world):
            whole = [sys.executable, "-m", "moderator", *command, "--library", str(world.library)]
            with subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
                try:
                    program.wait(self._dice.uniform(0.2, 2.5))
                except subprocess.TimeoutExpired:
                    program.kill()
                assert program.stdout is not None
                acknowledged += acks(what, program.stdout.read())
            if program.returncode:
                return acknowledged, False
        return acknowledged, True

    def _measured(self, what: str) -> tuple[float, int]:
        """Seconds and changes on the disk that the whole takes."""
        if what not in self._whole:
            world = self._world(what)
            began = time.monotonic()
            child = _Child(world, what, 0)
            found, over = child.end(LONGEST)
            if not (found and over):
                raise AssertionError(f"{what} does not come to its end ({child.status}): {child.said}")
            self._whole[what] = time.monotonic() - began, child.changes
            shutil.rmtree(world.folder, ignore_errors=True)
        return self._whole[what]

    def _reopened(self, world: World, tally: Tally) -> Iterator[str]:
        """Opens the library as the next start does; what was left half written has to go with that."""
        for path in held.leftovers(world):
            os.utime(path, (0, 0))  # as if a moment had passed
        left = len(held.leftovers(world))
        began = time.monotonic()
        desk = open_desk(world.library, moderator="mod-7")
        try:
            problem = desk.care()
            rows = desk.queue()
            desk.open_case(rows[0].case)
        finally:
            desk.close()
        took = time.monotonic() - began
        tally.slowest = max(tally.slowest, took)
        tally.left += left
        if problem:
            yield problem
        if took > USABLE and not _busy():
            yield f"open again only after {took:.1f} s"
        yield from (f"left over: {path}" for path in held.leftovers(world))

    def _finished(self, world: World, what: str) -> Iterator[str]:
        """The same once more, to its end."""
        child = _Child(world, what, 0)
        found, over = child.end(LONGEST)
        if not over or "bug in Moderator" in child.said:
            yield f"cannot be finished: {child.said}"
        yield from held.broken(world, found)


def _packs_lost(world: World) -> Iterator[str]:
    """An inbox moves packs, and loses none."""
    there = sorted(path.name for path in (world.folder / "packs").rglob("*.casepack"))
    if there != [f"{case_id}.casepack" for case_id in NEW]:
        yield f"of the packs there are {there}"


def _busy() -> bool:
    """Whether others keep this machine from its work, so that a wall clock says nothing of the program."""
    return os.getloadavg()[0] > 1.5 * (os.cpu_count() or 1)


class _Child:
    """A fork that works. Its workers go with it."""

    def __init__(self, world: World, what: str, nth: int) -> None:
        """`nth`: the change on the disk at which it is killed; 0: none."""
        self.changes = 0
        self.said = ""
        self.status = 0
        self._what = what
        self._errors = world.folder / "stderr"
        self._reading, writing = os.pipe()
        sys.stdout.flush()
        self._pid = os.fork()
        if self._pid == 0:
            _work(world, what, writing, self._errors, nth)
        os.close(writing)

    def end(self, after: float) -> tuple[list[str], bool]:
        """Kills it after so many seconds; what it had acknowledged, and whether it was over."""
        until = time.monotonic() + after
        pid, status = 0, 0
        while not pid and time.monotonic() < until:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            time.sleep(0.0005 if not pid else 0)
        if not pid:
            os.kill(self._pid, signal.SIGKILL)
            _, status = os.waitpid(self._pid, 0)
        self.status = status
        os.set_blocking(self._reading, False)
        text = b""
        try:
            while more := os.read(self._reading, 1 << 16):
                text += more
        except BlockingIOError:  # its workers, which are ending, have the pipe open too
            pass
        os.close(self._reading)
        self.said = self._errors.read_text("utf-8", "replace") if self._errors.exists() else ""
        lines = text.decode("utf-8", "replace")
        for line in lines.splitlines():
            if line.startswith("changes "):
                self.changes = int(line.split()[1])
        return acks(self._what, lines), os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def _work(world: World, what: str, out: int, errors: Path, nth: int) -> None:
    """The child: never returns."""
    code = 1
    counting = shim.Shim(world.folder) if shim.is_loaded() else None
    try:
        os.setsid()
        os.dup2(out, 1)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        sys.stdout, sys.stderr = (open(fd, "w", encoding="utf-8", closefd=False) for fd in (1, 2))  # noqa: SIM115
        if counting:
            counting.arm(nth, shim.KILLED)
        if what == "window":
            from tests.robustness.killed_window import work

            code = work(world)
        else:
            codes = [cli.main([*each, "--library", str(world.library)]) for each in COMMANDS[what](world)]
            code = 0 if what in ("decide", "checkout") else max(codes)  # decided or out before: said so, and no fault
        if counting:
            print(f"changes {counting.disarm()}", flush=True)
    except BaseException:  # noqa: BLE001  nobody above may see it: this is a fork
        traceback.print_exc()
    finally:
        os._exit(code)


def acks(what: str, text: str) -> list[str]:
    """What the whole lines of an output say is done, in the words of `held.broken`."""
    found = []
    for line in text.split("\n")[:-1]:
        word, _, rest = line.partition(" ")
        told = rest.split()
        if word in ("imported", "updated", "unchanged"):
            found.append(f"import {told[0]}")
        elif word == "until":
            found.append(f"paper {Path(told[-1]).name}")
        elif word in ("decided", "holds"):
            found.append(f"decide {told[0]}")
        elif word == "written":
            found.append(f"paper {Path(told[-1]).name}")
        elif word == "sent":
            found += [f"paper {name.rstrip(',')}" for name in told[1:]]
        elif what == "migrate" and word.startswith("C-"):
            found.append("migrate")
        elif what == "backup" and "ledger rows" in line:
            found.append(f"backup {told[-1]}")
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=list(COMMANDS), metavar="WHAT")
    parser.add_argument("--rounds", type=int, default=1000, help="kills in all (default: 1000)")
    parser.add_argument("--seed", type=int, default=7)
    flows.offer_standard(parser)
    args = parser.parse_args(arguments)
    flows.use_standard(args.standard)
    inbox.SETTLED = 0.0  # what waits cannot be killed at work
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    tallies = {what: Tally(what) for what in args.what}
    with tempfile.TemporaryDirectory(prefix="killed-") as folder:
        killer = Killer(Path(folder).resolve(), args.seed)
        dice = random.Random(f"{args.seed} what")
        weights = [WEIGHTS[what] for what in tallies]
        with suppress(KeyboardInterrupt):  # the table of what was done until then
            for what in [*tallies, *dice.choices(list(tallies), weights, k=max(0, args.rounds - len(tallies)))]:
                killer.round(tallies[what])
                print(tallies[what].line(), file=sys.stderr, flush=True)
    print(HEAD, *(tally.line() for tally in tallies.values()), sep="\n")
    wrong = [each for tally in tallies.values() for each in tally.wrong]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    if not shim.is_loaded() and not shim.why_not():
        shim.again_under_it("tests.robustness.killed")
    sys.exit(main(sys.argv[1:]))
