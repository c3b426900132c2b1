"""The shipped policies, and which version a case falls under."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
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


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("appeal = 180", "appeals = 180", "mine.toml#/days/appeals"),
        ("payment = 5", "payment = 367", "mine.toml#/days/payment"),
        ("payment = 5", "payment = 0", "mine.toml#/days/payment"),
        ('bind = "shown"', 'bind = "perhaps"', "mine.toml#/photos/bind"),
        ('most = "70"', 'most = "7"', "mine.toml#/grid/3/most"),
        ('clause = "damaged.2"', 'clause = "damaged.9"', "mine.toml#/grid/0/clause"),
        ('above = "500.00"', 'above = "500.0"', "mine.toml#/approvals/0/above"),
        ('currency = "EUR"', 'currency = "USD"', "mine.toml#/approvals/1"),
        ('scheme = "visa"', 'scheme = "amex"', "mine.toml#/chargebacks/0/scheme"),
        ('version = "2026-11-10"', 'version = "2026-13-40"', "mine.toml#/version"),
        ('id = "damaged.2"', 'id = "damaged.1"', "mine.toml#/clauses/1"),
    ],
)
def test_each_slip_is_named_with_file_and_key(old: str, new: str, said: str) -> None:
    text = shipped()
    assert old in text
    with pytest.raises(DocumentRefused) as refused:
        policy.read_policy(text.replace(old, new, 1), "mine.toml")
    assert said in [problem.pointer for problem in refused.value.problems]


def shipped() -> str:
    return (resources.files("resources") / "policies" / "damaged-2026-11-10.toml").read_text("utf-8")


def test_a_librarys_file_adds_or_replaces_and_a_broken_one_falls_back() -> None:
    mine = shipped().replace('title = "', 'title = "Ours: ', 1)
    later = mine.replace('version = "2026-11-10"', 'version = "2027-01-01"')
    found = policy.combined([("a.toml", mine), ("b.toml", later), ("c.toml", "= 3"), ("d.toml", mine)])
    damaged = policy.versions("damaged", found.policies)
    assert [each.version for each in damaged] == ["2026-10-01", "2026-11-10", "2027-01-01"]
    assert damaged[1].title.startswith("Ours: ")
    assert not damaged[0].title.startswith("Ours: ")
    assert len(found.policies) == len(policy.installed()) + 1
    assert [notice.split(" is not used")[0] for notice in found.notices] == [
        "The policy file c.toml", "The policy file d.toml",
    ]  # fmt: skip
    assert policy.combined([("c.toml", "= 3")]).policies == policy.installed()


def test_limits_and_rows_by_name() -> None:
    newest = policy.versions("damaged")[-1]
    assert (newest.approved_above("USD"), newest.approved_above("JPY"), newest.approved_above("KWD")) == (
        50_000, 75_000, 150_000,
    )  # fmt: skip
    assert newest.approved_above("XAF") is None
    row = newest.grid_row("cracked-glass")
    assert row is not None
    assert (row.least, row.most) == ("70", "70")
    silent = newest.clause_when("seller-silent")
    assert silent is not None
    assert silent.id == "damaged.6"
