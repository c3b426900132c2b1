"""What the papers of the sample packs say by themselves."""

from __future__ import annotations

from datetime import datetime

import pytest

from moderator.domain.findings import procedural
from moderator.domain.policy import applicable
from tests.cases import shipped

NOW = datetime.fromisoformat("2026-11-12T09:00:00+00:00")
TELLING = {
    "AE-2026-000118": {"sensitive"},
    "AE-2026-000123": {"film-in-file", "sensitive"},
    "AE-2026-000127": {"option-ordered", "sensitive"},
    "AE-2026-000131": {"received-trick", "untraceable", "never-arrived"},
    "AE-2026-000140": {"relies-on-photos", "sensitive"},
    "AE-2026-000152": {"double-debit", "not-disclosed", "sensitive"},
    "AE-2026-000155": {"promised-parts", "seller-asked-first"},
    "AE-2026-000160": {"other-destination", "delivery-denied", "related", "sensitive"},
    "AE-2026-000161": {"other-destination", "delivery-denied", "related"},
    "AE-2026-000163": {"relies-on-photos", "vague-words"},
    "AE-2026-000166": {"never-arrived", "seller-silent", "went-back"},
    "AE-2026-000168": {"part-never-arrived", "untraceable", "carrier-silent"},
    "AE-2026-000172": {"reopening-admissible", "cancel-asked", "promised-parts", "seller-asked-first"},
    "AE-2026-000174": {"related"},
}
USUAL = {"in-time", "seller-answered", "never-asked"}


@pytest.mark.parametrize("case_id", shipped.IDS)
def test_a_sample_says_what_its_story_tells_and_nothing_else(case_id: str) -> None:
    _, case, _, _ = shipped.pack(case_id)
    found = procedural(case, applicable(case, case.reason), NOW)
    assert {each.kind for each in found} - USUAL == TELLING[case_id]


@pytest.mark.parametrize("case_id", ["AE-2026-000131", "AE-2026-000160", "AE-2026-000166", "AE-2026-000168"])
def test_a_proposal_is_among_what_the_sample_verdict_decided(case_id: str) -> None:
    """The finding that the story is about proposes the clause by which its verdict decides."""
    _, case, _, _ = shipped.pack(case_id)
    found = procedural(case, applicable(case, case.reason), NOW)
    verdict = shipped.verdict(case_id)
    proposed = {(each.proposal.outcome, each.proposal.clause) for each in found if each.proposal}
    assert (verdict["outcome"], verdict["clause"]) in proposed
