"""Annotations as verdict files may hold them: read what can be read, name what is wrong, lose no verdict."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain import annotation
from moderator.domain.exhibit import Material
from moderator.domain.gate_exhibits import REDACTIONS, problems
from moderator.domain.verdict import read_verdict
from moderator.media import limits

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(annotation.KINDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(("kind", "points", "text", "value", "x")) | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
SHARES = st.floats(0, 1)
COURSES = st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=60)


def found(*raw: Any) -> list[tuple[str, str]]:
    return [(each.pointer, each.code) for each in annotation.problems(raw, "/a")]


def gate(*exhibits: dict[str, Any]) -> list[tuple[str, str]]:
    """Pointer and code of all that is wrong with these exhibits of two photos, E1 handed in again as E2, and E3."""
    verdict, shape = read_verdict({"exhibits": list(exhibits)}, 2)
    materials = {each: Material(sha, "photo") for each, sha in (("E1", "a" * 64), ("E2", "a" * 64), ("E3", "b" * 64))}
    every = (*shape, *problems(verdict, materials))
    return [(each.pointer, each.code) for each in every if each.pointer.startswith("/exhibits")]


ARROW = {"kind": "arrow", "points": [[0.1, 0.2], [0.3, 0.4]], "text": "impact  point"}
GOOD = [
    ARROW,
    {"kind": "box", "points": [[1, 1], [0, 0]]},
    {"kind": "ellipse", "points": [[0.1, 0.1], [0.1, 0.2]], "text": None},
    {"kind": "freehand", "points": [[0, 0], [0.5, 0.5], [1, 0]], "text": ""},
    {"kind": "text", "points": [[0.5, 0.5]], "text": "here", "colour": "of a later version"},
]


def test_every_kind_is_read_with_the_number_of_its_place() -> None:
    read = annotation.read(GOOD)
    assert found(*GOOD) == []
    assert [(each.number, each.kind, each.text) for each in read] == [
        (1, "arrow", "impact point"), (2, "box", ""), (3, "ellipse", ""), (4, "freehand", ""), (5, "text", "here"),
    ]  # fmt: skip
    assert read[0].points == ((0.1, 0.2), (0.3, 0.4))


def test_an_unknown_kind_is_kept_and_named_and_nothing_wrong() -> None:
    raw = [{"kind": "cloud", "radius": 3, "text": "smoke"}, ARROW]
    assert found(*raw) == []
    cloud, arrow = annotation.read(raw)
    assert (cloud.points, arrow.number) == ((), 2)
    assert annotation.legend((cloud, arrow)) == "1 smoke (“cloud”, cannot be drawn); 2 impact point"


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (5, "/a/0"),
        ([], "/a/0"),
        ({}, "/a/0/kind"),
        ({"kind": " "}, "/a/0/kind"),
        ({"kind": ["arrow"]}, "/a/0/kind"),
        ({"kind": "arrow"}, "/a/0/points"),
        ({"kind": "arrow", "points": [[0, 0]]}, "/a/0/points"),
        ({"kind": "arrow", "points": [[0, 0], [0, 0]]}, "/a/0/points"),
        ({"kind": "arrow", "points": [[0, 0], [0, 1.01]]}, "/a/0/points/1"),
        ({"kind": "arrow", "points": [[0, 0], [True, 1]]}, "/a/0/points/1"),
        ({"kind": "arrow", "points": [[math.nan, 0], [0, 1]]}, "/a/0/points/0"),
        ({"kind": "arrow", "points": [[10**400, 0], [0, 1]]}, "/a/0/points/0"),
        ({"kind": "freehand", "points": [[0, 0]] * 2001}, "/a/0/points"),
        ({"kind": "text", "points": [[0, 0]]}, "/a/0/text"),
        ({"kind": "text", "points": [[0, 0]], "text": "\n"}, "/a/0/text"),
        ({"kind": "box", "points": [[0, 0], [1, 1]], "text": "x" * 201}, "/a/0/text"),
        ({"kind": "box", "points": [[0, 0], [1, 1]], "text": 7}, "/a/0/text"),
    ],
)
def test_a_broken_one_is_named_and_left_out_and_the_next_keeps_its_number(raw: Any, pointer: str) -> None:
    assert found(raw, ARROW) == [(pointer, "annotation")]
    assert [each.number for each in annotation.read([raw, ARROW])] == [2]


def test_more_than_can_be_numbered_is_said_once() -> None:
    assert found(*[ARROW] * 100) == [("/a", "annotation")]
    assert len(annotation.read([ARROW] * 100)) == 99


@given(st.lists(ANY_JSON, max_size=4))
def test_whatever_stands_there_is_read_without_a_crash(raw: list[Any]) -> None:
    read = annotation.read(raw)
    assert {each.number for each in read} <= set(range(1, len(raw) + 1))
    assert isinstance(annotation.legend(read), str)
    for each in read:
        assert all(0 <= part <= 1 for point in each.points for part in point)


@settings(max_examples=200)
@given(ANY_JSON)
def test_no_annotations_crash_the_gate(raw: Any) -> None:
    gate({"id": "X1", "source": "E1", "annotations": raw, "adjustments": raw})


@given(COURSES, st.floats(0.001, 0.2))
def test_what_is_left_out_of_a_line_lies_near_it(points: list[tuple[float, float]], tolerance: float) -> None:
    kept = annotation.simplified(points, tolerance)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert set(kept) <= set(points)
    for x, y in points:
        near = min(_distance((x, y), one, other) for one, other in pairwise(kept))
        assert near <= tolerance + 1e-9


def _distance(point: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> float:
    steps = ((one[0] + (other[0] - one[0]) * i / 2000, one[1] + (other[1] - one[1]) * i / 2000) for i in range(2001))
    return min(math.dist(point, step) for step in steps) - math.dist(one, other) / 4000


def test_a_long_scribble_is_brought_down_to_what_a_file_may_hold() -> None:
    course = [(0.5 + 0.4 * math.cos(i * 2.4), 0.5 + 0.4 * math.sin(i * 1.7)) for i in range(3000)]
    assert len(annotation.simplified(course, 0.0)) <= 2000


def test_the_gate_names_the_exhibit_too() -> None:
    assert gate({"id": "X1", "source": "E1", "annotations": GOOD}) == []
    broken = {"id": "X1", "source": "E1", "annotations": [ARROW, {"kind": "box"}]}
    assert gate(broken) == [("/exhibits/0/annotations/1/points", "annotation")]
    assert gate({**broken, "annotations": "none"}) == [("/exhibits/0/annotations", "kind")]


ADDRESS = {"region": [0.1, 0.1, 0.2, 0.2], "why": "address"}


def test_what_is_covered_in_one_exhibit_must_be_covered_in_every_one_of_that_picture() -> None:
    covered, bare = {"id": "X1", "source": "E1", "redact": [ADDRESS]}, {"id": "X2", "source": "E1"}
    assert gate(covered, bare) == [("/exhibits/1/redact", "uncovered")]
    assert gate(bare, covered) == [("/exhibits/0/redact", "uncovered")]
    assert gate(covered, {**bare, "redact": [{"region": [0, 0, 0.5, 0.5]}]}) == [("/exhibits/0/redact", "uncovered")]
    assert gate(covered, {**bare, "redact": [ADDRESS]}) == []
    assert gate(covered, {**bare, "source": "E3"}) == []
    assert gate(covered, {**bare, "source": "E2"}) == [("/exhibits/1/redact", "uncovered")], "the same file again"


def test_only_the_region_needs_a_region() -> None:
    assert gate({"id": "X1", "source": "E1", "crop": True}) == [("/exhibits/0/crop", "region")]
    assert gate({"id": "X1", "source": "E1", "crop": True, "region": [0, 0, 0.5, 0.5]}) == []
    assert gate({"id": "X1", "source": "E1", "crop": "yes"}) == [("/exhibits/0/crop", "kind")]


def test_no_more_is_covered_than_can_be_burnt_in() -> None:
    assert REDACTIONS == limits.REDACTIONS
    many = [{"region": [0, 0, 0.1, 0.1]}] * (REDACTIONS + 1)
    assert gate({"id": "X1", "source": "E1", "redact": many}) == [("/exhibits/0/redact", "redact")]
