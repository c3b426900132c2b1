"""Any order of leaving, deciding, taking back and coming home, on three libraries: `python -m tests.robustness.road`.

`--examples N` walks of `--steps M` steps each, shrunk where one fails; `tests/moderator/desk/test_road_any_order.py`
says what must hold at the end of each.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--steps", type=int, default=25)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="moderator-road-") as folder:
        os.environ["XDG_CONFIG_HOME"] = folder  # a key of its own, and its own memory
        from tests.moderator.desk.test_road_any_order import Roads

        chosen = settings(
            max_examples=asked.examples, stateful_step_count=asked.steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        began = time.monotonic()
        run_state_machine_as_test(Roads, settings=chosen)
        print(f"{asked.examples} walks of up to {asked.steps} steps in {time.monotonic() - began:.0f} s: none lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
