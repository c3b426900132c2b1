"""Who may give which verdict."""

from __future__ import annotations

import pytest

from moderator.domain.persons import barred, same_person

FIRST = [("AE-1-v1", "M. Okafor")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mod-7", "mod-7", True),
        ("M. Okafor", " m.  okafor ", True),
        ("José", "Jose\u0301", True),
        ("mod-7", "mod-71", False),
        ("José", "Jose", False),
    ],
)
def test_names_mean_one_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


def test_nobody_decides_an_appeal_against_a_decision_of_ones_own() -> None:
    found = barred("m. okafor", None, "appeal", FIRST)
    assert found is not None
    assert (found.pointer, found.code) == ("/decided_by", "same-person")
    assert barred("lead-2", None, "appeal", FIRST) is None
    assert barred("M. Okafor", None, "reversal", FIRST) is None
    assert barred("M. Okafor", None, "first", []) is None


def test_nobody_approves_oneself() -> None:
    found = barred("mod-7", "MOD-7", "first", [])
    assert found is not None
    assert found.pointer == "/approved_by"
    assert barred("mod-7", "lead-2", "first", []) is None
