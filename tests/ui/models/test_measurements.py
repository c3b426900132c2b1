"""Measurements as values in a draft: kept, changed, taken as exhibits, and read whatever somebody wrote."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.lengths import listed_lengths
from moderator.domain.verdict import read_verdict
from ui.drafts import fresh, remove_exhibit
from ui.models import measure_words, measurements
from ui.models.measurements import KnownSize, Length, Place, read, region, typed_size

PHOTO = Place("E1", sha256="0" * 64)
RULER = KnownSize(PHOTO, ((0.1, 0.5), (0.6, 0.5)), (2000, 1500), "Ruler", "200")
LENGTH = Length("M1", "Length 1", PHOTO, ((0.2, 0.3), (0.6, 0.3)))
(HEIGHT,) = listed_lengths([("Height", "26", "cm", "0.5")])


def draft(*lengths: Length, known: KnownSize | None = RULER) -> dict[str, Any]:
    doc = fresh("AE-2026-000140", 1)
    if known is not None:
        measurements.calibrate(doc, known)
    for each in lengths:
        measurements.add(doc, each)
    return doc


def spoken_of(doc: dict[str, Any]) -> str:
    book = read(doc)
    return measure_words.measured(book, book.lengths[0], "cm")


def test_what_was_written_is_read_again() -> None:
    frame = Length("M2", "Width", Place("E4", pts=512), ((0.1, 0.1), (0.2, 0.9)), 2.5, "other", -30.0, 1)
    plane = KnownSize(
        Place("E4", pts=512), ((0.1, 0.1), (0.3, 0.1), (0.3, 0.3), (0.1, 0.3)), (1920, 1080), "Bank card", "85.60",
        "53.98", 0.13, 2.0,
    )  # fmt: skip
    doc = draft(LENGTH, frame)
    measurements.calibrate(doc, plane)
    book = read(doc)
    assert book.known == (RULER, plane)
    assert book.lengths == (LENGTH, frame)
    assert (book.known_at(PHOTO), book.lengths_at(PHOTO)) == (RULER, (LENGTH,))


def test_the_draft_stays_a_verdict() -> None:
    doc = draft(LENGTH)
    measurements.take(doc, "M1", {"source": "E1", "sha256": "0" * 64}, "cm")
    verdict, problems = read_verdict(doc, 2)
    assert problems == ()
    assert verdict.exhibits[0].measurement is not None
    assert verdict.exhibits[0].measurement.known == "ruler 20 cm"


def test_without_measurements_the_draft_is_as_it_was() -> None:
    doc = draft(LENGTH)
    measurements.remove(doc, "M1")
    measurements.remove_known(doc, PHOTO)
    assert doc == fresh("AE-2026-000140", 1)


def test_a_length_is_measured_by_the_calibration_of_its_own_picture() -> None:
    book = read(draft(LENGTH, Length("M2", "", Place("E2"), LENGTH.points)))
    found = book.measured(book.lengths[0])
    assert found is not None
    assert found.length_mm == pytest.approx(160)
    assert book.measured(book.lengths[1]) is None
    assert book.trouble(book.lengths[1]) == ""


def test_a_known_line_whose_length_is_not_told_measures_nothing() -> None:
    untold = KnownSize(PHOTO, RULER.points, RULER.size, "Ruler")
    book = read(draft(LENGTH, known=untold))
    assert book.measured(LENGTH) is None
    assert measure_words.calibrated(untold, "cm") == "how long is the known line?"
    assert measure_words.calibrated(RULER, "cm") == "calibrated: ruler 20 cm"
    assert measure_words.calibrated(None, "cm") == "not calibrated"


def test_an_exhibit_says_what_was_measured_and_follows() -> None:
    doc = draft(LENGTH)
    taken = measurements.take(doc, "M1", {"source": "E1", "sha256": "0" * 64}, "cm")
    (exhibit,) = doc["exhibits"]
    assert (taken, exhibit["id"], exhibit["note"]) == ("X1", "X1", "Length 1")
    said = exhibit["measurement"]
    assert (said["name"], said["value"], said["unit"], said["known"]) == ("Length 1", "16.0", "cm", "ruler 20 cm")
    left, top, width, height = exhibit["region"]
    assert left < 0.2 < 0.6 < left + width
    assert top < 0.3 < top + height
    measurements.change(doc, "M1", points=((0.2, 0.3), (0.7, 0.3)), name="Height")
    (exhibit,) = doc["exhibits"]
    assert (exhibit["measurement"]["value"], exhibit["note"]) == ("20.0", "Height")
    assert exhibit["region"][2] > width
    assert read(doc).lengths[0].exhibit == "X1"
    (line,) = exhibit["annotations"]
    assert (line["points"], line["text"]) == ([[0.2, 0.3], [0.7, 0.3]], str(spoken_of(doc)))
    exhibit["annotations"].insert(0, {"kind": "text", "points": [[0.1, 0.1]], "text": "rim"})
    exhibit["note"] = "somebody's own words"
    measurements.change(doc, "M1", name="Height with lid")
    assert doc["exhibits"][0]["note"] == "somebody's own words"
    assert [each["kind"] for each in doc["exhibits"][0]["annotations"]] == ["text", "freehand"]
    remove_exhibit(doc, "X1")
    assert read(doc).lengths[0].exhibit == ""


def test_what_is_not_measured_is_no_exhibit() -> None:
    doc = draft(LENGTH, known=None)
    before = deepcopy(doc)
    assert measurements.take(doc, "M1", {"source": "E1"}, "cm") == ""
    assert measurements.take(doc, "M9", {"source": "E1"}, "cm") == ""
    assert doc == before


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["known", "lengths", "points", "source", "id", "size", "width", "unit", "pts", "listed"]),
        inner, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@given(_json)
def test_whatever_somebody_wrote_is_read(found: Any) -> None:
    book = read({"measurements": found})
    for each in book.lengths:
        book.measured(each)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=2))
def test_a_region_lies_in_the_picture(points: list[tuple[float, float]]) -> None:
    x, y, width, height = region(points, (2000, 1500))
    assert min(x, y) >= 0
    assert min(width, height) > 0
    assert max(x + width, y + height) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("text", "plane", "sides"),
    [
        ("20 cm", False, ("200", "")),
        ("20", False, ("200", "")),
        ("4 in", False, ("101.6", "")),
        ("29.7 x 21 cm", True, ("297", "210")),
        ("11×8,5in", True, ("279.4", "215.9")),
        ("20 x 3", False, None),
        ("20", True, None),
        ("long", False, None),
    ],
)
def test_what_is_typed_as_a_known_size(text: str, plane: bool, sides: tuple[str, str] | None) -> None:
    assert typed_size(text, "cm", plane=plane) == sides


@pytest.mark.parametrize(
    ("end", "text", "tone"),
    [
        (0.6, "10.0 cm short (38 %)", "bad"),
        (0.95, "4.0 cm too long (15 %)", "bad"),
        (0.85, "cannot be told apart: 26.0 ± 0.7 against 26 ± 0.5 cm", "warn"),
    ],
)
def test_what_a_row_says(end: float, text: str, tone: str) -> None:
    length = Length("M1", "", PHOTO, ((0.2, 0.3), (end, 0.3)))
    book = read(draft(length))
    found = book.measured(length)
    assert found is not None
    assert measure_words.says(found, HEIGHT, "cm") == (text, tone)


def test_why_it_is_uncertain_is_said() -> None:
    book = read(draft(LENGTH))
    found = book.measured(LENGTH)
    assert found is not None
    assert "question" in measure_words.cause(found, LENGTH)
    assert measure_words.distance(found, "cm") == "camera about 40 cm away"
    assert measure_words.free_name([LENGTH]) == "Length 2"
