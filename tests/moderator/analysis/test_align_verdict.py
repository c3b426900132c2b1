"""The verdict by figures alone, and on pictures that are made to mislead it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from moderator.analysis.align import align
from moderator.analysis.candidate import Candidate
from moderator.analysis.features import detect, matches
from moderator.analysis.judge import Figures
from moderator.analysis.picture import LISTING_SIDE, prepared
from moderator.analysis.search import Search
from moderator.analysis.verdict import ambiguous, convinced, found, score, verdict
from moderator.domain.alignment import Quality, Why
from tests.moderator.analysis import scenes

CLEAR = Figures(support=0.9, mass=0.6, hull=0.95, seen=1.0, strong=0.85, spread=0.3, sigma=0.2)
REGION = np.array([[0, 0], [100, 0], [100, 80], [0, 80]], float)


def candidate(*, witnesses: int = 60, mirrored: bool = False, tilt: float = 20.0, **figures: float) -> Candidate:
    return Candidate(np.eye(3), mirrored, replace(CLEAR, **figures), witnesses, 0.5, REGION, tilt)


@pytest.mark.parametrize(
    ("best", "quality", "why"),
    [
        (candidate(), Quality.GOOD, Why.AGREES),
        (candidate(mass=0.02, witnesses=10), Quality.NONE, Why.LITTLE_SUPPORT),
        (candidate(witnesses=3), Quality.NONE, Why.FEW_MATCHES),
        (candidate(witnesses=5), Quality.DOUBTFUL, Why.FEW_MATCHES),
        (candidate(spread=30.0, witnesses=10), Quality.NONE, Why.UNSTEADY),
        (candidate(spread=5.0), Quality.DOUBTFUL, Why.UNSTEADY),
        (candidate(sigma=5.0), Quality.DOUBTFUL, Why.UNSTEADY),
        (candidate(sigma=5.0, tilt=70.0), Quality.DOUBTFUL, Why.STEEP),
        (candidate(sigma=1.5, hull=0.3), Quality.DOUBTFUL, Why.SMALL_PART),
        (candidate(mass=0.03, witnesses=200), Quality.DOUBTFUL, Why.NOT_FLAT),
        (candidate(repeat=0.9, witnesses=10), Quality.DOUBTFUL, Why.TWO_PLACES),
        (candidate(repeat=0.9), Quality.GOOD, Why.AGREES),
        (candidate(strong=0.6, witnesses=10), Quality.DOUBTFUL, Why.LITTLE_SUPPORT),
    ],
)
def test_each_figure_has_its_say(best, quality, why):
    assert verdict(best, []) == (quality, why)
    assert convinced(best) <= (quality is Quality.GOOD)
    assert found(best) >= convinced(best)


def test_a_rival_elsewhere_makes_the_best_doubtful():
    best, rival = candidate(), candidate(mass=0.4, mirrored=True)
    assert score(best) > score(rival)
    assert rival.apart(best)
    assert verdict(best, [rival]) == (Quality.DOUBTFUL, Why.TWO_PLACES)
    assert verdict(best, [candidate(mass=0.1, mirrored=True)]) == (Quality.GOOD, Why.AGREES)


def test_candidates_are_apart_by_a_tenth_of_the_item():
    here = candidate()
    assert not here.apart(replace(here, region=REGION + 5))
    assert here.apart(replace(here, region=REGION + 20))


def test_features_mirrored_are_those_of_the_mirrored_picture():
    picture = prepared(scenes.listing(31), LISTING_SIDE)
    turned, detected = detect(picture).mirrored(picture.size[0]), detect(picture.mirrored())
    pairs = matches(turned, detected)
    away = np.linalg.norm(turned.points[pairs[:, 0]] - detected.points[pairs[:, 1]], axis=1)
    assert len(pairs) > 0.7 * len(turned)
    assert np.mean(away < 1) > 0.95
    near = pairs[away < 1]
    ratio = np.linalg.det(detected.shapes[near[:, 1]]) / np.linalg.det(turned.shapes[near[:, 0]])
    assert np.median(ratio) == pytest.approx(1, abs=0.05)
    pointing = [each.shapes[near[:, side]][:, :, 0] for side, each in enumerate((turned, detected))]
    cosine = (pointing[0] * pointing[1]).sum(1) / np.prod([np.linalg.norm(p, axis=1) for p in pointing], axis=0)
    assert np.median(cosine) > 0.98


@pytest.mark.parametrize("pattern", ["dots", "squares"])
def test_a_pattern_that_repeats_is_not_called_good(pattern):
    left, top, right, bottom = scenes.BOX
    photo = np.full((scenes.HEIGHT, scenes.WIDTH, 3), 238, np.uint8)
    rows, columns = np.mgrid[: bottom - top, : right - left]
    dark = (rows // 20 + columns // 20) % 2 == 0
    if pattern == "dots":
        dark = (rows % 30 - 15) ** 2 + (columns % 30 - 15) ** 2 < 64
    photo[top:bottom, left:right] = np.where(dark, 60, 130)[..., None]
    photo = np.asarray(cv2.GaussianBlur(photo, (0, 0), 0.8), np.uint8)
    answer = align(photo, scenes.evidence(photo, scenes.camera(10, 0.7, 15)))
    assert answer.quality is not Quality.GOOD


def test_a_badge_that_two_items_share_is_not_the_item():
    photo, other = scenes.listing(32), scenes.listing(33)
    other[160:230, 200:300] = photo[160:230, 200:300]
    answer = align(photo, scenes.evidence(other, scenes.camera(15, 0.8, 10)))
    assert answer.quality is not Quality.GOOD


@pytest.mark.parametrize("symmetric", [True, False])
def test_an_item_that_is_its_own_mirror_image_has_twins(symmetric):
    left, top, right, bottom = scenes.BOX
    photo = scenes.listing(34)
    if symmetric:
        middle = (left + right) // 2
        photo[top:bottom, middle:right] = photo[top:bottom, left:middle][:, ::-1]
    truth = scenes.camera(20, 0.7, 15)
    search = Search(prepared(photo, LISTING_SIDE), prepared(scenes.evidence(photo, truth), LISTING_SIDE))
    best = max((each for each in search.run() if isinstance(each, Candidate)), key=score)
    assert ambiguous(best, search.twins(best)) is symmetric
