"""On any case: nothing raises, what is cited stands where it says, and what is proposed the policy allows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator.domain.before import Before
from moderator.domain.canonical import resolve
from moderator.domain.case import read_case
from moderator.domain.findings import Cited, procedural
from moderator.domain.policy import applicable
from moderator.domain.reading import moment
from tests.cases import shipped
from tests.moderator.domain.findings.strategies import NOWS, Doc, cases

NOW = datetime.fromisoformat("2026-11-12T09:00:00+00:00")


def stands(document: Doc, fact: Cited) -> bool:
    """Whether the value stands at the pointer: as it is, as the same instant, or as JSON writes it."""
    raw: Any = resolve(document, fact.pointer)
    if isinstance(raw, bool):
        return fact.value == str(raw).lower()
    if raw == fact.value or str(raw) == fact.value:
        return True
    try:
        return moment(str(raw)) == moment(fact.value)
    except (AttributeError, ValueError):
        return False


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(cases(), NOWS, st.sampled_from((0, 100)))
def test_it_holds_on_any_case(document: Doc, now: str, spent: int) -> None:
    case = read_case(document)
    policy = applicable(case, case.reason)
    at, before = datetime.fromisoformat(now), Before(of_order=spent)
    found = procedural(case, policy, at, before)
    assert found == procedural(case, policy, at, before)
    ids = [each.id for each in found]
    assert len(set(ids)) == len(ids), ids
    for finding in found:
        assert finding.facts, finding.id
        assert finding.text.endswith((".", "?")), finding.text
        for fact in finding.facts:
            assert stands(document, fact), (finding.id, fact)
        if finding.proposal is not None:
            clause = policy.clause(finding.proposal.clause)
            assert finding.proposal.clause is None or (clause and finding.proposal.outcome in clause.outcomes)
            asked = [requirement for requirement, _ in finding.proposal.answers]
            assert all(policy.requirement(each) for each in (*asked, *finding.proposal.requirements))


def test_the_facts_of_the_samples_stand_where_they_say() -> None:
    for case_id in shipped.IDS:
        document, case, _, _ = shipped.pack(case_id)
        for finding in procedural(case, applicable(case, case.reason), NOW):
            assert all(stands(document, fact) for fact in finding.facts), (case_id, finding.id)


def test_tone_is_never_looked_at() -> None:
    """R18: the politest and the rudest words lead to the same findings."""
    document, case, _, _ = shipped.pack("AE-2026-000123")
    before = procedural(case, applicable(case, case.reason), NOW)
    rude = {
        **document,
        "messages": [
            {**m, "text": m["text"] + " You liar! Thief!! 骗子 😡"} if m["from"] == "buyer" else m
            for m in document["messages"]
        ],
    }
    case = read_case(rude)
    after = procedural(case, applicable(case, case.reason), NOW)
    assert [each.id for each in after] == [each.id for each in before]
