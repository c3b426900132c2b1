"""A disk that is full, breaks, or turns read-only at each of the first changes of every flow.

`python -m tests.robustness.disk_trouble [--first N] [--every N] [FLOW…]`: a table. Each round runs the real desk on a
copy of one library while the n-th change on the disk fails (`shim.c`): nothing that was acknowledged may be lost, what
is said must be a sentence, and once the disk is well again the same desk, not started anew, finishes the work.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from moderator.desk import leftovers
from moderator.errors import ModeratorError
from tests.robustness import flows, held, shim
from tests.robustness.flows import FLOWS, World

KINDS = {"ENOSPC": (errno.ENOSPC, True), "EIO": (errno.EIO, False), "EROFS": (errno.EROFS, True)}
"""Each with whether it stays: a full or read-only disk does, a sector that cannot be written need not."""
MOST = 200


@dataclass
class Tally:
    flow: str
    kind: str
    changes: int
    rounds: int = 0
    told: int = 0
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        counted = f"{self.flow:<8} {self.kind:<7} {self.changes:>8} {self.rounds:>7} {self.told:>7}"
        return f"{counted} {self.longest * 1000:>8.0f} ms {len(self.wrong):>6}"


class Trouble:
    """The stock of one run, and the workers and the shim that its rounds share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stock = flows.stock(folder / "stock")
        self._old = flows.made_old(self._stock.copy(folder / "old"), 1)
        self._pool = flows.Pool(self._stock.library)
        self._shim = shim.Shim(folder / "round")

    def close(self) -> None:
        self._pool.close()

    def tally(self, flow: str, kind: str, first: int, every: int) -> Tally:
        """The rounds of one flow and one kind of trouble: at the first, the 1 + every-th, … of the `first` changes."""
        with self._world(flow) as world:
            changes = self._count(world, flow)
        tally = Tally(flow, kind, changes)
        for nth in range(1, min(first, changes) + 1, every):
            with self._world(flow) as world:
                self._round(world, tally, nth)
        return tally

    @contextmanager
    def _world(self, flow: str) -> Iterator[World]:
        world = (self._old if flow == "migrate" else self._stock).copy(self._folder / "round").settled_in()
        try:
            yield world
        finally:
            shutil.rmtree(world.folder)

    def _count(self, world: World, flow: str) -> int:
        desk = self._pool.desk(world)
        self._shim.arm(0, 0)
        try:
            FLOWS[flow](world, desk, lambda _: None)
        finally:
            changes = self._shim.disarm()
            desk.close()
        return changes

    def _round(self, world: World, tally: Tally, nth: int) -> None:
        number, lasting = KINDS[tally.kind]
        acknowledged: list[str] = []
        desk = self._pool.desk(world)
        began = time.monotonic()
        self._shim.arm(nth, number, lasting=lasting)
        try:
            said = _said(tally.flow, world, desk, acknowledged)
        finally:
            self._shim.disarm()
        tally.longest = max(tally.longest, time.monotonic() - began)
        again = _said(tally.flow, world, desk, acknowledged)
        desk.close()
        tally.rounds += 1
        tally.told += said is not None
        wrong = [each for each in (said, again) if each and "Traceback" in each]
        if again and not wrong:
            wrong.append(f"does not go on: {again}")
        wrong += held.broken(world, acknowledged)
        wrong += [f"left over: {path.name}" for path in _swept(world)]
        tally.wrong += [f"{tally.flow} {tally.kind} at {nth}: {each}" for each in wrong]


def _said(flow: str, world: World, desk: object, acknowledged: list[str]) -> str | None:
    """The sentence with which the flow ended; None if it came to its end. A traceback for what is no sentence."""
    try:
        FLOWS[flow](world, desk, acknowledged.append)  # type: ignore[arg-type]
    except ModeratorError as error:
        text = str(error)
        return text if text and "\n" not in text and "Traceback" not in text else f"Traceback? {text!r}"
    except Exception:  # noqa: BLE001  what is looked for
        return traceback.format_exc()
    return None


def _swept(world: World) -> list[Path]:
    for path in held.leftovers(world):
        os.utime(path, (0, 0))
    leftovers.sweep(world.library)
    return held.leftovers(world)


HEAD = f"{'flow':<8} {'trouble':<7} {'changes':>8} {'rounds':>7} {'told':>7} {'longest':>11} {'wrong':>6}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("flows", nargs="*", default=list(FLOWS), metavar="FLOW")
    parser.add_argument("--first", type=int, default=MOST, help="of the changes of each flow (default: 200)")
    parser.add_argument("--every", type=int, default=1, help="leave some out")
    flows.offer_standard(parser)
    args = parser.parse_args(arguments)
    flows.use_standard(args.standard)
    wrong: list[str] = []
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="trouble-") as folder:
        trouble = Trouble(Path(folder).resolve())
        try:
            for flow in args.flows:
                for kind in KINDS:
                    tally = trouble.tally(flow, kind, args.first, args.every)
                    print(tally.line(), flush=True)
                    wrong += tally.wrong
        finally:
            trouble.close()
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    shim.again_under_it("tests.robustness.disk_trouble")
    sys.exit(main(sys.argv[1:]))
