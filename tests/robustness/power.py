"""The power goes at any moment of a flow, and the disk holds whatever it may hold then.

`python -m tests.robustness.power [--points N] [--seed S] [FLOW…]`: a table. The real desk runs each flow once, while
`shim.c` writes down every change on the disk with its data. From that, states are built that a power cut may leave
(`disk_states.py`) and each is opened with the real store: every verdict, import and PDF that had been acknowledged must
be there, and nothing half under a final name. Three controls leave something of that out, and must lose.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from moderator.store import modes
from tests.robustness import flows, held, shim
from tests.robustness.disk_states import NOTE, Change, Disk, read_trace
from tests.robustness.flows import FLOWS, World

POINTS = 2000


def _in_place(target: Path, fill: Callable[..., object], _mode: int, _parts: Path | None) -> None:
    """A file written as beginners do."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        fill(target, out)


RUNS: dict[str, tuple[str, dict[str, object]]] = {
    "create": ("import", {}),
    "import": ("import", {}),
    "decide": ("decide", {}),
    "export": ("sign", {}),
    "backup": ("backup", {}),
    "migrate": ("migrate", {}),
    "decide, WAL and NORMAL": ("decide", {"moderator.store.modes.needed": lambda _journal: modes.NORMAL}),
    "export, PDF in place": ("export", {"moderator.durable._write": _in_place}),
    "import, folders unsynced": ("import", {"moderator.durable.sync_folder": lambda _folder: None}),
}
"""By name a flow, and what is made worse: the last three are the controls. `create` begins without a library."""
CONTROLS = tuple(name for name, (_, worse) in RUNS.items() if worse)


@dataclass
class Tally:
    run: str
    changes: int = 0
    points: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        counted = (
            f"{self.run:<24} {self.changes:>8} {self.points:>7} {self.acknowledged:>13} {self.lost:>7} {self.half:>7}"
        )
        return f"{counted}   {'control: must lose' if self.run in CONTROLS else ''}".rstrip()

    @property
    def as_expected(self) -> bool:
        return bool(self.lost + self.half) == (self.run in CONTROLS)


HEAD = f"{'run':<24} {'changes':>8} {'points':>7} {'acknowledged':>13} {'lost':>7} {'half':>7}"


class Power:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stock = flows.stock(folder / "stock")
        self._pool = flows.Pool(self._stock.library)
        self._shim = shim.Shim(folder / "traced")

    def close(self) -> None:
        self._pool.close()

    def tally(self, run: str, points: int, dice: random.Random) -> Tally:
        """Runs the flow once and looks at `points` power cuts."""
        with self._world(run) as world:
            disk = Disk(world.folder)
            changes = self._traced(run, world)
            tally = Tally(run, len(changes))
            at, acknowledged = 0, list[str]()
            for point in sorted(dice.randint(0, len(changes)) for _ in range(points)):
                for change in changes[at:point]:
                    disk.apply(change)
                    if change.op == NOTE:
                        acknowledged.append(change.data.decode())
                at = point
                self._look(disk.after_power_cut(dice), acknowledged, tally)
        return tally

    @contextmanager
    def _world(self, run: str) -> Iterator[World]:
        world = self._stock.copy(self._folder / "traced").settled_in()
        if run == "create":
            shutil.rmtree(world.library)
        elif run == "migrate":
            flows.made_old(world, 1)
        try:
            yield world
        finally:
            shutil.rmtree(world.folder)

    def _traced(self, run: str, world: World) -> list[Change]:
        flow, worse = RUNS[run]
        written = self._folder / "trace"
        desk = self._pool.desk(world)
        with written.open("wb", buffering=0) as file, _patched(worse):
            self._shim.trace(file.fileno())
            try:
                FLOWS[flow](world, desk, self._shim.note)
                desk.close()
            finally:
                self._shim.trace(-1)
        return list(read_trace(written.read_bytes()))

    def _look(self, state: dict[str, bytes | None], acknowledged: list[str], tally: Tally) -> None:
        found = World(self._folder / "state")
        found.folder.mkdir()
        for name, data in state.items():
            path = found.folder / name
            if data is None:
                path.mkdir()
            elif "/media/" in name and _is(self._stock.folder / name, data):
                os.link(self._stock.folder / name, path)
            else:
                path.write_bytes(data)
        wrong = held.broken(found, acknowledged)
        tally.points += 1
        tally.acknowledged += len(acknowledged)
        tally.lost += any(each.startswith(("lost", "does not open")) for each in wrong)
        tally.half += any(not each.startswith(("lost", "does not open")) for each in wrong)
        tally.wrong += [f"{tally.run} at {len(acknowledged)}: {each}" for each in wrong]
        shutil.rmtree(found.folder)


def _is(original: Path, data: bytes) -> bool:
    return original.is_file() and original.read_bytes() == data


@contextmanager
def _patched(worse: dict[str, object]) -> Iterator[None]:
    patches = [mock.patch(name, value) for name, value in worse.items()]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="*", default=list(RUNS), metavar="FLOW")
    parser.add_argument("--points", type=int, default=POINTS, help="power cuts of each flow (default: 2000)")
    parser.add_argument("--seed", type=int, default=7)
    flows.offer_standard(parser)
    args = parser.parse_args(arguments)
    flows.use_standard(args.standard)
    print(HEAD)
    failed = False
    with tempfile.TemporaryDirectory(prefix="power-") as folder:
        power = Power(Path(folder).resolve())
        try:
            for run in args.runs:
                tally = power.tally(run, args.points, random.Random(f"{args.seed} {run}"))
                print(tally.line(), flush=True)
                failed |= not tally.as_expected
                if run not in CONTROLS:
                    print("".join(f"  {each}\n" for each in dict.fromkeys(tally.wrong)), end="")
        finally:
            power.close()
    return int(failed)


if __name__ == "__main__":
    shim.again_under_it("tests.robustness.power")
    sys.exit(main(sys.argv[1:]))
