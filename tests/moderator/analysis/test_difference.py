"""Differences: the wrong colour variant is named, an honest pair of the same goods shows none, damage is found."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from moderator.analysis import ground
from moderator.analysis.difference import difference
from moderator.domain.colour import compare, linear
from moderator.domain.difference import Difference
from tests.sample_media import picture

SHOE = ("AE-2026-000127", "L2"), ("AE-2026-000127", "E1")
"""The navy pair of the listing in three-quarter view; the red pair that came, from about the same side."""
PINS = [[1126, 1078], [302, 960], [617, 566]], [[1269, 1115], [576, 1002], [794, 706]]
"""Toe, heel and tongue of the left shoe, by eye."""


def honest(listing: np.ndarray, seed: int, change=None) -> tuple[np.ndarray, tuple[float, ...]]:
    """A phone photo of the listing's item: elsewhere, in other light, compressed; a homography a bit off."""
    rng = np.random.default_rng(seed)
    height, width = listing.shape[:2]
    turn, scale = rng.uniform(-0.5, 0.5), rng.uniform(0.5, 0.8)
    c, s = scale * np.cos(turn), scale * np.sin(turn)
    matrix = np.array([[c, -s, 1000.0], [s, c, 750.0], [0, 0, 1]]) @ [
        [1, 0, -width / 2],
        [0, 1, -height / 2],
        [0, 0, 1],
    ]
    ground_ = np.full((1500, 2000, 3), (120, 85, 50), np.uint8)
    inside = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, (2000, 1500)) > 0
    shown = listing if change is None else change(listing.copy())
    out = np.where(inside[..., None], cv2.warpPerspective(shown, matrix, (2000, 1500), flags=cv2.INTER_AREA), ground_)
    lit = np.clip(out * rng.uniform(0.6, 1.4) * rng.uniform(0.85, 1.15, 3), 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", lit, [cv2.IMWRITE_JPEG_QUALITY, 40])
    matrix[:2, 2] += rng.uniform(-1.5, 1.5, 2)
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return np.ascontiguousarray(decoded, np.uint8), tuple(float(each) for each in matrix.ravel())


def of(listing: np.ndarray, evidence: np.ndarray, matrix: tuple[float, ...], threshold: float = 12.0) -> Difference:
    return difference(listing, evidence, matrix, threshold)  # type: ignore[arg-type]


@pytest.mark.parametrize("photo", ["L1", "L2", "L3"])
@pytest.mark.parametrize("seed", [1, 2])
def test_an_honest_pair_of_the_same_shoe_shows_no_other_colour(photo: str, seed: int) -> None:
    listing = picture("AE-2026-000127", photo)
    found = of(listing, *honest(listing, seed))
    assert "no other colour" in found.says
    assert not found.regions
    assert not found.beyond_light


def test_the_wrong_colour_variant_of_the_shoe_case_is_named() -> None:
    listing, evidence = picture(*SHOE[0]), picture(*SHOE[1])
    affine = cv2.getAffineTransform(*(np.array(each, np.float32) for each in PINS))
    found = of(listing, evidence, tuple(float(each) for each in np.vstack([affine, [0, 0, 1]]).ravel()))
    assert "another colour" in found.says
    assert "blue → red" in found.says
    assert found.beyond_light
    assert found.regions[0].delta_e > 20


def test_the_patch_tool_names_it_too_and_not_in_an_honest_pair() -> None:
    """The upper of the shoe, with the white sole as grey point."""
    listing, evidence = picture(*SHOE[0]), picture(*SHOE[1])
    points = (964, 1057), (1009, 1179)
    upper, sole = (_mean(listing, each) for each in points)
    found = compare(upper, _mean(evidence, (1000, 1020)), (sole, _mean(evidence, (605, 990))))
    assert found.same is False
    assert "blue" in found.listing
    assert found.evidence in ("red", "orange")
    other, matrix = honest(listing, 5)
    there = cv2.perspectiveTransform(np.array([points], float), np.array(matrix).reshape(3, 3))[0]
    at = [_mean(other, (float(x), float(y))) for x, y in there]
    assert compare(upper, at[0], (sole, at[1])).same is True


def _mean(pixels: np.ndarray, at: tuple[float, float]):
    x, y = (round(each) for each in at)
    patch = pixels[y - 4 : y + 5, x - 4 : x + 5].reshape(-1, 3)
    r, g, b = (sum(linear((int(v), 0, 0))[0] for v in patch[:, n]) / len(patch) for n in range(3))
    return r, g, b


def test_damage_is_outlined_where_it_is() -> None:
    listing = picture("AE-2026-000123", "L1")
    evidence, matrix = honest(listing, 3)
    x, y, w = np.array(matrix).reshape(3, 3) @ (800, 800, 1)
    x, y = int(x / w), int(y / w)
    cv2.line(evidence, (x - 60, y - 40), (x + 60, y + 40), (235, 235, 235), 9)
    found = of(listing, evidence, matrix)
    best = found.regions[0]
    assert best.x < x < best.x + best.width
    assert best.y < y < best.y + best.height
    assert "another colour" not in found.says, "a scratch is no other variant"


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (300, 2)])
def test_tiny_and_narrow_pictures_are_borne(size: tuple[int, int]) -> None:
    small = np.zeros((*size, 3), np.uint8)
    big = np.full((200, 300, 3), 90, np.uint8)
    for one, other in ((small, big), (big, small), (small, small)):
        found = of(one, other, (1.0, 0, 0, 0, 1.0, 0, 0, 0, 1.0))
        assert found.map.shape == other.shape[:2]


def test_what_lies_outside_overlaps_nowhere() -> None:
    flat = np.full((50, 50, 3), 90, np.uint8)
    found = of(flat, flat, (1.0, 0, 9000.0, 0, 1.0, 0, 0, 0, 1.0))
    assert found.item is None
    assert not found.map.any()
    assert found.says == "the pictures do not overlap"
    with pytest.raises(ValueError, match="inverse"):
        of(flat, flat, (0.0,) * 9)


@pytest.mark.parametrize(
    ("case", "photo", "least", "most"),
    [("AE-2026-000123", "L1", 0.15, 0.35), ("AE-2026-000127", "L1", 0.1, 0.25), ("AE-2026-000140", "L1", 0.1, 0.25)],
)
def test_the_item_is_what_stands_before_the_plain_ground(case: str, photo: str, least: float, most: float) -> None:
    mask = ground.item(picture(case, photo))
    assert least < mask.mean() < most
    assert not mask[:5].any()


def test_without_a_plain_ground_all_of_it_counts() -> None:
    busy = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    assert ground.item(busy).all()
    assert ground.item(np.full((40, 40, 3), 200, np.uint8)).all()
