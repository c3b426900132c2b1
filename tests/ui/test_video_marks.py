"""Marks in the draft: what is kept, read back whatever somebody wrote by hand, and how they describe exhibits."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import video_marks
from ui.drafts import add_exhibit
from ui.video_marks import VideoMark

SHA, BASE = "ab" * 32, "1/15360"
MARK = VideoMark("", SHA, 5120, BASE, "E4", 0, None, "seal is broken")
EXHIBIT = {"source": "E4", "sha256": SHA, "stream": 0, "pts": 5120, "time_base": BASE}


def test_what_is_kept_names_frames_never_seconds() -> None:
    doc: dict[str, Any] = {}
    assert video_marks.add(doc, MARK) == "K1"
    assert doc["marks"] == [
        {"id": "K1", "source": "E4", "sha256": SHA, "stream": 0, "pts": 5120, "time_base": BASE,
         "note": "seal is broken"}
    ]  # fmt: skip
    assert video_marks.add(doc, MARK) == "K1", "the same place is not marked twice"
    assert video_marks.add(doc, VideoMark("", SHA, 5120, BASE, end_pts=6144)) == "K2"
    assert [each.id for each in video_marks.read(doc)] == ["K1", "K2"]
    video_marks.remove(doc, "K1")
    assert video_marks.add(doc, VideoMark("", SHA, 0, BASE)) == "K1", "the lowest free id"
    for each in ("K1", "K2"):
        video_marks.remove(doc, each)
    assert doc == {}


def test_a_note_is_one_line_and_bounded() -> None:
    doc: dict[str, Any] = {}
    video_marks.add(doc, MARK)
    video_marks.describe(doc, "K1", " the\n seal  " + "x" * 300)
    note = video_marks.read(doc)[0].note
    assert note.startswith("the seal x")
    assert len(note) == video_marks.LONGEST
    video_marks.describe(doc, "K1", " ")
    assert "note" not in doc["marks"][0]


def test_where_one_stands() -> None:
    one = VideoMark("K1", SHA, 10, BASE)
    wide, narrow = VideoMark("K2", SHA, 5, BASE, end_pts=40), VideoMark("K3", SHA, 8, BASE, end_pts=20)
    marks = (wide, narrow, one)
    assert video_marks.at(marks, 10) is one
    assert video_marks.at(marks, 12) is None
    assert video_marks.around(marks, 12) is narrow
    assert video_marks.around(marks, 30) is wide
    assert video_marks.around(marks, 41) is None
    assert video_marks.around(marks, None) is None


def test_of_another_time_base_no_frame_is_named() -> None:
    doc: dict[str, Any] = {}
    video_marks.add(doc, MARK)
    assert video_marks.of_video(doc, SHA, Fraction(2, 30720))
    assert not video_marks.of_video(doc, SHA, Fraction(1, 90000))
    assert not video_marks.of_video(doc, "cd" * 32, Fraction(1, 15360))


def test_an_exhibit_of_a_marked_frame_takes_note_and_range() -> None:
    doc: dict[str, Any] = {}
    video_marks.add(doc, VideoMark("", SHA, 5120, BASE, "E4", 0, 7168, "seal is broken"))
    add_exhibit(doc, dict(EXHIBIT))
    assert doc["exhibits"][0]["note"] == "seal is broken"
    assert doc["exhibits"][0]["end_pts"] == 7168
    add_exhibit(doc, {**EXHIBIT, "pts": 5632})
    assert "note" not in doc["exhibits"][1], "a frame within the range is a frame of its own"
    other = {**EXHIBIT, "region": [0.1, 0.1, 0.2, 0.2], "note": "its own"}
    add_exhibit(doc, other)
    assert doc["exhibits"][2]["note"] == "its own"
    add_exhibit(doc, {"source": "L1", "sha256": SHA})
    assert set(doc["exhibits"][3]) == {"id", "source", "sha256"}


def test_taken_before_it_was_marked_it_learns_what_it_lacks() -> None:
    doc: dict[str, Any] = {}
    add_exhibit(doc, dict(EXHIBIT))
    video_marks.add(doc, MARK)
    assert add_exhibit(doc, dict(EXHIBIT)) == "X1"
    assert doc["exhibits"][0]["note"] == "seal is broken"
    doc["exhibits"][0]["note"] = "written by hand"
    add_exhibit(doc, dict(EXHIBIT))
    assert doc["exhibits"][0]["note"] == "written by hand"


@pytest.mark.parametrize(
    "row",
    [None, 7, {}, {"id": "K1"}, {"id": "K1", "sha256": SHA, "pts": 1.5, "time_base": BASE},
     {"id": "K1", "sha256": SHA, "pts": True, "time_base": BASE},
     {"id": "K1", "sha256": SHA, "pts": 1, "time_base": "1/0"},
     {"id": "K1", "sha256": SHA, "pts": 9, "end_pts": 3, "time_base": BASE},
     {"id": [], "sha256": SHA, "pts": 1, "time_base": BASE}],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out_and_kept(row: Any) -> None:
    doc: dict[str, Any] = {"marks": [row]}
    assert video_marks.read(doc) == ()
    video_marks.add(doc, MARK)
    assert doc["marks"][0] == row
    assert len(video_marks.read(doc)) == 1


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "sha256", "pts", "end_pts", "time_base", "note", "stream"]), inner)
    ),
    max_leaves=10,
)


@given(_VALUE)
def test_whatever_stands_under_the_key(value: Any) -> None:
    doc: dict[str, Any] = {"marks": deepcopy(value)}
    for each in video_marks.read(doc):
        video_marks.describe(doc, each.id, "x")
        video_marks.remove(doc, each.id)
    video_marks.add(doc, MARK)
    assert video_marks.at(video_marks.read(doc), 5120) is not None
