"""The time axis: frames by time, by place on the strip, and by what is typed."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moderator.media.times import format_time
from moderator.media.values import FrameIndex
from ui.models.timeline import Axis, NoSuchPlace, clock, length


def axis(pts: tuple[int, ...], base: Fraction = Fraction(1, 1000), end: int | None = None) -> Axis:
    return Axis(FrameIndex("0" * 64, 0, base, pts, tuple(n == 0 for n in range(len(pts))), end or pts[-1] + 40))


rising = st.lists(st.integers(1, 5000), min_size=1, max_size=60).map(
    lambda gaps: tuple(sum(gaps[: n + 1]) for n in range(len(gaps)))
)
bases = st.builds(Fraction, st.integers(1, 1001), st.integers(24, 90_000))


@given(rising, bases, st.fractions(-1, 400))
def test_the_frame_at_a_time_has_the_greatest_pts_up_to_it(
    pts: tuple[int, ...], base: Fraction, time: Fraction
) -> None:
    naive = [n for n, each in enumerate(pts) if each * base <= time]
    assert axis(pts, base).at(time) == (naive[-1] if naive else 0)


@given(rising, bases)
def test_every_frame_lies_under_its_own_place_of_the_strip(pts: tuple[int, ...], base: Fraction) -> None:
    """At any rate, variable ones too: a frame holds the stretch from its PTS to the next one's."""
    of = axis(pts, base)
    ends = (*pts[1:], of.last)
    for number, (first, last) in enumerate(zip(pts, ends, strict=True)):
        middle = Fraction(2 * first + last, 3)
        assert of.under(float((middle - of.first) / (of.last - of.first))) == number


@given(rising, bases)
@example((42,), Fraction(1, 82001))
def test_typing_the_time_that_is_shown_finds_the_frame_again(pts: tuple[int, ...], base: Fraction) -> None:
    of = axis(pts, base)
    for number in range(of.count):
        found = of.place(clock(of.time(number)))
        assert abs(of.time(found) - of.time(number)) <= Fraction(1, 1000)
        assert clock(of.time(found)) == clock(of.time(number)) or of.time(found) > of.time(number)
        assert of.place(f"f{number}") == number
        assert of.place(f"{pts[number]}@{base.numerator}/{base.denominator}") == number


def test_what_can_be_typed() -> None:
    of = axis(tuple(range(0, 4_000_000, 40)))
    assert [of.place(text) for text in ("22.4", "0:22.4", "00:22,400", "560@1/25", "f560", "frame 560", "#560")] == [
        560
    ] * 7
    assert of.place("1:02:03.04") == (3723 * 1000 + 40) // 40
    assert of.place(" 0 ") == 0


@pytest.mark.parametrize("text", ["", "soon", "f", "1:2:3:4", "-5", "f-1", "5@1/0", "5@0/5", "١", "1e3", "f100000"])
def test_what_names_no_frame(text: str) -> None:
    with pytest.raises(NoSuchPlace):
        axis(tuple(range(0, 4_000_000, 40))).place(text)


def test_past_the_end_is_said_with_the_end() -> None:
    with pytest.raises(NoSuchPlace, match=r"0:01\.000"):
        axis((0, 500), end=1000).place("1.2")
    assert axis((0, 500), end=1000).place("1.0") == 1


def test_where_times_go_back_places_are_counted() -> None:
    of = axis((0, 40, 20, 60), end=100)
    assert [of.under(share) for share in (0.0, 0.3, 0.6, 0.99, 1.0)] == [0, 1, 2, 3, 3]
    assert of.share(2) == 0.5


@given(rising, bases)
def test_times_read_as_in_the_decision(pts: tuple[int, ...], base: Fraction) -> None:
    for each in pts:
        assert clock(each * base) == format_time(each, base)


def test_lengths() -> None:
    assert (length(Fraction(25)), length(Fraction(3725)), length(Fraction(1, 3))) == ("0:25", "1:02:05", "0:00")


def test_a_video_without_frames_has_no_axis() -> None:
    with pytest.raises(ValueError, match="without frames"):
        Axis(FrameIndex("0" * 64, 0, Fraction(1, 25), (), (), 0))


def test_at_agrees_with_the_index_of_the_desk() -> None:
    pts = (0, 33, 67, 100, 350, 360)
    index = FrameIndex("0" * 64, 0, Fraction(1, 1000), pts, (True,) * 6, 400)
    for millisecond in range(400):
        time = Fraction(millisecond, 1000)
        assert Axis(index).at(time) == index.at_or_before(time) == max(0, bisect_right(pts, millisecond) - 1)
