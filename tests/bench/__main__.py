"""`make bench`: measured figures beside their floors. `--runs N` (default 7) for each; the table shows medians."""

from __future__ import annotations

import argparse
import itertools
import sys

from tests.bench import (
    aligning,
    at_work,
    decision,
    finding,
    hostile_case,
    misbehaviour,
    painting,
    playing,
    scanning,
    startup,
    stepping,
    stills,
    storyboard,
)
from tests.bench.processes import BenchFailed
from tests.bench.table import Row, lines


def main() -> int:
    """Prints the table. Exit 1 where a measured program failed; a figure over its limit is shown and fails nothing."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    measured: list[Row] = []
    failure = ""
    try:
        for row in itertools.chain(
            startup.rows(runs),
            at_work.rows(),
            stills.rows(runs),
            storyboard.rows(runs),
            stepping.rows(),
            scanning.rows(runs),
            finding.rows(),
            playing.rows(),
            aligning.rows(runs),
            painting.rows(runs),
            decision.rows(runs),
            hostile_case.rows(),
            misbehaviour.rows(),
        ):
            print(f"measured: {row.name}", file=sys.stderr)
            measured.append(row)
    except BenchFailed as failed:
        failure = f"A measured program failed:\n{failed}"
    print("\n".join(lines(measured)))
    print(failure, end="", file=sys.stderr)
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
