"""What a bag says of itself is read by its contract alone: whatever else it is, it is refused with reasons."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.travel import BagDoc, is_road, read_bag
from moderator.errors import DocumentRefused

CASE: dict[str, Any] = {
    "id": "C-1", "order": "8190", "departed": {"number": 3, "own": "0" * 64, "fence": 1}, "bag": "1" * 32,
    "packs": [{"revision": 1, "pack": "packs/0.casepack"}],
    "verdicts": [{"id": "C-1-v1", "body": "2" * 64, "record": "3" * 64, "papers": [
        {"edition": "parties", "sha256": "4" * 64, "pages": 3, "missing": ["x"], "local": True}]}],
    "draft": "5" * 64,
    "given": [{"verdict": "C-2-v1", "case": "C-2", "of_order": 500, "parts": [{"key": "line:1", "amount": 500}]}],
}  # fmt: skip
LIBRARY = "3f067ba3-e483-4fc2-849b-6a1297ad6cb1"
BAG: dict[str, Any] = {
    "format": "moderator-bag/1", "kind": "out", "bag": "0" * 32, "home": LIBRARY, "library": LIBRARY,
    "holder": "mod-1", "made_at": "2026-11-28T09:00:00Z", "until": "2026-12-05T09:00:00Z", "cases": [CASE],
    "policies": ["own.toml"],
}  # fmt: skip
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=2)


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, each in inner for place in ((*at, key), *_places(each, (*at, key)))]


def test_a_whole_one_is_read() -> None:
    read = read_bag(BAG)
    (case,) = read.cases
    assert (case.id, case.departed.number, case.verdicts[0].papers[0].pages) == ("C-1", 3, 3)
    assert case.given[0].parts[0].amount == 500


@given(place=st.sampled_from(_places(BAG)), value=ANYTHING)
def test_whatever_stands_anywhere_in_it(place: tuple[Any, ...], value: Any) -> None:
    doc = deepcopy(BAG)
    inner: Any = doc
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with suppress(DocumentRefused):  # anything else that is raised fails
        assert isinstance(read_bag(doc), BagDoc)


@pytest.mark.parametrize("amount", [-1, 2**60, 1.5, "5", True])
def test_no_amount_is_less_than_nothing(amount: Any) -> None:
    doc = deepcopy(BAG)
    doc["cases"][0]["given"][0]["of_order"] = amount
    with pytest.raises(DocumentRefused):
        read_bag(doc)


def test_a_lease_for_the_road_is_told_by_its_token() -> None:
    assert is_road("road:" + "0" * 32)
    assert not is_road("5bce98f73f3e/26705/38407f9a67fa885b")
