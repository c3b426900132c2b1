"""The gate against its second statement, and each of its lines by one example."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from moderator.domain import gate, policy
from moderator.domain.before import Before
from moderator.domain.case import read_case
from moderator.domain.exhibit import Frames, Material
from moderator.domain.gate import Circumstances
from moderator.domain.money import DECIMALS
from moderator.domain.verdict import read_verdict
from tests.moderator.domain import naive
from tests.moderator.domain.documents import PTS, SHA, Doc, cases, verdicts


def judge(case: Doc, verdict: Doc, before: int = 0) -> list[tuple[str, str]]:
    """Pointer and code of every problem."""
    value = read_case(case)
    frames = Frames(0, Fraction(1, 512), PTS)
    materials = {
        item["id"]: Material(SHA, item["kind"], frames if item["kind"] == "video" else None)
        for item in [{"id": "L1", "kind": "photo"}, *case["evidence"]]
    }
    around = Circumstances(
        document=case,
        policy_for=lambda reason: policy.applicable(value, reason),
        materials=materials,
        before=Before(of_order=before),
        moderator="mod-1",
    )
    read, shape = read_verdict(verdict, DECIMALS[case["order"]["currency"]])
    return [(each.pointer, each.code) for each in (*shape, *gate.problems(value, read, around))]


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_gate_agrees_with_its_naive_statement(data: st.DataObject) -> None:
    case = data.draw(cases())
    verdict = data.draw(verdicts(case))
    before = data.draw(st.sampled_from((0, 0, 100)))
    rules = policy.applicable(read_case(case), verdict.get("reason") or case["reason"])
    expected = naive.allowed(case, verdict, rules, before, PTS, SHA)
    event(f"allowed: {expected}")
    found = judge(case, verdict, before)
    assert (not found) == expected, found


def test_the_generators_reach_both_sides_of_every_outcome() -> None:
    """Without this the property above could hold for want of a single verdict that passes."""
    seen: set[tuple[str | None, bool]] = set()

    @settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow], database=None, derandomize=True)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        case = data.draw(cases())
        verdict = data.draw(verdicts(case))
        seen.add((verdict["outcome"], not judge(case, verdict)))

    collect()
    outcomes = ("full-refund", "partial-refund", "return-and-refund", "replacement", "no-refund")
    assert {(outcome, passed) for outcome in outcomes for passed in (True, False)} <= seen


def test_a_slice_of_the_fuzz_lets_nothing_through() -> None:
    """The command does ten thousand; this keeps it from rotting."""
    from tests.moderator.domain import fuzz_gate  # which judges by what stands above

    assert fuzz_gate.main(150, start=7) == 0
