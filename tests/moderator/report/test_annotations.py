"""Annotations in the printed decision: vectors over the picture with numbers, words in the caption, the same bytes."""

from __future__ import annotations

import hashlib
import json
import re
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader

from moderator.report.adjusted import seen_with
from moderator.report.pdf import fonts_needed, installed_fonts, render
from moderator.report.wording import wording
from tests.moderator.domain.test_annotation import ANY_JSON
from tests.moderator.report import printed
from tests.moderator.report.records import Record, changed, jpeg, picture, record

KEPT_JSON = ANY_JSON.filter(lambda value: "Infinity" not in json.dumps(value) and "NaN" not in json.dumps(value))
"""What a record can hold: JSON knows no infinity."""
AMBER, BLUE, WHITE = "0.596 0.333 0", "0.122 0.4 0.839", "1 1 1"
ALL = [
    {"kind": "arrow", "points": [[0.2, 0.8], [0.45, 0.5]], "text": "impact point"},
    {"kind": "box", "points": [[0.5, 0.3], [0.7, 0.6]], "text": "dented bezel"},
    {"kind": "ellipse", "points": [[0.1, 0.1], [0.3, 0.5]]},
    {"kind": "freehand", "points": [[0.5, 0.9], [0.55, 0.8], [0.6, 0.9], [0.97, 0.95]], "text": "scratch"},
    {"kind": "text", "points": [[0.02, 0.6]], "text": "glued before"},
]


def annotated(annotations: Any = None, place: int = 0, **more: Any) -> Record:
    def change(whole: Record) -> None:
        whole["exhibits"][place] |= more if annotations is None else {"annotations": annotations, **more}

    return changed(change)


def bytes_of(whole: Record) -> bytes:
    return render(whole, picture, installed_fonts()).data


def content(data: bytes) -> str:
    """The page descriptions: what is drawn, and how."""
    return "\n".join(_drawn(page).decode("latin-1") for page in PdfReader(BytesIO(data)).pages)


def _drawn(page: PageObject) -> bytes:
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data()


def added(whole: Record) -> list[str]:
    """The lines of the page descriptions that the record without annotations has not."""
    before = set(content(bytes_of(record())).splitlines())
    return [line for line in content(bytes_of(whole)).splitlines() if line not in before]


def test_a_record_of_before_prints_as_before() -> None:
    plain = content(bytes_of(record()))
    assert content(bytes_of(annotated([]))) == plain

    def drawn_but_not_frozen(whole: Record) -> None:
        whole["verdict"]["exhibits"][0] |= {"annotations": ALL, "adjustments": [{"kind": "flip"}]}

    assert content(bytes_of(changed(drawn_but_not_frozen))) == plain, "only what was frozen for printing is printed"


def test_the_same_record_gives_the_same_bytes_and_a_sound_file() -> None:
    data = bytes_of(annotated(ALL))
    assert data == bytes_of(annotated(ALL))
    printed.check(data)


def test_they_are_vectors_in_the_colour_of_the_side_with_a_halo_clipped_to_the_picture() -> None:
    lines = added(annotated(ALL))
    assert sum(line.endswith("re W n 1 J 1 j") for line in lines) == 1
    strokes = [line for line in lines if line.endswith(" S")]
    assert sum(line.startswith(f"{AMBER} RG 1.5 w") for line in strokes) == 4, "arrow, box, ellipse, freehand"
    assert sum(line.startswith(f"{WHITE} RG 3.1 w") for line in strokes) == 4
    curves = [line for line in strokes if line.startswith(AMBER) and line.count(" c ") == 4]
    assert len(curves) == 1, "the ellipse is four Béziers"
    polyline = [line for line in strokes if line.startswith(AMBER) and line.count(" l") == 3 and " h" not in line]
    assert len(polyline) == 1, "the line by free hand"
    discs = [line for line in lines if line.startswith(f"{AMBER} rg") and line.count(" c ") == 4]
    assert len(discs) == 5
    assert any(line.startswith(f"{BLUE} RG 1.5 w") for line in added(annotated(ALL, place=3)))


def test_the_evidence_itself_is_untouched() -> None:
    assert bytes_of(annotated(ALL)).count(jpeg("X1")) == 1


def test_an_arrow_lies_where_it_was_drawn() -> None:
    """Tail and head, in points of the page, against the frame of the plate."""
    text = content(bytes_of(annotated([{"kind": "arrow", "points": [[0.25, 0.75], [0.75, 0.25]]}])))
    x, y, width, height = map(float, re.search(r"q ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re W n", text).groups())  # type: ignore[union-attr]
    tail = re.search(rf"{AMBER} RG 1.5 w ([\d.]+) ([\d.]+) m", text)
    head = re.search(rf"{AMBER} rg ([\d.]+) ([\d.]+) m", text[text.index("W n 1 J") :])
    assert tail
    assert head
    assert [float(part) for part in tail.groups()] == pytest.approx([x + 0.25 * width, y + 0.25 * height], abs=0.01)
    assert [float(part) for part in head.groups()] == pytest.approx([x + 0.75 * width, y + 0.75 * height], abs=0.01)


def test_numbers_and_labels_can_be_read_and_the_legend_stands_in_the_caption() -> None:
    data = bytes_of(annotated([*ALL, {"kind": "cloud", "text": "later"}]))
    text = printed.squeezed(printed.text_of(data))
    legend = "1 impact point; 2 dented bezel; 4 scratch; 5 glued before; 6 later (“cloud”, cannot be drawn)"
    assert printed.squeezed(legend) in text
    assert printed.squeezed("drawn over the picture, not into it: 1 arrow, 2 box, 3 ellipse") in text
    words = [word.text for word in printed.words_of(data) if word.page == 2]
    for number in ("1", "2", "3", "4", "5"):
        assert number in words
    assert words.count("glued") == 2, "on the picture and in the caption"


def test_labels_in_any_script_find_their_fonts_and_markup_is_text() -> None:
    label = '<b onload="x">مكسور</b> 破损 & [x](y)'
    whole = annotated([{"kind": "text", "points": [[0.5, 0.5]], "text": label}])
    fonts = installed_fonts()
    assert render(whole, picture, fonts_needed(whole, fonts)).data == bytes_of(whole)
    assert "<bonload=" in printed.squeezed(printed.text_of(bytes_of(whole)))


def test_of_a_cropped_exhibit_only_what_lies_on_it_is_drawn_where_it_lies() -> None:
    region = [0.5, 0.5, 0.5, 0.5]
    inside = {"kind": "arrow", "points": [[0.75, 0.75], [1, 1]]}
    outside = {"kind": "box", "points": [[0.1, 0.1], [0.2, 0.2]], "text": "not on it"}
    data = bytes_of(annotated([inside, outside], region=region, crop=True))
    text = content(data)
    x, y, width, height = map(float, re.search(r"q ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re W n", text).groups())  # type: ignore[union-attr]
    tail = re.search(rf"{AMBER} RG 1.5 w ([\d.]+) ([\d.]+) m", text)
    assert tail
    assert [float(part) for part in tail.groups()] == pytest.approx([x + width / 2, y + height / 2], abs=0.01)
    assert text.count("W n 1 J 1 j") == 1
    said = printed.squeezed(printed.text_of(data))
    assert printed.squeezed("only this part of the picture is shown") in said


@pytest.mark.parametrize(
    ("adjustments", "words"),
    [
        ([{"kind": "brightness", "value": 0.2}, {"kind": "rotate", "value": 90}], "brightness +20 %, turned 90°"),
        ([{"kind": "contrast", "value": -0.125}], "contrast −12.5 %"),
        ([{"kind": "gamma", "value": 1.4}, {"kind": "levels", "value": [10, 240]}], "gamma 1.4, levels 10 – 240"),
        ([{"kind": "flip", "value": "horizontal"}, {"kind": "greyscale"}], "flipped left to right, greyscale"),
        ([{"kind": "flip", "value": True}, {"kind": "sharpen", "value": 0.5}], "flipped, sharpened 50 %"),
        ([{"kind": "solarise", "value": {"a": [1]}}, {"kind": "brightness", "value": 20}], "solarise, brightness"),
    ],
)
def test_adjustments_are_said_in_the_caption(adjustments: list[Any], words: str) -> None:
    assert seen_with(adjustments, wording("en")).replace("\u00a0", " ") == f"seen with {words}"
    text = printed.squeezed(printed.text_of(bytes_of(annotated(adjustments=adjustments))))
    assert printed.squeezed(f"seen with {words}") in text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(KEPT_JSON, max_size=4) | KEPT_JSON, KEPT_JSON)
def test_no_annotation_or_adjustment_keeps_a_decision_from_being_printed(drawn: Any, adjusted: Any) -> None:
    whole = annotated(drawn, adjustments=adjusted)
    assert hashlib.sha256(bytes_of(whole)).digest() == hashlib.sha256(bytes_of(whole)).digest()
