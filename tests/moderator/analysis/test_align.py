"""An alignment finds what is there, says how sure it is, and finds nothing where nothing is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from moderator.analysis.align import align, stages
from moderator.domain.alignment import IDENTITY, Alignment, Quality, Why, moved
from tests.moderator.analysis import scenes


def off(alignment: Alignment, truth, corners=scenes.CORNERS) -> float:
    """The worst distance of a corner of the item from where it truly lies, in evidence pixels."""
    assert alignment.homography is not None
    true = cv2.perspectiveTransform(corners[None], np.asarray(truth, float))[0]
    found = np.array([moved(alignment.homography, *corner) for corner in corners.tolist()])
    return float(np.linalg.norm(found - true, axis=1).max())


@pytest.mark.parametrize(
    ("turn", "scale", "tilt"), [(10, 0.8, 0), (90, 0.8, 0), (200, 0.5, 30), (-80, 0.9, 45), (0, 0.35, 15)]
)
def test_the_item_is_found_to_a_pixel(turn, scale, tilt):
    photo, truth = scenes.listing(1), scenes.camera(turn, scale, tilt)
    found = align(photo, scenes.evidence(photo, truth))
    assert (found.quality, found.why) == (Quality.GOOD, Why.AGREES)
    assert off(found, truth) < 1
    assert found.spread_px < 1
    assert found.support > 0.8
    assert found.coverage > 0.8
    assert not found.mirrored
    assert found.rotation == round(turn / 90) % 4 * 90
    assert found.inliers >= 10
    assert 0 < found.median_error_px < 3


def test_a_part_that_is_covered_costs_support_and_not_the_place():
    photo, truth = scenes.listing(2), scenes.camera(25, 0.9, 20)
    found = align(photo, scenes.evidence(photo, truth, hidden=0.4))
    assert found.quality is Quality.GOOD
    assert off(found, truth) < 3
    assert 0.4 < found.support < 0.75


def test_a_mirrored_picture_is_found_and_said_to_be_mirrored():
    photo = scenes.listing(3)
    flip = np.array([[-1.0, 0, scenes.WIDTH - 1], [0, 1, 0], [0, 0, 1]])
    truth = scenes.camera(15, 0.8, 10)
    found = align(photo, scenes.evidence(np.ascontiguousarray(photo[:, ::-1]), truth))
    assert found.quality is Quality.GOOD
    assert found.mirrored
    assert off(found, truth @ flip) < 1
    assert found.rotation == 0


def test_an_item_seen_very_slantingly_is_found_by_tilting_the_listing():
    photo, truth = scenes.listing(4), scenes.camera(30, 0.9, 66)
    found = align(photo, scenes.evidence(photo, truth))
    assert found.quality is not Quality.NONE
    assert off(found, truth) < 5


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_strangers_are_not_aligned(seed):
    other = scenes.listing(seed + 50)
    found = align(scenes.listing(seed), scenes.evidence(other, scenes.camera(20, 0.8, 20), seed))
    assert found.quality is Quality.NONE
    assert found.homography is None
    assert found.reason


def test_what_is_mostly_covered_is_not_called_good():
    photo, truth = scenes.listing(5), scenes.camera(40, 0.4, 40)
    found = align(photo, scenes.evidence(photo, truth, hidden=0.93))
    assert found.quality is not Quality.GOOD or off(found, truth) < 10


def test_a_first_look_comes_before_the_verdict():
    photo, truth = scenes.listing(1), scenes.camera(10, 0.8, 10)
    first, last = stages(photo, scenes.evidence(photo, truth))
    assert (first.quality, first.why) == (Quality.DOUBTFUL, Why.FIRST_LOOK)
    assert off(first, truth) < 20
    assert last.quality is Quality.GOOD
    assert off(last, truth) < 1


def test_the_same_pictures_give_the_same_answer():
    photo = scenes.listing(6)
    picture = scenes.evidence(photo, scenes.camera(70, 0.6, 35), hidden=0.3)
    assert list(stages(photo, picture)) == list(stages(photo.copy(), picture.copy()))


def test_the_pictures_are_left_as_they_were():
    photo = scenes.listing(6)
    picture = scenes.evidence(photo, scenes.camera(70, 0.6, 35))
    before = photo.copy(), picture.copy()
    align(photo, picture)
    assert np.array_equal(photo, before[0])
    assert np.array_equal(picture, before[1])


def test_larger_pictures_give_the_same_alignment_in_their_own_pixels():
    photo, truth = scenes.listing(7), scenes.camera(30, 0.7, 20)
    picture = scenes.evidence(photo, truth)
    large = [
        np.asarray(cv2.resize(p, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC), np.uint8) for p in (photo, picture)
    ]
    found, finer = align(photo, picture), align(large[0], large[1])
    assert finer.quality is Quality.GOOD
    three = np.array([[3, 0, 1], [0, 3, 1], [0, 0, 1.0]])
    assert off(finer, three @ truth @ np.linalg.inv(three), scenes.CORNERS * 3 + 1) < 3
    assert found.homography is not None
    expected = three @ np.reshape(found.homography, (3, 3)) @ np.linalg.inv(three)
    assert off(finer, expected, scenes.CORNERS * 3 + 1) < 3


def test_a_picture_lies_on_itself():
    photo = scenes.listing(8)
    found = align(photo, photo)
    assert found.quality is Quality.GOOD
    assert off(found, np.reshape(IDENTITY, (3, 3))) < 0.1


ODD = {
    "one pixel": (1, 1),
    "one row": (1, 500),
    "one column": (500, 1),
    "a ribbon": (10, 30000),
    "a small square": (23, 23),
    "a strip": (40, 4000),
}


@pytest.mark.parametrize("shape", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("kind", ["plain", "noise"])
def test_odd_pictures_are_answered(shape, kind):
    odd = np.full((*shape, 3), 90, np.uint8)
    if kind == "noise":
        odd = np.random.default_rng(3).integers(0, 255, (*shape, 3), dtype=np.uint8)
    photo = scenes.listing(9)
    for pair in ((odd, photo), (photo, odd), (odd, odd)):
        *_, last = stages(*pair)
        assert last.quality is not Quality.GOOD or pair[0] is pair[1]


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_without_detail_is_said_to_have_none(level):
    plain = np.full((600, 800, 3), level, np.uint8)
    found = align(plain, scenes.listing(9))
    assert (found.quality, found.why) == (Quality.NONE, Why.NO_TEXTURE)
    assert align(scenes.listing(9), plain).why is Why.NO_TEXTURE


def test_stripes_and_noise_are_no_match():
    rng = np.random.default_rng(4)
    noise = rng.integers(0, 255, (300, 400, 3), dtype=np.uint8)
    stripes = np.repeat(np.tile(np.array([40, 200], np.uint8).repeat(8), 50)[None, :, None], 600, 0).repeat(3, 2)
    for pair in (
        (noise, rng.integers(0, 255, (300, 350, 3), dtype=np.uint8)),
        (np.ascontiguousarray(stripes), scenes.listing(9)),
    ):
        assert align(*pair).quality is Quality.NONE
