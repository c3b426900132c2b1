"""The policies that ship: six reasons, each with every outcome that makes sense, in questions and whole sentences."""

from __future__ import annotations

import pytest

from moderator.domain.policy import Policy, installed

REASONS = ["damaged", "not-as-described", "not-received", "payment-problem", "substandard", "wrong-item"]


VERSIONS = ["2026-10-01", "2026-11-10"]
SHIPPED = [f"{reason}-{version}" for reason in REASONS for version in VERSIONS]
SCHEMES = {
    "visa": {"12.5", "12.6", "13.1", "13.3", "13.4", "13.5", "13.6"},
    "mastercard": {"4834", "4853"},
}


def test_both_versions_of_each_reason_ship() -> None:
    assert [f"{policy.reason}-{policy.version}" for policy in installed()] == SHIPPED


@pytest.mark.parametrize("reason", REASONS)
def test_the_newer_version_asks_and_grants_what_the_older_does(reason: str) -> None:
    """What a party reads did not change; the newer one says more of how it is applied."""
    older, newer = (policy for policy in installed() if policy.reason == reason)
    assert (older.requirements, older.clauses, older.grid) == (newer.requirements, newer.clauses, newer.grid)
    assert older.objection.text == newer.objection.text
    assert newer.approvals
    assert newer.chargebacks
    assert newer.objection.how
    assert newer.objection.where
    assert newer.objection.until


def test_every_chargeback_code_is_mapped_and_no_other() -> None:
    mapped = {(each.scheme, each.code) for policy in installed() for each in policy.chargebacks}
    assert mapped == {(scheme, code) for scheme, codes in SCHEMES.items() for code in codes}


def test_a_grid_says_what_its_clause_says() -> None:
    """The rows are the prose of the clause in figures: each bound stands there."""
    for policy in installed():
        for row in policy.grid:
            clause = policy.clause(row.clause)
            assert clause is not None
            assert "partial-refund" in clause.outcomes
            assert row.most in clause.text or (row.most == "50" and "half" in clause.text), (policy.reason, row.id)


@pytest.mark.parametrize("policy", installed(), ids=SHIPPED)
def test_requirements_are_questions_and_say_what_follows(policy: Policy) -> None:
    assert 4 <= len(policy.requirements) <= 6
    assert len({each.id for each in policy.requirements}) == len(policy.requirements)
    for requirement in policy.requirements:
        assert requirement.text.endswith("?")
        assert requirement.if_not_established.endswith(".")


@pytest.mark.parametrize("policy", installed(), ids=SHIPPED)
def test_clauses_cover_the_outcomes(policy: Policy) -> None:
    outcomes = {outcome for clause in policy.clauses for outcome in clause.outcomes}
    expected = {"full-refund", "partial-refund", "no-refund"}
    if policy.reason != "payment-problem":
        expected |= {"return-and-refund", "replacement"}
    assert outcomes == expected
    assert all(clause.text.endswith(".") for clause in policy.clauses)
    assert len({clause.id for clause in policy.clauses}) == len(policy.clauses)


@pytest.mark.parametrize("policy", installed(), ids=SHIPPED)
def test_silence_has_a_clause_and_everybody_may_object(policy: Policy) -> None:
    if policy.reason != "payment-problem":
        assert any("does not answer the dispute in time" in clause.text for clause in policy.clauses)
    assert "object within six months" in policy.objection.text
    assert policy.days.appeal == 180
