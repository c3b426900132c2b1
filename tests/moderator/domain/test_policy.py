"""The shipped policies, and which version a case falls under."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from moderator.domain import policy
from moderator.domain.case import Outcome, Reason, read_case
from moderator.errors import DocumentRefused, NotFound
from tests.moderator.domain.test_reading import base


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_a_policy_that_can_decide_it_either_way(reason: str) -> None:
    found = policy.versions(reason)[-1]
    outcomes = {outcome for clause in found.clauses for outcome in clause.outcomes}
    assert {"full-refund", "no-refund"} <= outcomes <= set(get_args(Outcome))
    assert len({clause.id for clause in found.clauses}) == len(found.clauses)
    assert len({requirement.id for requirement in found.requirements}) == len(found.requirements) >= 3
    assert all(requirement.text.endswith("?") for requirement in found.requirements)
    assert found.objection.text


def test_the_version_in_force_when_the_order_was_placed() -> None:
    case = read_case(base() | {"policy_version": None})
    first = policy.versions("damaged")[0]
    second = replace(first, version="2026-10-31")
    third = replace(first, version="2026-11-02")
    assert policy.applicable(case, "damaged", (replace(first, version="2020-01-01"), second, third)) == second
    assert policy.applicable(case, "damaged", (third,)) == third
    named = read_case(base() | {"policy_version": "2026-11-02"})
    assert policy.applicable(named, "damaged", (second, third)) == third
    with pytest.raises(NotFound, match="2026-11-02"):
        policy.applicable(named, "damaged", (second,))


def test_a_wrong_policy_file_names_itself() -> None:
    with pytest.raises(DocumentRefused, match=r"mine\.toml#/reason"):
        policy.read_policy('format = "moderator-policy/1"', "mine.toml")
    with pytest.raises(NotFound, match=r"mine\.toml"):
        policy.read_policy("= 3", "mine.toml")
