"""`make bench`: measured figures beside their floors. `--runs N` (default 7) for each; the table shows medians."""

from __future__ import annotations

import argparse
import sys

from tests.bench import startup
from tests.bench.processes import BenchFailed
from tests.bench.table import lines


def main() -> int:
    """Prints the table. Exit 1 where a measured program failed; a figure over its limit is shown and fails nothing."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    try:
        rows = list(startup.rows(runs))
    except BenchFailed as failed:
        print(f"A measured program failed:\n{failed}", file=sys.stderr)
        return 1
    print("\n".join(lines(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
