"""The policies that ship: six reasons, each with every outcome that makes sense, in questions and whole sentences."""

from __future__ import annotations

import pytest

from moderator.domain.policy import Policy, installed

REASONS = ["damaged", "not-as-described", "not-received", "payment-problem", "substandard", "wrong-item"]


def test_one_version_of_each_reason_ships() -> None:
    assert [(policy.reason, policy.version) for policy in installed()] == [(r, "2026-10-01") for r in REASONS]


@pytest.mark.parametrize("policy", installed(), ids=REASONS)
def test_requirements_are_questions_and_say_what_follows(policy: Policy) -> None:
    assert 4 <= len(policy.requirements) <= 6
    assert len({each.id for each in policy.requirements}) == len(policy.requirements)
    for requirement in policy.requirements:
        assert requirement.text.endswith("?")
        assert requirement.if_not_established.endswith(".")


@pytest.mark.parametrize("policy", installed(), ids=REASONS)
def test_clauses_cover_the_outcomes(policy: Policy) -> None:
    outcomes = {outcome for clause in policy.clauses for outcome in clause.outcomes}
    expected = {"full-refund", "partial-refund", "no-refund"}
    if policy.reason != "payment-problem":
        expected |= {"return-and-refund", "replacement"}
    assert outcomes == expected
    assert all(clause.text.endswith(".") for clause in policy.clauses)
    assert len({clause.id for clause in policy.clauses}) == len(policy.clauses)


@pytest.mark.parametrize("policy", installed(), ids=REASONS)
def test_silence_has_a_clause_and_everybody_may_object(policy: Policy) -> None:
    if policy.reason != "payment-problem":
        assert any("does not answer the dispute in time" in clause.text for clause in policy.clauses)
    assert "object within six months" in policy.objection.text
    assert policy.days.appeal == 180
