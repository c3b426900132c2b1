"""Annotations and redactions as shapes: read from the draft, taken hold of, written back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from tests.moderator.domain.test_annotation import ANY_JSON
from ui.models.marks import on_picture
from ui.models.shapes import Shape, disc, distance, handles, moved, resized, shapes

ARROW = Shape("arrow", ((0.1, 0.2), (0.5, 0.6)), "here")
BOX = Shape("box", ((0.6, 0.1), (0.2, 0.4)))
COVER = Shape("redact", ((0.123456, 0.2), (0.3, 0.400001)), "address")
SHARE = st.floats(0, 1)


def on_screen(at: QPointF) -> QPointF:
    """A picture of 100 x 200 pixels at the corner."""
    return QPointF(at.x() * 100, at.y() * 200)


def test_what_is_written_is_read_again() -> None:
    exhibit = {"annotations": [ARROW.document(), {"kind": "cloud"}, BOX.document()], "redact": [COVER.document()]}
    first, second = shapes(exhibit, "annotate")
    assert (first.kind, first.points, first.text, first.number) == ("arrow", ARROW.points, "here", 1)
    assert (second.kind, second.number, second.at) == ("box", 3, 2)
    (cover,) = shapes(exhibit, "redact")
    assert cover.text == "address"
    assert exhibit["redact"] == [{"region": [0.1234, 0.2, 0.1766, 0.2001], "why": "address"}], "rounded outwards"


@given(ANY_JSON, st.sampled_from(("annotate", "redact")))
def test_nothing_in_a_draft_crashes_the_pane(raw: Any, what: Any) -> None:
    exhibit = {"id": "X1", "source": "E1", "annotations": raw, "redact": raw}
    for shape in shapes(exhibit, what):
        assert shape.points
    on_picture({"exhibits": [exhibit]}, "E1")


@given(st.tuples(SHARE, SHARE), st.tuples(SHARE, SHARE))
def test_a_redaction_is_never_less_than_was_drawn_nor_off_the_picture(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    x, y, width, height = Shape("redact", (one, other)).document()["region"]
    assert x <= min(one[0], other[0]) + 1e-9
    assert y <= min(one[1], other[1]) + 1e-9
    assert x + width >= max(one[0], other[0]) - 1e-9
    assert 0 <= y + height <= 1 + 1e-9


def test_the_corner_that_is_held_moves_and_the_opposite_one_stays() -> None:
    assert handles(BOX)[1] == (0.2, 0.1)
    assert resized(BOX, 1, (0.3, -5)).points == ((0.6, 0.0), (0.3, 0.4))
    assert resized(BOX, 3, (0.9, 0.9)).points == ((0.9, 0.1), (0.2, 0.9))
    assert resized(ARROW, 1, (0.9, 0.9)).points == ((0.1, 0.2), (0.9, 0.9))
    assert handles(Shape("text", ((0, 0),))) == ()


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_a_moved_shape_keeps_its_size_and_stays_on_the_picture(across: float, down: float) -> None:
    after = moved(ARROW, across, down)
    assert after.area.width() == pytest.approx(ARROW.area.width())
    assert QRectF(-1e-9, -1e-9, 1 + 2e-9, 1 + 2e-9).contains(after.area)


def test_it_is_taken_hold_of_at_its_line() -> None:
    assert distance(ARROW, on_screen, QPointF(30, 80)) == pytest.approx(0)
    assert distance(BOX, on_screen, QPointF(40, 50)) > 15, "not in its middle"
    assert distance(BOX, on_screen, QPointF(40, 21)) == pytest.approx(1)
    assert distance(Shape("redact", BOX.points), on_screen, QPointF(40, 50)) == 0, "a redaction everywhere"
    ellipse = Shape("ellipse", ((0, 0), (1, 1)))
    assert distance(ellipse, on_screen, QPointF(100, 100)) == pytest.approx(0)
    assert distance(ellipse, on_screen, QPointF(50, 100)) == pytest.approx(50)
    assert distance(Shape("freehand", ((0, 0), (1, 0), (1, 1))), on_screen, QPointF(97, 150)) == pytest.approx(3)


def test_the_number_stands_where_it_is_printed() -> None:
    assert disc(ARROW, on_screen) == QPointF(10, 40)
    assert disc(BOX, on_screen) == QPointF(60, 20)
    assert disc(Shape("text", ((0.5, 0.5),)), on_screen) == QPointF(50, 100)
