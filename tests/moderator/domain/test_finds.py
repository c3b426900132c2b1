"""Which frames are looked at, and what is made of what was seen on them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.finds import (
    NOISE,
    PLAIN,
    Code,
    CodeFormat,
    CodesSeen,
    Likeness,
    Looks,
    best_likenesses,
    runs,
    sharpest,
)

BASE = Fraction(1, 15360)
CORNERS = ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2))


def code(text: str, kind: CodeFormat = CodeFormat.CODE_128) -> Code:
    return Code(kind, text, CORNERS)


def seen(*frames: tuple[Code, ...]) -> list[CodesSeen]:
    return [CodesSeen(6 * place, 6 * place * 512, codes) for place, codes in enumerate(frames)]


def test_of_each_stretch_the_sharpest_frame_is_taken() -> None:
    pts = [n * 512 for n in range(60)]
    sharp = bytearray(60)
    for number in (3, 14, 15, 40):
        sharp[number] = 200
    assert sharpest(pts, BASE, bytes(sharp), 2) == [3, 15, 40, 45]
    assert sharpest(pts, BASE, b"", 2) == [7, 22, 37, 52]


def test_stretches_are_of_time_and_long_films_have_longer_ones() -> None:
    pts = [0, 512, 1024, 15360 * 3, 15360 * 3 + 10]
    assert sharpest(pts, BASE, bytes(5), 1) == [0, 3]
    many = [n * 512 for n in range(9000)]
    assert len(sharpest(many, BASE, b"", 5, most=100)) == 100
    assert sharpest([0, 0, 5, 3], BASE, b"", 5) == [2]
    assert sharpest([7], BASE, b"", 5) == [0]
    assert sharpest([], BASE, b"", 5) == []


@given(st.lists(st.integers(-5, 400), max_size=60), st.integers(1, 9), st.integers(1, 20))
def test_what_is_taken_rises_and_is_there(pts: list[int], a_second: int, most: int) -> None:
    for times in (pts, sorted(set(pts))):
        chosen = sharpest(times, Fraction(1, 30), bytes(len(times)), a_second, most)
        assert chosen == sorted(set(chosen))
        assert len(chosen) <= most
        assert all(0 <= number < len(times) for number in chosen)
        assert bool(chosen) == bool(times)


def test_the_same_code_is_one_run_until_it_is_long_gone() -> None:
    one = (code("A1"),)
    (run,) = runs(seen(one, (), one, one))
    assert (run.first, run.last, run.times, run.code.text) == (0, 18, 3, "A1")
    found = runs(seen(one, *[()] * 8, one, (code("B2"), code("B2"))))
    assert [(each.first, each.last, each.times, each.code.text) for each in found] == [
        (0, 0, 1, "A1"), (54, 54, 1, "A1"), (60, 60, 1, "B2"),
    ]  # fmt: skip
    assert runs(()) == ()


def test_a_code_without_a_good_check_counts_from_its_second_time() -> None:
    weak = (code("12", CodeFormat.ITF),)
    assert runs(seen(weak, ())) == ()
    assert [each.times for each in runs(seen(weak, weak))] == [2]
    assert [each.times for each in runs(seen((code("12", CodeFormat.QR),)))] == [1]


def test_likeness_begins_where_chance_ends() -> None:
    assert [Likeness(0, 0, 0, n).height for n in (0, NOISE, PLAIN, 90)] == [0, 0, 1, 1]
    assert 0 < Likeness(0, 0, 0, NOISE + 1).height < 0.2


def test_the_frames_to_go_to_stand_apart_from_each_other() -> None:
    looks = [Likeness(15 * place, 0, 1, n) for place, n in enumerate([1, 6, 9, 8, 2, 1, 4, 1, 12, 12, 3, 1])]
    assert [(each.number, each.matches) for each in best_likenesses(looks)] == [(30, 9), (120, 12)]
    assert [each.matches for each in best_likenesses(looks, most=1)] == [12]
    assert best_likenesses([Likeness(0, 0, 0, NOISE)]) == ()


def test_how_far_a_pass_has_come() -> None:
    assert Looks(4, (Likeness(0, 0),)).share == 0.25
    assert Looks(4, (Likeness(0, 0),), done=True).share == 1
    assert Looks[Likeness](0).share == 0
