"""Ties: which frames belong together, exactly and at any rates; and how they are kept in the draft."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.media.values import FrameIndex
from ui.models import ties
from ui.models.ties import End, Place, Tie
from ui.models.timeline import Axis

LEFT, RIGHT = "aa" * 32, "bb" * 32
TIE = Tie(End(LEFT, 1024, "1/15360", "E9", 0), End(RIGHT, 344_576, "1/15360", "E4", 0))


@st.composite
def films(draw: st.DrawFn) -> Axis:
    """Of any rate, variable too, one frame or many, beginning anywhere."""
    gaps = draw(st.lists(st.integers(1, 3000), min_size=1, max_size=40))
    first = draw(st.integers(-5000, 5000))
    pts = tuple(first + sum(gaps[:n]) for n in range(len(gaps)))
    base = draw(st.sampled_from([Fraction(1, 1000), Fraction(1, 15360), Fraction(1001, 30000), Fraction(1, 90000)]))
    return Axis(FrameIndex("0" * 64, 0, base, pts, (True,) * len(pts), pts[-1] + gaps[-1]))


def end(axis: Axis, number: int) -> End:
    base = axis.index.time_base
    return End(LEFT, axis.index.pts[number], f"{base.numerator}/{base.denominator}")


def ends_at(axis: Axis, number: int) -> Fraction:
    return axis.time(number + 1) if number + 1 < axis.count else axis.end


@given(films(), films(), st.data())
def test_the_frame_shown_is_the_one_whose_interval_holds_the_time(one: Axis, other: Axis, data: st.DataObject) -> None:
    there, here = (end(each, data.draw(st.integers(0, each.count - 1))) for each in (one, other))
    time = one.time(data.draw(st.integers(0, one.count - 1)))
    found = ties.place(other, here, there, time)
    due = here.time + time - there.time
    if found.outside == "before":
        assert (found.number, found.by) == (0, other.start - due)
        assert found.by > 0
    elif found.outside == "after":
        assert (found.number, found.by) == (other.count - 1, due - other.end)
        assert found.by >= 0
    else:
        assert other.time(found.number) <= due < ends_at(other, found.number)


@given(films(), films(), st.data())
def test_tied_places_never_go_back(one: Axis, other: Axis, data: st.DataObject) -> None:
    there, here = (end(each, data.draw(st.integers(0, each.count - 1))) for each in (one, other))
    numbers = [ties.place(other, here, there, one.time(n)).number for n in range(one.count)]
    assert numbers == sorted(numbers)
    assert ties.place(other, here, there, there.time) == Place(other.index.pts.index(here.pts)), "at the event itself"


@given(films(), films(), st.data())
def test_there_and_back_the_time_lies_in_the_frame_one_lands_on(one: Axis, other: Axis, data: st.DataObject) -> None:
    there, here = (end(each, data.draw(st.integers(0, each.count - 1))) for each in (one, other))
    number = data.draw(st.integers(0, one.count - 1))
    found = ties.place(other, here, there, one.time(number))
    if found.outside:
        return
    begins = there.time + other.time(found.number) - here.time
    back = ties.place(one, there, here, other.time(found.number))
    if not back.outside:
        assert one.time(back.number) <= begins < ends_at(one, back.number)
    assert back.number <= number, "the frame over there began no later than this one"


def test_before_the_beginning_and_after_the_end() -> None:
    axis = Axis(FrameIndex(LEFT, 0, Fraction(1, 10), (0, 1, 2), (True,) * 3, 3))
    here, there = End(LEFT, 1, "1/10"), End(RIGHT, 50, "1/10")
    assert ties.place(axis, here, there, Fraction(25, 10)) == Place(0, "before", Fraction(24, 10))
    assert ties.place(axis, here, there, Fraction(51, 10)) == Place(2)
    assert ties.place(axis, here, there, Fraction(52, 10)) == Place(2, "after", Fraction(0)), "its last frame is over"
    assert ties.span(Fraction(24, 10)) == "2.4 s"
    assert (ties.span(Fraction(1, 25)), ties.span(Fraction(624, 10))) == ("0.04 s", "1:02.4")


def test_a_film_of_one_frame() -> None:
    axis = Axis(FrameIndex(LEFT, 0, Fraction(1, 10), (7,), (True,), 8))
    here, there = End(LEFT, 7, "1/10"), End(RIGHT, 0, "1/10")
    found = [ties.place(axis, here, there, Fraction(n, 20)) for n in (-1, 0, 1, 2)]
    assert [each.number for each in found] == [0] * 4
    assert [each.outside for each in found] == ["before", "", "", "after"]
    assert ties.shifted(axis, here, 1) is None


def test_an_end_is_a_frame_of_its_film_and_of_no_other_time_base() -> None:
    axis = Axis(FrameIndex(LEFT, 0, Fraction(1, 10), (0, 4, 9), (True,) * 3, 12))
    assert End(LEFT, 4, "1/10").is_in(axis)
    assert not End(LEFT, 5, "1/10").is_in(axis)
    assert not End(LEFT, 4, "1/20").is_in(axis)
    moved = [ties.shifted(axis, End(LEFT, 4, "1/10", "E9", 2), by) for by in (-2, -1, 1)]
    assert moved == [None, End(LEFT, 0, "1/10", "E9", 2), End(LEFT, 9, "1/10", "E9", 2)]


def test_what_is_kept_names_frames_never_seconds() -> None:
    doc: dict[str, Any] = {}
    ties.put(doc, TIE)
    assert doc["ties"] == [
        {"left": {"source": "E9", "sha256": LEFT, "stream": 0, "pts": 1024, "time_base": "1/15360"},
         "right": {"source": "E4", "sha256": RIGHT, "stream": 0, "pts": 344_576, "time_base": "1/15360"}}
    ]  # fmt: skip
    assert ties.of_pair(doc, LEFT, RIGHT) == TIE
    assert ties.of_pair(doc, RIGHT, LEFT) == TIE.turned, "the panes may have changed"
    assert ties.of_pair(doc, LEFT, LEFT) is None


def test_of_a_pair_there_is_one_tie() -> None:
    doc: dict[str, Any] = {}
    other = Tie(End(LEFT, 0, "1/10"), End("cc" * 32, 0, "1/10"))
    same = Tie(End(LEFT, 0, "1/10"), End(LEFT, 9, "1/10"))
    for tie in (TIE, other, same, TIE.turned):
        ties.put(doc, tie)
    assert len(doc["ties"]) == 3
    assert ties.of_pair(doc, LEFT, LEFT) == same, "one film, before and after"
    ties.remove(doc, LEFT, RIGHT)
    ties.remove(doc, LEFT, "cc" * 32)
    ties.remove(doc, LEFT, LEFT)
    assert doc == {}


@pytest.mark.parametrize(
    "row",
    [
        None, 3, "x", {}, {"left": 1, "right": 2}, {"left": {}, "right": {}},
        {"left": {"sha256": LEFT, "pts": "1", "time_base": "1/10"}, "right": {}},
        {"left": {"sha256": LEFT, "pts": 1, "time_base": "1/0"}, "right": {}},
        {"left": {"sha256": LEFT, "pts": True, "time_base": "1/10"}, "right": {}},
        {"left": {"sha256": LEFT, "pts": 1, "time_base": "0/1"}, "right": {}},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out_and_kept_as_it_stands(row: Any) -> None:
    doc = {"ties": [row]}
    before = deepcopy(doc)
    assert ties.read(doc) == ()
    ties.remove(doc, RIGHT, "cc" * 32)
    assert doc == before
    ties.put(doc, TIE)
    assert doc["ties"][0] == row
    assert ties.of_pair(doc, LEFT, RIGHT) == TIE
    assert ties.read({"ties": row}) == ()


def test_times_in_words() -> None:
    assert ties.tenths(Fraction(22433, 1000)) == "0:22.4"
    assert ties.tenths(Fraction(59_960, 1000)) == "1:00.0"
    assert ties.tenths(Fraction(3723, 1)) == "1:02:03.0"
    assert ties.tenths(Fraction(-4, 10)) == "-0:00.4"
