"""What ties two films stands in the draft; and what cannot be tied says why."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.ui.tied.bench import Films, Settle, due, heard, numbers, tie_at
from ui.models import ties
from ui.models.ties import End, Tie
from ui.session import Session
from ui.tied import LEFT, RIGHT, Tied

# --- the tie in the draft ---------------------------------------------------------------------------------------------


def test_a_tie_is_kept_in_the_draft_undone_and_done_again(
    films: Films, tied: Tied, session: Session, settle: Settle
) -> None:
    tie_at(tied, settle, 48, 300)
    assert tied.words() == "tied at 0:02.0 ↔ 0:10.0"
    (row,) = session.draft["ties"]
    assert row["left"] == {
        "source": "E6", "sha256": films.sha("packing.mp4"), "stream": 0, "pts": 48_000, "time_base": "1/24000"
    }  # fmt: skip
    assert (row["right"]["source"], row["right"]["pts"], row["right"]["time_base"]) == ("E4", 153_600, "1/15360")
    session.undo()
    assert (tied.tie, tied.words(), "ties" in session.draft) == (None, "", False)
    tied._players[RIGHT].seek(400)
    settle()
    assert numbers(session) == (48, 400), "each moves by itself"
    session.redo()
    settle()
    assert numbers(session) == (due(48, 300, 400), 400), "the right one stays where it was"


def test_untied_each_goes_its_own_way_and_they_are_tied_anew(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    tied.tie_or_untie()
    assert (tied.tie, "ties" in session.draft) == (None, False)
    tied._players[LEFT].seek(100)
    settle()
    assert numbers(session) == (100, 300)
    tied.tie_or_untie()
    tied._players[RIGHT].seek(330)
    settle()
    assert numbers(session) == (124, 330)


def test_the_tie_is_shifted_by_single_frames_of_the_left_film(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    session.show(LEFT, "L1")
    session.show(LEFT, "E6")  # the newer one: it moves all the same
    settle()
    tied.shift_on()
    settle()
    assert (numbers(session), tied.words()) == ((49, 300), "tied at 0:02.0 ↔ 0:10.0")
    tied.shift_back()
    tied.shift_back()
    settle()
    assert numbers(session) == (47, 300)
    said = heard(session)
    for _ in range(48):
        tied.shift_back()
    settle()
    assert numbers(session) == (0, 300)
    assert said == ["E6 has no frame beyond the one that is tied."]


def test_to_the_event(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    tied._players[LEFT].seek(3)
    settle()
    tied.go()
    settle()
    assert numbers(session) == (48, 300)
    tied.go()
    settle()
    assert numbers(session) == (48, 300)


def test_shown_again_the_two_are_tied_again_and_the_one_that_was_there_stays(
    tied: Tied, session: Session, settle: Settle
) -> None:
    tie_at(tied, settle, 48, 300)
    tied._players[RIGHT].seek(330)
    session.show(LEFT, "L1")
    assert (tied.tie, tied.both) == (None, False)
    session.show(LEFT, "E6")
    settle()
    assert numbers(session) == (72, 330)
    session.show(RIGHT, "E1")
    session.show(RIGHT, "E4")
    settle()
    assert numbers(session) == (72, 330), "so it is when the right one comes back"
    session.show(RIGHT, "E1")
    session.show(RIGHT, "E4", index=360)
    settle()
    assert numbers(session) == (96, 360), "somebody wanted that very frame"


def test_an_exhibit_that_is_shown_is_never_moved_away_from(tied: Tied, session: Session, settle: Settle) -> None:
    exhibit = session.take_exhibit(RIGHT)
    tie_at(tied, settle, 48, 300)
    session.show(RIGHT, "E1")
    session.show_exhibit(exhibit)
    settle()
    assert numbers(session) == (0, 0)
    assert tied.apart() == "E6: 8.0 s before its beginning"


def test_in_the_other_panes_the_tie_holds_too(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    session.show(LEFT, "L1")
    session.show(RIGHT, "E6", index=48)
    session.show(LEFT, "E4")
    settle()
    assert tied.words() == "tied at 0:10.0 ↔ 0:02.0"
    assert numbers(session) == (300, 48)


def test_one_film_in_both_panes_before_and_after(tied: Tied, session: Session, settle: Settle) -> None:
    session.show(LEFT, "E4")
    settle()
    tie_at(tied, settle, 100, 300)
    tied._players[RIGHT].step(1)
    settle()
    assert numbers(session) == (101, 301)
    assert tied.words() == "tied at 0:03.3 ↔ 0:10.0"


def test_ties_of_several_pairs_are_kept_apart(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    session.show(LEFT, "E4")
    settle()
    assert tied.tie is None
    tie_at(tied, settle, 100, 300)
    session.show(LEFT, "E6")
    settle()
    assert tied.words() == "tied at 0:02.0 ↔ 0:10.0"
    assert len(session.draft["ties"]) == 2


# --- what cannot be ---------------------------------------------------------------------------------------------------


def test_a_photo_cannot_be_tied(tied: Tied, session: Session) -> None:
    session.show(LEFT, "L1")
    said = heard(session)
    tied.tie_or_untie()
    assert said == ["Two videos can be tied: show one in each pane. P shows a file in the other pane."]
    assert "ties" not in session.draft


def test_a_film_that_is_still_being_read_is_tied_later(
    films: Films, tied: Tied, session: Session, settle: Settle
) -> None:
    session.show(LEFT, "L1")
    session.indexes.pop(films.sha("packing.mp4"))
    session.show(LEFT, "E6")
    said = heard(session)
    tied.tie_or_untie()
    assert said == ["E6 is still being read, or has no frames; try again in a moment."]
    settle()
    tied.tie_or_untie()
    assert tied.tie is not None


def test_a_tie_holds_once_both_films_are_read(films: Films, tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    session.show(LEFT, "L1")
    session.indexes.pop(films.sha("packing.mp4"))
    session.show(LEFT, "E6")
    assert tied.tie is None
    settle()
    assert numbers(session) == (48, 300)


def test_a_film_without_frames_and_one_whose_times_repeat_are_not_tied(
    films: Films, tied: Tied, session: Session, settle: Settle
) -> None:
    said = heard(session)
    for pts, text in (
        ((), "E6 is still being read, or has no frames; try again in a moment."),
        ((0, 5, 5, 9), "E6 repeats its times, so no time names a frame of it: it cannot be tied."),
    ):
        session.show(LEFT, "L1")
        films.put("packing.mp4", pts, Fraction(1, 10), 1)
        session.indexes.pop(films.sha("packing.mp4"))
        session.show(LEFT, "E6")
        settle()
        said.clear()
        tied.tie_or_untie()
        assert said == [text]
        assert tied.tie is None


def test_a_film_of_one_frame_stays_there(films: Films, tied: Tied, session: Session, settle: Settle) -> None:
    session.show(LEFT, "L1")
    films.put("packing.mp4", (7,), Fraction(1, 10), 1)
    session.indexes.pop(films.sha("packing.mp4"))
    session.show(LEFT, "E6")
    settle()
    tie_at(tied, settle, 0, 300)
    tied._players[RIGHT].step(1)
    settle()
    assert (numbers(session), tied.apart()) == ((0, 301), "")
    tied._players[LEFT].step(1)
    settle()
    assert numbers(session) == (0, 301), "there is nowhere to go"


@pytest.mark.parametrize("end", [End("", 47_999, "1/24000"), End("", 48_000, "1/25000")])
def test_a_tie_at_a_frame_that_is_not_there_says_so(
    films: Films, tied: Tied, session: Session, settle: Settle, end: End
) -> None:
    left = replace(end, sha256=films.sha("packing.mp4"))
    right = End(films.sha("unboxing.mp4"), 153_600, "1/15360")
    session.edit("by hand", lambda doc: ties.put(doc, Tie(left, right)))
    assert tied.tie is None
    assert tied.problem == "The tie names a frame that E6 does not have. Tie the videos anew."
    tied._players[RIGHT].seek(20)
    settle()
    assert numbers(session) == (0, 20)
    tied.tie_or_untie()
    assert (tied.problem, len(session.draft["ties"])) == ("", 1), "tied anew in its place"


def test_a_damaged_frame_is_gone_to_and_not_passed_over(
    films: Films, tied: Tied, session: Session, settle: Settle
) -> None:
    """The pane then says why it cannot be shown; another frame must not stand for it."""
    tie_at(tied, settle, 48, 300)
    session.frame_cache.clear()
    films.damaged.add(due(48, 300, 400))
    tied._players[RIGHT].seek(400)
    settle()
    assert numbers(session) == (due(48, 300, 400), 400)
    tied._players[RIGHT].seek(410)
    settle()
    assert numbers(session) == (due(48, 300, 410), 410)


def test_another_case_is_not_tied(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    session.close_case()
    settle()
    assert (tied.tie, tied.words(), tied.apart()) == (None, "", "")


def test_an_exhibit_of_the_left_pane_names_its_very_frame(tied: Tied, session: Session, settle: Settle) -> None:
    tie_at(tied, settle, 48, 300)
    tied._players[RIGHT].seek(330)
    settle()
    session.take_exhibit(LEFT)
    (exhibit,) = session.draft["exhibits"]
    found = {key: exhibit[key] for key in ("source", "stream", "pts", "time_base")}
    assert found == {"source": "E6", "stream": 0, "pts": 72_000, "time_base": "1/24000"}
