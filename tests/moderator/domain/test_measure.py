"""Measuring: the arithmetic on scenes whose truth is known, its uncertainty by trial, and what calibrates nothing."""

from __future__ import annotations

import math
import random

import pytest

from moderator.domain import plane
from moderator.domain.measure import (
    CLICK,
    COVERAGE,
    Calibration,
    Depth,
    LineCalibration,
    PlaneCalibration,
    click_error,
    length,
)
from moderator.domain.plane import Corners, Point
from moderator.errors import UsageError

SIZE = (4000.0, 3000.0)
ON = Depth("same")


def seen(focal: float, tilt: float, distance: float, x: float, y: float, up: float = 0.0) -> Point:
    """Where a camera that looks at the origin from `distance`, tilted by `tilt` degrees, sees a point of a table."""
    turn = math.radians(tilt)
    down = y * math.cos(turn) - up * math.sin(turn)
    deep = distance - y * math.sin(turn) - up * math.cos(turn)
    return SIZE[0] / 2 + focal * x / deep, SIZE[1] / 2 + focal * down / deep


def card(focal: float = 4200, tilt: float = 30, distance: float = 500) -> Corners:
    a, b, c, d = (seen(focal, tilt, distance, x, y) for x, y in ((-90, 20), (-4.4, 20), (-4.4, 73.98), (-90, 73.98)))
    return a, b, c, d


def shaken(rng: random.Random, *points: Point, by: float = CLICK) -> list[Point]:
    return [(x + rng.gauss(0, by), y + rng.gauss(0, by)) for x, y in points]


# --- the arithmetic ------------------------------------------------------------------------------------------------


def test_a_line_scales_the_whole_picture() -> None:
    known = LineCalibration(((100, 100), (1100, 100)), 200, SIZE)
    assert length(known, (100, 500), (100, 950), ON).length_mm == pytest.approx(90)


def test_a_plane_undoes_the_perspective() -> None:
    known = PlaneCalibration(card(), 85.6, 53.98, SIZE)
    ends = [seen(4200, 30, 500, *each) for each in ((-100, -60), (80, -40))]
    assert length(known, ends[0], ends[1], ON).length_mm == pytest.approx(math.hypot(180, 20), abs=1e-6)


def test_a_plane_knows_where_the_camera_was() -> None:
    camera = PlaneCalibration(card(), 85.6, 53.98, SIZE).camera()
    assert camera.focal == pytest.approx(4200, rel=0.02)
    assert camera.height_mm == pytest.approx(500 * math.cos(math.radians(30)), rel=0.02)
    assert camera.height_u < 0.1 * camera.height_mm


def test_seen_straight_on_the_camera_is_assumed() -> None:
    camera = PlaneCalibration(card(tilt=0), 85.6, 53.98, SIZE).camera()
    assert camera.focal == pytest.approx(plane.FOCAL * SIZE[0], rel=0.01)
    assert camera.height_u == pytest.approx(plane.FOCAL_SPREAD * camera.height_mm, rel=0.1)


def test_what_lies_nearer_is_corrected_by_its_share_of_the_distance() -> None:
    known = PlaneCalibration(card(), 85.6, 53.98, SIZE)
    ends = [seen(4200, 30, 500, *each, 35) for each in ((-80, -40), (90, -40))]
    raw = length(known, ends[0], ends[1], Depth())
    assert raw.length_mm > 170 * 1.05
    assert abs(raw.length_mm - 170) < raw.uncertainty_mm, "not answered: widened so far that it holds"
    told = length(known, ends[0], ends[1], Depth("other", 35))
    assert told.length_mm == pytest.approx(170, abs=1.0)
    assert told.uncertainty_mm < raw.uncertainty_mm / 2
    exact = length(known, ends[0], ends[1], Depth("other", 35, 500 * math.cos(math.radians(30))))
    assert exact.length_mm == pytest.approx(170, abs=1e-6)


def test_farther_is_the_other_way_round() -> None:
    known = LineCalibration(((100, 100), (1100, 100)), 200, SIZE)
    at = (100, 500), (100, 950)
    nearer, farther = (length(known, *at, Depth("other", by, 500)).length_mm for by in (50, -50))
    assert [nearer, farther] == pytest.approx([81, 99])


def test_an_open_question_widens_and_an_answer_narrows() -> None:
    line = LineCalibration(((100, 100), (1100, 100)), 200, SIZE)
    flat = PlaneCalibration(card(), 85.6, 53.98, SIZE)
    for known in (line, flat):
        unknown, same = (length(known, (900, 500), (2600, 600), depth) for depth in (Depth(), ON))
        assert unknown.length_mm == same.length_mm
        assert unknown.uncertainty_mm > 1.2 * same.uncertainty_mm


def test_on_the_known_thing_itself_depth_is_no_question() -> None:
    known = PlaneCalibration(card(), 85.6, 53.98, SIZE)
    found = length(known, known.corners[0], known.corners[2], Depth())
    assert found.length_mm == pytest.approx(math.hypot(85.6, 53.98))
    assert found.parts["depth"] == 0


# --- the uncertainty -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tilt", [0, 30, 50])
def test_the_interval_of_the_clicks_holds_ninety_five_in_a_hundred_on_a_plane(tilt: float) -> None:
    rng = random.Random(f"plane {tilt}")
    corners = card(tilt=tilt)
    ends = [seen(4200, tilt, 500, *each) for each in ((-100, -60), (80, -40))]
    true = math.hypot(180, 20)
    held = 0
    for _ in range(1500):
        a, b, c, d, one, other = shaken(rng, *corners, *ends)
        found = length(PlaneCalibration((a, b, c, d), 85.6, 53.98, SIZE), one, other, ON)
        held += abs(found.length_mm - true) <= COVERAGE * found.parts["clicks"]
    assert 0.93 <= held / 1500 <= 0.97


def test_the_interval_of_the_clicks_holds_ninety_five_in_a_hundred_on_a_line() -> None:
    rng = random.Random("line")
    held = 0
    for _ in range(4000):
        a, b, one, other = shaken(rng, (335, 814), (1319, 820), (375, 542), (1223, 600))
        known = LineCalibration((a, b), 200, SIZE)
        true = math.hypot(848, 58) * 200 / math.hypot(984, 6)
        found = length(known, one, other, ON)
        held += abs(found.length_mm - true) <= COVERAGE * found.parts["clicks"]
    assert 0.93 <= held / 4000 <= 0.97


def test_clicks_on_a_small_picture_are_worth_less() -> None:
    assert click_error(2.0) == CLICK
    assert click_error(0.25) == 3.0
    known = LineCalibration(((100, 100), (1100, 100)), 200, SIZE, known_u=2.0)
    at = (100, 500), (100, 950)
    fine, coarse = (length(known, *at, ON, click_px=px) for px in (CLICK, 5 * CLICK))
    assert coarse.uncertainty_mm > fine.uncertainty_mm
    assert fine.parts["known"] == pytest.approx(90 * 2 / 200 / math.sqrt(3))


# --- what calibrates nothing ---------------------------------------------------------------------------------------


def quad(*points: Point) -> Calibration:
    a, b, c, d = points
    return PlaneCalibration((a, b, c, d), 85.6, 53.98, SIZE)


@pytest.mark.parametrize(
    ("points", "says"),
    [
        (((0, 0), (0, 99), (99, 99), (99, 0)), "anticlockwise"),
        (((0, 0), (99, 99), (99, 0), (0, 99)), "cross"),
        (((0, 0), (50, 50), (99, 99), (0, 99)), "one line"),
        (((0, 0), (0, 0), (99, 99), (0, 99)), "one spot"),
    ],
)
def test_corners_that_are_no_rectangle(points: tuple[Point, ...], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        quad(*points)


def test_lengths_that_are_none() -> None:
    with pytest.raises(UsageError, match="one spot"):
        LineCalibration(((5, 5), (5, 5)), 200, SIZE)
    with pytest.raises(UsageError, match="more than nothing"):
        LineCalibration(((5, 5), (500, 5)), 0, SIZE)
    known = LineCalibration(((5, 5), (500, 5)), 200, SIZE)
    with pytest.raises(UsageError, match="one spot"):
        length(known, (7, 7), (7, 7), ON)
    with pytest.raises(UsageError, match="as near as the camera"):
        length(known, (7, 7), (70, 7), Depth("other", 5000))


def test_a_point_beyond_the_horizon_has_no_length() -> None:
    known = quad((1000, 1000), (1400, 1000), (1900, 1500), (500, 1500))
    assert length(known, (1000, 1200), (1400, 1200), ON).length_mm > 0
    with pytest.raises(UsageError, match="horizon"):
        length(known, (1000, 1200), (1200, 300), ON)
