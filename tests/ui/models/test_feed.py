"""What the device is fed: each sample at its time, silence elsewhere, and how the device's own pace is told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from moderator.domain.sound import RATE, SAMPLE_BYTES, Stretch
from ui.models.feed import GONE, Feed

PERIODS, ASKED = 3, RATE // 50
HELD = Fraction((PERIODS - 1) * ASKED, RATE)
"""What the device still holds when it asks: so much later is heard what it gets."""


class Clock:
    def __init__(self) -> None:
        self.time = 50.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feed(clock: Clock) -> Feed:
    made = Feed(PERIODS, clock)
    for first in range(0, 4 * RATE, RATE):
        made.add(counted(first, RATE))
    return made


def counted(first: int, count: int) -> Stretch:
    return Stretch(first, b"".join((n % 30_000 + 1).to_bytes(2, "little") * 2 for n in range(first, first + count)))


def samples(data: bytes) -> list[int]:
    """The numbers of the samples; -1 for silence."""
    return [int.from_bytes(data[at : at + 2], "little") - 1 for at in range(0, len(data), SAMPLE_BYTES)]


def test_nothing_begun_is_silence(feed: Feed) -> None:
    assert set(samples(feed.pull(ASKED))) == {-1}
    assert feed.heard() is None


def test_the_first_samples_are_those_that_will_be_due_when_they_are_heard(feed: Feed, clock: Clock) -> None:
    feed.begin(clock.time, Fraction(1, 2))
    clock.time += 0.1  # the device asks a moment later
    got = samples(feed.pull(ASKED))
    first = round((Fraction(1, 2) + Fraction(1, 10) + HELD) * RATE) % 30_000
    assert got == list(range(first, first + ASKED))
    assert feed.heard() == pytest.approx(0.6, abs=1e-4)


def test_calls_follow_each_other_without_a_gap_however_late_they_come(feed: Feed, clock: Clock) -> None:
    feed.begin(clock.time, Fraction(0))
    got = []
    for late in (0, 3, 0, 12, 0):
        clock.time += late / 1000
        got += samples(feed.pull(ASKED))
        clock.time += 0.02 - late / 1000
    assert got == list(range(got[0], got[0] + 5 * ASKED))


def test_a_call_that_comes_late_does_not_make_time_stand_still(feed: Feed, clock: Clock) -> None:
    feed.begin(clock.time, Fraction(0))
    began = clock.time
    for late in (0, 0.0, 0.011, 0.004, 0.015):
        clock.time += late
        feed.pull(ASKED)
        assert feed.heard() == pytest.approx(clock.time - began, abs=1e-4)
        clock.time += 0.02 - late


def test_a_device_with_a_pace_of_its_own_is_followed(feed: Feed, clock: Clock) -> None:
    """One that takes 1 % more samples a second than it should: after 2 s the film is 20 ms further."""
    feed.begin(clock.time, Fraction(0))
    for _ in range(100):
        feed.pull(ASKED)
        clock.time += 0.02 / 1.01
    began = 50.0
    ahead = float(feed.heard() or 0) - (clock.time - began)
    assert ahead == pytest.approx(0.02, abs=0.003)


def test_what_is_not_there_is_silent_and_the_rest_comes_at_its_time(clock: Clock) -> None:
    feed = Feed(PERIODS, clock)
    feed.add(counted(4 * ASKED, ASKED))
    feed.begin(clock.time, Fraction(0))
    got = [samples(feed.pull(ASKED)) for _ in range(4)]
    assert [set(each) == {-1} for each in got] == [True, True, False, True]
    assert got[2] == list(range(4 * ASKED, 5 * ASKED))


def test_after_a_stop_the_very_next_call_is_silent(feed: Feed, clock: Clock) -> None:
    feed.begin(clock.time, Fraction(0))
    assert set(samples(feed.pull(ASKED))) != {-1}
    feed.stop()
    assert set(samples(feed.pull(ASKED))) == {-1}
    assert feed.heard() is None


def test_covered_it_is_silent_and_time_goes_on(feed: Feed, clock: Clock) -> None:
    feed.begin(clock.time, Fraction(0))
    feed.silent = True
    assert set(samples(feed.pull(ASKED))) == {-1}
    assert feed.heard() == pytest.approx(0, abs=1e-4)
    feed.silent = False
    clock.time += 0.02
    assert samples(feed.pull(ASKED))[0] == round(HELD * RATE) + ASKED


def test_a_film_that_was_put_away_is_forgotten(feed: Feed, clock: Clock) -> None:
    feed.clear()
    feed.begin(clock.time, Fraction(0))
    assert set(samples(feed.pull(ASKED))) == {-1}


def test_what_it_lacks(feed: Feed) -> None:
    assert feed.lacks(0) == 4 * RATE
    assert feed.lacks(3 * RATE + 5) == 4 * RATE
    assert feed.lacks(5 * RATE) == 5 * RATE
    assert feed.lacks(-7) == -7


def test_a_device_that_asks_no_more_is_gone_and_its_clock_counts_no_more(feed: Feed, clock: Clock) -> None:
    feed.begin(clock.time, Fraction(0))
    feed.pull(ASKED)
    clock.time += GONE / 2
    assert feed.heard() is None
    assert not feed.gone()
    clock.time += GONE
    assert feed.gone()
    feed.fresh()
    assert not feed.gone()


def test_what_begins_in_a_moment_lets_what_is_heard_go_on_until_then(feed: Feed, clock: Clock) -> None:
    """As a loop does, whose last frame has yet to be on screen for its time."""
    feed.begin(clock.time, Fraction(1))
    feed.pull(ASKED)
    clock.time += 0.02
    feed.begin(clock.time + 0.1, Fraction(3))
    got = []
    for _ in range(6):
        got.append(samples(feed.pull(ASKED))[0])
        assert feed.heard() is None or len(got) > 3
        clock.time += 0.02
    went_on = [(round((1 + HELD) * RATE) + n * ASKED) % 30_000 for n in range(1, 4)]
    begins = [(3 * RATE + n * ASKED) % 30_000 for n in range(3)]
    assert got[:3] == went_on
    assert got[3:] == pytest.approx(begins, abs=2)
    assert feed.heard() == pytest.approx(3.02, abs=1e-3)
