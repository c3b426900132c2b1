"""How much of a listing's photos is found in a frame: much where it is seen, nothing but chance elsewhere."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from moderator.analysis.similarity import Listing
from moderator.domain.finds import NOISE
from tests.moderator.media.shots import seen


def thing(seed: int, side: int = 300) -> np.ndarray:
    """Something with a surface of its own."""
    rng = np.random.default_rng(seed)
    made = np.full((side, side), 130, np.uint8)
    for _ in range(70):
        x, y, r = (int(each) for each in rng.integers((0, 0, 4), (side, side, 26)))
        cv2.circle(made, (x, y), r, (int(rng.integers(20, 235)),), -1)
    return made


def photo(seed: int) -> np.ndarray:
    """On white, as in a listing."""
    sheet = np.full((480, 480), 248, np.uint8)
    sheet[90:390, 90:390] = thing(seed)
    return np.repeat(sheet[:, :, None], 3, axis=2)


def frame(seed: int | None, size: int = 130, degrees: float = 25) -> np.ndarray:
    """A place, and the thing in it, smaller, turned and slanted."""
    place = np.asarray(cv2.resize(seen(9, 4), (640, 480)), np.uint8)
    if seed is None:
        return place
    c, s = np.cos(np.radians(degrees)) * size / 300, np.sin(np.radians(degrees)) * size / 300
    onto = np.array([[c, -s, 300], [s, c * 0.85, 160]])
    small = cv2.warpAffine(thing(seed), onto, (640, 480), flags=cv2.INTER_AREA)
    inside = cv2.warpAffine(np.full((300, 300), 255, np.uint8), onto, (640, 480)) > 128
    place[inside] = small[inside]
    return place


@pytest.fixture(scope="module")
def listing() -> Listing:
    return Listing([photo(1), photo(2)])


@pytest.mark.parametrize(("size", "degrees"), [(130, 25), (200, -60), (260, 140)])
def test_the_item_is_found_and_which_photo_shows_it(listing: Listing, size: int, degrees: float) -> None:
    which, matches = listing.found_in(frame(2, size, degrees))
    assert which == 1
    assert matches > NOISE + 3


def test_a_stranger_and_an_empty_place_are_chance(listing: Listing) -> None:
    assert listing.found_in(frame(None))[1] <= NOISE
    assert listing.found_in(frame(7))[1] <= NOISE


def test_what_has_no_detail_finds_nothing() -> None:
    plain = np.full((64, 64, 3), 128, np.uint8)
    assert Listing([plain]).found_in(frame(1)) == (0, 0)
    assert Listing([]).found_in(frame(1)) == (0, 0)
    assert Listing([photo(1)]).found_in(np.full((480, 640), 90, np.uint8)) == (0, 0)


def test_a_pattern_that_repeats_does_not_bear_witness_to_itself(listing: Listing) -> None:
    stripes = np.tile(np.repeat(np.array([40, 200], np.uint8), 12), (480, 27))[:, :640]
    assert listing.found_in(np.ascontiguousarray(stripes))[1] <= NOISE
