"""Feeds mutants to the real pool: `python -m tests.robustness.fuzz --count 20000 --seed 1 [--keep FOLDER]`.

Whatever a file is, the caller gets a value or a MediaError before the deadline, and the pool serves the next file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from moderator.errors import MediaError
from moderator.media import limits
from moderator.media.pool import MediaPool
from moderator.media.state import State
from moderator.media.values import Source
from tests.robustness.mutate import Mutant, mutant, seeds

FINAL = frozenset(State) - {State.QUEUED, State.PROBING}
SMALL = (64, 64)
SLACK = 2.0
"""Seconds past a deadline that the killing and starting of a worker may take on a busy machine."""
WORKERS = 2
AT_ONCE = 200
"""Files that are made ahead of the pool."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `state` is the worst that any question ended in; `wrong` says what must not be."""

    file: Mutant
    state: str
    code: str
    seconds: float
    wrong: str = ""


@dataclass
class Tally:
    """Sums over all outcomes, by format."""

    states: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slowest: dict[str, tuple[float, str]] = field(default_factory=dict)
    kept: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        format_ = outcome.file.format
        self.states[format_][outcome.state] += 1
        self.slowest[format_] = max(self.slowest.get(format_, (0.0, "")), (outcome.seconds, outcome.file.name))
        if outcome.wrong or outcome.state in (State.CRASHED, State.TIMED_OUT):
            self.kept.append(outcome)

    @property
    def wrong(self) -> list[str]:
        return [f"{each.file.name}: {each.wrong}" for each in self.kept if each.wrong]

    def table(self) -> str:
        names = [state.value for state in sorted(FINAL)]
        lines = [f"{'':10}" + "".join(f"{name:>14}" for name in names) + f"{'slowest':>10}"]
        for format_, counts in self.states.items():
            cells = "".join(f"{counts[name]:>14}" for name in names)
            seconds, name = self.slowest[format_]
            lines.append(f"{format_:10}{cells}{seconds:>9.2f}s  {name}")
        return "\n".join(lines)


def questions(pool: MediaPool, source: Source) -> Iterator[tuple[float, Callable[[], object]]]:
    """What the product asks about such a file, each with its deadline in seconds."""
    info = pool.probe(source)
    if info.kind == "photo":
        yield limits.STILL_SECONDS, lambda: pool.still(source, max_size=SMALL)
    elif info.kind == "video":
        yield limits.INDEX_SECONDS, lambda: pool.index(source)
        yield limits.FRAME_SECONDS, lambda: pool.frame(source, index=min(5, (info.frames or 1) - 1))
        yield limits.INDEX_SECONDS, lambda: pool.storyboard(source, 3, SMALL)
    elif info.kind == "pdf":
        yield limits.STILL_SECONDS, lambda: pool.still(source, page=0, max_size=SMALL)
    elif info.kind == "text":
        yield limits.STILL_SECONDS, lambda: pool.read_text(source)


def examine(pool: MediaPool, file: Mutant, folder: Path) -> Outcome:
    """Asks everything about one file."""
    path = folder / file.name
    path.write_bytes(file.data)
    source, began, wrong = Source.of(path), time.monotonic(), ""
    info = pool.probe(source)
    state, code = info.state, info.code
    wrong = _too_late(began, limits.FRAME_SECONDS) or ("" if state in FINAL else f"left in {state}")
    try:
        for seconds, question in questions(pool, source):
            since = time.monotonic()
            try:
                question()
            except MediaError as error:
                if state in (State.SHOWN, State.PARTIAL) or error.state in (State.CRASHED, State.TIMED_OUT):
                    state, code = State(error.state), error.why
                wrong = wrong or ("" if error.state in FINAL else f"left in {error.state}")
            wrong = wrong or _too_late(since, seconds)
    except Exception as error:  # noqa: BLE001  the very thing that is looked for; it becomes a find
        wrong = f"{type(error).__name__}: {error}"
    path.unlink()
    return Outcome(file, state, code, time.monotonic() - began, wrong)


def _too_late(since: float, seconds: float) -> str:
    took = time.monotonic() - since
    return "" if took <= seconds + SLACK else f"{took:.1f} s, where {seconds} s are allowed"


def run(files: Iterable[Mutant], pool: MediaPool, keep: Path | None = None) -> Tally:
    """Two files at a time through the pool."""
    tally, left = Tally(), iter(files)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as threads:
        while some := list(islice(left, AT_ONCE)):
            for outcome in threads.map(lambda file: examine(pool, file, Path(folder)), some):
                tally.add(outcome)
                if keep is not None and tally.kept and tally.kept[-1] is outcome:
                    _keep(outcome, keep)
    return tally


def _keep(outcome: Outcome, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / outcome.file.name).write_bytes(outcome.file.data)
    said = f"{outcome.state} {outcome.code} {outcome.seconds:.2f} s {outcome.wrong}\n{' '.join(outcome.file.how)}\n"
    (folder / f"{outcome.file.name}.what.txt").write_text(said, "utf-8")


def mutants(count: int, seed: int) -> Iterator[Mutant]:
    """`count` mutants; `seed` chooses which."""
    corpus = seeds()
    return (mutant(number, corpus) for number in range(seed * 10_000_000, seed * 10_000_000 + count))


def unmutated() -> list[Mutant]:
    """The files that the mutants come from: each of them must be shown in the same run."""
    return [Mutant(valid.name, valid.format, valid.data, ()) for each in seeds().values() for valid in each]


def main(arguments: list[str]) -> int:
    """Exit 0 where nothing is wrong, 1 where something is."""
    parser = argparse.ArgumentParser(prog="tests.robustness.fuzz")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for files that crash, hang or are handled wrong")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    with MediaPool(WORKERS) as pool:
        control = run(unmutated(), pool)
        tally = run(mutants(asked.count, asked.seed), pool, asked.keep)
        level = pool.level()
    print(f"{asked.count} mutants, seed {asked.seed}, sandbox {level}, {time.monotonic() - began:.0f} s")
    print(tally.table())
    unseen = [f"{name}: {dict(counts)}" for name, counts in control.states.items() if set(counts) != {"shown"}]
    for line in [*unseen, *tally.wrong, *control.wrong]:
        print("WRONG", line)
    for outcome in tally.kept:
        print(outcome.state, outcome.file.name, outcome.file.how)
    return 1 if unseen or tally.wrong or control.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
