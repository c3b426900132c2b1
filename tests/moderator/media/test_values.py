"""Which frame a time names."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.errors import MediaError
from moderator.media.values import FrameIndex

BASE = Fraction(1, 90000)


def index(*pts: int, end: int = 10**9) -> FrameIndex:
    return FrameIndex("00" * 32, 0, BASE, pts, tuple(True for _ in pts), end)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, unique=True), st.fractions(-20, 20))
def test_at_or_before_as_the_words_say(pts: list[int], time: Fraction) -> None:
    pts.sort()
    earlier = [place for place, each in enumerate(pts) if each * BASE <= time]
    assert index(*pts).at_or_before(time) == (earlier[-1] if earlier else 0)


@given(st.lists(st.integers(-1000, 1000), min_size=1), st.integers(-1100, 1100))
def test_nearest(pts: list[int], wanted: int) -> None:
    found = index(*pts).nearest(wanted)
    assert abs(pts[found] - wanted) == min(abs(each - wanted) for each in pts)
    assert pts.index(pts[found]) == found


def test_past_the_end() -> None:
    film = index(0, 3000, 6000, end=9000)
    assert film.at_or_before(8999 * BASE) == 2
    with pytest.raises(MediaError, match="past the end") as caught:
        film.at_or_before(9000 * BASE)
    assert caught.value.state == "refused"


def test_of_a_pts() -> None:
    film = index(0, 3000, 6000)
    assert film.of(3000) == 1
    with pytest.raises(MediaError, match="nearest one has 3000"):
        film.of(3100)


@pytest.mark.parametrize("pts", [(0, 1, 1), (0, 2, 1)])
def test_times_that_name_nothing(pts: tuple[int, ...]) -> None:
    film = index(*pts)
    assert not film.ordered
    with pytest.raises(MediaError, match="only a frame's index"):
        film.at_or_before(Fraction(0))
    with pytest.raises(MediaError, match="only a frame's index"):
        film.of(1)
