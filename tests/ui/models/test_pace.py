"""How it is told that a machine is too slow: by what was shown of what was due in the last second."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ui.models.pace import Pace, speed_words


def played(pace: Pace, seconds: float, rate: int, every: int = 1, start: float = 0.0) -> float:
    """Shows every so many frames of a film with `rate` frames a second; when the last of them is shown."""
    count = round(seconds * rate / every)
    for n in range(count):
        pace.shown(start + n * every / rate, every)
    return start + (count - 1) * every / rate


def test_all_frames_shown_is_nothing_to_speak_of() -> None:
    pace = Pace()
    pace.begin(0.0)
    assert pace.dropping(played(pace, 3, 30)) is None


def test_dropped_frames_are_counted() -> None:
    pace = Pace()
    pace.begin(0.0)
    shown, due = pace.dropping(played(pace, 3, 30, every=2)) or (0, 0)
    assert due == 2 * shown == pytest.approx(30, abs=2)


def test_it_is_over_when_it_is_over() -> None:
    pace = Pace()
    pace.begin(0.0)
    end = played(pace, 2, 30, every=3)
    assert pace.dropping(end) is not None
    assert pace.dropping(played(pace, 2, 30, start=end + 0.1)) is None


def test_the_first_second_is_not_judged() -> None:
    pace = Pace()
    pace.begin(0.0)
    assert pace.dropping(played(pace, 1, 30, every=5)) is None


def test_fast_play_may_leave_out_what_no_display_shows() -> None:
    pace = Pace()
    pace.begin(0.0)
    assert pace.dropping(played(pace, 2, 240, every=4)) is None
    pace.begin(0.0)
    shown, due = pace.dropping(played(pace, 2, 240, every=8)) or (0, 0)
    assert due == 8 * shown == pytest.approx(240, abs=16)


def test_a_film_of_one_frame_in_many_seconds_is_not_dropping() -> None:
    pace = Pace()
    pace.begin(0.0)
    for second in (0.0, 4.0, 8.0):
        pace.shown(second, 1)
        assert pace.dropping(second + 3) is None


@pytest.mark.parametrize(("speed", "words"), [
    (Fraction(1), "1 ×"), (Fraction(0), "1 ×"), (Fraction(8), "8 ×"), (Fraction(1, 2), "½ ×"),
    (Fraction(1, 4), "¼ ×"), (Fraction(-1, 4), "−¼ ×"), (Fraction(-2), "−2 ×"),
])  # fmt: skip
def test_speeds_in_words(speed: Fraction, words: str) -> None:
    assert speed_words(speed) == words
