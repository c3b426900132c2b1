"""Aligning and comparing in a real, locked worker."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from moderator.analysis import align
from moderator.domain.alignment import Alignment, Quality, Why
from moderator.errors import Cancelled, MediaError
from moderator.media.pair import Pair
from moderator.media.pool import MediaPool


def scene(seed: int) -> np.ndarray:
    """A poster of shapes and noise, as detailed as a product photo."""
    rng = np.random.default_rng(seed)
    made = rng.integers(120, 255, (600, 800, 3), dtype=np.uint8)
    for _ in range(90):
        x, y = (int(each) for each in rng.integers((60, 60), (740, 540)))
        colour = tuple(int(each) for each in rng.integers(0, 255, 3))
        cv2.rectangle(made, (x, y), (x + int(rng.integers(8, 60)), y + int(rng.integers(8, 60))), colour, -1)
        cv2.putText(made, chr(65 + int(rng.integers(0, 26))), (x, y), 0, 1.1, tuple(255 - c for c in colour), 2)
    return np.ascontiguousarray(cv2.GaussianBlur(made, (0, 0), 0.8), np.uint8)


def seen(listing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same from another place, and the homography to it."""
    matrix = np.array([[0.8, -0.25, 260.0], [0.22, 0.85, 40.0], [0.0001, 0.00005, 1.0]])
    ground = np.full((800, 1000, 3), (150, 120, 80), np.uint8)
    inside = cv2.warpPerspective(np.full(listing.shape[:2], 255, np.uint8), matrix, (1000, 800)) > 0
    warped = cv2.warpPerspective(listing, matrix, (1000, 800))
    return np.ascontiguousarray(np.where(inside[..., None], warped, ground), np.uint8), matrix


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with MediaPool(1) as made:
        yield made


def corners(matrix: np.ndarray) -> np.ndarray:
    points = np.array([[[0, 0], [799, 0], [799, 599], [0, 599]]], np.float64)
    return cv2.perspectiveTransform(points, matrix)[0]


def test_the_worker_finds_what_the_function_finds(pool: MediaPool) -> None:
    listing = scene(1)
    evidence, truth = seen(listing)
    looks: list[Alignment] = []
    found = pool.align(Pair(listing, evidence), told=looks.append)
    assert found.quality is Quality.GOOD
    assert np.abs(corners(np.array(found.homography).reshape(3, 3)) - corners(truth)).max() < 3
    assert [look.why for look in looks] == [Why.FIRST_LOOK] * len(looks)
    assert looks, "there is something to see before the verdict"
    assert found == align.align(listing, evidence)


def test_strangers_are_told_apart(pool: MediaPool) -> None:
    found = pool.align(Pair(scene(2), seen(scene(3))[0]))
    assert found.quality is Quality.NONE
    assert found.homography is None


def test_pins_take_the_place_of_the_search(pool: MediaPool) -> None:
    listing = scene(4)
    evidence, truth = seen(listing)
    ends = cv2.perspectiveTransform(np.array([[[100, 100], [700, 120], [680, 500], [120, 480]]], np.float64), truth)[0]
    pins = [(*a, *(float(c) for c in b)) for a, b in zip([(100, 100), (700, 120), (680, 500), (120, 480)], ends)]  # noqa: B905
    found = pool.align(Pair(listing, evidence, pins=pins))  # type: ignore[arg-type]
    assert found.why is Why.BY_HAND
    assert np.abs(corners(np.array(found.homography).reshape(3, 3)) - corners(truth)).max() < 6


def test_who_gives_up_on_the_way_ends_the_work_and_the_next_one_is_served(pool: MediaPool) -> None:
    listing = scene(1)
    evidence, _ = seen(listing)

    def give_up(_found: Alignment) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        pool.align(Pair(listing, evidence), told=give_up)
    assert pool.align(Pair(listing, evidence)).quality is Quality.GOOD


def test_overlay_and_difference_come_back(pool: MediaPool) -> None:
    listing = scene(5)
    evidence, truth = seen(listing)
    matrix = tuple(float(each) for each in truth.ravel())
    spoilt = evidence.copy()
    cv2.circle(spoilt, (520, 380), 30, (250, 20, 20), -1)
    laid = pool.overlay(Pair(listing, spoilt, matrix, amount=1.0))  # type: ignore[arg-type]
    assert tuple(laid.pixels[380, 520]) != (250, 20, 20)
    assert np.array_equal(laid.pixels[5, 5], spoilt[5, 5])
    found = pool.difference(Pair(listing, spoilt, matrix, amount=15.0))  # type: ignore[arg-type]
    region = found.regions[0]
    assert abs(region.x + region.width / 2 - 520) < 20
    assert abs(region.y + region.height / 2 - 380) < 20
    assert found.map[380, 520] > 30
    assert not pool.difference(Pair(listing, evidence, matrix, amount=15.0)).regions  # type: ignore[arg-type]


def test_a_matrix_without_an_inverse_is_an_error_and_no_crash(pool: MediaPool) -> None:
    listing = scene(5)
    with pytest.raises(MediaError):
        pool.difference(Pair(listing, listing, (0.0,) * 9, amount=10.0))


def test_pictures_of_one_pixel_are_answered(pool: MediaPool) -> None:
    dot = np.zeros((1, 1, 3), np.uint8)
    assert pool.align(Pair(dot, dot)).quality is Quality.NONE
    assert pool.difference(Pair(dot, dot, amount=10.0)).map.shape == (1, 1)
