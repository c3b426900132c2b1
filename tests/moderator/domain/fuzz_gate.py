"""`python -m tests.moderator.domain.fuzz_gate [N]`: N random drafts (10,000), each judged by the gate and by its
independent re-statement. None may pass the one and fail the other."""

from __future__ import annotations

import sys
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from moderator.domain import policy
from moderator.domain.case import read_case
from tests.moderator.domain import naive
from tests.moderator.domain.documents import PTS, SHA, cases, verdicts
from tests.moderator.domain.test_gate import judge


def main(drafts: int, start: int = 0) -> int:
    """Prints how many passed; 1 if the gate let one through that the re-statement refuses, or the other way round."""
    count: Counter[str] = Counter()
    began = time.monotonic()

    @seed(start)
    @settings(
        max_examples=drafts, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(cases())
        verdict = data.draw(verdicts(case))
        before = data.draw(st.sampled_from((0, 0, 100)))
        rules = policy.applicable(read_case(case), verdict.get("reason") or case["reason"])
        passed = not judge(case, verdict, before)
        allowed = naive.allowed(case, verdict, rules, before, PTS, SHA)
        count["drafts"] += 1
        count["passed"] += passed
        count["let through wrongly"] += passed and not allowed
        count["held back wrongly"] += allowed and not passed

    run()
    print(", ".join(f"{count[key]} {key}" for key in ("drafts", "passed", "let through wrongly", "held back wrongly")))
    print(f"{time.monotonic() - began:.0f} s")
    return int(bool(count["let through wrongly"] or count["held back wrongly"]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
