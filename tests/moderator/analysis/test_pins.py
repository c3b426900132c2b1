"""Pins set by hand give an alignment, and each is drawn to where the pictures agree."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from moderator.analysis.pins import Pin, Point, from_pins, snap
from moderator.domain.alignment import Alignment, Matrix, Quality, Why, moved
from tests.moderator.analysis import scenes
from tests.moderator.analysis.test_align import off

PHOTO = scenes.listing(21)
PLACES = [(230.0, 190.0), (560.0, 200.0), (570.0, 500.0), (240.0, 510.0), (400.0, 350.0)]


def pins(truth: Any, places: list[Point], wrong: float = 0.0, seed: int = 0) -> list[Pin]:
    """Pins at `places` of the listing, each end set `wrong` evidence pixels beside its place."""
    ends = cv2.perspectiveTransform(np.array(places)[None], truth)[0]
    angles = np.random.default_rng(seed).uniform(0, 2 * np.pi, len(places))
    ends = ends + wrong * np.c_[np.cos(angles), np.sin(angles)]
    return [(place, (float(x), float(y))) for place, (x, y) in zip(places, ends, strict=True)]


def matrix(truth: Any) -> Matrix:
    a, b, c, d, e, f, g, h, i = truth.ravel().tolist()
    return a, b, c, d, e, f, g, h, i


@pytest.mark.parametrize(("count", "tilt"), [(2, 0), (3, 0), (4, 35), (5, 35)])
def test_pins_that_are_right_give_the_alignment(count, tilt):
    truth = scenes.camera(30, 0.7, tilt)
    found = from_pins(PHOTO, scenes.evidence(PHOTO, truth), pins(truth, PLACES[:count]))
    assert (found.quality, found.why) == (Quality.GOOD, Why.BY_HAND)
    assert off(found, truth) < 2
    assert found.inliers == count
    assert found.rotation == 0


def test_pins_set_by_an_unsteady_hand_are_drawn_to_their_place():
    truth = scenes.camera(200, 0.8, 20)
    picture = scenes.evidence(PHOTO, truth)
    set_ = pins(truth, PLACES[:4], wrong=5)
    found = from_pins(PHOTO, picture, set_)
    assert off(found, truth) < 1.5
    blind = from_pins(PHOTO, np.full_like(picture, 128), set_)
    assert off(blind, truth) > 4


def test_pins_beyond_reach_stay_where_they_were_set():
    truth = scenes.camera(0, 0.8)
    set_ = pins(truth, PLACES[:4], wrong=60)
    found = from_pins(PHOTO, scenes.evidence(PHOTO, truth), set_)
    assert found.homography is not None
    for here, there in set_:
        assert np.linalg.norm(np.subtract(moved(found.homography, *here), there)) < 16
    assert found.quality is Quality.DOUBTFUL


def test_pins_on_plain_pictures_are_doubtful_and_stand():
    plain = np.full((600, 800, 3), 200, np.uint8)
    set_ = [((10.0, 10.0), (20.0, 10.0)), ((700.0, 10.0), (20.0, 700.0))]
    found = from_pins(plain, plain, set_)
    assert (found.quality, found.why) == (Quality.DOUBTFUL, Why.BY_HAND)
    assert found.homography is not None
    assert moved(found.homography, 700, 10) == pytest.approx((20, 700))
    assert found.rotation == 90


def test_mirrored_pins_say_so():
    truth = scenes.camera(0, 0.8) @ np.array([[-1.0, 0, scenes.WIDTH - 1], [0, 1, 0], [0, 0, 1]])
    picture = scenes.evidence(np.ascontiguousarray(PHOTO[:, ::-1]), scenes.camera(0, 0.8))
    found = from_pins(PHOTO, picture, pins(truth, PLACES[:4], wrong=2))
    assert found.mirrored
    assert found.quality is Quality.GOOD
    assert off(found, truth) < 1.5


LINE = [(100.0, 100.0), (200.0, 200.0), (300.0, 300.0), (500.0, 120.0)]
DEGENERATE = {
    "none": [],
    "one": [((1.0, 1.0), (2.0, 2.0))],
    "the same twice": [((50.0, 50.0), (90.0, 90.0))] * 2,
    "one end twice": [((50.0, 50.0), (90.0, 90.0)), ((300.0, 50.0), (90.0, 90.0))],
    "on one line": [(place, place) for place in LINE[:3]],
    "three of four on one line": [(place, place) for place in LINE],
    "five on one line": [((10.0 * k, 20.0 * k), (10.0 * k, 20.0 * k)) for k in range(1, 6)],
    "not a number": [((float("nan"), 1.0), (2.0, 2.0)), ((100.0, 1.0), (200.0, 2.0))],
}


@pytest.mark.parametrize("set_", DEGENERATE.values(), ids=DEGENERATE.keys())
def test_degenerate_pins_give_nothing(set_):
    found = from_pins(PHOTO, PHOTO, set_)
    assert (found.quality, found.why, found.homography) == (Quality.NONE, Why.PINS_DEGENERATE, None)


def test_pins_that_fold_the_picture_give_nothing():
    set_ = [((0.0, 0.0), (0.0, 0.0)), ((400.0, 0.0), (400.0, 400.0)), ((400.0, 400.0), (400.0, 0.0)),
            ((0.0, 400.0), (0.0, 400.0))]  # fmt: skip
    assert from_pins(PHOTO, PHOTO, set_).why is Why.IMPLAUSIBLE


def test_a_single_pin_snaps_to_a_fraction_of_a_pixel():
    truth = scenes.camera(25, 0.8, 15)
    picture = scenes.evidence(PHOTO, truth)
    alignment = Alignment(Quality.DOUBTFUL, Why.BY_HAND, matrix(truth))
    ((here, there),) = pins(truth, [(400.0, 350.0)])
    x, y = snap(PHOTO, picture, alignment, (here, (there[0] + 6, there[1] - 5)))
    assert np.hypot(x - there[0], y - there[1]) < 0.7
    assert snap(PHOTO, picture, Alignment(Quality.NONE, Why.FEW_MATCHES), (here, there)) == there
    assert snap(PHOTO, np.full_like(picture, 9), alignment, (here, there)) == there
